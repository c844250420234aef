"""Balance of threat on real tables: how threatening were the Taliban to each of eight states, and who acted?

Walt (The Origins of Alliances, 1987) says that states align against what threatens them, and that a threat
has four sources: aggregate power, nearness, offensive power and hostile intentions. Three parts stand here,
each from 0 to 1 and each with a choice that another author would make differently:

* power: share of Afghanistan in the capabilities of the pair, AFG / (AFG + state), from the CINC score of one
  year (1998, the middle of the period). The score counts the whole country, so it is too high for a movement
  that never held all of it.
* nearness: half for a common land border (0 or 1), half for the distance between the capitals in kilometres,
  1000 / (1000 + km). The thousand kilometres that halve it are our choice.
* hostility: the highest level that the Afghan side reached in a dispute with the state in 1997-2000, on the
  scale of the Correlates of War, (level - 1) / 4. In these years the Taliban held Kabul throughout; the war
  of 2001 comes after. With `guests`, force used by armed groups on ground that the Taliban held counts as
  level 4.

Offensive power has no table here, and intentions are known only by acts. The outcome measures (`behaviour`)
are kept apart from these inputs: no input counts an act of the state itself.
"""

from functools import cache
from itertools import permutations, product

import numpy as np
import pandas as pd

from .reading import table

EIGHT = ["usa", "russia", "iran", "pakistan", "saudi-arabia", "tajikistan", "uzbekistan", "india"]
PARTS = ["power", "nearness", "hostility"]
GUESTS = ["al-qaeda", "imu", "harkat-hijackers"]
OPPONENTS = ["northern-alliance", "dostum-junbish", "hizb-wahdat", "islamic-state-afg", "ismail-khan"]
WEIGHTS = range(5)
YEARS = (1997, 2000)
OWN_THEMES = ["recognition", "arms-to-opponents"]
FIRST_DAY, LAST_DAY = "1996-10-01", "2001-09-10"
HALVING_KM = 1000
FORCE_LEVEL, FORCE_GOLDSTEIN = 4, -9.0


def threat_table(year=1998, guests=False):
    """The three parts of the threat that the Taliban posed to each state, with what they are made of.

    Parameters: `year` of the capability scores; `guests` counts armed groups on Taliban-held ground too.
    Returns a frame indexed by actor: state, cinc (share of world capabilities), border (0 or 1), capital_km,
    level (1 to 5, 1 where no dispute is coded), power, nearness and hostility (0 to 1).
    Raises ValueError for a year without capability scores. Formulas and sources: see the module.
    """
    codes = table("actors").set_index("id")["iso3"].loc[EIGHT]
    cinc = _cinc(year)
    frame = pd.DataFrame({"iso3": codes.astype(str)}, index=pd.Index(EIGHT, name="actor"))
    capitals = table("states").drop_duplicates("iso3").set_index("iso3")
    frame["state"] = frame["iso3"].map(capitals["state_name"])
    frame["cinc"] = frame["iso3"].map(cinc)
    frame["border"] = frame["iso3"].map(_borders(year)).astype(int)
    frame["capital_km"] = frame["iso3"].map(capitals["capital_distance_to_kabul_km"]).astype(int)
    frame["level"] = [_level(row.iso3, actor, guests) for actor, row in frame.iterrows()]
    frame["power"] = cinc["AFG"] / (cinc["AFG"] + frame["cinc"])
    frame["nearness"] = frame["border"] / 2 + HALVING_KM / (HALVING_KM + frame["capital_km"]) / 2
    frame["hostility"] = (frame["level"] - 1) / 4
    return frame.drop(columns="iso3").astype(dict.fromkeys(["cinc", *PARTS], float))


def _cinc(year):
    rows = table("capabilities").query("year == @year")
    if rows.empty:
        raise ValueError(f"The table capabilities has no year {year}.")
    return rows.set_index("iso3")["cinc_share_of_world"].astype(float)


def _borders(year):
    rows = table("proximity").query("year == @year").set_index("iso3")
    return rows["contiguity_code"].eq(1)


def _level(iso3, actor, guests):
    rows = table("mids_afghanistan").query("partner_iso3 == @iso3")
    rows = rows[rows["year"].between(*YEARS)]
    level = 1 if rows.empty else int(rows["hostility_afghanistan_1to5"].max())
    return max(level, FORCE_LEVEL) if guests and _guests_used_force(actor) else level


def _guests_used_force(actor):
    events = table("events")
    rows = events[events["actor_a"].isin(GUESTS) & (events["actor_b"] == actor)]
    rows = rows[rows["start"].dt.year.between(*YEARS)]
    return bool((rows["goldstein"] <= FORCE_GOLDSTEIN).any())


