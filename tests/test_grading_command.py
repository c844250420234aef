"""The command `grade`: what it leaves behind, what it does again and what not, and how it stops."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import nbgrader.api as nbg
import pytest
from grading_fakes import Engine, hand_in, handed_in, longer, make_course, problem, use_fake_engine
from makers import write

from coursework.__main__ import main
from coursework.grading import batch as batching
from coursework.grading import command
from coursework.grading import grade as grading
from coursework.grading import progress as progressing
from coursework.grading.book.gradebook import Book
from coursework.grading.model import Result
from coursework.grading.nbcourse import NbCourse

ROOT = Path(__file__).parents[1]


@pytest.fixture
def course(tmp_path):
    """A course with three students."""
    return make_course(tmp_path, "anna", "bob", "cleo")


@pytest.fixture
def engine(monkeypatch):
    """The fake engine instead of workers."""
    return use_fake_engine(monkeypatch)


def grade(course, *options):
    """Give the command."""
    return main(["grade", "ps1", "--course", str(course), *options])


def report(course):
    """report.json by student."""
    stored = json.loads((course / "reports" / "ps1" / "report.json").read_text())
    return {one["student"]: one for one in stored}


def a_gradebook(course):
    """The course's gradebook as nbgrader opens it; made when there is none yet."""
    url = f"sqlite:///{course / 'gradebook.db'}"
    Book(url).close()
    return nbg.Gradebook(url)


def score(course, student, name="test-answer"):
    """A grade in the gradebook as (automatic, manual, waits)."""
    with a_gradebook(course) as gradebook:
        found = gradebook.find_grade(name, "problem", "ps1", student)
        return found.auto_score, found.manual_score, found.needs_manual_grade


def students_run(engine):
    """Who was run, the instructor's own notebook left out."""
    return [one.split("/")[0] for one in engine.seen if "/" in one]


