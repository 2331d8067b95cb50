"""What all routes of the service share: the caller, Indonesian refusals, archives in and out."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any, BinaryIO, ClassVar, NoReturn

from tornado import web

from coursekit.exchange.model.archive import ArchiveRefused
from coursekit.exchange.model.naming import named
from coursekit.exchange.model.roles import Caller, caller_of
from coursekit.exchange.model.submission import Submission
from coursekit.exchange.server.files import Upload
from coursekit.exchange.server.store import Refused, Store

__all__ = ["Handler", "Receiver", "Refusal"]

_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")
_PIECE = 1 << 18
_AT_ONCE = 4  # uploads of one person
SENTENCES = {
    400: "Permintaan ini tidak dapat dipahami.",
    403: "Peran Anda tidak membolehkan hal ini.",
    404: "Yang diminta tidak ada di sini.",
    405: "Permintaan ini tidak dikenal.",
    429: "Masih ada kiriman Anda yang sedang diproses. Silakan tunggu sebentar.",
    500: "Layanan pengumpulan lab mengalami gangguan. Silakan coba lagi sebentar lagi.",
}
_HUB_AWAY = "JupyterHub sedang tidak dapat dihubungi. Silakan coba lagi sebentar lagi."
_NO_LAB = "Lab yang dikumpulkan belum disebutkan"
_UNKNOWN_TOKEN = "Sesi Anda tidak dikenal lagi. Silakan masuk kembali ke JupyterHub."


class Refusal(web.HTTPError):
    """The end of a request, with a sentence for the person who asked."""


class Handler(web.RequestHandler):
    """A route; `model` is what the hub says of the token, `caller` who that is in the course."""

    model: dict[str, Any]
    caller: Caller

    @property
    def store(self) -> Store:
        """What the service keeps."""
        store: Store = self.settings["store"]
        return store

    def check_xsrf_cookie(self) -> None:
        """Do nothing: no cookie is ever read here."""

    async def prepare(self) -> None:
        """Find out who calls, and refuse names that are none."""
        kind, _, token = self.request.headers.get("Authorization", "").partition(" ")
        known = None
        if kind.lower() in ("token", "bearer") and token:
            try:
                known = await self.settings["identify"](token.strip())
            except web.HTTPError:  # the hub itself does not answer, or not to us
                self.refuse(503, _HUB_AWAY)
        if known is None:
            self.refuse(403, _UNKNOWN_TOKEN)
        self.model = known
        for value in (*self.path_kwargs.values(), *map(self.asked, ("assignment", "course"))):
            if value is not None and not _NAME.match(value):
                self.refuse(400)
        course = self.path_kwargs.get("course")
        if course is not None:
            caller = caller_of(known, course)
            if caller is None:
                self.refuse(404)
            self.caller = caller

    def asked(self, name: str) -> str | None:
        """Return an argument of the address, or None."""
        return self.get_query_argument(name, None) or None

    def need(self, right: str) -> None:
        """Refuse those whose role lacks a right."""
        if not self.caller.may(right):
            self.refuse(403)

    def refuse(self, status: int, sentence: str = "") -> NoReturn:
        """End the request with a sentence."""
        raise Refusal(status, sentence or SENTENCES[status])

    async def need_open(self, course: str, assignment: str) -> None:
        """Refuse a trainee for whom a lab is not open yet, with the sentence that says when."""
        asked = (course, assignment, self.caller, datetime.now(UTC))
        found = await asyncio.to_thread(self.store.gates.access, *asked)
        if not found.open:
            self.refuse(403, found.reason)

    async def refuse_unknown(self, course: str, assignment: str | None) -> NoReturn:
        """Refuse a lab that is not handed out, and say which are."""
        asked = (course, self.caller, datetime.now(UTC))
        known = await asyncio.to_thread(self.store.gates.released, *asked)
        open_ = named(one.assignment for one in known) or "belum ada"
        what = f"Lab {assignment} belum atau tidak lagi dibuka" if assignment else _NO_LAB
        self.refuse(404, f"{what}. Lab yang dibuka: {open_}.")

    async def seen(self, course: str, name: str) -> Submission:
        """Return a submission the caller may see; others' do not exist for him."""
        found = await asyncio.to_thread(self.store.ledger.submission, course, name)
        if found is None or not self.caller.sees(found.trainee, found.cohort):
            self.refuse(404)
        return found

    def answer(self, value: object) -> None:
        """Answer with JSON."""
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(value, ensure_ascii=False))

    async def send(self, source: BinaryIO | None) -> None:
        """Answer with an archive, piece by piece."""
        if source is None:
            self.refuse(404)
        self.set_header("Content-Type", "application/gzip")
        self.set_header("Cache-Control", "no-store")
        with source:
            while piece := await asyncio.to_thread(source.read, _PIECE):
                self.write(piece)
                await self.flush()
        await self.finish()

    def write_error(self, status_code: int, **more: Any) -> None:
        """Answer with the sentence of the refusal, never with a traceback."""
        error = more.get("exc_info", (None, None))[1]
        said = error.log_message if isinstance(error, Refusal) else None
        sentence = said or SENTENCES.get(status_code, SENTENCES[500 if status_code > 499 else 400])
        self.answer({"error": sentence})

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """Leave refusals out of the log of faults; the access log has them."""
        if not isinstance(error, web.HTTPError) or error.status_code > 499:
            super().log_exception(kind, error, trace)


@web.stream_request_body
class Receiver(Handler):
    """A route that takes an archive; the pieces go to the disk as they come."""

    upload: Upload | None = None
    _busy: ClassVar[Counter[str]] = Counter()

    async def prepare(self) -> None:
        """Open a place for the archive once it is sure that the caller may send one."""
        await super().prepare()
        if self.request.method in ("PUT", "POST"):
            self.may_send()
            if self._busy[self.model["name"]] >= _AT_ONCE:
                self.refuse(429)
            self.upload = self.store.upload()
            self._busy[self.model["name"]] += 1

    def may_send(self) -> None:
        """Refuse those who may not send here."""
        self.refuse(403)

    def data_received(self, chunk: bytes) -> None:
        """Take a piece; what is beyond the limit is read and forgotten, so that one may answer."""
        if self.upload is not None:
            self.upload.write(chunk)

    def on_finish(self) -> None:
        """Forget an upload that was not kept."""
        if self.upload is not None:
            self.upload.discard()
            self.upload = None
            self._busy[self.model["name"]] -= 1

    # A broken connection ends here and not in on_finish.
    on_connection_close = on_finish

    async def take(self, keep: Any, *arguments: Any) -> Any:
        """Run what keeps the upload, in a thread; its refusals become the caller's."""
        try:
            return await asyncio.to_thread(keep, *arguments)
        except (ArchiveRefused, Refused) as error:
            status = 400 if isinstance(error, ArchiveRefused) else 409
            self.refuse(status, str(error))
