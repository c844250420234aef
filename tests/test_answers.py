"""The answer checker: three outcomes, and messages that differ for different mistakes."""

from inspect import signature

import numpy as np
import pandas as pd
import pytest
from answer_samples import DEATHS, judged, message

import taliban_relations as tr
from taliban_relations.answers import ITEMS, TOPICS, Item, UnknownItem, find, hint_of
from taliban_relations.answers.charts import chart
from taliban_relations.answers.compare import choice, cited, date, grid, ordered, quantity, written
from taliban_relations.answers.engine import NOT_ATTEMPTED, NOT_YET, RIGHT, Hint, check_item
from taliban_relations.answers.frames import frame, series
from taliban_relations.answers.mistakes import fills, has_rows_of, puts_before
from taliban_relations.answers.values import blank, brief, counted, kind, listed, number, plain, same

ODD = [
    True,
    3,
    2.5,
    np.int64(4),
    "words",
    ["E1"],
    {"k": 1},
    pd.Series([1]),
    pd.DataFrame({"a": [1]}),
    object(),
    len,
]
# The engine


@pytest.mark.parametrize(
    "answer",
    [..., None, "", "  ", "...", [], {}, (), [...], {"a": ..., "b": None}, {"a": [..., ""]}, [None, ...]],
)
def test_untouched_answers_are_not_attempted(answer):
    outcome = judged(choice("AB"), answer, "A", hints=("Look.",))
    assert outcome.status == NOT_ATTEMPTED
    assert not outcome.right
    assert str(outcome) == "Not attempted. Replace the dots with your answer, then run the cell again."


def test_unchanged_start_value_is_not_attempted():
    item = Item("00-test", quantity(), 5, unchanged=0)
    assert item.judge(0).status == NOT_ATTEMPTED
    assert item.judge(5).status == RIGHT


def test_false_and_zero_are_answers():
    assert not blank(0)
    assert not blank(False)
    assert not blank(pd.DataFrame())
    assert not blank(["E1", ...])
    assert not blank({"a": "says", "b": ...})


def test_outcome_as_text_and_html():
    item = Item("00-test", choice("AB"), "A", hints=("Look.",), right="It is <A>.")
    right, wrong = item.judge("a"), item.judge("B")
    assert repr(right) == "Right. It is <A>."
    assert right._repr_html_() == "<p><strong>Right.</strong> It is &lt;A&gt;.</p>"
    assert bool(right)
    assert right.share == 1
    assert repr(wrong).startswith("Not yet.")
    assert 'tr.hint("00-test", 1)' in repr(wrong)
    assert not wrong


def test_mistakes_come_before_the_general_message_and_differ():
    item = Item(
        "00-test",
        quantity(),
        lambda: 944,
        mistakes=(
            (20, "That is the year before."),
            (lambda: 10, "That is two years before."),
            (lambda answer: answer > 1e6, "That is more than all."),
            (lambda answer: answer["no"], "Never said."),
        ),
    )
    said = [item.judge(answer).message for answer in (20, 10, 2e6, 30)]
    assert said[:3] == ["That is the year before.", "That is two years before.", "That is more than all."]
    assert "too low" in said[3]
    assert len(set(said)) == 4


def test_a_known_mistake_keeps_its_share_and_offers_a_hint_only_if_there_is_one():
    mistakes = ((["E1", "E3", "E2", "E4"], "Two are swapped."),)
    outcome = Item("00-test", ordered(), ["E1", "E2", "E3", "E4"], mistakes).judge(["E1", "E3", "E2", "E4"])
    assert outcome.share == pytest.approx(5 / 6)
    assert str(outcome) == "Not yet. Two are swapped."
    hinted = judged(ordered(), ["E1", "E3", "E2"], ["E1", "E2", "E3"], hints=("Look.",))
    assert 'For a hint: tr.hint("00-test", 1).' in str(hinted)


def test_unknown_item_names_the_nearest():
    items = {id: Item(id, choice(), "A") for id in ("05-herat", "05-mazar")}
    with pytest.raises(UnknownItem, match="Did you mean '05-herat'"):
        find(items, "05-heart")
    with pytest.raises(UnknownItem, match="Copy the id"):
        find({}, "05-heart")
    with pytest.raises(UnknownItem):
        tr.check("no-such-item", 1)
    with pytest.raises(UnknownItem):
        tr.hint("no-such-item")


