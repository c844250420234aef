"""Written answers go out to a sheet or notebook and come back as marks: checked as a whole, all or none."""

import csv
import html
import io
from argparse import Namespace

import nbformat
import pytest
from marking_samples import (
    ESSAY,
    SOURCE,
    STUB,
    graded_course,
    hand_in,
    notebook,
    stored,
    submitted_course,
    write,
)
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from sqlalchemy.orm import Session

from coursework.__main__ import main
from coursework.errors import CourseworkError
from coursework.grading.assignment import Assignment
from coursework.grading.book.marks import read_marks
from coursework.grading.lms import exports
from coursework.grading.nbcourse import NbCourse
from coursework.grading.planning.instructor import instructor
from coursework.grading.planning.plan import plan
from coursework.grading.scoring.executed import executed
from coursework.grading.written import marking, marksheet
from coursework.grading.written.answers import written
from coursework.grading.written.rubricpage import beside_tasks
from coursework.grading.written.rubrics import read_rubrics

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own add_submission


@pytest.fixture
def course(tmp_path):
    return graded_course(tmp_path / "course")


def marks(course, **options):
    """Run the command `marks`."""
    usual = {"assignment": "hw", "course": str(course), "db": None, "blind": False, "out": None, "in_": None,
             "replace": False}  # fmt: skip
    return marking.main(Namespace(**usual | options))


def sheet(course, **options):
    """The lines of a sheet written for a course."""
    path = course / "marks.csv"
    path.unlink(missing_ok=True)
    marks(course, out=str(path), **options)
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def hand_back(course, lines, form=None, **options):
    """Read filled lines back."""
    text = io.StringIO()
    table = csv.DictWriter(text, lines[0].keys(), delimiter=(form or {}).get("delimiter", ","))
    table.writeheader()
    table.writerows(lines)
    path = course / "filled.csv"
    path.write_bytes(text.getvalue().encode((form or {}).get("encoding", "utf-8")))
    return marks(course, in_=str(path), **options)


def fill(lines, student, task, level="3", comment=""):
    """Fill in every row of one answer."""
    for line in lines:
        if (line["student"], line["task"]) == (student, task):
            line.update(level=level, comment=comment and f"{comment} {line['row'].lower()}")
    return lines


def all_stored(course):
    return {(who, task): stored(course, who, task) for who in SOURCE for task in ("source", "essay")}


def test_the_sheet_has_a_line_per_answer_and_row_of_the_rubric(course):
    lines = sheet(course)
    assert (course / "marks.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    assert [(line["student"], line["task"], line["row"]) for line in lines] == [
        ("ada", "source", "Sourcing"), ("ben", "source", "Sourcing"),
        ("ada", "essay", "Claim"), ("ada", "essay", "Evidence"),
        ("ben", "essay", "Claim"), ("ben", "essay", "Evidence"),
        ("007", "source", "Sourcing"), ("007", "essay", "Claim"), ("007", "essay", "Evidence"),
    ]  # fmt: skip
    assert lines[4]["answer"] == ESSAY["ben"]
    assert lines[2]["levels"].splitlines()[0] == "4 secure: arguable"
    assert "2: a list so far. Tie each item." in lines[3]["comments to reuse"]


def test_no_answer_is_a_formula_in_a_spreadsheet(course):
    answers = [line["answer"] for line in sheet(course)]
    assert "'" + ESSAY["ada"] in answers
    assert not any(answer.startswith(("=", "+", "-", "@")) for answer in answers)


def test_an_answer_too_long_for_a_spreadsheet_is_cut_and_says_so(course):
    hand_in(course, "ada", "word " * 10_000, "short")
    answer = sheet(course)[0]["answer"]
    assert len(answer) < 32_767
    assert answer.endswith("open the graded notebook for the rest]")


