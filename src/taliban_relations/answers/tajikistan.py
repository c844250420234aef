"""Exercise items of lesson 08, Tajikistan."""

from .engine import Item

ITEMS: tuple[Item, ...] = ()
