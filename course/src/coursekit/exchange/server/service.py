"""The exchange as a service of the hub: who asks is what the hub says of the token, nothing else.

A description of the routes is at ``/services/exchange/api``, made of what stands here.

The hub starts it (`coursekit.hub.services.exchange_config`). It runs as well on a machine of its
own, as an external service of the hub: ``python -m coursekit.exchange.server.service`` with the
five variables a hub would give, JUPYTERHUB_API_URL, JUPYTERHUB_API_TOKEN, JUPYTERHUB_SERVICE_NAME,
_PREFIX and _URL, and COURSEKIT_ROOT. It listens where _URL says: on loopback, unless TLS stands in
front.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from tornado import web
from tornado.httpserver import HTTPServer

from coursekit.exchange.model.policy import parse_time, stamp
from coursekit.exchange.model.roles import caller_of
from coursekit.exchange.model.submission import Instant, Overview, Submission
from coursekit.exchange.server.background import sweeping, tending
from coursekit.exchange.server.description import answers, description
from coursekit.exchange.server.labs import Assignment, Assignments, Closed
from coursekit.exchange.server.overview import overview
from coursekit.exchange.server.store import Store
from coursekit.exchange.server.verdicts import STATES
from coursekit.exchange.server.web import Handler, Receiver
from coursekit.system.service_log import log_request, start_log

__all__ = ["ROUTES", "make_application", "serve"]

_DRAIN = 10  # a body up to so many times the limit is read to its end, to be answered politely


def _late(text: str) -> str:
    if text not in ("accept", "refuse"):
        raise ValueError(text)
    return text


_COLUMNS: dict[str, Callable[[str], Any]] = {
    "due": lambda text: stamp(parse_time(text)),
    "attempts": int,
    "late": _late,
}


class _Courses(Handler):
    @answers(str, many=True)
    async def get(self) -> None:
        """Return the courses the caller belongs to."""
        known = await asyncio.to_thread(self.store.ledger.courses)
        self.answer([course for course in known if caller_of(self.model, course)])


class _Overview(Handler):
    @answers(Overview, many=True, course="Only this course.")
    async def get(self) -> None:
        """Return what the course page shows of the caller's own labs, one entry a lab."""
        self.answer(await asyncio.to_thread(self._all, self.asked("course")))

    def _all(self, only: str | None) -> list[dict[str, Any]]:
        ledger, now = self.store.ledger, datetime.now(UTC)
        entries: list[Overview] = []
        for course in ledger.courses():
            caller = caller_of(self.model, course)
            if caller is None or only not in (None, course):
                continue
            own = ledger.submissions(course, caller.name)
            labs = overview(
                ledger.released(course),
                own,
                ledger.terms(course),
                caller,
                now,
                self.store.rules,
                self.settings["titles"].get(course, {}),
                self._instant(course, own),
            )
            entries += self.store.gates.told(course, caller, now, labs)
        return [asdict(entry) for entry in entries]

    def _instant(self, course: str, own: list[Submission]) -> dict[str, Instant]:
        said = self.store.verdicts.of(one.id for one in own)
        labs = self.settings["instant"]()
        for row in self.store.verdicts.waiting(course, labs) if labs else ():
            said.setdefault(row["id"], Instant("waiting", STATES["waiting"]))
        return said


class _Submissions(Receiver):
    def may_send(self) -> None:
        self.need("hand_in")

    @answers(Submission, many=True, assignment="Only this lab.", all="1: instructors and coaches.")
    async def get(self, course: str) -> None:
        """Return submissions, oldest first: one's own, or with all=1 those one may see."""
        everybody = self.caller.may("see") and self.asked("all") == "1"
        trainee = None if everybody else self.caller.name
        found = await asyncio.to_thread(
            self.store.ledger.submissions, course, trainee, self.asked("assignment")
        )
        seen = (one for one in found if self.caller.sees(one.trainee, one.cohort))
        self.answer([asdict(receipt) for receipt in seen])

    @answers(Submission, takes=True, assignment="The lab.")
    async def post(self, course: str) -> None:
        """Hand in an archive.

        The same Idempotency-Key (a header) again, or the very bytes handed in last, returns the
        receipt that is there.
        """
        assignment = self.asked("assignment")
        ledger = self.store.ledger
        if not assignment or not await asyncio.to_thread(ledger.released_hash, course, assignment):
            await self.refuse_unknown(course, assignment)
        await self.need_open(course, assignment)
        key = self.request.headers.get("Idempotency-Key") or os.urandom(16).hex()
        who = (course, assignment, self.caller.name)
        self.answer(
            asdict(
                await self.take(self.store.submit, *who, self.upload, key[:64], self.caller.cohort)
            )
        )


class _Submission(Handler):
    @answers(archive=True)
    async def get(self, course: str, name: str) -> None:
        """Return the archive of a submission: one's own, or one that one may see."""
        receipt = await self.seen(course, name)
        await self.send(await asyncio.to_thread(self.store.open_submitted, receipt))


