"""Exercise items of lesson 01, the rise of the Taliban."""

from .engine import Item

ITEMS: tuple[Item, ...] = ()
