"""The one form a notebook is stored in, so that running it again changes no byte.

Cell ids stay as the author wrote them. Gone are timing, trust marks, the Python patch version and the state
of widgets that nothing shows; the random model ids of the rest are replaced by 1, 2, 3 ... in order of
appearance.
"""

from __future__ import annotations

import copy
import re

import nbformat

from .errors import CourseworkError

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
REFERENCE = "IPY_MODEL_"
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
NOISE = ("execution", "trusted", "collapsed", "scrolled", "ExecuteTime")
KEPT = ("kernelspec", "language_info", "widgets", "title")


def canonical(notebook):
    """A copy of an executed notebook in canonical form.

    Raises CourseworkError naming the cell when an output holds a memory address, which no two runs share.
    """
    notebook = nbformat.from_dict(copy.deepcopy(notebook))
    notebook.metadata = nbformat.from_dict({k: v for k, v in notebook.metadata.items() if k in KEPT})
    notebook.metadata.get("language_info", {}).pop("version", None)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        for name in NOISE:
            cell.metadata.pop(name, None)
        for output in cell.get("outputs", []):
            output.pop("transient", None)
            _refuse_addresses(cell, output)
    _number_widgets(notebook)
    nbformat.validate(notebook)
    return notebook


def _refuse_addresses(cell, output) -> None:
    texts = [output.get("text", ""), *map(str, output.get("data", {}).values())]
    found = next((m[0] for text in texts for m in [ADDRESS.search(text)] if m), None)
    if found:
        raise CourseworkError(
            f"cell {cell.id}: its output holds the memory address {found}, which changes at every run: "
            "end the cell with something that has a readable text form"
        )


def _number_widgets(notebook) -> None:
    stored = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    views = [
        output.data[VIEW]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if VIEW in output.get("data", {})
    ]
    order = reachable(stored, [view["model_id"] for view in views])
    names = {old: f"{number:032x}" for number, old in enumerate(order, start=1)}
    for view in views:
        view["model_id"] = names.get(view["model_id"], view["model_id"])
    notebook.metadata.pop("widgets", None)
    if order:
        state = {names[old]: _renamed(_lean(stored[old]), names) for old in order}
        package = {"state": state, "version_major": 2, "version_minor": 0}
        notebook.metadata["widgets"] = nbformat.from_dict({STATE: package})


def reachable(state: dict, roots: list[str]) -> list[str]:
    """Ids of the models that shown widgets are made of, in order of appearance, then links between them."""
    order: dict[str, None] = {}
    waiting = [root for root in roots if root in state]
    while waiting:
        model = waiting.pop(0)
        if model not in order:
            order[model] = None
            waiting = [m for m in _references(state[model].get("state", {})) if m in state] + waiting
    position = {model: number for number, model in enumerate(order)}
    links = []
    for model, entry in state.items():
        ends = list(_references(entry.get("state", {})))
        if "LinkModel" in entry.get("model_name", "") and ends and all(end in position for end in ends):
            links.append(([position[end] for end in ends], model))
    return list(order) + [model for _, model in sorted(links) if model not in order]


def _references(value):
    if isinstance(value, str):
        if value.startswith(REFERENCE):
            yield value.removeprefix(REFERENCE)
    elif isinstance(value, dict):
        for key in sorted(value):
            yield from _references(value[key])
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _references(item)


def _renamed(value, names: dict[str, str]):
    if isinstance(value, str) and value.startswith(REFERENCE):
        return REFERENCE + names.get(value.removeprefix(REFERENCE), value.removeprefix(REFERENCE))
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(item, names) for item in value]
    return value


def _lean(entry: dict) -> dict:
    """A layout or style says only what differs from the default, which is None for every property."""
    if not entry.get("model_name", "").endswith(("LayoutModel", "StyleModel")):
        return entry
    return {**entry, "state": {key: value for key, value in entry["state"].items() if value is not None}}


def first_difference(stored, fresh, same) -> str:
    """Where two notebooks differ first, in words, by `same(a, b)` of two values; '' when they do not."""
    if [c.id for c in stored.cells] != [c.id for c in fresh.cells]:
        return "the cells are not the same"
    for old, new in zip(stored.cells, fresh.cells, strict=True):
        for part in ("source", "outputs", "execution_count", "metadata"):
            if not same(old.get(part), new.get(part)):
                return f"cell {old.id}: its {part.replace('_', ' ')} differ{'s' * (part[-1] != 's')}"
    if not same(stored.metadata, fresh.metadata):
        return "the notebook's metadata differ (widget state is kept there)"
    return ""
