"""The notebook that nbgrader's pages show of a marked submission: the student's work, the instructor's cells
and metadata, the outputs of the run. What nbgrader reads out of it is what was given."""

from __future__ import annotations

import re

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.utils import compute_checksum

from ..model import Flag
from ..pages.inert import inert
from ..pages.sanitise import from_html
from ..planning.instructor import ANSWER, TASK, TEST, WRITTEN, Source
from ..planning.order import CHECK, RUN, Item
from ..planning.plan import Plan
from .reasons import hides

MEDIA = ("text/plain", "text/html", "text/latex", "text/markdown", "image/png", "image/jpeg")
ACTS = re.compile(
    r"<\s*/?\s*(?:script|iframe|object|embed|base|meta|link|form|input|button|svg|math|img|video|audio)\b"
    r"|\bon\w+\s*=|javascript:|srcdoc|@import|url\(",
    re.I,
)
CODED = re.compile(r"&(?:#|colon|tab|newline)", re.I)  # an address may be written so
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*\Z")
CELL_TEXT, CELL_BYTES = 20_000, 2_000_000
NOTES = {"timeout", "output-limit", "memory-limit", "process-limit", "file-size-limit", "kernel-died"}
ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


def executed(plan: Plan, outcome: dict, marks: dict) -> tuple[NotebookNode, list[Flag]]:
    """(the marked notebook, flags of what is in the outputs); `marks`: a `scores.Mark` by each test's key."""
    notebook = new_notebook(metadata=NotebookNode(_metadata(plan)))
    notebook.nbformat_minor = 5
    flags, notes = [], _notes(outcome)
    used: set[str] = set()
    for item in plan.items:
        cell = _cell(item, plan)
        if cell is None:
            continue
        cell.id = _id(item, used)
        if cell.cell_type == "code":
            raw = (outcome.get("cells") or {}).get(item.key) or {}
            cell.outputs = (
                _test_outputs(marks[item.key]) if item.use == CHECK else _outputs(raw.get("outputs"))
            )
            if item.use != CHECK and hides(plan.instructor, _said(cell.outputs)):
                cell.outputs = [_note("The output is left out: it holds text of a hidden test.\n")]
                flags.append(Flag("tamper", item.label, "its output, left out, holds text of a hidden test"))
            cell.outputs += [_note(f"{words}\n") for words in notes.get(item.key, [])]
        notebook.cells.append(cell)
    nbformat.validate(notebook)
    return notebook, flags


# nbformat's own makers check every piece against the schema; here the whole is checked once, at the end.
def _new(kind: str, source: str) -> NotebookNode:
    more = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return nbformat.from_dict({"cell_type": kind, "metadata": {}, "source": source, "id": "", **more})


def _shown(kind: str, **fields) -> NotebookNode:
    more = {"metadata": {}} if "data" in fields else {}
    return nbformat.from_dict({"output_type": kind, **more, **fields})


def _metadata(plan: Plan) -> dict:
    held = plan.instructor.notebook.metadata
    return {key: held[key] for key in ("kernelspec", "language_info") if key in held}


def _cell(item: Item, plan: Plan) -> NotebookNode | None:
    """The cell of an item; None for a place where there is none."""
    if item.use == CHECK:
        return _marked(_new("code", item.source.full), item.source, own=False)
    if item.use != RUN and item.cell is None and not item.carries:
        return None
    kind = "code" if item.use == RUN else (item.cell.node.cell_type if item.cell else item.source.cell_type)
    if item.source is not None and item.carries:
        kind = item.source.cell_type
    if kind == "code":
        cell = _new("code", item.text)
    else:
        cell = _new(kind, _words(item))
        if item.cell is not None and "attachments" in item.cell.node:
            cell.attachments = item.cell.node.attachments
    own = item.source is not None and item.source.role in (ANSWER, WRITTEN)
    return _marked(cell, item.source, own) if item.carries else cell


def _words(item: Item) -> str:
    """The text of an item that is not run; the student's own such that it cannot act in the marker's page."""
    if item.cell is None or (item.source and (item.text == item.source.full or item.cell.same(item.source))):
        return item.text
    return inert(item.text, item.cell.node.get("attachments", {}))


