"""The marking sheet: a CSV with a line per answer and row of the rubric, for any spreadsheet program."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from ...errors import CourseworkError
from ..lms.exports import harmless
from .answers import Answer
from .rubrics import Row
from .verdicts import Entry

COLUMNS = ["student", "notebook", "task", "answer", "row", "levels", "comments to reuse", "level", "comment",
           "marker", "answer id"]  # fmt: skip
NEEDED = ["row", "level", "comment", "answer id"]
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")  # what a CSV file cannot hold
LONGEST = 30_000  # letters; a spreadsheet's cell holds 32,767
NOTHING, UNREAD = "(nothing written)", "(the notebook could not be graded: the report says why)"


def write_sheet(path: Path, found: list[Answer], blind: bool) -> None:
    """Write the sheet of these answers; `blind` shows a code in place of the student's name."""
    write_lines(path, [line for answer in in_order(found, blind) for line in lines(answer, blind)])


def write_lines(path: Path, found: list[dict[str, str]]) -> None:
    """Write a sheet of these lines."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    table.writerows({name: harmless(cell) for name, cell in line.items()} for line in found)
    write_new(path, "\ufeff" + text.getvalue())  # the byte order mark tells Excel that it is UTF-8


def write_new(path: Path, text: str) -> None:
    """Write a file; CourseworkError when there is one of this name, which may hold marks."""
    try:
        with open(path, "x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError as error:
        raise CourseworkError(f"{path} is there already and may hold marks: take another name") from error
    except OSError as error:
        raise CourseworkError(f"{path}: {error.strerror}") from error


def in_order(found: list[Answer], blind: bool) -> list[Answer]:
    """The answers as they are marked: task by task, those with nothing written last, by name or by code."""
    tasks = list(dict.fromkeys((one.notebook, one.task) for one in found))
    name = (lambda one: one.code) if blind else (lambda one: one.student)
    return sorted(found, key=lambda one: (not one.text, tasks.index((one.notebook, one.task)), name(one)))


def lines(answer: Answer, blind: bool) -> list[dict[str, str]]:
    """The sheet's lines for an answer, one for each row of its rubric; nothing written: 0 is proposed."""
    text = CONTROL.sub("\ufffd", answer.text) or (UNREAD if answer.unread else NOTHING)
    if len(text) > LONGEST:
        text = text[:LONGEST] + " [cut here: open the graded notebook for the rest]"
    shared = {
        "student": answer.code if blind else answer.student, "notebook": answer.notebook, "task": answer.task,
        "answer": text, "answer id": answer.id, "level": "" if answer.text or answer.unread else "0?",
    }  # fmt: skip
    return [
        {**shared, "row": row.name, "levels": levels(row, answer.rubric.prose),
         "comments to reuse": reusable(answer, row)}
        for row in answer.rubric.rows
    ]  # fmt: skip


def levels(row: Row, prose: str = "") -> str:
    """The words of a row's levels, the highest first; without a table the points, and the rubric's prose."""
    if not row.words:
        return "\n".join(filter(None, [f"0 to {row.top:g}", prose]))
    return "\n".join(f"{level} {row.words[level]}" for level in sorted(row.words, reverse=True))


def reusable(answer: Answer, row: Row) -> str:
    """Comments to reuse for a row, and the mark that a person gave before."""
    bank = answer.rubric.bank(row.name)
    said = [f"{level}: {comment}" for level in sorted(bank, reverse=True) for comment in bank[level]]
    return "\n".join([f"marked before: {answer.marked}"] * bool(answer.marked) + said)


def read_sheet(path: Path) -> list[Entry]:
    """The entries of a sheet that was filled in; CourseworkError when it cannot be read."""
    text = read_text(path)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    try:
        header, *table = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    except (csv.Error, ValueError) as error:
        raise CourseworkError(f"{path}: not a CSV table ({error})") from error
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise CourseworkError(f"{path} is no marking sheet: its first row lacks {', '.join(missing)}")
    filled = [(f"{path.name}, row {number}", line) for number, line in enumerate(table, 2) if any(line)]
    for where, line in filled:
        if len(line) > len(header):
            raise CourseworkError(f"{where}: more cells than columns: a comma outside quotation marks?")
    return [entry(where, dict(zip(header, line, strict=False))) for where, line in filled]


def entry(where: str, line: dict[str, str]) -> Entry:
    """The entry that a line of the sheet holds."""
    cell = {name: line.get(name, "").strip() for name in COLUMNS}
    student = cell["student"].removeprefix("'") if "student" in line else None
    return Entry(where, cell["answer id"], cell["row"], cell["level"], cell["comment"], student, cell["task"])


def read_text(path: Path) -> str:
    """The text of a sheet; CourseworkError when it is missing or saved in another encoding."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CourseworkError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CourseworkError(f"{path} is not in UTF-8: save it as “CSV UTF-8 (comma delimited)”") from error
