"""Honest work in an unusual shape: other editors, older formats, encodings, cells moved, lost or doubled."""

import copy
import json
import random

import nbformat
from nbformat.v4 import new_code_cell, new_raw_cell

from . import checks
from .case import ESSAY, RIGHT, STUBS, Shelf, answered, as_text, cell, index, with_cell, with_text

shelf = Shelf("honest")
CASES = shelf.cases
case = shelf.case


def bare(made, ids=False):
    """The notebook without any metadata, and with other cell ids if wanted."""
    made.metadata = nbformat.from_dict({})
    for number, one in enumerate(made.cells):
        one.metadata = nbformat.from_dict({})
        if ids:
            one.id = f"c{number:07x}"
    return made


def old(made, minor=0):
    """The notebook as a dict of an older minor version of format 4: no cell ids."""
    made = json.loads(as_text(made))
    made["nbformat_minor"] = minor
    for one in made["cells"]:
        del one["id"]
    return made


@case(must="renamed")
def renamed_file(work):
    work.save(answered(), "ps1 - Ann (final) v2.ipynb")


@case(must="renamed")
def renamed_in_a_folder(work):
    work.save(answered(), "my work/ps1.ipynb")


@case()
def other_ids(work):
    made = answered()
    for number, one in enumerate(made.cells):
        one.id = f"new{number}"
    work.save(made)


@case(must="metadata-restored")
def metadata_stripped(work):
    work.save(bare(answered()))


@case(must="metadata-restored")
def metadata_and_ids_stripped(work):
    work.save(bare(answered(), ids=True))


@case(must="metadata-restored", may="missing cell-restored")
def metadata_stripped_extra_cells(work):
    made = bare(answered(), ids=True)
    for number in (2, 7, 12, 17):
        made.cells.insert(number, new_code_cell(f"scratch_{number} = {number}"))
    work.save(made)


@case()
def vscode(work):
    made = json.loads(as_text(answered()))
    made["metadata"] = {"language_info": {"name": "python", "version": "3.12.1"}, "orig_nbformat": 4}
    for one in made["cells"]:
        one["metadata"]["vscode"] = {"languageId": "python"}
        one["source"] = (
            one["source"].splitlines(keepends=True) if isinstance(one["source"], str) else one["source"]
        )
    work.save(json.dumps(made))


