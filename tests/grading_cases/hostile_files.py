"""Hostile notebooks and folders: cells that claim to be others, marks in the metadata, files that want to be
code, pages that want to run in somebody's browser."""

import copy
import json

import nbformat
from nbformat.v4 import new_code_cell, new_output

from . import checks
from .case import ESSAY, RIGHT, Shelf, answered, as_text, cell, index, with_cell, with_text
from .course import FULL
from .forgers import NAMES as WRONG

shelf = Shelf("hostile", fair=(0.0, 0.0))
CASES = shelf.cases
case = shelf.case
SCRIPTS = (
    "<script>alert('towns')</script><img src=x onerror=alert('towns')><svg onload=alert('towns')>"
    "<a href='javascript:alert(1)'>x</a><iframe src='https://example.org/towns'></iframe>"
    "<img src='https://example.org/towns.png'><form action='https://example.org/towns'><input></form>"
    "<meta http-equiv='refresh' content='0;url=https://example.org/towns'><object data='https://example.org/towns'></object>"
    "<style>@import 'https://example.org/towns.css'; body {background: url(https://example.org/towns.gif)}</style>"
    "<link rel=stylesheet href='https://example.org/towns.css'><base href='https://example.org/towns/'>"
    "<div style=\"background:url('https://example.org/towns')\">x</div>"
    "<math><mi xlink:href='javascript:alert(1)'>"
)
TERMINAL = "\x1b]0;owned by towns\x07\x1b[2J\x1b[1;31mred\x9b31m\x1b]8;;https://example.org\x07link"


@case(must="cell-restored")
def tests_replaced_by_a_constant(work):
    made = answered(WRONG)
    for one in made.cells:
        if one.id.startswith("test-"):
            one.source = "5"
    work.save(made)


@case(must="metadata-restored")
def points_raised(work):
    made = answered(WRONG)
    for one in made.cells:
        if "nbgrader" in one.metadata:
            one.metadata.nbgrader.points = 100
            one.metadata.nbgrader.grade = True
    work.save(made)


@case()
def points_on_copies_of_a_cell(work):
    made = answered(WRONG)
    for number in range(5):
        copied = copy.deepcopy(cell(made, "test-order"))
        copied.id, copied.source, copied.metadata.nbgrader.points = f"copy{number}", "100", 100
        made.cells.append(copied)
    work.save(made)


@case()
def extra_cell_with_the_id_of_a_test(work):
    made = with_cell(answered(WRONG), "5.0", "title", "fake")
    extra = made.cells[index(made, "title") + 1]
    extra.metadata.nbgrader = copy.deepcopy(cell(made, "test-order").metadata.nbgrader)
    made.cells.append(copy.deepcopy(extra))
    made.cells[-1].id = "fake-2"
    work.save(made)


@case()
def answer_cells_declared_tests(work):
    made = answered(WRONG)
    for name in RIGHT:
        one, test = cell(made, name), cell(made, f"test-{name}")
        one.metadata.nbgrader, test.metadata.nbgrader = test.metadata.nbgrader, one.metadata.nbgrader
    work.save(made)


@case()
def scores_in_the_metadata(work):
    made = answered(WRONG)
    score = {
        "score": 20,
        "max_score": 20,
        "auto_score": 20,
        "manual_score": 20,
        "extra_credit": 20,
        "needs_manual_grade": False,
    }
    made.metadata.update(nbformat.from_dict({"nbgrader": score, "score": 20, "status": "graded", **score}))
    for one in made.cells:
        one.metadata.update(nbformat.from_dict(score))
        if "nbgrader" in one.metadata:
            one.metadata.nbgrader.update(score)
    work.save(made)


@case()
def outputs_of_a_good_run(work):
    made = answered(WRONG)
    for one in made.cells:
        if one.id.startswith("test-"):
            one.outputs = [new_output("execute_result", data={"text/plain": "5.0"}, execution_count=1)]
    work.save(made)


@case()
def checksums_of_the_release(work):
    """Wrong answers under the checksum of the untouched cells, and one of another cell."""
    made = answered(WRONG)
    for one in made.cells:
        if "nbgrader" in one.metadata:
            one.metadata.nbgrader.checksum = "0" * 32
            one.metadata.nbgrader.schema_version = 99
            one.metadata.nbgrader.cell_type = "markdown"
    work.save(made)


@case()
def markers_in_the_source(work):
    made = answered(WRONG)
    cell(made, "total").source = """
### BEGIN HIDDEN TESTS
5
### END HIDDEN TESTS
### BEGIN SOLUTION
total = 1
### END SOLUTION
"""
    cell(made, "order").source = "### BEGIN SOLUTION"
    cell(made, "essay-answer").source = """
=== BEGIN MARK SCHEME ===
full marks
=== END MARK SCHEME ===
"""
    work.save(made)


@case()
def locked_cell_rewritten(work):
    made = answered(WRONG)
    cell(made, "helpers").source = """
def tidy(name):
    return name
import builtins
builtins.sorted = lambda x: 1
"""
    work.save(made)


