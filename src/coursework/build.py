"""`build`: run the notebooks, store them in canonical form, and derive what follows from them and the data.

Derived files: data/citations.csv (what the prose cites), docs/data-catalogue.md and the lesson table in
README.md. With `check` nothing is written: everything is made aside and compared with what is stored.
"""

from __future__ import annotations

import csv
import io
import re
import time
from pathlib import Path

from .canonical import canonical, first_difference
from .errors import CourseworkError
from .pictures import exact_here, same
from .run import Progress, execute, silent
from .trace import citations
from .workspace import Workspace, read, replace_file, text_of

CITATION_FIELDS = ["lesson", "cell", "position", "text", "row"]
BEGIN, END = "<!-- lessons:begin -->", "<!-- lessons:end -->"


def built(path: Path, progress=silent):
    """The notebook at `path`, executed and in canonical form; the file is not touched.

    Raises CourseworkError naming the file and the cell that fails.
    """
    try:
        return canonical(execute(read(path), path.parent, progress))
    except CourseworkError as error:
        raise CourseworkError(f"{path.name}: {error}; {path.name} is left as it was") from error


def stale(path: Path, fresh) -> str:
    """What differs between a stored notebook and a fresh build of it, in words; '' when nothing does."""
    where = first_difference(read(path), fresh, same)
    if not where and exact_here() and path.read_text(encoding="utf-8") != text_of(fresh):
        where = "the file is not in canonical form"
    return where


def citations_text(course: Workspace) -> str:
    """data/citations.csv as the evidence comments of all lessons make it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, CITATION_FIELDS, lineterminator="\n")
    writer.writeheader()
    for path in course.lessons():
        writer.writerows(citations(read(path), path.stem))
    return out.getvalue()


def lesson_table(course: Workspace) -> str:
    """The README's table of the published lessons, from the tables of the data package."""
    lines = ["| | Lesson | The question | Minutes | Exercises |", "|---|---|---|---|---|"]
    for row in course.package().table("lessons").to_dict("records"):
        name = row["id"]
        if not row["published"]:
            continue
        exercise = f"exercises/{name}/{name}.ipynb"
        practice = f"[{name}]({exercise})" if (course.root / exercise).exists() else ""
        link = f"[{row['title']}](notebooks/{name}.ipynb)"
        lines.append(f"| {name[:2]} | {link} | {row['question']} | {row['minutes']} | {practice} |")
    return "\n".join(lines)


def readme_text(course: Workspace) -> str:
    """README.md with its lesson table made anew; CourseworkError when the two markers are not there."""
    path = course.root / "README.md"
    text = path.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise CourseworkError(f"README.md: the lesson table stands between {BEGIN} and {END}, once")
    return pattern.sub(lambda _: f"{BEGIN}\n{lesson_table(course)}\n{END}", text)


def catalogue_text(course: Workspace) -> str:
    """docs/data-catalogue.md as the data package describes it."""
    from .catalogue import render

    return render(course)


DERIVED = {"data/citations.csv": citations_text}
DERIVED_AFTER = {"docs/data-catalogue.md": catalogue_text, "README.md": readme_text}


def derive(course: Workspace, derived: dict, check: bool) -> list[str]:
    """Write the derived files, or with `check` name those that are not what they should be."""
    stale = []
    for name, make in derived.items():
        path, text = course.root / name, make(course)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if check:
            stale.append(f"{name}: not what the build makes")
        else:
            replace_file(path, text)
            print(f"wrote {name}", flush=True)
    return stale


def build(course: Workspace, names: list[str] = (), check: bool = False) -> list[str]:
    """Build (or check) the named notebooks, all by default, and what is derived; what is wrong, in words."""
    wrong = derive(course, DERIVED, check)
    for path in course.notebooks(names):
        short, start = course.short(path), time.monotonic()
        progress = Progress(short)
        try:
            fresh = built(path, progress)
            if not check:
                replace_file(path, text_of(fresh))
            elif difference := stale(path, fresh):
                wrong.append(f"{short}: {difference}")
        except CourseworkError as error:
            wrong.append(str(error))
        progress.end(f"{short}  {time.monotonic() - start:.1f} s")
    return wrong + derive(course, DERIVED_AFTER, check)
