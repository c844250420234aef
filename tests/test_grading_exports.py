"""Marks as a table and in the files of Canvas and Moodle: nothing guessed, nothing else changed."""

import csv
import io

import pytest
from graded_course import add, course

from coursework.__main__ import main
from coursework.errors import CourseworkError
from coursework.grading.lms.exports import export, harmless
from coursework.grading.lms.sheet import cells, read_sheet

CANVAS = (
    'Student,ID,SIS User ID,SIS Login ID,Section,Notes,"01-x (4711)",Essay (4712),Final Score\r\n'
    ",,,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,,9.00,10.00,(read only)\r\n"
    '"Müller, Ana",101,S-1,ana,"A ""one"", B",,,3.50,(read only)\r\n'
    '"=SUM(A1), Bo",102,S-2,bo,A,"two\nlines",4.00,,(read only)\r\n'
    "Cy,103,S-3,cy,A,,,,(read only)\r\n"
    "Dee,104,S-4,dee,A,,EX,,(read only)\r\n"
    "Nobody,105,S-5,nobody,A,,2.00,,(read only)\r\n"
)
MOODLE = (
    '"First name","Last name","ID number",Institution,Department,"Email address","Assignment: 01-x (Real)",'
    '"Assignment: 01-x (Feedback)","Last downloaded from this course"\n'
    "Ana,Müller,S-1,,,ana@x.org,-,,1772000000\n"
    'Bo,"O\'Neill, B.",S-2,,,bo@x.org,-,"see, there",1772000000\n'
)


@pytest.fixture
def made(tmp_path):
    """ana 6.5 of 9, final and late by an hour; bo waits; cy handed nothing in; dee 9."""
    made = add(
        course(tmp_path), "ana", order=1.5, essay=4, memo=2, late=1, email="ana@x.org", last_name="Müller"
    )
    add(made, "bo", order=2, essay=4, email="bo@x.org", lms_user_id="102")
    add(made, "cy", order="nothing", first_name="=cmd|' /C calc'!A0")
    return add(made, "dee", order=2, essay=4, memo=3)


