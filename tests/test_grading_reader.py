"""Reading a stranger's folder: what is recovered, what is refused, and that nothing raises."""

import json
import os
import random
import socket
from datetime import datetime

import nbformat
import pytest
from grading_notebooks import INSTRUCTOR, again, released, student

from coursework.grading.planning.plan import plan
from coursework.grading.reading.decoding import Unreadable, notebook_of
from coursework.grading.reading.reader import LARGEST_FILE, MOST_FILES, read_submission

IDS = {"numbers": set(INSTRUCTOR.by_grade_id)}
needs_links = pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")


@pytest.fixture
def folder(tmp_path):
    """submitted/ada/numbers, empty."""
    made = tmp_path / "submitted" / "ada" / "numbers"
    made.mkdir(parents=True)
    return made


def raw(notebook=None) -> bytes:
    return nbformat.writes(notebook or student()).encode()


def put(folder, notebook=None, name="numbers.ipynb"):
    (folder / name).write_bytes(raw(notebook) if not isinstance(notebook, bytes) else notebook)
    return folder


def got(folder, names=("numbers",), ids=IDS, own=None):
    """(the submission, kinds of its flags)."""
    found = read_submission(folder, list(names), ids, own)
    return found, sorted(flag.kind for flag in found.flags)


def sources(node):
    return [one.source for one in node.cells]


EXPECTED = sources(student())


def test_a_plain_submission_is_read_without_a_flag(folder):
    put(folder)
    (folder / "timestamp.txt").write_text("2026-02-01 10:00:00.5 UTC\n")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "numbers-checkpoint.ipynb").write_text("{")
    (folder / ".DS_Store").write_bytes(b"\0")
    found, kinds = got(folder)
    assert kinds == []
    assert found.student == "ada"
    assert found.timestamp == datetime(2026, 2, 1, 10, 0, 0, 500_000)
    assert sources(found.notebooks["numbers"]) == EXPECTED
    assert found.files == {}
    nbformat.validate(found.notebooks["numbers"])


@pytest.mark.parametrize("zone", ["+0330", "+03:30", "Asia/Tehran"])
def test_a_time_of_another_zone_is_kept_as_utc(folder, zone):
    (folder / "timestamp.txt").write_text(f"2026-02-01 13:30:00 {zone}")
    assert got(folder)[0].timestamp == datetime(2026, 2, 1, 10)


def test_a_timestamp_that_is_no_time_is_told(folder):
    put(folder)
    (folder / "timestamp.txt").write_text("tomorrow or so")
    found, kinds = got(folder)
    assert (found.timestamp, kinds) == (None, ["decoded"])


# Names


@pytest.mark.parametrize(
    "name",
    ["numbers (1).ipynb", "Ahmed_numbers.ipynb", "numbers.ipynb.txt", "numbers.json", "NUMBERS.IPYNB",
     "hw.ipynb", "numbers.txt",
     "numbers/numbers.ipynb", "دفترچه.ipynb"],
)  # fmt: skip
def test_another_name_is_recognised(folder, name):
    (folder / name).parent.mkdir(exist_ok=True)
    found, kinds = got(put(folder, name=name))
    assert kinds == ["renamed"]
    assert sources(found.notebooks["numbers"]) == EXPECTED


def test_without_the_name_the_one_that_shares_most_grade_ids_is_taken(folder):
    other = released()
    other.cells = other.cells[:5]
    put(put(folder, other, "a.ipynb"), student(), "b.ipynb")
    found, kinds = got(folder)
    assert sources(found.notebooks["numbers"]) == EXPECTED
    assert kinds == ["extra-file-refused", "renamed"]


def test_several_equal_ones_are_left_to_a_person_but_copies_are_not(folder):
    put(put(folder, name="a.ipynb"), released(), "b.ipynb")
    found, kinds = got(folder)
    assert found.notebooks == {"numbers": None}
    assert found.status == "missing"
    assert "needs-person" in kinds
    put(folder, student(), "b.ipynb")
    assert got(folder)[0].notebooks["numbers"] is not None


