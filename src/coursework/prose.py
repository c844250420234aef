"""Markdown prose cut into stretches of words and the evidence comments that follow them.

`On 5 September 1995 the Taliban took Herat.<!-- E027 -->` is one span: the words and the row that carries
them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
FENCED = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
COMMENT_OR_CODE = re.compile(r"(?P<ticks>`+)(?:.+?)(?P=ticks)|<!--(?P<comment>.*?)-->", re.DOTALL)
FENCE = re.compile(r"^\s*(```|~~~)")
HEADING = re.compile(r"^#{1,6}\s+")
ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+")
QUOTE = re.compile(r"^\s*(?:>\s?)+")
TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")
BLOCK_TAG = re.compile(
    r"^\s*</?(?:details|summary|div|p|figure|figcaption|table|tr|li|ul|ol|blockquote|hr|br)\b", re.I
)


@dataclass(frozen=True)
class Span:
    """Words of one paragraph, list item, heading or table row, and what the comment after them names."""

    text: str
    references: tuple[str, ...] = ()
    heading: bool = False


def references(comment: str) -> tuple[str, ...]:
    """The parts of an evidence comment: row references, then `= expressions`, separated by `;`."""
    parts = re.split(r"(?:^|;)\s*(?==)", comment.strip())
    rows = [part.strip() for part in parts[0].split(";")]
    return tuple([row for row in rows if row] + [f"= {part[1:].strip()}" for part in parts[1:]])


def blocks(markdown: str) -> list[tuple[str, bool]]:
    """Paragraphs, list items, headings and table rows of a markdown text, each with 'is it a heading'."""
    markdown = COMMENT.sub(lambda m: " ".join(m[0].split()), markdown)  # on one line, as its words are
    found: list[list] = []
    fenced, fresh = False, True
    for line in markdown.splitlines():
        if FENCE.match(line):
            fenced, fresh = not fenced, True
            continue
        line = QUOTE.sub("", line)
        table, heading = line.lstrip().startswith("|"), bool(HEADING.match(line))
        if fenced or not line.strip() or (table and TABLE_RULE.match(line)):
            fresh = True
            continue
        starts = fresh or table or heading or ITEM.match(line) or BLOCK_TAG.match(line)
        text = ITEM.sub("", HEADING.sub("", line)).strip()
        if starts or not found:
            found.append([text, heading])
        else:
            found[-1][0] += " " + text
        fresh = table or heading
    return [(text, heading) for text, heading in found]


def spans(markdown: str) -> list[Span]:
    """Cut a markdown cell into spans.

    A comment covers the words since the comment before it or since the start of its paragraph, list item,
    heading or table row. Neighbouring comments count as one; a comment line under a heading belongs to the
    heading.
    """
    result: list[Span] = []
    for text, heading in blocks(markdown):
        for words, refs in _pieces(text):
            after = result[-1] if result else None
            if words or not refs:
                result.append(Span(words, refs, heading))
            elif after and (after.references or after.heading):
                result[-1] = Span(after.text, after.references + refs, after.heading)
            else:
                result.append(Span("", refs, heading))
    return result


def _pieces(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Words and references in turn within one block; words after the last comment have no references."""
    pieces, start = [], 0
    for match in COMMENT_OR_CODE.finditer(text):
        if match["comment"] is not None:
            pieces.append((text[start : match.start()].strip(), references(match["comment"])))
            start = match.end()
    rest = text[start:].strip()
    return pieces + ([(rest, ())] if re.search(r"\w", rest) else [])


def headings(markdown: str) -> list[tuple[int, str]]:
    """(level, text) of every heading of a markdown text, in order; fenced code and comments are left out."""
    found = re.findall(r"^(#{1,6})\s+(.+?)\s*#*$", COMMENT.sub("", FENCED.sub("", markdown)), re.MULTILINE)
    return [(len(marks), title) for marks, title in found]


def plain(text: str) -> str:
    """The words a reader sees: no code, link targets, pictures, tags or emphasis marks."""
    text = re.sub(r"(`+).+?\1", " ", text)
    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r" \1 ", text)
    text = re.sub(r"\[\d\d\b([^\]]*)\]\([^)]*\.ipynb[^)]*\)", r"\1", text)  # a notebook's own number
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<https?://[^>]*>|https?://\S+", " ", text)
    text = re.sub(r"</?\w[^>]*>", " ", text)
    text = re.sub(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)", "", text)
    return text.replace("|", " ").replace("&nbsp;", " ").strip()
