"""Pictures and tables reach the reader with title, alt text, heads and sources."""

import re

import pandas as pd
import pytest
from matplotlib.figure import Figure

import taliban_relations as tr
from taliban_relations.display import Picture, TableView, show, source_ids, source_line


def a_picture(**options):
    figure = Figure(figsize=(2, 1), dpi=110)
    figure.text(0.5, 0.5, "words")
    return Picture(figure, **({"title": "Words", "alt": "The word words."} | options))


def test_a_picture_says_everything_in_html_and_in_text():
    picture = a_picture(caption="Made up.", sources=["rashid-2000"], key=["first <event>", "second"])
    html, text = picture._repr_mimebundle_()["text/html"], picture._repr_mimebundle_()["text/plain"]
    assert html.startswith('<figure><img alt="The word words." src="data:image/png;base64,')
    for words in (
        "<strong>Words.</strong> Made up.",
        "<ol><li>first &lt;event&gt;</li>",
        tr.cite("rashid-2000"),
    ):
        assert words in html
    for words in ("Words", "The word words.", "Made up.", "1. first <event>", tr.cite("rashid-2000")):
        assert words in text
    assert "<style" not in html
    assert "<script" not in html


@pytest.mark.parametrize(("title", "shown"), [("Why?", "Why?"), ("Stop.", "Stop."), ("Words", "Words.")])
def test_a_title_ends_with_one_stop(title, shown):
    assert f"<strong>{shown}</strong>" in a_picture(title=title).html


def test_a_picture_gives_its_numbers_as_a_table_unless_its_key_does():
    table = pd.DataFrame({"year": [1998], "deaths": [12158]})
    assert "12,158" in a_picture(table=table).html
    assert "<details>" not in a_picture(table=table, key=["1998"]).html


def test_a_picture_is_the_same_bytes_each_time_and_carries_no_date():
    one, two = a_picture().png, a_picture().png
    assert one == two
    assert one.startswith(b"\x89PNG")
    assert b"tEXt" not in one
    assert b"tIME" not in one


def test_a_picture_needs_a_figure_a_title_and_an_alt_text():
    with pytest.raises(TypeError, match="matplotlib"):
        Picture("no figure", title="Words", alt="Words")
    for gap in ({"title": ""}, {"alt": ""}):
        with pytest.raises(ValueError, match="alt text"):
            a_picture(**gap)


def test_a_table_has_a_caption_scopes_units_and_a_source_line():
    deaths = tr.table("conflict_deaths").head(2)[["year", "side_a", "deaths_best", "source_id"]]
    html = show(deaths, caption="Deaths").html
    assert re.search(r"<table><caption[^>]*><strong>Deaths</strong></caption><thead>", html)
    assert len(re.findall('<th scope="col"', html)) == 3
    assert len(re.findall('<th scope="row"', html)) == 2
    assert "source id" not in html
    assert source_line(source_ids(deaths)).split("(")[0] in html


def test_a_table_writes_numbers_dates_gaps_and_truth_in_words():
    frame = pd.DataFrame(
        {
            "year": [1998, 1999],
            "deaths": pd.array([12158, None], dtype="Int64"),
            "date": ["1998-08-08", "1998-09"],
            "said": ["<b>", ""],
            "seen": [True, False],
        }
    )
    html = show(frame).html
    for words in ("1998", "12,158", "unknown", "8 August 1998", "September 1998", "&lt;b&gt;", "yes", "no"):
        assert f">{words}<" in html
    assert "1,998" not in html
    assert '<td style="text-align: right">12,158</td>' in html
    assert "not applicable" in show(frame, missing="not applicable").text


def test_a_named_index_is_shown_and_row_numbers_are_not():
    counts = pd.DataFrame({"side": ["a", "a", "b"], "deaths": [1, 2, 3]}).groupby("side").sum()
    assert list(show(counts).frame.columns) == ["side", "deaths"]
    series = pd.Series({"a": 3, "b": 4}, name="deaths")
    assert list(show(series).frame.columns) == ["", "deaths"]
    two = pd.DataFrame({("deaths", "low"): [1], ("side", ""): ["a"]})
    assert list(show(two).frame.columns) == ["deaths low", "side"]
    filtered = pd.DataFrame({"deaths": [1, 2, 3]}).query("deaths > 1")
    assert list(show(filtered).frame.columns) == ["deaths"]


def test_columns_can_be_renamed_and_hidden_and_unknown_ones_are_named():
    frame = pd.DataFrame({"deaths": [1], "note": ["x"], "source_id": ["rashid-2000"]})
    view = show(frame, rename={"deaths": "Deaths", "source_id": "Source"}, hide=["note"])
    assert list(view.frame.columns) == ["Deaths", "Source"]
    with pytest.raises(ValueError, match="no column 'death'"):
        show(frame, hide=["death"])


def test_an_empty_text_is_unknown_and_a_unit_stands_once_in_its_head():
    frame = pd.DataFrame({"said": ["a", ""], "deaths": [1, 2], "height_m": [3, 4]})
    frame.attrs["units"] = {"deaths": "persons", "height_m": "m"}
    view = show(frame, rename={"height_m": "height"})
    assert view._rows[1] == ("unknown", "2", "4")
    heads = ["said", "deaths (persons)", "height"]
    assert view._heads == heads
    assert show(frame)._heads == [*heads[:2], "height m"]


def test_an_empty_table_says_so():
    view = TableView(pd.DataFrame({"deaths": []}), caption="None")
    assert "(no rows)" in view.text
    assert "<tbody></tbody>" in view.html


def test_many_sources_are_shortened():
    ids = list(tr.table("sources").id.head(20))
    assert "and 12 more, named in the evidence list" in source_line(ids)
    assert source_line([]) == ""
    assert source_line(["rashid-2000"]).startswith("Source: ")


def test_an_unknown_source_is_an_error():
    with pytest.raises(tr.DataError, match="nobody-1900"):
        source_line(["nobody-1900"])


def test_the_numbers_of_a_column_are_written_alike():
    assert [row[0] for row in show(pd.DataFrame({"degrees": [35.146, 35.8, None]}))._rows] == [
        "35.15",
        "35.80",
        "unknown",
    ]
    assert [row[0] for row in show(pd.DataFrame({"share": [0.0041, 0.5]}))._rows] == ["0.0041", "0.5000"]
    assert [row[0] for row in show(pd.DataFrame({"deaths": [12158.0, 3.0]}))._rows] == ["12,158", "3"]
