"""Every figure keeps its words apart and inside, describes itself, and comes out the same each time."""

from itertools import combinations

import pytest
from figure_samples import MADE
from matplotlib.text import Text

from taliban_relations import style
from taliban_relations.figures.canvas import ALT_LIMIT


@pytest.fixture(scope="module", params=sorted(MADE))
def made(request):
    picture = MADE[request.param]()
    assert picture.png
    return request.param, picture


def on_an_axis_outside_its_limits(picture):
    """Tick labels that matplotlib keeps but does not draw."""
    hidden = set()
    for axes in picture.figure.axes:
        if not axes.axison:
            return {id(text) for axis in (axes.xaxis, axes.yaxis) for text in axis.findobj(Text)}
        for axis in (axes.xaxis, axes.yaxis):
            drawn = axis._update_ticks()
            ticks = axis.get_major_ticks()
            hidden |= {
                id(label) for tick in ticks if tick not in drawn for label in (tick.label1, tick.label2)
            }
    return hidden


def drawn_boxes(picture):
    with style.styled():
        hidden = on_an_axis_outside_its_limits(picture)
        renderer = picture.figure.canvas.get_renderer()
        texts = [t for t in picture.figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
        return [(t.get_text(), t.get_window_extent(renderer)) for t in texts if id(t) not in hidden]


def test_every_word_is_inside_the_picture(made):
    _, picture = made
    wide, high = picture.figure.canvas.get_width_height()
    outside = [
        text
        for text, box in drawn_boxes(picture)
        if box.x0 < 0 or box.y0 < 0 or box.x1 > wide or box.y1 > high
    ]
    assert outside == []


def test_no_word_covers_another(made):
    _, picture = made
    small = [(text, box.shrunk(0.9, 0.7)) for text, box in drawn_boxes(picture)]
    assert [(a, b) for (a, one), (b, two) in combinations(small, 2) if one.overlaps(two)] == []


def test_alt_text_says_what_it_is_and_is_short(made):
    name, picture = made
    kinds = (
        "Timeline",
        "Stem chart",
        "Map",
        "Line chart",
        "Heat map",
        "Ledger grid",
        "Range chart",
        "Signed network",
        "Bar",
    )
    assert picture.alt.startswith(kinds), name
    assert len(picture.alt) <= ALT_LIMIT
    assert any(character.isdigit() for character in picture.alt)


def test_two_renders_are_the_same_bytes_and_small(made):
    name, picture = made
    assert MADE[name]().png == picture.png
    assert len(picture.png) < 60_000
