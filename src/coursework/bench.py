"""What the course costs against its floors: ratios measured in one run on one machine, printed as one table.

Every figure is the median of repeated runs; what could not be measured is said in words.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from .browser import GO_TO_CELL, RUN_ALL, browser_path, open_notebook
from .run import execute, kernel_environment
from .workspace import Workspace, read

FLOOR = "import pandas, matplotlib, ipywidgets"
ROUNDS = 5
EXPLORER = "tr.explorer("
HELPERS = Path(__file__).with_name("bench_widgets.py").read_text(encoding="utf-8")
# In the browser, from a key press to the frame after the one that got another picture.
WATCH = """() => {
    const images = () => [...document.querySelectorAll('.jp-Cell.jp-mod-active .jp-Cell-outputArea img')]
        .filter(img => img.offsetParent !== null && img.complete).map(img => img.src).join();
    const before = images();
    window.waited = null;
    document.addEventListener('keydown', () => {
        const began = performance.now();
        const look = () => images() && images() !== before
            ? requestAnimationFrame(() => window.waited = performance.now() - began)  // now it is painted
            : requestAnimationFrame(look);
        requestAnimationFrame(look);
    }, {once: true, capture: true});
}"""


def main() -> int:
    """Measure everything and print the table; returns 0."""
    course = Workspace.find()
    print(f"{'what':<58}{'ours':>10}{'floor':>10}{'ratio':>8}  aim")
    for part in (setup_cell, lessons, widgets, widgets_in_browser, set_up):
        for what, ours, floor, unit, aim in part(course):
            ratio = f"{ours / floor:8.2f}" if floor else " " * 8
            below = f"{floor:8.2f} {unit}" if floor else " " * 10
            print(f"{what:<58}{ours:8.2f} {unit:<2}{below:<10}{ratio}  {aim}", flush=True)
    return 0


def not_measured(what: str, why: str) -> None:
    """Say that something was not measured."""
    print(f"{what:<58} not measured: {why}", flush=True)


def median_seconds(act, rounds: int = ROUNDS) -> float:
    """Median time of an act, after one run that is not counted."""
    spent = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        act()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent[1:])


def first_cell(notebook) -> str:
    """The code of a lesson's set-up cell."""
    return next(cell.source for cell in notebook.cells if cell.cell_type == "code")


def setup_cell(course: Workspace):
    """The set-up cell of the longest lesson against a bare import of the libraries, in a kernel's process."""
    lesson = max(course.lessons(), key=lambda path: path.stat().st_size)
    code = first_cell(read(lesson))

    def spent(source: str) -> float:
        script = "import time, ipykernel.zmqshell; began = time.perf_counter()\n" + source
        script += "\nprint('\\n', time.perf_counter() - began)"
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=kernel()
        )
        return float(done.stdout.split()[-1])

    pairs = [(spent(code), spent(FLOOR)) for _ in range(ROUNDS + 1)][1:]
    ours, floor = map(statistics.median, zip(*pairs, strict=True))
    yield f"set-up cell of {lesson.stem}, against bare imports", ours, floor, "s", "<= 1.3"


def kernel() -> dict[str, str]:
    """The variables a lesson's kernel is started with."""
    return os.environ | kernel_environment()


def lessons(course: Workspace):
    """Each lesson from top to bottom against a kernel that does the imports and the same work in one go."""
    for path in course.lessons():
        notebook = read(path)
        ours, floor = (
            median_seconds(lambda nb=nb, at=path: execute(nb, at.parent), 2)
            for nb in (notebook, in_one_go(notebook))
        )
        yield f"lesson {path.stem} run, against its work in a bare kernel", ours, floor, "s", "<= 1.5"


