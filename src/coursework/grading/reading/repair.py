"""A well-formed notebook of today's format from the cells of any notebook, however odd they are."""

from __future__ import annotations

import json
import re

from nbformat import NotebookNode

TEXT = ("source", "input", "code", "text")  # what formats 4 and 3, 2 and 1 call the text of a cell
KINDS = {"code": "code", "markdown": "markdown", "raw": "raw", "heading": "markdown", "text": "markdown",
         "html": "markdown", "plaintext": "raw", "md": "markdown"}  # fmt: skip
ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
GIVEN_ID = "unnamed-"  # what the ids begin with that cells without an id get here


class Repair:
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
            while given in self.used:
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