def test_a_second_copy_beside_the_right_name_is_not_marked_and_told(folder):
    put(put(folder), released(), "numbers-Copy1.ipynb")
    found, kinds = got(folder)
    assert sources(found.notebooks["numbers"]) == EXPECTED
    assert kinds == ["extra-file-refused", "needs-person"]


def test_a_broken_file_of_the_right_name_gives_way_to_a_whole_one(folder):
    put(put(folder, raw()[:300]), student(), "numbers (1).ipynb")
    found, kinds = got(folder)
    assert sources(found.notebooks["numbers"]) == EXPECTED
    assert kinds == ["renamed", "unreadable"]


def test_each_notebook_of_an_assignment_is_found(folder):
    put(put(folder, name="one.ipynb"), name="second_two.ipynb")
    found, kinds = got(folder, ["one", "two"], {"one": IDS["numbers"], "two": IDS["numbers"]})
    assert None not in found.notebooks.values()
    assert kinds == ["renamed"]


@pytest.mark.parametrize(
    "make", [lambda f: None, lambda f: f.rmdir(), lambda f: (f / "notes.md").write_text("Hi")]
)
def test_a_folder_without_a_notebook_is_missing(folder, make):
    make(folder)
    found, kinds = got(folder)
    assert (found.notebooks, found.status) == ({"numbers": None}, "missing")
    assert kinds == ["missing", "needs-person"]


# What is no regular file


@needs_links
def test_no_link_is_followed(folder, tmp_path):
    secret = tmp_path / "solution.ipynb"
    secret.write_bytes(raw())
    (folder / "numbers.ipynb").symlink_to(secret)
    (folder / "data.csv").symlink_to("/etc/hostname")
    (folder / "all").symlink_to(tmp_path)
    (folder / ".DS_Store").symlink_to(secret)
    found, kinds = got(folder)
    assert found.notebooks == {"numbers": None}
    assert found.files == {}
    assert kinds == ["missing", "needs-person", *["symlink-refused"] * 4]


@needs_links
@pytest.mark.parametrize("which", ["ada", "ada/numbers"])
def test_no_folder_that_is_a_link_is_entered(tmp_path, which):
    real = tmp_path / "elsewhere" / "numbers"
    real.mkdir(parents=True)
    put(real)
    (tmp_path / "submitted" / "ada").mkdir(parents=True)
    if which == "ada":
        (tmp_path / "submitted" / "ada").rmdir()
        (tmp_path / "submitted" / "ada").symlink_to(real.parent)
    else:
        (tmp_path / "submitted" / "ada" / "numbers").symlink_to(real)
    found, kinds = got(tmp_path / "submitted" / "ada" / "numbers")
    assert found.notebooks == {"numbers": None}
    assert kinds == ["missing", "needs-person", "symlink-refused"]


def test_a_second_name_of_a_file_elsewhere_is_refused(folder, tmp_path):
    secret = tmp_path / "solution.ipynb"
    secret.write_bytes(raw())
    os.link(secret, folder / "numbers.ipynb")
    found, kinds = got(folder)
    assert found.notebooks == {"numbers": None}
    assert "symlink-refused" in kinds


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipes_and_sockets_are_refused_without_waiting(folder, monkeypatch):
    os.mkfifo(folder / "numbers.ipynb")
    os.mkfifo(folder / "timestamp.txt")
    monkeypatch.chdir(folder)  # the address of a socket must be short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("data.csv")
        found, kinds = got(folder)
    assert found.notebooks == {"numbers": None}
    assert kinds.count("extra-file-refused") == 3


@needs_links
def test_a_file_exchanged_for_a_link_after_it_was_looked_at_is_not_read(folder, tmp_path, monkeypatch):
    secret = tmp_path / "secret.csv"
    secret.write_text("secret")
    put(folder)
    (folder / "data.csv").write_text("harmless")
    opened = os.open

    def exchanging(path, *rest, **more):
        if str(path).endswith("data.csv"):
            os.unlink(path)
            os.symlink(secret, path)
        return opened(path, *rest, **more)

    monkeypatch.setattr(os, "open", exchanging)
    found, kinds = got(folder)
    assert found.files == {}
    assert kinds == ["unreadable"]


# Other files


