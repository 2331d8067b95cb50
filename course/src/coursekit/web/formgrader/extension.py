"""Formgrader's pages and buttons, with the course's own grading and a button for all at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from jupyter_server.utils import url_path_join
from nbgrader.server_extensions.formgrader import apihandlers, handlers
from nbgrader.server_extensions.formgrader.base import BaseApiHandler, BaseHandler, check_xsrf
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from tornado import web
from traitlets import default

from coursekit.grading.feedback.drawing import Drawer, bare_page
from coursekit.web.formgrader.dates import Assignment, Assignments
from coursekit.web.formgrader.orders import Order, Verb, ask_later

__all__ = ["STOCK", "GradingFormgrader", "page_drawer", "routes"]

_HERE = Path(__file__).parent
# But neither nbgrader's own arrows nor its components.
_FILES = r"/formgrader/submissions/((?!components/)[^/]+/(?!(?:next|prev)(?:_incorrect)?/?$).+)"

_FOR_ALL = (
    *(Verb.ASSIGN, Verb.RELEASE, Verb.UNRELEASE, Verb.COLLECT, Verb.AUTOGRADE),
    *(Verb.GENERATE_FEEDBACK, Verb.RELEASE_FEEDBACK),
)
_FOR_ONE = (Verb.GENERATE_FEEDBACK, Verb.RELEASE_FEEDBACK)
# nbgrader's own: pages, then what they read, then marks and comments.
STOCK = (
    r"/formgrader/manage_assignments/?",
    r"/formgrader/manage_submissions/([^/]+)/?",
    r"/formgrader/gradebook/?",
    r"/formgrader/gradebook/([^/]+)/?",
    r"/formgrader/gradebook/([^/]+)/([^/]+)/?",
    r"/formgrader/manage_students/?",
    r"/formgrader/manage_students/([^/]+)/?",
    r"/formgrader/manage_students/([^/]+)/([^/]+)/?",
    r"/formgrader/submissions/components/(.*)",
    r"/formgrader/submissions/([^/]+)/?",
    r"/formgrader/submissions/(?P<submission_id>[^/]+)"
    r"/(?P<action>next_incorrect|prev_incorrect|next|prev)/?",
    r"/formgrader/fonts/(.*)",
    r"/formgrader/api/status",
    r"/formgrader/api/notebooks/([^/]+)",
    r"/formgrader/api/submissions/([^/]+)",
    r"/formgrader/api/submission/([^/]+)/([^/]+)",
    r"/formgrader/api/submitted_notebooks/([^/]+)/([^/]+)",
    r"/formgrader/api/submitted_notebook/([^/]+)/flag",
    r"/formgrader/api/grades",
    r"/formgrader/api/grade/([^/]+)",
    r"/formgrader/api/comments",
    r"/formgrader/api/comment/([^/]+)",
    r"/formgrader/api/students",
    r"/formgrader/api/student/([^/]+)",
    r"/formgrader/api/student_submissions/([^/]+)",
    r"/formgrader/api/student_notebook_submissions/([^/]+)/([^/]+)",
)


class _Step(BaseApiHandler):
    """A button of formgrader: an order to the grading outside, for one trainee or everybody."""

    @web.authenticated
    @check_xsrf
    async def post(self, unit: str, owner: str, verb: str = "") -> None:
        # Without an owner the address has two parts.
        owner, verb = (owner, verb) if verb else ("", owner)
        self.write(json.dumps(await ask_later(Order(Verb(verb), unit, owner))))


class _Home(BaseHandler):
    """The way to the first page; nbgrader's own would load settings from any folder it is told."""

    @web.authenticated
    def get(self) -> None:
        self.redirect(f"{self.base_url}/formgrader/manage_assignments")


class _Files(handlers.SubmissionFilesHandler):
    """Files that were handed in, shown like those of a stranger: no script, no cookie."""

    @property
    def content_security_policy(self) -> str:
        return "sandbox"


class _Pages:
    """What nbgrader takes for an exporter: pages for instructors, drawn apart."""

    def __init__(self, drawer: Drawer) -> None:
        self._drawer = drawer

    def from_filename(self, filename: str, resources: dict[str, Any]) -> tuple[str, dict]:
        """Return the page of one submission, whatever the notebook holds."""
        text = Path(filename).read_text(encoding="utf-8", errors="replace")
        return self._drawer.draw(text, resources).page or bare_page(), resources


class GradingFormgrader(FormgradeExtension):
    """nbgrader's formgrader; our routes and templates go before its own."""

    @default("debug")
    def _debug_default(self) -> bool:
        # Else the first page shows all settings, the database's password among them.
        return False

    def init_tornado_settings(self, webapp: Any) -> None:
        """Add our templates and what makes pages."""
        super().init_tornado_settings(webapp)
        webapp.settings["nbgrader_exporter"] = _Pages(page_drawer(self.config))
        stock = FileSystemLoader([handlers.template_path])
        own = FileSystemLoader([_HERE / "templates"])
        loader = ChoiceLoader([own, PrefixLoader({"nbgrader": stock}), stock])
        webapp.settings["nbgrader_jinja2_env"] = Environment(loader=loader)

    def init_handlers(self, webapp: Any) -> None:
        """Register the routes that are meant to be; tornado takes the first that fits."""
        base = webapp.settings["base_url"]
        webapp.add_handlers(".*$", [(url_path_join(base, one), *rest) for one, *rest in routes()])


def routes() -> list[tuple[Any, ...]]:
    """Return formgrader's addresses: our own, and those of nbgrader's that are named here.

    An address that a newer nbgrader adds is not served until somebody has looked at it.
    """
    known = (*handlers.default_handlers, *apihandlers.default_handlers)
    stock = {one: rest for one, *rest in known}
    everybodys, one_trainees = "|".join(_FOR_ALL), "|".join(_FOR_ONE)
    return [
        (rf"/formgrader/api/assignment/([^/]+)/({everybodys})", _Step),
        (rf"/formgrader/api/assignment/([^/]+)/([^/]+)/({one_trainees})", _Step),
        (r"/formgrader/api/submission/([^/]+)/([^/]+)/(autograde)", _Step),
        (r"/formgrader/api/assignments", Assignments),
        (r"/formgrader/api/assignment/([^/]+)", Assignment),
        (r"/formgrader/coursekit/(.*)", web.StaticFileHandler, {"path": str(_HERE / "static")}),
        (r"/formgrader/static/(.*)", web.StaticFileHandler, {"path": handlers.static_path}),
        (_FILES, _Files),
        *((one, *stock[one]) for one in STOCK),
        (r"/(?:formgrader/?)?", _Home),
    ]


def page_drawer(config: Any) -> Drawer:
    """Return what draws the page of one submission.

    nbgrader's own lets a trainee's text and outputs run scripts with the rights of the
    instructor who opens them, and loads MathJax from outside.
    """
    stock = config.HTMLExporter
    places = [str(_HERE / "templates"), *stock.get("extra_template_basedirs", [])]
    given = {
        "template_name": stock.template_name,
        "template_file": "marked.html.j2",
        "extra_template_basedirs": places,
    }
    return Drawer("coursekit.grading.feedback.marked:MarkedExporter", {"MarkedExporter": given})
