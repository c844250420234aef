"""JupyterLab in a real browser, as a reader gets it: for the browser test and for `bench`."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from .errors import CourseworkError

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"]
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# No sandbox: on a test machine the user may be root. The rest keeps the browser from calling home.
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
PATIENCE = 60  # seconds; only a step that hangs uses them
KERNEL_IDLE = "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
RUN_ALL = "jupyterapp.commands.execute('notebook:run-all-cells')"
GO_TO_CELL = """async words => {
    const notebook = jupyterapp.shell.currentWidget.content;
    const place = notebook.widgets.findIndex(cell => cell.model.sharedModel.source.includes(words));
    if (place < 0) return false;
    notebook.activeCellIndex = place;
    await notebook.scrollToItem(place, 'center');
    await jupyterapp.commands.execute('notebook:enter-command-mode');
    return true;
}"""


def browser_path() -> str | None:
    """The program of an installed Chromium, Chrome or Edge, or None."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or (MAC_CHROME if Path(MAC_CHROME).exists() else None)


@contextlib.contextmanager
def open_notebook(course: Path, notebook: Path):
    """Open a copy of a notebook with `course.py open` and yield the page, its kernel idle.

    A copy, since JupyterLab saves what it has run. `page.requested` lists every address the page asked for.
    Raises CourseworkError when no server starts; needs playwright and a browser.
    """
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as driver:
        shutil.copy(notebook, folder)
        with lab_server(course, Path(folder)) as address:
            browser = driver.chromium.launch(executable_path=browser_path(), args=QUIET)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(PATIENCE * 1000)
            page.requested = []
            page.on("request", lambda request: page.requested.append(request.url))
            page.goto(f"{address}/lab/tree/{notebook.name}?token=reader")
            page.wait_for_function(KERNEL_IDLE)  # a run asked for earlier is dropped without a word
            yield page
            browser.close()


@contextlib.contextmanager
def lab_server(course: Path, folder: Path):
    """Run `course.py open` on a folder; yield its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, str(course / "course.py"), "open", "--no-browser"]
    command += [f"--port={address.rpartition(':')[2]}", "--IdentityProvider.token=reader"]
    command += [f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True"]
    # A layout of its own: one that a reader left on this machine could hide the notebook.
    own = os.environ | {"JUPYTERLAB_WORKSPACES_DIR": str(folder / ".workspaces")}
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, stdout=log, stderr=log, env=own) as server,
    ):
        try:
            give_up = time.monotonic() + 5 * PATIENCE  # the reader's environment may have to be set up first
            while not answers(address + "/api/status?token=reader"):
                if server.poll() is not None or time.monotonic() > give_up:
                    log.seek(0)
                    said = log.read().decode(errors="replace")
                    raise CourseworkError("`course.py open` did not start a server:\n" + said)
                time.sleep(0.05)
            yield address
        finally:
            server.terminate()


def answers(address: str) -> bool:
    """Tell whether a server answers at this address."""
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except OSError:
        return False
    return True
