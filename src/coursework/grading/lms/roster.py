"""Canvas and Moodle gradebooks: the instructor's own export is read, marks are filled in, all else is kept.

A student is matched by an id that stands in the file letter by letter: nobody is matched by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...errors import CourseworkError
from ..book.marks import Gradebook, Handed
from .sheet import Sheet

CANVAS_IDS, CANVAS_NUMBER = ("SIS Login ID", "SIS User ID", "Integration ID"), "ID"
MOODLE_IDS = ("Username", "ID number", "Email address")
NEEDED = {
    "canvas": [{"Student", "ID"}, {"LastName", "FirstName", "ID"}],
    "moodle": [{name} for name in MOODLE_IDS],
}
NOT_TOUCHED = ("EX", "N/A")  # excused, not assigned
READ_ONLY = "read only"


@dataclass
class Filled:
    """What came of filling in a file: how many marks went in, and who was left out and why, in words."""

    marks: int = 0
    notes: list[str] = field(default_factory=list)


def fill(sheet: Sheet, form: str, book: Gradebook, column: str = "", match: str = "") -> Filled:
    """Fill the final marks of an assignment into a Canvas or Moodle export.

    form: "canvas" or "moodle". column: the header of the column to fill; by default the one named after the
    assignment. match: the header of the column that holds the students' ids here; by default every column of
    ids is compared. Raises CourseworkError when a column is missing, twice there or read-only.
    """
    place = target(sheet, form, book.assignment, column)
    rows = student_rows(sheet, form)
    done = Filled(notes=scale_notes(sheet, form, place, book))
    matched, said = matches(sheet, form, rows, book.students, match)
    done.notes += said
    comma = decimal_comma(sheet, place)
    for student, number in matched:
        cell = sheet.rows[number][place]
        if student.score is None:
            done.notes.append(f"{student.student}: left as it was: {why_not(student)}")
        elif cell.text.strip() in NOT_TOUCHED and form == "canvas":
            done.notes.append(f"{student.student}: left as it was: Canvas says {cell.text.strip()}")
        else:
            text = number_text(student.score)
            cell.fill(text.replace(".", ",") if comma else text, sheet.delimiter)
            done.marks += 1
    return done


def why_not(student: Handed) -> str:
    """Why a student has no final mark."""
    if not student.handed_in:
        return "nothing was handed in"
    return f"waits for a person ({', '.join(student.waiting)})"


def target(sheet: Sheet, form: str, assignment: str, column: str) -> int:
    """Which column to fill."""
    header = sheet.header
    names = [n for n, name in enumerate(header) if names_assignment(name, form, assignment, column)]
    if len(names) != 1:
        how = "no column" if not names else f"{len(names)} columns"
        have = "; ".join(name for name in header if name)
        raise CourseworkError(
            f"{sheet.name}: {how} for {column or assignment!r}. Name it with --column; there are: {have}"
        )
    top = next((row for row in sheet.rows[1:] if is_points(row)), None)
    if form == "canvas" and top and len(top) > names[0] and READ_ONLY in top[names[0]].text:
        raise CourseworkError(
            f"{sheet.name}: {header[names[0]]!r} is read-only in Canvas: choose an assignment"
        )
    return names[0]


def names_assignment(name: str, form: str, assignment: str, column: str) -> bool:
    """Is this the header of the assignment's column?"""
    if column:
        return name == column
    if form == "canvas":
        return re.sub(r"\s*\(\d+\)$", "", name) == assignment
    return re.sub(r"\s*\((?:Real|Points)\)$", "", name).rpartition(":")[2].strip() == assignment


def is_points(row) -> bool:
    """Is this Canvas's row of points possible?"""
    return bool(row) and "Points Possible" in row[0].text


def student_rows(sheet: Sheet, form: str) -> list[int]:
    """Numbers of the rows that are students'; CourseworkError when the header has other cells."""
    found = []
    for number, row in enumerate(sheet.rows[1:], start=1):
        filled = [cell.text.strip() for cell in row]
        if not any(filled):
            continue
        if len(row) != len(sheet.rows[0]):
            raise CourseworkError(
                f"{sheet.name}: row {number + 1} has {len(row)} cells and the header {len(sheet.rows[0])}: "
                "export it again"
            )
        notice = all(not text or re.match(r"muted|manual posting", text, re.I) for text in filled)
        if form == "moodle" or not (is_points(row) or notice):
            found.append(number)
    return found


