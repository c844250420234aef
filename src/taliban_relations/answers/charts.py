"""A comparer of charts: it reads what was drawn, whatever way it was drawn."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from .engine import OK, Comparer, Found
from .values import TOLERANCE, counted, kind, listed, number, plain, same


def axes_of(chart) -> Axes | None:
    """The first axes of a Figure, of Axes, of an array of them, or of a Picture; None when there are none."""
    if isinstance(chart, Axes):
        return chart
    figure = chart if isinstance(chart, Figure) else getattr(chart, "figure", None)
    if isinstance(figure, Figure):
        return figure.axes[0] if figure.axes else None
    if isinstance(chart, list | tuple) or hasattr(chart, "flat"):
        return next((one for one in getattr(chart, "flat", chart) if isinstance(one, Axes)), None)
    return None


def plotted(axes: Axes) -> list[tuple]:
    """The points drawn: (label or x, value) for each bar, else (x, y) for each point of each line or scatter.

    Stacked and grouped bars come one group after the other. Bars take their names from the tick labels.
    """
    bars = [one for one in axes.containers if isinstance(one, BarContainer)]
    if bars:
        return [point for container in bars for point in _bars(axes, container)]
    lines = [
        (x, y)
        for line in axes.lines
        for x, y in zip(line.get_xdata(orig=True), line.get_ydata(orig=True), strict=True)
    ]
    dots = [
        (x, y) for dots in axes.collections if len(dots.get_offsets()) for x, y in dots.get_offsets().tolist()
    ]
    return [(plain(x), number(y)) for x, y in lines or dots]


def _bars(axes: Axes, container: BarContainer) -> list[tuple]:
    flat = container.orientation == "horizontal"
    axis = axes.yaxis if flat else axes.xaxis
    names = dict(zip(axis.get_ticklocs(), (t.get_text() for t in axis.get_ticklabels()), strict=False))
    out = []
    for bar in container:
        middle = bar.get_y() + bar.get_height() / 2 if flat else bar.get_x() + bar.get_width() / 2
        near = min(names, key=lambda tick: abs(tick - middle), default=middle)
        label = names.get(near, "") if abs(near - middle) < 0.5 else ""
        out.append((label or middle, bar.get_width() if flat else bar.get_height()))
    return out


def chart(needs: tuple[str, ...] = ("title", "ylabel"), *, tolerance: float = TOLERANCE) -> Comparer:
    """A chart, judged by what it shows. `expected`: {label or x: value}, or a Series with such an index.

    `needs` are parts that must have words: title, xlabel, ylabel. For horizontal bars either axis label will
    do.
    """

    def compare(answer, expected) -> Found:
        axes = axes_of(answer)
        if axes is None:
            return Found(f"Your answer is {kind(answer)}; give the picture that the drawing line makes.")
        right = {
            _name(k): v
            for k, v in (expected.items() if isinstance(expected, pd.Series) else dict(expected).items())
        }
        points = plotted(axes)
        if not points:
            return Found("Nothing is drawn in the chart yet.")
        found = _points({_name(x): y for x, y in points}, len(points), right, tolerance)
        return found or _labels(axes, needs)

    return compare


def _name(label) -> str:
    value = plain(label)
    return f"{float(value):g}" if number(value) is not None or _numeric(value) else str(value).casefold()


def _numeric(value) -> bool:
    return isinstance(value, str) and value.replace(".", "", 1).isdigit()


def _points(mine: dict, count: int, right: dict, tolerance: float) -> Found | None:
    good = [name for name in right if name in mine and same(mine[name], right[name], tolerance)]
    share = len(good) / len(right)
    if len(good) == len(right) == count:
        return None
    if set(mine) != set(right) and {_name(y) for y in mine.values()} == set(right):
        return Found("The axes are swapped: what should be measured is on the wrong axis.", 0.25)
    strange, missing = [n for n in mine if n not in right], [n for n in right if n not in mine]
    if count > len(mine):
        return Found(
            "Something is drawn more than once for the same place. Draw one value for each.", share / 2
        )
    if len(missing) == len(right):
        return Found(
            "None of the places on the chart is one of those asked for. Check what you put on the x axis."
        )
    if strange:
        return Found(
            f"The chart shows {counted(len(strange), 'value')} too many, such as {strange[0]}.", share / 2
        )
    if missing:
        return Found(f"The chart lacks {counted(len(missing), 'value')}: it shows {len(mine)}.", share / 2)
    wrong = [name for name in right if name not in good]
    return Found(
        f"{counted(len(wrong), 'value')} of {len(right)} not as in the table: look at {listed(wrong, 1)}.",
        share / 2,
    )


def _labels(axes: Axes, needs) -> Found:
    words = {"title": axes.get_title(), "xlabel": axes.get_xlabel(), "ylabel": axes.get_ylabel()}
    figure = axes.figure.get_suptitle() if hasattr(axes.figure, "get_suptitle") else ""
    words["title"] = words["title"] or axes.get_title(loc="left") or figure
    bars = [one for one in axes.containers if isinstance(one, BarContainer)]
    if bars and bars[0].orientation == "horizontal":
        words["ylabel"] = words["ylabel"] or words["xlabel"]
    named = {
        "title": "a title",
        "xlabel": "a label on the x axis",
        "ylabel": "a label on the y axis (with its unit)",
    }
    missing = [named[need] for need in needs if not words[need].strip()]
    return Found(f"The values are right. The chart still needs {listed(missing)}.", 0.75) if missing else OK
