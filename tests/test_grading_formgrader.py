"""An essay is marked in nbgrader's formgrader, in a real browser; mark and comment reach the export."""

import contextlib
import csv
import os
import socket
import subprocess
import time

import nbformat
import pytest
from marking_samples import ESSAY, stored, submitted_course
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from coursework.__main__ import main
from coursework.browser import PATIENCE, QUIET, answers, browser_path
from coursework.grading.book import marks
from coursework.grading.lms import exports
from coursework.grading.nbcourse import NbCourse
from coursework.grading.written import formgrader

TOKEN = "marker"
HOSTILE = """Perhaps E001.

<script>document.title = "taken"; fetch("/formgrader/api/grades?taken");</script>
<img src="x" onerror="document.title = 'taken'"> <a href="javascript:document.title='taken'">read on</a>
![](http://example.org/seen.png) <iframe src="http://example.org/"></iframe> <textarea id="essay-comment">
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium, Chrome or Edge on this machine"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # nbgrader's own add_submission
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course graded by the command `grade`; the essay of one student tries to act in the marker's page.

    It stands in the graded notebook as nbgrader's own autograding leaves it, followed by a cell with
    a picture that is not attached.
    """
    course = submitted_course(tmp_path_factory.mktemp("formgrader"))
    assert main(["grade", "hw", "--course", str(course), "--workers", "1"]) == 0
    path = course / "autograded" / "ben" / "hw" / "hw.ipynb"
    graded = nbformat.read(path, as_version=4)
    graded.cells[6].source = HOSTILE
    graded.cells.append(nbformat.v4.new_markdown_cell("See ![it](attachment:lost.png)."))
    nbformat.write(graded, path)
    return course


@contextlib.contextmanager
def served(course):
    """formgrader on a free port of this machine; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--port={port}", "--ServerApp.open_browser=False", f"--IdentityProvider.token={TOKEN}"]
    own = {
        f"JUPYTER_{name}_DIR": str(course / ".jupyter" / name.lower())
        for name in ("CONFIG", "DATA", "RUNTIME")
    }
    command = formgrader.command(NbCourse.find(course), "hw", options=options)
    with (
        open(course / "server.log", "w+b") as log,
        subprocess.Popen(command, cwd=course, env=os.environ | own, stdout=log, stderr=log) as server,
    ):
        try:
            give_up = time.monotonic() + PATIENCE
            while not answers(f"http://127.0.0.1:{port}/api/status?token={TOKEN}"):
                if server.poll() is not None or time.monotonic() > give_up:
                    pytest.fail("formgrader did not start:\n" + (course / "server.log").read_text())
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def page(course):
    """formgrader's list of assignments in a browser; `page.requested` lists every address asked for."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with served(course) as address, driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(PATIENCE * 1000)
        page.address, page.requested, page.faults = address, [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(f"{address}/formgrader/gradebook/hw?token={TOKEN}")
        yield page
        browser.close()


def open_essay(page, course, student):
    """Open a student's notebook the way a marker does: assignment, notebook, submission."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "demo") as gradebook:
        submission = gradebook.find_submission_notebook("hw", "hw", student).id
    page.goto(f"{page.address}/formgrader/gradebook")
    page.click("a:text-is('hw')")
    page.click("td a:text-is('hw')")
    page.locator(f"a[href$='{submission}']").first.click()
    page.wait_for_function(
        "typeof formgrader !== 'undefined' && formgrader.loaded && formgrader.grades.loaded"
    )
    page.wait_for_function("formgrader.comments.loaded && formgrader.grade_uis.length === 2")


def give(page, field, value):
    """Type into a field of the essay and leave it; returns once formgrader has saved it."""
    kind = "comment" if field.endswith("comment") else "grade"
    with page.expect_response(lambda r: f"/api/{kind}/" in r.url and r.request.method == "PUT") as saved:
        page.fill(f"#{field}", value)
        page.keyboard.press("Tab")
    assert saved.value.ok


def test_an_essay_is_marked_beside_its_rubric_and_the_mark_is_exported(page, course):
    open_essay(page, course, "ada")
    task = page.locator(".nbgrader_cell", has=page.locator("#essay"))
    for words in ("Claim", "secure: arguable", "Evidence", "beginning: one | wrong"):
        assert task.get_by_text(words, exact=True).is_visible(), words
    sample = task.get_by_text("A claim and a list.")
    assert not sample.is_visible(), "anchor answers are folded"
    task.get_by_text("Anchor answers").click()
    assert sample.is_visible()
    below = (
        page.get_by_text(ESSAY["ada"]).bounding_box()["y"]
        - page.locator("#essay-comment").bounding_box()["y"]
    )
    assert 0 < below < 200, "the answer stands right below the rubric and the comment"
    give(page, "essay", "6")
    give(page, "essay-comment", "Claim 3 of 4: good.\n\nEvidence 3 of 4.")
    assert stored(course, "ada", "essay") == (6.0, "Claim 3 of 4: good.\n\nEvidence 3 of 4.", False)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "demo") as gradebook:
        CsvExportPlugin(to=str(course / "grades.csv")).export(gradebook)
    rows = {
        row["student_id"]: row for row in csv.DictReader((course / "grades.csv").read_text().splitlines())
    }
    assert (rows["ada"]["score"], rows["ben"]["score"], rows["ada"]["max_score"]) == ("6.0", "0.0", "12.0")
    table = exports.table(marks.read_marks(NbCourse.find(course).db_url, "hw"))
    ours = {row["student"]: row for row in csv.DictReader(table.splitlines())}
    assert (ours["ada"]["essay"], ours["ada"]["source"], ours["ben"]["essay"]) == ("6", "", "")


def test_what_a_student_wrote_cannot_act_in_the_markers_page(page, course):
    open_essay(page, course, "ben")
    assert page.get_by_text("Perhaps E001.").is_visible()
    assert page.get_by_text("See ![it](attachment:lost.png).").is_visible()
    assert page.title() == "hw"
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.locator("#essay-comment").count() == 1
    assert not any("taken" in address for address in page.requested)
    assert stored(course, "ben", "essay") == (None, None, True)


def test_the_keyboard_works_and_nothing_is_fetched_from_elsewhere(page, course):
    open_essay(page, course, "ada")
    page.locator("#source").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "source-comment"
    assert page.faults == []
    assert [a for a in page.requested if not a.startswith((page.address, "data:", "blob:"))] == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("submission/hw/ada/autograde", "course.py grade"),
        ("assignment/hw/assign", "course.py release"),
        ("assignment/hw/ada/generate_feedback", "course.py grade"),
    ],
)
def test_buttons_that_are_not_for_marking_say_what_is(page, address, words):
    post = """async address => (await fetch("/formgrader/api/" + address, {method: "POST", headers: {
        "X-CSRFToken": document.cookie.match(/_xsrf=([^;]+)/)[1]}})).json()"""
    said = page.evaluate(post, address)
    assert said["success"] is False
    assert words in said["log"]
