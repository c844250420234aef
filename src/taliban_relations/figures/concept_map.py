"""A concept map: boxes in columns, read from left to right, with the linking words written on every link."""

from itertools import pairwise
from typing import NamedTuple

from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch

from ..style import INK, KINDS, in_house_style
from ..wording import join_words
from .canvas import WIDTH, check_frame, new_figure, picture, text_width, wrap_to

NEEDED = ["from_node", "words", "to_node", "from_column", "to_column"]
_BOX, _HEAD, _WORD = 9.0, 10.0, 8.5  # text sizes in points
_PAD, _BETWEEN = 0.09, 0.2  # inches inside a box, and between two boxes of one column
_RUN = 0.3  # inches on both sides of the words in which a link may slope
_SHARE = 0.48  # of the width that boxes take; the gaps with the words take the rest
_ROUND = "round,pad=0,rounding_size=0.08"


class _Slot(NamedTuple):
    """One place in a column: a box, or the point where a long link passes between boxes."""

    name: object
    words: str
    height: float


@in_house_style
def concept_map(links, *, columns=None, title, caption="", alt=None, sources=None):
    """Boxes in columns, joined from left to right by links that carry their words.

    Parameters: `links` with the columns from_node, words, to_node, from_column and to_column (the headings
    under which the boxes stand) and, if there, `kind`, which sets how a link is drawn and fills a legend;
    `columns`, the headings from left to right (by default in order of appearance); the rest as for
    `timeline`. Boxes of the first column stand in the order of the table, the others near what leads to them.
    A link may skip a column; it may not stay in one or run back. Returns a Picture.
    Raises ValueError for a missing column of the table, no rows, a heading that `columns` leaves out, a box
    under two headings, or a link that does not run from left to right.
    """
    check_frame(links, NEEDED, "concept_map")
    heads = _headings(links, columns)
    place = _places_of(links, heads)
    routes = [_route(link, place) for link in links.itertuples()]
    kinds = _kinds(links)
    looks = [KINDS[kinds.index(str(kind))] for kind in links["kind"]] if kinds else [KINDS[0]] * len(links)
    sheet = _Sheet(heads, routes, place, 0.3 if kinds else 0.0)
    _draw(sheet, links, routes, looks)
    _legend(sheet, kinds)
    return picture(
        sheet.figure,
        links,
        title=title,
        caption=caption,
        alt=alt,
        made_alt=_in_words(links, heads, len(place)),
        sources=sources,
        table=links[["from_node", "words", "to_node", *(["kind"] if kinds else [])]],
    )


def _kinds(links):
    """The kinds of links in order of appearance; none where the column is missing or has an empty cell."""
    if "kind" not in links or links["kind"].isna().any() or (links["kind"] == "").any():
        return []
    return list(dict.fromkeys(links["kind"].astype(str)))


def _headings(links, columns):
    found = list(dict.fromkeys([*links["from_column"].astype(str), *links["to_column"].astype(str)]))
    heads = found if columns is None else list(columns)
    for name in found:
        if name not in heads:
            raise ValueError(f"concept_map: the heading {name!r} is in the table but not in columns={heads}")
    return [head for head in heads if head in found]


def _places_of(links, heads):
    """The number of the column of each box."""
    place = {}
    for end in ("from", "to"):
        for node, head in zip(links[f"{end}_node"], links[f"{end}_column"].astype(str), strict=True):
            if place.setdefault(node, heads.index(head)) != heads.index(head):
                raise ValueError(f"concept_map: the box {node!r} stands under two headings; give it one")
    return place


def _route(link, place):
    """What a link passes, column by column: its boxes, and a free point in every column it skips."""
    first, last = place[link.from_node], place[link.to_node]
    if first >= last:
        raise ValueError(
            f"concept_map: the link from {link.from_node!r} to {link.to_node!r} does not run from left to "
            "right; put the second box in a later column"
        )
    return [link.from_node, *[(link.Index, number) for number in range(first + 1, last)], link.to_node]


