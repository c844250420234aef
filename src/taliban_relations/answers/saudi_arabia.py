"""Exercise items of lesson 07, Saudi Arabia."""

from .engine import Item

ITEMS: tuple[Item, ...] = ()
