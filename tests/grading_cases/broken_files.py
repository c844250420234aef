"""Files that are no notebooks, or notebooks that no editor would write. None may end in a silent zero."""

import io
import json
import os
import zipfile

from . import checks
from .case import RIGHT, STUBS, Shelf, answered, as_text, cell
from .course import FULL, NAME

shelf = Shelf("broken", fair=(0.0, 0.0))
CASES = shelf.cases
case = shelf.case
UNREAD = {"must": "unreadable", "status": "unreadable", "checks": (checks.waits_for_a_person,)}
GONE = {"must": "missing needs-person", "status": "missing", "checks": (checks.waits_for_a_person,)}


def plain(work):
    """The notebook's dict, to be bent."""
    return json.loads(as_text(answered()))


@case(**UNREAD)
def truncated(work):
    work.save(as_text(answered())[:4000])


@case(**UNREAD)
def empty_file(work):
    work.save(b"")


@case(**UNREAD)
def zip_by_that_name(work):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("ps1.ipynb", as_text(answered()))
    work.save(packed.getvalue())


@case(**UNREAD)
def web_page_by_that_name(work):
    work.save("<!DOCTYPE html><title>Sign in</title>")


@case(**UNREAD)
def zeros(work):
    work.save(bytes(100_000))


@case(either="unreadable missing", checks=(checks.waits_for_a_person,))
def folder_by_that_name(work):
    (work.folder / f"{NAME}.ipynb").mkdir(parents=True)


@case(either="unreadable extra-file-refused", checks=(checks.waits_for_a_person,))
def fifo(work):
    os.mkfifo(work.folder / f"{NAME}.ipynb")


@case(**UNREAD)
def sparse_file_of_200_megabytes(work):
    with open(work.folder / f"{NAME}.ipynb", "wb") as file:
        file.truncate(200_000_000)


@case(fair=(0, FULL), checks=(checks.full_or_waits,))
def zeros_after_the_end(work):
    """A full disk or a crash left the file longer than its text."""
    work.save(as_text(answered()).encode() + bytes(3000))


@case(**UNREAD)
def nested_too_deep(work):
    work.save("[" * 100_000 + "]" * 100_000)


@case(fair=(0, FULL), checks=(checks.full_or_waits,))
def nested_in_the_metadata(work):
    made = as_text(answered())
    work.save(
        made.replace('"language_info"', '"deep": ' + "[" * 20_000 + "]" * 20_000 + ', "language_info"', 1)
    )


@case(fair=(0, FULL), checks=(checks.full_or_waits,))
def huge_number(work):
    made = as_text(answered())
    work.save(made.replace('"execution_count": null', '"execution_count": ' + "9" * 100_000, 1))


@case(fair=(0, FULL), checks=(checks.full_or_waits,))
def numbers_json_does_not_know(work):
    made = as_text(answered())
    work.save(made.replace('"execution_count": null', '"execution_count": Infinity, "n": NaN', 1))


@case(**UNREAD)
def a_list(work):
    work.save(json.dumps([plain(work)]))


@case(**UNREAD)
def a_number(work):
    work.save("42")


@case(either="unreadable needs-person", checks=(checks.waits_for_a_person,))
def cells_null(work):
    work.save(plain(work) | {"cells": None})


@case(either="unreadable needs-person missing", checks=(checks.waits_for_a_person,))
def no_cells(work):
    work.save(plain(work) | {"cells": []})


@case(either="unreadable needs-person missing", checks=(checks.waits_for_a_person,))
def another_notebook(work):
    """A sound notebook in which nothing belongs to this assignment."""
    made = plain(work)
    source = ["import numpy\n", "numpy.arange(3)"]
    made["cells"] = [
        {
            "cell_type": "code",
            "id": "a",
            "metadata": {},
            "outputs": [],
            "execution_count": 1,
            "source": source,
        }
    ]
    work.save(made)


@case(fair=(FULL - 3, FULL))
def source_null(work):
    made = plain(work)
    find(made, "large")["source"] = None
    find(made, "title")["source"] = None
    work.save(made)


@case(fair=(FULL - 6, FULL))
def source_a_number(work):
    made = plain(work)
    find(made, "total")["source"] = 7
    find(made, "item-large")["source"] = {"a": ["b"]}
    work.save(made)


