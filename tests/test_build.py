"""Building notebooks: one canonical form, the same bytes twice, and a clear word when something is wrong."""

import base64
import io
import json
from pathlib import Path

import pytest
from makers import notebook, package, write

from coursework import build as building
from coursework import run as running
from coursework.build import build, citations_text, readme_text
from coursework.canonical import STATE, VIEW, canonical, first_difference, reachable
from coursework.errors import CourseworkError
from coursework.pictures import difference, same
from coursework.run import execute
from coursework.workspace import Workspace, read, text_of

COURSE = Workspace(Path(__file__).parents[1])
LESSONS = [{"id": "01-x", "title": "X", "question": "Why?", "minutes": 50, "published": "true"},
           {"id": "02-y", "title": "Y", "question": "How?", "minutes": 40, "published": "false"}]  # fmt: skip
WIDGETS = """
import ipywidgets as w
pick = w.Dropdown(options=["a", "b"], description="Pick")
stack = w.Stack([w.HTML("<b>a</b>"), w.HTML("<b>b</b>")], selected_index=0)
w.jslink((pick, "index"), (stack, "selected_index"))
never_shown = w.HTML("dead")
w.VBox([pick, stack])
""".strip()


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one lesson with widgets, in a temporary folder."""
    package(tmp_path / "data", lessons=LESSONS)
    made = notebook(
        ("md", "title", "# X\n\nThe lesson X.<!-- 01-x -->"),
        ("code", "box", WIDGETS),
        ("code", "sum", "print(1)\n1 + 1"),
    )
    write(tmp_path / "notebooks" / "01-x.ipynb", made)
    (tmp_path / "README.md").write_text(
        "# R\n<!-- lessons:begin -->\nold\n<!-- lessons:end -->\nend\n", encoding="utf-8"
    )
    monkeypatch.setitem(building.DERIVED_AFTER, "docs/data-catalogue.md", lambda course: "catalogue\n")
    return Workspace(tmp_path)


def test_built_twice_is_the_same_bytes(course, capsys):
    path = course.root / "notebooks" / "01-x.ipynb"
    assert build(course) == []
    first = path.read_bytes()
    assert build(course) == []
    assert path.read_bytes() == first
    assert build(course, check=True) == []
    assert first.endswith(b"}\n")
    assert "notebooks/01-x.ipynb" in capsys.readouterr().out


def test_canonical_form(course):
    build(course)
    made = read(course.root / "notebooks" / "01-x.ipynb")
    assert [cell.id for cell in made.cells] == ["title", "box", "sum"]
    assert [cell.execution_count for cell in made.cells[1:]] == [1, 2]
    assert all(not cell.metadata for cell in made.cells)
    assert "version" not in made.metadata.language_info
    assert made.cells[1].outputs[0].data[VIEW]["model_id"] == f"{1:032x}"
    state = made.metadata.widgets[STATE].state
    assert list(state) == [f"{n:032x}" for n in range(1, len(state) + 1)]
    assert "dead" not in json.dumps(state)
    assert any(entry.model_name == "LinkModel" for entry in state.values())
    layout = next(entry.state for entry in state.values() if entry.model_name == "LayoutModel")
    assert None not in layout.values()


def test_derived_files(course):
    build(course)
    assert (course.data / "citations.csv").read_text(encoding="utf-8").splitlines() == [
        "lesson,cell,position,text,row", "01-x,title,1,The lesson X.,01-x"
    ]  # fmt: skip
    readme = (course.root / "README.md").read_text(encoding="utf-8")
    assert "| 01 | [X](notebooks/01-x.ipynb) | Why? | 50 |" in readme
    assert "| 50 |  |" in readme, "no link to an exercise that is not there"
    assert "02-y" not in readme
    assert "old" not in readme
    assert (course.root / "docs" / "data-catalogue.md").read_text(encoding="utf-8") == "catalogue\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("notebooks/01-x.ipynb", '"1\\n"', '"2\\n"', "01-x.ipynb: cell sum: its outputs differ"),
        ("notebooks/01-x.ipynb", "<b>b</b>", "<b>c</b>", "01-x.ipynb: cell box: its"),
        ("notebooks/01-x.ipynb", "LinkModel", "LankModel", "the notebook's metadata differ"),
        ("notebooks/01-x.ipynb", '"nbformat_minor": 5', '"nbformat_minor":  5', "not in canonical form"),
    ],
)
def test_check_names_what_differs_and_writes_nothing(course, monkeypatch, file, old, new, words):
    build(course)
    path = course.root / file
    broken = path.read_text(encoding="utf-8").replace(old, new, 1 if "b>" not in old else -1)
    path.write_text(broken, encoding="utf-8")
    if words.endswith("canonical form"):
        monkeypatch.setattr(building, "exact_here", lambda: True)
    if "b>" in old:  # the source changed with the output: only the stored state is stale
        path.write_text(text_of(_only_state_changed(read(path), old, new)), encoding="utf-8")
        words = "the notebook's metadata differ"
    before = path.read_text(encoding="utf-8")
    assert any(words in line for line in build(course, check=True))
    assert path.read_text(encoding="utf-8") == before


def test_check_names_a_stale_derived_file(course, monkeypatch):
    monkeypatch.setattr(building, "built", lambda path, progress=None: read(path))
    build(course)
    for file, old, new in [
        ("README.md", "Why?", "Who?"), ("data/citations.csv", "The lesson", "A lesson"),
        ("docs/data-catalogue.md", "cat", "dog"),
    ]:  # fmt: skip
        path = course.root / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        assert f"{file}: not what the build makes" in build(course, check=True)


def _only_state_changed(made, old, new):
    for cell in made.cells:
        cell.source = cell.source.replace(new, old)
    return made


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1 / 0", "01-x.ipynb: cell bad failed with ZeroDivisionError: division by zero"),
        ("object()", "cell bad: its output holds the memory address 0x"),
        (
            "class Odd:\n    def __repr__(self):\n        raise ValueError('odd')\nOdd()",
            "cell bad failed with ValueError: odd",
        ),
        ("import os\nos._exit(1)", "cell bad ended the kernel"),
    ],
)
def test_a_failing_cell_is_named_and_the_file_left(course, source, words):
    path = write(
        course.root / "notebooks" / "01-x.ipynb", notebook(("code", "good", "1"), ("code", "bad", source))
    )
    before = path.read_bytes()
    found = build(course)
    assert any(words in line and "left as it was" in line for line in found), found
    assert path.read_bytes() == before


def test_unknown_name_lists_the_known(course):
    with pytest.raises(CourseworkError, match="no 09-none in notebooks/ and solutions/; there are: 01-x"):
        build(course, ["09-none"])


def test_a_broken_file_and_a_readme_without_markers_are_named(course):
    (course.root / "README.md").write_text("# R\n", encoding="utf-8")
    with pytest.raises(CourseworkError, match=r"README.md: the lesson table stands between"):
        readme_text(course)
    (course.root / "notebooks" / "01-x.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(CourseworkError, match=r"01-x.ipynb: not a readable notebook"):
        citations_text(course)


def test_progress_counts_every_code_cell(course):
    seen = []
    path = course.root / "notebooks" / "01-x.ipynb"
    execute(read(path), path.parent, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_a_cell_that_does_not_end_is_stopped_and_named(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "TIMEOUT", 1)
    with pytest.raises(CourseworkError, match="cell wait took longer than 1 seconds"):
        execute(notebook(("code", "wait", "import time\ntime.sleep(60)")), tmp_path)


@pytest.mark.parametrize(
    ("terminal", "shown"), [(True, "\rx  1/2\r\033[Kx done\n"), (False, "x done\n")], ids=["terminal", "file"]
)
def test_progress_is_one_line(capsys, monkeypatch, terminal, shown):
    progress = running.Progress("x")
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    progress(1, 2)
    progress.end("x done")
    assert capsys.readouterr().out == shown


def test_reachable_follows_children_and_keeps_links_between_them():
    state = {
        "link": {
            "model_name": "LinkModel",
            "state": {"source": ["IPY_MODEL_b", "v"], "target": ["IPY_MODEL_c", "v"]},
        },
        "stray": {
            "model_name": "LinkModel",
            "state": {"source": ["IPY_MODEL_b", "v"], "target": ["IPY_MODEL_x", "v"]},
        },
        "x": {"model_name": "HTMLModel", "state": {}},
        "a": {"model_name": "VBoxModel", "state": {"children": ["IPY_MODEL_c", "IPY_MODEL_b"]}},
        "b": {"model_name": "HTMLModel", "state": {}},
        "c": {"model_name": "HTMLModel", "state": {}},
    }
    assert reachable(state, ["a", "gone"]) == ["a", "c", "b", "link"]


def picture(colour, size=(20, 10)):
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


def test_pictures_are_compared_exactly_or_within_a_tolerance():
    grey, near, far, wide = (
        picture((90, 90, 90)),
        picture((92, 91, 90)),
        picture((160, 90, 90)),
        picture((90, 90, 90), (21, 10)),
    )
    assert difference(grey, near) == pytest.approx(0.75)
    assert difference(grey, wide) == 255.0
    html = '<figure><img alt="A" src="data:image/png;base64,{}"></figure>'
    for one, other, loose in [
        (grey, near, True),
        (grey, far, False),
        (grey, wide, False),
        (grey, grey, True),
    ]:
        for form in ("{}", html, html.format(grey) + html):  # bare, inside HTML, the second of two
            outputs = [{"data": {"any": form.format(code)}} for code in (one, other)]
            assert same(*outputs, exact=False) is loose
            assert same(*outputs, exact=True) is (one == other)
    assert not same({"a": html.format(grey)}, {"a": html.format(near).replace("A", "B")}, exact=False)
    assert not same([1], [1, 2], exact=False)
    assert not same(1, "1", exact=False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda n: n.cells[0].update(source="2"), "cell a: its source differs"),
        (lambda n: n.cells[0].update(execution_count=3), "cell a: its execution count differs"),
        (lambda n: n.cells[0].metadata.update(tags=["x"]), "cell a: its metadata differ"),
        (lambda n: n.cells[0].update(id="c"), "the cells are not the same"),
        (lambda n: n.cells.pop(), "the cells are not the same"),
        (lambda n: n.cells.reverse(), "the cells are not the same"),
        (lambda n: n.metadata.update(title="X"), "the notebook's metadata differ"),
        (lambda n: None, ""),
    ],
)
def test_the_first_difference_is_named(change, words):
    made = [notebook(("code", "a", "1"), ("md", "b", "Words.")) for _ in range(2)]
    change(made[1])
    found = first_difference(*made, same)
    assert found.startswith(words)
    assert bool(found) == bool(words)


def test_canonical_does_not_change_what_it_is_given():
    made = notebook(("code", "a", "1"))
    made.cells[0].metadata = {"trusted": True, "execution": {"iopub.execute_input": "now"}, "tags": ["x"]}
    assert canonical(made).cells[0].metadata == {"tags": ["x"]}
    assert set(made.cells[0].metadata) == {"trusted", "execution", "tags"}


def test_derived_files_of_the_course_are_current():
    assert building.derive(COURSE, building.DERIVED | building.DERIVED_AFTER, check=True) == []
