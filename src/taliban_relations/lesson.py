"""The first and the last cell of a lesson: `start` says that all is ready, `receipt` gathers the answers."""

from collections.abc import Callable
from pathlib import Path

from .package import DataError, default_package, did_you_mean
from .reading import table

_kept: dict[str, Callable[[], str]] = {}


def keep(name: str, describe: Callable[[], str]) -> None:
    """Remember an activity for the receipt. A second one of the same name takes the first one's place."""
    _kept[name] = describe


def start(lesson_id: str) -> None:
    """Print in plain words that a lesson is ready, or what is missing and what to do.

    `lesson_id` is an id of the table `lessons`, such as "05-iran". Answers of an earlier lesson are dropped
    from the receipt. Nothing is raised: a reader who cannot mend the data still gets a sentence.
    """
    _kept.clear()
    try:
        lessons = table("lessons").set_index("id")
        package = default_package()
    except DataError as error:
        print(f"Not ready: the data of this course cannot be read.\n{error}")
        print("Next: fetch the course again, then run this cell once more.")
        return
    if lesson_id not in lessons.index:
        meant = did_you_mean(lesson_id, lessons.index, most=1, cutoff=0.3)
        print(f"Not ready: there is no lesson called {lesson_id!r}.{meant}")
        return
    row = lessons.loc[lesson_id]
    print(f"Ready. Lesson {lesson_id[:2]}: {row['title']}.")
    print(f"Data version {package.version}: {len(package.resources)} tables.")
    print("Next: read on. Shift + Enter runs a cell and moves to the next one.")


def receipt(path: str | Path | None = None) -> None:
    """Print every answer given so far as plain text; with `path`, also write it to that text file.

    Raises OSError when the file cannot be written.
    """
    lines = [f"{name}: {describe()}" for name, describe in _kept.items()]
    report = "\n".join(["My answers", *(lines or ["Nothing yet: no activity of this page has been run."])])
    print(report)
    if path is not None:
        Path(path).write_text(report + "\n", encoding="utf-8")
        print(f"Written to {path}")
