"""Exercise items of lesson 13, theories on trial."""

from .engine import Item

ITEMS: tuple[Item, ...] = ()
