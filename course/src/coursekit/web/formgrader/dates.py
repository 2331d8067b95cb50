"""Due dates on formgrader's page: read from the exchange and written to it, which owns them.

Effects: orders to the grading outside, and the gradebook, which follows the exchange.
"""

from __future__ import annotations

import json
from typing import Any

from nbgrader.server_extensions.formgrader.apihandlers import (
    AssignmentCollectionHandler,
    AssignmentHandler,
)
from nbgrader.server_extensions.formgrader.base import check_notebook_dir, check_xsrf
from tornado import web

from coursekit.nbgrader_ops.due import follow
from coursekit.web.formgrader.orders import Order, Verb, ask

__all__ = ["Assignment", "Assignments"]


class _Refusal(web.HTTPError):
    """The end of a request, with a sentence for the person who asked."""


class _Dated:
    """What both pages share: the exchange is asked before the gradebook is shown."""

    def refresh(self: Any) -> None:
        """Let the gradebook follow the exchange; while that is away, what is known is shown."""
        told = ask(Order(Verb.DUES))
        if not told["success"]:
            self.log.warning("due dates: %s", told["error"])
        else:
            follow(self.gradebook, told["dues"])


class Assignments(_Dated, AssignmentCollectionHandler):
    """All labs."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def get(self) -> None:
        """Show the labs with the dates that hold."""
        self.refresh()
        super().get()


class Assignment(_Dated, AssignmentHandler):
    """One lab."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def get(self, assignment_id: str) -> None:
        """Show the lab with the date that holds."""
        self.refresh()
        super().get(assignment_id)

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def put(self, assignment_id: str) -> None:
        """Set the date for everybody, where trainees and the exchange learn it."""
        unit, asked = assignment_id.strip(), self.get_json_body() or {}
        typed = [asked.get(f"duedate_{name}") or "" for name in ("notimezone", "timezone")]
        told = ask(Order(Verb.SET_DUE, unit, date=typed[0].strip(), zone=typed[1].strip()))
        if not told["success"]:
            raise _Refusal(400, told["error"])
        self.gradebook.update_or_create_assignment(unit)
        follow(self.gradebook, told["dues"])
        self.write(json.dumps(self.api.get_assignment(unit)))

    def write_error(self, status_code: int, **more: Any) -> None:
        """Answer with the sentence of a refusal, which the page shows; else as nbgrader does."""
        error = more.get("exc_info", (None, None))[1]
        if isinstance(error, _Refusal):
            self.finish({"message": error.log_message})
        else:
            super().write_error(status_code, **more)
