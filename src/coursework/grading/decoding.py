"""From the bytes of a notebook that somebody sent to a notebook of today's format, without believing a byte.

What can be recovered is recovered and flagged; the rest is said to be unreadable. Outputs are not kept: the
notebook is run again.
"""

from __future__ import annotations

import codecs
import json
import re

from nbformat import NotebookNode

from .model import Flag

BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be",
        codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}  # fmt: skip
TEXT = ("source", "input", "code", "text")  # what formats 4 and 3, 2 and 1 call the text of a cell
KINDS = {"code": "code", "markdown": "markdown", "raw": "raw", "heading": "markdown", "text": "markdown",
         "html": "markdown", "plaintext": "raw", "md": "markdown"}  # fmt: skip
MOST_CELLS = 20_000
MOST_PARTS = 4_000_000  # brackets and commas: fifty megabytes of these would be gigabytes of objects
ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
GIVEN_ID = "cell-"  # what the ids begin with that are given here; Jupyter's own have no such form


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
    repair = _Repair()
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


class _Repair:
    """Builds a well-formed notebook and remembers what was odd."""

    def __init__(self):
        self.odd: list[str] = []
        self.broken_text = False
        self.used: set[str] = set()

    def notebook(self, data: dict, cells: list) -> NotebookNode:
        readable = [cell for cell in cells if isinstance(cell, dict)]
        if len(readable) < len(cells):
            self.odd.append(f"{len(cells) - len(readable)} entries were no cells and are left out")
        self.used = {str(c.get("id")) for c in readable}
        seen: set[str] = set()
        built = [self.cell(cell, number, seen) for number, cell in enumerate(readable, start=1)]
        metadata = NotebookNode(
            kernelspec=NotebookNode(display_name="Python 3", language="python", name="python3")
        )
        return NotebookNode(cells=built, metadata=metadata, nbformat=4, nbformat_minor=5)

    def cell(self, cell: dict, number: int, seen: set[str]) -> NotebookNode:
        kind, source = self.kind(cell, number), self.source(cell)
        if cell.get("cell_type") == "heading":
            level = cell.get("level")
            source = "#" * (level if isinstance(level, int) and 0 < level < 7 else 1) + " " + source
        node = NotebookNode(
            cell_type=kind, id=self.id(cell, number, seen), metadata=NotebookNode(), source=source
        )
        held = cell.get("metadata")
        if isinstance(held, dict) and "nbgrader" in held:
            self.nbgrader(node, held["nbgrader"], number)
        elif held is not None and not isinstance(held, dict):
            self.odd.append(f"the metadata of cell {number} were no metadata")
        if kind == "code":
            node.outputs, node.execution_count = [], None
        elif isinstance(cell.get("attachments"), dict):
            node.attachments = self.attachments(cell["attachments"])
        return node

    def kind(self, cell: dict, number: int) -> str:
        given = cell.get("cell_type")
        kind = KINDS.get(given.lower()) if isinstance(given, str) else None
        if kind is None:
            kind = (
                "code" if {"outputs", "execution_count", "input", "prompt_number"} & set(cell) else "markdown"
            )
            self.odd.append(f"cell {number} had no known type and is read as {kind}")
        return kind

    def source(self, cell: dict) -> str:
        value = next((cell[key] for key in TEXT if key in cell), "")
        if isinstance(value, list):
            value = "".join(part for part in value if isinstance(part, str))
        elif value is None:
            value = ""
        return self.text(value if isinstance(value, str) else json.dumps(value, default=str))

    def text(self, value: str) -> str:
        """The text with line ends of one kind, without NUL and without halves of characters."""
        value = value.replace("\r\n", "\n").replace("\r", "\n")
        clean = value.replace("\0", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self.broken_text |= clean != value
        return clean

    def id(self, cell: dict, number: int, seen: set[str]) -> str:
        """The cell's own id when it has a valid one of its own, else a made one that no cell has."""
        given = cell.get("id")
        if not (isinstance(given, str) and ID.match(given)) or given in seen:
            given = f"{GIVEN_ID}{number}"
            while given in self.used or given in seen:
                given += "-"
        seen.add(given)
        return given

    def nbgrader(self, node: NotebookNode, held, number: int) -> None:
        if isinstance(held, dict) and isinstance(held.get("grade_id"), str):
            flat = {str(k): v for k, v in held.items() if isinstance(v, str | int | float | bool | None)}
            node.metadata["nbgrader"] = NotebookNode(
                {self.text(k): self.text(v) if isinstance(v, str) else v for k, v in flat.items()}
            )
        elif held not in ({}, None):
            self.odd.append(f"the nbgrader metadata of cell {number} could not be read")

    def attachments(self, held: dict) -> NotebookNode:
        """Pictures pasted into a written answer."""
        found = NotebookNode()
        for name, bundle in held.items():
            if isinstance(bundle, dict):
                kept = {self.text(k): self.text(v) for k, v in bundle.items()
                        if isinstance(v, str) and k.startswith("image/")}  # fmt: skip
                found[self.text(name)] = NotebookNode(kept)
        return found


def nbgrader_id(cell) -> str:
    """The nbgrader id of a cell that was read here, '' for an ordinary cell."""
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")
