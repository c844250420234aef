"""What the tests of the answer checker share: a small table, and two ways to judge an answer."""

import pandas as pd

from taliban_relations.answers import Item
from taliban_relations.answers.engine import NOT_YET

DEATHS = pd.DataFrame(
    {
        "year": [1996, 1997, 1998],
        "side": ["state", "state", "one-sided"],
        "deaths": pd.array([10, 20, 944], "Int64"),
    }
)


def judged(compare, answer, expected, **more):
    return Item("00-test", compare, expected, **more).judge(answer)


def message(compare, answer, expected, **more):
    outcome = judged(compare, answer, expected, **more)
    assert outcome.status == NOT_YET, outcome
    return outcome.message