def test_a_class_is_graded_from_any_folder(course, engine, tmp_path_factory, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    hand_in(course, "bob", handed_in("answer = 41"))
    hand_in(course, "dirk", handed_in(essay="YOUR ANSWER HERE"))
    assert grade(course) == 0
    assert {s: (r["status"], r["auto_score"], r["auto_max"]) for s, r in report(course).items()} == {
        "anna": ("graded", 3, 3), "bob": ("graded", 1, 3), "cleo": ("graded", 3, 3), "dirk": ("graded", 3, 3),
    }  # fmt: skip
    assert set(report(course)["anna"]) == {
        "student", "status", "auto_score", "auto_max", "tests", "flags", "seconds"
    }  # fmt: skip
    assert score(course, "bob") == (1.0, None, False)
    assert score(course, "anna", "essay") == (None, None, True)
    assert score(course, "dirk", "essay") == (0.0, None, False)
    for student in report(course):
        assert nbformat.read(course / "autograded" / student / "ps1" / "problem.ipynb", 4)
        assert (course / "feedback" / student / "ps1" / "problem.html").exists()
    printed = capsys.readouterr().out
    assert "4  graded" in printed
    assert "2.50  mean of 3 automatic points" in printed
    assert str(course / "reports" / "ps1" / "report.html") in printed
    assert f"python3 course.py formgrader ps1 --course {course}" in printed


def test_what_has_not_changed_is_not_run_again(course, engine):
    grade(course)
    engine.seen.clear()
    before = report(course)
    assert grade(course) == 0
    assert engine.seen == []
    assert report(course) == before
    hand_in(course, "dora")
    hand_in(course, "anna", longer(handed_in("answer = 0")))
    grade(course)
    assert students_run(engine) == ["anna", "dora"]
    assert report(course)["anna"]["auto_score"] == 0


STRICTER = "### BEGIN HIDDEN TESTS\n3.0 * (answer == 42)\n### END HIDDEN TESTS"


@pytest.mark.parametrize(
    "change",
    [
        lambda c: write(c / "source" / "ps1" / "problem.ipynb", problem(STRICTER)),
        lambda c: (c / "source" / "ps1" / "people.csv").write_text("a\n1\n"),
        lambda c: (c / "nbgrader_config.py").write_text("c.Execute.timeout = 50"),
    ],
    ids=["hidden test", "data", "configuration"],
)
def test_what_decides_the_marks_of_all_runs_all_again(course, engine, change):
    grade(course)
    engine.seen.clear()
    change(course)
    grade(course)
    assert students_run(engine) == ["anna", "bob", "cleo"]


def test_regrade_runs_all(course, engine):
    grade(course)
    engine.seen.clear()
    grade(course, "--regrade")
    assert students_run(engine) == ["anna", "bob", "cleo"]


def test_a_lost_gradebook_is_made_whole_from_what_was_kept(course, engine):
    hand_in(course, "bob", handed_in("answer = 41"))
    grade(course)
    (course / "gradebook.db").unlink()
    engine.seen.clear()
    grade(course)
    assert engine.seen == []
    assert score(course, "bob") == (1.0, None, False)
    (course / "autograded" / "bob" / "ps1" / "problem.ipynb").unlink()
    grade(course)
    assert students_run(engine) == ["bob"]


def test_manual_marks_survive_and_a_changed_answer_is_looked_at_again(course, engine):
    grade(course)
    with a_gradebook(course) as gradebook:
        for student in ("anna", "bob"):
            found = gradebook.find_grade("essay", "problem", "ps1", student)
            found.manual_score, found.needs_manual_grade = 3.0, False
            gradebook.find_comment("essay", "problem", "ps1", student).manual_comment = "Good."
        gradebook.db.commit()
    hand_in(course, "anna", handed_in(essay="Another essay."))
    hand_in(course, "bob", handed_in("answer = 41"))
    grade(course)
    assert score(course, "anna", "essay") == (None, 3.0, True)
    assert score(course, "bob", "essay") == (None, 3.0, False)
    grade(course, "--regrade")
    assert score(course, "bob", "essay") == (None, 3.0, False)


def test_an_instructors_notebook_that_fails_its_own_tests_stops_everything(course, engine, capsys):
    write(
        course / "source" / "ps1" / "problem.ipynb",
        problem(answer=problem().cells[1].source.replace("42", "7")),
    )
    assert grade(course, "--regrade") == 1
    said = capsys.readouterr().err
    assert "nothing was graded" in said
    assert "test-answer gives 0" in said
    assert not (course / "autograded").exists()
    assert students_run(engine) == []


def test_nobody_is_dropped(course, engine, tmp_path):
    make_course(course, "a b", "ünal", "x..y")
    (course / "submitted" / "broken" / "ps1").mkdir(parents=True)
    (course / "submitted" / "broken" / "ps1" / "problem.ipynb").write_text("{")
    (course / "submitted" / "empty" / "ps1").mkdir(parents=True)
    (course / "submitted" / ".dot" / "ps1").mkdir(parents=True)
    (course / "submitted" / "link").symlink_to(course / "submitted" / "anna")
    with a_gradebook(course) as gradebook:
        gradebook.add_student("zoe")
    assert grade(course) == 0
    found = report(course)
    assert {student: one["status"] for student, one in found.items()} == {
        "anna": "graded", "bob": "graded", "cleo": "graded", "a b": "graded", "ünal": "graded",
        "x..y": "graded", "broken": "unreadable", "empty": "missing", ".dot": "unreadable",
        "link": "unreadable", "zoe": "missing",
    }  # fmt: skip
    assert found["link"]["flags"][0]["kind"] == "symlink-refused"
    for student in ("broken", "empty", ".dot", "link", "zoe"):
        assert [test["score"] for test in found[student]["tests"]] == [None]
        assert found[student]["flags"], student
    assert score(course, "broken") == (None, None, True)
    shown = nbformat.read(course / "autograded" / "broken" / "ps1" / "problem.ipynb", 4)
    assert "Nothing could be graded" in shown.cells[0].source


def test_a_student_who_takes_the_work_back_keeps_the_marks_and_is_named(course, engine):
    grade(course)
    (course / "submitted" / "bob" / "ps1").rename(course / "taken-back")
    grade(course)
    assert report(course)["bob"]["status"] == "missing"
    assert "marks of an earlier submission" in report(course)["bob"]["flags"][-1]["detail"]
    assert score(course, "bob") == (3.0, None, False)


@pytest.mark.parametrize("place", ["read_submission", "plan", "follow_up", "graded_of"])
def test_a_fault_of_ours_costs_one_submission_only(course, engine, monkeypatch, place):
    real = getattr(batching, place)

    def faulty(first, *rest):
        if any("bob" in str(getattr(one, "id", one)) for one in (first, *rest)):
            raise ZeroDivisionError("<b>bob</b>")
        return real(first, *rest)

    monkeypatch.setattr(batching, place, faulty)
    assert grade(course) == 0
    found = report(course)
    statuses = [found[student]["status"] for student in ("anna", "bob", "cleo")]
    assert statuses == ["graded", "unreadable", "graded"]
    assert "ZeroDivisionError" in found["bob"]["flags"][-1]["detail"]
    assert "ZeroDivisionError" in (course / "reports" / "ps1" / "errors.txt").read_text()
    assert score(course, "bob") == (None, None, True)
    monkeypatch.setattr(batching, place, real)
    grade(course)
    assert report(course)["bob"]["status"] == "graded"


def test_an_interrupted_run_says_so_and_goes_on(course, engine, capsys):
    engine.stop_after = 2
    assert grade(course) == 130
    assert list(report(course)) == ["anna"]
    assert "not the whole class" in (course / "reports" / "ps1" / "report.html").read_text()
    assert "Interrupted after 1 of 3" in capsys.readouterr().out
    engine.stop_after = None
    engine.seen.clear()
    assert grade(course) == 0
    assert students_run(engine) == ["bob", "cleo"]
    assert list(report(course)) == ["anna", "bob", "cleo"]
    engine.seen.clear()
    engine.stop_after = 0
    assert grade(course, "--regrade") == 130
    assert list(report(course)) == ["anna", "bob", "cleo"]
    assert "as an earlier run left them" in (course / "reports" / "ps1" / "report.html").read_text()


@pytest.mark.parametrize("place", ["autograded", "cache", "report"])
def test_a_full_disk_is_named_and_nothing_is_half_written(course, engine, monkeypatch, capsys, place):
    real = os.replace

    def full(source, target):
        if place in str(target) and "bob" in str(target) + ("bob" if place == "report" else ""):
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        return real(source, target)

    monkeypatch.setattr(os, "replace", full)
    assert grade(course) == 1
    assert "the disk is full: make room" in capsys.readouterr().err
    assert not list(course.rglob("*.new"))
    monkeypatch.setattr(os, "replace", real)
    assert grade(course) == 0
    assert {one["status"] for one in report(course).values()} == {"graded"}
    assert {score(course, student) for student in report(course)} == {(3.0, None, False)}


@pytest.mark.parametrize("place", ["autograded", "gradebook", "cache"])
def test_killed_anywhere_the_next_run_makes_it_whole(course, engine, monkeypatch, place):
    """Killed at once (no clean-up runs) between any two steps of writing down the second submission."""
    script = f"""
import os, sys
sys.path[:0] = [{str(ROOT / "tests")!r}, {str(ROOT / "src")!r}]
import pytest
from grading_fakes import use_fake_engine
from coursework.grading.book import record, gradebook, cache
from coursework.__main__ import main
use_fake_engine(pytest.MonkeyPatch())
def dying(owner, name):
    real = getattr(owner, name)
    def step(self, *rest):
        if "bob" in (str(rest[0]), getattr(rest[0], "student", "")):
            os.kill(os.getpid(), 9)
        return real(self, *rest)
    setattr(owner, name, step)
dying(*{{"autograded": (record.Record, "_files"), "gradebook": (gradebook.Book, "write"),
         "cache": (cache.Cache, "put")}}[{place!r}])
main(["grade", "ps1", "--course", {str(course)!r}])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert grade(course) == 0
    assert "anna" not in students_run(engine)
    assert {one["status"] for one in report(course).values()} == {"graded"}
    assert {score(course, student) for student in report(course)} == {(3.0, None, False)}


def test_a_class_without_a_submission_is_told_where_they_belong(tmp_path, engine, capsys):
    assert grade(make_course(tmp_path)) == 1
    assert f"expected in {tmp_path / 'submitted' / 'STUDENT' / 'ps1'}" in capsys.readouterr().err
    assert not (tmp_path / "gradebook.db").exists()


def test_the_course_that_nbgrader_brings_along(tmp_path, capsys):
    """For real: its test takes a name away from the student's function, to see that the function uses it."""
    docs = Path(nbg.__file__).parent / "docs" / "source" / "user_guide" / "source"
    shutil.copytree(docs / "ps1", tmp_path / "source" / "ps1")
    shutil.copytree(docs / "ps1", tmp_path / "submitted" / "anna" / "ps1")
    assert grade(tmp_path) == 0, capsys.readouterr().err
    assert [test["score"] for test in report(tmp_path)["anna"]["tests"]].count(None) == 0
    assert report(tmp_path)["anna"]["auto_score"] == report(tmp_path)["anna"]["auto_max"] > 0


@pytest.mark.parametrize("terminal", [True, False])
def test_how_far_it_is(monkeypatch, capsys, terminal):
    monkeypatch.setattr(progressing.sys.stderr, "isatty", lambda: terminal, raising=False)
    clock = iter([0.0, 2.0, 13.0, 14.0, 15.0])
    monkeypatch.setattr(progressing.time, "monotonic", lambda: next(clock))
    progress = progressing.Progress(4)
    for kept in (True, False, False, False):
        progress(Result("anna", "graded"), kept)
    progress.end()
    said = capsys.readouterr().err
    if terminal:
        assert said.startswith("\r\033[K1 of 4 (1 unchanged)")
        assert "\r\033[K2 of 4 (1 unchanged), 0.1 a second, 26 s left" in said
        assert said.count("\n") == 1
    else:
        assert said.splitlines() == [
            "2 of 4 (1 unchanged), 0.1 a second, 26 s left",
            "4 of 4 (1 unchanged), 0.2 a second, 0 s left",
        ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ps2"], "no assignment 'ps2'"),
        (["../source/ps1"], "there are: ps1"),
        (["ps1", "--db", "nonsense"], "Could not parse"),
    ],
)
def test_wrong_arguments_are_told(course, engine, capsys, arguments, words):
    assert main(["grade", *arguments, "--course", str(course)]) == 1
    assert words in capsys.readouterr().err