def test_where_nothing_was_written_0_is_proposed_and_not_given(course, capsys):
    lines = sheet(course)
    assert [line["level"] for line in lines if line["student"] == "007"] == ["0?"] * 3
    hand_back(course, lines)
    assert "0 answers marked, 6 wait" in capsys.readouterr().out
    assert stored(course, "007", "essay") == (None, None, True)
    hand_back(course, fill(lines, "007", "essay", "0"))
    assert stored(course, "007", "essay") == (0.0, "Claim 0 of 4.\n\nEvidence 0 of 4.", False)


def test_marks_and_comments_by_row_reach_the_gradebook_and_the_rest_waits(course, capsys):
    lines = fill(sheet(course), "ada", "essay", "3", "tie your")
    lines[3]["level"] = "2"
    hand_back(course, lines)
    assert "1 answers marked, 5 wait" in capsys.readouterr().out
    assert stored(course, "ada", "essay") == (
        5.0, "Claim 3 of 4: tie your claim\n\nEvidence 2 of 4: tie your evidence", False,
    )  # fmt: skip
    assert stored(course, "ben", "essay") == (None, None, True)
    assert len(sheet(course)) == 7, "what is marked waits no longer"


def test_names_can_be_hidden_and_the_sheet_still_comes_back(course):
    lines = sheet(course, blind=True)
    text = (course / "marks.csv").read_text(encoding="utf-8-sig")
    assert not any(name in text for name in ("ada", "ben", "007"))
    assert sheet(course, blind=True) == lines, "the codes are stable"
    code = next(line["student"] for line in lines if line["answer"] == SOURCE["ben"])
    hand_back(course, fill(lines, code, "source", "1"))
    assert stored(course, "ben", "source") == (1.0, "Sourcing 1 of 4.", False)


def test_levels_that_do_not_add_up_to_the_points_count_in_proportion(tmp_path):
    course = graded_course(tmp_path, points=10)
    hand_back(course, fill(sheet(course), "ada", "essay", "3"))
    score, comment, _ = stored(course, "ada", "essay")
    assert score == 7.5
    assert comment.endswith("Levels: 6 of 8; points, in proportion: 7.5 of 10")


def test_without_a_rubric_the_points_themselves_are_given(tmp_path):
    course = graded_course(tmp_path, marking="")
    lines = sheet(course)
    assert [line["row"] for line in lines] == ["points"] * 6
    assert lines[0]["levels"] == "0 to 4"
    hand_back(course, fill(lines, "ada", "essay", "6,5", "good"))
    assert stored(course, "ada", "essay") == (6.5, "good points", False)
    with pytest.raises(CourseworkError, match="points takes a number from 0 to 8, not '9'"):
        hand_back(course, fill(lines, "ada", "essay", "9"))


@pytest.mark.parametrize(
    "form",
    [{"delimiter": ";"}, {"delimiter": "\t"}, {"encoding": "utf-8-sig"}],
    ids=["semicolon", "tab", "mark"],
)
def test_a_sheet_saved_by_another_program_is_read(course, form):
    hand_back(course, fill(sheet(course), "ben", "source", "1.0", "früh, “so”"), form)
    assert stored(course, "ben", "source") == (1.0, "Sourcing 1 of 4: früh, “so” sourcing", False)


def test_a_spreadsheet_may_drop_the_zeros_before_a_student_number(course):
    lines = fill(sheet(course), "007", "source", "0")
    for line in lines:
        line["student"] = line["student"].lstrip("0")
    hand_back(course, lines)
    assert stored(course, "007", "source")[0] == 0.0


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_sheet_in_another_encoding_is_refused_with_the_remedy(course, encoding):
    with pytest.raises(CourseworkError, match=r"filled\.csv is not in UTF-8: save it as “CSV UTF-8"):
        hand_back(course, fill(sheet(course), "ben", "source", "1", "früh"), {"encoding": encoding})


