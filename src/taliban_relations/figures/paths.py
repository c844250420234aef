"""A relationship year by year, on five levels from hostile to friendly."""

import pandas as pd

from ..style import KINDS, MUTED, in_house_style
from ..wording import capital
from .canvas import check_frame, new_figure, picture

LEVELS = {-2: "hostile", -1: "tense", 0: "cool", 1: "dealing", 2: "friendly"}


@in_house_style
def path_chart(path, other=None, *, title, names=None, caption="", alt=None, sources=None):
    """One or two paths of a relationship by year, from -2 (hostile) to 2 (friendly).

    The five levels are this course's own coding; the table `relation_paths` gives the reason for each.
    Parameters: `path` and `other`, frames with the columns year and level (or a mapping of year to level); a
    year may be missing; `names`, what to call the paths, by default the reader's and the coded one when there
    are two; the rest as for `timeline`. Raises ValueError for a missing column, or a level outside -2..2.
    """
    paths = [_levels(part) for part in (path, other) if part is not None]
    names = tuple(
        names or (("your path", "coded from the record") if len(paths) == 2 else ("coded from the record",))
    )
    years = sorted(set().union(*paths))
    figure = _draw(paths, names, years)
    made = (
        f"Line chart by year, {years[0]} to {years[-1]}, on five levels from hostile to friendly. "
        + " ".join(
            f"{capital(name)}: {'; '.join(f'{y} {_word(p.get(y))}' for y in years)}."
            for name, p in zip(names, paths, strict=False)
        )
    )
    table = pd.DataFrame(
        {"year": years} | {n: [_word(p.get(y)) for y in years] for n, p in zip(names, paths, strict=False)}
    )
    frames = [part for part in (path, other) if isinstance(part, pd.DataFrame)]
    return picture(
        figure,
        pd.concat(frames) if frames else table,
        title=title,
        caption=caption,
        alt=alt,
        made_alt=made,
        sources=sources,
        table=table,
    )


def _levels(path):
    if isinstance(path, pd.Series):
        path = path.to_dict()
    if isinstance(path, pd.DataFrame):
        check_frame(path, ["year", "level"], "path_chart")
        path = dict(zip(path.year, path.level, strict=True))
    levels = {int(year): None if pd.isna(level) else int(level) for year, level in path.items()}
    if not levels:
        raise ValueError("path_chart: the path has no years")
    wrong = {year: level for year, level in levels.items() if level is not None and level not in LEVELS}
    if wrong:
        year, level = next(iter(wrong.items()))
        raise ValueError(f"path_chart: level {level} in {year} is outside -2 (hostile) to 2 (friendly)")
    return levels


def _word(level):
    return "unknown" if level is None else LEVELS[level]


def _draw(paths, names, years):
    figure, axes = new_figure(3.4, left=0.85, right=0.25, top=0.4, bottom=0.35)
    axes.set_ylim(-2.4, 2.4)
    axes.set_xlim(years[0] - 0.35, years[-1] + 0.35)
    axes.set_yticks(list(LEVELS), LEVELS.values())
    axes.set_xticks(years, [str(year) for year in years])
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    looks = [(KINDS[5], "s", "--", 11, "white"), (KINDS[0], "o", "-", 7, KINDS[0].colour)][-len(paths) :]
    if len(paths) == 2:
        _gaps(axes, paths, years)
    for path, name, (look, marker, line, size, face) in zip(paths, names, looks, strict=False):
        level = [float("nan") if path.get(year) is None else path[year] for year in years]
        axes.plot(
            years,
            level,
            linestyle=line,
            marker=marker,
            color=look.colour,
            ms=size,
            mfc=face,
            mew=1.8,
            label=name,
        )
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, borderaxespad=0, handlelength=3.5)
    axes.tick_params(length=0)
    return figure


def _gaps(axes, paths, years):
    """A thin line wherever the two paths differ, so that the gap itself can be seen."""
    for year in years:
        one, two = (path.get(year) for path in paths)
        if None not in (one, two) and one != two:
            axes.plot([year, year], [one, two], color=MUTED, lw=0.9, linestyle=":", zorder=1)
