"""The hands of formgrader: does outside the sandbox what needs the keys or the exchange.

Whoever sends an order is not trusted: he chooses among verbs, labs that are there and trainees
who handed in, and gets nbgrader's log back, nothing else.

Effects: the gradebook, the exchange and the folders of course/var; one child process at a time.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import struct
from collections.abc import Collection
from pathlib import Path
from typing import Any

from coursekit.core.errors import UsageError
from coursekit.core.layout import CourseLayout
from coursekit.core.settings import load_settings
from coursekit.core.syllabus import load_syllabus
from coursekit.exchange.client.links import LinkError, find_link
from coursekit.exchange.model.policy import parse_local, stamp
from coursekit.exchange.server.setup import rules_of
from coursekit.nbgrader_ops.due import adopt_dates
from coursekit.web.formgrader.orders import LONGEST, Order, OrderRefused, Verb, read_order
from coursekit.web.formgrader.run_queue import GradingQueue

__all__ = ["Runner", "act", "labs_of", "owners_of"]

_AT_ONCE = 64  # orders that wait or run
_NO_DATE = (
    "Tenggat tidak terbaca. Isi tanggal dan jam, dan zona waktu seperti WIB, WITA, WIT, atau +0700."
)
_NO_LAB = "Lab {0} tidak ada dalam silabus, sehingga tenggatnya tidak akan berlaku. Yang ada: {1}."
_log = logging.getLogger(__name__)


def labs_of(layout: CourseLayout) -> set[str]:
    """Return the labs there are: each has its folder of solutions."""
    return {path.parent.name for path in layout.solutions.glob("*/*.ipynb")}


def owners_of(layout: CourseLayout, unit: str) -> set[str]:
    """Return who handed in a lab."""
    return {path.parent.name for path in (layout.var / "submitted").glob(f"*/{unit}")}


def act(layout: CourseLayout, order: Order) -> dict[str, Any]:
    """Do what an order says, but for grading; return nbgrader's kind of answer."""
    from nbgrader.apps import NbGraderAPI

    from coursekit.nbgrader_ops.operations import ready

    if order.verb in (Verb.DUES, Verb.SET_DUE):
        return _dues(layout, order)
    config = ready(layout)
    api = NbGraderAPI(config=config)
    owner = (order.owner,) if order.owner else ()
    match order.verb:
        case Verb.RELEASED:
            return {
                "success": not api.exchange_missing,
                "labs": sorted(api.get_released_assignments()),
            }
        case Verb.ASSIGN:
            return api.generate_assignment(order.unit)
        case Verb.RELEASE:
            return api.release_assignment(order.unit)
        case Verb.UNRELEASE:
            return api.unrelease(order.unit)
        case Verb.COLLECT:
            return api.collect(order.unit)
        case Verb.GENERATE_FEEDBACK:
            return _feedback(config, api.coursedir, order)
        case Verb.RELEASE_FEEDBACK:
            return api.release_feedback(order.unit, *owner)
    raise ValueError(order.verb)


def _feedback(config: Any, folders: Any, order: Order) -> dict[str, Any]:
    """Write feedback for one trainee, or for all: one bad notebook stops nobody's."""
    from coursekit.grading.feedback.returning import feedback_drawer, write_feedback

    told: list[str] = []
    with feedback_drawer(config) as drawer:
        failed = write_feedback(folders, order.unit, drawer, order.owner or "*", told.append)
    answer = {"success": not failed, "log": "\n".join(told)}
    return {**answer, "error": "Perlu diperiksa: " + ", ".join(failed)} if failed else answer


def _dues(layout: CourseLayout, order: Order) -> dict[str, Any]:
    """Set a date if asked to; return all."""
    course, link = load_syllabus(layout.syllabus).course_id, find_link(str(layout.root))
    try:
        adopt_dates(layout, _log.warning)
        if order.verb is Verb.SET_DUE:
            link.set_term(course, order.unit, due=_moment(layout, order))
        return {"success": True, "dues": dict(link.dues(course))}
    except (LinkError, OrderRefused) as error:
        return {"success": False, "error": str(error)}


def _moment(layout: CourseLayout, order: Order) -> str | None:
    """Return what was typed as the exchange keeps it, or refuse in words."""
    text = order.date.strip()
    if not text:
        return None
    syllabus = load_syllabus(layout.syllabus)
    try:
        syllabus.unit(order.unit)
    except UsageError:
        known = ", ".join(one.id for one in syllabus.labs)
        raise OrderRefused(_NO_LAB.format(order.unit, known)) from None
    zone = rules_of(load_settings(layout.hub / "settings.yaml")["exchange"]).zone
    try:
        return stamp(parse_local(text, order.zone, zone))
    except ValueError:
        raise OrderRefused(_NO_DATE) from None


class Runner:
    """Takes orders on a socket and does them, one after the other; grading has its own queue.

    Parameters
    ----------
    verbs : collection of str
        Those open here.
    uid : int
        Whose processes may send orders.
    """

    def __init__(self, layout: CourseLayout, verbs: Collection[str], uid: int) -> None:
        self.layout, self.verbs, self.uid = layout, frozenset(verbs), uid
        self._queue = GradingQueue()
        self._one = asyncio.Lock()
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def listen(self, path: Path) -> asyncio.Server:
        """Open the socket."""
        path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(self._serve, path, limit=LONGEST)
        path.chmod(0o666)  # the folder it is shown in, and the sender's uid, keep others out
        return server

    async def answer(self, line: bytes) -> dict[str, Any]:
        """Do what a line says; return the answer."""
        try:
            order = read_order(
                line,
                self.verbs,
                lambda: labs_of(self.layout),
                lambda unit: owners_of(self.layout, unit),
            )
        except OrderRefused as refused:
            _log.warning("refused an order: %s", refused)
            return {"success": False, "log": "", "error": str(refused)}
        if order.verb not in (Verb.RELEASED, Verb.DUES):
            _log.info("%s %s %s", order.verb, order.unit, order.owner or "(all)")
        if order.verb is Verb.AUTOGRADE:
            return await self._queue.grade(order.unit, order.owner)
        async with self._one:
            return await asyncio.to_thread(act, self.layout, order)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if _sender(writer) == self.uid:
                async with self._room:
                    told = await self.answer(await reader.readline())
                writer.write(json.dumps(told).encode() + b"\n")
                await writer.drain()
        except (OSError, ValueError) as error:  # hung up, or a line without an end
            _log.warning("lost an order: %s", error)
        except Exception:
            _log.exception("could not carry out an order")
        finally:
            writer.close()


def _sender(writer: asyncio.StreamWriter) -> int:
    """Return the uid of the process at the other end, as the kernel knows it."""
    link = writer.get_extra_info("socket")
    raw = link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return struct.unpack("3i", raw)[1]
