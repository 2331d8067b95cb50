"""The course page's addresses inside a trainee's server.

::

    GET   /kursus                    the page
    GET   /kursus/lab/U              the lab's notebook, if it is here
    POST  /kursus/lab/U              fetch the lab if need be, then its notebook
    GET   /kursus/kumpulkan/U        what is missing, and the question whether to hand in
    POST  /kursus/kumpulkan/U        hand in
    GET   /kursus/umpan-balik/U      the newest feedback; ?kiriman=RECEIPT for an older one
    POST  /kursus/sampah             remove for good what was deleted
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from markupsafe import Markup
from tornado import web

from coursekit.system.homes import empty_trash, own_note
from coursekit.web.course_page import BOOK, IDLE, START, ZONE
from coursekit.web.course_page.answers import Work, read_work
from coursekit.web.course_page.assignments import ExchangeClient, ExchangeFailure, Found
from coursekit.web.course_page.cards import Page, make_page
from coursekit.web.course_page.programme import Programme, current_programme
from coursekit.web.course_page.words import ZONES, moment, number

__all__ = ["NO_LAB", "UNIT", "CourseHandler", "add_pages", "course_client"]

UNIT = r"(?P<unit>\d\d-[a-z0-9-]+)"
NO_LAB = "Lab itu tidak ada di pelatihan ini."
_NO_FEEDBACK = "Umpan balik untuk lab ini belum ada."
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


def add_pages(app: Any, client: ExchangeClient | None = None) -> None:
    """Add the course page to a running server; its exchange is that of the server by default."""
    shared = course_client(app, client)
    base = app.web_app.settings["base_url"]
    # For the windows of labs, which would keep an idle server awake.
    pages = app.web_app.settings.setdefault("page_config_data", {})
    pages["idleMinutes"] = os.environ.get(IDLE, "0")
    app.web_app.add_handlers(
        ".*$",
        [
            (url_path_join(base, START + "/?"), CoursePage, shared),
            (url_path_join(base, START, "lab", UNIT), OpenLab, shared),
            (url_path_join(base, START, "kumpulkan", UNIT), HandIn, shared),
            (url_path_join(base, START, "umpan-balik", UNIT), Feedback, shared),
            (url_path_join(base, START, "sampah"), EmptyTrash, shared),
        ],
    )


def course_client(app: Any, client: ExchangeClient | None = None) -> dict[str, Any]:
    """Return what every page of a server needs to know of its course."""
    programme = current_programme()
    client = client or ExchangeClient(Path(app.root_dir), programme.course)
    return {"programme": programme, "client": client}


class CourseHandler(JupyterHandler):
    """What all pages share: the exchange, the view, how trouble is told."""

    programme: Programme
    client: ExchangeClient

    def initialize(self, programme: Programme, client: ExchangeClient) -> None:
        """Take what all pages share."""
        super().initialize()
        self.programme, self.client = programme, client

    @property
    def zone(self) -> str:
        """Return the label of the course's time zone."""
        zone = os.environ.get(ZONE, "WIB")
        return zone if zone in ZONES else "WIB"

    @property
    def view(self) -> dict[str, Any]:
        """What every template may use."""
        self.nonce = secrets.token_urlsafe(12)
        return {
            "title": self.programme.title,
            "pass_percent": self.programme.pass_percent,
            "base": self.base_url,
            "hub": _hub(),
            "book": os.environ.get(BOOK) or _hub() + "services/buku/",
            "name": os.environ.get("JUPYTERHUB_USER", ""),
            "xsrf": Markup(self.xsrf_form_html()),
            "token": self.xsrf_token.decode(),
            "nonce": self.nonce,
            "style": Markup(_text("static", "course.css")),
            "script": Markup(_text("static", "course.js")),
        }

    def show(self, template: str, **more: Any) -> None:
        """Answer with a page, which may load nothing from elsewhere."""
        view = self.view
        self.set_header("Content-Security-Policy", f"{_POLICY}; script-src 'nonce-{self.nonce}'")
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(_templates().get_template(template).render(**view, **more))

    async def gather(self) -> tuple[Page, Mapping[str, Work], ExchangeFailure | None]:
        """Learn everything the page shows; without the exchange, what lies in the home."""
        trouble = None
        try:
            found = await asyncio.to_thread(self.client.look)
        except ExchangeFailure as error:
            self.log.error("coursekit.web.course_page: %s", error.detail)
            trouble, found = error, await asyncio.to_thread(self.client.local)
        works = await asyncio.to_thread(self._works, found)
        now = datetime.now(UTC)
        return make_page(self.programme, found, works, now, self.zone), works, trouble

    async def show_course(self, news: str = "", trouble: ExchangeFailure | None = None) -> None:
        """Answer with the course page."""
        found = await asyncio.gather(self.gather(), asyncio.to_thread(own_note))
        (page, _, broken), room = found
        trouble = trouble or broken
        self.show(
            "course.html",
            page=page,
            guessed=broken is not None,
            news=news,
            room=room,
            trouble=str(trouble or ""),
            detail=trouble.detail if trouble else "",
        )

    def go_to_lab(self, unit: str) -> None:
        """Lead to the lab's notebook."""
        path = "/".join((self.programme.course, unit, f"{unit}.ipynb"))
        self.redirect(url_path_join(self.base_url, "notebooks", quote(path)))

    def go_to_course(self, **query: str) -> None:
        """Lead to the course page."""
        words = "&".join(f"{key}={quote(value)}" for key, value in query.items())
        self.redirect(url_path_join(self.base_url, START) + (f"?{words}" if words else ""))

    def _works(self, found: Mapping[str, Found]) -> dict[str, Work]:
        here = [unit for unit, lab in found.items() if lab.here]
        read = {unit: read_work(self.client.notebook(unit)) for unit in here}
        return {unit: work for unit, work in read.items() if work is not None}


