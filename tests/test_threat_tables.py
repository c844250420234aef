"""Threat and behaviour from tables small enough to work out by hand, and the bounds of a verdict."""

import re

import pandas as pd
import pytest

import taliban_relations as tr
from taliban_relations import threats
from taliban_relations.widgets import threats as bench

CODES = dict(zip(threats.EIGHT, ["USA", "RUS", "IRN", "PAK", "SAU", "TJK", "UZB", "IND"], strict=True))


def events(*rows):
    frame = pd.DataFrame(rows, columns=["actor_a", "actor_b", "start", "goldstein"])
    return frame.assign(start=pd.to_datetime(frame["start"]), goldstein=frame["goldstein"].astype("Float64"))


DISPUTES = [
    ("IRN", 1996, 5),
    ("IRN", 1997, 2),
    ("IRN", 2000, 3),
    ("IRN", 2001, 5),
    ("RUS", 1998, 5),
    ("RUS", 1999, 1),
]
FORCE = events(
    ("imu", "uzbekistan", "1999-08-01", -10),
    ("imu", "tajikistan", "1999-08-01", -5),  # a threat, not force
    ("al-qaeda", "usa", "2001-09-11", -10),  # after 2000
    ("harkat-hijackers", "india", "1999-12-24", -9),
    ("taliban", "pakistan", "1999-12-24", -10),  # no guest
    ("al-qaeda", "russia", "1999-12-24", -10),
)
THREATS = {
    "actors": pd.DataFrame({"id": list(CODES), "iso3": list(CODES.values())}),
    "states": pd.DataFrame(
        {"iso3": list(CODES.values()), "state_name": threats.EIGHT, "capital_distance_to_kabul_km": 1000}
    ),
    "capabilities": pd.DataFrame(
        [("AFG", 1998, 0.1), ("AFG", 1997, 0.9)]
        + [(code, year, 0.3) for code in CODES.values() for year in (1997, 1998)],
        columns=["iso3", "year", "cinc_share_of_world"],
    ),
    "proximity": pd.DataFrame(
        [(code, 1998, {"PAK": 1, "SAU": 4}.get(code, 5)) for code in CODES.values()]
        + [(code, 1997, 1) for code in CODES.values()],
        columns=["iso3", "year", "contiguity_code"],
    ),
    "mids_afghanistan": pd.DataFrame(
        DISPUTES, columns=["partner_iso3", "year", "hostility_afghanistan_1to5"]
    ),
    "events": FORCE,
}
BEHAVIOUR = {
    "events": events(
        ("iran", "taliban", "1996-09-30", -10),  # a day too early
        ("iran", "taliban", "1996-10-01", -6),
        ("iran", "northern-alliance", "1999-01-01", 3),
        ("iran", "ismail-khan", "1999-01-01", 3),
        ("iran", "usa", "1999-01-01", -10),  # neither
        ("taliban", "iran", "1999-01-01", -10),  # no act of the state
        ("iran", "taliban", "2000-01-01", None),
        ("iran", "taliban", "2001-09-10", 4),
        ("iran", "taliban", "2001-09-11", -10),  # a day too late
    ),
    "relation_paths": pd.DataFrame(
        [("iran", 1996, 2), ("iran", 1997, -2), ("iran", 2000, -1), ("iran", 2001, 2)],
        columns=["actor", "year", "level"],
    ),
    "ledger": pd.DataFrame(
        [
            ("iran", "recognition", "1999H1", None),
            ("iran", "recognition", "2001H1", -2),
            ("iran", "recognition", "2001H2", 2),
            ("iran", "arms-to-opponents", "1999H1", -1),
            ("iran", "arms-to-opponents", "1999H2", 0),
            ("iran", "trade", "1999H1", 2),
        ],
        columns=["actor", "theme", "period", "code"],
    ).astype({"code": "Int64"}),
}


def read_from(monkeypatch, tables):
    monkeypatch.setattr(threats, "table", tables.__getitem__)


def test_level_is_the_highest_of_the_afghan_side_in_the_years_before_the_war(monkeypatch):
    read_from(monkeypatch, THREATS)
    levels = tr.threat_table()["level"]
    assert levels[levels > 1].to_dict() == {"iran": 3, "russia": 5}


def test_guests_raise_a_level_to_four_where_they_used_force(monkeypatch):
    read_from(monkeypatch, THREATS)
    levels = tr.threat_table(guests=True)["level"]
    assert levels[levels > 1].to_dict() == {"iran": 3, "russia": 5, "uzbekistan": 4, "india": 4}