def test_hints_come_in_stages():
    item = Item("00-test", choice(), "A", hints=("First.", "Second."))
    assert repr(hint_of(item)) == "Hint 1 of 2: First."
    assert repr(hint_of(item, 2)) == "Hint 2 of 2: Second."
    for stage in (0, 3, "one", None):
        assert "from 1 to 2" in repr(hint_of(item, stage))
    assert "no hint" in repr(hint_of(Item("00-bare", choice(), "A")))
    assert Hint("a < b")._repr_html_() == "<p>a &lt; b</p>"


def test_checked_answers_reach_the_receipt(capsys):
    tr.start("00-start-here")
    check_item(Item("00-test", choice("AB"), "A"), "B")
    check_item(Item("00-blank", choice("AB"), "A"), ...)
    capsys.readouterr()
    tr.receipt()
    assert "Exercise 00-test: 'B' (not yet)\nExercise 00-blank: not attempted" in capsys.readouterr().out


# Every comparer stands any answer


@pytest.mark.parametrize("answer", ODD, ids=lambda a: type(a).__name__)
@pytest.mark.parametrize(
    ("compare", "expected"),
    [
        (choice("ABCD"), "D"),
        (quantity(), 17),
        (date(), "1995-09-05"),
        (ordered(), ["E7", "E8"]),
        (grid(["says"]), {"x": "says"}),
        (frame("year"), DEATHS),
        (series(), DEATHS.groupby("side")["deaths"].sum()),
        (chart(), {"a": 1}),
        (written(), {"E027"}),
    ],
    ids=["choice", "quantity", "date", "ordered", "grid", "frame", "series", "chart", "written"],
)
def test_odd_answers_are_not_yet_right_and_raise_nothing(compare, expected, answer):
    outcome = judged(compare, answer, expected)
    assert outcome.status == NOT_YET
    assert len(outcome.message) > 20
    assert "0x" not in outcome.message


# Choice, number, date


def test_choice():
    assert judged(choice("ABC"), " a ", "A").right
    assert judged(choice(), "Herat", {"herat", "Kabul"}).right
    wrong = message(choice("ABC"), "B", "A")
    assert message(choice("ABC"), "Q", "A") == '"Q" is not one of the options: A, B and C.'
    assert "quotation marks" in message(choice("ABC"), 3, "A")
    assert '"A"' not in wrong


@pytest.mark.parametrize(
    ("answer", "expected", "more", "said"),
    [
        (0.25, 25, {"percent": True}, "the share"),
        (25, 0.25, {}, "per cent; the question asks for the share"),
        (0.25, 25, {}, "size is not"),
        (94400, 944, {}, "size is not"),
        (944000, 944, {}, "size is not"),
        (0.944, 944, {}, "size is not"),
        (-944, 944, {}, "sign"),
        (1000, 944, {}, "too high"),
        (900, 944, {}, "too low"),
        (5, 0, {}, "too high"),
        ("944", 944, {}, "without quotation marks"),
        (True, 1, {}, "true or false"),
    ],
)
def test_numbers(answer, expected, more, said):
    found = message(quantity(**more), answer, expected)
    assert said in found
    assert "944" not in found


def test_number_within_tolerance():
    assert judged(quantity(0.01), 950, 944).right
    assert not judged(quantity(), 950, 944).right
    assert not judged(quantity(0.1), 1111, 1000).right, "a tenth of the right value, not of the answer"
    assert judged(quantity(), 1e-9, 0).right
    assert judged(quantity(), np.float64(944), pd.array([944], "Int64")[0]).right


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("1994-09-05", "year"),
        ("1995-08-05", "month"),
        ("1995-09-06", "day"),
        ("1995-09", "not exact enough"),
        ("5 September 1995", "hyphens"),
    ],
)
def test_dates(answer, said):
    assert said in message(date(), answer, "1995-09-05")


def test_dates_as_timestamps_and_too_exact():
    assert judged(date(), pd.Timestamp("1995-09-05"), "1995-09-05").right
    assert "more exact than the record" in message(date(), "1998-08-08", "1998-08")
    shares = [judged(date(), day, "1998-08").share for day in ("1998-08-08", "1998", "1997")]
    assert shares == [0.5, 0.5, 0]


# Order and grid


def test_order():
    right = ["E1", "E2", "E3", "E4"]
    assert judged(ordered(), right, right).right
    assert judged(ordered(), np.array(right), right).right
    swapped = judged(ordered(), ["E1", "E3", "E2", "E4"], right)
    assert swapped.share == pytest.approx(5 / 6)
    assert "Look at E3 and E2" in swapped.message
    said = {
        message(ordered("events"), answer, right)
        for answer in (
            right[::-1],
            right[:3],
            [*right, "E9"],
            ["E1", "E1", "E2", "E3"],
            ["E1", "E3", "E2", "E4"],
        )
    }
    assert len(said) == 5


