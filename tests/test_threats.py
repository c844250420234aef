"""The balance-of-threat numbers, worked out a second way, and the workbench that shows them."""

import itertools
import math

import pandas as pd
import pytest

import taliban_relations as tr
from taliban_relations import threats
from taliban_relations.widgets import threats as bench


@pytest.fixture(scope="module")
def table():
    return tr.threat_table()


@pytest.fixture(scope="module")
def did():
    return tr.behaviour()


def made(**columns):
    index = pd.Index(["a", "b", "c", "d"], name="actor")
    parts = {key: [0.0, 0.2, 0.4, 0.6] for key in threats.PARTS} | columns
    return pd.DataFrame({"state": list("ABCD"), **parts}, index=index)


class TestThreatTable:
    def test_parts_lie_between_0_and_1_for_eight_states(self, table):
        assert list(table.index) == threats.EIGHT
        assert table[threats.PARTS].apply(lambda part: part.between(0, 1)).all(axis=None)

    def test_power_is_a_share_of_the_pair(self, table):
        rows = tr.table("capabilities").query("year == 1998").set_index("iso3")["cinc_share_of_world"]
        assert table.loc["iran", "power"] == pytest.approx(rows["AFG"] / (rows["AFG"] + rows["IRN"]))

    def test_nearness_by_hand(self, table):
        assert table.loc["pakistan", "nearness"] == pytest.approx(0.5 + 500 / 1369)
        assert table.loc["usa", "nearness"] == pytest.approx(500 / 12142)

    def test_hostility_is_the_afghan_side_only(self, table):
        """The missiles of 1998 were an American act: they are no threat posed to Washington."""
        assert table.loc["usa", "hostility"] == 0
        assert table.loc["iran", "hostility"] == 0.75

    def test_guests_add_their_force(self):
        assert tr.threat_table(guests=True).loc["usa", "level"] == 4

    def test_no_year_without_scores(self):
        with pytest.raises(ValueError, match="no year 2050"):
            tr.threat_table(2050)


class TestBehaviour:
    def test_own_acts_by_hand(self, did):
        """Two Saudi acts towards the Taliban are scored before 11 September: +6 and -4."""
        events = tr.table("events")
        mine = events[(events["actor_a"] == "saudi-arabia") & (events["actor_b"] == "taliban")]
        mine = mine[mine["start"].between("1996-10-01", "2001-09-10")]
        assert did.loc["saudi-arabia", "own_acts"] == pytest.approx(-mine["goldstein"].mean())
        assert did.loc["saudi-arabia", "acts_rows"] == mine["goldstein"].notna().sum()

    def test_no_input_is_an_outcome(self):
        """No event that counts as a state's own act has the Taliban as the one who acts."""
        assert set(threats._acts()["actor_a"]) <= set(threats.EIGHT)

    def test_patrons_stand_below_opponents(self, did):
        assert did.loc["pakistan", "own_acts"] < 0 < did.loc["iran", "own_acts"]


class TestRanks:
    def test_one_part_alone_ranks_by_it(self, table):
        ranked = tr.rank_threats((0, 1, 0), table)
        assert list(ranked.index) == list(table["nearness"].sort_values(ascending=False).index)

    def test_proportion_alone_matters(self, table):
        pd.testing.assert_frame_equal(tr.rank_threats((1, 2, 1), table), tr.rank_threats((2, 4, 2), table))

    @pytest.mark.parametrize("weights", [(0, 0, 0), (1, -1, 0), (1, 1)])
    def test_impossible_weights(self, table, weights):
        with pytest.raises(ValueError, match="Weights are three numbers"):
            tr.rank_threats(weights, table)

    def test_rank_agreement_against_the_textbook_formula(self):
        one, other = pd.Series([1, 2, 3, 4, 5]), pd.Series([2, 1, 4, 3, 9])
        squares = ((one.rank() - other.rank()) ** 2).sum()
        assert tr.rank_agreement(one, other) == pytest.approx(1 - 6 * squares / (5 * 24))

    def test_rank_agreement_needs_three_cases_and_variety(self):
        assert math.isnan(tr.rank_agreement(pd.Series([1, 2]), pd.Series([1, 2])))
        assert math.isnan(tr.rank_agreement(pd.Series([1, 1, 1]), pd.Series([1, 2, 3])))


class TestSearch:
    def test_each_proportion_is_tried_once(self, table, did):
        tried = tr.try_all_weights(did["own_acts"], table)
        shares = tried[threats.PARTS].div(tried[threats.PARTS].sum(axis=1), axis=0).round(9)
        assert not shares.duplicated().any()
        every = [w for w in itertools.product(range(5), repeat=3) if any(w)]
        assert len(tried) == len({tuple(round(x / sum(w), 9) for x in w) for w in every})

    def test_best_comes_first_and_can_be_found_again(self, table, did):
        tried = tr.try_all_weights(did["own_acts"], table)
        best = tried.iloc[0]
        score = tr.rank_threats(best[threats.PARTS], table)["score"]
        assert best["agreement"] == tried["agreement"].max()
        assert tr.rank_agreement(score, did["own_acts"]) == pytest.approx(best["agreement"])

    def test_chance_by_brute_force(self):
        """Four cases and one order of threat: each of the 24 orders is looked at by hand."""
        frame, outcome = made(), pd.Series([1.0, 3.0, 2.0, 4.0], index=list("abcd"))
        fits = [
            tr.rank_agreement(frame["power"], pd.Series(p, index=list("abcd")))
            for p in itertools.permutations([1, 2, 3, 4])
        ]
        here = tr.rank_agreement(frame["power"], outcome)
        chance = tr.by_chance(outcome, frame)
        assert chance["orders"] == 24
        assert chance["agreement"] == pytest.approx(here)
        assert chance["share"] == pytest.approx(sum(fit >= here - 1e-9 for fit in fits) / 24)


