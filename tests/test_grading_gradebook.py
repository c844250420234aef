"""The gradebook: the same rows as nbgrader's own, a person's marks safe, one transaction a submission."""

import datetime
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbgrader.api as nbg
import postgres
import pytest
import sqlalchemy as sql
from makers import grader, notebook, write
from nbgrader.apps.api import NbGraderAPI

from coursework.errors import CourseworkError
from coursework.grading.book.gradebook import Book, Marks
from coursework.grading.book.rows import instructors, prepared
from coursework.grading.nbcourse import NbCourse

ROOT = Path(__file__).parents[1]
HIDDEN = "assert add(1, 2) == 3\n### BEGIN HIDDEN TESTS\nassert add(0, 0) == 0\n### END HIDDEN TESTS"
SOLUTION = "### BEGIN SOLUTION\ndef add(a, b):\n    return a + b\n### END SOLUTION"


def problem(points=2, extra=()):
    """An instructor's notebook with one cell of each kind that nbgrader knows."""
    return notebook(
        ("md", "title", "# Problem"),
        ("code", "given", "import math", grader("given")),
        ("code", "add", SOLUTION, grader("add", answer=True)),
        ("code", "test-add", HIDDEN, grader("test-add", test=True, points=points)),
        ("md", "essay", "Because.", grader("essay", answer=True, points=4)),
        ("md", "memo", "Write a memo.", grader("memo", task=True, points=3)),
        ("md", "memo-answer", "*Write here.*"),
        *extra,
    )


@pytest.fixture
def course(tmp_path):
    """A plain course with the assignment ps1 of one notebook."""
    write(tmp_path / "source" / "ps1" / "problem.ipynb", problem())
    return NbCourse.find(tmp_path)


def as_kept(course, name="ps1"):
    """The prepared notebooks of an assignment."""
    return {path.stem: prepared(course, path, instructors(course, path)) for path in course.assignment(name)}


@pytest.fixture
def book(course):
    """The opened gradebook of the course."""
    with Book(course.db_url, course.course_id) as made:
        made.open("ps1", as_kept(course))
        yield made


def grade(course, name, student="anna"):
    """A grade as nbgrader reads it."""
    with nbg.Gradebook(course.db_url) as gradebook:
        found = gradebook.find_grade(name, "problem", "ps1", student)
        return {
            key: getattr(found, key) for key in ("auto_score", "manual_score", "needs_manual_grade", "score")
        }


def comment(course, name, student="anna"):
    """A comment as nbgrader reads it."""
    with nbg.Gradebook(course.db_url) as gradebook:
        found = gradebook.find_comment(name, "problem", "ps1", student)
        return found.auto_comment, found.manual_comment


def by_hand(course, name, score, words="", student="anna", extra=None):
    """What formgrader does when a person gives a mark."""
    with nbg.Gradebook(course.db_url) as gradebook:
        found = gradebook.find_grade(name, "problem", "ps1", student)
        found.manual_score, found.extra_credit, found.needs_manual_grade = score, extra, False
        if words:
            gradebook.find_comment(name, "problem", "ps1", student).manual_comment = words
        gradebook.db.commit()


def tables(url):
    """Every row of a gradebook without ids, foreign keys replaced by the names they stand for."""
    engine = sql.create_engine(url)
    rows = {}
    with engine.connect() as db:
        names = {
            row[0]: row[1]
            for table in ("assignment", "notebook", "base_cell")
            for row in db.execute(sql.text(f"SELECT id, name FROM {table}"))
        }
        for table in sql.inspect(engine).get_table_names():
            found = db.execute(sql.text(f"SELECT * FROM {table}")).mappings().all()
            kept = [
                {
                    k: names.get(v, v)
                    for k, v in row.items()
                    if k != "id" or v in names or table in ("course", "student")
                }
                for row in found
            ]
            rows[table] = sorted(map(repr, kept))
    engine.dispose()
    return rows


def nbgrader(folder, *arguments):
    """Run nbgrader itself."""
    environ = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done


def plain(folder):
    """An assignment of two notebooks."""
    write(folder / "source" / "ps1" / "problem.ipynb", problem())
    write(folder / "source" / "ps1" / "second.ipynb", problem(points=5))


