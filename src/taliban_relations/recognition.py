"""Who recognised the Taliban government on a given day: a view of the table `recognition`."""

import pandas as pd

from .reading import table


def recognition_at(day):
    """Tell how each state of the table `recognition` stood to the Taliban government at the end of a day.

    Parameters
    ----------
    day : str or pandas.Timestamp
        For example "1998-12-31". Recognitions of May 1997 are uncertain by up to two days (column
        `date_range`); the single date of the table is used here.

    Returns
    -------
    pandas.DataFrame
        Columns actor_id, state, iso3 and status: recognised, recognition withdrawn or not recognised. Only
        states; organisations and entities that no member of the United Nations recognised are left out.

    Raises
    ------
    ValueError
        If `day` is not a date.
    """
    day = pd.Timestamp(day)
    states = table("actors").query("kind == 'state'").set_index("id")["iso3"]
    rows = table("recognition")
    rows = rows[rows["actor_id"].isin(states.index)]
    begun, ended = rows["recognised_start"] <= day, rows["date_withdrawn"] <= day
    status = pd.Series("not recognised", index=rows.index)
    status = status.mask(begun, "recognised").mask(begun & ended, "recognition withdrawn")
    named = rows.assign(iso3=rows["actor_id"].map(states), status=status)
    return named[["actor_id", "state", "iso3", "status"]].reset_index(drop=True)
