"""The tie between prose and data: what it must find, what it must leave alone, and what it says."""

import shutil
from pathlib import Path

import pytest
from makers import notebook, package

from coursework.errors import CourseworkError, UnknownRow
from coursework.package import Package
from coursework.prose import spans
from coursework.tokens import tokens
from coursework.trace import citations, problems
from coursework.workspace import Workspace, read

COURSE = Workspace(Path(__file__).parents[1])
FAKE = {
    "events": [
        {"id": "E1", "date": "1995-09-05", "date_precision": "day", "title": "City taken",
         "description": "Eight men fled; about two thirds of 25,627 stayed.", "score": "-9.5",
         "source_ids": "alpha-2001"},
        {"id": "E2", "date": "1998-08-08", "date_precision": "month", "title": "Treaty signed",
         "description": "It ran “from the river to the hills” as S/RES/1267 says.", "score": "2700000000",
         "source_ids": "beta-1999"},
        {"id": "E3", "date": "1996-03-07", "date_precision": "year", "title": "Delta Front formed",
         "description": "Nobody knows the month; it lost.", "score": "1990", "source_ids": "delta-1996"},
    ],
    "actors": [{"id": "df", "name": "Delta Front"}],
    "sources": [
        {"id": "alpha-2001", "authors": "Alpha, A.; Gamma, G.", "year": "2001", "title": "Book"},
        {"id": "beta-1999", "authors": "Beta Watch", "year": "1999", "title": "Report"},
        {"id": "delta-1996", "authors": "Delta Front", "year": "1996", "title": "Leaflet"},
    ],
    "claims": [{"id": "3.2p2c1", "section": "3.2", "paragraph": "2", "number": "1",
                "claim": "They met five times."},
               {"id": "4.1p8c1", "section": "4.1", "paragraph": "8", "number": "1", "claim": "Again."}],
    "lessons": [{"id": "05-x", "title": "Neighbours"}],
    "counts": [{"_key": ["year", "kind"], "year": 1998, "kind": "one, sided", "n": 41}],
}  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = package(tmp_path_factory.mktemp("data"), **FAKE)
    path = folder / "datapackage.json"
    described = path.read_text(encoding="utf-8").replace(
        '{"name": "n",', '{"name": "n", "description": "A number of the dead.",'
    )
    path.write_text(described, encoding="utf-8")
    return Package(folder, {"book": "alpha-2001"})


def says(data, text):
    """The problems of a one-cell notebook as text."""
    return [str(p) for p in problems(notebook(("md", "here", text)), data, "05-x")]


