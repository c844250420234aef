"""What every activity of a lesson shares: its parts, its printed twin, its place in the receipt."""

import re

from ipywidgets import HTML, Button, Dropdown, FloatText, HBox, Layout, VBox

from .. import lesson
from ..package import did_you_mean
from ..reading import table
from . import markup

NOT_CHOSEN = "choose ..."

# JupyterLab takes arrow keys and letters away from a dropdown in an output: "B" inserts a cell (ipywidgets
# issue 3912, open since 2024). A control that carries Lumino's own mark keeps its keys, but Python cannot set
# the mark; so an image that never loads sees to it that each dropdown sets it when it gets the focus. Where
# this does not run, the space bar still opens a dropdown, and nothing else changes.
_OWN_KEYS = """<img hidden alt="" src="data:," onerror="
const listen = left => {
  const output = this.closest('.jp-OutputArea-output');
  if (output) output.addEventListener('focusin', event =>
    event.target.matches('select') && event.target.setAttribute('data-lm-suppress-shortcuts', 'true'));
  else if (left) setTimeout(listen, 200, left - 1);
};
listen(50)">"""


class Activity(VBox):
    """One thing for the learner to do.

    A subclass builds its controls, keeps in `committed` what the learner settled on (plain data, None while
    nothing was), and gives `in_words` (the answer in one line), `summary` (one short line for the plain text
    output) and `twin()` (its printed form as HTML). JupyterLab shows the live controls where the page has
    been run and is trusted, and the twin everywhere else.
    """

    title = "Activity"
    committed = None

    def __init__(self, id: str, children, *, variable: str | None = None):
        keys = HTML(_OWN_KEYS, layout=Layout(display="none"))
        super().__init__(children=(*children, keys), layout=Layout(width="100%"))
        self.id = id
        self.copied = variable is not None
        self.variable = variable or "answer_" + re.sub(r"\W+", "_", id)
        self._keep()

    def _keep(self):
        lesson.keep(f"{self.title} {self.id}", self.described)

    @property
    def answer(self):
        """The learner's answer as plain data, or None."""
        return self.committed

    @property
    def line(self) -> str:
        """The line to copy into a cell where the answer is graded."""
        return f"{self.variable} = {self.answer!r}"

    def described(self) -> str:
        """The answer in one line, for `tr.receipt()`."""
        return "no answer yet" if self.answer is None else self.in_words()

    def in_words(self) -> str:
        """An answer that was given, in one line."""
        return str(self.answer)

    def summary(self) -> str:
        """What there is to do, in a few words."""
        return "use the controls above, or the printed form"

    def twin(self) -> str:
        """The printed form as HTML."""
        return ""

    def __repr__(self):
        return f"{self.title} {self.id}: {self.summary()}"

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        bundle["text/html"] = self.twin()
        return bundle


def rows_of(name: str, column: str, value: str, what: str):
    """The rows of the table `name` whose `column` holds `value`; `what` says what it is an id of.

    Raises ValueError when there are none, with the file, the id and those most like it.
    """
    rows = table(name)
    found = rows[rows[column] == value]
    if found.empty:
        meant = did_you_mean(value, rows[column].astype(str).unique())
        raise ValueError(
            f'The table {name} has no row for the {what} "{value}".{meant} '
            f"Remedy: take an id from the column {column} of data/{name}.csv, or add its rows there."
        )
    return found


def words(html: str = "") -> HTML:
    """A block of text between controls, in the page's own text style, set off from what stands above it."""
    inside = f'<div class="jp-RenderedHTMLCommon">{html}</div>' if html else ""
    return HTML(inside, layout=Layout(width="100%", margin="8px 2px 2px"))


def pick(label: str, options, *, blank: str = NOT_CHOSEN) -> Dropdown:
    """A dropdown with a visible label and nothing chosen. `options`: labels, or (label, value) pairs."""
    pairs = [option if isinstance(option, tuple) else (str(option), option) for option in options]
    return Dropdown(
        description=label,
        options=[(blank, None), *pairs],
        index=0,
        style={"description_width": "initial"},
        layout=Layout(width="max-content", max_width="97%", min_width="14em", margin="2px 1em 2px 2px"),
    )


def chosen(choices: dict) -> dict:
    """What was chosen, by the key of each dropdown; those left open are left out."""
    return {key: choice.value for key, choice in choices.items() if choice.value is not None}


def number_box(label: str) -> FloatText:
    """A number box with a visible label."""
    return FloatText(
        description=label,
        value=0,
        style={"description_width": "initial"},
        layout=Layout(width="max-content", max_width="100%"),
    )


def press(label: str, action) -> Button:
    """A button whose click calls `action()` with nothing."""
    button = Button(description=label, layout=Layout(width="max-content", max_width="100%"))
    button.on_click(lambda _: action())
    return button


def beside(*controls) -> HBox:
    """Controls in one line that wraps on a narrow screen."""
    return HBox(controls, layout=Layout(flex_flow="row wrap", width="100%"))


def say(where: HTML, html: str) -> None:
    """Put feedback in its place."""
    where.value = markup.status(html)


def confidence_box(label: str) -> Dropdown:
    """How sure: 50 (a coin toss) to 100 per cent, nothing chosen."""
    return pick(label, [(f"{n} per cent", n) for n in range(50, 101, 10)])


def to_copy(activity: Activity) -> str:
    """The line a learner may copy, where the lesson names the variable that an exercise asks for."""
    if not activity.copied:
        return ""
    return (
        f"<p>To use this answer in an exercise, copy this line: <code>{markup.text(activity.line)}</code></p>"
    )