@pytest.mark.parametrize(
    "name",
    [
        "helper.py",
        "x.pth",
        "run.sh",
        "work.zip",
        ".hidden",
        ".bashrc",
        "lib.so",
        "x.ipynb.bak",
        "noending",
        "a\nb.csv",
    ],
)
def test_files_that_are_no_data_are_refused(folder, name):
    put(folder)
    (folder / name).write_text("x")
    found, kinds = got(folder)
    assert found.files == {}
    assert kinds == ["extra-file-refused"]


def test_data_files_are_accepted_within_limits(folder):
    put(folder)
    (folder / "data").mkdir()
    (folder / "data" / "my.csv").write_text("a,b")
    (folder / "notes.md").write_text("Hi")
    (folder / "table.json").write_text('{"cells": 3}')
    (folder / "big.csv").write_bytes(b"x" * (LARGEST_FILE + 1))
    found, kinds = got(folder)
    assert found.files == {"data/my.csv": b"a,b", "notes.md": b"Hi", "table.json": b'{"cells": 3}'}
    assert kinds == ["extra-file-refused"]


def test_no_more_than_so_many_data_files(folder):
    put(folder)
    for number in range(MOST_FILES + 3):
        (folder / f"{number:02d}.csv").write_text("x")
    found, kinds = got(folder)
    assert len(found.files) == MOST_FILES
    assert kinds == ["extra-file-refused"] * 3


@pytest.mark.parametrize("name", ["table.csv", "TABLE.csv"])
def test_the_assignments_own_files_stay_as_they_are(folder, name):
    put(folder)
    (folder / name).write_text("1")
    found, kinds = got(folder, own={"table.csv": b"1"})
    assert (found.files, kinds) == ({}, [])
    (folder / name).write_text("2")
    found, kinds = got(folder, own={"table.csv": b"1"})
    assert (found.files, kinds) == ({}, ["extra-file-refused"])


def test_a_folder_of_thousands_of_files_and_depths_ends(folder):
    put(folder)
    deep = folder
    for _ in range(30):
        deep = deep / "d"
        deep.mkdir()
    (deep / "x.csv").write_text("x")
    for number in range(2100):
        (folder / f"f{number}").touch()
    found, _ = got(folder)
    assert sum("rest was not looked at" in flag.detail for flag in found.flags) == 1
    assert found.files == {}
    assert found.notebooks["numbers"] is not None


def test_too_large_a_notebook_is_refused_unread(folder):
    with open(folder / "numbers.ipynb", "wb") as file:
        file.truncate(51 * 1024 * 1024)
    found, kinds = got(folder)
    assert found.status == "unreadable"
    assert {"unreadable", "needs-person"} <= set(kinds)


# The digest


def test_the_digest_changes_with_what_was_read_or_refused_and_with_nothing_else(folder):
    put(folder)
    first = got(folder)[0].sha256
    os.utime(folder / "numbers.ipynb", (1, 1))
    assert got(folder)[0].sha256 == first
    (folder / "helper.py").write_text("x")
    second = got(folder)[0].sha256
    (folder / "data.csv").write_text("x")
    third = got(folder)[0].sha256
    (folder / "data.csv").write_text("y")
    assert len({first, second, third, got(folder)[0].sha256}) == 4


# Encodings

TEXT = raw().decode().replace("# Numbers", "# Nümbers")
ENCODED = {
    "utf-8 with a mark": TEXT.encode("utf-8-sig"),
    "utf-16 with a mark": TEXT.encode("utf-16"),
    "utf-16 without": TEXT.encode("utf-16-le"),
    "utf-16, big": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "utf-32": TEXT.encode("utf-32"),
    "utf-32 without": TEXT.encode("utf-32-be"),
    "cp1252": TEXT.encode("cp1252"),
    "latin-1": TEXT.replace("ü", "ü\x81").encode("latin-1"),
    "NUL at the end": TEXT.encode() + b"\0" * 50,
    "NUL inside": TEXT.replace("BASE + 1", "BASE\0 + 1").encode(),
}


