"""Agreement of two coders, and signed ties by year."""

import math

import pandas as pd
import pytest

import taliban_relations as tr
from taliban_relations import signed_ties
from taliban_relations.coders import NOTHING_YET, difference_words, ordinal_alpha


def coding(*codes, period="1998H2"):
    themes = ["arms-to-opponents", "drugs", "recognition", "refugees", "trade-and-border", "un-talks"]
    return pd.DataFrame(
        {
            "actor": "iran",
            "theme": themes[: len(codes)],
            "period": period,
            "code": pd.array(codes, "Int64"),
        }
    )


class Activity:
    """What an answered `code_ledger` offers."""

    def __init__(self, actor, answer):
        self.actor, self.answer = actor, answer


class TestAgreement:
    def test_equal_codings_agree_fully(self):
        found = tr.agreement(coding(1, -1, 2), coding(1, -1, 2))
        assert found.same == 3
        assert found.alpha == 1.0
        assert found.differences.empty

    def test_alpha_by_hand(self):
        """Nominal and ordinal alpha are equal for two codes: 1 - (n - 1) o / e, from the coincidences."""
        one, other = pd.Series([1, 1, 2, 2]), pd.Series([1, 1, 2, 1])
        observed, pairs = 2, 5 * 3
        assert ordinal_alpha(one, other) == pytest.approx(1 - 7 * observed / (2 * pairs))

    def test_ordinal_alpha_by_its_definition(self):
        """A step weighs by how many entries lie between the two codes (Hayes and Krippendorff 2007)."""
        one, other = pd.Series([-2, -2, -1, 0, 0, 2, 2]), pd.Series([-2, -1, -1, 0, 2, 2, 2])
        entries = sorted([*one, *other])
        count = {code: entries.count(code) for code in entries}

        def gap(a, b):
            low, high = sorted((a, b))
            between = sum(n for code, n in count.items() if low <= code <= high)
            return (between - (count[low] + count[high]) / 2) ** 2

        observed = sum(2 * gap(a, b) for a, b in zip(one, other, strict=True))
        chance = sum(gap(a, b) for a in entries for b in entries) / (len(entries) - 1)
        assert ordinal_alpha(one, other) == pytest.approx(1 - observed / chance, abs=1e-6)

    @pytest.mark.parametrize(
        ("one", "other", "words"),
        [
            (0, -1, "1 step"),
            (2, 0, "2 steps"),
            (1, -1, "2 steps, with opposite signs"),
            (None, 1, "only one sees evidence"),
        ],
    )
    def test_a_difference_in_words(self, one, other, words):
        assert difference_words(one, other) == words

    def test_each_coder_has_a_column(self):
        shown = tr.agreement(coding(2), coding(-1), names=("Ann", "Ben")).view.frame
        assert shown[["Ann", "Ben"]].to_numpy().tolist() == [["+2", "-1"]]

    def test_a_wide_gap_weighs_more_than_a_narrow_one(self):
        narrow = tr.agreement(coding(-2, 0, 1, 2, 0), coding(-2, 0, 1, 1, 0))
        wide = tr.agreement(coding(-2, 0, 1, 2, 0), coding(-2, 0, 1, -2, 0))
        assert wide.alpha < narrow.alpha

    def test_no_evidence_counts_as_an_entry_but_not_for_alpha(self):
        found = tr.agreement(coding(None, None, 1, 2), coding(None, 1, 1, 2))
        assert (found.same, found.both) == (3, 2)
        assert "in 1 of these neither sees evidence" in found.summary
        assert "only one sees evidence" in found.view.text

    def test_differences_widest_first_and_in_words(self):
        text = tr.agreement(coding(2, 1, 0), coding(-2, 0, 0)).view.text
        assert text.index("4 steps, with opposite signs") < text.index("1 step")
        assert "Iran, Arms and opponents, 1998H2" in text

    def test_nothing_in_common_is_said_in_words(self):
        found = tr.agreement(coding(1), tr.table("ledger").head(0), names=("you", "the course"))
        assert NOTHING_YET in found.summary
        assert math.isnan(found.alpha)
        assert NOTHING_YET in found._repr_mimebundle_()["text/html"]

    def test_one_cell_or_equal_codes_give_no_alpha(self):
        assert "cannot be worked out" in tr.agreement(coding(1), coding(2)).summary
        assert "cannot be worked out" in tr.agreement(coding(1, 1), coding(1, 1)).summary

    def test_activities_are_codings_too(self):
        own = [
            Activity("iran", {("drugs", "1998H2"): "none", ("recognition", "1998H2"): -2}),
            Activity("usa", None),
        ]
        found = tr.agreement(own, coding(0, None, -2))
        assert len(found.cells) == 2
        assert found.same == 2

    def test_only_the_widest_of_many_differences_are_printed(self):
        one = pd.concat([coding(2, 2, 2, 2, 2, 2, period=f"{y}H1") for y in (1997, 1998, 1999)])
        found = tr.agreement(one, one.assign(code=one["code"] - 1))
        assert len(found.differences) == 18
        assert found.view.text.count("1 step") == 12
        assert "The 12 widest of 18 differences" in found.view.text
        twelve = one.iloc[:12]
        assert "widest" not in tr.agreement(twelve, twelve.assign(code=twelve["code"] - 1)).view.text

    def test_a_missing_column_is_named(self):
        with pytest.raises(ValueError, match="'code'"):
            tr.agreement(coding(1).drop(columns="code"), coding(1))

    def test_the_second_coding_can_be_compared(self):
        assert "cell" in tr.agreement(tr.table("ledger"), tr.table("ledger_second")).summary


