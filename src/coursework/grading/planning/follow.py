"""A failed answer must not cost those that build on it: they run again with the model answer in its place.

Two kinds of failed answers are told apart. One failed by itself (missing, untouched, left as `...`, stopped,
raised): the model answer stands in its place. One raised after an earlier one had failed: it gets its chance
with that one mended, is marked on what it does then, and only behind its tests the model answer fills the
names it still lacks. So nobody gets points for a model answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .instructor import ANSWER, Instructor, Source
from .names import BUILTIN, Names
from .order import ABSENT, CHECK, RUN, Item
from .plan import Plan

AGAIN = "/model-answers"


@dataclass
class Failed:
    """The failed answers of a run by their place in the instructor's notebook: `alone` and `after` others."""

    alone: dict[int, Source]
    after: dict[int, Source]

    def earlier(self, index: int) -> list[Source]:
        """All failed answers before a place."""
        return [s for i, s in sorted({**self.alone, **self.after}.items()) if i < index]


def follow_up(plan: Plan, outcome: dict, instructor: Instructor) -> dict | None:
    """The job that runs a notebook again with model answers for failed ones; None where nothing needs it."""
    wanted = eligible(plan, outcome, instructor)
    if not wanted:
        return None
    failed, items, ran = failed_answers(plan, outcome, instructor), [], set()
    # A model answer fills in for one that failed after others when its own cell and all its tests have run.
    due = {
        i: {t.index for t in instructor.tests if s in instructor.tested(t)} | {i}
        for i, s in failed.after.items()
    }
    for item in plan.items:
        items += _with_model(item, failed, wanted)
        if item.use == CHECK or item.carries:
            ran.add(item.source.index)
            for index in [index for index, needed in due.items() if needed <= ran]:
                items.append(_filled_in(failed.after[index]))
                del due[index]
    return plan.job_of([step for item in items if (step := plan.step(item))], AGAIN)


def eligible(plan: Plan, outcome: dict, instructor: Instructor) -> dict[str, list[Source]]:
    """{key of a test that lost points: the failed answers before it that the answer it marks needs}.

    A test that marks an answer which failed by itself is not among them.
    """
    failed = failed_answers(plan, outcome, instructor)
    found = {}
    for test in instructor.tests if failed.alone else ():
        own = instructor.tested(test)
        if any(s.index in failed.alone for s in own) or not _lost_points(outcome, test):
            continue
        needed = _needs(plan, instructor.reads(test), instructor, until=test)
        before = [s for s in failed.earlier(test.index) if s not in own and s.names.binds & needed]
        if before:
            found[test.key] = before
    return found


def failed_answers(plan: Plan, outcome: dict, instructor: Instructor) -> Failed:
    """Answers that came to nothing in a run."""
    cells, failed = outcome.get("cells") or {}, Failed({}, {})
    for source in instructor.of(ANSWER):
        items = [i for i in plan.items if i.source is source and i.use == RUN]
        counts = next((i for i in items if i.carries), None)
        status = (cells.get(counts.key) or {}).get("status", "not run") if counts else "missing"
        if source.grade_id in plan.missing | plan.untouched or _left_blank(plan, counts, source):
            failed.alone[source.index] = source
        elif status == "error" and _builds_on(plan, counts, failed.earlier(source.index), instructor):
            failed.after[source.index] = source
        elif status != "ok":
            failed.alone[source.index] = source
    return failed


def _left_blank(plan: Plan, item: Item | None, source: Source) -> bool:
    """Does an answer leave a name as `...` that no later cell of the student's fills in?"""
    if item is None:
        return True
    later = plan.items[plan.items.index(item) + 1 :]
    filled = frozenset().union(*(i.names.binds for i in later if i.use == RUN and i.cell and not i.source))
    return bool(item.names.blank & source.asked - filled)


def _builds_on(plan: Plan, item: Item, earlier: list[Source], instructor: Instructor) -> bool:
    needed = _needs(plan, item.names.reads, instructor, until=item)
    return any(source.names.binds & needed for source in earlier)


def _lost_points(outcome: dict, test: Source) -> bool:
    result = (outcome.get("tests") or {}).get(test.key) or {}
    if result.get("status") in ("error", "stopped"):
        return True
    value = result.get("value")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return result.get("status") == "ok" and result.get("type") == "number" and number and value < test.points


def _needs(plan: Plan, reads: frozenset, instructor: Instructor, until) -> set[str]:
    """All names that are needed, also by way of the cells that run before a test or an item."""
    ran: list[Names] = []
    for item in plan.items:
        if item is until or (item.use == CHECK and item.source is until):
            break
        if item.use == RUN:
            ran.append(item.names)
    needed = set(reads)
    for found in reversed(ran):
        if found.binds & needed:
            needed |= found.reads - (BUILTIN - instructor.bound)
    return needed


def _with_model(item: Item, failed: Failed, wanted: dict[str, list[Source]]) -> list[Item]:
    """What stands in the second run in the place of an item of the first."""
    if item.use == CHECK and item.key not in wanted:
        # Not marked again; later cells may need the names that students see it bind.
        return [replace(item, use=RUN, key=f"a{item.source.index}", text=item.source.released[0])]
    if item.source is None or item.source.index not in failed.alone:
        return [item]
    if item.use == ABSENT or item.carries:
        return [replace(item, use=RUN, key=f"a{item.source.index}", text=item.source.full)]
    return []


def _filled_in(source: Source) -> Item:
    """The model answer, run only when the student's own has left one of its names without a value."""
    lacking = f"any(globals().get(name, ...) is ... for name in {sorted(source.asked)!r})"
    return Item(RUN, f"a{source.index}", f"if {lacking}:\n    exec({source.full!r}, globals())", source)
