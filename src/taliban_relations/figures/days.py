"""Dates on an axis: how long an event lasted, as exactly as it is known, and what stands below the axis."""

from datetime import datetime

import pandas as pd
from matplotlib.dates import date2num

from ..wording import house_date

SHORT = 3  # days; a bar of up to so many would be narrower than the dot of a single day
_PRECISION = {4: "Y", 7: "M", 10: "D"}


def spans(events):
    """The first and last day of each event, as matplotlib day numbers: a month's event fills that month.

    Reads `date` (1995, 1995-09 or 1995-09-05) and, where the frame has it, `end_date`. Returns two lists.
    """
    dates = events["date"].astype(str)
    ends = events["end_date"] if "end_date" in events.columns else [""] * len(events)
    ends = [text if pd.isna(end) or end == "" else str(end) for text, end in zip(dates, ends, strict=True)]
    first = [date2num(_period(text).start_time) for text in dates]
    return first, [date2num(_period(text).end_time.normalize()) for text in ends]


def _period(text):
    """The year, the month or the day that a date in the table stands for; a time of day is left out."""
    return pd.Period(text[:10], freq=_PRECISION[len(text[:10])])


def year_axis(axes, first, last, pad=0.02):
    """Ticks at each new year, or at each quarter when the whole span is short. Returns the limits."""
    room = max(last - first, 60)
    low, high = first - pad * room, last + pad * room
    axes.set_xlim(low, high)
    years = range(pd.Timestamp(low, unit="D").year, pd.Timestamp(high, unit="D").year + 2)
    months = (1,) if room > 3 * 365 else (1, 7) if room > 1.2 * 365 else (1, 4, 7, 10)
    ticks = [datetime(year, month, 1) for year in years for month in months]
    ticks = [tick for tick in ticks if low <= date2num(tick) <= high]
    if len(ticks) > 14:
        ticks = ticks[:: -(-len(ticks) // 12)]
    axes.set_xticks([date2num(tick) for tick in ticks])
    axes.set_xticklabels([f"{tick:%Y}" if len(months) == 1 else f"{tick:%b %Y}" for tick in ticks])
    return low, high


def by_time(events):
    """The events in order of time, with first_day, last_day and middle as day numbers, and long.

    An event is long when it takes up more than a dot: over several days, or on a day that is not known.
    """
    first, last = spans(events)
    events = events.assign(first_day=first, last_day=last)
    events["middle"] = (events.first_day + events.last_day) / 2
    events["long"] = events.last_day - events.first_day > SHORT
    by = ["middle", "first_day", "id"] if "id" in events.columns else ["middle", "first_day"]
    return events.sort_values(by, kind="stable").reset_index(drop=True)


def event_line(event):
    """An event in one line, as the key below a figure and the alt text give it: date, then title."""
    return f"{house_date(event.date)}: {event.title}"
