"""Figures show the values they are given, can be read in grey, and name what is wrong with their input."""

import io
import subprocess
import sys

import matplotlib
import pandas as pd
import pytest
from figure_samples import MADE, deaths, estimates, events_of, ledger, ties
from PIL import Image, ImageChops

import taliban_relations as tr
from taliban_relations import style
from taliban_relations.figures import LEVELS, mark_path, mark_range
from taliban_relations.figures.canvas import categories, text_width, wrap_to
from taliban_relations.figures.days import by_time, spans
from taliban_relations.figures.grids import CIVIDIS_LIGHT, DIVERGING, ledger_words
from taliban_relations.figures.labels import spread

MINUS = "\N{MINUS SIGN}"


def difference(one, other):
    """How many pixels of two PNG files differ."""
    pictures = [Image.open(io.BytesIO(png)).convert("L") for png in (one, other)]
    return sum(ImageChops.difference(*pictures).histogram()[1:])


def test_the_reader_s_own_settings_stay():
    before = dict(matplotlib.rcParams)
    MADE["path"]().png  # noqa: B018
    assert dict(matplotlib.rcParams) == before


def test_pyplot_is_not_needed():
    code = "import taliban_relations as tr; tr.path_chart({1996: 0}, title='x').png"
    code = f"import sys; {code}; print('matplotlib.pyplot' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_stems_have_the_scores_of_the_table():
    picture = MADE["dyad iran"]()
    scores = picture.table.goldstein.astype(float).tolist()
    tips = [line.get_ydata()[1] for line in picture.figure.axes[0].lines if line.get_linewidth() == 2.2]
    assert tips == scores
    assert len(scores) == len(picture.key) > 5
    assert set(picture.table.actor_a) | set(picture.table.actor_b) == {"iran", "taliban"}


def test_bars_have_the_heights_of_the_table():
    picture, frame = MADE["bars stacked"](), deaths()
    axes = picture.figure.axes[0]
    tops = {}
    for container in axes.containers:
        for bar, year in zip(container, sorted(frame.year.unique()), strict=True):
            tops[year] = tops.get(year, 0) + bar.get_height()
    assert tops == frame.groupby("year").deaths_best.sum().to_dict()
    assert "highest 5,801 (1998)" in picture.alt


def test_lying_bars_say_where_a_number_is_unknown():
    names = [f"The {nth} side of a war, under its full name" for nth in ("first", "second", "third")]
    counts = pd.array([12158, None, 3], dtype="Int64")
    picture = tr.bars(pd.DataFrame({"side": names, "n": counts}), "side", "n", title="D", unit="deaths")
    axes = picture.figure.axes[0]
    assert [bar.get_width() for bar in axes.patches] == [12158, 0, 3]
    assert [text.get_text() for text in axes.texts] == ["12,158", "unknown", "3"]
    assert "The second side of a war, under its full name: unknown" in picture.alt


def test_lines_have_the_values_of_the_table_and_a_gap_where_one_is_missing():
    frame = pd.DataFrame({"year": [1996, 1997, 1999], "n": [1.0, 2.0, 4.0]})
    line = tr.lines(frame, "year", "n", title="N", unit="things").figure.axes[0].lines[0]
    assert list(line.get_xdata()) == [1996, 1997, 1998, 1999]
    assert [value for value in line.get_ydata() if value == value] == [1.0, 2.0, 4.0]
    assert pd.isna(line.get_ydata()[2])


def test_a_month_is_drawn_as_a_month_and_a_day_as_a_day():
    first, last = spans(
        pd.DataFrame({"date": ["1998-09", "1998-09-03", "1999"], "end_date": [None, None, None]})
    )
    assert [b - a + 1 for a, b in zip(first, last, strict=True)] == [30, 1, 365]
    first, last = spans(pd.DataFrame({"date": ["1998-09-03"], "end_date": ["1998-09-05"]}))
    assert last[0] - first[0] == 2


def test_an_event_is_long_when_a_dot_would_hide_its_length():
    dates = {"date": ["1998-09-03", "1998-09-03", "1998-09"], "end_date": ["1998-09-05", "1998-09-09", ""]}
    events = by_time(pd.DataFrame(dates).assign(title=["dot", "week", "month"]))
    assert events.set_index("title")["long"].to_dict() == {"dot": False, "week": True, "month": True}


