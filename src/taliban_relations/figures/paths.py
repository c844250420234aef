"""A relationship year by year, on five levels from hostile to friendly."""

import pandas as pd
from matplotlib.legend import Legend

from ..style import KINDS, MUTED, in_house_style
from ..wording import capital
from .canvas import check_frame, new_figure, picture

LEVELS = {-2: "hostile", -1: "tense", 0: "cool", 1: "dealing", 2: "friendly"}
_LEGEND = {"borderaxespad": 0, "handlelength": 3.5}
_LEVEL = {word: level for level, word in LEVELS.items()}


@in_house_style
def path_chart(path, *, title, name="coded from the record", caption="", alt=None, sources=None):
    """The path of a relationship by year, from -2 (hostile) to 2 (friendly).

    The five levels are this course's own coding; the table `relation_paths` gives the reason for each.
    Parameters: `path`, a frame with the columns year and level (or a mapping of year to level); a year may
    have no level; `name`, what to call the path; the rest as for `timeline`. Raises ValueError for a missing
    column, or a level outside -2..2.
    """
    levels = _levels(path)
    table = pd.DataFrame({"year": list(levels), name: [_word(level) for level in levels.values()]})
    axes = f"Line chart by year, {min(levels)} to {max(levels)}, on five levels from hostile to friendly."
    return picture(
        _draw(levels, name),
        path if isinstance(path, pd.DataFrame) else table,
        title=title,
        caption=caption,
        alt=alt,
        made_alt=f"{axes} {_in_words(levels, name)}",
        sources=sources,
        table=table,
    )


def mark_path(chart, path, name="your path"):
    """A path chart with a second path over it, and a dotted line wherever the two differ; see `Picture.over`.

    Parameters: `chart`, a Picture from `path_chart`; `path` as there; `name`, what to call it.
    Raises ValueError for a missing column, or a level outside -2..2.
    """
    own = _levels(path)
    there = {year: _LEVEL.get(word) for year, word in chart.table.itertuples(index=False, name=None)}

    def draw(axes):
        gaps = [
            axes.plot([year, year], [there[year], level], color=MUTED, lw=0.9, linestyle=":")[0]
            for year, level in own.items()
            if None not in (level, there.get(year)) and level != there[year]
        ]
        line = _line(axes, own, name, KINDS[5], marker="s", linestyle="--", ms=11, mfc="none")
        legend = Legend(axes, [line], [name], loc="lower right", bbox_to_anchor=(1, 1), **_LEGEND)
        axes.add_artist(legend)
        return [*gaps, line, legend]

    table = chart.table.assign(**{name: chart.table["year"].map(own).map(_word)})
    return chart.over(draw, alt=f"{chart.alt} {_in_words(own, name)}", table=table)


def _levels(path):
    if isinstance(path, pd.Series):
        path = path.to_dict()
    if isinstance(path, pd.DataFrame):
        check_frame(path, ["year", "level"], "path_chart")
        path = dict(zip(path.year, path.level, strict=True))
    levels = {int(year): None if pd.isna(level) else int(level) for year, level in sorted(path.items())}
    if not levels:
        raise ValueError("path_chart: the path has no years")
    wrong = {year: level for year, level in levels.items() if level is not None and level not in LEVELS}
    if wrong:
        year, level = next(iter(wrong.items()))
        raise ValueError(f"path_chart: level {level} in {year} is outside -2 (hostile) to 2 (friendly)")
    return levels


def _word(level):
    return "unknown" if level is None or pd.isna(level) else LEVELS[int(level)]


def _in_words(levels, name):
    return f"{capital(name)}: {'; '.join(f'{year} {_word(level)}' for year, level in levels.items())}."


def _draw(levels, name):
    years = sorted(levels)
    figure, axes = new_figure(3.4, left=0.85, right=0.25, top=0.4, bottom=0.35)
    axes.set_ylim(-2.4, 2.4)
    axes.set_xlim(years[0] - 0.35, years[-1] + 0.35)
    axes.set_yticks(list(LEVELS), LEVELS.values())
    axes.set_xticks(years, [str(year) for year in years])
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    _line(axes, levels, name, KINDS[0], marker="o", linestyle="-", ms=7, mfc=KINDS[0].colour)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), **_LEGEND)
    axes.tick_params(length=0)
    return figure


def _line(axes, levels, name, look, **style):
    level = [float("nan") if level is None else level for level in levels.values()]
    return axes.plot(list(levels), level, color=look.colour, mew=1.8, label=name, **style)[0]
