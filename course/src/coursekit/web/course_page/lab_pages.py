"""Addresses of a lab inside a trainee's server: making it ready, and its history.

::

    POST  /kursus/lab/U/siap         put the notebook back into shape; what may run by itself
    GET   /kursus/riwayat/U          points to return to, and what was handed in
    POST  /kursus/riwayat/U          return to a point
    POST  /kursus/ulang/U            begin the lab again
    GET   /kursus/tutup/U            what follows from closing a lab for oneself, and the question
    POST  /kursus/tutup/U            close it
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join
from tornado import web
from tornado.ioloop import PeriodicCallback

from coursekit.web.course_page import START
from coursekit.web.course_page.assignments import ExchangeFailure, Found
from coursekit.web.course_page.cards import make_turns
from coursekit.web.course_page.healing import heal, texts
from coursekit.web.course_page.history import DAYS, begin_again, go_back, keep, points
from coursekit.web.course_page.pages import NO_LAB, UNIT, CourseHandler, course_client
from coursekit.web.course_page.released import released_notebook
from coursekit.web.course_page.words import moment
from labkit.answers import write_whole

__all__ = ["add_lab_pages"]

_EVERY = 60_000  # milliseconds between two looks for changed answers
_GONE = "Simpanan itu tidak ada lagi. Pilihlah yang lain."
_NOT_NOW = (
    "Lab ini sedang tidak dapat diambil dari penyelenggara. Jawaban Anda tidak berubah; "
    "cobalah sekali lagi nanti."
)


def add_lab_pages(app: Any, client: Any = None) -> None:
    """Add what a lab needs to a running server, and keep points to return to from now on."""
    shared = course_client(app, client)
    base = app.web_app.settings["base_url"]
    app.web_app.add_handlers(
        ".*$",
        [
            (url_path_join(base, START, "lab", UNIT, "siap"), MakeReady, shared),
            (url_path_join(base, START, "riwayat", UNIT), History, shared),
            (url_path_join(base, START, "ulang", UNIT), BeginAgain, shared),
            (url_path_join(base, START, "tutup", UNIT), Close, shared),
        ],
    )
    course = shared["client"].root / shared["programme"].course
    PeriodicCallback(lambda: asyncio.to_thread(_keep_all, course), _EVERY).start()


def _keep_all(course: Path) -> None:
    for notebook in course.glob("[0-9][0-9]-*/*.ipynb"):
        if notebook.stem == notebook.parent.name:
            keep(notebook)


class MakeReady(CourseHandler):
    """A lab as it was released, with the answers it holds."""

    @web.authenticated
    async def post(self, unit: str) -> None:
        """Answer ``{"cells": {id: text} or null, "mended": count}``."""
        self.finish(await asyncio.to_thread(self._ready, unit))

    def _ready(self, unit: str) -> dict[str, Any]:
        if self.programme.station(unit) is None:
            raise web.HTTPError(404)
        released = released_notebook(self.programme.course, unit)
        if released is None:
            return {"cells": None, "mended": 0}
        return {"cells": texts(released), "mended": self._mend(unit, released)}

    def _mend(self, unit: str, released: Mapping[str, Any]) -> int:
        path = self.client.notebook(unit)
        try:
            mine = json.loads(path.read_bytes())
            healed = heal(mine, released)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return 0  # what cannot be read is told when it is handed in
        if healed.mended:
            keep(path)
            text = json.dumps(healed.notebook, ensure_ascii=False, indent=1) + "\n"
            write_whole(path, text.encode(errors="replace"))
        return healed.mended


class History(CourseHandler):
    """What a lab held earlier."""

    @web.authenticated
    async def get(self, unit: str) -> None:
        """Show it."""
        await self.show_history(unit)

    @web.authenticated
    async def post(self, unit: str) -> None:
        """Go back to a point, then to the lab."""
        name = self.get_body_argument("titik", "")
        if await asyncio.to_thread(go_back, self.client.notebook(unit), name):
            self.go_to_lab(unit)
        else:
            await self.show_history(unit, trouble=_GONE)

    async def show_history(self, unit: str, news: str = "", trouble: str = "") -> None:
        """Show points and submissions of a lab."""
        station = self.programme.station(unit)
        if station is None:
            self.go_to_course()
            return
        notebook = self.client.notebook(unit)
        try:
            found = (await asyncio.to_thread(self.client.look)).get(unit, Found())
        except ExchangeFailure:
            found = self.client.local().get(unit, Found())
        kept = await asyncio.to_thread(points, notebook)
        self.show(
            "history.html",
            station=station,
            here=notebook.is_file(),
            points=[(one, moment(one.time, self.zone)) for one in kept],
            turns=make_turns(found, self.zone),
            days=DAYS,
            news=news,
            trouble=trouble,
        )


class BeginAgain(History):
    """The lab as on the first day; what it held is a point to return to."""

    @web.authenticated
    async def get(self, unit: str) -> None:
        """Lead to the page with the button: a link begins nothing again."""
        self.redirect(url_path_join(self.base_url, START, "riwayat", unit))

    @web.authenticated
    async def post(self, unit: str) -> None:
        """Begin again, and say how to undo it."""
        released = await asyncio.to_thread(released_notebook, self.programme.course, unit)
        if released is None:
            await self.show_history(unit, trouble=_NOT_NOW)
            return
        text = json.dumps(released, ensure_ascii=False, indent=1) + "\n"
        await asyncio.to_thread(begin_again, self.client.notebook(unit), text.encode())
        await self.show_history(
            unit,
            news="Lab dimulai lagi dari awal. Pekerjaan sebelumnya tersimpan sebagai simpanan "
            "paling atas di bawah ini; dengan satu tombol Anda kembali kepadanya.",
        )


class Close(CourseHandler):
    """Ask, then close a lab for this person, so that what waits for it opens."""

    @web.authenticated
    async def get(self, unit: str) -> None:
        """Say what follows, and ask."""
        page, _, _ = await self.gather()
        card = next((card for card in page.cards if card.station.id == unit), None)
        if card is None or not card.may_close:
            self.go_to_course()
            return
        self.show(
            "close.html",
            card=card,
            waiting=[one for one in page.cards if f"lab {card.station.number} " in one.opens],
        )

    @web.authenticated
    async def post(self, unit: str) -> None:
        """Close, and say so."""
        try:
            if self.programme.station(unit) is None:
                raise ExchangeFailure(NO_LAB)
            await asyncio.to_thread(self.client.close, unit)
        except ExchangeFailure as error:
            self.log.error("coursekit.web.course_page: %s", error.detail)
            await self.show_course(trouble=error)
        else:
            self.go_to_course(tertutup=unit)
