"""Due dates on formgrader's page: read from the exchange and written to it, which owns them.

Effects: the exchange, and the gradebook, which follows it. A course without such an exchange has
its dates in the gradebook alone, as nbgrader means it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbgrader.server_extensions.formgrader.apihandlers import (
    AssignmentCollectionHandler,
    AssignmentHandler,
)
from nbgrader.server_extensions.formgrader.base import check_notebook_dir, check_xsrf
from tornado import web

from coursekit.errors import UsageError
from coursekit.exchange.due import follow
from coursekit.exchange.links import LinkError, find_link
from coursekit.exchange.policy import parse_local, stamp
from coursekit.exchange.setup import kind_of, rules_of
from coursekit.house import House, find_house
from coursekit.settings import load_settings
from coursekit.syllabus import load_syllabus

__all__ = ["Assignment", "Assignments"]

_NO_DATE = (
    "Tenggat tidak terbaca. Isi tanggal dan jam, dan zona waktu seperti WIB, WITA, WIT, atau +0700."
)
_NO_LAB = "Lab {0} tidak ada dalam silabus, sehingga tenggatnya tidak akan berlaku. Yang ada: {1}."


class _Refusal(web.HTTPError):
    """The end of a request, with a sentence for the person who asked."""


class _Dated:
    """What both pages share: the exchange is asked before the gradebook is shown."""

    def refresh(self: Any, house: House) -> None:
        """Let the gradebook follow the exchange; while that is away, what is known is shown."""
        try:
            dues = find_link(str(house.root)).dues(self.coursedir.course_id)
        except LinkError as error:
            self.log.warning("due dates: %s", error)
        else:
            follow(self.gradebook, dues)


class Assignments(_Dated, AssignmentCollectionHandler):
    """All labs."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def get(self) -> None:
        """Show the labs with the dates that hold."""
        if house := _dated_house():
            self.refresh(house)
        super().get()


class Assignment(_Dated, AssignmentHandler):
    """One lab."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def get(self, assignment_id: str) -> None:
        """Show the lab with the date that holds."""
        if house := _dated_house():
            self.refresh(house)
        super().get(assignment_id)

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def put(self, assignment_id: str) -> None:
        """Set the date for everybody, where trainees and the exchange learn it."""
        house, unit = _dated_house(), assignment_id.strip()
        if house is None:
            super().put(assignment_id)
            return
        asked = self.get_json_body() or {}
        due = self._due(house, unit, asked)
        try:
            find_link(str(house.root)).set_due(self.coursedir.course_id, unit, due)
        except LinkError as error:
            raise _Refusal(503, str(error)) from None
        self.gradebook.update_or_create_assignment(unit)
        self.refresh(house)
        form = self.coursedir.format_path
        source = Path(form(self.coursedir.source_directory, ".", unit))
        source.mkdir(parents=True, exist_ok=True)
        self.write(json.dumps(self.api.get_assignment(unit)))

    def write_error(self, status_code: int, **more: Any) -> None:
        """Answer with the sentence of a refusal, which the page shows; else as nbgrader does."""
        error = more.get("exc_info", (None, None))[1]
        if isinstance(error, _Refusal):
            self.finish({"message": error.log_message})
        else:
            super().write_error(status_code, **more)

    def _due(self, house: House, unit: str, asked: dict[str, Any]) -> str | None:
        """Return what was typed as the exchange keeps it, or refuse in words."""
        text = (asked.get("duedate_notimezone") or "").strip()
        if not text:
            return None
        syllabus = load_syllabus(house.syllabus)
        try:
            syllabus.unit(unit)
        except UsageError:
            known = ", ".join(one.id for one in syllabus.labs)
            raise _Refusal(400, _NO_LAB.format(unit, known)) from None
        zone = rules_of(load_settings(house.hub / "settings.yaml")["exchange"]).zone
        try:
            return stamp(parse_local(text, asked.get("duedate_timezone") or "", zone))
        except ValueError:
            raise _Refusal(400, _NO_DATE) from None


def _dated_house() -> House | None:
    """Return the checkout, if its exchange keeps dates."""
    house = find_house()
    return house if kind_of(house) == "http" else None
