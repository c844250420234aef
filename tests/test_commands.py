"""The command line: what it prints and the status it ends with."""

import pytest
from makers import notebook, package, write

from coursework import build as building
from coursework.__main__ import main
from coursework.errors import CourseworkError
from coursework.workspace import Workspace


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one short lesson; the working directory is one of its folders."""
    lessons = [{"id": "01-x", "title": "X", "question": "Why?", "minutes": 50, "published": "true"}]
    package(tmp_path / "data", lessons=lessons)
    write(
        tmp_path / "notebooks" / "01-x.ipynb",
        notebook(("md", "t", "# X\n\nIn 1995.<!-- 01-x -->"), ("code", "a", "1")),
    )
    (tmp_path / "README.md").write_text("<!-- lessons:begin --><!-- lessons:end -->\n", encoding="utf-8")
    monkeypatch.setitem(building.DERIVED_AFTER, "docs/data-catalogue.md", lambda course: "c\n")
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


def test_build_then_check(course, capsys):
    assert main(["build"]) == 0
    assert main(["build", "01-x", "--check"]) == 0
    assert "stored equals built" in capsys.readouterr().out
    (course / "README.md").write_text("no markers\n", encoding="utf-8")
    assert main(["build", "--check"]) == 1
    assert "coursework: README.md: the lesson table" in capsys.readouterr().err


def test_trace_names_what_is_untraced(course, capsys):
    assert main(["trace", "01-x"]) == 1
    shown = capsys.readouterr()
    assert "01-x, cell t: “1995”: 01-x (X) says 50" in shown.err
    assert "1 to mend" in shown.out


def test_release_without_solutions(course, capsys):
    assert main(["release"]) == 0
    assert "released" in capsys.readouterr().out


def test_outside_a_course(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseworkError, match="no course here"):
        Workspace.find()
    assert main(["trace"]) == 1