def _marked(cell: NotebookNode, source: Source, own: bool) -> NotebookNode:
    """The cell with the instructor's nbgrader metadata; an answer has the checksum of its stub, as in the
    gradebook, so that nbgrader sees whether anything was written."""
    held = {
        "schema_version": 3,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        **source.metadata,
    }
    held["cell_type"] = source.cell_type
    if source.points:
        held["points"] = source.points
    cell.metadata["nbgrader"] = NotebookNode(held)
    stub = NotebookNode(cell)
    if own:
        blank = cell.source.strip() in {text.strip() for text in source.released}
        stub = NotebookNode({**cell, "source": cell.source if blank else source.released[0]})
    cell.metadata.nbgrader["checksum"] = compute_checksum(stub)
    if source.role in (TEST, TASK):
        cell.metadata.update(deletable=False, editable=False)
    return cell


def _id(item: Item, used: set[str]) -> str:
    wanted = item.source.cell_id if item.source is not None and (item.carries or item.use == CHECK) else ""
    wanted = wanted or (item.cell.own_id if item.cell else "") or item.key
    if not ID.match(wanted) or wanted in used:
        wanted = next(f"{item.key}-{n}" for n in range(len(used) + 2) if f"{item.key}-{n}" not in used)
    used.add(wanted)
    return wanted


def _said(outputs: list[NotebookNode]) -> str:
    """All text of some outputs."""
    parts = []
    for output in outputs:
        parts += [output.get("text", ""), output.get("evalue", ""), *output.get("traceback", [])]
        parts += [text for media, text in output.get("data", {}).items() if media.startswith("text/")]
    return "\n".join(parts)


def _test_outputs(mark) -> list[NotebookNode]:
    """Outputs from which nbgrader's own rule reads the score that was given."""
    if mark.waits:
        return [_error("NeedsPerson", mark.test.reason)]
    if mark.error or (mark.test.score == 0 and mark.shows is None):
        kind, _, words = mark.error.partition(": ")
        return [_error(kind if kind.isidentifier() else "Stopped", words or mark.test.reason)]
    note = _note(f"{mark.test.reason}\n")
    if mark.shows is None:
        return [note]
    return [
        note,
        _shown("execute_result", data={"text/plain": repr(float(mark.shows))}, execution_count=None),
    ]


def _error(name: str, words: str) -> NotebookNode:
    return _shown("error", ename=name[:100], evalue=words[:1000], traceback=[f"{name}: {words}"[:1100]])


def _note(words: str) -> NotebookNode:
    return _shown("stream", name="stdout", text=words)


def _notes(outcome: dict) -> dict[str, list[str]]:
    """What is said below a cell that was stopped, by key."""
    found: dict[str, list[str]] = {}
    for event in outcome.get("events") or []:
        if isinstance(event, dict) and event.get("kind") in NOTES:
            found.setdefault(str(event.get("cell")), []).append(
                f"[{event['kind']}] {event.get('detail')}"[:300]
            )
    return found


def _outputs(raw) -> list[NotebookNode]:
    """Outputs of a student's cell, rebuilt: known kinds only, plain text in them, up to a size."""
    kept, room = [], CELL_BYTES
    for output in raw if isinstance(raw, list) else []:
        made = _output(output) if isinstance(output, dict) else None
        if made is not None:
            room -= len(str(made))
            if room < 0:
                return [*kept, _note("[the rest of the output is left out]\n")]
            kept.append(made)
    return kept


def _output(output: dict) -> NotebookNode | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return _shown("stream", name=name, text=_text(output.get("text"), CELL_TEXT))
    if kind == "error":
        lines = output.get("traceback") if isinstance(output.get("traceback"), list) else []
        name, words = _text(output.get("ename"), 100), _text(output.get("evalue"), 2000)
        kept = [_text(line, 2000) for line in lines[:50]]
        return _shown("error", ename=name, evalue=words, traceback=kept)
    if kind in ("display_data", "execute_result"):
        held = output.get("data") if isinstance(output.get("data"), dict) else {}
        data = {media: text for media in MEDIA if media in held and (text := _media(media, held[media]))}
        extra = {"execution_count": None} if kind == "execute_result" else {}
        return _shown(kind, data=data, **extra)
    return None


def _media(media: str, value) -> str:
    """What one form of an output says, without what would act in a page; '' when that is nothing."""
    if media.startswith("image/"):
        text = _text(value, CELL_BYTES)
        return text if BASE64.match(text) else ""
    text = _text(value, 10 * CELL_TEXT)
    if media == "text/html" and (ACTS.search(text) or CODED.search(text)):
        return from_html(text)
    if media != "text/plain" and ACTS.search(text):
        return ""
    return inert(text) if media == "text/markdown" else text


def _text(value, most: int) -> str:
    """A text of at most so many characters, without halves of characters."""
    text = "".join(map(str, value)) if isinstance(value, list) else str(value or "")
    cut = text[:most] + (" [cut]" if len(text) > most else "")
    return cut.encode("utf-8", "replace").decode()
