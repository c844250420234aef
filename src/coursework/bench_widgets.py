"""What `bench` runs inside a lesson's kernel: each widget against `interact` + `plt.show` on the same picture.

The text of this file is put into a cell after the lesson's own; it knows a widget only by what it offers: `commit`
and `picture` for one that draws an answer, `choice` and `stack` for one that shows stored frames. It prints JSON.
"""

import json
import statistics
import time

import ipywidgets
import matplotlib.pyplot as plt
from IPython import get_ipython

ROUNDS = 7
get_ipython().run_line_magic("matplotlib", "inline")


def milliseconds(act):
    """Median time of one act over several rounds, after one round that is not counted."""
    spent = []
    for turn in range(ROUNDS + 1):
        began = time.perf_counter()
        act(turn)
        spent.append(time.perf_counter() - began)
    return 1000 * statistics.median(spent[1:])


def by_interact(draw):
    """A control made by `interact` that draws with `plt.show`; returns the act of moving it."""

    def show(turn):
        figure = draw(turn)
        manager = plt.figure().canvas.manager
        manager.canvas.figure = figure
        figure.set_canvas(manager.canvas)
        plt.show()

    control = ipywidgets.interactive(
        show, turn=ipywidgets.Dropdown(options=range(ROUNDS + 2), value=ROUNDS + 1)
    )
    return lambda turn: setattr(control.children[0], "value", turn)


def fill_in(widget):
    """Choose something in every control of a widget that is still open."""
    for child in getattr(widget, "children", ()):
        fill_in(child)
        if isinstance(child, ipywidgets.Dropdown):
            child.index = len(child.options) - 1
        elif isinstance(child, ipywidgets.BoundedIntText | ipywidgets.BoundedFloatText):
            child.value = child.value or (child.min + child.max) / 2


measured = {}
pictures = next((v for v in list(globals().values()) if isinstance(v, dict) and v
                 and all(hasattr(p, "figure") for p in v.values())), None)  # fmt: skip
for widget in [w for w in ipywidgets.widgets.widget._instances.values() if isinstance(w, ipywidgets.VBox)]:
    name = type(widget).__name__
    if hasattr(widget, "commit") and hasattr(widget, "picture"):
        fill_in(widget)
        floor = milliseconds(by_interact(lambda turn, widget=widget: widget.picture().figure))
        measured[name] = milliseconds(lambda turn, widget=widget: widget.commit()), floor
    elif hasattr(widget, "stack") and pictures:
        frames = list(pictures.values())
        floor = milliseconds(by_interact(lambda turn: frames[turn % len(frames)].figure))
        count = len(widget.choice.options)
        turn_to = lambda turn, w=widget, n=count: setattr(w.choice, "index", turn % n)  # noqa: E731
        measured[name] = milliseconds(turn_to), floor
print(json.dumps(measured))
