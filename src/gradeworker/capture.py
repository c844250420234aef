"""Collecting what a cell shows, in order, up to a limit: text, rich output, errors."""

from __future__ import annotations

import io
import re
import traceback

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Sink:
    """The outputs of the cell that runs now, in nbformat's form; what is above the limit is left out."""

    def __init__(self, kilobytes: int):
        self.limit = kilobytes * 1024
        self.start()

    def start(self) -> None:
        """Forget the last cell."""
        self.outputs, self.size, self.cut = [], 0, False

    def text(self, stream: str, text: str) -> None:
        """Add text of stdout or stderr."""
        left = self.limit - self.size
        if len(text) > left:
            text, self.cut = text[: max(0, left)], True
        if not text:
            return
        self.size += len(text)
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") == stream:
            last["parts"].append(text)
        else:
            self.outputs.append({"output_type": "stream", "name": stream, "parts": [text]})

    def rich(self, kind: str, data: dict, metadata: dict | None = None) -> None:
        """Add a display or a result: a dictionary of media types; those above the limit are left out."""
        kept = {}
        for media, content in data.items():
            size = len(content) if isinstance(content, str | bytes) else len(repr(content))
            if size > self.limit - self.size:
                self.cut = True
                continue
            self.size += size
            kept[str(media)] = content
        if not kept:
            kept = {"text/plain": "(too large to keep)"}
        self.outputs.append({"output_type": kind, "data": kept, "metadata": dict(metadata or {})})

    def error(self, error: BaseException) -> str:
        """Add an error; returns it as one line."""
        name, message = type(error).__name__, _words(error)[:2000]
        lines = _traceback(error)
        self.outputs.append({"output_type": "error", "ename": name, "evalue": message, "traceback": lines})
        return f"{name}: {message}"

    def finished(self) -> list[dict]:
        """The outputs, as nbformat has them."""
        done = []
        for output in self.outputs:
            if "parts" in output:
                output = {"output_type": "stream", "name": output["name"], "text": "".join(output["parts"])}
            done.append(output)
        return done


def _words(error: BaseException) -> str:
    try:
        if type(error) is SyntaxError:  # its own words name a file that nobody has seen
            return f"{error.msg} (line {error.lineno} of the cell)"
        return str(error)
    except BaseException:  # a student's own error class may fail here
        return ""


def _traceback(error: BaseException) -> list[str]:
    """The lines of a traceback, from the first line of a cell on."""
    try:
        found = traceback.TracebackException.from_exception(error)
        inside = [n for n, frame in enumerate(found.stack) if frame.filename.startswith("<ipython-input")]
        found.stack[:] = found.stack[inside[0] :] if inside else []
        found.stack[:] = [frame for frame in found.stack if "/gradeworker/" not in frame.filename][-8:]
        text = "".join(found.format(chain=False))
    except BaseException:
        return []
    return COLOURS.sub("", text)[:8000].rstrip().split("\n")


class Stream(io.TextIOBase):
    """A stand-in for sys.stdout or sys.stderr that writes into a sink."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, sink: Sink, name: str):
        self.sink, self.stream = sink, name

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.sink.text(self.stream, text)
        return len(text)


class Hook(DisplayHook):
    """Takes the value of a cell's last expression."""

    sink: Sink | None = None

    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        self.sink.rich("execute_result", format_dict, md_dict)

    def finish_displayhook(self):
        pass


class Publisher(DisplayPublisher):
    """Takes what `display` is called with."""

    sink: Sink | None = None

    def publish(self, data, metadata=None, **_):
        self.sink.rich("display_data", data, metadata)

    def clear_output(self, wait=False):
        self.sink.start()


def connect(shell, sink: Sink) -> None:
    """Have a shell show everything into the sink."""
    shell.displayhook.sink = shell.display_pub.sink = sink
