"""How a marker sees a rubric: as a table with folded anchor answers, beside the task in a graded notebook."""

from __future__ import annotations

import html
import re

from .rubrics import Rubric

BEGIN, END = "<!-- for markers: rubric -->", "<!-- for markers: end -->"
BESIDE = re.compile(rf"\n*{BEGIN}.*?(?:{END}|\Z)", re.S)


def table(rubric: Rubric) -> str:
    """The rubric as a table, levels from the highest down; HTML, for formgrader leaves no room in others."""
    levels = sorted({level for one in rubric.rows for level in one.words}, reverse=True)
    lines = [["Row", *map(str, levels)]]
    lines += [[one.name, *(one.words.get(level, "") for level in levels)] for one in rubric.rows]
    shown = []
    for line in lines:
        tags = ['th scope="row"', *["td"] * len(levels)] if shown else ['th scope="col"'] * len(line)
        shown.append("".join(map(cell, tags, line)))
    return "<table>\n" + "\n".join(f"<tr>{line}</tr>" for line in shown) + "\n</table>"


def cell(tag: str, text: str) -> str:
    """A cell of an HTML table."""
    style = "padding: 2px 10px; vertical-align: top; text-align: left"
    return f'<{tag} style="{style}">{html.escape(text)}</{tag[:2]}>'


def anchors(rubric: Rubric) -> str:
    """The anchor answers as Markdown, folded."""
    shown = []
    for one in rubric.anchors:
        levels = ", ".join(f"{name.lower()} {level}" for name, level in one.levels.items())
        quoted = "\n".join(f"> {line}" for line in one.text.splitlines())
        title = f"**{one.name}** ({levels})" if levels else f"**{one.name}**"
        shown += [title, quoted, *([f"*{one.comment}*"] if one.comment else [])]
    title = "Anchor answers: " + ", ".join(one.name.lower() for one in rubric.anchors)
    return "\n\n".join([f"<details><summary><u>{title}</u></summary>", *shown, "</details>"])


def how(rubric: Rubric) -> str:
    """The rubric as Markdown: its table, or its prose."""
    return rubric.prose or table(rubric)


def beside(source: str, rubric: Rubric | None) -> str:
    """A task cell's text with the rubric and anchors below it, for notebooks that only markers see.

    The text as it is without a rubric. `alone` takes away again what was put there.
    """
    if not rubric or not (rubric.rows or rubric.prose):
        return source
    line = " / ".join(f"{one.name} _ of {one.top:g}:" for one in rubric.rows)
    title = f"**Rubric**, for a comment by row: `{line}`" if line else "**Rubric**"
    parts = [title, how(rubric), *([anchors(rubric)] if rubric.anchors else [])]
    return "\n\n".join([alone(source), BEGIN, *parts, END])


def beside_tasks(notebook, rubrics: dict[str, Rubric]):
    """The notebook, changed in place: at every task cell its rubric, as `beside` puts it."""
    for cell in notebook.cells:
        held = cell.metadata.get("nbgrader", {})
        if held.get("task"):
            cell.source = beside(cell.source, rubrics.get(held.get("grade_id")))
    return notebook


def alone(source: str) -> str:
    """A task cell's text without the rubric and anchors that `beside` put there."""
    return BESIDE.sub("", source)