def test_without_a_sandbox_it_warns_or_refuses(course, monkeypatch, capsys):
    engine = type("Engine", (Engine,), {"seen": []})
    monkeypatch.setattr(command.sandbox, "find", lambda: None)
    monkeypatch.setattr(command, "Pool", engine)
    assert grade(course, "--untrusted") == 1
    assert "no sandbox works here, so nothing was run" in capsys.readouterr().err
    assert students_run(engine) == []
    assert grade(course) == 0
    assert "WARNING: no sandbox works here" in capsys.readouterr().err


def test_two_commands_do_not_grade_the_same_at_once(course, engine, capsys):
    pytest.importorskip("fcntl")
    with grading.only_one(NbCourse.find(course).report("ps1")):
        assert grade(course) == 1
    assert "another command is grading ps1" in capsys.readouterr().err


def test_late_work_is_marked_down_by_the_courses_own_plugin(course, engine):
    (course / "lateness.py").write_text(
        "from nbgrader.plugins import LateSubmissionPlugin\n"
        "class Half(LateSubmissionPlugin):\n"
        "    def late_submission_penalty(self, student, score, seconds):\n"
        "        return score / 2\n"
    )
    (course / "nbgrader_config.py").write_text("c.AssignLatePenalties.plugin_class = 'lateness.Half'")
    (course / "submitted" / "bob" / "ps1" / "timestamp.txt").write_text("2026-03-02 10:00:00 UTC")
    with a_gradebook(course) as gradebook:
        gradebook.add_assignment("ps1", duedate="2026-03-01 10:00:00 UTC")
    grade(course)
    with a_gradebook(course) as gradebook:
        assert gradebook.find_submission("ps1", "bob").late_submission_penalty == 1.5
        assert gradebook.find_submission("ps1", "anna").late_submission_penalty == 0


