"""The lines that mark off what students must not see, and anything that looks like one of them.

nbgrader looks for a marker letter by letter and publishes what stands below a misspelt one without a word. So
a line that resembles a marker in any spelling, case, script or decoration is refused unless it is exact.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

MARKERS = {
    "solution": ("### BEGIN SOLUTION", "### END SOLUTION"),
    "hidden tests": ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"),
    "mark scheme": ("=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ==="),
}
EXACT = {line for pair in MARKERS.values() for line in pair}
FOR_NBGRADER = {line.strip("#= ") for line in EXACT}  # what nbgrader looks for, anywhere in a line
VERBS = ("BEGIN", "END", "START", "STOP")
THINGS = ("SOLUTION", "HIDDENTESTS", "MARKSCHEME")
# How like a marker a line may look before it is taken for a misspelt one: as a whole, its verb, turned round.
CLOSE, VERB_CLOSE, REVERSED_CLOSE = 0.8, 0.6, 0.9
MOST_WORDS = 5
# Greek and Cyrillic letters that look like Latin ones, and a few Latin letters that are not in the alphabet.
ALIKE = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϺ" + "АВЕЅІЈКМНОРСТУХԀԌԚ" + "ƖꓲⲞꞬƓĐƊŁØĦꜱɪɴɢᴇᴛᴏᴜʟᴅʙʜᴍᴀʀᴋᴄ",
    "ABEZHIKMNOPTYXCM" + "ABESIJKMHOPCTYXDGQ" + "IIOGGDDLOHSINGETOULDBHMARKC",
)


def lines_of(text: str) -> list[str]:
    """The lines of a text, whichever character ends them: an editor may show two where nbgrader sees one."""
    return re.split(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", text)


def folded(text: str) -> str:
    """A text in plain capitals: full-width, accented, look-alike and invisible letters made ordinary."""
    return _bare(_bare(text).translate(ALIKE).upper()).translate(ALIKE)


def _bare(text: str) -> str:
    """A text without accents and without letters that nobody sees."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if unicodedata.category(letter) not in ("Cf", "Mn"))


def looks_like_marker(line: str) -> bool:
    """Is this line a marker, however it is spelt, or would nbgrader take it for one?"""
    if any(words in line for words in FOR_NBGRADER):
        return True
    plain = re.sub(r"\b(?:[A-Z] ){2,}[A-Z]\b", lambda apart: apart[0].replace(" ", ""), folded(line))
    loud = re.match(r"\s*(#{3}|={3})", plain) is not None
    parts = re.split(r"[^A-Z\s_]+", plain) + ([plain] if re.match(r"\s*[^\sA-Z]", plain) else [])
    return any(_is_marker(re.findall(r"[A-Z]+", part), loud) for part in parts)


def _is_marker(words: list[str], loud: bool) -> bool:
    """Do words start like a marker? `loud`: their line is set off the way markers are."""
    whole = "".join(words)
    starts = ["".join(words[:n]) for n in range(1, MOST_WORDS + 1)]
    verbs = [
        verb for verb in VERBS if whole[:1] == verb[0] and _alike(whole[: len(verb)], verb) >= VERB_CLOSE
    ]
    return any(
        (loud and _alike(whole, thing) >= CLOSE)
        or any(_alike(whole, thing + verb) >= REVERSED_CLOSE for verb in VERBS)
        or any(_alike(start, verb + thing) >= CLOSE for verb in verbs for start in starts)
        for thing in THINGS
    )


def _alike(letters: str, marker: str) -> float:
    return SequenceMatcher(None, letters, marker).ratio()


def nearest(text: str) -> str:
    """The marker that a line most resembles."""
    return max(sorted(EXACT), key=lambda line: _alike(folded(text), line))