def matches(
    sheet: Sheet, form: str, rows: list[int], students: list[Handed], match: str
) -> tuple[list[tuple[Handed, int]], list[str]]:
    """([(student, row number)], notes on everybody who could not be matched without guessing).

    Canvas's own number of a person (the column ID) is compared with the gradebook's `lms_user_id`; with the
    student's id only when no other column holds the id of anybody, since numbers of two kinds may collide.
    """
    names = (match,) if match else CANVAS_IDS if form == "canvas" else MOODLE_IDS
    if not any(name in sheet.header for name in (*names, CANVAS_NUMBER * (form == "canvas" and not match))):
        raise CourseworkError(f"{sheet.name}: no column {' or '.join(names)} to find students by")
    where, by_number = places(sheet, rows, names), places(sheet, rows, (CANVAS_NUMBER,))
    found, notes = {}, []
    if form == "canvas" and not match and not any(one.student in where for one in students):
        where, notes = by_number, [f"students are found by Canvas's own number (column {CANVAS_NUMBER})"]
    for student in students:
        keys = {student.student} if match else {student.student, student.email} - {""}
        hits = set().union(*(where.get(key, set()) for key in keys))
        hits |= by_number.get(student.lms_user_id, set()) if form == "canvas" and not match else set()
        if len(hits) == 1:
            found[student.student] = (student, *hits)
        else:
            notes.append(f"{student.student}: not filled in: {unmatched(keys, hits, where)}")
    taken: dict[int, list[str]] = {}
    for name, (_, number) in found.items():
        taken.setdefault(number, []).append(name)
    notes += [
        f"row {number + 1}: not filled in: fits more than one student ({', '.join(several)})"
        for number, several in taken.items()
        if len(several) > 1
    ]
    notes += [
        f"row {number + 1} ({who(sheet, number)}): left as it was: no student here has an id of this row"
        for number in rows
        if number not in taken
    ]
    return [pair for pair in found.values() if len(taken[pair[1]]) == 1], notes


def places(sheet: Sheet, rows: list[int], names: tuple[str, ...]) -> dict[str, set[int]]:
    """Rows by what stands in these columns of theirs: {text: {row number}}."""
    where: dict[str, set[int]] = {}
    for column in [n for n, name in enumerate(sheet.header) if name in names]:
        for number in rows:
            text = sheet.rows[number][column].text.strip()
            if text:
                where.setdefault(text, set()).add(number)
    return where


def unmatched(keys: set[str], hits: set[int], where: dict[str, set[int]]) -> str:
    """Why a student fits no row, in words."""
    if hits:
        return f"fits more than one row ({', '.join(str(number + 1) for number in sorted(hits))})"
    folded = {key.casefold() for key in keys}
    near = next((text for text in where if text.casefold() in folded), "")
    return "not in the file" + (f"; {near!r} there has other capitals" if near else "")


def who(sheet: Sheet, number: int) -> str:
    """A row's first cells, to find it by."""
    return ", ".join(cell.text.strip() for cell in sheet.rows[number][:2])


def scale_notes(sheet: Sheet, form: str, place: int, book: Gradebook) -> list[str]:
    """A warning when Canvas counts another number of points than the assignment has."""
    top = next((row for row in sheet.rows[1:] if is_points(row)), None) if form == "canvas" else None
    stated = top[place].text.strip().replace(",", ".") if top and len(top) > place else ""
    if re.fullmatch(r"\d+(\.\d+)?", stated) and float(stated) != book.max:
        return [
            f"Canvas counts {float(stated):g} points for this, the notebooks have {book.max:g}. "
            "Marks go in as they are: set the points in Canvas, or they count for too much or too little."
        ]
    return []


def decimal_comma(sheet: Sheet, place: int) -> bool:
    """Are numbers written with a comma in this file? Only a number in its columns of marks can tell."""
    if sheet.delimiter == ",":
        return False
    texts = [cell.text.strip() for row in sheet.rows[1:] for cell in row]
    numbers = [text for text in texts if re.fullmatch(r"-?\d+[.,]\d{1,5}", text)]
    return any("," in text for text in numbers) and not any("." in text for text in numbers)


def number_text(value: float) -> str:
    """A number as LMSs read it: a point, at most two decimals, no needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
