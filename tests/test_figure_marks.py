"""Every mark stands for the row it belongs to: its place, colour, hatch, number and words."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from figure_samples import MADE, ties
from matplotlib.colors import same_color, to_rgb
from matplotlib.figure import Figure
from matplotlib.path import Path

import taliban_relations as tr
from taliban_relations import style
from taliban_relations.figures import mark_path, mark_range
from taliban_relations.figures.shapes import middle, outlines

MINUS = "\N{MINUS SIGN}"
EXCHANGES = pd.DataFrame(
    [
        ("1998-01-01", "Note", "iran", "taliban", None),
        ("1997-01-01", "Raid", "taliban", "iran", -6.0),
        ("1996-01-01", "Talks", "iran", "taliban", 4.0),
    ],
    columns=["date", "title", "actor_a", "actor_b", "goldstein"],
)


def axes_of(picture):
    return picture.figure.axes[0]


def texts(axes):
    return {text.get_text(): text.get_position() for text in axes.texts}


def test_stems_point_up_for_cooperation_and_are_filled_when_the_first_actor_acts():
    picture = tr.dyad_chart(EXCHANGES, "iran", "taliban", title="Iran")
    assert "1 above zero, 1 below" in picture.alt
    assert [line.split(": ", 1)[1] for line in picture.key] == [
        "Talks (Iran acts, +4)",
        f"Raid (Taliban acts, {MINUS}6)",
        "Note (Iran acts, no score)",
    ]
    axes = axes_of(picture)
    heads = [line for line in axes.lines if line.get_marker() in ("o", "s", "x") and len(line.get_xdata())]
    assert [line.get_ydata()[0] for line in heads] == [4, -6, 0]
    assert [line.get_marker() for line in heads] == ["o", "s", "x"]
    colours = (style.COOPERATION, style.CONFLICT, style.NEITHER)
    assert all(same_color(line.get_color(), colour) for line, colour in zip(heads, colours, strict=True))
    assert [same_color(line.get_markerfacecolor(), "white") for line in heads] == [False, True, False]
    legend = axes.get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["Iran acts", "Taliban acts"]
    assert [same_color(h.get_markerfacecolor(), "white") for h in legend.legend_handles] == [False, True]
    assert "A dark block" not in picture.caption
    where = texts(axes)
    assert where["1"][1] > 0 > where["2"][1]
    assert next(y for words, (_, y) in where.items() if words.startswith("coop")) > 0.5


def test_a_score_of_zero_is_neither_above_nor_below():
    picture = tr.dyad_chart(EXCHANGES.fillna({"goldstein": 0.0}), "iran", "taliban", title="Iran")
    assert "1 above zero, 1 below" in picture.alt


def test_heat_map_prints_each_number_in_its_own_cell():
    frame = pd.DataFrame({"a": [-10.0, 2.0], "b": [1.0, 5.0]}, index=["x", "y"])
    picture = tr.heat_map(frame, title="H", unit="points")
    axes = axes_of(picture)
    assert texts(axes) == {f"{MINUS}10": (0, 0), "1": (1, 0), "2": (0, 1), "5": (1, 1)}
    assert f"Lowest: {MINUS}10 (x, a)" in picture.alt
    red, _, blue = next(p.get_facecolor()[:3] for p in axes.patches if p.get_xy() == (0.5, 0.5))
    assert blue > red, "5 is above zero, so on the blue side of a scale that is even around zero"
    assert min(next(p for p in axes.patches if p.get_xy() == (0.5, 0.5)).get_facecolor()[:3]) > 0.4


def test_ledger_cells_stand_in_their_half_year_and_only_those_below_zero_are_hatched():
    picture = MADE["ledger"]()
    axes = axes_of(picture)
    where = {text.get_position(): text.get_text() for text in axes.texts if len(text.get_text()) < 6}
    assert where == {
        (0, 0): f"{MINUS}1",
        (1, 0): f"({MINUS}2)",
        (3, 0): "0",
        (0, 1): "+1",
        (1, 1): "(+2)",
        (2, 1): f"{MINUS}1?",
    }
    hatched = {p.get_xy() for p in axes.patches if p.get_hatch() == "///"}
    assert hatched == {(-0.5, -0.5), (0.5, -0.5), (1.5, 0.5)}
    fills = {p.get_xy(): to_rgb(p.get_facecolor()) for p in axes.patches if p.get_fill()}
    assert fills[0.5, -0.5][0] > fills[0.5, -0.5][2], "below zero: orange"
    assert fills[0.5, 0.5][0] < fills[0.5, 0.5][2], "above zero: blue"
    assert f"+1 from 1997H1, (+2) from 1997H2, {MINUS}1? from 1998H1, none from 1998H2." in picture.alt


def test_the_reader_s_marks_stand_where_the_reader_put_them():
    axes = Figure().add_subplot()
    axes.set_xlim(0, 100)
    chart = SimpleNamespace(over=lambda draw, **_: draw(axes), alt="", table=None)
    _, low, high, label = mark_range(chart, 40, 1000)
    assert (low.get_xdata()[0], high.get_xdata()[0]) == (40, 100)
    assert label.xy[0] == 70
    chart.table = pd.DataFrame({"year": [1996, 1997], "coded": ["tense", "cool"]})
    gap, line, _ = mark_path(chart, {1996: -1, 1997: 2})
    assert (list(gap.get_xdata()), list(gap.get_ydata())) == ([1997, 1997], [0, 2])
    assert (list(line.get_xdata()), list(line.get_ydata())) == ([1996, 1997], [-1, 2])


def test_each_province_is_filled_as_the_legend_says():
    shapes = outlines("provinces_1990s", "province")
    given = pd.DataFrame({"province": ["Hirat", "Kandahar", "Kabul"], "when": ["1994", "1994", "1996"]})
    towns = pd.DataFrame({"name": ["Herat town"], "lat": [34.34], "lon": [62.2]})
    picture = tr.province_map(given, "when", title="When", labels=["Hirat"], points=towns)
    axes = axes_of(picture)
    legend = axes.get_legend()
    words = [text.get_text() for text in legend.get_texts()]
    assert words == ["1994 (2)", "1996 (1)", f"Unknown ({len(shapes) - 3})", "Town"]
    members = [["Hirat", "Kandahar"], ["Kabul"], [n for n in shapes if n not in set(given.province)]]
    fills = [c for c in axes.collections if len(c.get_paths()) in {len(m) for m in members}]
    for names, patch in zip(members, legend.get_patches(), strict=True):
        drawn = next(c for c in fills if len(c.get_paths()) == len(names))
        outline = {tuple(path.vertices[0]) for path in drawn.get_paths()}
        assert outline == {tuple(shapes[name].vertices[0]) for name in names}
        assert same_color(drawn.get_facecolor()[0], patch.get_facecolor())
        assert drawn.get_hatch() == patch.get_hatch()
    assert (list(axes.lines[0].get_xdata()), list(axes.lines[0].get_ydata())) == ([62.2], [34.34])
    assert shapes["Hirat"].contains_point(texts(axes)["Herat"]), "in the house spelling"
    inches = np.diff(axes.transData.transform([(66, 34), (67, 35)]), axis=0)[0]
    assert inches[0] / inches[1] == pytest.approx(np.cos(np.radians(34)), rel=0.01)


def test_a_name_stands_on_the_largest_part_of_a_shape():
    def square(x, y, side):
        return Path(np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]) * side + (x, y), closed=True)

    assert middle(Path.make_compound_path(square(0, 0, 1), square(10, 10, 4))) == pytest.approx((12, 12))


def test_states_of_the_region_carry_their_own_names():
    picture = MADE["region"]()
    where, shapes = texts(axes_of(picture)), outlines("region", "iso3")
    for code, name in (("IRN", "Iran"), ("PAK", "Pakistan"), ("AFG", "Afghanistan")):
        assert shapes[code].contains_point(where[name])
    assert picture.caption.endswith("Outside this map: United States (shifting).")


def test_each_tie_runs_between_its_actors_with_the_colour_and_sign_of_its_kind():
    picture = tr.network(ties(), centre=["taliban", "northern-alliance"], title="N")
    axes = axes_of(picture)
    where = {name: place for name, place in texts(axes).items() if len(name) > 1}
    names = {"Iran": "iran", "Pakistan": "pakistan", "Taliban": "taliban"}
    colours = {1: style.COOPERATION, -1: style.CONFLICT, 0: style.NEITHER}
    for row, line in zip(ties().itertuples(), axes.lines, strict=True):
        assert same_color(line.get_color(), colours[row.sign])
        ends = {(round(x, 6), round(y, 6)) for x, y in line.get_xydata()[[0, -1]]}
        pair = [shown for shown, actor in names.items() if actor in (row.actor_a, row.actor_b)]
        assert all((round(where[shown][0], 6), round(where[shown][1], 6)) in ends for shown in pair)
    signs = [t.get_text() for t in axes.texts if len(t.get_text()) == 1]
    assert signs == [{1: "+", -1: MINUS, 0: "0"}[sign] for sign in ties().sign]
    assert "Support (3): Pakistan and Taliban; " in picture.alt
    assert "Mixed or none (1)" in picture.alt
    assert where["Pakistan"][0] < 0 < where["Iran"][0], "friends stand on the side of their friend"


def test_only_actors_with_four_ties_or_more_stand_inside_and_the_author_s_alt_text_stays():
    picture = tr.network(ties(), title="N", alt="Said by hand.")
    bold = [
        t.get_text() for t in axes_of(picture).texts if len(t.get_text()) > 1 and t.get_weight() == "bold"
    ]
    assert bold == ["Taliban"]
    assert picture.alt == "Said by hand."


def test_bars_stand_on_one_another_and_say_which_is_unknown():
    rows = [(1998, "a", 3), (1997, "a", 1), (1997, "b", 2), (1998, "b", None)]
    frame = pd.DataFrame(rows, columns=["year", "side", "n"]).astype({"n": "Int64"})
    make = {"group": "side", "title": "D", "unit": "deaths"}
    axes = axes_of(tr.bars(frame, "year", "n", stacked=True, **make))
    assert [[(b.get_y(), b.get_height()) for b in c] for c in axes.containers] == [
        [(0, 1), (0, 3)],
        [(1, 2), (3, 0)],
    ]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1997", "1998"]
    assert [t.get_text() for t in axes.texts] == ["?", "3", "3"]
    assert [t.get_text() for t in axes.get_legend().get_texts()] == ["a", "b"]
    assert axes.get_ylabel() == "deaths"
    picture = tr.bars(frame, "year", "n", **make)
    axes = axes_of(picture)
    said = {t.get_text(): t.xy for t in axes.texts}
    last = axes.containers[1][1]
    assert said["?"] == (pytest.approx(last.get_x() + last.get_width() / 2), 0)
    assert {words: said[words][1] for words in "123"} == {"1": 1, "2": 2, "3": 3}
    assert "b 1998: unknown" in picture.alt


def test_lines_start_at_zero_and_are_named_at_their_own_end():
    rows = [(1996, "low", 20), (1997, "low", 10), (1996, "top", 80), (1997, "top", 90)]
    frame = pd.DataFrame(rows, columns=["year", "side", "n"])
    picture = tr.lines(frame, "year", "n", group="side", title="L", unit="men")
    axes = axes_of(picture)
    assert axes.get_ylim()[0] == 0
    assert {t.get_text(): t.xy[1] for t in axes.texts} == {"low": 10, "top": 90}
    ends = {line.get_ydata()[0]: line for line in axes.lines if len(line.get_xdata()) == 1}
    for line, value in zip(axes.lines, (10, 90), strict=False):
        assert same_color(ends[value].get_color(), line.get_color())
        assert ends[value].get_marker() == line.get_marker()
    ticks = dict(zip(axes.get_xticks(), (t.get_text() for t in axes.get_xticklabels()), strict=True))
    assert ticks == {1996: "1996", 1997: "1997"}
    assert "low: highest 20 (1996), lowest 10 (1997)" in picture.alt


def test_a_published_figure_is_a_dot_a_bar_or_an_arrow_to_its_open_side():
    rows = [
        ("hrw-1998-mazar", "1999", 200, None),
        ("rashid-2000", "1998", 50, 120),
        ("rashid-2000", "1997", 70, 70),
        ("rashid-2000", None, None, 90),
    ]
    frame = pd.DataFrame(rows, columns=["source_id", "date", "low", "high"]).assign(unit="men")
    picture = tr.range_chart(frame, title="Men")
    axes = axes_of(picture)
    (bar,) = axes.patches
    assert (bar.get_x(), bar.get_width(), bar.get_y() + bar.get_height() / 2) == (50, 70, 1)
    dots = [tuple(line.get_xydata()[0]) for line in axes.lines if line.get_marker() != "None"]
    assert dots == [(70, 0), (200, 2), (90, 3)]
    arrows = [(t.xyann[0], t.xy[0]) for t in axes.texts if not t.get_text()]
    assert [end > start for start, end in arrows] == [True, False]
    names = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert [name.split()[-1] for name in names] == ["1997", "1998", "1999", "date"]
    assert names[2].startswith(tr.cite("hrw-1998-mazar").split()[0])


def test_a_timeline_marks_days_spans_and_stressed_events():
    rows = [("E1", "1996-01-05", "A"), ("E2", "1996-03", "B"), ("E3", "1997-12-01", "A")]
    events = pd.DataFrame(rows, columns=["id", "date", "domain"]).assign(title=["one", "two", "three"])
    picture = tr.timeline(events, title="T", highlight=["E3"])
    assert "A (2) and B (1)" in picture.alt
    assert "whose day is not known" in picture.caption
    assert "not known" not in tr.timeline(events[::2], title="T").caption
    axes = axes_of(picture)
    days = pd.to_datetime(["1996-01-05", "1997-12-01"]) - pd.Timestamp("1970-01-01")
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [dot.get_xdata()[0] for dot in dots] == list(days.days)
    assert [dot.get_ydata()[0] for dot in dots] == [0, 1], "lane by lane"
    assert dots[0].get_markeredgewidth() < dots[1].get_markeredgewidth()
    assert [bar.get_width() for bar in axes.containers[0]] == [31]
    starts = pd.to_datetime([t.get_text() for t in axes.get_xticklabels()], format="mixed")
    assert list(axes.get_xticks()) == list((starts - pd.Timestamp("1970-01-01")).days)


def test_the_numbers_on_a_long_timeline_are_those_of_its_key():
    dates = pd.date_range("1996-01-01", periods=15, freq="60D").strftime("%Y-%m-%d")
    events = pd.DataFrame({"id": [f"E{n}" for n in range(15)], "date": dates, "domain": "A"})
    events = events.assign(title=events.id, end_date=[*dates[:14], "1998-08-01"])
    picture = tr.timeline(events[::-1], title="T", highlight=["E2"])
    axes = axes_of(picture)
    numbers = {t.get_text(): t for t in axes.texts if t.get_text().isdigit()}
    assert list(numbers) == [str(n) for n in range(1, 16)]
    assert picture.key[0] == "1 January 1996: E0"
    assert [n for n, text in numbers.items() if text.get_weight() == "bold"] == ["3"]
    marks = [line for line in axes.lines if line.get_marker() in ("o", "s")]
    assert [line.get_xdata()[0] for line in marks] == [text.get_position()[0] for text in numbers.values()]
    assert [line.get_marker() for line in marks] == ["o"] * 14 + ["s"]
    assert marks[2].get_markeredgewidth() > marks[3].get_markeredgewidth()
    assert tr.timeline(events.head(14), title="T").key == ()
