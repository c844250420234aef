"""What `bench` runs in a lesson's kernel: each widget against `interact` + `plt.show` on the same picture.

The text of this file is put into a cell after the lesson's own. It knows a widget only by what it offers:
`commit` and `picture` for one that draws an answer, `choice` and `stack` for one that shows stored frames.
It prints JSON.
"""

import statistics
import time

import ipywidgets
import matplotlib.pyplot as plt
from IPython import get_ipython

ROUNDS = 7
get_ipython().run_line_magic("matplotlib", "inline")


def milliseconds(act):
    """Median time of `act(turn)` over several turns, after one that is not counted."""
    spent = []
    for turn in range(1, ROUNDS + 2):
        began = time.perf_counter()
        act(turn)
        spent.append(time.perf_counter() - began)
    return 1000 * statistics.median(spent[1:])


def by_interact(draw):
    """A dropdown as `interact` makes it, whose every turn draws a figure with `plt.show`."""

    def show(turn):
        figure = draw(turn)
        manager = plt.figure().canvas.manager
        manager.canvas.figure = figure
        figure.set_canvas(manager.canvas)
        plt.show()

    return ipywidgets.interactive(show, turn=ipywidgets.Dropdown(options=range(ROUNDS + 2)))


def floor(draw):
    """Milliseconds that `interact` takes from a changed control to the picture."""
    control = by_interact(draw).children[0]
    return milliseconds(lambda turn: setattr(control, "value", turn))


def fill_in(widget):
    """Choose something in every control of a widget; its number boxes get rising numbers."""
    for place, child in enumerate(getattr(widget, "children", ())):
        fill_in(child)
        if isinstance(child, ipywidgets.Dropdown):
            child.index = len(child.options) - 1
        elif isinstance(child, ipywidgets.FloatText | ipywidgets.IntText):
            child.value = 1000 * place


def anew(widget):
    """The figure of a widget built from nothing, as `interact` would build it at every turn."""
    widget.committed = None
    for name in [name for name, kept in vars(widget).items() if hasattr(kept, "figure")]:
        del vars(widget)[name]
    return widget.picture().figure


def stored_frames(turn):
    """One of the figures of the lesson's first dict of pictures, turn by turn."""
    dicts = (v for v in list(globals().values()) if isinstance(v, dict) and v)
    pictures = next(v for v in dicts if all(hasattr(picture, "figure") for picture in v.values()))
    return list(pictures.values())[turn % len(pictures)].figure


def measure(widget):
    """(milliseconds of the widget, milliseconds of `interact`), or None for a widget without a picture."""
    if hasattr(widget, "commit") and hasattr(widget, "picture"):
        fill_in(widget)
        return milliseconds(lambda turn: widget.commit()), floor(lambda turn: anew(widget))
    if hasattr(widget, "stack"):
        count = len(widget.choice.options)
        turn_to = lambda turn: setattr(widget.choice, "index", turn % count)  # noqa: E731
        return milliseconds(turn_to), floor(stored_frames)
    return None


def measure_all():
    """{name of the widget's class: its two times} for every widget that the lesson has made."""
    made = list(ipywidgets.widgets.widget._instances.values())
    times = {type(w).__name__: measure(w) for w in made if isinstance(w, ipywidgets.VBox)}
    return {name: pair for name, pair in times.items() if pair}
