"""The marking notebook: an answer, its rubric and a dictionary to fill, answer after answer."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ...errors import CourseworkError
from ..nbcourse import NbCourse
from . import marking, rubricpage
from .answers import Answer
from .marksheet import CONTROL, NOTHING, UNREAD, in_order, reusable, write_new
from .verdicts import Entry

HOW = """# Marking {assignment}

{count} answers wait. Below each stand its rubric and a cell to fill: for every row a level in place of \
`None`, and a comment between the quotation marks. Run the cells from top to bottom; the last one checks \
everything, then writes all marks into the gradebook, or none. Answers left at `None` go on waiting. Where \
nothing was written, `"0?"` proposes 0: write `0` to give it.

This notebook holds students' work: delete it when the marks are in the gradebook."""
START = """from coursework.grading.written.marknotebook import Marks

marks = Marks({assignment!r}, course={course!r}, db={db!r})"""
END = "marks.save()  # marks.save(replace=True) also overwrites marks that others gave meanwhile"


def write_notebook(
    path: Path, found: list[Answer], blind: bool, assignment: str, course: NbCourse, db: str = ""
):
    """Write the marking notebook of these answers; `blind` shows a code in place of the student's name."""
    cells = [
        new_markdown_cell(HOW.format(assignment=assignment, count=len(found))),
        new_code_cell(START.format(assignment=assignment, course=str(course.root), db=db)),
    ]
    task = None
    for answer in in_order(found, blind):
        part = (answer.notebook, answer.task) if answer.text else NOTHING
        if part != task:
            cells.append(new_markdown_cell(opening(answer)))
        task = part
        cells += [new_markdown_cell(shown(answer, blind)), new_code_cell(to_fill(answer))]
    cells.append(new_code_cell(END))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    text = nbformat.writes(new_notebook(cells=cells, metadata={"kernelspec": kernel}))
    write_new(path, text + "\n")


def opening(answer: Answer) -> str:
    """What stands before the answers to a task, or before those in which nothing was written."""
    if not answer.text:
        return "## Nothing written\n\n0 is proposed where the notebook could be graded."
    anchors = [rubricpage.anchors(answer.rubric)] if answer.rubric.anchors else []
    return "\n\n".join([f"## {answer.task}", *anchors])


def shown(answer: Answer, blind: bool) -> str:
    """An answer as Markdown: whose, the text with nothing in it that acts, and the rubric."""
    name = answer.code if blind else answer.student
    title = f"### {answer.task}: {literal(name)}"
    if not answer.text:
        return title + f"\n\n{UNREAD}" * answer.unread
    quoted = f"<blockquote>{literal(answer.text)}</blockquote>"
    return "\n\n".join([title, quoted, help_for(answer)])


def help_for(answer: Answer) -> str:
    """The rubric as a table, and comments to reuse, folded."""
    if not answer.rubric.rows[0].words:
        before = f"*Marked before: {literal(answer.marked)}*" if answer.marked else ""
        return "\n\n".join(filter(None, [answer.rubric.prose, before]))
    said = "".join(
        f"<li>{literal(row.name)} {literal(line)}</li>"
        for row in answer.rubric.rows for line in reusable(answer, row).splitlines()
    )  # fmt: skip
    folded = f"<details><summary>Comments to reuse</summary><ul>{said}</ul></details>"
    return f"{rubricpage.table(answer.rubric)}\n\n{folded}"


def literal(text: str) -> str:
    """A text that shows as it was written: neither HTML, nor Markdown, nor mathematics."""
    text = CONTROL.sub("\ufffd", text)
    safe = re.sub(r"""[<>&"'\\`*_{}\[\]()#+!|$~:/-]""", lambda found: f"&#{ord(found[0])};", text)
    return safe.replace("\r", "").replace("\n", "<br>")


def to_fill(answer: Answer) -> str:
    """The cell that a marker fills in for an answer."""
    level = "None" if answer.text or answer.unread else '"0?"'
    rows = "".join(f'    {row.name!r}: ({level}, ""),  # 0 to {row.top:g}\n' for row in answer.rubric.rows)
    return f"marks[{answer.id!r}] = {{\n{rows}}}"


class Marks(dict):
    """What a marker fills in: {answer id: {row: (level, comment)}}."""

    def __init__(self, assignment: str, course: str = ".", db: str = ""):
        super().__init__()
        self.assignment, self.course, self.db = assignment, course, db

    def entries(self) -> list[Entry]:
        """The entries; CourseworkError names the answer that was filled in another form."""
        found = []
        for number, (answer, rows) in enumerate(self.items(), start=1):
            try:
                filled = {row: (level, comment) for row, (level, comment) in rows.items()}
            except (AttributeError, TypeError, ValueError) as error:
                form = '{"Claim": (3, "a comment"), ...}'
                raise CourseworkError(f"answer {number} ({answer}): fill it in as {form}") from error
            for row, (level, comment) in filled.items():
                given = ("" if one is None else str(one).strip() for one in (level, comment))
                found.append(Entry(f"answer {number}", answer, row, *given))
        return found

    def save(self, replace: bool = False) -> None:
        """Check all marks and write them into the gradebook; prints what was done, or what to mend."""
        try:
            course = NbCourse.find(self.course)
            print(marking.record(course, self.assignment, self.entries(), replace, self.db))
        except CourseworkError as error:
            print(error)