def broken(lines, case):
    """One thing wrong in row 2 or 4 (ada's answers), everything else filled in well."""
    for line in lines:
        line["level"] = "2"
    first, claim = lines[0], lines[2]
    if case == "unknown":
        first.update({"student": "eve", "answer id": "g123-1-1"})
    elif case == "mixed":
        first["student"] = "ben"
    elif case == "above":
        claim["level"] = "5"
    elif case == "below":
        claim["level"] = "-1"
    elif case == "between":
        claim["level"] = "2.5"
    elif case == "word":
        claim["level"] = "good"
    elif case == "half":
        claim["level"] = ""
    elif case == "lone comment":
        claim.update(level="", comment="vague")
    elif case == "twice":
        lines.append(dict(first))
    elif case == "row":
        claim["row"] = "Sourcing"
    elif case == "gone":
        del lines[2]
    return lines


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("unknown", "row 2: no answer here has the id 'g123-1-1' (student eve): write the sheet anew"),
        ("mixed", "row 2: student 'ben' does not belong to the answer id beside it"),
        ("above", "row 4: Claim takes one of the levels 0, 1, 2, 3, 4, not '5'"),
        ("below", "row 4: Claim takes one of the levels 0, 1, 2, 3, 4, not '-1'"),
        ("between", "row 4: Claim takes one of the levels 0, 1, 2, 3, 4, not '2.5'"),
        ("word", "row 4: Claim takes one of the levels 0, 1, 2, 3, 4, not 'good'"),
        ("half", "row 5: essay: a level is missing for Claim: fill it in, or clear the others"),
        ("lone comment", "row 4: Claim has a comment and no level: fill in the level, or clear the comment"),
        ("twice", "row 11: source has Sourcing twice for this student: delete one of the two rows"),
        ("row", "row 4: essay has no rubric row 'Sourcing'; it has Claim, Evidence"),
        ("gone", "row 4: essay: a level is missing for Claim"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_row_and_nothing_is_written(course, case, said):
    before = all_stored(course)
    with pytest.raises(CourseworkError) as refused:
        hand_back(course, broken(sheet(course), case))
    assert f"filled.csv, {said}" in str(refused.value)
    assert str(refused.value).count("filled.csv") == 1, "one fault is told once"
    assert all_stored(course) == before


def test_a_file_that_is_no_marking_sheet_is_refused(course):
    (course / "other.csv").write_text("name,mark\nada,3\n")
    with pytest.raises(CourseworkError, match="no marking sheet: its first row lacks row, level, comment"):
        marks(course, in_=str(course / "other.csv"))
    (course / "empty.csv").write_text("")
    with pytest.raises(CourseworkError, match=r"empty\.csv: not a CSV table"):
        marks(course, in_=str(course / "empty.csv"))
    with pytest.raises(CourseworkError, match="No such file"):
        marks(course, in_=str(course / "none.csv"))


def test_a_comma_that_splits_a_comment_is_not_swallowed(course):
    sheet(course)
    text = (course / "marks.csv").read_text(encoding="utf-8-sig")
    head, tail = text.split(",,,,g", 1)
    (course / "typed.csv").write_text(f"{head},3,good, but short,,g{tail}", encoding="utf-8")
    with pytest.raises(CourseworkError, match=r"typed\.csv, row 2: more cells than columns"):
        marks(course, in_=str(course / "typed.csv"))


def test_blank_rows_do_not_shift_the_numbers(course):
    lines = sheet(course)
    lines.insert(0, dict.fromkeys(lines[0], ""))
    lines[3]["level"] = "9"
    with pytest.raises(CourseworkError, match=r"filled\.csv, row 5: Claim takes"):
        hand_back(course, lines)


def test_characters_that_no_table_holds_are_shown_as_such(course):
    hand_in(course, "ada", "a\x00b\x1b[31m", "cHALFd")
    graded = course / "autograded" / "ada" / "hw" / "hw.ipynb"
    graded.write_text(graded.read_text().replace("HALF", "\\ud800"))  # half a character, as JSON allows it
    lines = sheet(course)
    assert (lines[0]["answer"], lines[2]["answer"]) == ("a\ufffdb\ufffd[31m", "c\ufffdd")
    hand_back(course, fill(lines, "ada", "essay", "1"))
    assert stored(course, "ada", "essay")[0] == 2.0


def test_an_answer_handed_in_anew_is_not_marked_from_the_old_sheet(course):
    lines = fill(fill(sheet(course), "ada", "essay"), "ben", "essay")
    hand_in(course, "ada", SOURCE["ada"], "Another claim.")
    with pytest.raises(
        CourseworkError, match="row 4: essay: the answer has changed since: write the sheet anew"
    ):
        hand_back(course, lines)
    assert stored(course, "ben", "essay") == (None, None, True)


def test_a_mark_given_in_formgrader_meanwhile_is_not_overwritten_unsaid(course):
    lines = fill(sheet(course), "ada", "essay", "3")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "demo") as gradebook:
        gradebook.find_grade("essay", "hw", "hw", "ada").manual_score = 7
        gradebook.find_comment("essay", "hw", "hw", "ada").manual_comment = "Well done."
        gradebook.db.commit()
    with pytest.raises(CourseworkError, match=r"the gradebook now has “7 of 8 points\. Well done\.”"):
        hand_back(course, lines)
    assert stored(course, "ada", "essay")[:2] == (7.0, "Well done.")
    hand_back(course, lines, replace=True)
    assert stored(course, "ada", "essay")[0] == 6.0
    hand_back(course, lines)  # the same marks once more are no change
    assert "marked before" not in str(lines)


