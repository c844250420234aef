"""Exercise items of lesson 14, then and now."""

from .engine import Item

ITEMS: tuple[Item, ...] = ()