class _Feedback(Receiver):
    def may_send(self) -> None:
        self.need("return")

    @answers(archive=True)
    async def get(self, course: str, name: str) -> None:
        """Return the archive of the feedback on a submission."""
        receipt = await self.seen(course, name)
        await self.send(await asyncio.to_thread(self.store.open_feedback, receipt))

    @answers(takes=True, points="Points reached.", points_max="Points possible.")
    async def put(self, course: str, name: str) -> None:
        """Return feedback, or its newer version, with the points it gives; instructors."""
        marks = [self._number(argument) for argument in ("points", "points_max")]
        receipt = await self.seen(course, name)
        await self.take(self.store.give_feedback, receipt, self.upload, *marks)
        self.answer({})

    def _number(self, name: str) -> float | None:
        try:
            given = self.asked(name)
            return None if given is None else float(given)
        except ValueError:
            self.refuse(400)


class _Dues(Handler):
    async def get(self, course: str) -> None:
        """Return the dates that hold for everybody, by lab; instructors."""
        self.need("set_due")
        self.answer(await asyncio.to_thread(self.store.ledger.dues, course))


class _Due(Handler):
    @answers(
        due="2026-12-31 09:00:00.000000 UTC.",
        attempts="Most submissions; 0 for any number.",
        late="accept or refuse.",
        trainee="Whom alone it concerns.",
        cohort="Which cohort alone it concerns.",
    )
    async def put(self, course: str, assignment: str) -> None:
        """Set the given columns of one row of terms, an empty one to nothing; instructors."""
        self.need("set_due")
        given = {name: self.asked(name) for name in self.request.query_arguments}
        trainee, cohort = given.pop("trainee", None) or "", given.pop("cohort", None) or ""
        try:
            values: dict[str, Any] = {
                name: text and _COLUMNS[name](text) for name, text in given.items()
            }
        except (KeyError, ValueError):
            self.refuse(400)
        await asyncio.to_thread(
            self.store.ledger.set_term, course, assignment, trainee, cohort, **values
        )
        self.answer({})


class _Terms(Handler):
    @answers(dict, many=True)
    async def get(self, course: str) -> None:
        """Return dates and attempts of everybody, cohorts, trainees, a row each; instructors."""
        self.need("set_due")
        self.answer(await asyncio.to_thread(self.store.ledger.terms, course))


class _Description(web.RequestHandler):
    def get(self) -> None:
        """Return this description; needs no token."""
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.finish(json.dumps(description(ROUTES), ensure_ascii=False))


class _Health(web.RequestHandler):
    def get(self) -> None:
        self.finish("ok")


ROUTES: dict[str, type[web.RequestHandler]] = {
    "/api": _Description,
    "/api/courses": _Courses,
    "/api/overview": _Overview,
    "/api/courses/{course}/assignments": Assignments,
    "/api/courses/{course}/assignments/{assignment}": Assignment,
    "/api/courses/{course}/closed/{assignment}": Closed,
    "/api/courses/{course}/due": _Dues,
    "/api/courses/{course}/due/{assignment}": _Due,
    "/api/courses/{course}/terms": _Terms,
    "/api/courses/{course}/submissions": _Submissions,
    "/api/courses/{course}/submissions/{name}": _Submission,
    "/api/courses/{course}/feedback/{name}": _Feedback,
}


def make_application(
    prefix: str,
    store: Store,
    identify: Any,
    titles: Mapping[str, Mapping[str, str]] | None = None,
    instant: Callable[[], Iterable[str]] = tuple,
) -> web.Application:
    """Return the application.

    Parameters
    ----------
    prefix : str
        Where the hub puts the service.
    store : Store
        What it keeps.
    identify : callable
        ``async (token) -> user model or None``; may also refuse for want of scope.
    titles : mapping, optional
        Course → lab → title.
    instant : callable, optional
        Gives the labs that have instant feedback now.
    """
    prefix = prefix.rstrip("/")
    routes: list[tuple[str, type[web.RequestHandler]]] = [(f"{prefix}/?", _Health)]
    for path, handler in ROUTES.items():
        pattern = path.replace("{", "(?P<").replace("}", ">[^/]+)")
        routes.append((f"{prefix}{pattern}", handler))
    return web.Application(
        routes,
        store=store,
        identify=identify,
        titles=titles or {},
        instant=instant,
        log_function=log_request,
    )


def _hub_identify() -> Any:
    from jupyterhub.services.auth import HubAuth

    hub = HubAuth()

    async def identify(token: str) -> dict[str, Any] | None:
        # Asked anew each time, some milliseconds: a token that was taken back is good for nothing.
        user = await hub.user_for_token(token, use_cache=False, sync=False)
        return user if user and hub.check_scopes(hub.access_scopes, user) else None

    return identify


async def serve() -> None:
    """Serve as the hub's environment says, until the hub ends the process."""
    from coursekit.core.layout import find_layout
    from coursekit.core.syllabus import load_syllabus
    from coursekit.exchange.server.setup import instant_of, open_store

    url = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    layout = find_layout()
    syllabus = load_syllabus(layout.syllabus)
    titles = {syllabus.course_id: {unit.id: unit.title for unit in syllabus.units}}
    store = open_store(layout)
    prefix = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
    server = HTTPServer(
        make_application(prefix, store, _hub_identify(), titles, lambda: instant_of(layout)[0]),
        max_body_size=store.rules.size_mb * _DRAIN << 20,
    )
    server.listen(url.port or 0, url.hostname)
    # They run until the hub ends the process; a fault in one must be seen, so it ends, too.
    await asyncio.gather(sweeping(store), tending(store, layout, syllabus.course_id))


if __name__ == "__main__":
    start_log()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