@case(fair=(0, FULL), checks=(checks.full_or_waits,))
def fields_left_out(work):
    made = plain(work)
    for one in made["cells"]:
        for key in ("outputs", "execution_count", "metadata" if one["cell_type"] == "markdown" else "id"):
            one.pop(key, None)
    del made["nbformat_minor"], made["metadata"]
    work.save(made)


@case(fair=(0, FULL), checks=(checks.full_or_waits,))
def fields_of_wrong_kinds(work):
    made = plain(work)
    made["metadata"] = ["no"]
    made["nbformat_minor"] = "five"
    for number, one in enumerate(made["cells"]):
        if one["cell_type"] == "code":
            one["outputs"] = [None, {"output_type": 3}, "x"][: number % 4]
            one["execution_count"] = "seven"
        one["id"] = number
    work.save(made)


@case(fair=(0, FULL), checks=(checks.full_or_waits,))
def cells_of_wrong_kinds(work):
    made = plain(work)
    made["cells"][0:0] = [None, 3, "text", [], {}, {"cell_type": "film", "source": "x"}, {"cell_type": None}]
    work.save(made)


@case(fair=(0, FULL), checks=(checks.full_or_waits,))
def metadata_of_wrong_kinds(work):
    made = plain(work)
    for one, value in zip(
        made["cells"], [None, "x", 3, [], {"nbgrader": None}, {"nbgrader": "yes"}], strict=False
    ):
        one["metadata"] = value
    find(made, "total")["metadata"]["nbgrader"] = {
        "grade_id": ["total"],
        "solution": "yes",
        "points": {"a": 1},
    }
    find(made, "order")["metadata"]["nbgrader"] = {"grade_id": None}
    work.save(made)


@case(fair=(0, FULL), checks=(checks.full_or_waits,))
def same_id_everywhere(work):
    made = plain(work)
    for one in made["cells"]:
        one["id"] = "cell"
    work.save(made)


@case(must="unknown-grade-id", fair=(FULL - 5, FULL))
def same_grade_id_everywhere(work):
    """Two answer cells carry the id of a third, and a cell claims an id nobody gave."""
    made = answered()
    cell(made, "large").metadata.nbgrader.grade_id = "total"
    cell(made, "big").metadata.nbgrader.grade_id = "no-such-item"
    work.save(made)


@case(**GONE)
def empty_folder(work):
    work.folder.mkdir(exist_ok=True)


@case(**GONE)
def only_a_pdf(work):
    (work.folder / "ps1.pdf").write_bytes(b"%PDF-1.4")


@case(must="needs-person", fair=(0, FULL), checks=(checks.full_or_waits,))
def two_notebooks_of_other_names(work):
    work.save(answered(), "final.ipynb")
    work.save(answered(STUBS | {"total": RIGHT["total"]}), "final (2).ipynb")


@case(must="unreadable", checks=(checks.waits_for_a_person,))
def file_in_place_of_the_folder(work):
    work.folder.rmdir()
    work.folder.write_text("here", encoding="utf-8")


@case(fair=(0, FULL), checks=(checks.full_or_waits,))
def odd_file_names(work):
    work.save(answered())
    for name in (
        "-rf",
        "a\nb.csv",
        "x" * 200,
        "$(touch gone).csv",
        "naïve\u202e.csv",
        os.fsdecode(b"latin-\xe9.csv"),
    ):
        (work.folder / name).write_text("1", encoding="utf-8")


@case(fair=(0, FULL), checks=(checks.full_or_waits,))
def ten_thousand_files(work):
    work.save(answered())
    (work.folder / "data").mkdir()
    for number in range(3000):
        (work.folder / "data" / f"{number}.csv").touch()


@case(fair=(0, FULL), checks=(checks.full_or_waits,))
def file_nobody_may_read(work):
    work.save(answered())
    (work.folder / "locked.csv").write_text("1", encoding="utf-8")
    (work.folder / "locked.csv").chmod(0)


def find(made: dict, name: str) -> dict:
    """The cell with this id in a notebook's dict."""
    return next(one for one in made["cells"] if one["id"] == name)