def test_a_long_timeline_is_numbered_and_a_short_one_names_its_events():
    events = events_of("3.2.1")
    long, short = tr.timeline(events, title="Events"), MADE["timeline few"]()
    assert len(long.key) == len(events) > 14
    assert long.key[0].startswith("September 1995")
    words = [text.get_text() for text in short.figure.axes[0].texts]
    assert set(events.title.head(9)) <= set(words)
    assert short.key == ()


def test_highlighted_events_need_ids():
    with pytest.raises(ValueError, match="no column 'id'"):
        tr.timeline(events_of("3.2.1").drop(columns="id"), highlight=["E097"], title="Events")


def test_a_province_without_a_date_is_unknown_not_never():
    picture = MADE["provinces dated"]()
    unknown = tr.table("provinces").first_taken_date.isna().sum()
    assert f"unknown ({unknown})" in picture.alt
    assert "never" not in picture.alt
    assert "never taken (1): Badakhshan" in MADE["provinces"]().alt


def test_a_state_off_the_map_is_named_in_the_caption():
    picture = MADE["region"]()
    assert "Outside this map: United States (shifting)" in picture.caption


def test_neighbouring_categories_differ_without_colour():
    for family in (style.KINDS, [style.UNKNOWN, *style.KINDS]):
        assert len({kind.hatch for kind in family}) == len(family)
    assert (
        len({kind.marker for kind in style.KINDS})
        == len({str(kind.line) for kind in style.KINDS})
        == len(style.KINDS)
    )


@pytest.mark.parametrize("scale", [CIVIDIS_LIGHT, DIVERGING], ids=["one-sided", "two-sided"])
def test_numbers_can_be_read_on_every_cell_colour(scale):
    assert min(style.contrast(style.ink_on(c), c) for c in (scale(i / 100)[:3] for i in range(101))) >= 4.5


def test_words_can_be_read_on_paper():
    for ink in (style.INK, style.MUTED):
        assert style.contrast(ink, style.PAPER) >= 4.5
        assert style.contrast(ink, style.BAND) >= 4.5


def test_heat_map_prints_every_number_alike_and_hatches_below_zero():
    frame = pd.DataFrame({"a": [-1.5, 2.0], "b": [None, 0.25]}, index=["x", "y"])
    picture = tr.heat_map(frame, title="H", unit="points")
    axes = picture.figure.axes[0]
    assert sorted(text.get_text() for text in axes.texts) == sorted(
        [f"{MINUS}1.50", "2.00", "unknown", "0.25"]
    )
    assert [patch.get_hatch() for patch in axes.patches if patch.get_hatch() == "///"] == ["///"]
    assert "Highest: 2 (y, a)" in picture.alt
    assert "1 cells unknown" in picture.alt


@pytest.mark.parametrize(
    ("code", "certainty", "words"),
    [(1, "established", "+1"), (-2, "probable", f"({MINUS}2)"), (0, "contested", "0?"), (pd.NA, "", "")],
)
def test_ledger_cells_say_how_sure_they_are(code, certainty, words):
    assert ledger_words(code, certainty) == words


def test_ledger_keeps_no_evidence_apart_from_zero():
    picture = MADE["ledger"]()
    words = [text.get_text() for text in picture.figure.axes[0].texts]
    assert "0" in words
    assert f"({MINUS}2)" in words
    assert "6 cells coded, 2 without evidence" in picture.alt


def test_a_path_says_its_levels_and_leaves_out_what_is_missing():
    picture = MADE["path"]()
    assert "1998 hostile" in picture.alt
    assert "2000 unknown" in picture.alt
    axes = picture.figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == list(LEVELS.values())
    assert pd.isna(axes.lines[0].get_ydata()).sum() == 1


def test_a_second_path_is_laid_over_the_first():
    base = tr.path_chart({1996: -1, 1997: 0, 1998: None}, title="Iran")
    before = base.png
    over = mark_path(base, {1996: -1, 1997: 2, 1998: 1})
    assert over.alt.startswith(base.alt)
    assert "Your path: 1996 tense; 1997 friendly; 1998 dealing." in over.alt
    assert list(over.table["your path"]) == ["tense", "friendly", "dealing"]
    assert difference(before, over.png) > 0
    assert difference(over.png, mark_path(base, {1996: -1, 1997: 0, 1998: 1}).png) > 0
    assert base.png == tr.path_chart({1996: -1, 1997: 0, 1998: None}, title="Iran").png
    assert len(base.figure.axes[0].lines) == 1


