"""Every lesson and solution keeps the form that readers, screen readers, printers and nbval rely on."""

from pathlib import Path

import pytest
from makers import notebook

from coursework.form import (
    banned_words,
    cell_problems,
    heading_problems,
    output_problems,
    size_problems,
    word_count,
    word_problems,
)
from coursework.workspace import Workspace, read

COURSE = Workspace(Path(__file__).parents[1])
BANNED = banned_words(Path(__file__).with_name("banned_words.csv"))
STORED = COURSE.notebooks()


@pytest.mark.parametrize("path", STORED, ids=COURSE.short)
def test_headings(path):
    assert heading_problems(read(path)) == []


@pytest.mark.parametrize("path", STORED, ids=COURSE.short)
def test_cells(path):
    assert cell_problems(read(path)) == []


@pytest.mark.parametrize("path", STORED, ids=COURSE.short)
def test_outputs(path):
    assert output_problems(read(path)) == []


@pytest.mark.parametrize("path", COURSE.lessons(), ids=COURSE.short)
def test_size(path):
    assert size_problems(read(path), path.stat().st_size) == []


@pytest.mark.parametrize("path", STORED, ids=COURSE.short)
def test_words(path):
    text = "\n\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    assert word_problems(text, BANNED) == []
    assert "Northern Alliance" not in text or "United Front" in text, (
        "the United Front is explained beside its other name"
    )


@pytest.mark.parametrize("path", COURSE.lessons(), ids=COURSE.short)
def test_no_answer_stands_open_before_the_student_has_given_one(path):
    for cell in read(path).cells:
        jupyter = cell.metadata.get("jupyter", {})
        if cell.cell_type == "code" and ("predict_choice(" in cell.source or "because=" in cell.source):
            assert jupyter.get("source_hidden"), f"cell {cell.id}: fold the code, it names the answer"
        if cell.cell_type == "code" and 'table("sorting_cards")' in cell.source:
            assert jupyter.get("outputs_hidden"), f"cell {cell.id}: fold the output, it names the heaps"


def shown(source="1", count=1, **output):
    """A notebook of one code cell with one output."""
    made = notebook(("md", "title", "# T"), ("code", "a", source))
    made.cells[1].execution_count = count
    made.cells[1].outputs = [{"output_type": "display_data", "metadata": {}, "data": {}} | output]
    from nbformat import from_dict

    return from_dict(made)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (notebook(("md", "a", "# One\n## Two"), ("md", "b", "# Three")), "there is one title"),
        (notebook(("md", "a", "## One")), "there is one title"),
        (notebook(("md", "a", "# One\n### Two")), "“Two” skips a level"),
        (notebook(("md", "a", "# One\n## Two\n## Two")), "“Two” stands 2 times"),
    ],
)
def test_headings_in_disorder_are_named(made, words):
    assert any(words in line for line in heading_problems(made))


def test_sound_headings_pass():
    made = notebook(
        ("md", "a", "# One\n```\n# not a heading\n```\n## Two\n<!-- # no -->"),
        ("md", "b", "### Three\n## Four"),
    )
    assert heading_problems(made) == []


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (("code", "a", "x = 1;"), "ends with `;`"),
        (("code", "a", "\n".join("x = 1" for _ in range(16))), "16 lines, at most 15"),
        (("code", "Cell_1", "1"), "use readable words"),
        (("code", "3f2a9c1b", "1"), "use readable words"),
        (("code", "a", "# NBVAL_IGNORE_OUTPUT\n1"), "no nbval mark"),
    ],
)
def test_cells_out_of_form_are_named(cell, words):
    assert any(words in line for line in cell_problems(notebook(cell)))
    assert cell_problems(notebook(("code", "fine-cell", "x = 1"))) == []


def test_a_second_cell_of_one_id_and_a_weakening_tag_are_named():
    made = notebook(("code", "twice", "1"), ("code", "other", "2"))
    made.cells[1].id = "twice"
    assert any("cell id 'twice' stands 2 times" in line for line in cell_problems(made))
    made = notebook(("code", "a", "1"))
    made.cells[0].metadata["tags"] = ["raises-exception"]
    assert any("cell a:" in line and "no nbval mark" in line for line in cell_problems(made))


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (shown(count=None), "execution count None, not 1"),
        (shown(count=2), "execution count 2, not 1"),
        (shown(output_type="stream", name="stderr", text="careful"), "error or warning: careful"),
        (
            shown(output_type="error", ename="ValueError", evalue="x", traceback=[]),
            "error or warning: ValueError",
        ),
        (shown(data={"image/png": "x"}), "a bare picture"),
        (shown(data={"image/jpeg": "x"}), "a bare picture"),
        (shown(data={"text/html": "<img src='x'>"}), "no text alternative"),
        (shown(data={"text/html": "<img alt='' src='x'>"}), "no text alternative"),
        (notebook(("md", "a", "![](x.png)")), "no text alternative"),
    ],
)
def test_outputs_out_of_form_are_named(made, words):
    assert any(words in line for line in output_problems(made))
    assert output_problems(shown(data={"text/html": "<img alt='A map' src='x'>"})) == []


def test_size_counts_words_cells_lines_and_bytes():
    made = notebook(("md", "a", "One two [three](four.md) `five`.<!-- six -->"), ("code", "b", "1\n2\n3\n4"))
    assert word_count(made) == 3
    found = size_problems(made, 3_000_000)
    assert [line.split(",")[0] for line in found[:2]] == ["3 words", "1 code cells"]
    assert "more than 3 lines" in found[2]
    assert "3,000,000 bytes" in found[3]


def test_a_lesson_may_be_neither_too_short_nor_too_long():
    cells = [("code", f"c-{n}", "1") for n in range(31)]
    long = notebook(("md", "a", "word " * 2501), *cells)
    assert [line.split(",")[0] for line in size_problems(long, 1)] == ["2501 words", "31 code cells"]
    assert size_problems(notebook(("md", "a", "word " * 2500), *cells[:30]), 1) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("A warlord came.", 1), ("He was called “a warlord” there.", 0), ("Regimes fell; the regime's end.", 2),
     ("# TODO", 1),
     ("`regime`", 0), ("It was listed as 'terrorist' by them.", 0), ("todo", 0)],
)  # fmt: skip
def test_banned_words_stand_in_quotations_only(text, count):
    assert len(word_problems(text, BANNED)) == count
