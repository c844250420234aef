"""nbgrader's formgrader, served for marking alone.

What a student wrote cannot act in the page (in nbgrader's own, a script in an answer runs and could give
marks), nothing is fetched from elsewhere, and the buttons that would run a submission outside the sandbox say
what to use instead.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import InvalidNotebook
from nbformat.v4 import new_markdown_cell
from nbgrader.server_extensions.formgrader import handlers
from nbgrader.server_extensions.formgrader.base import BaseApiHandler
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from nbgrader.utils import is_grade, is_solution
from tornado import web

from ...errors import CourseworkError
from ...proof import grade_id
from ..nbcourse import NbCourse
from ..pages.sanitise import from_html, preformatted
from .answers import answers, open_gradebook
from .rubricpage import beside, beside_tasks
from .rubrics import read_rubrics

TEMPLATES = Path(__file__).parent / "templates"
NBGRADERS = ("formgrader", "assignment_list", "course_list", "validate_assignment")
OTHERS = (
    "jupyterlab",
    "jupyterlab_jupytext",
    "jupyter_lsp",
    "jupyter_server_terminals",
    "notebook",
    "notebook_shim",
)
# Nothing is served but marking: no terminal, and no page in which a submission could be run.
EXTENSIONS = {f"nbgrader.server_extensions.{name}": False for name in NBGRADERS}
EXTENSIONS |= dict.fromkeys(OTHERS, False) | {__name__: True}
ELSEWHERE = {
    r"/formgrader/api/assignment/([^/]+)/(?:assign|unrelease|release)": "`course.py release`",
    r"/formgrader/api/submission/([^/]+)/([^/]+)/autograde": "`course.py grade`, in its sandbox",
    r"/formgrader/api/assignment/(.+)/(?:generate|release)_feedback": "the pages `course.py grade` writes",
}


class Exporter(HTMLExporter):
    """A submission as a page in which only nbgrader's own parts act."""

    source = staticmethod(Path)  # the instructor's folder of an assignment

    @pass_context
    def markdown2html(self, context, source):
        """Markdown as HTML in which nothing acts."""
        try:
            return from_html(super().markdown2html(context, source))
        except InvalidNotebook:  # it shows a picture that is not attached; the text can be read all the same
            return preformatted(source)

    def from_notebook_node(self, nb, resources=None, **options):
        """The page of a graded notebook, with the rubrics as marking.md has them now."""
        try:
            with_rubrics(nb, read_rubrics(self.source((resources or {}).get("assignment_id", ""))))
        except CourseworkError as error:
            nb.cells.insert(0, new_markdown_cell(f"**{error}**"))
        return super().from_notebook_node(nb, resources, **options)

    def default_filters(self):
        """nbconvert's filters, with the cleaner of this course for HTML outputs."""
        yield from super().default_filters()
        yield "clean_html", from_html


def with_rubrics(notebook, rubrics) -> None:
    """Put the rubrics into a notebook: into task cells, and before answers that bear points themselves."""
    beside_tasks(notebook, rubrics)
    for at, cell in reversed(list(enumerate(notebook.cells))):
        if is_grade(cell) and is_solution(cell) and (shown := beside("", rubrics.get(grade_id(cell)))):
            notebook.cells.insert(at, new_markdown_cell(shown))


class Elsewhere(BaseApiHandler):
    """Refuses what is not marking, and says where it is done."""

    def initialize(self, instead: str):
        self.instead = instead

    @web.authenticated
    def post(self, *_):
        """nbgrader's pages show `log` when something did not work."""
        self.write({"success": False, "log": f"This is for marking only: use {self.instead}.", "error": ""})


class Marking(FormgradeExtension):
    """nbgrader's extension with the exporter and the refusals above."""

    def build_extra_config(self):
        """nbgrader's settings for its pages, and a template of ours before them."""
        extra = super().build_extra_config()
        extra.HTMLExporter.template_name = "marking"
        extra.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), handlers.template_path]
        extra.HTMLExporter.sanitize_html = True
        return extra

    def init_tornado_settings(self, webapp):
        """nbgrader's settings, with the cleaning exporter."""
        super().init_tornado_settings(webapp)
        exporter = webapp.settings["nbgrader_exporter"] = Exporter(config=self.config)
        exporter.source = self.source

    def source(self, assignment: str) -> Path:
        """The instructor's folder of an assignment."""
        return Path(self.coursedir.format_path(self.coursedir.source_directory, ".", assignment))

    def init_handlers(self, webapp):
        """The refusals first: the first handler that fits an address serves it."""
        base = webapp.settings["base_url"].rstrip("/")
        refused = [(base + address, Elsewhere, {"instead": words}) for address, words in ELSEWHERE.items()]
        webapp.add_handlers(".*$", refused)
        super().init_handlers(webapp)


def _load_jupyter_server_extension(server):
    """What Jupyter calls to load this module as an extension."""
    extension = Marking(parent=server)
    extension.root_dir = server.root_dir
    extension.log = server.log
    extension.initialize([])
    extension.init_tornado_settings(server.web_app)
    extension.init_handlers(server.web_app)


def command(course: NbCourse, assignment: str, db_url: str = "", options: list[str] = ()) -> list[str]:
    """The command that serves an assignment's written answers; it is run in the course's folder.

    options: those of `jupyter server`, such as --port=8888.
    """
    settings = {
        "ServerApp.root_dir": course.root,
        "ServerApp.jpserver_extensions": EXTENSIONS,
        "ServerApp.default_url": f"/formgrader/gradebook/{quote(assignment)}",
        "ServerApp.log_level": 40,
        "IdentityProvider.cookie_options": {"path": "/"},  # nbgrader's pages would keep one for themselves
        "CourseDirectory.root": course.root,
        "CourseDirectory.course_id": course.course_id,
        "CourseDirectory.source_directory": course.directory.source_directory,
        "CourseDirectory.db_url": db_url or course.db_url,
    }
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    given = [f"--{name}={value}" for name, value in settings.items()]
    return [sys.executable, "-m", "jupyter_server", *as_root, *given, *options]


def main(args) -> int:
    """The command `formgrader`: serve it to this machine's browser until Ctrl-C."""
    course = NbCourse.find(args.course)
    with open_gradebook(course, args.db or "") as gradebook:
        count = sum(one.waits for one in answers(course, args.assignment, gradebook))
    print(
        f"{count} written answers wait. Keep this window open while you mark; Ctrl-C in it ends the session."
    )
    show = [
        f"--ServerApp.open_browser={not args.no_browser}",
        *([f"--port={args.port}"] if args.port else []),
    ]
    with contextlib.suppress(KeyboardInterrupt):
        return subprocess.call(command(course, args.assignment, args.db or "", show), cwd=course.root)
    return 0


def arguments(parser) -> None:
    """The options of `formgrader` on the command line, besides ASSIGNMENT, --course and --db."""
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--port", metavar="NUMBER", type=int, help="8888 or the next free one by default")
