"""The checkable tokens of a stretch of words: numbers, dates, fractions, vague counts, quotations ...

The same reading is used for prose and for the cells of a table, so that "eight diplomats" and "8" meet. House
style decides what is exempt: ordinals, "one", list numbers, code names such as Il-76, ids such as E027.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import zip_longest

from .prose import plain

MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
MONTH = "|".join(MONTHS + [m[:3] + r"\b\.?" for m in MONTHS if m != "May"] + [r"Sept\b\.?"])
UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TEN = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
TENS = {word: 10 * number for number, word in enumerate(TEN, start=2)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
SMALL = {w: n for n, w in enumerate(UNITS)} | TENS
VAGUE = {"dozens": 12, "hundreds": 100, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
PARTS = {"third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
FRACTIONS = PARTS | {f"{word}s": part for word, part in PARTS.items()} | {"half": 1 / 2, "halves": 1 / 2}

WORD = "|".join(sorted([*SMALL, *SCALES], key=len, reverse=True))
SCALE = r"(?:\s+(?P<scale>hundred|thousand|million|billion|trillion)\b)?"
DASH = r"[-\u2013\u2014\u2212]"
DAYS = rf"\d{{1,2}}(?:st|nd|rd|th)?(?:\s*(?:{DASH}|to|and|or|,)\s*\d{{1,2}}(?:st|nd|rd|th)?)*"
HEDGES = {
    "about": "near", "around": "near", "some": "near", "roughly": "near",
    "approximately": "near", "close to": "near",
    "nearly": "below", "almost": "below", "under": "below", "less than": "below", "fewer than": "below",
    "up to": "below", "over": "above", "more than": "above", "at least": "above", "above": "above",
}  # fmt: skip
HEDGE = re.compile(rf"\b({'|'.join(HEDGES)})\s+(?:[\w$-]+\s+){{0,2}}?$", re.I)

EXEMPT = [
    r"\b[A-Z][A-Za-z]{0,3}-?\d+[A-Za-z]?\b(?!,\d)",  # E027, D30, MiG-21, Il-76
    r"\b\d+(?:\.\d+)*p\d+c\d+\b",  # claim ids
    r"\b[a-z]\w*(?:-\w+)*-\d{4}(?:-[a-z]\w*)*\b(?<!mid-\d{4})(?<!pre-\d{4})(?<!post-\d{4})",  # hrw-1998-mazar
    r"\b(?:[Ss]teps?|[Qq]uestions?|[Ii]tems?|[Cc]ells?|[Pp]arts?|[Oo]bjectives?|[Aa]ccounts?|[Ff]igures?|[Cc]hapters?)"
    r"\s+\d+(?:(?:\s*(?:,|and|to|\u2013|-)\s*)\d+)*\b",
    r"\b\d+(?:st|nd|rd|th)\b",
    r"\bhalf-year\w*",
    r"\(\d+ minutes?\)$",  # at the end of a heading
]
EXEMPT_RE = [re.compile(pattern) for pattern in EXEMPT]
QUOTED = re.compile(r"\u201c([^\u201d]+)\u201d|\"([^\"]+)\"|\u2018((?:[^\u2019]|\u2019(?=\w))+)\u2019(?!\w)"
                    r"|(?<!\w)'((?:[^']|(?<=\w)'(?=\w))+)'(?!\w)")  # fmt: skip
SYMBOL = re.compile(r"\b[AS]/(?:RES/)?[\w/.]*\d")
SECTION = re.compile(r"\b[Ss]ections?\s+(\d(?:\.\d+)*(?:(?:\s*,\s*|\s+and\s+|\s+to\s+)\d(?:\.\d+)*)*)")
PARAGRAPH = re.compile(r"\b[Pp]aragraphs?\s+(\d+(?:(?:\s*,\s*|\s+and\s+|\s+to\s+)\d+)*)")
LESSON = re.compile(r"\b[Ll]essons?\s+(\d{1,2}(?:(?:\s*,\s*|\s+and\s+|\s+to\s+)\d{1,2})*)\b")

ISO = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b(?!-)")
DATE = re.compile(rf"\b(?P<days>{DAYS})\s+(?P<month>{MONTH})(?:,?\s+(?P<year>\d{{4}}))?")
US_DATE = re.compile(rf"\b(?P<month>{MONTH})\s+(?P<days>\d{{1,2}}),\s+(?P<year>\d{{4}})\b")
MONTH_YEAR = re.compile(rf"\b(?P<month>{MONTH})(?:\s+|-)(?:of\s+)?(?P<year>\d{{4}})\b")
BEFORE_MONTH = "in|by|since|until|from|to|of|late|early|mid|through|during|between|and|that|each|next|last"
MONTH_ONLY = re.compile(rf"\b(?:{BEFORE_MONTH}|{BEFORE_MONTH.title()})[\s-](?P<month>{'|'.join(MONTHS)})\b")
DECADE = re.compile(r"\b(\d{3}0)s\b")
SHORT_RANGE = re.compile(rf"\b(?P<first>1[89]\d\d|20\d\d){DASH}(?P<last>\d\d)\b(?!{DASH}?\d)")
SIGN = r"(?:(?<![\w.,\u2013\u2014])[-+\u2212](?=\d))?"
NUMBER = r"(?<![\w.])(?<!\d,)(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
DIGITS = re.compile(SIGN + NUMBER + SCALE + r"(?!\w)")
FRACTION = re.compile(
    rf"\b(?:(?P<count>{'|'.join(UNITS[1:10])}|a)[\s-]+(?P<name>thirds?|quarters?|fifths?|tenths?|half|halves)"
    r"(?=\s+of\b|\s+the\b|\W*$|[\s-])|(?P<half>half)\b)", re.I)  # fmt: skip
WORDS = re.compile(rf"\b(?:an?\s+)?(?:{WORD})(?:[\s-]+(?:and\s+)?(?:{WORD}))*\b", re.I)
VAGUE_RE = re.compile(rf"\b({'|'.join(VAGUE)})\b", re.I)


@dataclass(frozen=True)
class Token:
    """One thing to check. `kind`: number, date, decade, fraction, vague, quotation, symbol, section,
    paragraph, lesson.

    `value` is a float, a (year, month, day) tuple with None for what is not said, or a string; `hedge` is
    near, below, above or ''; `other` is a second reading of a number whose scale stands later ("2 to 2.7
    billion").
    """

    kind: str
    words: str
    value: object
    start: int = 0
    hedge: str = ""
    per_cent: bool = False
    other: float | None = None
    unit: float = 1.0


def tokens(text: str) -> list[Token]:
    """Every checkable token of a stretch of prose, in reading order."""
    text = plain(text)
    found = [
        Token("quotation", m[0], next(g for g in m.groups() if g), m.start())
        for m in QUOTED.finditer(text)
        if len(re.findall(r"\w+", m[0])) >= 4
    ]
    for pattern, read in READERS:
        for match in list(pattern.finditer(text)):
            got = read(match, text)
            if got is None:
                continue
            found += got
            taken = re.sub("[^ ]", "\x00", match[0])  # of the same length, so that places stay right
            text = text[: match.start()] + taken + text[match.end() :]
    return sorted(_share_scales(found, plain_text=text), key=lambda t: t.start)


def _hedge(text: str, start: int) -> str:
    match = HEDGE.search(text[:start].replace("\x00", "x"))
    return HEDGES[match[1].lower()] if match else ""


def _skip(match, text):
    return []


def _list(kind):
    def read(match, text):
        return [Token(kind, match[0], part, match.start()) for part in re.findall(r"\d+(?:\.\d+)*", match[1])]

    return read


def _month(name: str) -> int:
    return [m[:3] for m in MONTHS].index(name[:3]) + 1


def _date(match, text):
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else None
    days = [int(d) for d in re.findall(r"\d+", groups.get("days") or "")] or [None]
    month = _month(groups["month"])
    return [Token("date", match[0].strip(), (year, month, day), match.start()) for day in days]


def _iso(match, text):
    year, month, day = int(match[1]), int(match[2]), int(match[3]) if match[3] else None
    if not 1 <= month <= 12:
        return None  # not a date: leave it to the other readers
    return [Token("date", match[0], (year, month, day), match.start())]


def _short_range(match, text):
    first, last = match["first"], match["first"][:2] + match["last"]
    if int(last) <= int(first):
        return None
    return [Token("number", year, float(year), match.start()) for year in (first, last)]


def _digits(match, text):
    number = match["number"]
    scale = SCALES.get(match["scale"] or "", 1.0)
    sign = -1 if match[0][0] in "-\u2212" else 1
    decimals = len(number.partition(".")[2])
    zeros = 0 if decimals else len(number.replace(",", "")) - len(number.replace(",", "").rstrip("0"))
    return [
        Token(
            "number",
            match[0],
            sign * float(number.replace(",", "")) * scale,
            match.start(),
            _hedge(text, match.start()),
            bool(re.match(r"\s*(?:%|per cent|percent)", text[match.end() :])),
            unit=10.0 ** (zeros - decimals) * scale,
        )
    ]


def _fraction(match, text):
    before, after = text[: match.start()], text[match.end() :]
    if match["half"]:
        part_of_time = re.search(r"(?:first|second|other|latter|later|opening)\s+$", before)
        if part_of_time or re.match(r"\s+an?\s", after):  # "the second half of May", "half an hour"
            return []
        value = 0.5
    elif match["count"].lower() in ("a", "one") and re.match(r"\s+(?!of\b)\w", after):
        return []  # "a third reason" is an ordinal
    else:
        count = 1 if match["count"].lower() == "a" else SMALL[match["count"].lower()]
        value = count * FRACTIONS[match["name"].lower()]
    return [Token("fraction", match[0], value, match.start(), _hedge(text, match.start()))]


def _words(match, text):
    words = re.split(r"[\s-]+", match[0].lower())
    start, found, value, group, last = match.start(), [], None, 0.0, ""
    values = []
    for word in [w for w in words if w not in ("and", "a", "an")] + [""]:
        unit_after_unit = word in SMALL and last in SMALL and not (last in TENS and 0 < SMALL[word] < 10)
        if not word or unit_after_unit:
            values.append((value or 0) + group)
            value, group = None, 0.0
        if word in SMALL:
            group += SMALL[word]
        elif word in ("hundred", "dozen"):
            group = (group or 1) * SCALES[word]
        elif word:
            value, group = (value or 0) + (group or 1) * SCALES[word], 0.0
        last = word
    for number in values:
        if match[0].lower() in ("one", "zero") or number == 1:
            continue
        zeros = len(str(int(number))) - len(str(int(number)).rstrip("0"))
        per_cent = bool(re.match(r"\s*(?:%|per cent|percent)", text[match.end() :]))
        found.append(
            Token("number", match[0], number, start, _hedge(text, start), per_cent, unit=10.0**zeros)
        )
    return found


def _half_a_scale(match, text):
    half = SCALES[match[1].lower()] / 2
    return [Token("number", match[0], half, match.start(), _hedge(text, match.start()))]


READERS = [
    (SYMBOL, lambda m, t: [Token("symbol", m[0], m[0], m.start())]),
    (SECTION, _list("section")),
    (PARAGRAPH, _list("paragraph")),
    (LESSON, _list("lesson")),
    (ISO, _iso),
    (DATE, _date),
    (US_DATE, _date),
    (MONTH_YEAR, _date),
    *[(pattern, _skip) for pattern in EXEMPT_RE],
    (MONTH_ONLY, _date),
    (DECADE, lambda m, t: [Token("decade", m[0], int(m[1]), m.start())]),
    (SHORT_RANGE, _short_range),
    (DIGITS, _digits),
    (re.compile(r"\bhalf\s+an?\s+(million|billion|thousand|dozen)\b", re.I), _half_a_scale),
    (FRACTION, _fraction),
    (WORDS, _words),
    (VAGUE_RE, lambda m, t: [Token("vague", m[0], VAGUE[m[1].lower()], m.start())]),
]


def _share_scales(found: list[Token], plain_text: str) -> list[Token]:
    """Let "2 to 2.7 billion" also read as 2 billion: scale and per cent sign may stand at the end only."""
    numbers = sorted((t for t in found if t.kind == "number"), key=lambda t: t.start)
    result = [t for t in found if t.kind != "number"]
    for token, after in zip_longest(numbers, numbers[1:]):
        between = plain_text[token.start + len(token.words) : after.start] if after else ""
        if re.fullmatch(rf"\s*(?:{DASH}|to|and|or)\s*", between):
            scale = re.search(r"(hundred|thousand|million|billion|trillion)$", after.words)
            changes = {"per_cent": token.per_cent or after.per_cent}
            if scale and not re.search(r"[a-z]$", token.words):
                changes["other"] = token.value * SCALES[scale[1]]
            token = replace(token, **changes)
        result.append(token)
    return result
