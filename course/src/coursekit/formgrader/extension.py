"""Formgrader's pages and buttons, with the course's own grading and a button for all at once."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from jupyter_server.utils import url_path_join
from nbgrader.server_extensions.formgrader import handlers
from nbgrader.server_extensions.formgrader.base import (
    BaseApiHandler,
    check_notebook_dir,
    check_xsrf,
)
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from tornado import web

from coursekit.drawing import Drawer, bare_page
from coursekit.formgrader.dates import Assignment, Assignments
from coursekit.formgrader.queue import EVERYBODY, GradingQueue
from coursekit.returning import feedback_drawer, write_feedback

__all__ = ["StaffDesk", "load", "page_drawer"]

_HERE = Path(__file__).parent
# But neither nbgrader's own arrows nor its components.
_FILES = r"/formgrader/submissions/((?!components/)[^/]+/(?!(?:next|prev)(?:_incorrect)?/?$).+)"


class _Grade(BaseApiHandler):
    """Grade one submission, or every new one of an assignment."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    async def post(self, unit: str, owner: str = EVERYBODY) -> None:
        self.write(json.dumps(await self.settings["coursekit_grading"].grade(unit, owner)))


class _Files(handlers.SubmissionFilesHandler):
    """Files that were handed in, shown like those of a stranger: no script, no cookie."""

    @property
    def content_security_policy(self) -> str:
        return "sandbox"


class _Feedback(BaseApiHandler):
    """Write feedback for one trainee, or for all: one bad notebook stops nobody's."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    async def post(self, unit: str, trainee: str = "*") -> None:
        told: list[str] = []
        # Not this server's own objects: a thread of its own does the work.
        work = (self.api.coursedir, unit, self.settings["coursekit_feedback"], trainee, told.append)
        failed = await asyncio.to_thread(write_feedback, *work)
        answer = {"success": not failed, "log": "\n".join(told)}
        if failed:
            answer["error"] = "Perlu diperiksa: " + ", ".join(failed)
        self.write(json.dumps(answer))


class _Pages:
    """What nbgrader takes for an exporter: pages for instructors, drawn apart."""

    def __init__(self, drawer: Drawer) -> None:
        self._drawer = drawer

    def from_filename(self, filename: str, resources: dict[str, Any]) -> tuple[str, dict]:
        """Return the page of one submission, whatever the notebook holds."""
        text = Path(filename).read_text(encoding="utf-8", errors="replace")
        return self._drawer.draw(text, resources).page or bare_page(), resources


class StaffDesk(FormgradeExtension):
    """nbgrader's formgrader; our routes and templates go before its own."""

    def init_tornado_settings(self, webapp: Any) -> None:
        """Add the queue of grading runs and our templates."""
        super().init_tornado_settings(webapp)
        webapp.settings["nbgrader_exporter"] = _Pages(page_drawer(self.config))
        webapp.settings["coursekit_feedback"] = feedback_drawer(self.config)
        stock = FileSystemLoader([handlers.template_path])
        own = FileSystemLoader([_HERE / "templates"])
        loader = ChoiceLoader([own, PrefixLoader({"nbgrader": stock}), stock])
        webapp.settings["nbgrader_jinja2_env"] = Environment(loader=loader)
        webapp.settings["coursekit_grading"] = GradingQueue()

    def init_handlers(self, webapp: Any) -> None:
        """Register our routes first: tornado takes the first that fits."""
        base = webapp.settings["base_url"]
        static = {"path": str(_HERE / "static")}
        routes = [
            (r"/formgrader/api/submission/([^/]+)/([^/]+)/autograde", _Grade),
            (r"/formgrader/api/assignment/([^/]+)/autograde", _Grade),
            (r"/formgrader/api/assignments", Assignments),
            (r"/formgrader/api/assignment/([^/]+)", Assignment),
            (r"/formgrader/api/assignment/([^/]+)/generate_feedback", _Feedback),
            (r"/formgrader/api/assignment/([^/]+)/([^/]+)/generate_feedback", _Feedback),
            (r"/formgrader/coursekit/(.*)", web.StaticFileHandler, static),
            (_FILES, _Files),
        ]
        webapp.add_handlers(".*$", [(url_path_join(base, one), *rest) for one, *rest in routes])
        super().init_handlers(webapp)


def page_drawer(config: Any) -> Drawer:
    """Return what draws the page of one submission.

    nbgrader's own lets a trainee's text and outputs run scripts with the rights of the
    instructor who opens them, and loads MathJax from outside.
    """
    stock = config.HTMLExporter
    places = [str(_HERE / "templates"), *stock.get("extra_template_basedirs", [])]
    given = {"template_name": stock.template_name, "extra_template_basedirs": places}
    return Drawer("coursekit.marked:MarkedExporter", {"MarkedExporter": given})


def load(server: Any) -> None:
    """Load formgrader into a Jupyter server, as nbgrader's own extension does."""
    desk = StaffDesk(parent=server)
    desk.root_dir = server.root_dir
    desk.log = server.log
    desk.initialize([])
    desk.init_tornado_settings(server.web_app)
    desk.init_handlers(server.web_app)
