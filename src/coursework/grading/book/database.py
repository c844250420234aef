"""Reaching a gradebook's database: an empty one made ready, a busy one waited for, errors told in words."""

from __future__ import annotations

import contextlib
from pathlib import Path

import nbgrader.api as nbg
import sqlalchemy as sql
from sqlalchemy.exc import SQLAlchemyError

from ...errors import CourseworkError

DEFAULT_COURSE = "default_course"  # of every gradebook that nbgrader opens
VERSION_TABLE = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"
PATIENCE = 30  # seconds to wait while formgrader, or another command, writes


def patient(url: str) -> str:
    """The URL with a longer wait for a locked SQLite file."""
    url = sql.engine.make_url(url)
    if url.get_backend_name() == "sqlite" and "timeout" not in url.query:
        url = url.update_query_dict({"timeout": str(PATIENCE)})
    return url.render_as_string(hide_password=False)


def make_ready(url: str, courses: set[str]):
    """Make nbgrader's tables in an empty database, and rows for the courses, so that nbgrader finds them.

    nbgrader would do the same, but it starts a program named alembic for it, which is not always on the path.
    """
    engine = sql.create_engine(url)
    try:
        with engine.begin() as connection:
            if not sql.inspect(connection).get_table_names():
                from alembic.script import ScriptDirectory

                head = ScriptDirectory(Path(nbg.__file__).parent / "alembic").get_current_head()
                nbg.Base.metadata.create_all(connection)
                version = sql.table("alembic_version", sql.column("version_num"))
                connection.execute(sql.text(VERSION_TABLE))
                connection.execute(version.insert().values(version_num=head))
            if "course" in sql.inspect(connection).get_table_names():
                known = set(connection.scalars(sql.select(nbg.Course.id)))
                for course in sorted(courses - known):
                    connection.execute(sql.insert(nbg.Course).values(id=course))
    finally:
        engine.dispose()


@contextlib.contextmanager
def plainly(name: str):
    """Turn what a database driver says into a CourseworkError that says what to do."""
    try:
        yield
    except (SQLAlchemyError, nbg.InvalidEntry, ModuleNotFoundError) as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        remedies = {
            "locked": "Another program keeps it locked: close formgrader or that program, then try again.",
            "full": "The disk is full: make room, then give the same command; it goes on from here.",
            "No module named": "Install that database driver beside nbgrader, then try again.",
            "no such column": "It was made by an older nbgrader: copy it, then run `nbgrader db upgrade`.",
        }
        remedy = next((words for sign, words in remedies.items() if sign in said), "")
        raise CourseworkError(f"the gradebook {name}: {said}. {remedy}".strip()) from error
