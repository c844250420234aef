"""Exercise items of lesson 10, India."""

from .engine import Item

ITEMS: tuple[Item, ...] = ()