def test_an_answer_that_waits_again_shows_the_mark_it_had(course):
    hand_back(course, fill(sheet(course), "ada", "source", "4"))
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "demo") as gradebook:
        gradebook.find_grade("source", "hw", "hw", "ada").needs_manual_grade = True
        gradebook.db.commit()
    lines = sheet(course)
    assert lines[0]["comments to reuse"].startswith("marked before: 4 of 4 points. Sourcing 4 of 4.")
    hand_back(course, fill(lines, "ada", "source", "2"))
    assert stored(course, "ada", "source") == (2.0, "Sourcing 2 of 4.", False)


def test_marks_are_written_in_one_transaction(course, monkeypatch):
    lines = fill(fill(sheet(course), "ada", "essay"), "ben", "essay")
    changes, commit = [], Session.commit

    def full(session):
        if session.dirty:
            changes.append(len(session.dirty))
            raise OSError("no space left")
        commit(session)

    monkeypatch.setattr(Session, "commit", full)
    with pytest.raises(OSError, match="no space"):
        hand_back(course, lines)
    monkeypatch.undo()
    assert changes == [4], "two marks and two comments in one commit"
    assert all(waits for _, _, waits in all_stored(course).values())


def test_a_file_that_may_hold_marks_is_never_overwritten(course):
    for name in ("marks.csv", "marks.ipynb"):
        (course / name).write_text("my marks")
        with pytest.raises(CourseworkError, match="is there already and may hold marks"):
            marks(course, out=str(course / name))
        assert (course / name).read_text() == "my marks"
    with pytest.raises(CourseworkError, match=r"ends with .csv or .ipynb"):
        marks(course, out=str(course / "marks.xlsx"))


def test_before_grading_the_command_says_so(course, tmp_path):
    with pytest.raises(CourseworkError, match="no assignment 'hx'"):
        marks(course, assignment="hx", out=str(tmp_path / "a.csv"))
    write(course / "source" / "new" / "new.ipynb", notebook())
    with pytest.raises(CourseworkError, match="new is not in the gradebook yet: run `grade new`"):
        marks(course, assignment="new", out=str(tmp_path / "a.csv"))
    (course / "autograded" / "ben" / "hw" / "hw.ipynb").unlink()
    with pytest.raises(CourseworkError, match=r"graded notebooks are missing.*\n.*ben"):
        marks(course, out=str(tmp_path / "a.csv"))
    (course / "gradebook.db").unlink()
    with pytest.raises(CourseworkError, match=r"no gradebook at .*gradebook.db: run `grade` first"):
        marks(course, out=str(tmp_path / "a.csv"))
    assert not (course / "gradebook.db").exists(), "no empty gradebook is left behind"
    assert not (tmp_path / "a.csv").exists()


