"""Small pieces of HTML that the live widget and its printed twin share.

Everything here survives JupyterLab's sanitiser (no style sheet, no script, no form element), so a page that
nobody has run yet, a page on a static site and a sheet of paper show the same words.
"""

from html import escape

import pandas as pd

from ..display import show
from ..reading import split_ids

BOX = "☐"
_LEFT = 'style="text-align: left"'


def text(value) -> str:
    """Escape plain words for HTML; line breaks become `<br>`, a missing cell becomes nothing."""
    if value is None or value is pd.NA or value != value:
        return ""
    return escape(str(value), quote=False).replace("\n", "<br>")


def shown(thing) -> str:
    """HTML of a Picture, a table, anything else with an HTML form, or plain words."""
    if isinstance(thing, pd.DataFrame | pd.Series):
        thing = show(thing)
    bundle = thing._repr_mimebundle_() if hasattr(thing, "_repr_mimebundle_") else {}
    if isinstance(bundle, tuple):  # IPython allows (data, metadata)
        bundle = bundle[0]
    if "text/html" in (bundle or {}):
        return bundle["text/html"]
    if hasattr(thing, "_repr_html_"):
        return thing._repr_html_()
    return f"<p>{text(thing)}</p>" if thing else ""


def paragraph(words: str, *, strong: bool = False) -> str:
    """One paragraph of plain words."""
    return f"<p><strong>{text(words)}</strong></p>" if strong else f"<p>{text(words)}</p>"


def items(lines, *, ordered: bool = False) -> str:
    """A list; every line is HTML already."""
    tag = "ol" if ordered else "ul"
    return f"<{tag}>" + "".join(f"<li>{line}</li>" for line in lines) + f"</{tag}>"


def boxes(options: dict) -> str:
    """Lettered options with an empty box before each: {"A": "words"}."""
    return items(f"{BOX}\u00a0{text(letter)}. {text(words)}" for letter, words in options.items())


def letters(options: dict) -> str:
    """Lettered options without boxes, for use above a dropdown of letters."""
    return items(f"<strong>{text(letter)}.</strong> {text(words)}" for letter, words in options.items())


def table(caption: str, header, rows) -> str:
    """A table with a caption; the first cell of each row is its header. Cells are HTML already."""
    head = "".join(f'<th scope="col" {_LEFT}>{text(name)}</th>' for name in header)
    body = "".join(_row(*cells) for cells in rows)
    title = f"<caption {_LEFT}><strong>{text(caption)}</strong></caption>"
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(first: str, *rest: str) -> str:
    cells = "".join(f"<td {_LEFT}>{cell}</td>" for cell in rest)
    return f'<tr><th scope="row" {_LEFT}>{first}</th>{cells}</tr>'


def folded(summary: str, inside: str) -> str:
    """A closed block that the reader opens."""
    block = f"<details><summary>{text(summary)}</summary>{inside}</details>"
    return f'<div style="margin-bottom: 1em">{block}</div>'


def side_by_side(parts) -> str:
    """Small multiples, two in a row where the page is wide enough."""
    style = 'style="display: inline-block; vertical-align: top; width: 49%; min-width: 20em"'
    return "".join(f"<div {style}>{part}</div>" for part in parts)


def section(title: str, *parts: str) -> str:
    """The frame of a printed twin: a line that names the task, then its parts."""
    return f"<div><p><strong>{text(title)}</strong></p>{''.join(parts)}</div>"


def headline(kind: str, title: str, question: str) -> str:
    """The line over a printed activity: what it is, its title, its question."""
    return f"{kind}. {title}{'' if title.endswith('?') else ':'} {question}"


def status(inside: str) -> str:
    """Feedback that a screen reader announces when it changes, in the page's own text style."""
    return f'<div class="jp-RenderedHTMLCommon" role="status" aria-live="polite">{inside}</div>'


def evidence(ids: str) -> str:
    """`E027;D30` as words: " (evidence: E027, D30)". Nothing when there are no ids."""
    parts = split_ids(ids)
    return f" (evidence: {text(', '.join(parts))})" if parts else ""


def reason(row: dict) -> str:
    """Why, with the evidence: from a row that has both columns."""
    return text(row["reason"]) + evidence(row["evidence"])