def behaviour():
    """How far each state acted against the Taliban, three ways; higher is more against, empty is unknown.

    own_acts: mean Goldstein score of the state's own acts from October 1996 to 10 September 2001, against the
    Taliban or for their armed opponents (-10 to 10), in the table `events`; acts_rows, how many acts those
    are. ledger: mean of the codes for recognition and for arms to opponents up to 2001H1, sign turned (-2 to
    2). coded_path: mean level 1997-2000, sign turned (-2 to 2); a level also weighs acts of the Taliban, so
    this one is not quite independent of the threat.
    """
    acts = _acts()
    by_state = acts.groupby("actor_a", observed=True)["against"]
    paths = table("relation_paths")
    paths = paths[paths["year"].between(*YEARS)]
    ledger = table("ledger")
    ledger = ledger[ledger["theme"].isin(OWN_THEMES) & (ledger["period"] < "2001H2")]
    themes = ledger.groupby(["actor", "theme"])["code"].mean().groupby("actor").mean()
    frame = pd.DataFrame(
        {
            "own_acts": by_state.mean(),
            "acts_rows": by_state.size(),
            "ledger": -themes,
            "coded_path": -paths.groupby("actor")["level"].mean(),
        }
    ).reindex(EIGHT)
    return frame.astype("Float64").astype(float).astype({"acts_rows": "Int64"}).rename_axis("actor")


def _acts():
    events = table("events")
    events = events[events["start"].between(FIRST_DAY, LAST_DAY) & events["actor_a"].isin(EIGHT)]
    events = events[events["goldstein"].notna()]
    at_taliban, at_others = events["actor_b"] == "taliban", events["actor_b"].isin(OPPONENTS)
    sign = at_others.astype(int) - at_taliban.astype(int)
    return events.assign(against=sign * events["goldstein"].astype(float))[sign != 0]


def rank_threats(weights, threats=None):
    """The eight states by weighted threat, the most threatened first.

    Parameters: `weights`, three numbers of at least 0 for power, nearness and hostility; `threats`, a frame
    of `threat_table` (by default made anew). The score is the weighted mean of the parts, 0 to 1; equal
    scores share their mean rank. Returns actor-indexed state, score and rank.
    Raises ValueError for negative weights, or weights that are all 0.
    """
    threats = threat_table() if threats is None else threats
    weights = np.asarray(list(weights), dtype=float)
    if len(weights) != len(PARTS) or (weights < 0).any() or not weights.sum():
        raise ValueError("Weights are three numbers of at least 0 for power, nearness, hostility; not all 0.")
    score = (threats[PARTS] @ weights / weights.sum()).round(6)
    ranked = pd.DataFrame({"state": threats["state"], "score": score, "rank": score.rank(ascending=False)})
    return ranked.sort_values(["rank", "state"])


def rank_agreement(one, other):
    """Spearman's rank correlation, -1 to 1, over the cases that have both values; missing under three.

    It is Pearson's correlation of the ranks, so that ties share their mean rank and no other library is used.
    """
    both = pd.concat([one, other], axis=1, keys=["one", "other"]).dropna()
    if len(both) < 3 or both.nunique().min() < 2:
        return float("nan")
    return float(both["one"].rank().corr(both["other"].rank()))


def try_all_weights(outcome, threats=None):
    """Every weighting from 0 to 4 for each part, with its rank agreement; the best first.

    Returns power, nearness, hostility and agreement. Weightings in the same proportion (1, 1, 0 and 2, 2, 0)
    stand once.
    """
    threats = threat_table() if threats is None else threats
    rows = [
        (*weights, rank_agreement(rank_threats(weights, threats)["score"], outcome))
        for weights in _weightings()
    ]
    tried = pd.DataFrame(rows, columns=[*PARTS, "agreement"])
    return tried.sort_values(["agreement", *PARTS], ascending=[False, True, True, True], ignore_index=True)


def _weightings():
    """Every proportion of the three weights once: those without a common divisor."""
    return [weights for weights in product(WEIGHTS, repeat=len(PARTS)) if np.gcd.reduce(weights) == 1]


def by_chance(outcome, threats=None):
    """In what share of all orders of the states would the best weighting agree as well as it does here?

    All orders are tried, not a sample, and every order may choose its own best weighting: this is the price
    of looking for the best. Returns agreement (the best one here), orders and share (0 to 1).
    """
    threats = threat_table() if threats is None else threats
    known = outcome.reindex(threats.index).dropna()
    ranks = {tuple(rank_threats(w, threats)["score"].reindex(known.index).rank()) for w in _weightings()}
    ranks = np.array(sorted(ranks))
    ranks = _standard(ranks[ranks.std(axis=1) > 0])
    orders = _orders(len(known))
    shuffled = _standard(known.rank().to_numpy()[orders])
    best = (shuffled @ ranks.T / len(known)).max(axis=1).round(9)
    return {"agreement": float(best[0]), "orders": len(orders), "share": float((best >= best[0]).mean())}


def _standard(rows):
    return (rows - rows.mean(axis=1, keepdims=True)) / rows.std(axis=1, keepdims=True)


@cache
def _orders(count):
    """All orders of `count` places, the given one first."""
    return np.array(list(permutations(range(count))))
