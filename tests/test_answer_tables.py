"""Checking tables and charts: each typical mistake has a message of its own."""

import numpy as np
import pandas as pd
import pytest
from answer_samples import DEATHS, judged, message
from matplotlib.figure import Figure

import taliban_relations as tr
from taliban_relations.answers.charts import axes_of, chart, plotted
from taliban_relations.answers.frames import frame, series
from taliban_relations.answers.mistakes import draws, draws_a_place_twice, has_rows_of

# Tables and columns


def test_frames_that_are_right():
    assert judged(frame("year"), DEATHS.copy(), DEATHS).right
    assert judged(frame("year"), DEATHS[::-1][["deaths", "side", "year"]], DEATHS).right
    assert judged(frame("year"), DEATHS.astype({"deaths": float, "side": "category"}), DEATHS).right
    assert judged(frame(), DEATHS, DEATHS).right
    assert judged(frame("year", order=True), DEATHS, DEATHS).right


WRONG_FRAMES = {
    "column": DEATHS["deaths"],
    "lacks": DEATHS.drop(columns="side"),
    "renamed": DEATHS.rename(columns={"side": "sides"}),
    "indexed": DEATHS.set_index("year"),
    "too many": DEATHS.assign(extra=1),
    "missing": DEATHS.head(2),
    "rows": pd.concat([DEATHS, DEATHS.assign(year=2001).head(1)]),
    "both": pd.concat([DEATHS.head(2), DEATHS.assign(year=2001).head(1)]),
    "none": DEATHS.assign(year=[1, 2, 3]),
    "empty": DEATHS.head(0),
    "doubled": pd.concat([DEATHS, DEATHS]),
    "value": DEATHS.assign(deaths=[10, 20, 945]),
    "values": DEATHS.assign(deaths=[1, 2, 3], side="x"),
    "upside": DEATHS[::-1],
    "shuffled": DEATHS.iloc[[1, 0, 2]],
}


def test_each_mistake_in_a_table_has_its_own_message():
    said = {name: message(frame("year", order=True), answer, DEATHS) for name, answer in WRONG_FRAMES.items()}
    assert len(set(said.values())) == len(said)
    assert "one column" in said["column"]
    assert "lacks the column side" in said["lacks"]
    assert "has sides that it should not have" in said["renamed"]
    assert "reset_index" in said["indexed"]
    assert "1 column too many: extra" in said["too many"]
    assert "1 row missing: you have 2" in said["missing"]
    assert "1 row too many, such as year 2001" in said["rows"]
    assert "turned round" in said["none"]
    assert "no rows" in said["empty"]
    assert "twice" in said["doubled"]
    assert "The column deaths differs in 1 row of 3, first for year 1998" in said["value"]
    assert "differs in 3 rows of 3, first for year 1996. So does" in said["values"]
    assert "such as year 2001" in said["both"]
    assert "upside down" in said["upside"]
    assert "944" not in " ".join(said.values())


def test_more_of_a_table_right_is_a_larger_share():
    ladder = ["none", "both", "missing", "values", "value"]
    shares = [judged(frame("year", order=True), WRONG_FRAMES[name], DEATHS).share for name in ladder]
    assert shares[0] == 0
    assert shares == sorted(shares)
    assert judged(frame("year"), DEATHS.head(1), DEATHS).share < shares[2]
    assert 0 < shares[1] <= shares[3] < shares[4] < 1


def test_frames_look_at_the_whole_table():
    long = pd.DataFrame({"id": range(500), "n": range(500)})
    last = long.assign(n=[*range(499), 0])
    assert "first for id 499" in message(frame("id"), last, long)


def test_frames_without_key_are_matched_by_place():
    assert "too few rows: 2" in message(frame(), DEATHS.head(2), DEATHS)
    assert "too many rows: 6" in message(frame(), pd.concat([DEATHS, DEATHS]), DEATHS)
    assert "deaths differs in 2 rows of 3" in message(frame(), DEATHS.assign(deaths=[20, 10, 944]), DEATHS)


def test_columns():
    right = DEATHS.groupby("side")["deaths"].sum()
    assert judged(series(), right[::-1], right).right
    assert judged(
        series(), DEATHS.groupby(["side", "year"]).size(), DEATHS.groupby(["side", "year"]).size()
    ).right
    said = {
        message(series(order=True), answer, right)
        for answer in (
            right.to_frame(),
            [1],
            right.head(1),
            right + 1,
            right[::-1],
            right.rename(str.upper).add(1),
        )
    }
    assert len(said) >= 5
    assert not any("index" in one for one in said)
    by_year = DEATHS.groupby("year")["deaths"].sum()
    assert "upside down" in message(series(order=True), right[::-1], right)
    assert "indexed by year; it should be by side" in message(series(), by_year, right)


# Charts


