"""How pictures and tables appear in a notebook: with a title, alt text, a caption and a source line.

JupyterLab keeps only plain HTML of a notebook that has not been run yet, so there is no style sheet and no
script here, and alt text travels in the HTML itself: nbconvert and JupyterLab drop it from image outputs.
"""

import base64
import io
import re
from functools import cached_property
from html import escape

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from .reading import split_ids
from .sources import cite
from .style import styled
from .wording import decimals, house_date, house_number

_PLAIN_NUMBER = re.compile(r"year|code|session|number|position|level|_id$|^id$", re.IGNORECASE)
_SOURCES = ("source_id", "source_ids")
_MOST_SOURCES = 8
_MOST_ROWS = 60


def source_ids(frame):
    """Every source id named in a frame's source_id or source_ids column, in order of first appearance."""
    columns = [column for column in _SOURCES if column in frame.columns]
    return split_ids(*(cell for column in columns for cell in frame[column]))


def source_line(ids):
    """One line that names the sources, for the foot of a figure or a table; empty without sources.

    `ids` are ids of the table `sources`; a cell such as "a;b" counts as two. More than eight are shortened,
    because the evidence list of each lesson names them all. Raises UnknownSource for any other id.
    """
    ids = split_ids(*ids)
    if not ids:
        return ""
    shown, rest = ids[:_MOST_SOURCES], len(ids) - _MOST_SOURCES
    if rest == 1:
        shown, rest = ids, 0
    more = f"; and {rest} more, named in the evidence list" if rest > 0 else ""
    return f"{'Source' if len(ids) == 1 else 'Sources'}: {cite(*shown)}{more}."


class Picture:
    """A finished figure with everything a reader needs who cannot see it or sees it on paper.

    Parameters: `figure`, a `matplotlib.figure.Figure`; `title`; `alt`, what the figure shows in words;
    `caption`; `sources`, ids of the table `sources`; `table`, the numbers drawn, as a frame; `key`, what the
    numbered markers stand for. Displays as HTML, and as title and alt text where HTML is not shown.
    """

    def __init__(self, figure, *, title, alt, caption="", sources=(), table=None, key=()):
        if not isinstance(figure, Figure):
            raise TypeError(f"Picture needs a matplotlib.figure.Figure, not {type(figure).__name__}")
        if not title or not alt:
            raise ValueError("Picture needs a title and an alt text: say in words what the figure shows")
        self.figure, self.title, self.alt, self.caption = figure, title, alt, caption
        self.sources, self.table, self.key = tuple(sources), table, tuple(key)

    def __repr__(self):
        return f"Picture({self.title!r})"

    def __getstate__(self):
        """Everything but the drawn canvas, which is made anew where it is needed and cannot be copied."""
        return {name: value for name, value in vars(self).items() if name != "_drawn"}

    @cached_property
    def _drawn(self):
        """The figure drawn once: its canvas, and a copy of what is on it."""
        with styled():
            canvas = FigureCanvasAgg(self.figure)
            canvas.draw()
        return canvas, canvas.copy_from_bbox(self.figure.bbox)

    @cached_property
    def png(self):
        """The picture as PNG bytes: no date, no software name, so that equal figures give equal bytes."""
        canvas, ground = self._drawn
        canvas.restore_region(ground)
        return _png(canvas)

    def over(self, draw, *, alt, table=None):
        """This picture with something more drawn over it, in a fraction of the time: the rest is not redrawn.

        Parameters: `draw` adds artists to the axes it is called with and returns them; `alt`, what the whole
        picture then shows; `table`, the numbers drawn, as a frame. Returns a Picture; this one stays.
        """
        canvas, ground = self._drawn
        axes = self.figure.axes[0]
        with styled():
            artists = draw(axes)
            canvas.restore_region(ground)
            for artist in artists:
                axes.draw_artist(artist)
        made = Picture(
            self.figure, title=self.title, alt=alt, caption=self.caption, sources=self.sources, table=table
        )
        made.png = _png(canvas, small=False)  # shown at once and never stored
        for artist in artists:
            artist.remove()
        return made

    @cached_property
    def html(self):
        """The picture as one HTML figure: image with alt text, title, caption, key and source line."""
        data = base64.b64encode(self.png).decode("ascii")
        image = f'<img alt="{escape(self.alt)}" src="data:image/png;base64,{data}" style="max-width: 100%">'
        stop = "" if self.title.endswith(("?", "!", ".")) else "."
        caption = f"<strong>{escape(self.title)}{stop}</strong> {escape(self.caption)}".strip()
        key = "".join(f"<li>{escape(line)}</li>" for line in self.key)
        key = f"<ol>{key}</ol>" if key else "<br>"
        line = _small(source_line(self.sources))
        return f"<figure>{image}<figcaption>{caption}{key}{line}{self._numbers()}</figcaption></figure>"

    def _numbers(self):
        """The numbers behind the picture, folded away, unless its key already says them all."""
        if self.table is None or self.key or len(self.table) > _MOST_ROWS:
            return ""
        table = TableView(_with_named_index(self.table)).html
        return f"<details><summary>What is drawn, as a table</summary>{table}</details>"

    @property
    def text(self):
        """Title, alt text, caption, key and source line as plain text."""
        key = [f"{number}. {line}" for number, line in enumerate(self.key, start=1)]
        lines = [self.title, self.alt, self.caption, *key, source_line(self.sources)]
        return "\n".join(line for line in lines if line)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html, "text/plain": self.text}


