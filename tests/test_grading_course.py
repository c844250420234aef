"""Where things lie in an nbgrader course, and whose folders can be graded."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from makers import notebook, write

from coursework.errors import CourseworkError
from coursework.grading.nbcourse import NbCourse

ROOT = Path(__file__).parents[1]


def course(folder, config="", source="source"):
    """A plain nbgrader course with the assignment ps1."""
    write(folder / source / "ps1" / "problem.ipynb", notebook(("md", "a", "# One")))
    if config:
        (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    return folder


def handed_in(folder, *students, assignment="ps1"):
    """Empty submissions."""
    for student in students:
        (folder / "submitted" / student / assignment).mkdir(parents=True)


def test_a_plain_course_from_any_working_directory(tmp_path, monkeypatch):
    course(tmp_path / "c")
    handed_in(tmp_path / "c", "anna", "bob")
    monkeypatch.chdir(tmp_path)
    found = NbCourse.find("c")
    assert found.assignments() == ["ps1"]
    assert [path.name for path in found.assignment("ps1")] == ["problem.ipynb"]
    assert found.students("ps1") == ["anna", "bob"]
    assert found.db_url == f"sqlite:///{tmp_path / 'c' / 'gradebook.db'}"
    assert found.course_id == ""
    assert found.graded("anna", "ps1") == tmp_path / "c" / "autograded" / "anna" / "ps1"
    assert found.report("ps1") == tmp_path / "c" / "reports" / "ps1"


def test_this_repository_is_a_course_of_nbgraders():
    found = NbCourse.find(ROOT)
    assert "05-iran" in found.assignments()
    assert found.source("05-iran") == ROOT / "solutions" / "05-iran"
    assert found.directory.release_directory == "exercises"
    assert found.extras("05-iran") == {}


def test_the_configured_folders_count(tmp_path):
    config = """
