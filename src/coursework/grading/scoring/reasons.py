"""Why a test gave these points, in a student's plain words; nothing of a hidden test is ever in them."""

from __future__ import annotations

import builtins
import re

from ..planning.instructor import Instructor, Source
from ..planning.plan import Plan

NO_NAME = re.compile(r"NameError: name '(\w+)' is not defined")
WAITS = "a person will look at this"


def of_score(score: float, test: Source) -> str:
    """The points and what they mean."""
    if score >= test.points:
        return f"{test.points:g} of {test.points:g}: right"
    said = f"{round(score, 2):g} of {test.points:g}"
    return f"{said}: part of it is right" if score > 0 else f"{said}: not right yet"


def of_error(plan: Plan, outcome: dict, test: Source, error: str) -> str:
    """Why a test that ended with an error gave nothing; "not attempted" when there is no answer."""
    instructor, nothing = plan.instructor, f"0 of {test.points:g}"
    own = instructor.tested(test)
    ids = {source.grade_id for source in own}
    if ids and ids <= plan.untouched:
        return "not attempted"
    if ids and ids <= plan.missing:
        return f"{nothing}: the answer cell is missing"
    stopped = _own_error(plan, outcome, own)
    if stopped:
        return f"{nothing}: {stopped}"
    message = visible_message(test, error)
    if message:
        return f"{nothing}: {message}"
    name = NO_NAME.match(error)
    if name and name[1] in instructor.public_words:
        return f"{nothing}: your notebook gives no “{name[1]}”"
    return f"{nothing}: {_kind(error)}"


def of_stopped(plan: Plan, test: Source) -> str:
    """Why a test that took too long gave nothing."""
    return f"0 of {test.points:g}: with your answer the test did not end in time and was stopped"


def visible_message(test: Source, error: str) -> str:
    """The message of a failed assertion, when students can read it in their copy of the test."""
    kind, _, message = error.partition(": ")
    message = message.strip()
    if kind != "AssertionError" or len(message) < 3 or message not in test.released[0]:
        return ""
    return message.split("\n")[-1][:300]


def with_models(reason: str, models: list[Source]) -> str:
    """A reason for points of the second run."""
    which = " and ".join(f"“{source.name}”" for source in models)
    return f"{reason} (marked with the model answer for {which} in place of yours, which did not work)"


def _own_error(plan: Plan, outcome: dict, own: list[Source]) -> str:
    """What the answer's own cell stopped with."""
    cells = outcome.get("cells") or {}
    for item in plan.items:
        result = cells.get(item.key) or {}
        if item.source in own and item.carries and result.get("status") in ("error", "stopped", "not run"):
            if result["status"] == "error":
                return f"your cell “{item.label}” stopped with {_one_line(result.get('error'), plan)}"
            return f"your cell “{item.label}” did not come to its end"
    return ""


def _one_line(text, plan: Plan) -> str:
    line = " ".join(str(text or "an error").split())[:200]
    return "an error" if any(secret in line for secret in plan.instructor.secret_lines) else line


def _kind(error: str) -> str:
    """What a test that is not to be shown says about an answer."""
    kind = error.partition(":")[0]
    known = isinstance(getattr(builtins, kind, None), type) if kind.isidentifier() else False
    if kind == "AssertionError" or not known:
        return "the test does not accept this answer"
    return f"the test could not work with this answer ({kind})"


def hides(instructor: Instructor, text: str) -> bool:
    """Is a line of a hidden test in this text?"""
    return any(line in text for line in instructor.secret_lines)
