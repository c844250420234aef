"""Exercise items of lesson 04, Russia."""

from .engine import Item

ITEMS: tuple[Item, ...] = ()