import os
import shutil
import subprocess
c = get_config()
c.CourseDirectory.source_directory = "masters"
c.CourseDirectory.submitted_directory = "in"
c.CourseDirectory.course_id = "his101"
c.CourseDirectory.db_url = "sqlite:///" + os.path.join(os.getcwd(), "marks.db")
c.CourseDirectory.directory_structure = "{nbgrader_step}/{assignment_id}/of-{student_id}"
"""
    write(tmp_path / "masters" / "ps1" / "of-." / "p.ipynb", notebook(("md", "a", "x")))
    course(tmp_path, config)
    (tmp_path / "in" / "ps1" / "of-anna").mkdir(parents=True)
    (tmp_path / "in" / "ps1" / "bob").mkdir()
    found = NbCourse.find(tmp_path)
    assert found.students("ps1") == ["anna"]
    assert found.course_id == "his101"
    assert found.db_url == f"sqlite:///{tmp_path / 'marks.db'}"
    assert found.assignments() == ["ps1"]


def test_solutions_is_the_source_only_where_nothing_is_configured(tmp_path):
    course(tmp_path / "a", source="solutions")
    assert NbCourse.find(tmp_path / "a").source("ps1").parent.name == "solutions"
    course(tmp_path / "b", "c.CourseDirectory.source_directory = 'source'")
    (tmp_path / "b" / "solutions").mkdir()
    assert NbCourse.find(tmp_path / "b").source("ps1").parent.name == "source"


@pytest.mark.parametrize(
    ("config", "words"),
    [("c.CourseDirectory.", "nbgrader_config.py: SyntaxError"), ("c.CourseDirectory.ignore = 3", "'ignore'")],
)
def test_a_broken_configuration_is_named(tmp_path, config, words):
    with pytest.raises(CourseworkError, match=words):
        NbCourse.find(course(tmp_path, config))


def test_a_configuration_in_json(tmp_path):
    course(tmp_path, source="masters")
    (tmp_path / "nbgrader_config.json").write_text('{"CourseDirectory": {"source_directory": "masters"}}')
    assert NbCourse.find(tmp_path).assignments() == ["ps1"]


@pytest.mark.parametrize("name", ["ps2", "", ".", "..", "../source/ps1", "*"])
def test_an_assignment_that_is_not_there(tmp_path, name):
    with pytest.raises(CourseworkError, match="there are: ps1"):
        NbCourse.find(course(tmp_path)).assignment(name)


def test_no_course_folder(tmp_path):
    with pytest.raises(CourseworkError, match="no such folder"):
        NbCourse.find(tmp_path / "none")


def test_extras_are_the_files_a_run_needs(tmp_path):
    folder = course(tmp_path) / "source" / "ps1"
    (folder / "data" / "__pycache__").mkdir(parents=True)
    for name in (
        "data/people.csv",
        "marking.md",
        ".secret",
        "data/.x",
        "data/__pycache__/a.pyc",
        "helper.py",
    ):
        (folder / name).write_text("x")
    assert sorted(NbCourse.find(tmp_path).extras("ps1")) == ["data/people.csv", "helper.py"]


def test_students_that_nbgrader_leaves_out_are_left_out(tmp_path):
    course(tmp_path, "c.CourseDirectory.student_id_exclude = 'tester,bob'")
    handed_in(tmp_path, "anna", "bob", "tester")
    assert NbCourse.find(tmp_path).students("ps1") == ["anna"]
    assert NbCourse.find(tmp_path).left_out == {"bob", "tester"}


KEPT_OUT = [
    "submitted/anna/05-iran/05-iran.ipynb", "autograded/anna/05-iran/05-iran.ipynb",
    "reports/05-iran/report.json", "feedback/anna/05-iran/05-iran.html", "gradebook.db",
    "gradebook.db-journal", "gradebook.db.bak", "marks.csv", "marks.ipynb", "grades.csv",
    "downloaded/anna.zip",
]  # fmt: skip


@pytest.mark.parametrize("path", KEPT_OUT)
def test_no_students_data_can_come_into_the_repository(path):
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("this copy of the course is not under git")
    assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT).returncode == 0


def test_what_belongs_to_the_course_is_not_ignored():
    for path in ("exercises/05-iran/05-iran.ipynb", "solutions/05-iran/marking.md", "data/events.csv"):
        if shutil.which("git") and (ROOT / ".git").exists():
            assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT).returncode == 1


def test_odd_names_are_graded_and_unfit_ones_named(tmp_path):
    course(tmp_path)
    fine = ["a..b", "anna maria", "o'neill; rm -rf", "šárka", "محمد", "x" * 128]
    handed_in(tmp_path, *fine, ".hidden", "y" * 129, "bad\u202ename", "tab\tbed")
    handed_in(tmp_path, "idle", assignment="other")
    (tmp_path / "elsewhere" / "ps1").mkdir(parents=True)
    (tmp_path / "submitted" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "submitted" / "inner").mkdir()
    (tmp_path / "submitted" / "inner" / "ps1").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "submitted" / "file").mkdir()
    (tmp_path / "submitted" / "file" / "ps1").write_text("x")
    (tmp_path / "submitted" / "notes.txt").write_text("x")
    os.mkdir(os.fsencode(tmp_path / "submitted") + b"/\xff")
    os.mkdir(os.fsencode(tmp_path / "submitted") + b"/\xff/ps1")
    found = NbCourse.find(tmp_path)
    assert found.students("ps1") == sorted(fine)
    refused = {name: (flag.kind, flag.detail) for name, flag in found.refused("ps1")}
    assert {name: kind for name, (kind, _) in refused.items()} == {
        ".hidden": "unreadable", "y" * 129: "unreadable", "bad\\u202ename": "unreadable",
        "tab\\tbed": "unreadable", "link": "symlink-refused", "inner": "symlink-refused",
        "file": "unreadable", "\\udcff": "unreadable",
    }  # fmt: skip
    assert "rename it" in refused[".hidden"][1]
    assert "longer than the 128" in refused["y" * 129][1]
