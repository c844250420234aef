"""A graded notebook can be opened in nbgrader's own formgrader: nothing a student wrote acts there."""

import re

import pytest
from bs4 import BeautifulSoup
from hostile_html import HTML, MARKDOWN
from marking_samples import notebook
from nbconvert.filters import markdown2html
from nbformat.v4 import new_markdown_cell

from coursework.grading.pages.inert import inert
from coursework.grading.planning.instructor import instructor
from coursework.grading.planning.plan import plan
from coursework.grading.scoring.executed import executed

TRICKS = [
    "<div>\n\\<script>hit()</script></div>",
    "[x](<java\tscript:hit()>)",
    "[x][y]\n\n[y]:\n javascript:hit()",
    "[x]: &#106;avascript:hit()\n\n[x]",
    "[x](\\javascript:hit()) [y](javascript&colon;hit())",
    "<b\nonclick=hit()>x</b>",
    "<p/onclick=hit()>x",
    "<javascript:hit()>",
]
HARMLESS = {"href": re.compile(r"https?://|mailto:|#"), "src": re.compile(r"attachment:|[\w.%'-]+$")}
QUIET = {"alt", "title", "align", "class", "id"}


def acting(html):
    """Every tag and attribute of a page that could act, fetch something or go to an odd address."""
    page = BeautifulSoup(html, "html.parser")
    found = [tag.name for tag in page.find_all(["script", "iframe", "svg", "form", "style", "object"])]
    for tag in page.find_all(True):
        found += [
            f"{tag.name} {name}={value}"
            for name, value in tag.attrs.items()
            if name not in QUIET and not (name in HARMLESS and HARMLESS[name].match(value))
        ]
    return found


@pytest.mark.parametrize("text", [*HTML, *MARKDOWN, *TRICKS])
def test_nothing_acts_after_nbconvert_has_made_a_page_of_it(text):
    assert acting(markdown2html(inert(text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Two reasons: *first* (E108), **second**; a < b & c > d.\n\n- one\n- two\n\n> quoted\n\n`x = y`",
        "See [a page](https://example.org/a:b?c=1&d=2), <https://example.org>, [mail](mailto:a@example.org).",
        "![chart](chart.png) and [a table](data/table.csv) and H<sub>2</sub>O<br/>next",
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n<details><summary>More</summary>\n\nThat.\n\n</details>",
    ],
)
def test_what_honest_students_write_stays_as_it_is(text):
    assert inert(text) == text


def test_a_picture_that_is_not_attached_does_not_break_the_page():
    text = "![a](attachment:a.png) ![b](attachment:b.png)"
    assert inert(text, {"a.png": {}}) == "![a](attachment:a.png) !\\[b](attachment b.png)"
    assert "attachment b.png" in markdown2html(inert(text))


def test_the_graded_notebook_holds_the_students_words_inert_and_the_instructors_as_they_are():
    given, handed_in = notebook(), notebook(essay="Mine. <script>hit()</script>")
    given.cells[0].source = handed_in.cells[0].source = '# Exercises\n\n<img src="map.png" alt="A map">'
    handed_in.cells[5].source += "\n\n<script>hit()</script>"
    handed_in.cells.append(new_markdown_cell("<script>hit()</script>"))
    graded, _ = executed(plan(instructor(given), handed_in), {}, {})
    texts = [cell.source for cell in graded.cells]
    assert texts[0] == given.cells[0].source
    assert not any("<script" in text for text in texts)
    assert sum("&lt;script>" in text for text in texts) == 3


@pytest.mark.parametrize("kind", ["text/html", "text/markdown"])
@pytest.mark.parametrize(
    "text", ['<a href="&#106;avascript:hit()">x</a>', "[x](&#106;avascript:hit())", HTML[0]]
)
def test_nothing_acts_in_an_output(kind, text):
    source = notebook()
    made = plan(instructor(source), source)
    run = next(item.key for item in made.items if item.use == "run")
    shown = {"output_type": "display_data", "data": {kind: text}, "metadata": {}}
    graded, _ = executed(made, {"cells": {run: {"status": "ok", "outputs": [shown]}}}, {})
    data = graded.cells[1].outputs[0].data.get(kind, "")
    assert acting(data if kind == "text/html" else markdown2html(data)) == []
