"""Exercise items of lesson 03, the United States."""

from .engine import Item

ITEMS: tuple[Item, ...] = ()
