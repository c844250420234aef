"""The map of a route: what is drawn, what cannot be drawn, and what it says in words."""

import pandas as pd
import pytest

import taliban_relations as tr
from taliban_relations.figures.canvas import ALT_LIMIT


def routes():
    return tr.table("supply_routes")


def lines(picture):
    axes = picture.figure.axes[0]
    return [line for line in axes.get_lines() if len(line.get_xdata()) == 2]


def test_every_stretch_with_places_is_one_line_in_the_style_of_its_basis():
    picture = tr.route_map(routes(), title="Supply")
    placed = routes().dropna(subset=["from_lat_deg"])
    assert len(lines(picture)) == len(placed)
    styles = {(line.get_color(), str(line.get_linestyle())) for line in lines(picture)}
    assert len(styles) == placed["basis"].nunique()


def test_the_caption_names_what_cannot_be_drawn_and_the_alt_text_what_is():
    picture = tr.route_map(routes(), title="Supply")
    assert "Cannot be drawn, no place is given: a bank of the Amu Darya to the other bank" in picture.html
    assert "Farkhor to Afghan bank" in picture.alt
    assert len(picture.alt) <= ALT_LIMIT


def test_maps_of_one_extent_have_the_same_edges():
    one = tr.route_map(routes().head(1), title="One", extent=routes())
    every = tr.route_map(routes(), title="All")
    assert one.figure.axes[0].get_xlim() == every.figure.axes[0].get_xlim()
    assert one.png != every.png
    assert every.png == tr.route_map(routes(), title="All").png


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (lambda: routes().head(0), "no rows"),
        (lambda: routes().drop(columns="to_place"), "'to_place'"),
        (lambda: routes()[routes()["from_lat_deg"].isna()], "nothing to draw"),
        (lambda: routes().assign(basis=pd.Series(list("abcdefghij"))), "10 categories"),
    ],
)
def test_a_frame_that_cannot_be_drawn_is_refused_in_words(frame, says):
    with pytest.raises(ValueError, match=says):
        tr.route_map(frame(), title="Supply")