@case(may="upgraded")
def colab(work):
    made = old(answered())
    made["metadata"]["colab"] = {"provenance": [], "toc_visible": True}
    for number, one in enumerate(made["cells"]):
        one["metadata"] |= {"id": f"aB{number}xYz"}
        if one["cell_type"] == "code":
            one["metadata"]["outputId"] = "0c7f"
            one["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}]
            one["execution_count"] = None
    work.save(made)


@case(must="upgraded")
def format_3(work):
    work.save(nbformat.v3.writes_json(nbformat.convert(answered(), 3)))


@case(may="upgraded")
def format_4_0(work):
    work.save(old(answered()))


@case(may="upgraded")
def format_4_4_with_ids(work):
    """Saved by a tool that mixes versions: ids in 4.4, which the schema of 4.4 forbids."""
    made = json.loads(as_text(answered()))
    made["nbformat_minor"] = 4
    work.save(made)


@case(may="upgraded decoded")
def format_4_99(work):
    made = json.loads(as_text(answered()))
    made["nbformat_minor"] = 99
    work.save(made)


@case(may="decoded")
def byte_order_mark(work):
    work.save(b"\xef\xbb\xbf" + as_text(answered()).encode())


@case(must="decoded")
def utf_16(work):
    work.save(as_text(answered(essay=ESSAY + " Café, naïve.")).encode("utf-16"))


@case(must="decoded")
def latin_1(work):
    text = json.dumps(answered(essay=ESSAY + " Café, naïve."), ensure_ascii=False)
    work.save(text.encode("latin-1"))


@case()
def windows_line_ends(work):
    made = answered()
    for one in made.cells:
        one.source = one.source.replace("\n", "\r\n")
    work.save(as_text(made).replace("\n", "\r\n"))


@case(must="duplicate")
def stub_pasted_below(work):
    made = answered()
    for name in ("total", "order", "share"):
        made.cells.insert(index(made, name) + 1, pasted(answered(STUBS), name))
    work.save(made)


@case(must="duplicate")
def answer_pasted_twice(work):
    made = answered()
    for name in ("large", "share"):
        made.cells.insert(index(made, name) + 1, pasted(made, name))
    work.save(made)


@case(must="duplicate")
def second_try_counts(work):
    made = answered({**RIGHT, "order": "order = ['school', 'flood']"})
    made.cells.insert(index(made, "order") + 1, pasted(answered(), "order"))
    work.save(made)


def pasted(made, name):
    """A copy of a cell as an editor pastes it: the same grade id, another cell id."""
    copied = copy.deepcopy(cell(made, name))
    copied.id = f"{name}-pasted"
    return copied


@case(may="duplicate")
def test_pasted_twice(work):
    made = answered()
    made.cells.insert(index(made, "total"), pasted(made, "test-total"))
    work.save(made)


@case()
def items_shuffled(work):
    """The items in another order, each with its cells; the last still comes after what it needs."""
    made = answered()
    at = [n for n, one in enumerate(made.cells) if one.id.startswith("item-")]
    blocks = [made.cells[a:b] for a, b in zip(at, [*at[1:], len(made.cells)], strict=True)]
    head, last = made.cells[: at[0]], blocks.pop()
    random.Random(4).shuffle(blocks)
    made.cells = head + [one for block in blocks for one in block] + last
    work.save(made)


@case(must="cell-restored")
def setup_deleted(work):
    made = answered()
    del made.cells[index(made, "setup")]
    work.save(made)


@case(may="cell-restored")
def setup_edited(work):
    made = answered()
    cell(made, "setup").source = (
        "import numpy as np\nimport os\n" + cell(made, "setup").source + "\nplaces.head()"
    )
    work.save(made)


@case(may="cell-restored")
def setup_path_of_her_own_machine(work):
    made = answered()
    source = cell(made, "setup").source.replace('"places.csv"', 'r"C:\\Users\\Ann\\Downloads\\places.csv"')
    cell(made, "setup").source = source
    work.save(made)


@case(may="cell-restored")
def setup_for_colab(work):
    made = answered()
    head = "from google.colab import drive\ndrive.mount('/content/drive')\n%cd /content/drive/MyDrive\n"
    cell(made, "setup").source = head + cell(made, "setup").source
    work.save(made)


@case(must="cell-restored")
def locked_cell_deleted(work):
    made = answered()
    del made.cells[index(made, "helpers")]
    work.save(made)


@case(must="cell-restored")
def tests_deleted(work):
    made = answered()
    made.cells = [one for one in made.cells if not one.id.startswith("test-")]
    work.save(made)


@case(must="cell-restored")
def test_edited(work):
    made = answered()
    cell(made, "test-total").source += "\nprint('mine:', total)\nassert False"
    work.save(made)


@case(must="metadata-restored")
def points_changed(work):
    made = answered()
    for name in ("test-total", "test-order"):
        cell(made, name).metadata.nbgrader.points = 100
    work.save(made)


@case(may="cell-restored")
def headings_deleted(work):
    made = answered()
    made.cells = [one for one in made.cells if one.cell_type == "code" or one.id.startswith("essay")]
    work.save(made)


@case(may="cell-restored missing")
def everything_in_one_cell(work):
    """All answers moved into the first answer cell, the other answer cells deleted."""
    made = answered({**STUBS, "total": "\n".join(RIGHT.values())})
    made.cells = [one for one in made.cells if one.id == "total" or one.id not in RIGHT]
    work.save(made)


@case(must="cell-restored")
def answer_and_test_merged(work):
    made = answered()
    cell(made, "large").source += "\n\n" + cell(made, "test-large").source
    del made.cells[index(made, "test-large")]
    work.save(made)


@case(may="metadata-restored")
def answer_cell_retyped(work):
    """The type of an answer cell changed by a slip of the keyboard (`y`, `m`, `r` in Jupyter)."""
    made = json.loads(as_text(answered()))
    one = next(c for c in made["cells"] if c["id"] == "total")
    one["cell_type"] = "raw"
    del one["outputs"], one["execution_count"]
    work.save(made)


@case(must="unknown-grade-id", may="metadata-restored")
def grade_ids_mistyped(work):
    made = answered()
    for name in ("total", "large", "share"):
        cell(made, name).metadata.nbgrader.grade_id = f"{name}-1"
    work.save(made)


@case()
def run_out_of_order(work):
    made = answered()
    for number, one in enumerate(c for c in made.cells if c.cell_type == "code"):
        one.execution_count = 40 - 3 * number
        one.outputs = [nbformat.v4.new_output("stream", name="stderr", text="a warning of last week")]
    work.save(made)


@case()
def stored_outputs_of_five_megabytes(work):
    made = answered()
    picture = {"image/png": "iVBORw0KGgo" + "A" * 5_000_000}
    cell(made, "large").outputs = [nbformat.v4.new_output("display_data", data=picture)]
    work.save(made)


@case()
def stored_error_outputs(work):
    made = answered()
    error = nbformat.v4.new_output("error", ename="NameError", evalue="old", traceback=["NameError: old"])
    cell(made, "total").outputs = cell(made, "test-total").outputs = [error]
    work.save(made)


@case()
def other_kernel(work):
    made = answered()
    made.metadata.kernelspec = {"name": "conda-env-towns-py", "display_name": "towns", "language": "python"}
    work.save(made)


@case()
def own_data_file(work):
    (work.folder / "mine.csv").write_text("n\n1000\n487\n", encoding="utf-8")
    work.save(answered({**RIGHT, "total": "total = pd.read_csv('mine.csv').n.sum()"}))


@case(may="extra-file-refused")
def data_file_saved_again(work):
    """The instructor's data file opened and saved by a spreadsheet: the instructor's own is what counts."""
    (work.folder / "places.csv").write_bytes("name;people\r\nArden;1\r\n".encode("utf-16"))
    work.save(answered())


@case(may="extra-file-refused")
def files_around_it(work):
    work.save(answered())
    work.save(answered(STUBS), ".ipynb_checkpoints/ps1-checkpoint.ipynb")
    (work.folder / "timestamp.txt").write_text("2099-01-01 10:00:00 UTC", encoding="utf-8")
    (work.folder / ".DS_Store").write_bytes(b"\0\1")
    (work.folder / "essay.pdf").write_bytes(b"%PDF-1.4 nothing")


@case(may="extra-file-refused duplicate renamed needs-person")
def second_notebook_beside(work):
    work.save(answered())
    work.save(answered(STUBS), "scratch.ipynb")


@case()
def text_cells_everywhere(work):
    made = with_text(answered(), "## 3. My notes\n![x](attachment:x.png)", "total")
    made.cells.insert(3, new_raw_cell("raw", id="raw"))
    made.cells.insert(9, new_code_cell("", id="empty"))
    made.cells.insert(9, new_code_cell("# only a comment", id="comment"))
    cell(made, "item-order").source = "## my own heading"
    work.save(made)


@case(checks=(checks.says_nothing_written,))
def nothing_written(work):
    work.save(answered(essay=""))


@case(may="missing cell-restored")
def essay_cell_replaced(work):
    made = with_text(answered(essay=""), ESSAY, "essay-answer")
    del made.cells[index(made, "essay-answer")]
    work.save(made)


@case(student="Zoë Müller-学生")
def student_name_unicode(work):
    work.save(answered())


@case(student="O'Brien, Ann [2] %s")
def student_name_with_signs(work):
    work.save(with_cell(answered(), "print('hello')"))