def test_an_answer_is_found_wherever_it_was_written_and_the_rubric_is_none(course):
    graded = notebook(f"{STUB}\n\nBelow the line.", STUB)
    beside_tasks(graded, read_rubrics(course / "source" / "hw"))
    graded.cells[7:7] = [new_markdown_cell("In a cell of my own."), new_code_cell("print('and in code')")]
    write(course / "autograded" / "007" / "hw" / "hw.ipynb", graded)
    answers = {line["task"]: line["answer"] for line in sheet(course) if line["student"] == "007"}
    assert "Below the line." in answers["source"]
    assert "In a cell of my own." in answers["essay"]
    assert "and in code" in answers["essay"]
    assert "arguable" not in str(answers)


def in_place(cells):
    cells[6].source = "Mine."


def in_task(cells):
    cells[5].source += "\n\nMine."


def in_question(cells):
    cells[4].source += "\n\nMine."


def above_task(cells):
    cells.insert(5, new_markdown_cell("Mine."))


def below_place(cells):
    cells.insert(7, new_markdown_cell("Mine."))


def instead_of_place(cells):
    cells[6] = new_markdown_cell("Mine.")


def without_task(cells):
    cells[5:7] = [new_markdown_cell("Mine.")]


def in_another_type(cells):
    cells[6] = new_code_cell("Mine.", id=cells[6].id)


@pytest.mark.parametrize(
    "move",
    [
        in_place,
        in_task,
        in_question,
        above_task,
        below_place,
        instead_of_place,
        without_task,
        in_another_type,
    ],
)
def test_an_answer_counts_wherever_a_student_wrote_it(move):
    """What grading finds, what the graded notebook shows and what a marker gets are the same."""
    source, handed_in = instructor(notebook()), notebook()
    for cell, other in zip(handed_in.cells, source.notebook.cells, strict=True):
        cell.id = other.id
    move(handed_in.cells)
    made = plan(source, handed_in)
    assert "Mine." in made.written["essay"]
    assert made.written["source"] == ""
    graded, _ = executed(made, {}, {})
    marked = written(beside_tasks(graded, {}), source)
    assert "Mine." in marked["essay"]
    assert marked["source"] == ""


def test_a_cell_below_an_answer_that_bears_points_itself_belongs_to_it():
    given, handed_in = notebook(), notebook(essay="Mine.")
    marked = {"task": False, "grade": True, "solution": True, "locked": False}
    for book in (given, handed_in):
        book.cells[6].metadata["nbgrader"] = book.cells[5].metadata.nbgrader | marked
        book.cells[5].metadata = {}
    handed_in.cells.insert(7, new_markdown_cell("And more."))
    assert plan(instructor(given), handed_in).written["essay"] == "Mine.\n\nAnd more."


def test_no_0_is_proposed_for_a_notebook_that_could_not_be_graded(course):
    instead = Assignment(NbCourse.find(course), "hw").stand_in("hw", "It is not a notebook.")
    write(course / "autograded" / "007" / "hw" / "hw.ipynb", instead)
    lost = [line for line in sheet(course) if line["student"] == "007"]
    assert [line["level"] for line in lost] == ["", "", ""]
    assert {line["answer"] for line in lost} == {marksheet.UNREAD}
    marks(course, out=str(course / "marks.ipynb"))
    assert "0?" not in (course / "marks.ipynb").read_text().split("Nothing written")[1]


