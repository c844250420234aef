"""Deleting what is kept of a student: all of it, nobody else's, and only after showing what."""

import contextlib
import os
import sqlite3

import pytest
from graded_course import add, course, report, result

from coursework.__main__ import main
from coursework.errors import CourseworkError
from coursework.grading.book.cache import Cache
from coursework.grading.book.marks import read_marks
from coursework.grading.forget import everybody, forget, traces
from coursework.grading.lms.exports import export
from coursework.grading.nbcourse import NbCourse
from coursework.grading.pages import feedback


@pytest.fixture
def made(tmp_path):
    """Two students, ana and ana2, with everything a course keeps of them."""
    long = {"comments": {"memo": "long " * 20_000}}
    made = add(course(tmp_path), "ana", essay=4, memo=1, email="ana@x.org", **long)
    add(made, "ana2", essay=1, memo=1)
    report(made, result("ana", 2.0), result("ana2", 1.0))
    feedback.write_all(made, "01-x")
    for student in ("ana", "ana2"):
        Cache(made.report("01-x") / "cache").put(student, {"result": {}})
    return made


def names_left(made, word):
    """Files below the course that are of this student, by path or content."""
    files = [path for path in made.root.rglob("*") if path.is_file()]
    return [path for path in files if word in path.parts or word.encode() in path.read_bytes()]


def test_one_student_goes_and_the_others_stay(made):
    before = sorted(made.root.rglob("*ana2*"))
    found = traces(made, "ana")
    assert {path.relative_to(made.root).as_posix() for path in found.paths} == {
        "submitted/ana", "autograded/ana", "feedback/ana", "reports/01-x/cache/ana.json",
    }  # fmt: skip
    assert (found.reports, found.submissions, found.in_gradebook) == (["01-x"], 1, True)
    forget(made, "ana", found)
    assert not traces(made, "ana")
    assert names_left(made, "ana@x.org") == []
    with contextlib.closing(sqlite3.connect(made.root / "gradebook.db")) as book:
        assert book.execute("PRAGMA freelist_count").fetchone() == (0,), "deleted pages are still in the file"
    assert sorted(made.root.rglob("*ana2*")) == before
    assert [one.student for one in feedback.results(made, "01-x")] == ["ana2"]
    assert [(one.student, one.score) for one in read_marks(made.db_url, "01-x").students] == [("ana2", 4.0)]


def test_files_with_many_students_in_them_are_named_not_cut(made, capsys):
    export(made, "01-x")
    (made.root / "marks.csv").write_text("student,level\nana2,3\n", encoding="utf-8")
    assert main(["forget", "ana", "--course", str(made.root), "--yes"]) == 0
    said = capsys.readouterr().out
    assert "submitted/ana (1 files)" in said
    assert "the student and 1 submissions" in said
    assert "  reports/01-x/01-x.csv" in said
    assert "marks.csv" not in said
    assert (made.report("01-x") / "01-x.csv").exists()


def test_nothing_is_deleted_without_a_yes(made, capsys, monkeypatch):
    assert main(["forget", "ana", "--course", str(made.root)]) == 1
    assert "add --yes" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda words: "no")
    assert main(["forget", "ana", "--course", str(made.root)]) == 1
    assert traces(made, "ana").in_gradebook
    monkeypatch.setattr("builtins.input", lambda words: "ana")
    assert main(["forget", "ana", "--course", str(made.root)]) == 0
    assert not traces(made, "ana")


@pytest.mark.parametrize("student", ["", ".", "..", "../x", "a/b", "a\\b", "a\0b"])
def test_an_id_cannot_lead_out_of_the_course(made, student):
    with pytest.raises(CourseworkError, match="is not a student's id"):
        traces(made, student)


@pytest.mark.parametrize("student", ["*", "an?", "[a]na"])
def test_an_id_is_no_pattern(made, student):
    assert not traces(made, student)


def test_a_link_is_removed_and_not_followed(made, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text("x", encoding="utf-8")
    (made.submitted / "zoe").symlink_to(elsewhere)
    found = traces(made, "zoe")
    assert found.paths == [made.submitted / "zoe"]
    forget(made, "zoe", found)
    assert not (made.submitted / "zoe").is_symlink()
    assert (elsewhere / "kept.txt").exists()


def test_an_interrupted_call_can_be_made_again(made):
    found = traces(made, "ana")
    made.graded("ana", "01-x").parent.rename(made.root / "gone")
    forget(made, "ana", found)
    assert not traces(made, "ana")


def test_a_term_goes_as_a_whole(made, capsys):
    add(made, "cy", order="nothing")
    assert everybody(made) == ["ana", "ana2", "cy"]
    assert main(["forget", "--everyone", "--course", str(made.root), "--yes"]) == 0
    assert everybody(made) == []
    assert read_marks(made.db_url, "01-x").students == []
    assert made.assignments() == ["01-x"]
    assert main(["forget", "--everyone", "--course", str(made.root), "--yes"]) == 0
    assert "nothing is kept" in capsys.readouterr().out
    assert main(["forget", "--course", str(made.root)]) == 1


@pytest.mark.skipif(os.name == "nt", reason="no such names on Windows")
def test_a_folder_with_an_odd_name_does_not_keep_the_others(made, capsys):
    (made.submitted / "a\nb" / "01-x").mkdir(parents=True)
    assert main(["forget", "--everyone", "--course", str(made.root), "--yes"]) == 0
    assert "odd name, a\\nb: delete it by hand" in capsys.readouterr().out
    assert not traces(made, "ana")


def test_another_layout_of_folders_is_followed(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(
        "get_config().CourseDirectory.directory_structure = '{nbgrader_step}/{assignment_id}/{student_id}'\n",
        encoding="utf-8",
    )
    folders = [tmp_path / step / "01-x" / who for step in ("submitted", "feedback") for who in ("ana", "bo")]
    for folder in folders:
        folder.mkdir(parents=True)
    made = NbCourse.find(tmp_path)
    found = traces(made, "ana")
    assert found.paths == [folders[0], folders[2]]
    forget(made, "ana", found)
    assert [folder.exists() for folder in folders] == [False, True, False, True]
