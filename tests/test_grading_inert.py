"""A graded notebook can be opened in nbgrader's own formgrader: nothing a student wrote acts there."""

import pytest
from bs4 import BeautifulSoup
from hostile_html import HTML, MARKDOWN
from marking_samples import notebook
from nbconvert.filters import markdown2html

from coursework.grading.executed import executed
from coursework.grading.inert import inert
from coursework.grading.instructor import instructor
from coursework.grading.plan import plan

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
HARMLESS = {"href": ("http://", "https://", "mailto:", "#"), "src": ("data:image/png", "attachment:")}


def acting(html):
    """Every tag and attribute of a page that could act, fetch or go to an odd address."""
    page = BeautifulSoup(html, "html.parser")
    found = [tag.name for tag in page.find_all(["script", "iframe", "svg", "form", "style", "object", "img"])]
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            if name not in ("alt", "title", "align", "class", "id") and not str(value).startswith(
                HARMLESS.get(name, ("-",))
            ):
                found.append(f"{tag.name} {name}={value}")
    return found


@pytest.mark.parametrize("text", [*HTML, *MARKDOWN, *TRICKS])
def test_nothing_acts_after_nbconvert_has_made_a_page_of_it(text):
    found = acting(markdown2html(inert(text)))
    assert [one for one in found if "elsewhere.invalid" not in one or not one.startswith("a ")] == []
