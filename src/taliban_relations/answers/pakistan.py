"""Exercise items of lesson 06, Pakistan."""

from .engine import Item

ITEMS: tuple[Item, ...] = ()