def with_header(folder):
    """An assignment whose notebook gets a header, and answers a stub of the course's own."""
    write(folder / "source" / "ps1" / "problem.ipynb", problem())
    write(folder / "header.ipynb", notebook(("code", "h", "import this", grader("header"))))
    (folder / "nbgrader_config.py").write_text(
        "c.IncludeHeaderFooter.header = 'header.ipynb'\nc.ClearSolutions.code_stub = {'python': '# here'}"
    )


def our_own(folder):
    """A set of this course."""
    shutil.copytree(ROOT / "solutions" / "05-iran", folder / "solutions" / "ps1")
    shutil.copy(ROOT / "nbgrader_config.py", folder)


@pytest.mark.parametrize("make", [plain, with_header, our_own])
def test_the_rows_of_an_assignment_are_nbgraders_own(tmp_path, make):
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    for folder in (theirs, ours):
        folder.mkdir()
        make(folder)
    nbgrader(theirs, "generate_assignment", "ps1")
    course = NbCourse.find(ours)
    with Book(course.db_url, course.course_id) as book:
        assert book.open("ps1", as_kept(course)) == []
    expected = tables(f"sqlite:///{theirs / 'gradebook.db'}")
    assert tables(course.db_url) == expected
    assert expected["grade_cells"]
    assert expected["alembic_version"]


def test_an_existing_gradebook_of_nbgraders_is_used_as_it_is(tmp_path):
    write(tmp_path / "source" / "ps1" / "problem.ipynb", problem())
    nbgrader(tmp_path, "generate_assignment", "ps1")
    course = NbCourse.find(tmp_path)
    before = tables(course.db_url)
    with Book(course.db_url, course.course_id) as book:
        assert book.open("ps1", as_kept(course)) == []
    assert tables(course.db_url) == before


def test_marks_of_a_submission(course, book):
    book.write("anna", {"problem": Marks({"test-add": 1.5, "essay": 0.0}, frozenset({"essay"}))})
    assert grade(course, "test-add") == {
        "auto_score": 1.5, "manual_score": None, "needs_manual_grade": False, "score": 1.5,
    }  # fmt: skip
    assert grade(course, "essay")["needs_manual_grade"] is False
    assert grade(course, "memo") == {
        "auto_score": None, "manual_score": None, "needs_manual_grade": True, "score": 0.0,
    }  # fmt: skip
    assert comment(course, "essay") == ("No response.", None)
    assert comment(course, "add") == (None, None)


def test_no_score_waits_for_a_person_and_is_no_zero(course, book):
    book.write("anna", {"problem": Marks({"test-add": None})})
    assert grade(course, "test-add")["auto_score"] is None
    assert grade(course, "test-add")["needs_manual_grade"] is True
    book.write("bob", {})
    assert grade(course, "test-add", "bob")["needs_manual_grade"] is True


def test_a_persons_marks_survive(course, book):
    book.write("anna", {"problem": Marks({"test-add": 0.0})})
    by_hand(course, "essay", 3.5, "Good sources.", extra=0.5)
    by_hand(course, "test-add", 1.0, extra=0.25)
    book.write("anna", {"problem": Marks({"test-add": 0.0})})
    assert grade(course, "essay") == {
        "auto_score": None, "manual_score": 3.5, "needs_manual_grade": False, "score": 4.0,
    }  # fmt: skip
    assert grade(course, "test-add")["score"] == 1.25
    assert comment(course, "essay") == (None, "Good sources.")


@pytest.mark.parametrize(
    ("marks", "waiting"),
    [
        (Marks({"test-add": 0.0}), set()),
        (Marks({"test-add": 0.0}, changed=frozenset({"essay"})), {"essay"}),
        (Marks({"test-add": 2.0}), {"test-add"}),
        (Marks({"test-add": None}), {"test-add"}),
    ],
)
def test_a_mark_whose_answer_changed_is_looked_at_again(course, book, marks, waiting):
    book.write("anna", {"problem": Marks({"test-add": 0.0})})
    for name in ("essay", "test-add", "memo"):
        by_hand(course, name, 1.0)
    book.write("anna", {"problem": marks})
    names = ("essay", "test-add", "memo")
    assert {name for name in names if grade(course, name)["needs_manual_grade"]} == waiting
    assert {grade(course, name)["manual_score"] for name in names} == {1.0}


