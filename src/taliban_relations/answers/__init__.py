"""Self-study answers: `check` says right, not yet or not attempted; `hint` helps one step at a time.

The items stand in one module a topic, each a tuple called ITEMS; this file only gathers them.
"""

from . import (
    global_order,
    governance,
    home_and_abroad,
    india,
    iran,
    pakistan,
    rise,
    russia,
    saudi_arabia,
    tajikistan,
    then_and_now,
    theories,
    united_states,
    uzbekistan,
)
from .engine import Hint, Item, Outcome, UnknownItem, check_item, find, hint_of

TOPICS = (
    rise,
    governance,
    united_states,
    russia,
    iran,
    pakistan,
    saudi_arabia,
    tajikistan,
    uzbekistan,
    india,
    home_and_abroad,
    global_order,
    theories,
    then_and_now,
)
ITEMS: dict[str, Item] = {item.id: item for topic in TOPICS for item in topic.ITEMS}

__all__ = ["ITEMS", "Hint", "Item", "Outcome", "UnknownItem", "check", "hint"]


def check(item_id: str, answer) -> Outcome:
    """Check an answer to an exercise item such as "05-herat".

    Returns an Outcome with `status` ("right", "not yet", "not attempted"), `message`, `share` (0 to 1) and
    `right`; it displays as one short paragraph. Raises UnknownItem when no item has the id.
    """
    return check_item(find(ITEMS, item_id), answer)


def hint(item_id: str, stage: int = 1) -> Hint:
    """A hint for an exercise item: `stage` 1 is a nudge, the last one says nearly everything.

    Raises UnknownItem when no item has the id.
    """
    return hint_of(find(ITEMS, item_id), stage)
