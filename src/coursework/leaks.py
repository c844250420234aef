"""Finding what students must not see in a file that is made for them, wherever in the file it is."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from nbgrader.utils import is_solution

from .markers import EXACT, lines_of, looks_like_marker

SHORTEST, LONG = 8, 20  # letters: a shorter line says nothing; a long one is looked for inside others too
BASE64 = re.compile(r"[A-Za-z0-9+/\s]{24,}={0,2}\s*")


def secrets(solution, marking: str = "") -> list[str]:
    """Lines that a student must not see: answers, hidden tests, mark schemes, rubric and anchor answers."""
    lines = []
    for cell in solution.cells:
        if cell.cell_type != "code" and is_solution(cell):
            lines += lines_of(cell.source)
        inside = False
        for line in lines_of(cell.source):
            text = line.strip()
            if text in EXACT:
                inside = "BEGIN" in text
            elif inside:
                lines.append(text)
    prose = [line for line in marking.split("\n") if not line.startswith("#")]
    lines += [part for line in prose for part in re.split(r"(?<=[.!?])\s+|\|", line)]
    told = (line.strip() for line in lines)
    return sorted({line for line in told if len(line) >= SHORTEST and re.search(r"\w\W+\w", line)})


def leaks(released, solution, marking: str = "") -> list[str]:
    """Secret lines and markers of any spelling that are in the released notebook, anywhere in the file:
    sources, attachments, outputs, metadata."""
    everything = list(texts(released))
    lines = {line.strip() for text in everything for line in lines_of(text)}
    plain = {squeezed(line) for line in lines}
    whole = "\n".join(map(squeezed, everything))
    found = [
        f"the student's file holds “{secret}”"
        for secret in secrets(solution, marking)
        if squeezed(secret) in plain or (len(secret) >= LONG and squeezed(secret) in whole)
    ]
    return found + [
        f"the student's file holds the marker “{line}”" for line in sorted(lines) if looks_like_marker(line)
    ]


def texts(value) -> Iterator[str]:
    """Every text in a notebook, names included; what is packed as base64 is unpacked."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(key)
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value
        if BASE64.fullmatch(value):
            try:
                yield base64.b64decode("".join(value.split()), validate=True).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                return


def squeezed(text: str) -> str:
    """A text without differences of spacing and capitals."""
    return " ".join(text.split()).casefold()
