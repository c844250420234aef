"""Dates, numbers and lists come out in one house form."""

import pandas as pd
import pytest

from taliban_relations.wording import (
    house_date,
    house_number,
    join_words,
    pretty,
    range_words,
    short_list,
    shorten,
    signed,
)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("1995", "1995"),
        ("1995-09", "September 1995"),
        ("1995-09-05", "5 September 1995"),
        (pd.Timestamp(1998, 8, 8), "8 August 1998"),
        ("1997-05-24 to 1997-05", "24 May 1997 to May 1997"),
        ("about 1995", "about 1995"),
    ],
)
def test_dates_are_as_exact_as_they_were_given(given, shown):
    assert house_date(given) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (25627.0, "25,627"),
        (0, "0"),
        (-4.4, "\N{MINUS SIGN}4.4"),
        (0.0041, "0.0041"),
        (2.5, "2.5"),
        (1e6, "1,000,000"),
        (-0.0, "0"),
    ],
)
def test_numbers_have_separators_and_no_needless_decimals(given, shown):
    assert house_number(given) == shown


def test_the_caller_may_ask_for_a_number_of_decimals():
    assert house_number(12.5, 0) == "12"
    assert house_number(3, 2) == "3.00"


def test_scores_have_a_sign_and_zero_has_none():
    assert [signed(value, 2) for value in (0.5, -0.126, 0)] == ["+0.50", "\N{MINUS SIGN}0.13", "+0.00"]
    assert [signed(value) for value in (3, -10.0, 0, 2.5)] == ["+3", "\N{MINUS SIGN}10", "0", "+2.5"]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (70000, 70000, "70,000"),
        (200000, 250000, "200,000 to 250,000"),
        (0, 5, "0 to 5"),
        (120000, None, "at least 120,000"),
        (pd.NA, 9, "at most 9"),
        (float("nan"), None, ""),
    ],
)
def test_a_range_says_which_end_is_open(low, high, words):
    assert range_words(low, high) == words


def test_lists_are_joined_and_cut():
    assert [join_words("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert short_list("abcd", 2) == "a; b; and 2 more"
    assert short_list("ab", 2) == "a; b"
    assert pretty("legal-sanctions_1998") == "Legal sanctions 1998"
    assert shorten("one two three", 8) == "one two\N{HORIZONTAL ELLIPSIS}"
    assert shorten("one two", 8) == "one two"
