"""A reader's way through lesson 05, in a real browser and by keyboard: open, run all, move a control, answer.

The server is the README's own command; the lesson is a copy, since JupyterLab saves what it has run.
"""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LESSON = ROOT / "notebooks" / "05-iran.ipynb"
PATIENCE = 90  # seconds; only a hanging step uses them
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"]
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
KERNEL_IDLE = "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
CODE_CELLS = """jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code')
    .map(cell => cell.model.toJSON())"""
GO_TO_CELL = """async words => {
    const notebook = jupyterapp.shell.currentWidget.content;
    const place = notebook.widgets.findIndex(cell => cell.model.sharedModel.source.includes(words));
    if (place < 0) return false;
    notebook.activeCellIndex = place;
    await notebook.scrollToItem(place, 'center');
    await jupyterapp.commands.execute('notebook:enter-command-mode');
    return true;
}"""
FOCUSED = """() => {
    const at = document.activeElement;
    const here = at.closest('.jp-Cell.jp-mod-active .jp-Cell-outputArea') !== null;
    return here ? at.tagName : '';
}"""

pytestmark = pytest.mark.browser


def browser_path():
    """Return the program of an installed Chromium, Chrome or Edge, or None."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or (MAC_CHROME if Path(MAC_CHROME).exists() else None)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Start `course.py open` on a copy of the lesson; yield the lesson's address."""
    folder = tmp_path_factory.mktemp("reader")
    shutil.copy(LESSON, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "course.py"), "open", "--no-browser", f"--port={port}"]
    command += [f"--ServerApp.root_dir={folder}", "--IdentityProvider.token=reader"]
    command += ["--LabApp.expose_app_in_browser=True", "--allow-root"]
    said = folder / "server.log"
    with said.open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            wait_for_server(server, f"http://127.0.0.1:{port}/api/status?token=reader", said)
            yield f"http://127.0.0.1:{port}/lab/tree/{LESSON.name}?token=reader"
        finally:
            server.terminate()


def wait_for_server(server, address, said):
    """Return once the server answers; fail with its own words if it ends or keeps silent (set-up may be due)."""
    give_up = time.monotonic() + 5 * PATIENCE
    while time.monotonic() < give_up and server.poll() is None:
        try:
            return urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return pytest.fail("`course.py open` did not start a server:\n" + said.read_text(errors="replace"))


@pytest.fixture(scope="module")
def lesson(address):
    """Open the lesson and run all of it; yield the page with `page.requested`, the addresses it asked for."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path(), args=QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE * 1000)
        page.requested = []
        page.on("request", lambda request: page.requested.append(request.url))
        page.goto(address)
        page.wait_for_function(KERNEL_IDLE)  # a run asked for earlier is dropped without a word
        assert page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')"), "a cell raised an error"
        yield page
        browser.close()


if browser_path() is None:
    pytestmark = [pytestmark, pytest.mark.skip(reason="no Chromium, Chrome or Edge on this machine")]
elif not LESSON.exists():
    pytestmark = [pytestmark, pytest.mark.skip(reason=f"{LESSON.name} is not there")]


def tab_to(page, *kinds):
    """Press Tab until the focus is on one of these kinds of control in the current cell's output."""
    for _ in range(40):
        page.keyboard.press("Tab")
        kind = page.evaluate(FOCUSED)
        if kind in kinds:
            return kind
    return pytest.fail(f"no {' or '.join(kinds).lower()} of this cell can be reached with the Tab key")


def test_every_cell_runs_without_error(lesson):
    cells = lesson.evaluate(CODE_CELLS)
    assert [cell["id"] for cell in cells if not cell["execution_count"]] == []
    errors = [o for cell in cells for o in cell["outputs"] if o["output_type"] == "error" or o.get("name") == "stderr"]
    assert errors == []


def test_a_control_moved_by_keyboard_changes_the_picture(lesson):
    assert lesson.evaluate(GO_TO_CELL, "tr.explorer(")
    picture = lesson.locator(".jp-Cell.jp-mod-active .jp-Cell-outputArea img:visible")
    before = picture.get_attribute("src")
    said_before = picture.get_attribute("alt")
    tab_to(lesson, "SELECT")
    lesson.keyboard.press("ArrowDown")
    lesson.wait_for_function(
        """before => [...document.querySelectorAll('.jp-Cell.jp-mod-active .jp-Cell-outputArea img')]
            .some(img => img.offsetParent !== null && img.src !== before)""",
        arg=before,
    )
    assert picture.get_attribute("src") != before
    assert picture.get_attribute("alt") not in ("", said_before), "the description must follow the picture"


def test_a_quiz_item_answered_by_keyboard_gets_a_reason(lesson):
    assert lesson.evaluate(GO_TO_CELL, "tr.quiz(")
    area = lesson.locator(".jp-Cell.jp-mod-active .jp-Cell-outputArea").first
    before = area.inner_text()
    while tab_to(lesson, "SELECT", "BUTTON") == "SELECT":  # the answer, and how sure one is
        lesson.keyboard.press("ArrowDown")
    lesson.keyboard.press("Enter")
    lesson.wait_for_function(
        """() => [...document.querySelectorAll('.jp-Cell.jp-mod-active [role=status]')]
            .some(said => said.innerText.trim().length > 20)"""
    )
    assert area.inner_text() != before


def test_nothing_is_asked_of_the_outside(lesson):
    outside = [url for url in lesson.requested if not url.startswith(("http://127.0.0.1", "data:", "blob:"))]
    assert outside == []


def test_no_news_pop_up(lesson):
    assert lesson.locator(".jp-toastContainer :visible").count() == 0