def test_from_grade_to_marks_to_export(tmp_path, capsys):
    course = submitted_course(tmp_path)
    assert main(["grade", "hw", "--course", str(course), "--workers", "1"]) == 0
    graded = nbformat.read(course / "autograded" / "ada" / "hw" / "hw.ipynb", as_version=4)
    assert "secure: arguable" in graded.cells[5].source, "nbgrader's own formgrader shows the rubric too"
    lines = fill(fill(sheet(course), "ada", "essay", "4", "well"), "ada", "source", "4")
    hand_back(course, lines)
    assert stored(course, "ada", "essay") == (
        8.0, "Claim 4 of 4: well claim\n\nEvidence 4 of 4: well evidence", False,
    )  # fmt: skip
    assert main(["grade", "hw", "--course", str(course), "--workers", "1", "--regrade"]) == 0
    assert stored(course, "ada", "essay")[0] == 8.0, "a person's marks outlive grading again"
    assert len(sheet(course)) == 6, "and do not wait again"
    table = exports.table(read_marks(NbCourse.find(course).db_url, "hw"))
    ours = {row["student"]: row for row in csv.DictReader(table.splitlines())}
    assert (ours["ada"]["score"], ours["ada"]["status"], ours["ben"]["score"]) == ("12", "final", "")


def run(path, fill_in):
    """Run the cells of a marking notebook as a marker would, some of them filled in."""
    names = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            exec(fill_in(cell.source), names)
    return names


def test_the_marking_notebook_gives_the_same_marks(course, capsys):
    path = course / "marks.ipynb"
    marks(course, out=str(path))
    texts = [cell.source for cell in nbformat.read(path, as_version=4).cells]
    nbformat.validate(nbformat.read(path, as_version=4))
    at = next(n for n, text in enumerate(texts) if text.startswith("### essay: ben"))
    assert all(part in texts[at] for part in ("E001 speaks for it.", "secure: arguable", "Tie each item."))
    assert texts[at + 1].count('(None, "")') == 2
    mine = texts[at + 1]
    run(path, lambda code: code.replace('(None, "")', "(3, 'well tied')") if code == mine else code)
    assert "1 answers marked, 5 wait" in capsys.readouterr().out
    assert stored(course, "ben", "essay")[:2] == (
        6.0,
        "Claim 3 of 4: well tied\n\nEvidence 3 of 4: well tied",
    )
    assert stored(course, "007", "essay") == (None, None, True), "a proposed 0 is not given"


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ("(7, '')", "answer 4: Claim takes one of the levels"),
        ("7", "fill it in as"),
        ("(None, 'but why')", "Claim has a comment and no level"),
    ],
)
def test_the_marking_notebook_says_what_to_mend(course, capsys, filled, said):
    path = course / "marks.ipynb"
    marks(course, out=str(path), blind=True)
    mine = [cell.source for cell in nbformat.read(path, as_version=4).cells if "'Claim'" in cell.source][1]
    run(path, lambda code: code.replace('(None, "")', filled, 1) if code == mine else code)
    assert said in capsys.readouterr().out
    assert all(waits for _, _, waits in all_stored(course).values())


def test_nothing_a_student_wrote_acts_in_the_marking_notebook(course):
    hostile = """It's "5 > 4" &amp; so. <script>alert(1)</script> [x](javascript:1) ![](http://x.y/z) $x$ `y`

# Title
</blockquote>"""
    hand_in(course, "ada", "fine", hostile)
    marks(course, out=str(course / "marks.ipynb"))
    cells = nbformat.read(course / "marks.ipynb", as_version=4).cells
    shown = next(c.source for c in cells if c.source.startswith("### essay: ada"))
    quoted = shown.partition("<blockquote>")[2].partition("</blockquote>")[0]
    assert not set("<[]!$`\n") & set(quoted.replace("<br>", ""))
    assert html.unescape(quoted.replace("<br>", "\n")) == hostile, "it reads as it was written"


def test_the_sheet_is_a_table_that_pandas_reads(course):
    pandas = pytest.importorskip("pandas")
    sheet(course)
    assert list(pandas.read_csv(course / "marks.csv", dtype=str)) == marksheet.COLUMNS
