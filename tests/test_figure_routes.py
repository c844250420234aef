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


def test_a_place_has_one_position_and_it_lies_in_the_region():
    rows = routes().dropna(subset=["from_lat_deg", "to_lat_deg"])
    parts = ("place", "lat_deg", "lon_deg")
    ends = [rows[[f"{end}_{part}" for part in parts]].set_axis(parts, axis=1) for end in ("from", "to")]
    places = pd.concat(ends).drop_duplicates()
    assert not places["place"].duplicated().any()
    assert places["lat_deg"].between(29, 46).all()
    assert places["lon_deg"].between(55, 80).all()


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


def test_lines_run_between_their_places_and_places_stand_on_the_map():
    rows = routes().dropna(subset=["from_lat_deg"]).head(2)
    axes = tr.route_map(rows, title="Two").figure.axes[0]
    columns = ["from_lon_deg", "to_lon_deg", "from_lat_deg", "to_lat_deg"]
    wanted = [([w, e], [s, n]) for w, e, s, n in rows[columns].itertuples(index=False)]
    found = [(list(line.get_xdata()), list(line.get_ydata())) for line in axes.get_lines()]
    assert all(line in found for line in wanted)
    dots = {(x[0], y[0]) for x, y in found if len(x) == 1}
    assert dots == {spot for x, y in wanted for spot in zip(x, y, strict=True)}
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    assert all(west < x < east and south < y < north for x, y in dots)


def test_each_basis_has_its_stretches_in_words_and_dashes_of_its_own():
    rows = routes().dropna(subset=["from_lat_deg"]).drop_duplicates("basis")
    picture = tr.route_map(rows, title="One of each")
    for row in rows.itertuples():
        assert f"{row.basis}: {row.from_place} to {row.to_place}" in picture.alt
    keys = picture.figure.axes[0].get_legend().get_lines()
    assert len({str(line._dash_pattern) for line in keys}) == len(rows)


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
