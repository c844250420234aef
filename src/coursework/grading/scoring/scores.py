"""From what came back of a run to scores, reasons and flags. What comes back is data of a stranger's run."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from ..model import KINDS, Flag, Test
from ..planning.follow import eligible
from ..planning.instructor import Instructor, Source
from ..planning.plan import Plan
from . import reasons
from .executed import executed
from .joining import joined

__all__ = ["Mark", "joined", "model_problems", "score"]


@dataclass
class Mark:
    """The mark of one test: `shows` is the number its cell shows in the marked notebook, None for none;
    `error` what it stopped with."""

    test: Test
    shows: float | None = None
    error: str = ""
    flags: list[Flag] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        """Has a person to look at it?"""
        return self.test.score is None


def score(
    plan: Plan, outcome: dict | None, second: dict | None, model: dict | None, instructor: Instructor
) -> tuple[list[Test], list[Flag], object]:
    """(a Test for each of the instructor's, flags, the marked notebook as an nbformat 4.5 node).

    `outcome`: of the plan's job; `second`: of `follow_up`'s, if there was one; `model`: of the instructor's
    own notebook. Any of them may be None or incomplete: what has not come back waits for a person.
    """
    outcome = outcome or {}
    marks = [_mark(plan, outcome, test, model) for test in instructor.tests]
    if plan.matched and second:
        wanted = eligible(plan, outcome, instructor)
        marks = [_better(mark, second, wanted.get(t.key), t, model, plan)
                 for mark, t in zip(marks, instructor.tests, strict=True)]  # fmt: skip
    notebook, found = executed(
        plan, outcome, {t.key: m for t, m in zip(instructor.tests, marks, strict=True)}
    )
    flags = plan.flags + _event_flags(plan, outcome) + [f for mark in marks for f in mark.flags] + found
    return [mark.test for mark in marks], list(dict.fromkeys(flags)), notebook


def model_problems(instructor: Instructor, outcome: dict) -> list[str]:
    """Tests that the instructor's own answers do not pass in full, in words: nobody can be marked by them."""
    found = []
    for test in instructor.tests:
        entry = (outcome.get("tests") or {}).get(test.key) or {"status": "not run"}
        mark = _mark_of_entry(entry, test, set())
        if mark is None or mark.test.score != test.points:
            words = entry.get("error") or f"gives {entry.get('value')} of {test.points:g}"
            found.append(f"{instructor.name}: with the solution in place, {test.name} {words}")
    return found


def _mark(plan: Plan, outcome: dict, test: Source, model: dict | None) -> Mark:
    entry = (outcome.get("tests") or {}).get(test.key)
    if not plan.matched:
        reason = f"nothing in this notebook belongs to the assignment; {reasons.WAITS}"
        return Mark(Test(test.name, None, test.points, reason))
    if not isinstance(entry, dict):
        entry = {"status": "not run"}
    mark = _mark_of_entry(entry, test, _odd(model, test))
    if mark is not None:
        return _in_words(mark, plan, outcome, test, entry)
    return Mark(
        Test(test.name, 0.0, test.points, reasons.of_stopped(plan, test)), error=str(entry.get("error") or "")
    )


def _mark_of_entry(entry: dict, test: Source, usual: set[str]) -> Mark | None:
    """The Mark of one test from what came back, without its reason; None when it was stopped in time."""
    status, kind, value = entry.get("status"), entry.get("type"), entry.get("value")
    odd = sorted({str(one)[:80] for one in entry.get("odd") or []} - usual)
    if status == "untrusted":
        return _waiting(
            test, "tamper", "the run of this test was interfered with: " + str(entry.get("error") or "")[:200]
        )
    if status == "own":
        return _waiting(
            test, "needs-person", f"the answer cannot be tested from outside ({entry.get('error')})"[:300]
        )
    if status == "ok" and odd:
        return _waiting(test, "tamper", f"values that answer comparisons themselves: {', '.join(odd[:5])}")
    if status == "error":
        return Mark(Test(test.name, 0.0, test.points), error=str(entry.get("error") or "Error"))
    if status == "ok" and kind != "number":
        return Mark(Test(test.name, test.points, test.points))
    if status == "ok":
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
        if 0 <= number <= test.points + 1e-9:  # NaN is not
            given = min(float(number), test.points)
            return Mark(Test(test.name, given, test.points), shows=given)
        return _waiting(
            test, "tamper", f"the test gave {value!r}, which no test of {test.points:g} points gives"
        )
    if status == "stopped" and entry.get("where") != "examiner":
        return None
    return _waiting(
        test, "needs-person", f"the test did not come to an end: {entry.get('error') or 'not run'}"[:300]
    )


def _waiting(test: Source, kind: str, detail: str) -> Mark:
    flags = [Flag(kind, test.name, detail)]
    if kind != "needs-person":
        flags.append(Flag("needs-person", test.name, "the test has no score until somebody has looked at it"))
    return Mark(Test(test.name, None, test.points, reasons.WAITS), flags=flags)


def _in_words(mark: Mark, plan: Plan, outcome: dict, test: Source, entry: dict) -> Mark:
    if mark.waits:
        return mark
    ids = {source.grade_id for source in plan.instructor.tested(test)}
    if mark.error:
        reason = reasons.of_error(plan, outcome, test, mark.error)
    elif mark.test.score == 0 and ids and ids <= plan.untouched:
        reason = "not attempted"
    elif mark.test.score == 0:
        reason = reasons.of_error(plan, outcome, test, "")
        reason = reasons.of_score(0, test) if "does not accept" in reason else reason
    else:
        reason = reasons.of_score(mark.test.score, test)
    mark.test = Test(test.name, mark.test.score, test.points, reason)
    return mark


def _odd(model: dict | None, test: Source) -> set[str]:
    """What the model answer's own run shows as odd: then it is the instructor's, not the student's."""
    entry = ((model or {}).get("tests") or {}).get(test.key) or {}
    return {str(one)[:80] for one in entry.get("odd") or []}


def _better(first: Mark, second: dict, models: list[Source] | None, test: Source, model, plan: Plan) -> Mark:
    """The mark of the second run, when this test takes part in it and gains by it."""
    entry = (second.get("tests") or {}).get(test.key)
    if not models or not isinstance(entry, dict):
        return first
    again = _mark_of_entry(entry, test, _odd(model, test))
    if again is None:
        return first
    if again.waits:
        first.flags += [flag for flag in again.flags if flag.kind == "tamper"]
        return first
    if first.test.score is not None and again.test.score <= first.test.score:
        return first
    reason = reasons.with_models(reasons.of_score(again.test.score, test), models)
    again.test = Test(test.name, again.test.score, test.points, reason)
    return again


def _event_flags(plan: Plan, outcome: dict) -> list[Flag]:
    """What the worker noticed, with the cell's name in place of its key."""
    places, found = plan.places, []
    for event in outcome.get("events") or []:
        if isinstance(event, dict):
            kind = event.get("kind") if event.get("kind") in KINDS else "needs-person"
            key = str(event.get("cell") or "")
            found.append(Flag(kind, places.get(key, ""), str(event.get("detail") or "")[:300]))
    return found
