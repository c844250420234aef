"""What is kept of graded submissions: by whom, under which key, and never half written."""

import copy
import json

import pytest
from makers import grader, notebook

from coursework.grading.book import cache as keeping
from coursework.grading.book.cache import Cache, answers, digest, environment, replace, replacing

ODD = ["anna", "a/b", "..", ".", "a b", "CON", "ünal", "x" * 128, "محمد" * 30, "a%2Fb", "..json", "~"]


def test_every_student_has_a_file_of_their_own(tmp_path):
    kept = Cache(tmp_path / "cache")
    for student in ODD:
        kept.put(student, {"key": student})
    assert [kept.get(student)["key"] for student in ODD] == ODD
    files = list((tmp_path / "cache").iterdir())
    assert len(files) == len(ODD)
    assert all(len(path.name.encode()) <= 255 for path in files)
    assert not list(tmp_path.glob("*.json"))


@pytest.mark.parametrize("stored", ["", "{", "[]", '{"student": "bob"}', "\x00"])
def test_what_cannot_be_read_is_not_there(tmp_path, stored):
    kept = Cache(tmp_path)
    assert kept.get("anna") is None
    kept.path("anna").write_text(stored)
    assert kept.get("anna") is None


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "a" / "report.json"
    replace(path, "old")

    def fail():
        with replacing(path) as file:
            file.write(b"ne")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_text() == "old"
    assert [one.name for one in path.parent.iterdir()] == ["report.json"]
    replace(path, "lone surrogate \udcff")
    assert "udcff" in path.read_text()


def test_a_digest_keeps_parts_apart():
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a") == digest(b"a")
    assert digest() != digest("")


def test_the_environment_is_python_packages_limits_and_the_files_a_run_reads(tmp_path, monkeypatch):
    data = tmp_path / "data"
    data.mkdir()
    (data / "events.csv").write_text("a")
    (data / "__pycache__").mkdir()
    first = environment([data], {"cell_seconds": 30})
    (data / "__pycache__" / "x.pyc").write_text("x")
    assert environment([data], {"cell_seconds": 30}) == first
    assert environment([data], {"cell_seconds": 31}) != first
    (data / "events.csv").write_text("ab")
    changed = environment([data], {"cell_seconds": 30})
    assert changed != first
    monkeypatch.setattr(keeping.sys, "version", "3.99")
    assert environment([data], {"cell_seconds": 30}) != changed


def test_another_version_of_a_package_is_another_environment(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping.sysconfig, "get_path", lambda kind: str(tmp_path))
    (tmp_path / "pandas-3.0.0.dist-info").mkdir()
    first = environment()
    (tmp_path / "pandas-3.0.0.dist-info").rename(tmp_path / "pandas-3.0.1.dist-info")
    assert environment() != first


def test_the_code_that_runs_submissions_is_part_of_it(tmp_path, monkeypatch):
    first = environment()
    (tmp_path / "turn.py").write_text("changed = True")
    monkeypatch.setattr(keeping, "WORKER", tmp_path)
    assert environment() != first


GRADED = notebook(
    ("code", "given", "import math", grader("given")),
    ("code", "one", "x = 1", grader("one", answer=True)),
    ("code", "own", "x += 0"),
    ("code", "t1", "assert x", grader("t1", test=True, points=1)),
    ("code", "t2", "assert x > 0", grader("t2", test=True, points=1)),
    ("code", "two", "y = 2", grader("two", answer=True)),
    ("code", "t3", "assert y", grader("t3", test=True, points=1)),
    ("md", "essay", "Because.", grader("essay", answer=True, points=2)),
    ("md", "task", "Write.", grader("task", task=True, points=2)),
    ("md", "memo", "Dear sir"),
)


@pytest.mark.parametrize(
    ("cell", "changed"),
    [
        ("one", {"t1", "t2"}), ("own", {"t1", "t2"}), ("two", {"t3"}), ("essay", {"essay"}),
        ("memo", {"task"}), ("given", set()), ("t1", set()), ("task", set()),
    ],
)  # fmt: skip
def test_an_answer_is_what_the_student_wrote_for_a_mark(cell, changed):
    other = copy.deepcopy(GRADED)
    next(one for one in other.cells if one.id == cell).source += " # changed"
    before, after = answers(GRADED), answers(other)
    assert set(before) == {"t1", "t2", "t3", "essay", "task"}
    assert {name for name in before if before[name] != after[name]} == changed
    json.dumps(before)
