"""One student's result from the notebooks that were marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ..model import GRADED, MISSING, PARTLY, UNREADABLE, Flag, Result, Test
from ..planning.instructor import Instructor
from ..planning.plan import NOTHING
from ..reading.reader import Submission
from . import reasons

MOST_FLAGS = 50  # of one kind


def joined(
    submission: Submission,
    instructors: Mapping[str, Instructor],
    scored: Mapping[str, tuple[list[Test], list[Flag]]],
    seconds: float = 0.0,
) -> Result:
    """One student's Result from the tests and flags of the notebooks that were marked.

    A notebook that could not be read gives all its tests without a score. Ids carry the notebook's name
    when the assignment has several.
    """
    tests, flags = [], list(submission.flags)
    several = len(instructors) > 1
    for name, known in instructors.items():
        waiting = [Test(t.name, None, t.points, "this notebook could not be marked; " + reasons.WAITS)
                   for t in known.tests]  # fmt: skip
        own, more = scored.get(name, (waiting, []))
        prefix = f"{name}/" if several else ""
        tests += [Test(prefix + t.id, t.score, t.max, t.reason) for t in own]
        flags += [
            Flag(f.kind, prefix + f.cell if f.cell else (name if several else ""), f.detail) for f in more
        ]
    total = sum(test.score for test in tests if test.score is not None)
    most = sum(test.max for test in tests)
    result = Result(submission.student, "", round(total, 6), most, tests, _not_too_many(flags), seconds)
    result.status = submission.status or _status(result)
    return result


def _not_too_many(flags: list[Flag]) -> list[Flag]:
    """The flags; of a kind that is there hundreds of times the first, and how many more there are."""
    count, kept = Counter(), []
    for flag in flags:
        count[flag.kind] += 1
        if count[flag.kind] <= MOST_FLAGS:
            kept.append(flag)
    return kept + [
        Flag(kind, "", f"and {n - MOST_FLAGS} more") for kind, n in count.items() if n > MOST_FLAGS
    ]


def _status(result: Result) -> str:
    if result.tests and all(test.score is None for test in result.tests):
        kinds = {flag.kind for flag in result.flags}
        if "unreadable" in kinds:
            return UNREADABLE
        if any(flag.detail == NOTHING for flag in result.flags):
            return MISSING
    return PARTLY if any(test.score is None for test in result.tests) else GRADED
