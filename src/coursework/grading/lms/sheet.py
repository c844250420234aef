"""A CSV file of somebody else's, kept byte for byte except for the cells that are filled in."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from ...errors import CourseworkError

DELIMITERS = ",;\t:|"
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass
class Cell:
    """One cell: what it means and how it is written, quotation marks included."""

    text: str
    written: str

    def fill(self, text: str, delimiter: str) -> None:
        """Put a text in, written with quotation marks if it was or has to be."""
        quoted = self.written.startswith('"') or any(sign in text for sign in (delimiter, '"', "\r", "\n"))
        self.text, self.written = text, '"' + text.replace('"', '""') + '"' if quoted else text


@dataclass
class Sheet:
    """Rows of cells with all that lies between them: byte order mark, encoding, delimiter, ends of lines."""

    name: str
    mark: bytes
    encoding: str
    delimiter: str
    rows: list[list[Cell]]
    ends: list[str]

    @property
    def header(self) -> list[str]:
        """The column names, blanks around them taken off."""
        return [cell.text.strip() for cell in self.rows[0]] if self.rows else []

    def bytes(self) -> bytes:
        """The file's bytes."""
        lines = [
            self.delimiter.join(cell.written for cell in row) + end
            for row, end in zip(self.rows, self.ends, strict=True)
        ]
        return self.mark + "".join(lines).encode(self.encoding)


def read_sheet(path: Path, needed: list[set[str]]) -> Sheet:
    """A CSV file as a Sheet; the delimiter is the one by which its first line has the `needed` columns.

    needed: sets of column names of which one set has to be there. Raises CourseworkError when the file is
    missing, no CSV, or none of the sets is there.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise CourseworkError(f"{path}: {error.strerror}: give the file that the LMS exported") from error
    mark = next((sign for sign in MARKS if raw.startswith(sign)), b"")
    text, encoding = _decoded(path, raw[len(mark) :], MARKS.get(mark))
    first = text.partition("\n")[0]
    for delimiter in sorted(DELIMITERS, key=first.count, reverse=True):
        rows, _ = cells(text, delimiter, str(path), first_line=True)
        if rows and any(one <= {cell.text.strip() for cell in rows[0]} for one in needed):
            return Sheet(str(path), mark, encoding, delimiter, *cells(text, delimiter, str(path)))
    wanted = " or ".join(", ".join(sorted(one)) for one in needed)
    raise CourseworkError(f"{path}: its first line has no columns {wanted}: is it the right export?")


def _decoded(path, raw: bytes, marked: str | None) -> tuple[str, str]:
    """The text and the encoding by which it becomes the same bytes again."""
    for encoding in [marked] if marked else ["utf-8", "cp1252", "latin-1"]:
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise CourseworkError(f"{path}: not a text in {marked}: export it again")


def cells(
    text: str, delimiter: str, name: str, first_line: bool = False
) -> tuple[list[list[Cell]], list[str]]:
    """The rows of a CSV text and the ends of its lines; CourseworkError names the line that is no CSV."""
    split = re.escape(delimiter)
    one = re.compile(rf'[ ]*("(?:[^"]|"")*")[ ]*(?=[{split}\r\n]|\Z)|([^{split}\r\n]*)')
    between = re.compile(rf"{split}|\r\n|\n|\r|\Z")
    rows, ends, at, row = [], [], 0, []
    while at < len(text) or row:
        found = one.match(text, at)
        written = found[0]
        row.append(Cell(found[1][1:-1].replace('""', '"') if found[1] else written, written))
        follows = between.match(text, found.end())
        if follows is None or (not found[1] and written.startswith('"')):
            if first_line:
                return [], []
            raise CourseworkError(f"{name}: row {len(rows) + 1} is no CSV: {written[:40]!r}")
        at = follows.end()
        if follows[0] != delimiter:
            rows.append(row)
            ends.append(follows[0])
            row = []
            if first_line:
                break
        elif at == len(text):
            row.append(Cell("", ""))
            rows.append(row)
            ends.append("")
            row = []
    return rows, ends
