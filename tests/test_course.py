"""The course as a whole: the paper is taught, the record is used, no lesson repeats another."""

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest

import taliban_relations as tr
from coursework.workspace import Workspace, read

COURSE = Workspace(Path(__file__).parents[1])
LESSONS = list(tr.table("lessons").query("published")["id"])
NEIGHBOURS = {lesson: before for before, lesson in pairwise(LESSONS)}
# How many paragraphs each section of the paper has.
PARAGRAPHS = {
    **{"1": 4, "2.1": 2, "2.2": 4},
    **{"3.1.1": 4, "3.1.2": 3, "3.2.1": 6, "3.2.2": 4, "3.2.3": 3, "3.3.1": 2, "3.3.2": 3, "3.4": 4},
    **{"4.1": 2, "4.2": 6, "4.3": 4, "5": 3},
}
COMPARED = ["usa", "russia", "iran", "pakistan", "saudi-arabia", "tajikistan", "uzbekistan", "india"]
# Every lesson has a source lab, quizzes and tables; what differs is what else there is to do.
EVERYWHERE = {"corroborate", "quiz", "show", "table", "start", "receipt", "voices", "evidence", "claims"}


@lru_cache
def code(lesson):
    """The code of a lesson as one text."""
    path = next(path for path in COURSE.lessons() if path.stem == lesson)
    return "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "code")


@lru_cache
def cited(lesson):
    """Ids of the rows that the prose of a lesson rests on."""
    citations = tr.table("citations")
    return frozenset(citations.loc[citations["lesson"] == lesson, "row"])


@lru_cache
def elsewhere():
    """Ids used in exercises and in the tables behind activities, as one text."""
    texts = [path.read_text(encoding="utf-8") for path in COURSE.solutions()]
    texts += [path.read_text(encoding="utf-8") for path in COURSE.root.glob("solutions/*/marking.md")]
    columns = (
        ("sorting_cards", "evidence"),
        ("decision_options", "evidence"),
        ("quiz_options", "evidence"),
        ("relationships", "discrepancy_ids"),
    )
    return " ".join([*texts, *(" ".join(tr.table(name)[column].dropna()) for name, column in columns)])


# The paper


def test_every_paragraph_has_claims_and_every_claim_a_lesson():
    claims = tr.table("claims")
    paragraphs = {section: sorted(rows.unique()) for section, rows in claims.groupby("section")["paragraph"]}
    assert paragraphs == {section: list(range(1, last + 1)) for section, last in PARAGRAPHS.items()}
    assert set(claims["lesson"]) == set(tr.table("lessons")["id"])


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_core_claim_is_discussed_in_its_lesson(lesson):
    claims = tr.claims(lesson=lesson)
    missing = set(claims.loc[claims["core"], "id"]) - cited(lesson)
    assert not missing, f"{lesson}: no sentence rests on {', '.join(sorted(missing))}"


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_paragraph_of_its_claims_is_taught(lesson):
    taught = {id.rpartition("c")[0] for id in cited(lesson) if re.match(r"\d[\d.]*p\d+c\d+$", id)}
    claimed = set(tr.claims(lesson=lesson)["id"].str.rpartition("c")[0])
    assert claimed <= taught, f"{lesson}: nothing on {', '.join(sorted(claimed - taught))}"


# The record


@pytest.mark.parametrize("id", tr.table("discrepancies")["id"])
def test_every_discrepancy_is_used(id):
    prose = any(id in cited(lesson) for lesson in LESSONS)
    assert prose or re.search(rf"\b{id}\b", elsewhere()), f"no lesson, card or exercise uses {id}"