class _Sheet:
    """An empty figure in inches, and where boxes and words stand on it."""

    def __init__(self, heads, routes, place, foot):
        self.place, count = place, len(heads)
        self.across = WIDTH - 0.2 + 0.7 * max(0, count - 3)
        self.wide = self.across * _SHARE / count
        self.gap = (self.across - self.wide * count) / max(1, count - 1)
        self.slots = _in_order(self._slots(routes, count), routes)
        needed = [sum(slot.height + _BETWEEN for slot in column) for column in self.slots]
        self.tall = max(*needed, *self._words_need(routes, count)) + 0.1
        heads = [wrap_to(head, 0.95 * self.wide, _HEAD) for head in heads]
        room = 0.17 * max(head.count("\n") + 1 for head in heads) + 0.2
        margins = {"left": 0.1, "right": 0.1, "top": 0.05, "bottom": 0.05}
        self.figure, self.axes = new_figure(self.tall + room + foot + 0.1, width=self.across + 0.2, **margins)
        self.axes.set_xlim(-0.03, self.across + 0.03)
        self.axes.set_ylim(self.tall + foot, -room)
        self.axes.set_axis_off()
        for number, head in enumerate(heads):
            style = {"ha": "center", "va": "bottom", "fontsize": _HEAD, "weight": "bold"}
            self.axes.text(self.middle(number), -0.1, head, **style)
        self.y = {slot.name: y for column in self.slots for slot, y in _stack(column, self.tall)}

    def left(self, number):
        """Where a column of boxes begins."""
        return number * (self.wide + self.gap)

    def middle(self, number):
        """The middle of a column of boxes."""
        return self.left(number) + self.wide / 2

    def words_of(self, text):
        """Linking words broken to fit between two columns, and their height in inches."""
        words = wrap_to(text, self.gap - 2 * _RUN - 0.08, _WORD)
        return words, (words.count("\n") + 1) * _WORD * 1.2 / 72 + 0.1

    def _slots(self, routes, count):
        columns = [{} for _ in range(count)]
        for stops in routes:
            for number, stop in enumerate(stops, start=self.place[stops[0]]):
                words = wrap_to(stop, self.wide - 2 * _PAD, _BOX) if isinstance(stop, str) else ""
                lines = words.count("\n") + 1 if words else 0
                columns[number].setdefault(stop, _Slot(stop, words, lines * _BOX * 1.25 / 72 + 2 * _PAD))
        return [list(column.values()) for column in columns]

    def _words_need(self, routes, count):
        """The least height of each gap: four lines of words for each link that starts there."""
        starts = [self.place[stops[0]] for stops in routes]
        return [starts.count(number) * (4 * _WORD * 1.2 / 72 + 0.1) for number in range(count)]


def _in_order(columns, routes):
    """Each column after the first sorted by where its links come from; ties keep the order of the table."""
    before = {}
    for stops in routes:
        for one, two in pairwise(stops):
            before.setdefault(two, []).append(one)
    rank = {slot.name: float(i) for i, slot in enumerate(columns[0])}
    ordered = columns[:1]
    for column in columns[1:]:
        mean = {}
        for slot in column:
            known = [rank[name] for name in before.get(slot.name, ())]
            mean[slot.name] = sum(known) / len(known) if known else float(len(column))
        ordered.append(sorted(column, key=lambda slot, mean=mean: mean[slot.name]))
        rank |= {slot.name: float(i) for i, slot in enumerate(ordered[-1])}
    return ordered


def _stack(column, tall):
    """Slots of a column with the heights of their middles, spread evenly from top to bottom."""
    free = (tall - sum(slot.height for slot in column)) / len(column)
    y, placed = free / 2, []
    for slot in column:
        placed.append((slot, y + slot.height / 2))
        y += slot.height + free
    return placed


