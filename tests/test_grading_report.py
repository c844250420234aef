"""The report: the form that is promised, the right sums, and nothing of a submission taken for HTML."""

import html.parser
import json

import pytest

from coursework.grading.model import GRADED, KINDS, MISSING, PARTLY, UNREADABLE, Flag, Result
from coursework.grading.model import Test as Mark
from coursework.grading.pages import report
from coursework.grading.pages.reportpage import MEANINGS, number, safe

HOSTILE = '</style><script>alert(1)</script><img src=x onerror="alert(2)">\'&amp;{title}%s'


def result(student, *scores, status=GRADED, flags=()):
    """A result with tests of two points each."""
    tests = [Mark(f"t{n}", one, 2.0, "why") for n, one in enumerate(scores)]
    points = sum(one or 0.0 for one in scores)
    return Result(student, status, points, 2.0 * len(scores), tests, list(flags), 0.5)


def write(folder, *results, remark=""):
    """Write a report; (summary, what report.json holds, the page)."""
    summary = report.write(folder, "ps1", {one.student: one for one in results}, remark)
    page = (folder / "report.html").read_text(encoding="utf-8")
    return summary, json.loads((folder / "report.json").read_text(encoding="utf-8")), page


class Page(html.parser.HTMLParser):
    """What a browser finds on a page: tags with their attributes, and the text of every table row."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.rows, self.headings = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append("")

    def handle_data(self, data):
        if self.tags and self.tags[-1][0] == "h2" and data.strip():
            self.headings.append(data)
        if self.rows:
            self.rows[-1] += data + " "


def test_the_objects_are_those_that_are_promised(tmp_path):
    flag = Flag("needs-person", "essay", "to be marked")
    _, stored, _ = write(tmp_path, result("anna", 2.0, None, status=PARTLY, flags=[flag]))
    assert stored == [
        {
            "student": "anna", "status": "partly graded", "auto_score": 2.0, "auto_max": 4.0,
            "tests": [{"id": "t0", "score": 2.0, "max": 2.0, "reason": "why"},
                      {"id": "t1", "score": None, "max": 2.0, "reason": "why"}],
            "flags": [{"kind": "needs-person", "cell": "essay", "detail": "to be marked"}], "seconds": 0.5,
        }
    ]  # fmt: skip
    assert Result.from_dict(stored[0]) == result("anna", 2.0, None, status=PARTLY, flags=[flag])


def test_an_empty_class(tmp_path):
    summary, stored, page = write(tmp_path)
    assert stored == []
    assert summary.mean is None
    assert "The class" in page


def test_the_sums_of_a_class(tmp_path):
    summary, _, page = write(
        tmp_path, result("a", 2.0, 1.0), result("b", 0.0, 1.0), result("c", 2.0, None, status=PARTLY),
        result("d", None, None, status=UNREADABLE), result("e", None, None, status=MISSING),
    )  # fmt: skip
    assert summary.mean == 2.0
    assert summary.waiting == 2
    assert summary.statuses == {GRADED: 2, PARTLY: 1, UNREADABLE: 1, MISSING: 1}
    items = {name: (one.full, one.scores, one.none, one.waiting) for name, one in summary.items.items()}
    assert items == {"t0": (2, 3, 1, 0), "t1": (0, 2, 0, 1)}
    rows = [" ".join(row.split()) for row in Page(page).rows]
    assert "t0 2 2 of 3 1 1.33 0" in rows
    assert any(row.startswith("mean automatic points of the graded 2 of 4") for row in rows)


def test_what_needs_a_person_comes_first(tmp_path):
    written = [Flag("needs-person", "essay", "a written answer")]
    tamper = [Flag("tamper", "k1", "odd")]
    _, stored, page = write(
        tmp_path, result("fine", 2.0), result("gone", None, status=MISSING),
        result("essay", 2.0, flags=written), result("partly", None, status=PARTLY, flags=written),
        result("odd", 2.0, flags=tamper), result("torn", None, status=UNREADABLE),
    )  # fmt: skip
    names = ["torn", "odd", "partly", "essay", "fine", "gone"]
    places = [page.index(f"<bdi>{name}</bdi>") for name in names]
    assert places == sorted(places)
    assert len(Page(page).headings) == 6
    assert [one["student"] for one in stored] == ["fine", "gone", "essay", "partly", "odd", "torn"]


def test_nothing_of_a_submission_is_taken_for_html(tmp_path):
    flags = [Flag(kind, HOSTILE, HOSTILE) for kind in ("tamper", "renamed")]
    one = Result(HOSTILE, GRADED, 0.0, 2.0, [Mark(HOSTILE, 0.0, 2.0, HOSTILE)], flags, 0.1)
    _, _, page = write(tmp_path, one, remark=HOSTILE)
    found = Page(page)
    assert not [tag for tag, _ in found.tags if tag in ("script", "img", "iframe", "object", "link", "a")]
    assert not [name for _, attributes in found.tags for name in attributes if name.startswith("on")]
    assert page.count("&lt;script&gt;alert(1)") == 9
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a\\u202eb"), ("\x1b[31m", "\\x1b[31m"), ("x" * 500, "x" * 400 + " ..."),
        ("\udcff", "\\udcff"), ("محمد šárka", "محمد šárka"), (5, "5"),
    ],
)  # fmt: skip
def test_letters_that_cannot_be_seen_are_written_out(text, shown):
    assert safe(text) == shown


def test_the_page_can_be_read_by_everybody(tmp_path):
    _, _, page = write(tmp_path, result("anna", 1.0, flags=[Flag("upgraded", "", "older")]))
    found = Page(page)
    heads = [attributes.get("scope") for tag, attributes in found.tags if tag == "th"]
    assert heads
    assert set(heads) == {"col", "row"}
    tables = sum(tag == "table" for tag, _ in found.tags)
    assert sum(tag == "caption" for tag, _ in found.tags) == tables > 2
    assert ("html", {"lang": "en"}) in found.tags
    assert [tag for tag, _ in found.tags if tag in ("h1", "h2")] == ["h1", "h2"]
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_every_kind_of_flag_has_a_meaning():
    assert set(MEANINGS) == set(KINDS)


@pytest.mark.parametrize(
    ("value", "shown"), [(2.0, "2"), (1.3333, "1.33"), (0, "0"), (12.5, "12.5"), (1000.0, "1000")]
)
def test_points_in_words(value, shown):
    assert number(value) == shown


def test_the_report_that_stood_there_survives_a_failure(tmp_path):
    write(tmp_path, result("anna", 1.0))

    class Failing(dict):
        def __getitem__(self, student):
            raise OSError(28, "No space left on device")

        def items(self):
            yield "bob", result("bob", 2.0)
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        report.write(tmp_path, "ps1", Failing())
    assert json.loads((tmp_path / "report.json").read_text())[0]["student"] == "anna"
    assert {path.name for path in tmp_path.iterdir()} == {"report.json", "report.html"}