class TestWorkbench:
    def test_nothing_is_shown_before_a_test_is_chosen(self):
        widget = tr.threat_workbench("t")
        widget.dials["power"].value = 3
        assert bench.NOT_YET in widget.result.value
        widget.search.click()
        assert "Best of" not in widget.found.value
        widget.button.click()
        assert widget.answer is None

    def test_every_move_changes_the_words_and_keeps_the_test(self):
        widget = tr.threat_workbench("t")
        widget.test.value = "friends"
        widget.button.click()
        before = widget.result.value
        widget.dials["hostility"].value = 4
        assert widget.result.value != before
        assert widget.answer["test"] == "friends"
        assert widget.answer["weights"]["hostility"] == 4
        widget.test.value = "none"
        assert widget.answer["test"] == "friends"

    def test_all_zero_is_said_in_words(self):
        widget = tr.threat_workbench("t")
        widget.test.value = "chance"
        widget.button.click()
        for dial in widget.dials.values():
            dial.value = 0
        assert bench.ALL_ZERO in widget.result.value

    def test_a_test_changed_after_numbers_is_said_and_kept(self):
        widget = tr.threat_workbench("t")
        for name in ("friends", "friends"):
            widget.test.value = name
            widget.button.click()
        assert f"Your test: B. {bench.TESTS['friends']}." in widget.result.value
        assert bench.CHANGED not in widget.result.value
        widget.test.value = "none"
        widget.button.click()
        assert bench.CHANGED in widget.result.value
        assert "changed" in widget.described()

    def test_no_verdict_outlives_its_test_or_its_meaning_of_hostile_acts(self):
        widget = tr.threat_workbench("t")
        widget.search.click()
        assert bench.NOT_YET in widget.found.value
        widget.test.value = "agreement"
        widget.button.click()
        assert bench.NOT_YET not in widget.found.value
        for change in (lambda: setattr(widget.acts, "value", True), widget.button.click):
            widget.search.click()
            assert "Best of" in widget.found.value
            change()
            assert "Best of" not in widget.found.value

    def test_weights_and_acts_cannot_be_left_empty(self):
        widget = tr.threat_workbench("t")
        for control in (*widget.dials.values(), widget.acts):
            assert None not in dict(control.options).values()
        assert widget.weights == dict.fromkeys(threats.PARTS, 1)

    def test_guests_change_the_ranks(self):
        widget = tr.threat_workbench("t")
        widget.test.value = "chance"
        widget.button.click()
        before = widget.result.value
        widget.acts.value = True
        assert widget.result.value != before

    @pytest.mark.parametrize(
        ("test", "best", "ranked", "share", "said"),
        [
            ("agreement", (0.4, 1), ["iran"], 0.01, "refuted here"),
            ("agreement", (0.6, 1), ["iran"], 0.01, "not refuted here"),
            ("friends", (0.6, 1), ["pakistan"], 0.01, "refuted here"),
            ("friends", (0.6, 1), ["iran"], 0.01, "not refuted here"),
            ("nearness", (0.6, 0), ["iran"], 0.01, "refuted here"),
            ("nearness", (0.6, 2), ["iran"], 0.01, "not refuted here"),
            ("chance", (0.6, 1), ["iran"], 0.05, "refuted here"),
            ("chance", (0.6, 1), ["iran"], 0.04, "not refuted here"),
            ("none", (0.6, 1), ["iran"], 0.04, "forbids nothing"),
        ],
    )
    def test_verdict_follows_the_chosen_test(self, test, best, ranked, share, said):
        row = pd.Series({"agreement": best[0], "nearness": best[1]})
        frame = pd.DataFrame({"state": ranked, "rank": 1.0}, index=ranked)
        verdict = bench.judge(test, row, frame, {"share": share})
        assert said in verdict
        assert ("not refuted" in verdict) == said.startswith("not")

    def test_twin_folds_the_ranks_away(self):
        twin = tr.threat_workbench("t").twin()
        shown, _, folded = twin.partition("<details>")
        assert "Rank agreement" not in shown
        assert "<img" not in shown
        for words in ("all alike", "nearness only", "hostile acts only", "Best of", "<img alt="):
            assert words in folded

    def test_a_state_without_outcome_is_said_to_be_unknown(self, table, did):
        gone = did.assign(own_acts=did["own_acts"].where(did.index != "india"))
        assert "unknown" in bench.ranking_html(tr.rank_threats((1, 1, 1), table), gone, "")
