"""Evidence: what the paper claims, what a lesson rests on, and whose voices it hears."""

import re
from functools import cached_property

import pandas as pd

from .display import TableView
from .package import UnknownId
from .reading import split_ids, table
from .rows import find_row
from .sources import bibliography, source

__all__ = ["Evidence", "claims", "evidence", "voices"]

ORIGINS = {
    "afghan": "Afghan",
    "taliban": "Taliban-authored",
    "regional": "From the region",
    "western": "Western",
    "un": "United Nations",
    "academic-data": "Academic data set",
    "international": "International, no one country",
    "paper": "The paper under study",
    "unknown": "Not known",
}
REPORT_AN_ERROR = (
    "If a row is wrong, open an issue in the course's repository: "
    "give the id of the row, what it should say, and the source that settles it."
)


def claims(section=None, paragraph=None, lesson=None):
    """Select claims of the paper.

    Parameters
    ----------
    section : str, optional
        Section of the paper, for example ``"3.2.1"``.
    paragraph : int, optional
        Paragraph within the section, from 1.
    lesson : str, optional
        Id of the lesson that teaches the claim.

    Returns
    -------
    pandas.DataFrame
        Rows of the table ``claims``.

    Raises
    ------
    UnknownId
        If the section or the lesson does not exist.
    """
    frame = table("claims")
    if section is not None:
        _known("section", str(section), frame["section"].unique())
        frame = frame[frame["section"] == str(section)]
    if paragraph is not None:
        frame = frame[frame["paragraph"] == paragraph]
    if lesson is not None:
        _known("lesson", lesson, table("lessons")["id"])
        frame = frame[frame["lesson"] == lesson]
    return frame.reset_index(drop=True)


def _known(what, value, values):
    if value not in list(values):
        known = ", ".join(sorted(map(str, values)))
        raise UnknownId(f"There is no {what} {value!r}. Remedy: use one of {known}.")


_CLAIM_COLUMNS = ["id", "claim", "standing", "event_ids", "discrepancy_ids", "source_ids"]


class Evidence:
    """What a lesson rests on: cited rows, claims taught with their standing, sources, how to report an error.

    Displays as HTML or plain text. ``rows``, ``claims`` and ``sources`` hold the same as frames and a list.
    """

    def __init__(self, lesson):
        self.lesson = lesson
        self.claims = claims(lesson=lesson)[_CLAIM_COLUMNS]

    @cached_property
    def _cited(self):
        """The rows that the prose cites, by reference, in order of appearance; a computed value has none."""
        citations = table("citations")
        references = citations.loc[citations["lesson"] == self.lesson, "row"]
        parts = [part.strip() for text in references for part in _references(text)]
        return {part: None if part.startswith("=") else find_row(part) for part in dict.fromkeys(parts)}

    @cached_property
    def rows(self):
        """Frame with columns row (reference), table, what it says."""
        listed = {(row.table, row.key): row.label for row in self._cited.values() if row}
        read = [name for text, row in self._cited.items() if not row for name in _tables_of(text)]
        listed |= {(name, "computed"): "values counted or summed from this table" for name in read}
        cells = [(key, name, says) for (name, key), says in listed.items()]
        return pd.DataFrame(cells, columns=["row", "table", "what it says"])

    @cached_property
    def source_ids(self):
        """Ids of all sources behind the cited rows and the claims taught, each once."""
        cells = [cell for row in self._cited.values() if row for cell in row.sources]
        return split_ids(*cells, *_sources_of_computed(self._cited), *self.claims["source_ids"])

    @property
    def sources(self):
        """Bibliography of the sources."""
        return bibliography(self.source_ids)

    def __repr__(self):
        counts = f"{len(self.rows)} rows, {len(self.claims)} claims, {len(self.sources)} sources"
        return f"Evidence({self.lesson!r}: {counts})"

    def _repr_mimebundle_(self, include=None, exclude=None):
        cited = TableView(self.rows, caption="Rows that the text of this lesson cites")
        caption = "Claims of the paper that this lesson teaches, and how they stand"
        taught = TableView(self.claims.fillna("none"), caption=caption)
        plain = [cited.text, taught.text, "Sources", self.sources.text, REPORT_AN_ERROR]
        html = (
            f"{_folded(f'Rows cited ({len(self.rows)})', cited.html)}"
            f"{_folded(f'Claims of the paper ({len(self.claims)})', taught.html)}"
            f"{_folded(f'Sources ({len(self.sources)})', self.sources.html)}<p>{REPORT_AN_ERROR}</p>"
        )
        return {"text/plain": "\n\n".join(plain), "text/html": html}


def _folded(summary, html):
    return f"<details><summary>{summary}</summary>{html}</details>"


def _references(text):
    """Split a citation into references; a computed value, which starts with an equals sign, is one."""
    if text.startswith("="):
        return [text]
    return [part for part in re.split(r";(?![^\[]*\])", text) if part.strip()]


def _tables_of(expression):
    """Name the tables that a computed value reads."""
    return sorted(set(re.findall(r"table\(['\"](\w+)", expression)))


def _sources_of_computed(references):
    """Collect the sources of the series that computed values read.

    Tables whose rows name several sources each (``source_ids``) are left out: which rows went into the value
    is not known here, and naming all would claim too much.
    """
    names = {name for text in references if text.startswith("=") for name in _tables_of(text)}
    frames = [table(name) for name in sorted(names)]
    return [cell for frame in frames if "source_id" in frame for cell in frame["source_id"].unique()]


def evidence(lesson):
    """Gather everything that a lesson rests on.

    Parameters
    ----------
    lesson : str
        Id of the lesson, for example ``"05-iran"``.

    Returns
    -------
    Evidence
        Displays the rows its prose cites, the claims it teaches with their standing, its sources, and how to
        report an error.

    Raises
    ------
    UnknownId
        If the lesson does not exist, or a citation names a row that does not.
    """
    _known("lesson", lesson, table("lessons")["id"])
    return Evidence(lesson)


def voices(lesson):
    """Count whose voices a lesson hears, and say which are missing.

    Parameters
    ----------
    lesson : str
        Id of the lesson.

    Returns
    -------
    pandas.DataFrame
        Columns voice, sources (count), examples, missing (a sentence where there is none). The counts come
        from the columns origin, women_authored and minority_voice of the table of sources.

    Raises
    ------
    UnknownId
        If the lesson does not exist.
    """
    frame = table("sources")
    frame = frame[frame["id"].isin(evidence(lesson).source_ids)]
    groups = [(label, frame["origin"] == origin) for origin, label in ORIGINS.items()]
    groups += [
        ("A woman among the named authors", frame["women_authored"] == "yes"),
        ("For or from an Afghan minority", frame["minority_voice"] == "yes"),
    ]
    rows = [_voice(label, frame.loc[chosen, "id"]) for label, chosen in groups]
    return pd.DataFrame(rows, columns=["voice", "sources", "examples", "missing"])


def _voice(label, ids):
    shorts = list(dict.fromkeys(source(id).short for id in ids))
    return label, len(ids), "; ".join(shorts[:3]), "" if len(ids) else "No source of this kind is used here."