def _png(canvas, *, small=True):
    """What is on a canvas as PNG bytes, the same each time; making them small by a palette takes longer."""
    image = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")
    file = io.BytesIO()
    if small:
        image.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, "PNG")
    else:
        image.save(file, "PNG", compress_level=1)
    return file.getvalue()


class TableView:
    """A table as it appears in a lesson: caption, headed columns with units, house dates, source line.

    Parameters: `frame`, already in display order; `caption`; `source`, the finished source line; `missing`,
    the word for an empty cell; `units`, a unit by column, which then stands in the head.
    """

    def __init__(self, frame, *, caption="", source="", missing="unknown", units=None):
        self.frame, self.caption, self.source, units = frame, caption, source, units or {}
        self._numeric = [pd.api.types.is_numeric_dtype(frame.dtypes.iloc[i]) for i in range(frame.shape[1])]
        self._heads = [_head(name, units.get(name, "")) for name in frame.columns]
        columns = [_cells(frame.iloc[:, i], name, missing) for i, name in enumerate(frame.columns)]
        self._rows = list(zip(*columns, strict=True))

    def __repr__(self):
        return f"TableView({self.caption!r}, {len(self._rows)} rows)"

    @property
    def html(self):
        """The table as HTML that a screen reader can walk through."""
        heads = zip(self._heads, self._numeric, strict=True)
        head = "".join(_cell("th", text, right, "col") for text, right in heads)
        body = "".join(f"<tr>{self._row(row)}</tr>" for row in self._rows)
        caption = f"<strong>{escape(self.caption)}</strong>" if self.caption else ""
        caption = caption and f'<caption style="text-align: left">{caption}</caption>'
        table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return table + (f"<p>{_small(self.source)}</p>" if self.source else "")

    def _row(self, row):
        first, *rest = zip(row, self._numeric, strict=True)
        return _cell("th", *first, "row") + "".join(_cell("td", *cell) for cell in rest)

    @property
    def text(self):
        """The table as plain text."""
        rows = pd.DataFrame(self._rows, columns=self._heads)
        body = "(no rows)" if rows.empty else rows.to_string(index=False)
        return "\n".join(line for line in (self.caption, body, self.source) if line)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html, "text/plain": self.text}


def show(frame, caption="", sources=None, rename=None, hide=(), missing="unknown"):
    """Show a frame (or a Series) as an accessible table with its source line.

    Parameters: `frame`; `caption`; `sources`, source ids, taken from the frame's source_id or source_ids
    column when None (that column is then cited below the table, not shown, unless `rename` names it);
    `rename`, new headings by column; `hide`, columns to leave out; `missing`, the word for an empty cell.
    Units stand in the heads where `frame.attrs["units"]` has them, as in frames from `tr.table`.
    Raises ValueError when `rename` or `hide` names a column that the frame does not have.
    """
    rename = rename or {}
    units = frame.attrs.get("units", {})
    frame = _with_named_index(frame)
    ids = source_ids(frame) if sources is None else sources
    for column in [*rename, *hide]:
        if column not in frame.columns:
            raise ValueError(
                f"show: the table has no column {column!r}; it has {', '.join(map(str, frame.columns))}"
            )
    out = {*hide, *(column for column in _SOURCES if column not in rename)}
    shown = frame[[column for column in frame.columns if column not in out]].rename(columns=rename)
    units = {rename.get(column, column): unit for column, unit in units.items() if column not in rename}
    return TableView(shown, caption=caption, source=source_line(ids), missing=missing, units=units)


def _with_named_index(frame):
    """Keep an index that means something (after a group-by), drop plain row numbers (after a filter)."""
    frame = frame.to_frame() if isinstance(frame, pd.Series) else frame
    if isinstance(frame.columns, pd.MultiIndex):
        names = [" ".join(str(part) for part in name if part != "") for name in frame.columns]
        frame = frame.set_axis(names, axis=1)
    if any(name is not None for name in frame.index.names):
        return frame.reset_index()
    if pd.api.types.is_numeric_dtype(frame.index):
        return frame
    return frame.reset_index(names="")


def _head(name, unit):
    words = str(name).replace("_", " ")
    return f"{words} ({unit})" if unit and unit not in words else words


def _cells(column, name, missing):
    form = _form_of(column, str(name))
    return [missing if _is_missing(value) else form(value) for value in column]


def _form_of(column, name):
    """How the values of a column are written."""
    types = pd.api.types
    if types.is_bool_dtype(column):
        return lambda value: "yes" if value else "no"
    if types.is_numeric_dtype(column):
        if _PLAIN_NUMBER.search(name):
            return lambda value: f"{value:g}"
        known = column.dropna().astype(float)
        places = decimals(known, 4 if len(known) and known.abs().max() < 1 else 2)
        return lambda value: house_number(value, places)
    return house_date if types.is_datetime64_any_dtype(column) or re.search("date|start|end", name) else str


def _is_missing(value):
    return pd.api.types.is_scalar(value) and (pd.isna(value) or value == "")


def _cell(tag, text, right, scope=""):
    scope = f' scope="{scope}"' if scope else ""
    return f'<{tag}{scope} style="text-align: {"right" if right else "left"}">{escape(text)}</{tag}>'


def _small(text):
    return f"<small>{escape(text)}</small>" if text else ""
