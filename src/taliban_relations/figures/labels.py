"""Placing labels so that none covers another: in a row, and on a map."""

from matplotlib.patheffects import withStroke

from .canvas import text_width

HALO = [withStroke(linewidth=2.2, foreground="white")]


def spread(wanted, gap, low, high):
    """Move positions apart until neighbours are at least `gap` apart, inside low..high, as little as needed.

    Positions come back in the order given. When they cannot fit, they share the room evenly. Neighbours that
    collide become one block around the mean of their wanted positions (isotonic regression by pooling).
    """
    if len(wanted) * gap > (high - low) + gap:
        gap = (high - low) / max(1, len(wanted) - 1)
    blocks = []
    for i in sorted(range(len(wanted)), key=lambda i: (wanted[i], i)):
        blocks.append(([i], _inside(wanted[i], 1, gap, low, high)))
        while len(blocks) > 1 and _reach(blocks[-2], gap, 1) + gap > _reach(blocks[-1], gap, -1):
            (one, first), (two, second) = blocks[-2:]
            centre = (first * len(one) + second * len(two)) / (len(one) + len(two))
            blocks[-2:] = [(one + two, _inside(centre, len(one + two), gap, low, high))]
    placed = {i: _reach(block, gap, -1) + k * gap for block in blocks for k, i in enumerate(block[0])}
    return [placed[i] for i in range(len(wanted))]


def _reach(block, gap, side):
    members, centre = block
    return centre + side * gap * (len(members) - 1) / 2


def _inside(centre, count, gap, low, high):
    half = gap * (count - 1) / 2
    return min(max(centre, low + half), high - half)


def place_labels(axes, labels, taken=()):
    """Write each label at the first of its places where it covers no other one, else at its first place.

    `labels` holds (words, x, y, size, weight, shifts); a shift is in inches, right and up. `taken` holds
    boxes (left, right, bottom, top) in data units that stay free. Returns all boxes.
    """
    across, along = data_per_inch(axes)
    boxes = list(taken)
    for words, x, y, size, weight, shifts in labels:
        lines = words.split("\n")
        wide = max(text_width(line, size, weight) for line in lines) * across / 2 + 0.02 * across
        tall = len(lines) * size * 1.1 / 72 * along / 2
        spots = [(x + dx * across, y + dy * along) for dx, dy in shifts]
        around = [(sx - wide, sx + wide, sy - tall, sy + tall) for sx, sy in spots]
        free = next((i for i, box in enumerate(around) if not any(_touch(box, other) for other in boxes)), 0)
        boxes.append(around[free])
        axes.text(
            *spots[free],
            words,
            fontsize=size,
            weight=weight,
            ha="center",
            va="center",
            zorder=6,
            linespacing=0.95,
            path_effects=HALO,
        )
    return boxes


def data_per_inch(axes):
    """Data units in one inch of the axes, across and up."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    box, figure = axes.get_position(), axes.figure
    return (right - left) / (figure.get_figwidth() * box.width), (top - bottom) / (
        figure.get_figheight() * box.height
    )


def _touch(one, two):
    return one[0] < two[1] and two[0] < one[1] and one[2] < two[3] and two[2] < one[3]


def around(step, far=3):
    """Shifts in inches to try, nearest first: none, then every way by growing steps."""
    rings = [(0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (1, -1), (-1, 1), (1, 1)]
    return [(0, 0)] + [(dx * step * k * 1.6, dy * step * k) for k in range(1, far + 1) for dx, dy in rings]