class TestTies:
    def test_sign_with_the_taliban_is_the_sign_of_the_level(self):
        found = tr.ties(1998).query("actor_a == 'taliban'").set_index("actor_b")["sign"]
        levels = tr.table("relation_paths").query("year == 1998").dropna(subset="level")
        for row in levels.itertuples():
            assert found[row.actor] == int(row.level > 0) - int(row.level < 0)

    def test_pacts_and_rivalries_between_states(self):
        found = tr.ties(1998).set_index(["actor_a", "actor_b"])["sign"]
        assert found["usa", "pakistan"] == 1
        assert found["pakistan", "india"] == -1
        assert ("russia", "india") not in found.index  # a pact of non-aggression makes no tie

    def test_only_what_held_in_the_year_makes_a_tie(self, monkeypatch):
        actors = tr.table("actors")
        pair = {"iso3_a": "RUS", "iso3_b": "TJK"}
        tables = {
            "actors": actors,
            "relation_paths": pd.DataFrame(
                [("iran", 1996, 2), ("iran", 1997, 0), ("usa", 1996, -2), ("usa", 1997, None)],
                columns=["actor", "year", "level"],
            ),
            "alliances_atop": pd.DataFrame(
                [
                    pair | {"year": 1997, "defense": 1},
                    {"iso3_a": "USA", "iso3_b": "PAK", "year": 1996, "defense": 1},
                ]
            ),
            "rivalries": pd.DataFrame(
                [
                    pair | {"start_year": 1997, "end_year": 1997},
                    {"iso3_a": "IRN", "iso3_b": "SAU", "start_year": 1980, "end_year": 1996},
                    {"iso3_a": "USA", "iso3_b": "IRN", "start_year": 1998, "end_year": 2001},
                ]
            ),
        }
        monkeypatch.setattr(signed_ties, "table", tables.__getitem__)
        assert tr.ties(1997).to_numpy().tolist() == [
            ["taliban", "iran", 0, "relation_paths"],
            ["russia", "tajikistan", 0, "alliances_atop and rivalries"],
        ]

    def test_no_tie_no_year(self):
        with pytest.raises(ValueError, match="year 1900"):
            tr.ties(1900)

    @pytest.mark.parametrize(("third", "product"), [(1, -1), (-1, 1), (0, 0)])
    def test_triangles_multiply_their_signs(self, third, product):
        edges = pd.DataFrame(
            [("taliban", "a", 1), ("taliban", "b", -1), ("a", "b", third), ("taliban", "c", 1)],
            columns=["actor_a", "actor_b", "sign"],
        )
        found = tr.triangles(edges)
        assert list(found["product"]) == [product]
        assert list(found.loc[0, ["one", "two", "three"]]) == [
            "taliban",
            "a",
            "b",
        ]