@case(must="extra-file-refused", checks=(checks.did_not_run,))
def modules_beside_it(work):
    """Files that Python imports by itself, or in a library's place."""
    for name in (
        "sitecustomize.py",
        "usercustomize.py",
        "pandas.py",
        "json.py",
        "numpy/__init__.py",
        "conftest.py",
        "gradeworker/__init__.py",
        "IPython/__init__.py",
        "_distutils_hack/__init__.py",
        "x.pth",
    ):
        path = work.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            work.fill("open('@OUTSIDE@/ran', 'w').write('ran')\nprint('it ran')\n"), encoding="utf-8"
        )
    work.save(with_cell(answered(WRONG), "import sitecustomize, json, conftest"))


@case(must="extra-file-refused", fair=(FULL, FULL), checks=(checks.did_not_run,))
def modules_beside_right_answers(work):
    for name in ("pandas.py", "random.py", "json.py", "sitecustomize.py"):
        (work.folder / name).write_text("raise SystemExit('it ran')\n", encoding="utf-8")
    work.save(answered())


@case(checks=(checks.did_not_run,))
def settings_beside_it(work):
    """Configuration that Jupyter, IPython, nbgrader or matplotlib would read."""
    run = work.fill("open('@OUTSIDE@/ran', 'w').write('ran')\n")
    for name in (
        "ipython_config.py",
        "jupyter_config.py",
        "nbgrader_config.py",
        "jupyter_nbconvert_config.py",
        ".ipython/profile_default/startup/00.py",
        ".jupyter/jupyter_config.py",
        "matplotlibrc",
        "setup.cfg",
    ):
        path = work.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(run, encoding="utf-8")
    work.save(answered(WRONG))


@case(fair=(FULL, FULL))
def timestamp_garbled(work):
    work.save(answered())
    (work.folder / "timestamp.txt").write_bytes(b"\xff\xfe tomorrow, 99:99 \x1b[31m")


@case(fair=(FULL, FULL), checks=(checks.harmless_page, checks.quiet_terminal))
def scripts_in_outputs(work):
    source = (
        "from IPython.display import HTML, Javascript, Markdown, SVG, Latex, display\n"
        f"page = {SCRIPTS!r}\nwidget = 'application/vnd.jupyter.widget-view+json'\n"
        "display(HTML(page), Javascript(\"alert('towns')\"), Markdown(page), Latex(page))\n"
        "display({'image/svg+xml': page, 'application/javascript': page, 'text/latex': page}, raw=True)\n"
        "display({'image/png': '\"><script>alert(1)</script>', widget: {'model_id': page}}, raw=True)\n"
        f"print(page, {TERMINAL!r})\nraise Exception(page)"
    )
    work.save(with_cell(answered(), source, "end"))


@case(fair=(FULL, FULL), checks=(checks.harmless_page, checks.quiet_terminal))
def scripts_in_cells(work):
    made = with_text(
        answered(
            essay=f"{SCRIPTS}\n\n{ESSAY}\n\n[x](javascript:alert(1)) ![x](https://example.org/towns.png)\n\n"
            "```{=html}\n<script>alert('towns')</script>\n```"
        ),
        SCRIPTS,
        "total",
    )
    cell(made, "total").source = f"# {SCRIPTS}{TERMINAL}\n" + RIGHT["total"]
    made.metadata["title"] = made.metadata["authors"] = SCRIPTS
    made.cells.append(new_code_cell("# </code></pre><script>alert('towns')</script>", id="last"))
    made.cells[-1].outputs = [new_output("display_data", data={"text/html": SCRIPTS})]
    work.save(made)


@case(fair=(FULL, FULL), checks=(checks.harmless_page, checks.quiet_terminal))
def scripts_in_grade_ids(work):
    """Ids and file names find their way into flags, and flags into pages."""
    made = with_cell(answered(), "1 / 0", "end")
    made.cells[-1].metadata.nbgrader = {
        "grade_id": SCRIPTS + TERMINAL,
        "solution": True,
        "grade": False,
        "locked": False,
        "task": False,
        "schema_version": 3,
    }
    made = json.loads(as_text(made))
    made["cells"][-1]["id"] = "<script>alert('towns')</script>"
    made["cells"].append(copy.deepcopy(made["cells"][-1]))
    (work.folder / "<img src=x onerror=alert('towns')>.py").write_text("1", encoding="utf-8")
    work.save(made)


@case(fair=(FULL, FULL), student="<b onclick=alert(1)>towns", checks=(checks.harmless_page,))
def script_as_a_name(work):
    work.save(answered())


@case(fair=(FULL, FULL), student="=cmd|' .C calc'!A0")
def formula_as_a_name(work):
    work.save(answered())


@case(fair=(0, FULL), student="..towns", checks=(checks.full_or_waits,))
def dots_as_a_name(work):
    work.save(answered())


@case(fair=(FULL, FULL), student="--regrade")
def option_as_a_name(work):
    work.save(answered())


@case(fair=(0, FULL), student="towns\nowned \x1b[31m", checks=(checks.full_or_waits, checks.quiet_terminal))
def line_break_as_a_name(work):
    work.save(answered())


@case()
def prints_what_a_test_says(work):
    """Errors made to look like results, in the hope that a page or a parser takes them for it."""
    source = "raise AssertionError('test-order: 5.0 of 5\\nscore: 20 of 20\\nstatus: graded')"
    work.save(
        with_cell(
            answered(dict.fromkeys(RIGHT, source)), 'print(\'{"auto_score": 20, "status": "graded"}\')', "end"
        )
    )
