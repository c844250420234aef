"""The feedback page: what a student is told, what stays hidden, and that nothing on the page can act."""

import re
from html.parser import HTMLParser

import nbformat
import pytest
from graded_course import (
    HIDDEN,
    SCHEME,
    SOLUTION,
    add,
    cells,
    course,
    flag,
    graded_notebook,
    report,
    result,
)
from hostile_html import HTML, MARKDOWN
from makers import write
from test_grading_sanitise import Tags, needs_browser

from coursework.browser import QUIET, browser_path
from coursework.errors import CourseworkError
from coursework.grading.model import KINDS, MISSING, UNREADABLE, Flag, Result
from coursework.grading.model import Test as Mark
from coursework.grading.pages import feedback, sanitise
from coursework.grading.pages.feedbackpage import page, split_comment
from coursework.grading.pages.words import WORDS, flag_words

COMMENTS = {"memo": "Sender 2 of 3: say <b>who</b> writes.\n\nOptions 0 of 3.\n\nRead the task again."}


@pytest.fixture
def made(tmp_path):
    """A course with one graded student, ana, whose memo was marked and whose essay waits."""
    made = add(course(tmp_path), "ana", order=1.0, memo=1.5, comments=COMMENTS)
    report(made, result("ana", 1.0, "1 of 2: part of it is right", flag("timeout", "cell 7", "30 s")))
    return made


def text_of_page(made, student="ana"):
    """The page of a student, as text."""
    feedback.write_all(made, "01-x")
    return (made.pages(student, "01-x") / "01-x.html").read_text(encoding="utf-8")


def test_the_page_says_what_was_given_and_why(made):
    text = text_of_page(made)
    assert "2.5 of 9 points so far" in text
    assert "Not final: 1 of 3 parts (4 points) wait for a person." in text
    assert ">1. Order the places</th>" in text
    assert ">Part of it is right<" in text
    assert "“cell 7”" not in text
    assert "Cell 7 ran for too long and was stopped." in text
    assert "order = [3, 1]" in text
    assert "My memo." in text
    assert '<th scope="row">Sender</th><td class="points">2 of 3</td>' in text
    assert "say &lt;b&gt;who&lt;/b&gt; writes." in text
    assert "Read the task again." in text
    assert "# Two points, one for each place." in text
    assert "Write a memo of 100 words." in text


def test_nothing_hidden_is_on_the_page(made):
    """Hidden tests stand in the graded notebook, in its outputs, and perhaps in a flag's detail."""
    report(made, result("ana", None, "a person will look at this", flag("tamper", "order-test", HIDDEN)))
    text = text_of_page(made)
    for secret in (HIDDEN, "the river comes", "HIDDEN TESTS", SCHEME, "MARK SCHEME", SOLUTION, "model essay"):
        assert secret not in text


def test_an_instructors_notebook_that_cannot_be_released_shows_nothing_of_its_tests(made):
    broken = cells(**{"order-test": f"### BEGIN HIDDEN TESTS\n{HIDDEN}"})
    write(made.source("01-x") / "01-x.ipynb", broken)
    text = text_of_page(made)
    assert "1 of 2 points" in text
    assert "the river comes" not in text


@pytest.mark.parametrize("marker", ["BEGIN HIDDEN TEST", "begin hidden tests"])
def test_of_a_test_with_a_misspelt_marker_nothing_is_shown(made, marker):
    wrong = cells(
        **{"order-test": f"# seen\n### {marker}\n{HIDDEN}\n### END HIDDEN TESTS".replace("END", "end")}
    )
    write(made.source("01-x") / "01-x.ipynb", wrong)
    assert "the river comes" not in text_of_page(made)