def test_grid():
    expected = {("who", "a"): "says", ("who", "b"): {"silent", "contradicts"}}
    assert judged(grid(), {("who", "a"): "Says", ("who", "b"): "silent"}, expected).right
    half = judged(grid(["says", "silent"]), {("who", "a"): "silent", ("who", "b"): "silent"}, expected)
    assert half.share == 0.5
    assert "1 of 2 cells fit" in half.message
    assert "Look again at who, a" in half.message
    assert "says" not in half.message
    assert "1 still empty" in message(grid(), {("who", "a"): "says", ("who", "b"): ...}, expected)
    three = judged(grid(), {"x": "no", "y": ..., "z": "no"}, dict.fromkeys("wxyz", "yes") | {"z": "no"})
    assert three.share == 1 / 4
    assert three.message == "1 of 4 cells fit the evidence. 2 still empty. Look again at x."
    two = message(grid(), {"x": ..., "y": "no", "z": "no"}, dict.fromkeys("xyz", "yes"))
    assert "Look again at y." in two
    assert "no cell called z" in message(grid(), {"z": "says"}, expected)
    assert "not one of says and silent" in message(
        grid(["says", "silent"]), {("who", "a"): "maybe"}, expected
    )


# Written answers


def text(words, tail=""):
    return f"{'word ' * words}{tail}"


def test_written_answers():
    known = {"E027", "D30", "hrw-1998-mazar", "3.2.1p2c4"}
    item = Item("00-claim", written((10, 20), cites=2), known)
    assert item.judge(text(10, "(E027; hrw-1998-mazar)")).right
    said = {
        message(written((10, 20), cites=2), answer, known)
        for answer in (text(5), text(30), text(12), text(10, "E027"), text(12, "E027 E999"))
    }
    assert len(said) == 5
    right = [judged(written((10, 20), cites=2), text(n, "E027 D30"), known).right for n in (7, 8, 18, 19)]
    assert right == [False, True, True, False]
    short, bare = (judged(written((10, 20)), text(n), known).share for n in (9, 12))
    assert short < bare, "long enough counts for more than too short"
    assert "names 1 id" in message(written((10, 20), cites=2), text(10, "E027 E027"), known)
    assert cited("see E027, 3.2.1p2c4; E027 and well-known", known) == ["E027", "3.2.1p2c4"]


# Plain values


def test_plain_values():
    assert plain(pd.Timestamp("1995-09-05")) == "1995-09-05"
    assert [plain(x) for x in (None, pd.NA, pd.NaT, float("nan"))] == [None] * 4
    assert plain("  a   b ") == "a b"
    assert number("3") is None
    assert number(True) is None
    assert same(1, 1.0)
    assert same("a", "A")
    assert not same("1", 1)
    assert same(None, float("nan"))
    assert listed(["a", "b", "c", "d"]) == "a, b, c and 1 more"
    assert listed(["a"]) == "a"
    assert counted(1, "row") == "1 row"
    assert kind(np.float64(2)) == "a number"
    assert brief(DEATHS) == "a table of 3 rows and 3 columns"
    assert brief(DEATHS["year"]) == "a column of 3 values"
    assert brief("x" * 300).endswith("...")
    assert "0x" not in brief(object())


def test_what_typical_mistakes_are_made_of():
    assert puts_before("a", "b")(["a", "b"])
    assert not puts_before("b", "a")(["a", "b"])
    assert fills("k", "says")({"k": " Says "})
    assert not fills("k", "says")({"k": "silent"})
    same_rows = has_rows_of(lambda: pd.DataFrame({"id": [1, 2]}))
    assert same_rows(pd.DataFrame({"id": [2, 1]}))
    assert not same_rows(pd.DataFrame({"id": [1]}))


# The course's own items


def test_items_have_unique_ids_of_their_lesson():
    ids = [item.id for topic in TOPICS for item in topic.ITEMS]
    assert len(ids) == len(set(ids)) == len(ITEMS)
    lessons = {lesson[:2] for lesson in tr.table("lessons")["id"]}
    assert {id[:2] for id in ids} <= lessons


@pytest.mark.parametrize("item", ITEMS.values(), ids=list(ITEMS))
def test_each_item_of_the_course(item):
    """Untouched: not attempted. Wrong answers given as values: their own messages. Hints: at least one."""
    assert item.judge(...).status == NOT_ATTEMPTED
    assert item.hints
    assert item.solution is not None
    assert len({said for _, said in item.mistakes}) == len(item.mistakes) >= 2
    for wrong, said in item.mistakes:
        if not callable(wrong) or not signature(wrong).parameters:
            assert item.judge(wrong() if callable(wrong) else wrong).message == said
