"""Sources: a short reference, a full entry, a bibliography. Nothing is added to what the table says."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from .package import UnknownSource, did_you_mean
from .reading import split_ids, table
from .wording import join_words

__all__ = ["Bibliography", "Source", "bibliography", "cite", "source"]

UNKNOWN = "details not known"
_NOT_KNOWN = re.compile(r"not (identified|confirmed|specified)", re.IGNORECASE)
_PERSON = re.compile(r"(?P<surname>[^,]+), [A-Z]\.")
_DETAILS = (
    "id", "type", "authors", "year", "title", "container", "publisher", "volume", "issue", "pages",
    "doi_or_url", "verified", "origin", "note",
)  # fmt: skip
_CHECKED = {
    "yes": "",
    "partly": "[Details not checked in full.]",
    "no": "[Not read; details not checked.]",
}


@dataclass(frozen=True)
class Source:
    """One row of the table of sources; every attribute is text, empty where the detail is not known.

    ``verified`` says how sure the details are (yes, partly, no), ``origin`` where the voice comes from. The
    object displays as its full entry; ``short`` is author and year.
    """

    id: str
    type: str
    authors: str
    year: str
    title: str
    container: str
    publisher: str
    volume: str
    issue: str
    pages: str
    doi_or_url: str
    verified: str
    origin: str
    note: str

    @property
    def identified(self):
        """Whether the work is known by its title."""
        return not _NOT_KNOWN.match(self.title)

    @property
    def short(self):
        """Author and year: "Rashid (2000)"."""
        if not (self.authors or self.year):
            return self.title
        return f"{short_authors(self.authors) or self.title} ({self.year or 'no date'})"

    @property
    def text(self):
        """The full entry as plain text; it says so where details are not known or not checked."""
        return "".join(words for words, _ in self._pieces())

    @property
    def html(self):
        """The full entry as HTML: title or journal in italics, the address as a link."""
        return "".join(_marked(words, style) for words, style in self._pieces())

    def _pieces(self):
        """Yield the entry as pairs of words and style."""
        yield f"{self.authors or 'Author not known'} ({self.year or 'no date'}). ", ""
        if not self.identified:
            yield f"Title and {UNKNOWN}.", ""
            return
        container = "" if self.container == self.authors else self.container
        yield self.title, "" if container else "em"
        yield _stop(self.title), ""
        if container:
            number = f"({self.issue})" if self.volume else f"no. {self.issue}"
            numbers = self.volume + (number if self.issue else "")
            place = "".join(f", {part}" for part in (numbers, self.pages) if part)
            yield container, "em"
            yield place + _stop(place or container), ""
        if self.publisher not in ("", container, self.authors):
            yield self.publisher + _stop(self.publisher), ""
        if self.doi_or_url:
            yield self.doi_or_url, "link"
            yield " ", ""
        yield _CHECKED[self.verified], ""

    def __repr__(self):
        return f"Source({self.id!r}: {self.short})"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.text.strip(), "text/html": f"<p>{self.html.strip()}</p>"}


def _stop(words):
    """Return what ends a sentence: a full stop, unless the words end with one already."""
    return " " if words.endswith((".", "?", "!")) else ". "


def _marked(words, style):
    words = escape(words, quote=False)
    if style == "em":
        return f"<em>{words}</em>"
    return f'<a href="{escape(words)}">{words}</a>' if style == "link" else words


def short_authors(authors):
    """Shorten the authors of a source to surnames: "Song and Tian", "Kazakhstan and others"."""
    names = [_surname(re.sub(r" \([^)]*\)", "", name)) for name in authors.split(";") if name.strip()]
    if len(names) > 3:
        return f"{names[0]} and others"
    return join_words(names)


def _surname(name):
    person = _PERSON.match(name.strip())
    if not person:
        return name.strip()
    return person["surname"] + (" and others" if name.endswith("and others") else "")


@lru_cache(maxsize=1)
def _all():
    frame = table("sources")[list(_DETAILS)].astype("str").fillna("")
    return {row[0]: Source(*row) for row in frame.itertuples(index=False, name=None)}


def source(id):
    """Return one source.

    Parameters
    ----------
    id : str
        Id in the table of sources, for example ``"rashid-2000"``.

    Raises
    ------
    UnknownSource
        The message names the nearest ids.
    """
    known = _all()
    if id in known:
        return known[id]
    raise UnknownSource(
        f"data/sources.csv has no row with id {id!r}.{did_you_mean(id, known)} "
        "Remedy: add the source or correct the id."
    )


def cite(*ids):
    """Name sources in short: ``"Rashid (2000); Human Rights Watch (1998)"``.

    Parameters
    ----------
    *ids : str
        Ids of sources; a cell such as ``"a;b"`` counts as two. Where two of them have the same author and
        year, their titles are added so that they can be told apart.

    Raises
    ------
    UnknownSource
        If an id is not in the table of sources.
    """
    sources = [source(id) for id in split_ids(*ids)]
    shorts = [item.short for item in sources]
    return "; ".join(
        f"{item.short}, \N{LEFT DOUBLE QUOTATION MARK}{item.title}\N{RIGHT DOUBLE QUOTATION MARK}"
        if shorts.count(item.short) > 1
        else item.short
        for item in sources
    )


class Bibliography:
    """A list of full entries in the order of authors, years and titles; displays as HTML or plain text."""

    def __init__(self, sources):
        self.sources = sorted(sources, key=lambda s: (s.authors.casefold(), s.year, s.title.casefold(), s.id))

    def __len__(self):
        return len(self.sources)

    def __iter__(self):
        return iter(self.sources)

    def __repr__(self):
        return f"Bibliography({len(self)} sources)"

    @property
    def text(self):
        """The list as plain text, one entry a line."""
        return "\n".join(f"- {item.text.strip()}" for item in self.sources) or "No sources."

    @property
    def html(self):
        """The list as HTML."""
        entries = "".join(f"<li>{item.html.strip()}</li>" for item in self.sources)
        return f"<ul>{entries}</ul>" if entries else "<p>No sources.</p>"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.text, "text/html": self.html}


def bibliography(ids):
    """List sources in full.

    Parameters
    ----------
    ids : iterable of str
        Ids of sources, for example a ``source_ids`` column; cells such as ``"a;b"`` are split, doubles
        dropped.

    Returns
    -------
    Bibliography

    Raises
    ------
    UnknownSource
        If an id is not in the table of sources.
    """
    cells = [ids] if isinstance(ids, str) else ids
    return Bibliography([source(id) for id in split_ids(*cells)])
