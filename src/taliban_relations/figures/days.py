"""Dates on an axis: how long an event lasted, as exactly as it is known, and what stands below the axis."""

from datetime import datetime

import pandas as pd
from matplotlib.dates import date2num

from ..display import house_date


def spans(events):
    """The first and last day of each event, as matplotlib day numbers: a month's event fills that month.

    Reads `date` (1995, 1995-09 or 1995-09-05) and, where the frame has it, `end_date`. Returns two lists.
    """
    dates = events["date"].astype(str)
    ends = events["end_date"] if "end_date" in events.columns else pd.Series(pd.NA, index=events.index)
    first = [_first_day(text) for text in dates]
    last = [
        _last_day(str(end)[:10]) if pd.notna(end) and end != "" else _last_day(text)
        for text, end in zip(dates, ends, strict=True)
    ]
    return first, last


def _first_day(text):
    year, month, day = (*map(int, text[:10].split("-")), 1, 1)[:3]
    return date2num(datetime(year, month, day))


def _last_day(text):
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return _first_day(text)
    year, month = (parts[0], parts[1] + 1) if len(parts) == 2 else (parts[0] + 1, 1)
    return date2num(datetime(year + (month > 12), (month - 1) % 12 + 1, 1)) - 1


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
    first, last = spans(events)
    events = events.assign(first_day=first, last_day=last)
    events["middle"] = (events.first_day + events.last_day) / 2
    by = ["middle", "first_day", "id"] if "id" in events.columns else ["middle", "first_day"]
    return events.sort_values(by, kind="stable").reset_index(drop=True)


def event_line(event):
    return f"{house_date(event.date)}: {event.title}"