def test_ranges_show_open_sides_and_the_reader_s_own():
    rows = [("rashid-2000", "1998-09", 70000, 70000), ("hrw-1998-mazar", "1998", 120000, None)]
    frame = pd.DataFrame(rows, columns=["source_id", "date", "low", "high"]).assign(unit="troops")
    base = tr.range_chart(frame, title="Troops")
    assert "70,000" in base.alt
    assert "at least 120,000" in base.alt
    over = mark_range(base, 50000, 150000)
    assert "Your range: 50,000 to 150,000" in over.alt
    assert difference(base.png, over.png) > 0


def test_a_range_beyond_the_axis_is_cut_off_at_its_end():
    base = tr.range_chart(estimates(), title="Troops")
    assert mark_range(base, 0, 1e9).png == mark_range(base, 0, 1e12).png


def test_network_keeps_its_places_when_told_to():
    nodes = ["taliban", "northern-alliance", "iran", "pakistan", "russia", "usa"]
    one, two = (
        tr.network(ties().head(n), nodes=nodes, centre=["taliban"], title="N").figure.axes[0].texts
        for n in (3, 7)
    )
    where = [{t.get_text(): t.get_position() for t in texts if len(t.get_text()) > 1} for texts in (one, two)]
    assert where[0] == where[1]


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda e: tr.timeline(e.head(0), title="x"), "timeline: the table has no rows"),
        (lambda e: tr.timeline(e, lanes="domian", title="x"), "timeline: the table has no column 'domian'"),
        (lambda e: tr.timeline("events", title="x"), "timeline: expected a table"),
        (lambda e: tr.dyad_chart(e, "iran", "talibs", title="x"), "no event between 'iran' and 'talibs'"),
        (lambda e: tr.path_chart({1996: 3}, title="x"), "level 3 in 1996"),
        (lambda e: tr.path_chart({}, title="x"), "no years"),
        (lambda e: tr.heat_map(e, title="x", unit="x"), "heat_map: column 'id' is not numeric"),
        (lambda e: tr.bars(e, "id", "title", title="x", unit="x"), "bars: column 'title' is not numeric"),
        (lambda e: tr.bars(e, "domain", "goldstein", title="x", unit="x"), "more than one row for domain"),
        (
            lambda e: tr.province_map(pd.DataFrame({"province": ["Narnia"], "f": ["a"]}), "f", title="x"),
            "no province 'Narnia'",
        ),
        (lambda e: tr.region_map(tr.table("states"), "state_name", title="x"), "8 apart at most"),
        (lambda e: tr.ledger_chart(pd.concat([ledger(), ledger()]), title="x"), "two rows for"),
        (lambda e: tr.range_chart(estimates().assign(low=9, high=1), title="x"), "low is above high"),
        (lambda e: tr.range_chart(estimates().assign(unit=pd.NA), title="x"), "one unit only"),
        (lambda e: tr.network(ties(), nodes=["taliban"], title="x"), "leaves out"),
    ],
)
def test_errors_name_the_figure_and_what_is_wrong(draw, message):
    with pytest.raises(ValueError, match=message):
        draw(tr.table("events"))


def test_labels_are_spread_as_little_as_needed():
    assert spread([1.0, 5.0], 1, 0, 10) == [1.0, 5.0]
    assert spread([5.0, 5.0, 5.0], 1, 0, 10) == [4.0, 5.0, 6.0]
    assert spread([9.9, 10.0], 1, 0, 10) == [9.0, 10.0]
    assert spread([5.0] * 21, 1, 0, 10) == [i / 2 for i in range(21)]
    assert spread([], 1, 0, 10) == []


def test_categories_come_in_the_order_of_the_years_they_name():
    assert categories(pd.Series(["never", "west, 1995", None, "south, 1994"])) == [
        "south, 1994",
        "west, 1995",
        "never",
    ]
    ordered = pd.Series(pd.Categorical(["b", "a"], categories=["b", "a", "c"], ordered=True))
    assert categories(ordered) == ["b", "a"]
    assert categories(ordered, ["a", "b"]) == ["a", "b"]


def test_words_are_wrapped_at_spaces():
    lines = wrap_to("one two three four five", 0.6, 9).split("\n")
    assert len(lines) > 1
    assert all(text_width(line, 9) <= 0.6 for line in lines)
