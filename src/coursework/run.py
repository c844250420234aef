"""Running a notebook from top to bottom in a fresh kernel, with progress that can be seen."""

from __future__ import annotations

import copy
import os
import sys
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from .errors import CourseworkError

TIMEOUT = 120  # seconds one cell may take


def silent(done: int, total: int) -> None:
    """Show no progress."""


def execute(notebook, folder: Path, progress=silent, allow_errors: bool = False):
    """A copy of the notebook, run from top to bottom in a fresh kernel started in `folder`.

    `progress(done, total)` is called after each code cell; with `allow_errors` a failing cell keeps its error
    as output and the run goes on. Raises CourseworkError naming the failing cell.
    """
    notebook = copy.deepcopy(notebook)
    total = sum(cell.cell_type == "code" for cell in notebook.cells)
    state = {"cell": None, "done": 0}

    def started(cell, cell_index):
        state["cell"] = cell

    def finished(cell, cell_index, execute_reply):
        state["done"] += 1
        progress(state["done"], total)

    notebook.metadata.pop("widgets", None)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        allow_errors=allow_errors,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
        on_cell_execute=started,
        on_cell_executed=finished,
    )
    try:
        client.execute(env=kernel_environment())
    except CellExecutionError as error:
        # An error in showing a value is in the outputs only, so the message is taken from there.
        shown = next((o for o in state["cell"].outputs if o.output_type == "error"), error)
        raise CourseworkError(f"cell {state['cell'].id} failed with {shown.ename}: {shown.evalue}") from error
    except CellTimeoutError as error:
        raise CourseworkError(f"cell {state['cell'].id} took longer than {TIMEOUT} seconds") from error
    except DeadKernelError as error:
        raise CourseworkError(f"cell {state['cell'].id} ended the kernel") from error
    return notebook


def kernel_environment() -> dict[str, str]:
    """The environment of a kernel: this process's; import paths made absolute, as it starts elsewhere."""
    paths = [os.path.abspath(p) for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]
    return {**os.environ, **({"PYTHONPATH": os.pathsep.join(paths)} if paths else {})}


class Progress:
    """A counter on one line of a terminal; elsewhere only the last line of each notebook is printed."""

    def __init__(self, label: str):
        self.label = label

    def __call__(self, done: int, total: int) -> None:
        if sys.stdout.isatty():
            print(f"\r{self.label}  {done}/{total}", end="", flush=True)

    def end(self, text: str) -> None:
        """Close the line."""
        print(("\r\033[K" if sys.stdout.isatty() else "") + text, flush=True)