def test_one_transaction_and_nothing_of_a_failed_one(course, book, monkeypatch):
    commits = []
    sql.event.listen(book._db, "after_commit", lambda session: commits.append(1))
    book.write("anna", {"problem": Marks({"test-add": 2.0})})
    assert len(commits) == 1
    monkeypatch.setattr(book, "_comments", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        book.write("bob", {"problem": Marks({"test-add": 2.0})})
    assert book.students() == ["anna"]
    assert book.submitted() == ["anna"]


def test_writing_the_same_again_writes_nothing(course, book):
    marks = {"problem": Marks({"test-add": 2.0})}
    book.write("anna", marks)
    before = tables(course.db_url)
    written = []
    sql.event.listen(
        book._gradebook.engine, "before_cursor_execute", lambda c, cur, said, *_: written.append(said)
    )
    book.write("anna", marks)
    assert not [said for said in written if not said.lstrip().upper().startswith("SELECT")]
    assert tables(course.db_url) == before


@pytest.mark.parametrize(("asked", "given"), [(None, None), (0.5, 0.5), (99, 1.5), (-1, 0)])
def test_a_late_submission(course, book, asked, given):
    due = datetime.datetime(2026, 1, 10, 12)
    with nbg.Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate=due)
    book.open("ps1", as_kept(course))
    seen = []

    def penalty(student, score, seconds):
        seen.append((student, score, seconds))
        return asked

    marks = {"problem": Marks({"test-add": 1.5})}
    book.write("anna", marks, due + datetime.timedelta(hours=1), penalty)
    book.write("bob", marks, due, penalty)
    assert seen == [("anna", 1.5, 3600.0)]
    with nbg.Gradebook(course.db_url) as gradebook:
        late = gradebook.find_submission("ps1", "anna")
        assert late.notebooks[0].late_submission_penalty == given
        assert late.total_seconds_late == 3600
        gradebook.grant_extension("ps1", "anna", hours=2)
    book.write("anna", marks, due + datetime.timedelta(hours=1), penalty)
    assert len(seen) == 1


def test_changed_points_and_cells_say_so_and_lose_no_mark(course, book, tmp_path):
    book.write("anna", {"problem": Marks({"test-add": 2.0})})
    book.write("bob", {"problem": Marks({"test-add": 1.0})})
    by_hand(course, "essay", 4.0, "Fine.")
    changed = problem(
        points=3, extra=[("code", "t2", "assert add(2, 2) == 4", grader("t2", test=True, points=1))]
    )
    changed.cells = [cell for cell in changed.cells if cell.id not in ("essay", "memo")]
    write(tmp_path / "source" / "ps1" / "problem.ipynb", changed)
    said = book.open("ps1", as_kept(course))
    assert sorted(said) == [
        "problem: cell essay is gone from the notebook: what a person gave for it stays and counts",
        "problem: cell memo is gone from the notebook: removed, with 2 automatic marks",
        "problem: cell t2 is new: added for everybody",
        "problem: cell test-add has 3 points, no longer 2",
    ]
    book.write("anna", {"problem": Marks({"test-add": 3.0, "t2": 1.0})})
    assert grade(course, "t2")["score"] == 1.0
    assert grade(course, "essay")["manual_score"] == 4.0
    with nbg.Gradebook(course.db_url) as gradebook:
        assert gradebook.find_submission("ps1", "anna").score == 8.0
        waiting = sql.select(sql.func.count()).where(nbg.Grade.needs_manual_grade)
        assert gradebook.db.scalar(waiting) == 0
        assert gradebook.find_assignment("ps1").max_score == 8.0


