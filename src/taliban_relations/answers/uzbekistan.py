"""Exercise items of lesson 09, Uzbekistan."""

from .engine import Item

ITEMS: tuple[Item, ...] = ()
