"""How dates, numbers and lists are written: one house form for figures, tables, widgets and hints."""

import re

import pandas as pd

# Not calendar.month_name: that follows the reader's locale, and the course is in English everywhere.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ISO_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
_MINUS = "\N{MINUS SIGN}"


def house_date(value):
    """A date in the house form, as exact as it was given: "1995-09-05" becomes "5 September 1995".

    `value` is ISO text (1995, 1995-09 or 1995-09-05), two of them joined by " to ", or a timestamp; any other
    text stays as it is.
    """
    text = value.strftime("%Y-%m-%d") if hasattr(value, "strftime") else str(value)
    if " to " in text:
        return " to ".join(house_date(end) for end in text.split(" to "))
    if not _ISO_DATE.fullmatch(text):
        return text
    year, *rest = text.split("-")
    month = [MONTHS[int(part) - 1] for part in rest[:1]]
    day = [str(int(part)) for part in rest[1:]]
    return " ".join([*day, *month, year])


def house_number(value, places=None):
    """A number with thousands separators; without `places`, with no needless decimals (25627.0: "25,627")."""
    if places is None and not float(value).is_integer():
        text = f"{value:,.{4 if abs(value) < 1 else 2}f}".rstrip("0").rstrip(".")
    else:
        text = f"{value or 0:,.{places or 0}f}"
    return text.replace("-", _MINUS)


def decimals(values, most=2):
    """How many decimals, up to `most`, a series of numbers needs so that all of them are written alike."""
    return next((n for n in range(most) if (values.round(n) == values.round(most)).all()), most)


def signed(value, places=None):
    """A score with its sign: "+1", "−2", and plain "0"; with `places`, with so many decimals: "+0.50"."""
    if places is None and not value:
        return "0"
    return f"{value:{'+g' if places is None else f'+.{places}f'}}".replace("-", _MINUS)


def range_words(low, high):
    """Two ends in words: "70,000", "5 to 7", "at least 5", "at most 7"; empty when neither is known."""
    ends = [None if pd.isna(end) else house_number(end) for end in (low, high)]
    if None not in ends:
        return " to ".join(dict.fromkeys(ends))
    return f"at least {ends[0]}" if ends[0] else f"at most {ends[1]}" if ends[1] else ""


def join_words(words):
    """One text out of many: "a", "a and b", "a, b and c"."""
    *most, last = [str(word) for word in words] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def short_list(items, most=8):
    """The first items, separated by semicolons, and how many were left out."""
    items = list(items)
    more = [f"and {len(items) - most} more"] if len(items) > most else []
    return "; ".join(items[:most] + more)


def capital(words):
    """The words with a capital first letter; the rest stays as it is, names included."""
    return words[:1].upper() + words[1:]


def pretty(name):
    """An id as words: "legal-sanctions" becomes "Legal sanctions"."""
    return capital(str(name).replace("_", " ").replace("-", " ").strip())


def shorten(text, limit):
    """Cut a text at a word so that it has about `limit` characters, with dots where it was cut."""
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(",;:") + "\N{HORIZONTAL ELLIPSIS}"
