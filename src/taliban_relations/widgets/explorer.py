"""A few pictures and one dropdown, tied together in the browser: no kernel is needed to change them."""

from ipywidgets import HTML, Dropdown, Layout, Stack, jslink

from . import markup
from .base import Activity, words


class Explorer(Activity):
    """One of several pictures at a time. Made by `explorer`."""

    title = "Explorer"

    def __init__(self, label, pictures, look_for=""):
        self.label, self.look_for = label, look_for
        self.frames = {str(name): markup.shown(picture) for name, picture in pictures.items()}
        if not self.frames:
            raise ValueError("An explorer needs at least one picture.")
        self.choice = Dropdown(
            description=f"{label}:",
            options=list(self.frames),
            index=0,
            style={"description_width": "initial"},
            layout=Layout(width="max-content", max_width="100%", min_width="14em"),
        )
        pages = [HTML(f'<div class="jp-RenderedHTMLCommon">{frame}</div>') for frame in self.frames.values()]
        self.stack = Stack(pages, selected_index=0, layout=Layout(width="100%"))
        self._tie = jslink((self.choice, "index"), (self.stack, "selected_index"))
        head = [words(markup.paragraph(f"Look for: {look_for}"))] if look_for else []
        super().__init__(label, [*head, self.choice, self.stack])

    def _keep(self):
        """An explorer asks for no answer, so it has no line in the receipt."""

    def __repr__(self):
        return f"Explorer {self.label}: {len(self.frames)} pictures (all of them in the printed form)"

    def twin(self):
        task = markup.paragraph(f"Look for: {self.look_for}") if self.look_for else ""
        multiples = markup.side_by_side(
            markup.paragraph(name, strong=True) + frame for name, frame in self.frames.items()
        )
        return markup.section(self.label, task, multiples)


def explorer(label, pictures, look_for="") -> Explorer:
    """A dropdown that changes the picture, without a kernel.

    Parameters: `label` names the choice ("Year"); `pictures` {name: Picture or TableView}, up to about 24, in
    order; `look_for` a question that tells the learner what to watch. The printed form holds every picture.
    Raises ValueError without pictures.
    """
    return Explorer(label, pictures, look_for)