def test_power_and_border_are_those_of_the_year(monkeypatch):
    read_from(monkeypatch, THREATS)
    assert set(tr.threat_table(1998)["power"].round(9)) == {0.25}
    assert set(tr.threat_table(1997)["power"].round(9)) == {0.75}
    nearness = tr.threat_table()["nearness"]
    assert nearness[nearness > 0.25].to_dict() == {"pakistan": 0.75}


def test_behaviour_by_hand(monkeypatch):
    """Acts +6 against, two of +3 for opponents, -4; themes -2 and -0.5; levels -2 and -1."""
    read_from(monkeypatch, BEHAVIOUR)
    did = tr.behaviour()
    assert did.loc["iran"].to_dict() == {
        "own_acts": 2.0,
        "acts_rows": 4,
        "ledger": 1.25,
        "coded_path": 1.5,
    }
    assert did.drop("iran").isna().all(axis=None)


def parts(**columns):
    index = pd.Index(list("abcd"), name="actor")
    return pd.DataFrame({"state": list("ABCD"), **dict.fromkeys(threats.PARTS, 0.0)} | columns, index=index)


def test_equal_scores_share_their_mean_rank():
    ranked = tr.rank_threats((1, 0, 0), parts(power=[0.5, 0.9, 0.5, 0.1]))
    assert ranked["rank"].to_dict() == {"b": 1, "a": 2.5, "c": 2.5, "d": 4}


def test_a_case_without_a_value_takes_no_part_in_rank_agreement():
    one, other = pd.Series([1, 2, 3, 9]), pd.Series([1, 2, 3, None])
    assert tr.rank_agreement(one, other) == 1


def test_of_equally_good_weightings_the_smallest_comes_first():
    same = parts(**{part: [0.1, 0.2, 0.3, 0.4] for part in threats.PARTS})
    tried = tr.try_all_weights(pd.Series([1, 2, 3, 4], index=list("abcd")), same)
    assert list(tried.loc[0, threats.PARTS]) == [0, 0, 1]


def test_every_shuffled_order_may_choose_its_own_best_weights():
    """Two parts in opposite order: whoever may choose between them always reaches the better sign."""
    frame = parts(power=[0.1, 0.2, 0.3, 0.4], nearness=[0.4, 0.3, 0.2, 0.1])
    outcome = pd.Series([1.0, 2.0, 3.0, 4.0], index=list("abcd"))
    chance = tr.by_chance(outcome, frame)
    assert chance["agreement"] == pytest.approx(1)
    assert chance["share"] == pytest.approx(2 / 24), "the same order and the reverse one"


# The workbench


@pytest.mark.parametrize(
    ("test", "agreement", "rank", "refuted"),
    [
        ("agreement", 0.49, 1, True),
        ("agreement", 0.5, 1, False),
        ("friends", 0.6, 4, True),
        ("friends", 0.6, 4.5, False),
    ],
)
def test_verdicts_turn_at_their_bounds(test, agreement, rank, refuted):
    ranked = pd.DataFrame({"state": ["Pakistan"], "rank": [rank]}, index=["pakistan"])
    best = pd.Series({"agreement": agreement, "nearness": 1})
    said = bench.judge(test, best, ranked, {"share": 0.01})
    assert ("not refuted here" not in said) == refuted


def test_the_search_gives_its_share_in_a_hundred():
    did, table = tr.behaviour(), tr.threat_table()
    share = tr.by_chance(did["own_acts"], table)["share"]
    said = re.sub(r"<[^>]+>", " ", bench.search_html(None, table, did))
    assert re.search(rf"\b{100 * share:.0f} [a-z ]*in 100\b", said)


def test_the_state_that_acted_most_against_has_rank_one_by_its_acts():
    did = tr.behaviour()
    html = bench.ranking_html(tr.rank_threats((1, 1, 1)), did, "")
    most = tr.threat_table().loc[did["own_acts"].idxmax(), "state"]
    row = next(row for row in html.split("<tr>") if most in row)
    assert re.findall(r">([\d.]+)</td>", row)[-1] == "1"


def test_the_workbench_ranks_by_the_acts_that_were_chosen():
    widget = tr.threat_workbench("t")
    for guests in (True, False):
        widget.acts.value = guests
        assert widget.threats["level"].to_dict() == tr.threat_table(guests=guests)["level"].to_dict()


def test_the_picture_of_the_workbench_holds_ranks():
    drawn = tr.threat_workbench("t").ranks.table.select_dtypes("number")
    assert (drawn.drop(columns=drawn.columns[0]).sum() == sum(range(1, 9))).all()
