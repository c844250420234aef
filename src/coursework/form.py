"""The outward form every lesson keeps: headings, cells, ids, outputs, words; each breach is one sentence."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from pathlib import Path
from statistics import median

from .prose import COMMENT, headings, plain
from .tokens import QUOTED

WORDS = (1200, 2500)
CODE_CELLS = (12, 30)
LONGEST_CELL = 15  # lines
USUAL_CELL = 3  # lines, the median
LARGEST_FILE = 2_000_000  # bytes
READABLE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RANDOM = re.compile(r"(?=.*\d)[0-9a-f-]{8,}")  # what JupyterLab gives a new cell
WEAKENED = re.compile(r"nbval[-_]|raises-exception", re.I)


def markdown_cells(notebook) -> list:
    """The cells of a notebook that hold text."""
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def code_cells(notebook) -> list:
    """The cells of a notebook that hold code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def heading_problems(notebook) -> list[str]:
    """One H1, in the first cell; no level is skipped; no two headings are the same."""
    by_cell = [headings(cell.source) if cell.cell_type == "markdown" else [] for cell in notebook.cells]
    tops = [index for index, inside in enumerate(by_cell) for level, _ in inside if level == 1]
    found = [] if tops == [0] else ["there is one title (#), in the first cell"]
    in_order = [heading for inside in by_cell for heading in inside]
    for (before, _), (level, title) in itertools.pairwise(in_order):
        if level > before + 1:
            found.append(f"heading “{title}” skips a level")
    counts = Counter(title for _, title in in_order)
    return found + [f"heading “{title}” stands {n} times" for title, n in counts.items() if n > 1]


def cell_problems(notebook) -> list[str]:
    """Readable unique ids, at most 15 lines of code, no trailing `;`, no mark that weakens the comparison."""
    found, ids = [], Counter(cell.id for cell in notebook.cells)
    for cell in notebook.cells:
        if not READABLE.fullmatch(cell.id) or RANDOM.fullmatch(cell.id):
            found.append(f"cell id {cell.id!r}: use readable words joined by hyphens")
        if ids[cell.id] > 1:
            found.append(f"cell id {cell.id!r} stands {ids[cell.id]} times")
        if WEAKENED.search(str(cell.metadata.get("tags", ""))) or WEAKENED.search(cell.source):
            found.append(f"cell {cell.id}: every output is compared, so no nbval mark")
        if cell.cell_type == "code":
            lines = cell.source.split("\n")
            if len(lines) > LONGEST_CELL:
                found.append(f"cell {cell.id}: {len(lines)} lines, at most {LONGEST_CELL}")
            if any(line.rstrip().endswith(";") for line in lines):
                found.append(f"cell {cell.id}: a line ends with `;`")
    return found


def output_problems(notebook) -> list[str]:
    """Every code cell was run, in order, without error or warning; every picture has a text alternative."""
    found = []
    for number, cell in enumerate(code_cells(notebook), start=1):
        if cell.execution_count != number:
            found.append(
                f"cell {cell.id}: execution count {cell.execution_count}, not {number}: build the notebook"
            )
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                what = output.get("ename") or output.get("text", "").strip()[:80]
                found.append(f"cell {cell.id}: shows an error or warning: {what}")
            data = output.get("data", {})
            if "image/png" in data or "image/jpeg" in data:
                found.append(f"cell {cell.id}: a bare picture has no text alternative: show it as a Picture")
            found += [f"cell {cell.id}: {p}" for p in picture_problems(data.get("text/html", ""))]
    for cell in markdown_cells(notebook):
        found += [f"cell {cell.id}: {p}" for p in picture_problems(cell.source)]
    return found


def picture_problems(text: str) -> list[str]:
    """One sentence for each picture, in HTML or markdown, whose alt text is missing or empty."""
    tags = re.findall(r"<img\b[^>]*>", text, re.I)
    bare = [tag for tag in tags if not re.search(r"\balt=(\"[^\"]+\"|'[^']+')", tag)]
    bare += re.findall(r"!\[\s*\]\([^)]*\)", text)
    return ["a picture has no text alternative"] * len(bare)


def size_problems(notebook, bytes_stored: int) -> list[str]:
    """A lesson has 1,200 to 2,500 words, 12 to 30 code cells of mostly 1 to 3 lines, and under 2 MB."""
    code, words = code_cells(notebook), word_count(notebook)
    found = []
    if not WORDS[0] <= words <= WORDS[1]:
        found.append(f"{words} words, not {WORDS[0]} to {WORDS[1]}")
    if not CODE_CELLS[0] <= len(code) <= CODE_CELLS[1]:
        found.append(f"{len(code)} code cells, not {CODE_CELLS[0]} to {CODE_CELLS[1]}")
    if code and median(len(cell.source.split("\n")) for cell in code) > USUAL_CELL:
        found.append(f"the usual code cell has more than {USUAL_CELL} lines")
    if bytes_stored >= LARGEST_FILE:
        found.append(f"{bytes_stored:,} bytes, at least {LARGEST_FILE:,}")
    return found


def word_count(notebook) -> int:
    """Words a reader reads in the markdown cells: no comments, code or link targets."""
    texts = [plain(COMMENT.sub(" ", cell.source)) for cell in markdown_cells(notebook)]
    return sum(len(re.findall(r"\w[\w'’.,-]*", text)) for text in texts)


def banned_words(path: Path) -> list[dict[str, str]]:
    """The table of words that stand in quotations only: word, instead."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def word_problems(text: str, banned: list[dict[str, str]]) -> list[str]:
    """Banned words in a markdown text, outside quotation marks, code and comments."""
    text = QUOTED.sub(" ", plain(COMMENT.sub(" ", text)))
    return [
        f"“{match[0]}”: {row['instead']}"
        for row in banned
        for match in re.finditer(rf"\b{row['word']}\b", text, 0 if row["word"].isupper() else re.I)
    ]