@pytest.mark.parametrize("name", ENCODED)
def test_other_encodings_are_recovered(folder, name):
    found, kinds = got(put(folder, ENCODED[name]))
    assert kinds == ["decoded"]
    assert sources(found.notebooks["numbers"])[1:] == EXPECTED[1:]
    assert "Nü" in sources(found.notebooks["numbers"])[0]


def test_halves_of_characters_do_not_reach_anybody(folder):
    text = raw().decode().replace("# Numbers", "# Num\\ud800bers")
    found, kinds = got(put(folder, text.encode()))
    assert kinds == ["decoded"]
    nbformat.writes(found.notebooks["numbers"]).encode("utf-8")


# Broken files


def as_data(notebook=None):
    return json.loads(raw(notebook))


BROKEN = {
    "empty": b"",
    "blank": b"  \n ",
    "cut off": raw()[: len(raw()) // 2],
    "no JSON": b"hello",
    "a list": b"[]",
    "a number": b"3",
    "no cells": b'{"nbformat": 4}',
    "cells no list": b'{"cells": {}}',
    "worksheets of nothing": b'{"worksheets": 3}',
    "deep": b"[" * 100_000,
    "deep inside": b'{"cells": ' + b"[" * 100_000,
    "random": bytes(random.Random(1).randrange(256) for _ in range(3000)),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "an archive": b"PK\x03\x04" + bytes(range(256)) * 20,
}


BROKEN["parts without end"] = b'{"cells": [], "metadata": [' + b"[]," * 3_000_000 + b"[]]}"
BROKEN["cells without end"] = b'{"cells": [' + b"{}," * 30_000 + b"{}]}"


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_notebook_is_unreadable_and_waits_for_a_person(folder, name):
    found, kinds = got(put(folder, BROKEN[name]))
    assert found.status == "unreadable"
    assert kinds == ["needs-person", "unreadable"]


def changed(change):
    data = as_data()
    change(data)
    return json.dumps(data).encode()


def old_cells(cell):
    """A cell as format 3 has it."""
    made = {**cell, "metadata": cell["metadata"]}
    if cell["cell_type"] == "code":
        made["input"] = made.pop("source")
        made |= {"language": "python", "prompt_number": 3, "collapsed": False}
    return made


def version_3(data):
    cells = [old_cells(cell) for cell in data.pop("cells")]
    cells[0] = {
        "cell_type": "heading",
        "level": 1,
        "source": ["Numbers\n", "\n", "14 points, 10 minutes."],
        "metadata": {},
    }
    data.update(nbformat=3, nbformat_minor=0, worksheets=[{"cells": cells, "metadata": {}}])


def version_1(data):
    names = [
        ("code", c["source"]) if c["cell_type"] == "code" else ("text", c["source"]) for c in data["cells"]
    ]
    cells = [{"cell_type": name, name: source} for name, source in names]
    data.update(nbformat=1, cells=cells)
    data.pop("nbformat_minor")


def each(change):
    def all_cells(data):
        for cell in data["cells"]:
            change(cell)

    return all_cells


ODD = {
    "format 3": (version_3, ["upgraded"]),
    "format 1": (version_1, ["upgraded"]),
    "4.0 without ids": (lambda d: (d.update(nbformat_minor=0), each(lambda c: c.pop("id"))(d)), []),
    "4.99": (lambda d: d.update(nbformat_minor=99), []),
    "no format": (lambda d: (d.pop("nbformat"), d.pop("nbformat_minor")), []),
    "format as text": (lambda d: d.update(nbformat="4", nbformat_minor=None), []),
    "no metadata": (lambda d: (d.pop("metadata"), each(lambda c: c["metadata"].pop("deletable", 0))(d)), []),
    "source as one text": (each(lambda c: c.update(source="".join(c["source"]))), []),
    "ids twice": (each(lambda c: c.update(id="same")), []),
    "ids no ids": (each(lambda c: c.update(id=["x"])), []),
    "no outputs": (each(lambda c: c.pop("outputs", None)), []),
    "outputs of any kind": (each(lambda c: c.update(outputs=[1, None, {"x": []}])), []),
    "windows line ends": (each(lambda c: c.update(source="".join(c["source"]).replace("\n", "\r\n"))), []),
    "NaN": (lambda d: d["metadata"].update(x=float("nan"), y=float("-inf")), []),
    "Colab": (each(lambda c: c["metadata"].update(id="a1B2", colab={"base_uri": "x"}, outputId="y")), []),
    "VS Code": (each(lambda c: c["metadata"].update(vscode={"languageId": "python"})), []),
    "metadata no metadata": (each(lambda c: c.update(metadata=[3])), ["metadata-restored"]),
    "nbgrader no dictionary": (each(lambda c: c["metadata"].update(nbgrader=[1, {}])), ["metadata-restored"]),
    "nbgrader of lists": (
        each(lambda c: c["metadata"].update(nbgrader={"grade_id": ["a"], "points": {}})),
        ["metadata-restored"],
    ),
    "entries that are no cells": (lambda d: d["cells"].extend([None, 3, "x", []]), ["metadata-restored"]),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_notebooks_are_repaired_without_loss(folder, name):
    change, expected = ODD[name]
    data = as_data()
    change(data)
    found, kinds = got(put(folder, json.dumps(data).encode()))
    node = found.notebooks["numbers"]
    assert kinds == expected
    assert sources(node) == EXPECTED
    nbformat.validate(node)
    ids = [one.id for one in node.cells]
    assert len(set(ids)) == len(ids)
    assert plan(INSTRUCTOR, node).matched


STRANGE = {
    "no cell type": each(lambda c: c.pop("cell_type")),
    "cell types unknown": each(lambda c: c.update(cell_type="sql")),
    "no source": each(lambda c: c.pop("source")),
    "source None": each(lambda c: c.update(source=None)),
    "source a dictionary": each(lambda c: c.update(source={"a": 1})),
    "source a list of anything": each(lambda c: c.update(source=["a", 1, None, ["b"]])),
    "attachments": each(lambda c: c.update(attachments={"a.png": {"image/png": "QUJD"}, "b": 3})),
    "large numbers": lambda d: d["metadata"].update(n=10**350),
    "no cells at all": lambda d: d.update(cells=[]),
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_notebooks_are_read_and_planned_without_an_error(folder, name):
    found, _ = got(put(folder, changed(STRANGE[name])))
    nbformat.validate(found.notebooks["numbers"])
    plan(INSTRUCTOR, found.notebooks["numbers"])


def test_missing_cell_types_are_made_up_for(folder):
    found, kinds = got(put(folder, changed(STRANGE["no cell type"])))
    assert kinds == ["metadata-restored"]
    assert [c.cell_type for c in found.notebooks["numbers"].cells] == [c.cell_type for c in student().cells]


def test_a_number_with_thousands_of_digits_is_no_obstacle():
    data = raw().replace(b'"nbformat_minor": 5', b'"nbformat_minor": ' + b"9" * 10_000)
    assert sources(notebook_of(data, "x")[0]) == EXPECTED


def test_of_keys_that_stand_twice_the_last_is_read_and_told():
    text = raw().decode()
    twice = text[: text.rindex("}")] + ', "cells": []}'
    node, flags = notebook_of(twice.encode(), "x")
    assert node.cells == []
    assert [flag.kind for flag in flags] == ["decoded"]


def test_pictures_in_a_written_answer_are_kept():
    data = as_data()
    data["cells"][0]["attachments"] = {"map.png": {"image/png": "QUJD"}}
    assert (
        notebook_of(json.dumps(data).encode(), "x")[0].cells[0].attachments["map.png"]["image/png"] == "QUJD"
    )


def test_any_damage_to_a_notebook_is_repaired_or_unreadable():
    """A few hundred damaged copies: bytes changed, cut, doubled."""
    chance = random.Random(4)
    whole = raw()
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(data))
            kind = chance.randrange(3)
            if kind == 0:
                data[at] = chance.randrange(256)
            elif kind == 1:
                del data[at : at + chance.randrange(200)]
            else:
                data[at:at] = data[at : at + chance.randrange(200)]
        try:
            node, _ = notebook_of(bytes(data), "x")
        except Unreadable:
            pass
        else:
            nbformat.validate(again(node))
            plan(INSTRUCTOR, node)
