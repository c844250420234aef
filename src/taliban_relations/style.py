"""The look of every figure: one style file, one palette with a second cue for each colour.

Colours are those of Okabe and Ito (2008), "Color Universal Design", chosen to stay apart under the common
kinds of colour blindness. A colour never stands alone: each kind also has a hatch, a marker and a line style.
"""

from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import NamedTuple

import matplotlib
from matplotlib.colors import to_rgb

STYLE_FILE = Path(__file__).with_name("style.mplstyle")
INK, MUTED, GRID, BAND, PAPER = "#222222", "#555555", "#dddddd", "#f3f3f3", "#ffffff"


class Kind(NamedTuple):
    """How one category is drawn: never by colour alone."""

    colour: str
    hatch: str
    marker: str
    line: str | tuple


# Dots are kept for what is unknown.
KINDS = (
    Kind("#0072B2", "", "o", "-"),
    Kind("#E69F00", "///", "s", "--"),
    Kind("#009E73", "|||", "^", ":"),
    Kind("#CC79A7", "xxx", "D", "-."),
    Kind("#56B4E9", "\\\\\\", "v", (0, (6, 1.5))),
    Kind("#D55E00", "++", "P", (0, (1, 1))),
    Kind("#F0E442", "--", "X", (0, (4, 1, 1, 1, 1, 1))),
    Kind("#999999", "oo", "h", (0, (8, 3))),
)
UNKNOWN = Kind("#ffffff", "..", "x", ":")
COOPERATION, CONFLICT, NEITHER = "#0072B2", "#D55E00", "#777777"


def kind(position):
    """The kind at a position, starting again after the last one."""
    return KINDS[position % len(KINDS)]


@cache
def _settings():
    return dict(matplotlib.rc_params_from_file(STYLE_FILE, use_default_template=False))


@contextmanager
def styled():
    """Draw under the house style and put the reader's own settings back afterwards."""
    with matplotlib.rc_context(_settings()):
        yield


def in_house_style(draw):
    """Make a drawing function run under the house style."""

    @wraps(draw)
    def drawn(*args, **options):
        with styled():
            return draw(*args, **options)

    return drawn


def tint(colour, strength):
    """The colour mixed with white: 1 keeps it, 0 gives white."""
    return tuple(1 - strength * (1 - channel) for channel in to_rgb(colour))


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it, 0 for black to 1 for white."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Contrast ratio of two colours as WCAG 2.2 defines it, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour):
    """The text colour, black or white, that reads best on a background."""
    return max(("#000000", PAPER), key=lambda ink: contrast(ink, colour))