def _draw(sheet, links, routes, looks):
    for number, slots in enumerate(sheet.slots):
        for slot in slots:
            if slot.words:
                _box(sheet, number, slot)
    pieces = [
        (sheet.place[stops[0]] + step, step, one, two, look, words)
        for stops, look, words in zip(routes, looks, links["words"], strict=True)
        for step, (one, two) in enumerate(pairwise(stops))
    ]
    for number in range(len(sheet.slots) - 1):
        here = [piece for piece in pieces if piece[0] == number]
        _gap(sheet, number, here)


def _box(sheet, number, slot):
    corner = (sheet.left(number), sheet.y[slot.name] - slot.height / 2)
    look = {"facecolor": "white", "edgecolor": INK, "lw": 1.2, "zorder": 4}
    sheet.axes.add_patch(FancyBboxPatch(corner, sheet.wide, slot.height, boxstyle=_ROUND, **look))
    where = (sheet.middle(number), sheet.y[slot.name])
    sheet.axes.text(*where, slot.words, ha="center", va="center", fontsize=_BOX, zorder=5)


def _gap(sheet, number, pieces):
    """All links between two columns, each led through its own words, in the order of the boxes they leave."""
    pieces = sorted(pieces, key=lambda piece: (round(sheet.y[piece[2]], 3), round(sheet.y[piece[3]], 3)))
    texts = [("", 0.1) if step else sheet.words_of(words) for _, step, *_, words in pieces]
    wanted = [(sheet.y[one] + sheet.y[two]) / 2 for _, _, one, two, *_ in pieces]
    spots = _apart(wanted, [high for _, high in texts], sheet.tall)
    start, end = sheet.left(number) + sheet.wide, sheet.left(number + 1)
    for (_, _, one, two, look, _), (text, _), y in zip(pieces, texts, spots, strict=True):
        half = max(text_width(line, _WORD) for line in text.split("\n")) / 2 + 0.07 if text else 0
        centre = (start + end) / 2
        before = [(start, sheet.y[one]), (start + _RUN, y), (centre - half, y)]
        after = [(centre + half, y), (end - _RUN, y), (end, sheet.y[two])]
        style = {"color": look.colour, "linestyle": look.line, "lw": 1.6, "zorder": 2}
        sheet.axes.plot(*zip(*before, strict=True), **style)
        sheet.axes.plot(*zip(*after, strict=True), **style)
        sheet.axes.text(centre, y, text, ha="center", va="center", fontsize=_WORD, style="italic", zorder=4)
        if isinstance(two, str):
            tip = {"arrowstyle": "-|>", "color": look.colour, "lw": 0, "shrinkA": 0, "shrinkB": 0}
            sheet.axes.annotate("", after[-1], after[-2], zorder=3, arrowprops=tip | {"mutation_scale": 13})
        else:
            far = (end + sheet.wide, sheet.y[two])
            sheet.axes.plot(*zip(after[-1], far, strict=True), **style)


def _apart(wanted, heights, tall):
    """Middles in the given order, near where they are wanted, so far apart that no two texts touch."""
    placed, low = [], 0.0
    for want, high in zip(wanted, heights, strict=True):
        placed.append(max(want, low + high / 2))
        low = placed[-1] + high / 2
    limit = tall
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], limit - heights[i] / 2)
        limit = placed[i] - heights[i] / 2
    return placed


def _legend(sheet, kinds):
    lines = [
        Line2D([], [], color=KINDS[i].colour, linestyle=KINDS[i].line, lw=1.8) for i in range(len(kinds))
    ]
    if kinds:
        style = {"loc": "lower center", "ncols": len(kinds), "handlelength": 3.5, "borderaxespad": 0}
        sheet.axes.legend(lines, kinds, **style)


def _in_words(links, heads, boxes):
    said = "; ".join(f"{link.from_node} ({link.words}) {link.to_node}" for link in links.itertuples())
    return f"Concept map of {boxes} boxes and {len(links)} links, in the columns {join_words(heads)}. {said}."
