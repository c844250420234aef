"""The table of a benchmark: what was measured, what stands beside it, and whether an aim is met."""

from __future__ import annotations


class Table:
    """Prints the lines and counts the aims.

    The ratio is how many times better ours is where an aim asks for that, else ours to what stands beside it.
    """

    def __init__(self):
        self.aims = self.missed = 0
        print(f"{'what':<58}{'ours':>12}{'beside':>12}{'ratio':>7}  aim")

    def line(self, what: str, ours: float, unit: str, beside: float | None = None) -> None:
        """One line without an aim; `beside` is the same for what ours is compared with."""
        self._print(what, ours, unit, beside, ours / beside if beside else 0)

    def at_least(self, times: float, what: str, ours: float, unit: str, beside: float) -> None:
        """A line that has to be so many times better than what stands beside it: more /s, or less time."""
        gain = ours / beside if unit == "/s" else beside / ours
        self._print(what, ours, unit, beside, gain, self._aim(f">= {times:g}x", gain >= times))

    def at_most(self, limit: float, what: str, ours: float, unit: str, beside: float | None = None) -> None:
        """A line that may not be above a limit: in its unit, or times what stands beside it."""
        ratio = ours / beside if beside else 0
        words = f"<= {limit:g}x" if beside else f"<= {limit:g} {unit}"
        self._print(what, ours, unit, beside, ratio, self._aim(words, (ratio or ours) <= limit))

    def _aim(self, words: str, met: bool) -> str:
        self.aims += 1
        self.missed += not met
        return f"{words}: {'met' if met else 'MISSED'}"

    def _print(self, what, ours, unit, beside, ratio, aim="") -> None:
        rest = f"{beside:9.2f} {unit:<2}{ratio:6.1f}x" if beside else " " * 19
        print(f"{what:<58}{ours:9.2f} {unit:<2}{rest}  {aim}".rstrip(), flush=True)
