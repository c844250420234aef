"""Exercise items of lesson 02, rule at home."""

from .engine import Item

ITEMS: tuple[Item, ...] = ()