def test_cells_may_change_freely_before_anybody_hands_in(course, book, tmp_path):
    changed = problem()
    changed.cells = changed.cells[:4]
    write(tmp_path / "source" / "ps1" / "problem.ipynb", changed)
    write(tmp_path / "source" / "ps1" / "second.ipynb", problem())
    assert book.open("ps1", as_kept(course)) == []
    (tmp_path / "source" / "ps1" / "second.ipynb").unlink()
    assert book.open("ps1", as_kept(course)) == []
    with nbg.Gradebook(course.db_url) as gradebook:
        assert [one.name for one in gradebook.find_assignment("ps1").notebooks] == ["problem"]
        assert [one.name for one in gradebook.find_notebook("problem", "ps1").grade_cells] == ["test-add"]
        assert gradebook.db.query(nbg.TaskCell).count() == 0


def test_nbgraders_own_views_and_export_work_on_it(course, book, tmp_path):
    write(tmp_path / "submitted" / "anna" / "ps1" / "problem.ipynb", problem())
    write(tmp_path / "autograded" / "anna" / "ps1" / "problem.ipynb", problem())
    book.write("anna", {"problem": Marks({"test-add": 1.5})})
    api = NbGraderAPI(course.directory, config=course.config)
    shown = api.get_submission("ps1", "anna")
    assert (shown["autograded"], shown["score"], shown["max_score"]) == (True, 1.5, 9.0)
    assert shown["needs_manual_grade"] is True
    assert api.get_notebook_submissions("ps1", "problem")[0]["failed_tests"] is True
    nbgrader(tmp_path, "export", "--to", "grades.csv")
    assert ",anna,,,,1.5,0.0,1.5,9.0" in (tmp_path / "grades.csv").read_text()
    nbgrader(tmp_path, "generate_feedback", "ps1")
    assert "1.5" in (tmp_path / "feedback" / "anna" / "ps1" / "problem.html").read_text()


def test_a_locked_gradebook_is_named(course, book, monkeypatch):
    other = sqlite3.connect(course.root / "gradebook.db")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(CourseworkError, match="keeps it locked"), Book(f"{course.db_url}?timeout=0.1"):
        pass
    other.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "Could not parse"),
        ("sqlite:////nowhere/at/all/gradebook.db", "unable to open"),
        ("nosuch://host/db", "nosuch"),
    ],
)
def test_a_database_that_cannot_be_opened(url, words):
    with pytest.raises(CourseworkError, match=words):
        Book(url)


def test_postgresql(course):
    """A server of its own: the same marks, a second run that changes nothing, nbgrader's own views."""
    pytest.importorskip("psycopg")
    if not postgres.programs():
        pytest.skip("no PostgreSQL server is installed")
    due = datetime.datetime(2026, 1, 10, 12)
    marks = {"problem": Marks({"test-add": 1.5, "essay": 0.0}, frozenset({"essay"}))}
    with postgres.server() as url:
        with Book(url, course.course_id) as book:
            assert book.open("ps1", as_kept(course)) == []
            book.write("anna", marks, due)
            book.write("bob", {})
        with nbg.Gradebook(url) as gradebook:
            found = gradebook.find_grade("essay", "problem", "ps1", "anna")
            found.manual_score, found.needs_manual_grade = 3.0, False
            gradebook.db.commit()
        with Book(url, course.course_id) as book:
            assert book.open("ps1", as_kept(course)) == []
            book.write("anna", marks, due)
            assert book.submitted() == ["anna", "bob"]
        with nbg.Gradebook(url) as gradebook:
            submission = gradebook.find_submission("ps1", "anna")
            assert (submission.score, submission.max_score, submission.timestamp) == (4.5, 9.0, due)
            assert gradebook.find_comment("essay", "problem", "ps1", "anna").auto_comment == "No response."
            shown = gradebook.notebook_submission_dicts("problem", "ps1")
            assert {one["student"]: one["score"] for one in shown} == {"anna": 4.5, "bob": 0.0}
        engine = sql.create_engine(url)
        with engine.connect() as db:
            head = db.scalar(sql.text("SELECT version_num FROM alembic_version"))
        engine.dispose()
    assert head


def test_a_password_is_not_printed():
    with pytest.raises(CourseworkError) as error:
        Book("postgresql+psycopg://marker:secret@127.0.0.1:1/x")
    assert "secret" not in str(error.value)
