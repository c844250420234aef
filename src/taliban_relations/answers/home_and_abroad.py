"""Exercise items of lesson 11, at home and abroad."""

from .engine import Item

ITEMS: tuple[Item, ...] = ()