@pytest.mark.parametrize(
    "text",
    [
        "On 5 September 1995 the city fell.<!-- E1 -->",
        "In September 1995, in autumn 1995, in the 1990s, in September.<!-- E1 -->",
        "Eight men, 8 men, and two-thirds of 25,627 people.<!-- E1 -->",
        "About 26,000 people, more than 25,000 people, nearly 25,630.<!-- E1 -->",
        "In August 1998 it ran “from the river to the hills” (S/RES/1267).<!-- E2 -->",
        "It cost 2.7 billion.<!-- E2.score -->",
        "They met five times (section 3.2, paragraph 2).<!-- 3.2p2c1 -->",
        "Alpha (2001) and Gamma say so.<!-- alpha-2001 --> Alpha says it again.<!-- E1 -->",
        "Alpha and Gamma 2001.<!-- book -->",
        "It was 41 in 1998.<!-- counts[1998, \"one, sided\"] -->",
        "It was 41 in 1998.<!-- counts[1998, \"one, sided\"].n; E2 -->",
        "82 twice.<!-- = 2 * table(\"counts\").n.sum() -->",
        "Eight in 41.<!-- E1 --><!-- = table('counts').n.max() -->",
        "82 and 41.<!-- E1; = 2 * table('counts').n.sum(); = table('counts').n.max() -->",
        "## What do you expect? (3 minutes)",
        "It is “a number of the dead”.<!-- counts.n -->",
        "Next: [06 - The end](06-end.ipynb).",
        "It was 41, in 1998.<!-- = table('counts').set_index('year')['n'] -->",
        "It was 41, in 1998.<!-- = dict({1998: 41}) -->",
        "It was 41, in 1998.<!-- = table('counts')[['year', 'n']] -->",
        "Half of it, in half an hour, in the second half of the year.<!-- = 0.5 + 0.0 -->",
        "It came to 50 per cent.<!-- = 0.5 + 0.0 -->",
        "“from the river [...] to the hills”, he said.<!-- E2 -->",
        "Two things happened.<!-- E1; E2 -->",
        "This takes 50 minutes and asks “what do you think now?”<!-- course -->",
        "# Title 1995\n<!-- E1 -->\nWords.",
        "1. First\n2. Second, one of them, the third, see E1, `1997`, Il-76, step 3, lesson 05.",
        "| year | n |\n|---|---|\n| 1998 | 41 <!-- counts[1998, \"one, sided\"] --> |",
        "See [the map](x-1997.png) and https://example.org/1997.",
        "```\n1997\n```",
        "Delta Front was there.<!-- E1 --> It was formed in 1996.<!-- E3 -->",
        "Nearly 26,000 people, almost 26,000, up to 26,000, fewer than 26,000 people.<!-- E1 -->",
        "At least 25,000 people, over 25,000 people; about 25,600 people.<!-- E1 -->",
        "About 9 points down.<!-- = -9.4 + 0.0 -->",
        "Between 40 and 50 per cent.<!-- = list([0.4, 0.5]) -->",
        "On September 5, 1995 the city fell.<!-- E1 -->",
        "A third reason was named.",
        "> In 1995 this.<!-- E1 -->\n> - And that, in 1998.<!-- E2 -->",
        "A quarter of them left, about a quarter of them came.<!-- = 0.25 + 0.0 -->",
        "About a quarter of them left.<!-- = 0.28 + 0.0 -->",
        "No number here.",
    ],
)  # fmt: skip
def test_traced_prose_has_no_problem(data, text):
    assert says(data, text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("On 6 September 1995.<!-- E1 -->", "“6 September 1995”: E1 (City taken) says 1995-09-05"),
        ("On 8 August 1998.<!-- E2 -->", "“8 August 1998”: E2 (Treaty signed) says 1998-08"),
        ("Nine men.<!-- E1 -->", "“Nine”: E1"),
        ("Three things happened.<!-- E1; E2 -->", "“Three”: E1"),
        ("Nobody said 12.", "“12”: no evidence comment follows"),
        ("26,000 people.<!-- E1; E2 -->", "needs a hedge word"),
        ("Two things, 2 things.<!-- E1; E2 -->", "“2”: E1"),
        ("One of two things.<!-- E1; counts[1998, \"one, sided\"] -->", "“two”: E1"),
        ("On 5 September.<!-- course -->", "a `course` comment carries no date or year"),
        ("Alpha (2001) counted 12.<!-- E1 -->", "“12”: E1"),
        ("See section 3.2, paragraph 8.", "no paragraph 8 there"),
        ("Up to 25,000 people.<!-- E1 -->", "“25,000”: E1"),
        ("Almost 25,000 people.<!-- E1 -->", "“25,000”: E1"),
        ("At least 26,000 people.<!-- E1 -->", "“26,000”: E1"),
        ("More than 26,000 people.<!-- E1 -->", "“26,000”: E1"),
        ("About 25,000 people.<!-- E1 -->", "“25,000”: E1"),
        ("About 9.3 points.<!-- = 9.5 + 0.0 -->", "“9.3”: = 9.5 + 0.0"),
        ("A quarter of them.<!-- = 0.2 + 0.0 -->", "“A quarter”"),
        ("A quarter of them.<!-- = 0.28 + 0.0 -->", "“A quarter”"),
        ("It was 50 of them.<!-- = 0.5 + 0.0 -->", "“50”: = 0.5"),
        ("In the 1980s.<!-- E3.score -->", "“1980s”"),
        ("In March 1996.<!-- E3 -->", "“March 1996”: E3 (Delta Front formed) says 1990, 1996."),
        ("On 5 October 1995.<!-- E1 -->", "“5 October 1995”: E1"),
        ("In 1995-95.<!-- E1 -->", "“95”"),
        ("He said “the river runs on”.<!-- E2 -->", "E2 does not hold these words"),
        ("“from the river [...] to the sea”, he said.<!-- E2 -->", "E2 does not hold these words"),
        ("It is S/RES/1268.<!-- E2 -->", "“S/RES/1268”: E2"),
        ("## In 1995\nIt fell.<!-- E1 -->", "“1995”: no evidence comment follows"),
        ("<div>In 1995 it fell.\n<div>It rose.<!-- E1 -->", "“1995”: no evidence comment follows"),
        ("On 5 September 1995.<!-- = str('fell on 5 September') -->", "“5 September 1995”"),
        ("26,000 people.<!-- E1 -->", "needs a hedge word"),
        ("About 24,000 people.<!-- E1 -->", "“24,000”: E1"),
        ("Less than 25,000 people.<!-- E1 -->", "“25,000”: E1"),
        ("In the 1980s.<!-- E1 -->", "“1980s”"),
        ("A quarter of them.<!-- E1 -->", "“A quarter”"),
        ("Thousands fled.<!-- E2.date -->", "“Thousands”"),
        ("He said “the river runs to the sea”.<!-- E2 -->", "E2 does not hold these words"),
        ("Words.<!-- E9 -->", "no table has a row with the id 'E9'"),
        ("Words.<!-- none[1] -->", "there is no table 'none'"),
        ("Words.<!-- E1.place -->", "events has no field 'place'"),
        ("Words.<!-- counts[1998] -->", "counts[year, kind]"),
        ("Words.<!-- counts[1997, x] -->", "no row with year 1997, kind x"),
        ("Words.<!-- = table('none') -->", "the expression fails with UnknownRow"),
        ("Two envoys met.<!-- = 2 -->", "a bare value proves nothing"),
        ("From -10 to 10.<!-- = [-10, 10] -->", "a bare value proves nothing"),
        ("In 1995.<!-- course -->", "a `course` comment carries no date or year"),
        ("See section 9.1.", "no section 9.1"),
        ("See paragraph 7.", "no paragraph 7"),
        ("See lesson 77.", "no lesson 77"),
        ("Alpha says so. Words.<!-- E2 -->\n\nMore.<!-- E1 -->", "add alpha-2001 to the comment"),
        ("Beta Watch 1998 says so.<!-- E2 -->", "no source by Beta Watch has the year 1998"),
        ("## City, 1995<!-- E1 -->", "a comment in a heading: put it below"),
        ("Words.\n\n<!-- E1 -->", "covers no words"),
        ("- In 1995 this.\n- And this.<!-- E1 -->", "“1995”: no evidence comment follows"),
        ("> - In 1995 this.\n> - And this.<!-- E1 -->", "“1995”: no evidence comment follows"),
    ],
)  # fmt: skip
def test_untraced_prose_is_named(data, text, words):
    found = says(data, text)
    assert any(words in line for line in found), found
    assert all(line.startswith("05-x, cell here: “") for line in found)