def roster(folder, text, encoding="utf-8", name="roster.csv"):
    """A file that an LMS exported."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return str(path)


def filled(made, text, form="canvas", encoding="utf-8", **options):
    """The text of the filled file, and the notes."""
    target, notes = export(made, "01-x", form, roster(made.root, text, encoding), **options)
    return target.read_bytes().decode(encoding), notes


def rows(path):
    """The rows of a CSV file as dictionaries."""
    return {row["student"]: row for row in csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8")))}


def test_the_table_has_a_row_per_student_and_a_column_per_item(made):
    target, notes = export(made, "01-x")
    found = rows(target)
    assert target == made.report("01-x") / "01-x.csv"
    assert list(found) == ["ana", "bo", "cy", "dee"]
    ana = found["ana"]
    assert [ana[name] for name in ("order-test", "essay", "memo")] == ["1.5", "4", "2"]
    assert [ana[name] for name in ("raw_score", "late_penalty", "score", "max_score")] == [
        "7.5",
        "1",
        "6.5",
        "9",
    ]
    assert (ana["status"], ana["late"], ana["seconds_late"]) == ("final", "yes", "3600")
    assert (found["bo"]["status"], found["bo"]["score"], found["bo"]["memo"]) == ("waiting", "", "")
    assert (found["cy"]["status"], found["cy"]["score"], found["cy"]["late"]) == ("not handed in", "", "")
    assert found["cy"]["first_name"] == "'=cmd|' /C calc'!A0"
    assert found["ana"]["last_name"] == "Müller"
    assert notes == [
        "bo: no final mark: waits for a person (memo)",
        "cy: no final mark: nothing was handed in",
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "=", "-cmd", "|x"]
)
def test_what_a_spreadsheet_would_run_is_made_text(text):
    assert harmless(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["-5", "+49", "-1.25", "-1,5", "a=b", "O'Neill", "a-b", "", "  ", "ana@x.org", "1-2"]
)
def test_numbers_and_names_stay_as_they_are(text):
    assert harmless(text) == text


def test_canvas_gets_final_marks_and_keeps_every_other_byte(made):
    text, notes = filled(made, CANVAS)
    wanted = CANVAS.replace(',"A ""one"", B",,,3.50', ',"A ""one"", B",,6.5,3.50')
    assert text == wanted
    assert notes == [
        "1 marks filled in",
        "row 8 (Nobody, 105): left as it was: no student here has an id of this row",
        "bo: left as it was: waits for a person (memo)",
        "cy: left as it was: nothing was handed in",
        "dee: left as it was: Canvas says EX",
    ]


def test_moodle_gets_final_marks_by_address_or_id(made):
    text, notes = filled(made, MOODLE, "moodle")
    assert text == MOODLE.replace("ana@x.org,-", "ana@x.org,6.5")
    assert "dee: not filled in: not in the file" in notes
    renamed = MOODLE.replace("Email address", "Anything").replace("S-1", "ana")
    assert "ana@x.org,6.5" in filled(made, renamed, "moodle")[0]


def test_a_grading_worksheet_of_moodle_is_filled_in_by_its_column(made):
    text = (
        "Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,Feedback comments\n"
        'Participant 77,"Ana M.",ana,ana@x.org,Submitted for grading,,9.00,"<p>see, ""there""</p>"\n'
    )
    assert filled(made, text, "moodle", column="Grade")[0] == text.replace("grading,,", "grading,6.5,")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(("delimiter", "end"), [(";", "\n"), ("\t", "\r\n"), (",", "\r"), (";", "\r\n")])
def test_delimiter_encoding_and_line_ends_are_kept(made, encoding, delimiter, end):
    lines = [
        ["Student", "ID", "SIS Login ID", "Section", "01-x (1)", "Sum"],
        ["    Points Possible", "", "", "", "9", ""],
        ["Müller – Ana", "1", "ana", "A", "", "3,50"],
    ]
    text = end.join(delimiter.join(f'"{c}"' if delimiter in c else c for c in line) for line in lines)
    mark = "6,5" if delimiter != "," else "6.5"
    shown, _ = filled(made, text, encoding=encoding)
    empty, full = (f"A{delimiter}{value}{delimiter}" for value in ("", mark))
    assert shown == text.replace(empty, full)
    assert filled(made, shown, encoding=encoding)[0] == shown, "filling in again changes nothing"


def test_a_file_comes_through_unchanged_when_nothing_is_filled_in(tmp_path):
    for text in (
        CANVAS,
        CANVAS.rstrip(),
        CANVAS + "\r\n",
        CANVAS.replace("\r\n", "\n"),
        'Student,ID\n,\n a ,""\n',
    ):
        sheet = read_sheet(roster(tmp_path, text), [{"Student", "ID"}])
        assert sheet.bytes() == text.encode()


def test_the_cells_are_those_of_pythons_reader():
    found, _ = cells(CANVAS, ",", "x")
    assert [[cell.text for cell in row] for row in found] == list(csv.reader(io.StringIO(CANVAS, newline="")))


@pytest.mark.parametrize(
    "text", ['Student,ID,"01-x (1)\nana,1,', 'Student,ID,01-x (1)\n"ana"x,1,', "Name,Number\n", ""]
)
def test_what_is_no_such_file_is_refused_by_name(made, text):
    with pytest.raises(CourseworkError, match=r"roster\.csv"):
        filled(made, text)


def test_nobody_is_matched_by_guessing(made):
    """Other capitals, a name, two rows with one id, two students with one row: all are told."""
    text = CANVAS.replace(",ana,", ",Ana,").replace("S-3,cy", "S-4,dee").replace("EX", "")
    shown, notes = filled(made, text)
    assert shown == text
    assert "ana: not filled in: not in the file; 'Ana' there has other capitals" in notes
    assert "dee: not filled in: fits more than one row (6, 7)" in notes
    both = CANVAS.replace("S-1,ana", "dee,ana")
    shown, notes = filled(made, both.replace("S-4,dee", "S-4,x"))
    assert shown == both.replace("S-4,dee", "S-4,x")
    assert "row 4: not filled in: fits more than one student (ana, dee)" in notes


def test_canvas_s_own_number_counts_only_where_it_was_recorded_or_nothing_else_fits(tmp_path):
    made = add(course(tmp_path), "102", essay=4, memo=3)
    add(made, "ana", essay=4, memo=3)
    text = CANVAS.replace("EX", "")
    shown, notes = filled(made, text)
    assert "102: not filled in: not in the file" in notes
    assert shown.count("9,") == text.count("9,") + 1
    numbers = "Student,ID,Section,01-x (1)\nBo,102,A,\n"
    shown, notes = filled(made, numbers)
    assert shown == "Student,ID,Section,01-x (1)\nBo,102,A,9\n"
    assert "students are found by Canvas's own number (column ID)" in notes
    recorded = add(course(tmp_path / "b"), "zoe", essay=4, memo=3, lms_user_id="104")
    assert "dee,A,,9,," in filled(recorded, text)[0]


def test_a_column_of_ids_and_the_column_to_fill_can_be_named(made):
    text = "Student,ID,Section,Folder,Homework one (5)\nAna,1,A,ana,\nBo,2,A,dee,\n"
    shown, _ = filled(made, text, match="Folder", column="Homework one (5)")
    assert shown == "Student,ID,Section,Folder,Homework one (5)\nAna,1,A,ana,6.5\nBo,2,A,dee,9\n"
    with pytest.raises(CourseworkError, match=r"no column for '01-x'\. Name it with --column; there are: St"):
        filled(made, text)
    with pytest.raises(CourseworkError, match="no column Nothing"):
        filled(made, text, match="Nothing", column="Homework one (5)")


def test_two_columns_of_the_name_or_a_read_only_one_are_refused(made):
    with pytest.raises(CourseworkError, match="2 columns for '01-x'"):
        filled(made, CANVAS.replace("Essay (4712)", "01-x (4712)"))
    with pytest.raises(CourseworkError, match="read-only in Canvas"):
        filled(made, CANVAS, column="Final Score")
    with pytest.raises(CourseworkError, match="row 4 has 10 cells and the header 9"):
        filled(made, CANVAS.replace("3.50", "3,50"))


def test_other_points_in_canvas_are_said_and_nothing_is_scaled(made):
    shown, notes = filled(made, CANVAS.replace("9.00", "100.00"))
    assert any("Canvas counts 100 points for this, the notebooks have 9" in line for line in notes)
    assert '"A ""one"", B",,6.5,' in shown


def test_the_instructor_s_own_file_is_not_written_over(made):
    path = roster(made.root, CANVAS)
    with pytest.raises(CourseworkError, match="stays as it is"):
        export(made, "01-x", "canvas", path, to=path)
    with pytest.raises(CourseworkError, match="needs --roster FILE"):
        export(made, "01-x", "moodle")
    with pytest.raises(CourseworkError, match=r"none\.csv: No such file"):
        export(made, "01-x", "moodle", str(made.root / "none.csv"))


def test_an_unknown_assignment_and_an_empty_gradebook_are_named(tmp_path):
    made = course(tmp_path)
    with pytest.raises(CourseworkError, match="run `grade 01-x` first"):
        export(made, "01-x")
    with pytest.raises(CourseworkError, match="no assignment '02-y'"):
        export(made, "02-y")


def test_the_command_says_what_it_did(made, capsys):
    to = made.root / "out.csv"
    assert main(["export", "01-x", "--course", str(made.root), "--to", str(to)]) == 0
    assert "bo: no final mark" in capsys.readouterr().out
    assert rows(to)["ana"]["score"] == "6.5"
    assert main(["export", "01-x", "--course", str(made.root), "--format", "canvas"]) == 1
    assert "needs --roster FILE" in capsys.readouterr().err
