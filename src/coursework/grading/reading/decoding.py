"""From the bytes of a notebook that somebody sent to a notebook of today's format, without believing a byte.

What can be recovered is recovered and flagged; the rest is said to be unreadable. Outputs are not kept: the
notebook is run again.
"""

from __future__ import annotations

import codecs
import json

from nbformat import NotebookNode

from ..model import Flag
from .repair import GIVEN_ID, Repair, nbgrader_id

__all__ = ["GIVEN_ID", "Unreadable", "decoded", "nbgrader_id", "notebook_of"]

BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be",
        codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}  # fmt: skip
MOST_CELLS = 20_000
MOST_PARTS = 4_000_000  # brackets and commas: fifty megabytes of these would be gigabytes of objects


class Unreadable(Exception):
    """The bytes hold no notebook; the message says why in plain words."""


def notebook_of(raw: bytes, name: str) -> tuple[NotebookNode, list[Flag]]:
    """(the notebook in format 4.5, flags `decoded`, `upgraded`, `metadata-restored`); raises Unreadable."""
    text, how = decoded(raw)
    data, repeated = _parsed(text)
    if not isinstance(data, dict):
        raise Unreadable("it is no notebook: the outermost part is no object")
    cells, old = _cells(data)
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"it has {len(cells):,} cells, more than {MOST_CELLS:,}")
    repair = Repair()
    node = repair.notebook(data, cells)
    how += [f"a key stood twice ({key!r}), the last was read" for key in sorted(repeated)[:3]]
    if repair.broken_text:
        how.append("characters that no text can hold were replaced or left out")
    flags = [Flag("decoded", "", f"{name}: {'; '.join(how)}")] if how else []
    if old:
        flags.append(Flag("upgraded", "", f"{name}: read from notebook format {old}"))
    if repair.odd:
        flags.append(Flag("metadata-restored", "", f"{name}: {'; '.join(repair.odd)}"))
    return node, flags


def decoded(raw: bytes) -> tuple[str, list[str]]:
    """(the text, what had to be done to read it as plain words; nothing for UTF-8)."""
    for bom, encoding in BOMS.items():
        if raw.startswith(bom):
            text, how = (
                raw[len(bom) :].decode(encoding, "replace"),
                f"read as {encoding} with a byte order mark",
            )
            return _without_nul(text, [how])
    guess = json.detect_encoding(raw[:4]) if b"\0" in raw[:4] else "utf-8"
    for encoding in dict.fromkeys((guess, "utf-8", "cp1252", "latin-1")):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _without_nul(text, [] if encoding == "utf-8" else [f"read as {encoding}, it is not UTF-8"])
    raise Unreadable("its encoding is not known")


def _without_nul(text: str, how: list[str]) -> tuple[str, list[str]]:
    if "\0" in text:
        return text.replace("\0", ""), [*how, "NUL bytes left out"]
    return text, how


def _parsed(text: str) -> tuple[object, set[str]]:
    """(the JSON, keys that stood twice in one object with different values)."""
    if sum(map(text.count, "{[,")) > MOST_PARTS:
        raise Unreadable("it has more parts than any notebook")
    repeated = set()

    def pairs(items):
        found = {}
        for key, value in items:
            if key in found and found[key] != value:
                repeated.add(key[:40])
            found[key] = value
        return found

    def whole(digits):
        return int(digits) if len(digits) < 400 else None

    try:
        return json.loads(text, object_pairs_hook=pairs, parse_int=whole, strict=False), repeated
    except json.JSONDecodeError as error:
        if not text.strip():
            raise Unreadable("it is empty") from error
        end = (
            "it seems cut off" if error.pos >= len(text.rstrip()) - 2 else f"line {error.lineno}: {error.msg}"
        )
        raise Unreadable(f"it is no JSON: {end}") from error
    except (RecursionError, MemoryError, ValueError) as error:
        raise Unreadable("its JSON is nested deeper, or is larger, than any notebook") from error


def _cells(data: dict) -> tuple[list, str]:
    """(the cells as they stand, the format when it is an old one)."""
    major = data.get("nbformat")
    old = str(major) if isinstance(major, int | float) and 0 < major < 4 else ""
    if isinstance(data.get("cells"), list):
        return data["cells"], old or ("1" if _first_format(data["cells"]) else "")
    if isinstance(data.get("worksheets"), list):
        sheets = [sheet.get("cells") for sheet in data["worksheets"] if isinstance(sheet, dict)]
        return [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet], old or "3"
    raise Unreadable("it is no notebook: it holds no list of cells")


def _first_format(cells: list) -> bool:
    return any(isinstance(c, dict) and "source" not in c and ("code" in c or "input" in c) for c in cells)
