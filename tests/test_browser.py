"""A reader's way through lesson 05 in a real browser, by keyboard: open, run all, move a control, answer."""

from pathlib import Path

import pytest

from coursework.browser import GO_TO_CELL, RUN_ALL, browser_path, open_notebook

ROOT = Path(__file__).parents[1]
LESSON = ROOT / "notebooks" / "05-iran.ipynb"
CODE_CELLS = """jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code')
    .map(cell => cell.model.toJSON())"""
FOCUSED = """() => {
    const at = document.activeElement;
    return at.closest('.jp-Cell.jp-mod-active .jp-Cell-outputArea') ? at.tagName : '';
}"""
ACTIVE_CELL = "jupyterapp.shell.currentWidget.content.activeCellIndex"
OUTPUT = ".jp-Cell.jp-mod-active .jp-Cell-outputArea"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium, Chrome or Edge on this machine"),
]


@pytest.fixture(scope="module")
def lesson():
    """The page of the lesson after all its cells have run."""
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with open_notebook(ROOT, LESSON) as page:
        assert page.evaluate(RUN_ALL), "a cell raised an error"
        yield page


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
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"] == []


def test_a_control_moved_by_keyboard_changes_the_picture(lesson):
    assert lesson.evaluate(GO_TO_CELL, "tr.explorer(")
    picture = lesson.locator(f"{OUTPUT} img:visible")
    before = {name: picture.get_attribute(name) for name in ("src", "alt")}
    tab_to(lesson, "SELECT")
    lesson.keyboard.press("ArrowDown")
    lesson.wait_for_function(
        """([output, before]) => [...document.querySelectorAll(output + ' img')]
            .some(img => img.offsetParent !== null && img.src !== before)""",
        arg=[OUTPUT, before["src"]],
    )
    assert picture.get_attribute("alt") not in ("", before["alt"]), "the description must follow the picture"


def test_a_quiz_item_answered_by_keyboard_gets_a_reason(lesson):
    assert lesson.evaluate(GO_TO_CELL, "tr.quiz(")
    area = lesson.locator(OUTPUT).first
    before = area.inner_text()
    for _ in range(20):  # the answer, how sure one is, and so on to the first button
        if tab_to(lesson, "SELECT", "BUTTON") == "BUTTON":
            break
        lesson.keyboard.press("ArrowDown")
    lesson.keyboard.press("Enter")
    lesson.wait_for_function(
        """output => [...document.querySelectorAll(output + ' [role=status]')]
            .some(said => said.innerText.trim().length > 20)""",
        arg=OUTPUT,
    )
    assert area.inner_text() != before


def test_arrow_keys_still_walk_from_cell_to_cell(lesson):
    assert lesson.evaluate(GO_TO_CELL, "tr.start(")
    before = lesson.evaluate(ACTIVE_CELL)
    lesson.keyboard.press("ArrowDown")
    assert lesson.evaluate(ACTIVE_CELL) == before + 1


def test_no_news_pop_up(lesson):
    assert lesson.locator(".jp-toastContainer :visible").count() == 0


def test_nothing_is_asked_of_the_outside(lesson):
    assert [a for a in lesson.requested if not a.startswith(("http://127.0.0.1", "data:", "blob:"))] == []
