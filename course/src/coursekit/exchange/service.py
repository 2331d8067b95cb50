"""The exchange as a service of the hub: who asks is what the hub says of the token, nothing else.

Routes below ``/services/exchange/api`` (JSON unless said otherwise)::

    GET    /courses                                   courses the caller belongs to
    GET    /courses/C/assignments                     labs handed out
    GET    /courses/C/assignments/A                   archive
    PUT    /courses/C/assignments/A                   archive; staff
    DELETE /courses/C/assignments/A                   staff
    GET    /courses/C/submissions?assignment=&all=1   own; all=1 for staff
    POST   /courses/C/submissions?assignment=A        archive; header Idempotency-Key
    GET    /courses/C/submissions/S                   archive; own, or staff
    GET    /courses/C/feedback/S                      archive; own, or staff
    PUT    /courses/C/feedback/S                      archive; staff
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tornado import web
from tornado.httpserver import HTTPServer

from coursekit.exchange.archive import MAX_BYTES, ArchiveRefused
from coursekit.exchange.store import Receipt, Store, Upload

__all__ = ["make_application", "role_in", "serve"]

_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")


def role_in(user: dict[str, Any], course: str) -> str | None:
    """Return "staff", "trainee" or None for a user model of the hub.

    The course's own formgrader is a service that bears the course's name.
    """
    if user.get("kind") == "service":
        return "staff" if user["name"] == course else None
    groups = set(user.get("groups", ()))
    if f"formgrade-{course}" in groups:
        return "staff"
    return "trainee" if f"nbgrader-{course}" in groups else None


class _Handler(web.RequestHandler):
    """What all routes share: the caller, the names in the address, JSON answers."""

    caller: dict[str, Any]
    role: str

    @property
    def store(self) -> Store:
        return self.settings["store"]

    def check_xsrf_cookie(self) -> None:
        """Do nothing: no cookie is ever read here."""

    async def prepare(self) -> None:
        kind, _, token = self.request.headers.get("Authorization", "").partition(" ")
        known = None
        if kind.lower() in ("token", "bearer") and token:
            known = await self.settings["identify"](token.strip())
        if known is None:
            raise web.HTTPError(403, reason="no valid token of the hub")
        self.caller = known
        for value in (*self.path_kwargs.values(), self.get_argument("assignment", None)):
            if value is not None and not _NAME.match(value):
                raise web.HTTPError(400, reason="not a name")
        course = self.path_kwargs.get("course")
        if course is not None:
            self.role = role_in(known, course) or self._unknown()

    def need_staff(self) -> None:
        if self.role != "staff":
            raise web.HTTPError(403, reason="for staff only")

    def own(self, course: str, name: str) -> Receipt:
        """Return a submission the caller may see; others' do not exist for him."""
        found = self.store.submission(course, name)
        if found is None or (self.role != "staff" and found.trainee != self.caller["name"]):
            self._unknown()
        return found

    def answer(self, value: object) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(value))

    async def send_archive(self, path: Path | None) -> None:
        if path is None:
            self._unknown()
        self.set_header("Content-Type", "application/gzip")
        self.finish(await asyncio.to_thread(path.read_bytes))

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"error": self._reason}))

    def _unknown(self) -> Any:
        raise web.HTTPError(404, reason="no such thing here")


@web.stream_request_body
class _Receiver(_Handler):
    """A route that takes an archive; the pieces go to the disk as they come."""

    upload: Upload | None = None

    async def prepare(self) -> None:
        await super().prepare()
        if self.request.method in ("PUT", "POST"):
            self.may_send()
            self.upload = self.store.upload()

    def may_send(self) -> None:
        self.need_staff()

    def data_received(self, chunk: bytes) -> None:
        if self.upload is not None:
            self.upload.write(chunk)

    def on_finish(self) -> None:
        if self.upload is not None:
            self.upload.discard()

    # A broken connection ends here and not in on_finish.
    on_connection_close = on_finish

    async def take(self, keep: Any, *arguments: Any) -> Any:
        try:
            return await asyncio.to_thread(keep, *arguments)
        except ArchiveRefused as error:
            raise web.HTTPError(400, reason=_plain(error)) from None