def test_an_assignment_of_two_notebooks(course, engine):
    write(course / "source" / "ps1" / "second.ipynb", problem())
    write(course / "submitted" / "anna" / "ps1" / "second.ipynb", handed_in("answer = 41"))
    assert grade(course) == 0
    found = report(course)
    tests = {student: [(t["id"], t["score"]) for t in one["tests"]] for student, one in found.items()}
    assert tests["anna"] == [("problem/test-answer", 3), ("second/test-answer", 1)]
    assert tests["bob"] == [("problem/test-answer", 3), ("second/test-answer", None)]
    assert (found["anna"]["status"], found["bob"]["status"]) == ("graded", "partly graded")
    assert found["bob"]["auto_max"] == 6
    with a_gradebook(course) as gradebook:
        scores = {one.name: one.score for one in gradebook.find_submission("ps1", "anna").notebooks}
    assert scores == {"problem": 3.0, "second": 1.0}
    assert (course / "feedback" / "anna" / "ps1" / "second.html").exists()


def test_a_course_that_nbgrader_has_graded_before(course, engine):
    """Its gradebook, its read-only graded notebooks, its feedback and export, before and after."""
    for step in (["generate_assignment", "ps1"], ["autograde", "ps1", "--student", "bob"]):
        nbgrader(course, *step)
    with a_gradebook(course) as gradebook:
        found = gradebook.find_grade("essay", "problem", "ps1", "bob")
        found.manual_score, found.needs_manual_grade = 2.5, False
        gradebook.db.commit()
    nbgraders = score(course, "bob")
    hand_in(course, "cleo", handed_in("answer = 41"))
    assert grade(course) == 0
    assert score(course, "bob") == nbgraders == (3.0, None, False)
    assert score(course, "bob", "essay") == (None, 2.5, True)
    assert score(course, "cleo") == (1.0, None, False)
    nbgrader(course, "generate_feedback", "ps1", "--force")
    assert "1.0 / 3.0" in " ".join((course / "feedback/cleo/ps1/problem.html").read_text().split())
    nbgrader(course, "export", "--to", "grades.csv")
    lines = (course / "grades.csv").read_text().splitlines()
    assert {line.split(",")[3]: line.split(",")[7] for line in lines[1:]} == {
        "anna": "3.0", "bob": "5.5", "cleo": "1.0"
    }  # fmt: skip


def nbgrader(folder, *arguments):
    """Run nbgrader itself."""
    environ = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    line = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(line, cwd=folder, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_for_real_in_workers(course, capsys):
    """Three students and a class of mistakes, run by real workers."""
    hand_in(course, "bob", handed_in("while True:\n    pass"))
    (course / "nbgrader_config.py").write_text("c.Execute.timeout = 1")
    assert grade(course, "--workers", "2") == 0, capsys.readouterr().err
    found = report(course)
    assert {student: one["auto_score"] for student, one in found.items()} == {"anna": 3, "bob": 0, "cleo": 3}
    assert "timeout" in {flag["kind"] for flag in found["bob"]["flags"]}