def test_the_course_s_own_markers_are_known(made):
    settings = "c = get_config()\nfor name, word in (('begin', 'HIDE'), ('end', 'SHOW')):\n"
    settings += "    setattr(c.ClearHiddenTests, name + '_test_delimeter', word)\n"
    (made.root / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    own = cells(**{"order-test": f"# seen\n# HIDE\n{HIDDEN}\n# SHOW"})
    write(made.source("01-x") / "01-x.ipynb", own)
    feedback.write_all(type(made).find(made.root), "01-x")
    text = (made.pages("ana", "01-x") / "01-x.html").read_text(encoding="utf-8")
    assert "# seen" in text
    assert "the river comes" not in text
    assert feedback.released(made.source("01-x") / "01-x.ipynb")["order-test"] == "# seen"


def test_a_person_s_mark_stands_over_the_automatic_one(made):
    from nbgrader.api import Gradebook

    with Gradebook(made.db_url) as book:
        book.find_grade("order-test", "01-x", "01-x", "ana").manual_score = 2
        book.find_grade("essay", "01-x", "01-x", "ana").manual_score = 4
        book.find_grade("essay", "01-x", "01-x", "ana").needs_manual_grade = False
        book.db.commit()
    text = text_of_page(made)
    assert "7.5 of 9 points<" in text
    assert "Not final" not in text
    assert "A person set these points." in text


def test_what_was_not_readable_is_said_and_others_get_their_pages(made):
    add(made, "bo")
    (made.graded("bo", "01-x") / "01-x.ipynb").write_text("{", encoding="utf-8")
    report(
        made,
        result("bo", 2.0),
        result("ana", 1.0),
        Result("cy", MISSING, tests=[Mark("order-test", None, 2)]),
    )
    assert len(feedback.write_all(made, "01-x")) == 2
    text = text_of_page(made, "bo")
    assert "could not be read or was not found" in text
    assert not made.pages("cy", "01-x").exists(), "nobody gets a page for nothing"


def test_a_notebook_that_nobody_could_read_has_no_mark_and_nothing_that_looks_like_zero(made):
    unread = Result("ana", UNREADABLE, 0, 2, [Mark("order-test", None, 2)], [flag("unreadable")])
    text = page("01-x", "01-x", unread, graded_notebook(), {}, {})
    assert '<p class="score">No mark yet</p>' in text
    assert "A file you handed in could not be read." in text
    assert "Your work" not in text


def test_a_late_penalty_is_said(made):
    add(made, "di", essay=4, memo=3, late=2)
    report(made, result("di"))
    assert "Handed in late: the assignment&#39;s total is lowered by 1." in text_of_page(made, "di")


def test_without_a_report_there_is_a_remedy(tmp_path):
    made = add(course(tmp_path), "ana")
    with pytest.raises(CourseworkError, match="run `grade 01-x` first"):
        feedback.write_all(made, "01-x")


def test_only_the_student_s_own_work_and_marks_are_there(made):
    add(made, "bo", memo=3.0, comments={"memo": "for bo alone"}, made=graded_notebook(essay="bo wrote this"))
    report(made, result("ana", 1.0), result("bo", 2.0, "bo's reason"))
    text = text_of_page(made)
    assert "bo" not in re.findall(r"\w+", text)


def test_of_several_notebooks_each_page_has_its_own(tmp_path):
    tests = [Mark("a/order-test", 2, 2, "in a"), Mark("b/order-test", 0, 2, "in b")]
    flags = [Flag("timeout", "a/order"), Flag("renamed", "b"), Flag("upgraded")]
    one = feedback.of_notebook(Result("ana", "graded", 2, 4, tests, flags), "a", {"a", "b"})
    assert [(test.id, test.reason) for test in one.tests] == [("order-test", "in a")]
    assert one.flags == [Flag("timeout", "order"), Flag("upgraded")]
    whole = Result("ana", "graded", 2, 2, [Mark("order-test", 2, 2)], [Flag("timeout", "b/c")])
    assert feedback.of_notebook(whole, "a", {"a"}) == whole


@pytest.mark.parametrize("kind", KINDS)
def test_every_flag_has_words_for_a_student(kind):
    assert set(WORDS) == set(KINDS)
    for cell in ("", "cell 3", "memo"):
        words = flag_words(Flag(kind, cell, "secret"))
        assert "secret" not in words
        assert words.strip("“")[0].isupper() or words.startswith("“")
        assert words.endswith(".")


@pytest.mark.parametrize(
    ("comment", "words", "levels"),
    [
        ("A b 3 of 4: clear.\n\nC 2.5 of 4.", "", (("A b", "3", "4", "clear."), ("C", "2.5", "4", ""))),
        ("Good.\n\nSee 3 of 4: there it is.", "Good.", (("See", "3", "4", "there it is."),)),
        ("Two of three are right.\nRead on.", "Two of three are right.\nRead on.", ()),
        ("", "", ()),
    ],
)
def test_rubric_rows_are_read_from_a_comment(comment, words, levels):
    assert split_comment(comment) == (words, levels)


class Outline(HTMLParser):
    """Headings, tables without caption, header cells without scope, pictures without a text."""

    def __init__(self, text):
        super().__init__()
        self.levels, self.problems, self.waiting = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if self.waiting and tag != "caption":
            self.problems.append("table without caption")
        self.waiting = tag == "table"
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "th" and "scope" not in attributes:
            self.problems.append("th without scope")
        if tag == "img" and not attributes.get("alt"):
            self.problems.append("img without alt")
        if tag == "html" and attributes.get("lang") != "en":
            self.problems.append("no language")


def test_the_page_can_be_read_by_a_program(made):
    outline = Outline(text_of_page(made))
    assert outline.problems == []
    assert outline.levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
    assert f'content="{sanitise.POLICY}"' in text_of_page(made).replace("&#39;", "'")


def hostile_page():
    """The page of a student who tried everything, everywhere."""
    made = graded_notebook(order=HTML[0], essay="\n\n".join(MARKDOWN), **{"memo-answer": "\n\n".join(HTML)})
    for cell in made.cells:
        if cell.id == "order":
            shown = [nbformat.v4.new_output("display_data", data={"text/html": one}) for one in HTML]
            printed = [nbformat.v4.new_output("stream", text="".join(HTML))]
            failed = [nbformat.v4.new_output("error", ename=HTML[0], evalue=HTML[8], traceback=HTML)]
            cell.outputs = shown + printed + failed
        if cell.id == "one":
            cell.source = "## " + HTML[0] + HTML[8]
    made.cells.insert(3, nbformat.v4.new_raw_cell("".join(HTML)))
    tried = Result(HTML[0], "graded", 1, 2, [Mark("order-test", 1, 2, HTML[8])], [Flag("timeout", HTML[8])])
    return page(HTML[8], HTML[0], tried, made, {"order-test": HTML[0], "memo": HTML[8]}, {})


def test_a_hostile_student_s_page_holds_only_harmless_tags():
    text = hostile_page()
    body = text[text.index("<body>") :]
    assert not re.search(
        r"<(script|svg|iframe|object|embed|form|input|link|meta|base|style|video|math)\b", body
    )
    found = [
        (tag, name, value or "") for tag, attributes in Tags(body).found for name, value in attributes.items()
    ]
    assert len(found) > 100
    assert [one for one in found if one[1].startswith("on") or "script:" in one[2].lower()] == []


@pytest.mark.browser
@needs_browser
def test_in_a_browser_no_script_runs_and_no_request_leaves(tmp_path):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = tmp_path / "page.html"
    path.write_text(hostile_page(), encoding="utf-8")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path(), args=QUIET)
        opened = browser.new_page(viewport={"width": 360, "height": 800})
        asked, dialogs = [], []
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        opened.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1 }")
        opened.goto(path.as_uri())
        opened.wait_for_timeout(300)
        assert opened.evaluate("document.scripts.length") == 0
        assert opened.evaluate("window.hits") == 0
        wide = opened.evaluate("document.documentElement.scrollWidth")
        browser.close()
    assert dialogs == []
    assert [address for address in asked if not address.startswith(("file:", "data:image/png"))] == []
    assert wide <= 360, "nothing makes the page wider than a telephone"