def test_a_reference_to_nothing_is_reported_alone(data):
    assert len(says(data, "In 1995.<!-- E9 -->")) == 1


def test_id_in_two_tables_is_refused(tmp_path):
    twice = {"a": [{"id": "X", "n": 1}], "b": [{"id": "X", "n": 2}]}
    with pytest.raises(UnknownRow, match=r"write a\[X\] or b\[X\]"):
        Package(package(tmp_path, **twice)).find("X")


def test_a_typed_table_is_the_callers_own(data):
    """Numbers and changes made to a frame do not reach the text that evidence is read from."""
    frame = data.table("counts")
    frame["n"] = 0
    assert data.text("counts")["n"].tolist() == ["41"]
    assert data.table("counts")["n"].tolist() == [41]


def test_a_table_with_a_cell_too_many_is_named(tmp_path):
    folder = package(tmp_path, a=[{"id": "X", "n": 1}])
    (folder / "a.csv").write_text("id,n\nX,1\nY,1,2\n", encoding="utf-8")
    with pytest.raises(CourseworkError, match=r"a\.csv cannot be read.*Quote cells"):
        Package(folder).text("a")
    with pytest.raises(FileNotFoundError, match="every table of the course"):
        Package(tmp_path / "none")


def test_a_comment_covers_the_words_since_the_one_before():
    text = "One.<!-- A1 --> Two.<!-- B2; C3 --> Three.\n\nFour `<!-- no -->`.<!-- = 1 + 1 -->"
    assert [(s.text, s.references) for s in spans(text)] == [
        ("One.", ("A1",)), ("Two.", ("B2", "C3")), ("Three.", ()), ("Four `<!-- no -->`.", ("= 1 + 1",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("two hundred and fifty", [250]), ("twenty-five", [25]), ("a dozen", [12]), ("half a million", [5e5]),
        ("1996-97", [1996, 1997]), ("1,200,000", [1.2e6]), ("−2 to +2", [-2, 2]), ("five to seven", [5, 7]),
        ("three thousand two hundred", [3200]), ("2 to 2.7 billion", [2, 2.7e9]), ("one man, the 3rd", []),
    ],
)  # fmt: skip
def test_numbers_are_read(text, values):
    assert [t.value for t in tokens(text)] == pytest.approx(values)


def test_citations_name_lesson_cell_and_position():
    made = notebook(
        ("md", "a", "In **1995**.<!-- E1; E2 --> Ten.<!-- course -->"), ("code", "b", "# 1995<!-- E9 -->")
    )
    assert citations(made, "05-x") == [
        {"lesson": "05-x", "cell": "a", "position": 1, "text": "In 1995.", "row": "E1"},
        {"lesson": "05-x", "cell": "a", "position": 2, "text": "In 1995.", "row": "E2"},
    ]


@pytest.mark.parametrize("path", COURSE.lessons(), ids=lambda p: p.stem)
def test_every_statement_of_a_lesson_is_traced(path):
    found = problems(read(path), COURSE.package(), path.stem)
    assert not found, "\n".join(map(str, found))


def test_a_changed_data_cell_fails_the_lesson_that_states_it(tmp_path):
    """Change the date of the first event cited by day: the message names the lesson and the row."""
    shutil.copytree(COURSE.data, tmp_path / "data")
    events = COURSE.package().text("events").set_index("id")
    cited = [(p, c) for p in COURSE.lessons() for c in citations(read(p), p.stem) if c["row"] in events.index]
    path, citation = next(
        (p, c) for p, c in cited if any(t.kind == "date" and t.value[2] for t in tokens(c["text"]))
    )  # fmt: skip
    old = events.loc[citation["row"], "date"]
    file = tmp_path / "data" / "events.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(old, "1949-01-01"), encoding="utf-8")
    found = [
        str(p) for p in problems(read(path), Package(tmp_path / "data", COURSE.package().aliases), path.stem)
    ]
    assert any(path.stem in line and citation["row"] in line for line in found), found
