"""Two markers' agreement is computed as published, and a norming set gives nothing away."""

import csv
import io
from argparse import Namespace

import pytest
from marking_samples import MARKING, notebook, write

from coursework.errors import CourseworkError
from coursework.grading.written import norming
from coursework.grading.written.rubrics import read_rubrics
from coursework.grading.written.verdicts import Entry


@pytest.fixture
def course(tmp_path):
    """A course with an assignment and its marking notes; nothing was graded."""
    write(tmp_path / "source" / "hw" / "hw.ipynb", notebook())
    (tmp_path / "source" / "hw" / "marking.md").write_text(MARKING, encoding="utf-8")
    return tmp_path


def normed(course, **options):
    """Run the command `norming`."""
    usual = {"first": None, "second": None, "pack": None, "out": None, "course": str(course)}
    return norming.main(Namespace(**usual | options))


def entries(levels, row="Claim"):
    """One marker's levels for a row of answers n0, n1 ..."""
    return [Entry(f"row {n}", f"n{n}", row, str(level), task="essay") for n, level in enumerate(levels)]


@pytest.mark.parametrize(
    ("first", "second", "kappa"),
    [
        # By hand: mean squared difference 4/6; of all 36 pairs 46/6 + 38/6 - 2 (14/6)(14/6) = 28/9; 1 - 3/14.
        ([4, 3, 2, 1, 0, 4], [4, 2, 2, 2, 1, 3], 11 / 14),
        ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], 1),
        ([0, 4], [4, 0], -1),
        ([0, 0, 4, 4], [0, 4, 0, 4], 0),
        ([3, 3, 3], [3, 3, 3], None),
    ],
)
def test_quadratic_weighted_kappa_is_that_of_the_paper(first, second, kappa):
    assert norming.weighted_kappa(first, second) == (kappa if kappa is None else pytest.approx(kappa))
    assert norming.weighted_kappa(second, first) == norming.weighted_kappa(first, second)


def test_kappa_from_a_table_of_weights_is_the_same():
    """Cohen's own form: 1 - sum(w observed) / sum(w expected), w = (i - j)^2 / (k - 1)^2."""
    first, second = [4, 3, 2, 1, 0, 4, 3, 3], [3, 3, 1, 1, 2, 4, 4, 3]
    n, observed, expected = len(first), 0.0, 0.0
    for i in range(5):
        for j in range(5):
            weight = (i - j) ** 2 / 16
            observed += weight * sum(pair == (i, j) for pair in zip(first, second, strict=True)) / n
            expected += weight * first.count(i) * second.count(j) / n**2
    assert norming.weighted_kappa(first, second) == pytest.approx(1 - observed / expected)


def test_the_target_asks_for_every_row_of_an_answer():
    first = entries([4, 3, 2, 1, 0, 4]) + entries([4, 3, 2, 1, 0, 4], "Evidence")
    second = entries([3, 4, 2, 1, 1, 3]) + entries([4, 3, 2, 1, 0, 2], "Evidence")
    both, unpaired = norming.pairs(first, second)
    assert (norming.near_answers(both), unpaired) == ((5, 6), 0)
    said = "\n".join(norming.summary(both))
    assert "within one level in every row: 5 of 6 answers; the target of 5 in 6 is met" in said
    assert "Claim                   6      2           6" in said
    worse = entries([1, 4, 2, 1, 1, 3]) + entries([4, 3, 2, 1, 0, 2], "Evidence")
    assert "4 of 6 answers; the target is 5 in 6" in "\n".join(
        norming.summary(norming.pairs(first, worse)[0])
    )


def test_differences_are_listed_widest_first():
    both, _ = norming.pairs(entries([4, 3, 2]), entries([3, 0, 2]))
    said = norming.summary(both)
    assert [line for line in said if line.endswith(("3 and 0", "4 and 3", "2 and 2"))] == [
        "  essay, None, Claim: 3 and 0", "  essay, None, Claim: 4 and 3",
    ]  # fmt: skip


def test_rows_of_one_marker_only_are_counted_not_dropped():
    both, unpaired = norming.pairs([*entries([4, 3]), Entry("row 9", "n9", "Claim", "2")], entries([4, "0?"]))
    assert (len(both), unpaired) == (1, 2)
    assert "left out: 2 rows with a level from one marker only" in norming.summary(both, unpaired)
    with pytest.raises(CourseworkError, match="no row has a level in both"):
        norming.pairs(entries([4]), [])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["good"], "row 0: 'good' is no level"),
        ([3, 2], "row 1: the same answer and row as row 0: delete one"),
    ],
)
def test_what_cannot_be_compared_is_named(wrong, said):
    spoilt = [Entry(one.where, "n0", one.row, one.level) for one in entries(wrong)]
    with pytest.raises(CourseworkError, match=said):
        norming.pairs(spoilt, entries([3]))


def pack(course, levels):
    """Write the pack and fill in these levels by row; returns the lines and the filled file."""
    path = course / "pack.csv"
    normed(course, pack="hw", out=str(path))
    lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    for line in lines:
        line["level"] = levels(line)
    filled = course / "filled.csv"
    with open(filled, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, lines[0].keys())
        table.writeheader()
        table.writerows(lines)
    return lines, filled


def test_a_pack_holds_the_anchor_answers_and_not_their_levels(course, capsys):
    lines, _ = pack(course, lambda line: line["level"])
    assert "6 answers to mark, 9 rows" in capsys.readouterr().out
    assert {line["level"] + line["comment"] + line["comments to reuse"] for line in lines} == {""}
    text = (course / "pack.csv").read_text(encoding="utf-8-sig").lower()
    assert not any(word in text for word in ("strong", "middling", "tie each item", "this repeats"))
    assert {line["answer"] for line in lines} == {
        anchor.text for rubric in read_rubrics(course / "source" / "hw").values() for anchor in rubric.anchors
    }


def test_a_marker_is_compared_with_the_levels_of_the_anchors(course, capsys):
    _, filled = pack(course, lambda line: "2")
    normed(course, first=str(filled), pack="hw")
    said = capsys.readouterr().out
    assert "first: marking.md" in said
    assert "all rows                9      2           6" in said
    assert "essay, strong, Claim: 4 and 2" in said
    normed(course, first=str(filled), second=str(filled))
    assert "6 of 6 answers; the target of 5 in 6 is met" in capsys.readouterr().out


def test_a_command_without_enough_to_do_says_what_it_takes(course):
    (course / "source" / "hw" / "marking.md").unlink()
    for options, said in (
        ({"first": "a.csv"}, "norming takes two filled sheets"),
        ({"pack": "hw", "out": "x.csv"}, "no marking.md with anchor answers"),
        ({"pack": "hx", "out": "x.csv"}, "no assignment 'hx'"),
    ):
        with pytest.raises(CourseworkError, match=said):
            normed(course, **options)
