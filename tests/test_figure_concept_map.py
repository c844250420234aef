"""A concept map shows every box and every linking word, from left to right, and says what it cannot draw."""

from itertools import combinations

import pandas as pd
import pytest
from matplotlib.patches import FancyBboxPatch
from test_figure_layout import drawn_boxes

import taliban_relations as tr
from taliban_relations.figures.canvas import ALT_LIMIT

COLUMNS = ["from_node", "words", "to_node", "from_column", "to_column", "kind"]


def links(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


SMALL = links(
    ("A government", "pays", "A school", "Rulers", "Means", "money"),
    ("A government", "asks a favour, in many long words, of", "A neighbour", "Rulers", "Abroad", "talk"),
    ("A party", "teaches in", "A school", "Rulers", "Means", "talk"),
    ("A school", "sends fighters to", "A neighbour", "Means", "Abroad", "people"),
)
CROWDED = links(
    *(
        ("One box", f"says the {nth} of six long and winding things to", f"Box {nth}", "L", "M", "")
        for nth in "abcdef"
    ),
    ("Box a", "leads to", "Box g", "M", "N", ""),
    ("Box g", "leads to", "Box h", "N", "R", ""),
)
MADE = {
    "crowded": lambda: tr.concept_map(CROWDED, title="C"),
    "small": lambda: tr.concept_map(SMALL, columns=["Rulers", "Means", "Abroad"], title="S"),
    **{
        lesson: lambda lesson=lesson: tr.concept_map(
            tr.table("concept_links").query("lesson == @lesson"), title=lesson
        )
        for lesson in sorted(tr.table("concept_links")["lesson"].unique())
    },
    "no kinds": lambda: tr.concept_map(SMALL.drop(columns="kind"), title="S"),
}


@pytest.fixture(scope="module", params=sorted(MADE))
def made(request):
    picture = MADE[request.param]()
    assert picture.png
    return request.param, picture


def words_of(picture):
    return {" ".join(words.split()) for words, _ in drawn_boxes(picture)}


def test_every_box_and_every_link_is_written_once(made):
    _, picture = made
    table = picture.table
    assert words_of(picture) >= {*table["from_node"], *table["to_node"], *table["words"]}
    boxes = [patch for patch in picture.figure.axes[0].patches if isinstance(patch, FancyBboxPatch)]
    assert len(boxes) == len({*table["from_node"], *table["to_node"]})


def test_words_are_inside_the_picture_and_apart(made):
    _, picture = made
    wide, high = picture.figure.canvas.get_width_height()
    boxes = drawn_boxes(picture)
    assert [t for t, b in boxes if b.x0 < 0 or b.y0 < 0 or b.x1 > wide or b.y1 > high] == []
    small = [(text, box.shrunk(0.9, 0.7)) for text, box in boxes]
    assert [(a, b) for (a, one), (b, two) in combinations(small, 2) if one.overlaps(two)] == []


def test_no_box_covers_another_or_a_linking_word(made):
    _, picture = made
    renderer = picture.figure.canvas.get_renderer()
    patches = [p for p in picture.figure.axes[0].patches if isinstance(p, FancyBboxPatch)]
    boxes = [patch.get_window_extent(renderer) for patch in patches]
    assert not [1 for one, two in combinations(boxes, 2) if one.overlaps(two)]
    linking = set(picture.table["words"])
    texts = [
        box.shrunk(0.95, 0.8) for words, box in drawn_boxes(picture) if " ".join(words.split()) in linking
    ]
    assert not [1 for text in texts for box in boxes if text.overlaps(box)]


def test_alt_text_names_columns_and_links(made):
    name, picture = made
    assert picture.alt.startswith("Concept map of ")
    assert len(picture.alt) <= ALT_LIMIT
    if name == "small":
        assert "in the columns Rulers, Means and Abroad. A government (pays) A school" in picture.alt
        assert "4 boxes and 4 links" in picture.alt


def test_a_kind_is_told_by_its_line_and_named_in_the_legend():
    picture = MADE["small"]()
    axes = picture.figure.axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["money", "talk", "people"]
    look = {
        text.get_text(): (line.get_color(), line.get_linestyle())
        for text, line in zip(axes.get_legend().get_texts(), axes.get_legend().get_lines(), strict=True)
    }
    assert len({line for _, line in look.values()}) == 3
    drawn = {(line.get_color(), line.get_linestyle()) for line in axes.get_lines()}
    assert drawn == set(look.values())
    assert MADE["no kinds"]().figure.axes[0].get_legend() is None


def test_a_box_stands_near_what_leads_to_it():
    rows = [(one, "leads to", two, "L", "R", "") for one, two in ("bx", "az", "cy", "aw")]
    picture = tr.concept_map(links(*rows), title="T")
    height = {text.get_text(): text.get_position()[1] for text in picture.figure.axes[0].texts}
    assert sorted("wxyz", key=height.get) == ["x", "z", "w", "y"], "as b, a, c stand at the left"


def test_a_heading_without_boxes_is_left_out():
    wide = tr.concept_map(SMALL, columns=["Rulers", "Nobody", "Means", "Abroad"], title="S")
    assert wide.png == MADE["small"]().png


def test_two_renders_are_the_same_bytes_and_small(made):
    name, picture = made
    assert MADE[name]().png == picture.png
    assert len(picture.png) < 60_000


@pytest.mark.parametrize(
    ("frame", "columns", "words"),
    [
        (SMALL.drop(columns="words"), None, "no column 'words'"),
        (SMALL.head(0), None, "no rows"),
        (SMALL, ["Rulers", "Means"], "'Abroad' is in the table"),
        (SMALL, ["Abroad", "Means", "Rulers"], "does not run from left to right"),
        (links(("A", "x", "B", "L", "R", ""), ("A", "y", "C", "L", "L", "")), None, "does not run from left"),
        (links(("A", "x", "B", "L", "R", ""), ("A", "y", "C", "R", "S", "")), None, "'A' stands under two"),
    ],
)
def test_what_cannot_be_drawn_is_named(frame, columns, words):
    with pytest.raises(ValueError, match=words):
        tr.concept_map(frame, columns=columns, title="T")
