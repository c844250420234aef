"""The IPython shell that runs a student's cells: magics, `display`, top-level await; no history, no
threads.
"""

from __future__ import annotations

import builtins
import contextlib

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from .capture import Hook, Publisher, Sink

SETTINGS = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}})


class Shell(InteractiveShell):
    """A shell without a terminal. `connect` says where its outputs go."""

    displayhook_class = Hook
    display_pub_class = Publisher

    def connect(self, sink: Sink) -> None:
        """Show everything into this sink."""
        self.displayhook.sink = self.display_pub.sink = sink

    def showtraceback(self, *_, **__):
        """Errors are taken from the result of the cell; to format them here costs more than most cells."""

    showsyntaxerror = showindentationerror = showtraceback

    def _tee(self, channel):
        """Nothing keeps a second copy of what is written."""
        return contextlib.nullcontext()

    def enable_gui(self, gui=None):
        """There is no screen."""

    def ask_exit(self):
        """`exit` and `quit` in a cell end nothing: the cells below still run."""


def make() -> Shell:
    """The shell; made once, in the warm worker, and inherited by every submission."""
    if not Shell.initialized():
        shell = Shell.instance(config=SETTINGS)
        builtins.get_ipython = lambda: shell
    return Shell.instance()
