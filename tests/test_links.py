"""Links between the pages of the repository lead to files and headings that exist."""

from pathlib import Path

import pytest
from makers import notebook, write
from nbformat import from_dict

from coursework.links import anchors, broken_links, pages
from coursework.workspace import Workspace

COURSE = Workspace(Path(__file__).parents[1])


@pytest.mark.parametrize("path", pages(COURSE.root), ids=COURSE.short)
def test_links(path):
    assert broken_links(path, COURSE.root) == []


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("[a](none.md)", "a.md: none.md: there is no such file"),
        ("[a](b.ipynb#No-such-heading)", "b.ipynb#No-such-heading: there is no such heading"),
        ("[a](#nothing)", "#nothing: there is no such heading"),
        ("[a](../../etc/passwd)", "there is no such file"),
        ('<img alt="x" src="none.png">', "none.png: there is no such file"),
        ("![x](none.png)", "none.png: there is no such file"),
    ],
)
def test_dead_links_are_named(tmp_path, link, words):
    (tmp_path / "a.md").write_text(f"# Top\n{link}\n", encoding="utf-8")
    write(tmp_path / "b.ipynb", notebook(("md", "t", "# T\n## Who recognised whom?")))
    assert any(words in line for line in broken_links(tmp_path / "a.md", tmp_path))


def test_sound_links_pass(tmp_path):
    text = (
        "# Top\n[x](#top) [a](b.ipynb#who-recognised-whom) [b](b.ipynb#Who-recognised-whom?) [c](https://example.org/none)\n"
        "[d](a%20b.md) [e](#here) <a id='here'></a> `[no](none.md)`\n```\n[no](none.md)\n```\n"
    )
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    (tmp_path / "a b.md").write_text("x", encoding="utf-8")
    write(tmp_path / "b.ipynb", notebook(("md", "t", "# T\n## Who recognised whom?\n[back](a.md)")))
    assert [broken_links(path, tmp_path) for path in pages(tmp_path)] == [[], [], []]


def test_a_dead_link_in_the_output_of_a_lesson_is_named(tmp_path):
    made = notebook(("code", "shows", "1"))
    data = {"text/html": '<a href="none.md">x</a>'}
    made.cells[0].outputs = [from_dict({"output_type": "display_data", "metadata": {}, "data": data})]
    path = write(tmp_path / "b.ipynb", made)
    assert broken_links(path, tmp_path) == ["b.ipynb: none.md: there is no such file"]


def test_a_link_to_a_file_outside_the_repository_is_dead(tmp_path):
    (tmp_path / "outside.md").write_text("x", encoding="utf-8")
    page = tmp_path / "course" / "a.md"
    page.parent.mkdir()
    page.write_text("[a](../outside.md)\n", encoding="utf-8")
    assert broken_links(page, page.parent) == ["a.md: ../outside.md: there is no such file"]


def test_anchors_are_named_as_github_and_jupyterlab_do():
    assert anchors("## What *is* the **story**, then?") == {
        "what-is-the-story-then",
        "What-is-the-story,-then?",
    }
