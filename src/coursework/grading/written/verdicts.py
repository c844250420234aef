"""What a marker's entries for written answers come to: a score and a comment each, or what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import CourseworkError
from .answers import Answer
from .rubrics import Row

MOST = 20  # problems that are listed one by one


@dataclass(frozen=True)
class Entry:
    """What a marker wrote for one row of the rubric of one answer; `where` is for error messages."""

    where: str
    answer: str
    row: str
    level: str = ""
    comment: str = ""
    student: str | None = None  # as the sheet shows it; None where it is not shown
    task: str = ""

    @property
    def given(self) -> bool:
        """Is there a level? One with a question mark is a proposal, which nobody has given yet."""
        return bool(self.level) and not self.level.endswith("?")


@dataclass(frozen=True)
class Verdict:
    """A score and comment that are ready for the gradebook."""

    answer: Answer
    score: float
    comment: str


def give(found: list[Answer], entries: list[Entry], replace: bool = False) -> list[Verdict]:
    """The marks that a marker's entries come to; answers without any level are left waiting.

    found: every written answer of the assignment. replace: overwrite marks that came into the gradebook after
    the sheet was written. CourseworkError lists everything that is wrong; nothing is given then.
    """
    by_place = {one.place: one for one in found}
    wrong, filled, spoilt = [], {}, set()
    for entry in entries:
        answer = by_place.get(entry.answer.partition("-")[0])
        problem = misplaced(entry, answer) or misfilled(entry, answer)
        if not problem and entry.row in filled.setdefault(answer.place, {}):
            problem = f"{answer.task} has {entry.row} twice for this student: delete one of the two rows"
        if problem:
            wrong.append(f"{entry.where}: {problem}")
            spoilt.add(answer and answer.place)
        else:
            filled[answer.place][entry.row] = entry
    marks = []
    for place, rows in filled.items():
        answer, given = by_place[place], [one for one in rows.values() if one.given]
        if not given or place in spoilt:
            continue
        problem = half_filled(answer, rows)
        if not problem:
            marks.append(verdict(answer, rows))
            problem = outdated(marks[-1], given[0], replace)
        wrong += [f"{given[0].where}: {problem}"] if problem else []
    if wrong:
        more = [f"and {len(wrong) - MOST} more"] if len(wrong) > MOST else []
        raise CourseworkError("no mark was written\n  " + "\n  ".join(wrong[:MOST] + more))
    return marks


def misplaced(entry: Entry, answer: Answer | None) -> str:
    """Why an entry belongs to no answer, or nothing."""
    if answer is None:
        who = f" (student {entry.student})" if entry.student else ""
        return f"no answer here has the id {entry.answer!r}{who}: write the sheet anew with --out"
    names = {answer.student, answer.student.lstrip("0"), answer.code}  # spreadsheets drop leading zeros
    if entry.student is not None and entry.student not in names:
        return (
            f"student {entry.student!r} does not belong to the answer id beside it: were single columns "
            "sorted? Sort whole rows, or write the sheet anew with --out"
        )
    if entry.row not in {one.name for one in answer.rubric.rows}:
        rows = ", ".join(one.name for one in answer.rubric.rows)
        return f"{answer.task} has no rubric row {entry.row!r}; it has {rows}"
    return ""


def misfilled(entry: Entry, answer: Answer) -> str:
    """What is wrong with the level of an entry, or nothing."""
    if entry.comment and not entry.given:
        return f"{entry.row} has a comment and no level: fill in the level, or clear the comment"
    return wrong_level(entry, next(one for one in answer.rubric.rows if one.name == entry.row))


def wrong_level(entry: Entry, row: Row) -> str:
    """Why the level of an entry is none of the row's, or nothing."""
    if not entry.given:
        return ""
    value = number(entry.level)
    if row.words and value not in row.words:
        levels = ", ".join(map(str, sorted(row.words)))
        return f"{row.name} takes one of the levels {levels}, not {entry.level!r}"
    if value is None or not 0 <= value <= row.top:
        return f"{row.name} takes a number from 0 to {row.top:g}, not {entry.level!r}"
    return ""


def number(text: str) -> float | None:
    """The number that a cell of a spreadsheet shows, with a point or a comma; None when it shows none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def half_filled(answer: Answer, rows: dict[str, Entry]) -> str:
    """Which rows of the rubric lack a level while others have one, or nothing."""
    bare = [row.name for row in answer.rubric.rows if row.name not in rows or not rows[row.name].given]
    if not bare:
        return ""
    return f"{answer.task}: a level is missing for {', '.join(bare)}: fill it in, or clear the others"


def outdated(mark: Verdict, entry: Entry, replace: bool) -> str:
    """Why a mark may not be written over what there is now, or nothing."""
    answer = mark.answer
    _, _, seen = entry.answer.partition("-")
    text, _, before = seen.partition("-")
    _, now_text, now = answer.id.split("-")
    if text != now_text:
        return f"{answer.task}: the answer has changed since: write the sheet anew (--out), read, then mark"
    as_it_is = answer.grade.manual_score == mark.score and answer.comment.manual_comment == mark.comment
    if before != now and not as_it_is and not replace:
        has = answer.marked or "no mark"
        return f"{answer.task}: the gradebook now has “{has}”: delete this answer's rows, or add --replace"
    return ""


def verdict(answer: Answer, rows: dict[str, Entry]) -> Verdict:
    """Score and comment from the rows that were filled in.

    The score is the sum of the levels where the highest sum equals the points of the task; else it is in
    proportion, to two decimals, and the comment says so.
    """
    lines, total, rubric = [], 0.0, answer.rubric
    for row in rubric.rows:
        level, said = number(rows[row.name].level), rows[row.name].comment
        total += level
        stated = f"{row.name} {level:g} of {row.top:g}" if row.words else ""
        lines.append(f"{stated}: {said}" if stated and said else said or f"{stated}.")
    score = total
    if rubric.top != answer.points:
        score = round(total / rubric.top * answer.points, 2)
        lines.append(
            f"Levels: {total:g} of {rubric.top:g}; points, in proportion: {score:g} of {answer.points:g}"
        )
    return Verdict(answer, score, "\n\n".join(line for line in lines if line != "."))
