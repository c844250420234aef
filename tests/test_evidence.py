"""Tables come typed, broken data are named, sources are cited exactly, a lesson shows what it rests on."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import taliban_relations as tr
from taliban_relations import reading
from taliban_relations.package import Package
from taliban_relations.rows import find_row

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "taliban_relations"
LESSON = "05-iran"


@pytest.fixture
def small(tmp_path):
    """A package with one small table that may be broken: write rows, then read them."""
    fields = [
        {"name": "id", "type": "string", "constraints": {"required": True}},
        {"name": "date", "type": "string", "addsStart": "start"},
        {"name": "until", "type": "string", "addsEnd": "end", "endsWith": "date"},
        {"name": "day", "type": "date"},
        {
            "name": "kind",
            "type": "string",
            "constraints": {"enum": ["low", "high"]},
            "categoriesOrdered": True,
        },
        {"name": "count", "type": "integer", "unit": "persons"},
        {"name": "score", "type": "number"},
        {"name": "sure", "type": "boolean"},
        {"name": "source_ids", "type": "list"},
    ]
    resource = {"name": "small", "path": "small.csv", "schema": {"fields": fields, "primaryKey": ["id"]}}
    description = {"version": "1", "resources": [resource]}
    (tmp_path / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")

    def read(*rows, header="id,date,until,day,kind,count,score,sure,source_ids"):
        (tmp_path / "small.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return reading.read_table(Package(tmp_path), "small")

    return read


GOOD = "a,1998-08,,1998-08-08,low,5,0.5,true,x;y"


def test_types(small):
    frame = small(GOOD, "b,1998,2000-02,,,,,,", 'c,1998-08-08,,1998-08-08,high,"7",-2,false,z')
    types = {name: str(dtype) for name, dtype in frame.dtypes.items()}
    assert types["id"] == types["date"] == types["source_ids"] == "str"
    assert types["count"] == "Int64"
    assert types["score"] == "float64"
    assert types["sure"] == "boolean"
    assert types["kind"] == "category"
    assert frame["kind"].cat.ordered
    assert frame["day"].dtype.kind == frame["start"].dtype.kind == frame["end"].dtype.kind == "M"
    assert frame.loc[1, ["day", "kind", "count", "score", "sure", "source_ids"]].isna().all()
    assert [str(day.date()) for day in frame["start"]] == ["1998-08-01", "1998-01-01", "1998-08-08"]
    assert [str(day.date()) for day in frame["end"]] == ["1998-08-31", "2000-02-29", "1998-08-08"]
    assert frame.attrs["units"] == {"count": "persons"}


def test_a_table_without_rows_keeps_its_types(small):
    frame = small()
    assert len(frame) == 0
    assert str(frame["count"].dtype) == "Int64"
    assert frame["start"].dtype.kind == "M"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",1998,,,,,,,", ["line 3", "'id'", "required", "fill the cell"]),
        ("b,8/1998,,,,,,,", ["line 3", "'date'", "'8/1998'", "1998-08"]),
        ("b,1998,1999-13,,,,,,", ["line 3", "'until'", "not a date"]),
        ("b,,,8 August,,,,,", ["line 3", "'day'", "'8 August'", "1998-08-08"]),
        ("b,,,,middle,,,,", ["line 3", "'kind'", "'middle'", "low, high"]),
        ("b,,,,,some,,,", ["line 3", "'count'", "'some'", "digits"]),
        ("b,,,,,5.5,,,", ["line 3", "'count'", "'5.5'", "whole number"]),
        ("b,,,,,,many,,", ["line 3", "'score'", "'many'", "number"]),
        ("b,,,,,,,perhaps,", ["line 3", "'sure'", "'perhaps'", "true or false"]),
        ("b,,,,,,,", ["line 3", "8 cells", "9", "comma"]),
        ("b,,,,,,,,,", ["line 3", "10 cells"]),
    ],
)
def test_a_broken_row_is_named(small, row, words):
    with pytest.raises(tr.BrokenRow) as caught:
        small(GOOD, row)
    message = str(caught.value)
    for word in ["data/small.csv", "Remedy", *words]:
        assert word in message


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "id,date,until,day,kind,number,score,sure,source_ids",
            ["'count' is missing", "'number' is not described"],
        ),
        ("date,id,until,day,kind,count,score,sure,source_ids", ["another order"]),
    ],
)
def test_a_wrong_header_is_named(small, header, words):
    with pytest.raises(tr.MissingColumn) as caught:
        small(GOOD, header=header)
    assert all(word in str(caught.value) for word in ["data/small.csv", "line 1", "Remedy", *words])


def test_what_is_not_there_is_named(tmp_path):
    with pytest.raises(tr.DataError, match=r"datapackage\.json is missing.*Remedy"):
        Package(tmp_path)
    (tmp_path / "datapackage.json").write_text('{\n"version": }', encoding="utf-8")
    with pytest.raises(tr.DataError, match=r"line 2.*Remedy"):
        Package(tmp_path)
    shutil.copy(ROOT / "data" / "datapackage.json", tmp_path)
    with pytest.raises(tr.MissingTable, match=r"data/events\.csv.*Remedy"):
        reading.read_table(Package(tmp_path), "events")
    with pytest.raises(tr.MissingTable, match=r"no table 'event'.*'events'.*Remedy"):
        tr.table("event")
    with pytest.raises(tr.MissingTable, match="Remedy"):
        tr.fields("zzz")


@pytest.mark.parametrize("name", tr.tables()["name"])
def test_every_table_of_the_course_reads(name):
    frame = tr.table(name)
    described = list(tr.fields(name)["name"])
    assert list(frame.columns[: len(described)]) == described
    assert len(frame) == tr.tables().set_index("name").loc[name, "rows"]


def test_events_have_days():
    events = tr.table("events").set_index("id")
    assert events.loc["E002", ["start", "end"]].tolist() == [
        pd.Timestamp("1979-12-24"),
        pd.Timestamp("1979-12-27"),
    ]
    assert events["start"].notna().all()
    assert (events["start"] <= events["end"]).all()


def test_a_table_is_the_callers_own():
    frame = tr.table("actors")
    frame["name"] = "changed"
    assert "changed" not in set(tr.table("actors")["name"])


@pytest.mark.parametrize(
    ("day", "recognised", "withdrawn"),
    [
        ("1997-05-24", set(), set()),
        ("1997-05-25", {"Pakistan"}, set()),
        ("1998-12-31", {"Pakistan", "Saudi Arabia", "United Arab Emirates"}, set()),
        (pd.Timestamp("2001-09-25"), {"Pakistan"}, {"Saudi Arabia", "United Arab Emirates"}),
    ],
)
def test_recognition_on_a_day(day, recognised, withdrawn):
    found = tr.recognition_at(day)
    assert list(found) == ["actor_id", "state", "iso3", "status"]
    by_status = found.groupby("status")["state"].agg(set)
    assert by_status.get("recognised", set()) == recognised
    assert by_status.get("recognition withdrawn", set()) == withdrawn
    assert "United Nations" not in set(found["state"])
    assert found["iso3"].notna().all()
    with pytest.raises(ValueError, match="yesterday week"):
        tr.recognition_at("yesterday week")


def test_only_what_a_lesson_uses_is_listed_and_all_of_it_is_there():
    assert set(dir(tr)) == set(tr.__all__)
    assert all(callable(getattr(tr, name)) and getattr(tr, name).__doc__ for name in tr.__all__)
    with pytest.raises(AttributeError, match="no attribute 'tabel'"):
        tr.tabel  # noqa: B018


def test_the_first_cell_of_a_lesson_loads_nothing_that_draws(tmp_path):
    code = "import sys, taliban_relations as tr; tr.start('05-iran')"
    code += "; print({'matplotlib', 'ipywidgets'} & {*sys.modules})"
    assert run(code, tmp_path, ROOT / "src")[-1] == "set()"


def test_lists_of_tables_and_fields():
    tables = tr.tables()
    assert list(tables) == ["name", "title", "rows", "about_afghanistan", "licence"]
    assert tables.set_index("name").loc["vdem", "licence"] == "CC-BY-SA-4.0"
    assert "Correlates of War" in tables.set_index("name").loc["capabilities", "licence"]
    fields = tr.fields("conflict_deaths").set_index("name")
    assert fields.loc["deaths_best", "unit"] == "persons"
    assert "Taliban" in tr.who_is_afghanistan("conflict_deaths")["who"].iloc[0]
    assert len(tr.who_is_afghanistan()) == len(tables)
    assert tr.version()


def test_sources_are_cited_exactly():
    assert tr.cite("rashid-2000", "hrw-1998-mazar") == "Rashid (2000); Human Rights Watch (1998)"
    assert tr.cite("song-tian-2025;rashid-2000", "rashid-2000") == "Song and Tian (2025); Rashid (2000)"
    assert tr.cite("s-1996-838") == "Kazakhstan and others (1996)"
    assert tr.cite("cow-nmc6") == "Correlates of War Project (2021)"
    assert tr.cite("historyatlas-1997") == "History Atlas (no date)"
    assert tr.cite("general-knowledge") == "General knowledge"
    both = tr.cite("ap-2001-09-22-uae", "ap-2001-09-23-uae")
    assert both.count("Associated Press (2001), “") == 2
    assert tr.cite() == ""


def test_nothing_is_invented_about_a_source():
    assert tr.source("crist-1997").text == "Crist (1997). Title and details not known."
    assert "not checked in full" in tr.source("rashid-2000").text
    paper = tr.source("song-tian-2025")
    assert paper.text.strip() == (
        "Song, B.; Tian, Y. (2025). "
        "The Research of the Foreign Relations of the Afghanistan Taliban during the First Administration. "
        "Open Journal of Political Science, 15(1), 207-224. Scientific Research Publishing. "
        "https://doi.org/10.4236/ojps.2025.151013"
    )
    bundle = paper._repr_mimebundle_()
    assert '<a href="https://doi.org/10.4236/ojps.2025.151013">' in bundle["text/html"]
    assert "<em>Open Journal of Political Science</em>" in bundle["text/html"]
    assert repr(paper) == "Source('song-tian-2025': Song and Tian (2025))"


def test_every_source_has_an_entry_in_plain_form():
    for id in tr.table("sources")["id"]:
        text = tr.source(id).text
        assert "nan" not in text.split()
        assert ".." not in text.replace("...", "")
        assert "  " not in text.strip(), id


def test_an_unknown_source_is_named():
    with pytest.raises(tr.UnknownSource, match=r"sources\.csv.*'rashid-200'.*rashid-2000.*Remedy"):
        tr.cite("rashid-200")
    with pytest.raises(tr.UnknownSource):
        tr.bibliography(["nobody-1900"])


def test_bibliography_is_sorted_and_displays():
    books = tr.bibliography(["walt-theory", "rashid-2000;coll-2004", None, "coll-2004"])
    assert [item.id for item in books] == ["coll-2004", "rashid-2000", "walt-theory"]
    assert len(books) == 3
    assert repr(books) == "Bibliography(3 sources)"
    bundle = books._repr_mimebundle_()
    assert bundle["text/plain"].count("\n") == 2
    assert bundle["text/html"].count("<li>") == 3
    assert tr.bibliography([]).text == "No sources."
    assert len(tr.bibliography("rashid-2000")) == 1


def test_claims_by_place_and_lesson():
    section = tr.claims(section="3.2.1")
    assert set(section["section"]) == {"3.2.1"}
    assert set(tr.claims("3.2.1", paragraph=2)["paragraph"]) == {2}
    assert set(tr.claims(lesson=LESSON)["lesson"]) == {LESSON}
    assert len(tr.claims()) == len(tr.table("claims"))
    with pytest.raises(tr.UnknownId, match=r"no section '9\.9'.*Remedy"):
        tr.claims("9.9")
    with pytest.raises(tr.UnknownId, match="no lesson"):
        tr.claims(lesson="99-none")


@pytest.mark.parametrize(
    ("reference", "table", "key"),
    [
        ("E002", "events", "E002"),
        ("E002.date", "events", "E002"),
        ("D30", "discrepancies", "D30"),
        ("3.2.1p2c4", "claims", "3.2.1p2c4"),
        ("3.2.1p2c4.claim", "claims", "3.2.1p2c4"),
        ("hrw-1998-mazar", "sources", "hrw-1998-mazar"),
        (
            "conflict_deaths[1998, one-sided, 951].deaths_best",
            "conflict_deaths",
            "conflict_deaths[1998, one-sided, 951]",
        ),
        ("un_resolutions[S/RES/1267]", "un_resolutions", "un_resolutions[S/RES/1267]"),
    ],
)
def test_a_reference_finds_its_row(reference, table, key):
    row = find_row(reference)
    assert (row.table, row.key) == (table, key)
    assert row.label
    assert tr.cite(*row.sources)


@pytest.mark.parametrize(
    "reference", ["E999", "conflict_deaths[1998]", "conflict_deaths[1700, one-sided, 1]"]
)
def test_a_reference_to_nothing_is_named(reference):
    with pytest.raises(tr.UnknownId, match="Remedy"):
        find_row(reference)


def test_evidence_of_a_lesson():
    shown = tr.evidence(LESSON)
    assert {"E097", "song-tian-2025"} <= set(shown.rows["row"])
    assert set(shown.claims["id"]) == set(tr.claims(lesson=LESSON)["id"])
    assert len(shown.sources) == len(shown.source_ids)
    bundle = shown._repr_mimebundle_()
    for part in ("E097", "holds with limits", "Song, B.; Tian, Y. (2025)", "open an issue"):
        assert part in bundle["text/html"]
        assert part in bundle["text/plain"]
    assert repr(shown).startswith("Evidence('05-iran': ")
    with pytest.raises(tr.UnknownId):
        tr.evidence("99-none")


def test_voices_of_a_lesson_name_what_is_missing():
    voices = tr.voices(LESSON).set_index("voice")
    counted = voices["sources"].drop(["A woman among the named authors", "For or from an Afghan minority"])
    assert counted.sum() == len(tr.evidence(LESSON).source_ids)
    assert (voices["missing"] != "").equals(voices["sources"] == 0)


def run(code, folder, package):
    """Run Python in another folder with a package folder on its path."""
    environment = {**os.environ, "PYTHONPATH": str(package)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_reading_one_table_reads_no_other_and_works_from_any_folder(tmp_path):
    installed = tmp_path / "site" / "taliban_relations"
    shutil.copytree(SOURCE, installed, ignore=shutil.ignore_patterns("__pycache__"))
    (installed / "data").mkdir()
    for name in ("datapackage.json", "events.csv"):
        shutil.copy(ROOT / "data" / name, installed / "data")
    code = "import taliban_relations as tr; print(len(tr.table('events')))"
    assert run(code, tmp_path, tmp_path / "site") == [str(len(tr.table("events")))]


def test_an_installed_package_reads_its_own_data(tmp_path):
    installed = tmp_path / "site" / "taliban_relations"
    shutil.copytree(SOURCE, installed, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data", installed / "data")
    path = installed / "data" / "lessons.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    path.write_text(
        "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows[:3]) + "\n", encoding="utf-8"
    )
    code = "import taliban_relations as tr; print(len(tr.table('lessons')), len(tr.table('actors')))"
    assert run(code, tmp_path, tmp_path / "site") == ["2", str(len(tr.table("actors")))]