class _Courses(_Handler):
    def get(self) -> None:
        self.answer([c for c in self.store.courses() if role_in(self.caller, c)])


class _Assignments(_Handler):
    def get(self, course: str) -> None:
        self.answer([asdict(release) for release in self.store.released(course)])


class _Assignment(_Receiver):
    async def get(self, course: str, assignment: str) -> None:
        await self.send_archive(self.store.released_file(course, assignment))

    async def put(self, course: str, assignment: str) -> None:
        await self.take(self.store.release, course, assignment, self.upload)
        self.answer({})

    def delete(self, course: str, assignment: str) -> None:
        self.need_staff()
        self.store.unrelease(course, assignment)
        self.answer({})


class _Submissions(_Receiver):
    def may_send(self) -> None:
        """Anybody of the course may hand in; staff try labs out."""

    def get(self, course: str) -> None:
        everybody = self.role == "staff" and self.get_argument("all", "0") == "1"
        trainee = None if everybody else self.caller["name"]
        found = self.store.submissions(course, trainee, self.get_argument("assignment", None))
        self.answer([asdict(receipt) for receipt in found])

    async def post(self, course: str) -> None:
        assignment = self.get_argument("assignment")
        if self.store.released_file(course, assignment) is None:
            self._unknown()
        key = self.request.headers.get("Idempotency-Key", os.urandom(16).hex())[:64]
        receipt = await self.take(
            self.store.submit, course, assignment, self.caller["name"], self.upload, key
        )
        self.answer(asdict(receipt))


class _Submission(_Handler):
    async def get(self, course: str, name: str) -> None:
        await self.send_archive(self.store.submitted_file(self.own(course, name)))


class _Feedback(_Receiver):
    async def get(self, course: str, name: str) -> None:
        await self.send_archive(self.store.feedback_file(self.own(course, name)))

    async def put(self, course: str, name: str) -> None:
        await self.take(self.store.give_feedback, self.own(course, name), self.upload)
        self.answer({})


class _Health(web.RequestHandler):
    def get(self) -> None:
        self.finish("ok")


def make_application(prefix: str, store: Store, identify: Any) -> web.Application:
    """Return the application.

    Parameters
    ----------
    prefix : str
        Where the hub puts the service.
    store : Store
        What it keeps.
    identify : callable
        ``async (token) -> user model or None``; may also refuse for want of scope.
    """
    prefix = prefix.rstrip("/")
    course = rf"{prefix}/api/courses/(?P<course>[^/]+)"
    return web.Application(
        [
            (f"{prefix}/?", _Health),
            (f"{prefix}/api/courses", _Courses),
            (f"{course}/assignments", _Assignments),
            (rf"{course}/assignments/(?P<assignment>[^/]+)", _Assignment),
            (f"{course}/submissions", _Submissions),
            (rf"{course}/submissions/(?P<name>[^/]+)", _Submission),
            (rf"{course}/feedback/(?P<name>[^/]+)", _Feedback),
        ],
        store=store,
        identify=identify,
    )


def _hub_identify() -> Any:
    from jupyterhub.services.auth import HubAuth

    hub = HubAuth(cache_max_age=60)

    async def identify(token: str) -> dict[str, Any] | None:
        user = await hub.user_for_token(token, sync=False)
        return user if user and hub.check_scopes(hub.access_scopes, user) else None

    return identify


def _plain(error: Exception) -> str:
    """Return a text that may stand in the first line of an answer."""
    return re.sub(r"[^ -~]", "?", str(error))[:200]


async def serve() -> None:
    """Serve as the hub's environment says, until the hub ends the process."""
    url = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    store = Store(
        Path(os.environ["COURSEKIT_EXCHANGE_FOLDER"]), os.environ.get("COURSEKIT_EXCHANGE_DB")
    )
    prefix = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
    server = HTTPServer(make_application(prefix, store, _hub_identify()), max_body_size=MAX_BYTES)
    server.listen(url.port, url.hostname)
    await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