def drawn(values, how="bar", title="Deaths", ylabel="persons", xlabel=""):
    axes = Figure().add_subplot()
    {"bar": axes.bar, "barh": axes.barh, "line": axes.plot, "scatter": axes.scatter}[how](
        list(values), list(values.values())
    )
    axes.set(title=title, ylabel=ylabel, xlabel=xlabel)
    return axes


YEARS = {1996: 10, 1997: 20, 1998: 944}
NAMES = {"Iran": 3, "Pakistan": 5}


@pytest.mark.parametrize("how", ["bar", "line", "scatter"])
@pytest.mark.parametrize("values", [YEARS, NAMES], ids=["years", "names"])
def test_charts_that_are_right(how, values):
    axes = drawn(values, how)
    if how == "scatter" and values is NAMES:
        return
    for answer in (axes, axes.figure, np.array([axes]), [axes]):
        assert judged(chart(), answer, values).right
    assert judged(chart(), axes, pd.Series(values)).right


def test_horizontal_bars_are_read_the_other_way():
    assert judged(chart(), drawn(NAMES, "barh", ylabel="", xlabel="votes"), NAMES).right


def test_pandas_charts_and_pictures_are_read():
    axes = Figure().add_subplot()
    pd.Series(YEARS).plot.bar(ax=axes, title="Deaths", ylabel="persons")
    assert judged(chart(), axes, YEARS).right
    picture = tr.Picture(axes.figure, title="Deaths", alt="Three bars.")
    assert judged(chart(), picture, YEARS).right


def test_each_mistake_in_a_chart_has_its_own_message():
    empty = Figure().add_subplot()
    twice = drawn(YEARS, "line")
    twice.plot(list(YEARS), [1, 2, 3])
    wrong = {
        "no chart": Figure(),
        "nothing": empty,
        "swapped": drawn({v: k for k, v in YEARS.items()}, "line"),
        "more than once": twice,
        "None of the places": drawn({1: 1, 2: 2}, "line"),
        "too many": drawn({**YEARS, 1999: 1}, "line"),
        "lacks 1 value": drawn({1996: 10, 1997: 20}, "line"),
        "not as in the table": drawn({**YEARS, 1997: 21}, "line"),
        "needs a title": drawn(YEARS, title=""),
        "needs a label on the y axis": drawn(YEARS, ylabel=""),
    }
    said = {name: message(chart(), answer, YEARS) for name, answer in wrong.items()}
    assert len(set(said.values())) == len(said)
    assert all(name in found for name, found in said.items() if name not in ("no chart", "nothing"))
    assert "944" not in " ".join(said.values())


def test_a_chart_is_right_only_when_each_value_stands_once_and_each_axis_has_its_words():
    again = drawn(YEARS)
    again.bar(list(YEARS), list(YEARS.values()))
    assert "more than once" in message(chart(), again, YEARS)
    assert "it shows 2" in message(chart(), drawn({1996: 10, 1997: 20}), YEARS)
    assert "label on the y axis" in message(chart(), drawn(YEARS, ylabel="", xlabel="year"), YEARS)
    mirrored = message(chart(), drawn({1: 1, 2: 2}, "line"), {1: 2, 2: 1})
    assert "2 values of 2 not as in the table" in mirrored
    many = {1990 + n: n for n in range(12)}
    assert judged(chart(), drawn(many), many).right, "not every bar has a tick of its own"
    left = drawn(YEARS, title="")
    left.set_title("Deaths", loc="left")
    assert judged(chart(), left, YEARS).right


def test_reading_a_chart():
    assert axes_of(None) is None
    assert axes_of([]) is None
    assert plotted(drawn(NAMES)) == [("Iran", 3), ("Pakistan", 5)]


# Typical mistakes


def bars_of(*points):
    axes = Figure().add_subplot()
    axes.plot(*zip(*points, strict=True), "o")
    return axes


def test_a_chart_is_known_by_its_heights_in_any_order():
    like = draws(lambda: {1996: 2, 1997: 5, 1998: 0})
    assert like(bars_of((1, 5.0), (2, 2.0)))
    assert like(bars_of((1, 2), (2, 5), (3, 0)))
    assert not like(bars_of((1, 2), (2, 5), (3, 5)))
    assert not like(bars_of((1, 2), (2, 6)))
    assert not like(bars_of((1, 2)))


def test_a_place_that_is_drawn_twice_is_seen():
    assert draws_a_place_twice(bars_of((1996, 2), (1997, 5), (1996, 3)))
    assert not draws_a_place_twice(bars_of((1996, 2), (1997, 2)))


def test_rows_are_the_same_by_the_column_that_tells_them_apart():
    same = has_rows_of(lambda: DEATHS.head(2), "year")
    assert same(DEATHS.head(2)[::-1])
    assert not same(DEATHS)
    assert not same(DEATHS.head(1))
