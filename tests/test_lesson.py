"""The first and the last cell of a lesson speak in plain words and never trip."""

import pytest

import taliban_relations as tr
from taliban_relations import lesson
from taliban_relations.package import DataError


@pytest.fixture(autouse=True)
def _nothing_kept():
    lesson._kept.clear()


def test_start_says_ready_and_is_the_same_twice(capsys):
    tr.start("05-iran")
    first = capsys.readouterr().out
    tr.start("05-iran")
    assert capsys.readouterr().out == first
    assert first.startswith("Ready. Lesson 05: ")
    assert f"Data version {tr.version()}: {len(tr.tables())} tables." in first
    assert "/" not in first
    assert "Next:" in first


@pytest.mark.parametrize("row", list(tr.table("lessons").itertuples()), ids=lambda row: row.id)
def test_every_lesson_starts(row, capsys):
    tr.start(row.id)
    assert f"Lesson {row.id[:2]}: {row.title}." in capsys.readouterr().out


@pytest.mark.parametrize(("wrong", "meant"), [("05-irn", "'05-iran'"), ("zzz", "")])
def test_start_of_an_unknown_lesson(wrong, meant, capsys):
    tr.start(wrong)
    said = capsys.readouterr().out
    assert said.startswith(f"Not ready: there is no lesson called '{wrong}'.")
    assert meant in said
    assert ("Did you mean" in said) == bool(meant)


def test_start_without_data_says_so(monkeypatch, capsys):
    def broken(name):
        raise DataError("lessons.csv is missing. Remedy: restore it.")

    monkeypatch.setattr(lesson, "table", broken)
    tr.start("05-iran")
    said = capsys.readouterr().out
    assert said.startswith("Not ready: the data of this course cannot be read.")
    assert "lessons.csv is missing" in said


def test_receipt_with_and_without_answers(capsys, tmp_path):
    tr.receipt()
    assert "Nothing yet" in capsys.readouterr().out
    widget = tr.predict_choice("t-receipt", "Which?", ["one", "two"], "two")
    tr.explorer("Year", {"1996": "a picture"})
    tr.receipt()
    assert capsys.readouterr().out == "My answers\nPrediction t-receipt: no answer yet\n"
    widget.choice.value = "A"
    widget.commit()
    file = tmp_path / "mine.txt"
    tr.receipt(file)
    assert "Written to" in capsys.readouterr().out
    assert file.read_text(encoding="utf-8") == "My answers\nPrediction t-receipt: A. one\n"


def test_a_second_run_of_a_cell_takes_the_place_of_the_first(capsys):
    for _ in range(2):
        tr.predict_choice("t-twice", "Which?", ["one", "two"])
    tr.receipt()
    assert capsys.readouterr().out.count("t-twice") == 1
    tr.start("01-rise")
    capsys.readouterr()
    tr.receipt()
    assert "t-twice" not in capsys.readouterr().out
