"""Who stood with whom in a year: signed ties among the Taliban and eight states, from the tables.

A tie of a state with the Taliban takes the sign of the coded level of that year (`relation_paths`). A tie
between two states is +1 for a defence pact in force (`alliances_atop`, column defense), -1 for a strategic
rivalry (`rivalries`), 0 where both are listed. Pacts of non-aggression and consultation make no tie.
"""

from itertools import combinations

import pandas as pd

from .reading import table
from .threats import EIGHT

CENTRE = "taliban"
COLUMNS = ["actor_a", "actor_b", "sign", "from_table"]


def ties(year):
    """Signed ties of one year: actor_a, actor_b, sign (-1, 0 or 1) and the table each comes from.

    Parameters: `year`, 1996 to 2001. A state whose level is not coded that year has no tie with the Taliban.
    Raises ValueError for a year without any tie.
    """
    rows = [*_with_taliban(year), *_between_states(year)]
    if not rows:
        raise ValueError(f"No table holds a tie for the year {year}.")
    return pd.DataFrame(rows, columns=COLUMNS)


def triangles(edges):
    """Every three actors that are tied all round, with the product of their signs.

    In balance theory (a friend's enemy is an enemy, an enemy's enemy a friend) +1 is balanced and -1 under
    strain; 0 says nothing. Parameters: `edges`, a frame of `ties`. Returns one, two and three (the
    Taliban first where they are among them), the three signs and their product.
    """
    sign = {
        frozenset(pair): int(value)
        for *pair, value in edges[["actor_a", "actor_b", "sign"]].itertuples(index=False)
    }
    actors = sorted({*edges["actor_a"], *edges["actor_b"]}, key=lambda actor: (actor != CENTRE, actor))
    rows = []
    for three in combinations(actors, 3):
        pairs = [frozenset(pair) for pair in combinations(three, 2)]
        if all(pair in sign for pair in pairs):
            signs = [sign[pair] for pair in pairs]
            rows.append((*three, *signs, signs[0] * signs[1] * signs[2]))
    return pd.DataFrame(rows, columns=["one", "two", "three", "one_two", "one_three", "two_three", "product"])


def _with_taliban(year):
    paths = table("relation_paths").query("year == @year").dropna(subset=["level"])
    levels = dict(zip(paths["actor"], paths["level"], strict=True))
    for actor in EIGHT:
        if actor in levels:
            level = int(levels[actor])
            yield CENTRE, actor, (level > 0) - (level < 0), "relation_paths"


def _between_states(year):
    codes = table("actors").set_index("id")["iso3"].loc[EIGHT]
    pacts = table("alliances_atop").query("year == @year and defense == 1")
    rivals = table("rivalries").query("start_year <= @year <= end_year")
    allied, opposed = (
        {frozenset(pair) for pair in rows[["iso3_a", "iso3_b"]].itertuples(index=False)}
        for rows in (pacts, rivals)
    )
    for one, two in combinations(EIGHT, 2):
        pair = frozenset((codes[one], codes[two]))
        if pair in allied or pair in opposed:
            lists = {"alliances_atop": allied, "rivalries": opposed}
            names = " and ".join(name for name, pairs in lists.items() if pair in pairs)
            yield one, two, (pair in allied) - (pair in opposed), names
