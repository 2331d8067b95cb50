"""Routes of the service: labs out and in, and labs that somebody closes for himself."""

from __future__ import annotations

import asyncio
import io
import logging
from dataclasses import asdict
from datetime import UTC, datetime
from typing import BinaryIO

from coursekit.core.errors import CourseError
from coursekit.exchange.model.archive import with_files
from coursekit.exchange.model.submission import Release
from coursekit.exchange.server.description import answers
from coursekit.exchange.server.web import Handler, Receiver

__all__ = ["Assignment", "Assignments", "Closed"]

_NO_DATA = "Data yang dibuka bersama lab ini belum siap. Silakan hubungi widyaiswara."
_log = logging.getLogger(__name__)


class Assignments(Handler):
    """The labs handed out."""

    @answers(Release, many=True)
    async def get(self, course: str) -> None:
        """Return the labs handed out; a trainee sees those that are open for him."""
        found = await asyncio.to_thread(self._open, course)
        self.answer([asdict(release) for release in found])

    def _open(self, course: str) -> list[Release]:
        return self.store.gates.released(course, self.caller, datetime.now(UTC))


class Assignment(Receiver):
    """One lab: out to those for whom it is open, in from those who release."""

    def may_send(self) -> None:
        """Let in who may release."""
        self.need("release")

    @answers(archive=True)
    async def get(self, course: str, assignment: str) -> None:
        """Return the archive of a lab that is open for the caller, with the data that open with it.

        What those data tell of closes for a trainee, for ever.
        """
        await self.need_open(course, assignment)
        source = await asyncio.to_thread(self._whole, course, assignment)
        if source is None:
            await self.refuse_unknown(course, assignment)
        await self.send(source)

    def _whole(self, course: str, assignment: str) -> BinaryIO | None:
        source = self.store.open_released(course, assignment)
        if source is None:
            return None
        try:
            data = self.store.gates.take(course, assignment, self.caller)
        except CourseError as error:
            source.close()
            _log.error("%s", error)
            self.refuse(503, _NO_DATA)
        if not data:
            return source
        with source:
            return io.BytesIO(with_files(source, data))

    @answers(takes=True)
    async def put(self, course: str, assignment: str) -> None:
        """Hand a lab out, or its newer version; instructors and authors."""
        await self.take(self.store.release, course, assignment, self.upload)
        self.answer({})

    async def delete(self, course: str, assignment: str) -> None:
        """Stop handing a lab out; submissions stay; instructors and authors."""
        self.need("release")
        await asyncio.to_thread(self.store.ledger.unrelease, course, assignment)
        self.answer({})


class Closed(Handler):
    """A lab that somebody closes for himself."""

    async def put(self, course: str, assignment: str) -> None:
        """Close a lab for the caller, who handed it in, for ever: what waits for it opens."""
        self.need("hand_in")
        close = self.store.gates.close
        if sentence := await asyncio.to_thread(close, course, assignment, self.caller):
            self.refuse(409, sentence)
        self.answer({})