def in_one_go(notebook):
    """The code of a notebook as one cell after the bare imports."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    work = f"for source in {sources!r}:\n    get_ipython().run_cell(source)"
    return new_notebook(cells=[new_code_cell(FLOOR), new_code_cell(work)])


def widgets(course: Workspace):
    """In the kernel: from control to picture, each kind of widget against `interact` + `plt.show`."""
    measured = {}
    for path in course.lessons():
        notebook = with_cells(path, HELPERS, "import json\nprint(json.dumps(measure_all()))")
        outputs = execute(notebook, path.parent).cells[-1].outputs
        said = "".join(output.get("text", "") for output in outputs)
        measured |= {name: (path.stem, *times) for name, times in json.loads(said).items()}
    for name, (lesson, ours, floor) in sorted(measured.items()):
        yield f"{name} in the kernel ({lesson}), against interact", ours, floor, "ms", "<= 0.35"


def with_cells(path: Path, *sources: str):
    """A lesson with more code cells at its end."""
    notebook = nbformat.from_dict(read(path))
    notebook.cells += [new_code_cell(source) for source in sources]
    return notebook


def widgets_in_browser(course: Workspace):
    """In JupyterLab: from key press to another picture, an explorer against `interact` on its pictures."""
    found = [path for path in course.lessons() if any(EXPLORER in cell.source for cell in read(path).cells)]
    if not found or browser_path() is None:
        return not_measured("explorer in the browser", "no browser here" if found else "no lesson has one")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / found[-1].name
        nbformat.write(with_cells(found[-1], HELPERS, "by_interact(stored_frames)"), copy)
        with open_notebook(course.root, copy) as page:
            page.evaluate(RUN_ALL)
            ours, floor = key_to_picture(page, EXPLORER), key_to_picture(page, "by_interact(stored_frames)")
    yield (
        f"explorer in the browser ({found[-1].stem}), against interact",
        ours,
        floor,
        "ms",
        "<= 0.35, <= 90 ms",
    )


def key_to_picture(page, words: str) -> float:
    """Median time in milliseconds from an arrow key to another picture in the cell that holds these words."""
    page.evaluate(GO_TO_CELL, words)
    page.wait_for_timeout(1000)
    control = page.locator(".jp-Cell.jp-mod-active .jp-Cell-outputArea select").first
    # JupyterLab takes the arrow keys away from interact's dropdown; the course's own dropdowns set this mark.
    control.evaluate("select => select.setAttribute('data-lm-suppress-shortcuts', 'true')")
    control.focus()
    spent = []
    for turn in range(13):
        page.evaluate(WATCH)
        page.keyboard.press("ArrowUp" if turn % 4 > 1 else "ArrowDown")
        page.wait_for_function("window.waited !== null", polling=20)
        page.wait_for_timeout(300)
        spent.append(page.evaluate("window.waited"))
    return statistics.median(spent[1:])


def set_up(course: Workspace):
    """`course.py open` on a copy of the course: with empty caches, with full ones, and once it stands."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "course"
        wanted = shutil.ignore_patterns(".*", "data", "notebooks", "solutions", "exercises", "docs", "tests")
        shutil.copytree(course.root, copy, ignore=wanted)
        caches = {"UV_CACHE_DIR": str(Path(folder) / "uv"), "PIP_CACHE_DIR": str(Path(folder) / "pip")}
        command = [sys.executable, str(copy / "course.py"), "open", "--version"]

        def seconds() -> float:
            began = time.perf_counter()
            subprocess.run(command, env=os.environ | caches, capture_output=True, check=True)
            return time.perf_counter() - began

        try:
            cold, standing = seconds(), statistics.median(seconds() for _ in range(3))
        except subprocess.CalledProcessError as error:
            return not_measured("set-up of the environment", (error.stderr or b"").decode().strip()[:200])
        shutil.rmtree(copy / ".venv")
        warm = seconds()
        yield "set-up with empty caches (floor: with full caches)", cold, warm, "s", ""
        yield "second start, until JupyterLab is reached", standing, None, "s", "<= 3 s"


if __name__ == "__main__":
    sys.exit(main())