class CoursePage(CourseHandler):
    """The page itself."""

    @web.authenticated
    async def get(self) -> None:
        """Show the page, with the news of what was just done."""
        station = self.programme.station(self.get_query_argument("terkumpul", ""))
        closed = self.programme.station(self.get_query_argument("tertutup", ""))
        news = ""
        if station:
            news = f"Lab {station.number} · {station.title} sudah terkumpul. Terima kasih."
        elif closed:
            name = f"Lab {closed.number} · {closed.title}"
            news = f"{name} sudah ditutup untuk Anda. Yang menunggunya kini terbuka."
        await self.show_course(news)


class OpenLab(CourseHandler):
    """One click to the notebook."""

    @web.authenticated
    async def get(self, unit: str) -> None:
        """Go to the notebook; a lab that is not here yet is fetched by a button, not a link."""
        if self.client.notebook(unit).is_file():
            with contextlib.suppress(ExchangeFailure):  # data of it that were lost come back
                await asyncio.to_thread(self.client.fetch, unit, self._data(unit))
            self.go_to_lab(unit)
        else:
            self.go_to_course()

    @web.authenticated
    async def post(self, unit: str) -> None:
        """Fetch what is missing, then go to the notebook."""
        try:
            if self.programme.station(unit) is None:
                raise ExchangeFailure(NO_LAB)
            await asyncio.to_thread(self.client.fetch, unit, self._data(unit))
        except ExchangeFailure as error:
            self.log.error("coursekit.web.course_page: %s", error.detail)
            await self.show_course(trouble=error)
        else:
            self.go_to_lab(unit)

    def _data(self, unit: str) -> tuple[str, ...]:
        station = self.programme.station(unit)
        return station.opens_data if station else ()


class HandIn(CourseHandler):
    """Ask, then hand in."""

    @web.authenticated
    async def get(self, unit: str) -> None:
        """Say what is missing and ask; the dialog takes this part of the page alone."""
        page, works, _ = await self.gather()
        card = next((card for card in page.cards if card.station.id == unit), None)
        work = works.get(unit)
        if card is None or work is None or card.why_not:
            self.go_to_course()
            return
        part = self.request.headers.get("X-Bagian") == "tanya"
        template = "ask.html" if part else "asking.html"
        came_from_lab = self.get_query_argument("dari", "") == "lab"
        self.show(template, card=card, work=work, from_lab=came_from_lab)

    @web.authenticated
    async def post(self, unit: str) -> None:
        """Hand in and say so; whatever fails, the answers stay where they are."""
        try:
            if self.programme.station(unit) is None:
                raise ExchangeFailure(NO_LAB)
            handed = await asyncio.to_thread(self.client.submit, unit)
        except ExchangeFailure as error:
            self.log.error("coursekit.web.course_page: %s", error.detail)
            await self.show_course(trouble=error)
        else:
            self.log.info("coursekit.web.course_page: %s handed in %s", unit, moment(handed.time))
            self.go_to_course(terkumpul=unit)


class Feedback(CourseHandler):
    """The page an instructor's marks and comments come in."""

    @web.authenticated
    async def get(self, unit: str) -> None:
        """Show the feedback of a submission, fetching it first if it is not here."""
        try:
            found = (await asyncio.to_thread(self.client.look)).get(unit, Found())
        except ExchangeFailure as error:
            await self.show_course(trouble=error)
            return
        receipt = self.get_query_argument("kiriman", "")
        pages = [one.feedback for one in found.sent if one.feedback and receipt in ("", one.id)]
        if not pages:
            await self.show_course(trouble=ExchangeFailure(_NO_FEEDBACK))
            return
        text = await asyncio.to_thread(pages[-1].read_text, "utf-8", "replace")
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.finish(_with_way_back(text, url_path_join(self.base_url, START)))


class EmptyTrash(CourseHandler):
    """What was deleted in JupyterLab lies in a folder that it does not show."""

    @web.authenticated
    async def post(self) -> None:
        """Remove it for good."""
        await asyncio.to_thread(empty_trash)
        self.go_to_course()


def _hub() -> str:
    return os.environ.get("JUPYTERHUB_HOST", "") + os.environ.get("JUPYTERHUB_BASE_URL", "/")


def _with_way_back(page: str, address: str) -> str:
    """Put a link to the course page on top of a page that is not ours to change."""
    link = (
        '<p style="margin:0;padding:.7rem 1.25rem;background:#12507b">'
        f'<a style="color:#fff;font-weight:600" href="{address}">← Kembali ke halaman kursus</a>'
        "</p>"
    )
    head, body, rest = page.partition("<body>")
    return head + body + link + rest if body else link + page


@cache
def _text(*parts: str) -> str:
    return resources.files("coursekit.web.course_page").joinpath(*parts).read_text(encoding="utf-8")


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("coursekit.web.course_page"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["angka"] = number
    return environment
