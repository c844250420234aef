"""What every figure needs: an empty figure measured in inches, text sizes, checked frames, actors' names."""

from functools import cache

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from ..display import Picture, source_ids
from ..reading import table
from ..style import in_house_style, styled
from ..wording import house_number, pretty, shorten

WIDTH, DPI = 8.0, 110
ALT_LIMIT = 600


@in_house_style
def new_figure(height=4.0, *, left=0.6, right=0.2, top=0.15, bottom=0.45, width=WIDTH):
    """An empty figure and its axes; all sizes and margins in inches. Returns (figure, axes)."""
    figure = Figure(figsize=(width, height), dpi=DPI)
    FigureCanvasAgg(figure)
    box = (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
    return figure, figure.add_axes(box)


@cache
def text_width(text, size=9.0, weight="normal"):
    """Width of one line of text in inches in the house font."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return _ruler().get_text_width_height_descent(text, font, False)[0] / DPI


@cache
def _ruler():
    with styled():
        return FigureCanvasAgg(Figure(figsize=(1, 1), dpi=DPI)).get_renderer()


def wrap_to(text, inches, size=9.0):
    """Break text into lines no wider than `inches`, at spaces."""
    lines = [""]
    for word in str(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > inches:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def _as_house_number(value: float, _) -> str:
    # A function of the module, not a lambda: only so can a picture be copied to another process.
    return house_number(round(value, 6))


def value_axis(axis):
    """Write the numbers of an axis in the house form, with grid lines in place of its own line and ticks."""
    axis.set_major_formatter(_as_house_number)
    axis.axes.grid(axis=axis.axis_name)
    axis.axes.spines["left" if axis.axis_name == "y" else "bottom"].set_visible(False)
    axis.set_tick_params(length=0)


def check_frame(frame, columns, figure):
    """Raise ValueError unless the frame has rows and these columns; name the figure and what is missing."""
    if not isinstance(frame, pd.DataFrame):
        raise ValueError(f"{figure}: expected a table (a pandas DataFrame), not {type(frame).__name__}")
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        have = ", ".join(map(str, frame.columns))
        raise ValueError(f"{figure}: the table has no column {missing[0]!r}; it has {have}")
    if frame.empty:
        raise ValueError(f"{figure}: the table has no rows; check the filter that made it")
    return frame


def picture(figure, frame, *, title, alt, made_alt, caption="", sources=None, table=None, key=()):
    """Wrap a drawn figure: alt text and sources come from the data unless the caller gives better ones."""
    sources = source_ids(frame) if sources is None else sources
    return Picture(
        figure,
        title=title,
        alt=alt or shorten(made_alt, ALT_LIMIT),
        caption=caption,
        sources=sources,
        table=table,
        key=key,
    )


def actor_name(actor):
    """The short display name of an actor id, from the table `actors`; the id as words if it is not there."""
    return _actor_names().get(actor, pretty(actor))


@cache
def _actor_names():
    actors = table("actors").set_index("id")["name"]
    return {actor: name.split(" / ")[0].split(" (")[0] for actor, name in actors.items()}


def categories(column, order=None):
    """The categories of a column in drawing order: as given, else by the first year in each, then by name.

    Returns a list; a missing value is not a category.
    """
    if order is not None:
        return list(order)
    if isinstance(column.dtype, pd.CategoricalDtype) and column.cat.ordered:
        return [name for name in column.cat.categories if (column == name).any()]
    names = pd.Series(column.dropna().unique()).astype(str)
    years = pd.to_numeric(names.str.extract(r"(\d{4})")[0]).fillna(9999)
    return [name for _, name in sorted(zip(years, names, strict=True))]
