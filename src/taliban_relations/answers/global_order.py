"""Exercise items of lesson 12, the global order."""

from .engine import Item

ITEMS: tuple[Item, ...] = ()