@pytest.mark.parametrize("actor", COMPARED)
def test_relationships_are_told_on_one_skeleton(actor):
    aspects = tr.fields("relationships").set_index("name")
    assert "aspect" in aspects.index
    told = tr.table("relationships").query("actor == @actor")
    assert set(told["aspect"]) == set(tr.table("relationships").query("actor == 'iran'")["aspect"])
    assert told[["claim_ids", "event_ids", "discrepancy_ids"]].notna().any(axis=1).all()
    path = tr.table("relation_paths").query("actor == @actor")
    assert list(path["year"]) == list(range(1996, 2002))
    levels = path[path["level"].notna()]
    assert levels[["event_ids", "claim_ids"]].notna().any(axis=1).all(), "a level names its rows"
    ledger = tr.table("ledger").query("actor == @actor")
    cells = {(theme, period) for theme in tr.table("ledger_themes")["theme"] for period in _half_years()}
    assert set(zip(ledger["theme"], ledger["period"], strict=True)) == cells
    coded = ledger[ledger["code"].notna()]
    assert coded[["event_ids", "claim_ids"]].notna().any(axis=1).all(), "a code names its rows"
    assert coded["certainty"].notna().all(), "a code says how certain it is"


def _half_years():
    return sorted(tr.table("ledger")["period"].unique())


def test_an_audited_section_is_one_of_the_paper():
    assert set(tr.table("audits")["section"].dropna()) <= set(PARAGRAPHS)


def test_a_moment_of_the_north_is_one_month():
    assert (tr.table("northern_control").groupby("as_of")["moment"].nunique() == 1).all()


# The lessons


@pytest.mark.parametrize("lesson", NEIGHBOURS)
def test_a_lesson_has_two_activities_that_the_one_before_has_not(lesson):
    def kinds(name):
        return set(re.findall(r"\btr\.(\w+)\(", code(name))) - EVERYWHERE

    new = kinds(lesson) - kinds(NEIGHBOURS[lesson])
    assert len(new) >= 2, f"{lesson} has only {', '.join(sorted(new)) or 'nothing'} that is new"


def test_there_is_an_exercise_set_for_every_lesson_but_the_first():
    assert [path.stem for path in COURSE.solutions()] == [name for name in LESSONS if name != LESSONS[0]]


def test_decision_points_are_part_of_their_lessons():
    decisions = tr.table("decisions")
    assert len(decisions) >= 4
    for decision in decisions.itertuples():
        assert f'tr.decide("{decision.id}")' in code(decision.lesson)


@pytest.mark.parametrize(("name", "call"), [("labs", "corroborate"), ("sortings", "sort_cards")])
def test_labs_and_cards_are_part_of_their_lessons(name, call):
    for row in tr.table(name).itertuples():
        assert f'tr.{call}("{row.id}")' in code(row.lesson)


# The quiz bank


@pytest.mark.parametrize("lesson", LESSONS[1:])
def test_an_exit_quiz_comes_back_to_two_earlier_lessons(lesson):
    items = tr.table("quizzes").query("lesson == @lesson").sort_values("position")["item"]
    home = tr.table("quiz_items").set_index("id")["lesson"][items]
    assert list(home[:4]) == [lesson] * 4
    assert len(home) == 6
    assert set(home[4:]) <= set(LESSONS[: LESSONS.index(lesson)])
    if LESSONS.index(lesson) > 1:
        assert len(set(home[4:])) == 2


def test_every_question_of_the_bank_is_asked():
    asked = set(tr.table("quizzes")["item"])
    bank = tr.table("quiz_items")
    assert len(bank) >= 10 * len(LESSONS)
    assert set(bank["id"]) == asked
    for name in tr.table("quizzes")["lesson"].unique():
        lesson = next(one for one in LESSONS if one == name or one[:2] == name[-2:])
        assert f'tr.quiz("{name}")' in code(lesson)


def test_right_answers_stand_under_every_letter_and_are_not_the_longest():
    options = tr.table("quiz_options")
    right = options[options["correct"]]
    share = right["letter"].value_counts(normalize=True)
    assert share["A":"C"].between(0.2, 0.45).all()
    longest = options.assign(size=options["text"].str.len()).sort_values("size").groupby("item").tail(1)
    assert longest["correct"].mean() < 0.35
    assert Counter(options["item"]).most_common()[-1][1] >= 3


def test_reasons_say_why():
    for row in tr.table("quiz_options").itertuples():
        assert len(row.reason.split()) >= 4, f"{row.item} {row.letter} needs a reason"
