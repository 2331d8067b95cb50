"""JupyterLab's Assignment List with sentences instead of tracebacks, as a server extension.

nbgrader's list shows what its manager returns as an error: a traceback, or English words about a
folder. The manager here returns what the exchange said to the trainee.
"""

from __future__ import annotations

import re
import textwrap
from typing import Any

from nbgrader.server_extensions.assignment_list import handlers

__all__ = ["PlainList", "plain_words"]

_SAID = re.compile(r"^coursekit\.exchange\.client\.trainee\.Told: (.+)\Z", re.MULTILINE | re.DOTALL)
_LIST = (
    "Daftar lab sedang tidak dapat dihubungi. Lab yang sudah Anda ambil tetap dapat dikerjakan; "
    "silakan buka daftar ini lagi sebentar lagi."
)
_OTHER = "Permintaan ini belum berhasil karena gangguan. Silakan coba sekali lagi."
_WIDTH = 90
Answer = dict[str, Any]


def plain_words(error: str, otherwise: str = _OTHER) -> str:
    """Return what the exchange said, from a traceback; else a sentence that fits.

    Lines are short, for the list shows them as they are, without wrapping.
    """
    said = _SAID.search(error.strip())
    return textwrap.fill(said.group(1) if said else otherwise, _WIDTH)


class PlainList(handlers.AssignmentList):
    """The manager of the list."""

    def list_assignments(self, course_id: str | None = None) -> Answer:
        """Return the labs handed out, then one's submissions."""
        return _plain(super().list_assignments(course_id), _LIST)

    def submit_assignment(self, course_id: str, assignment_id: str) -> Answer:
        """Hand a lab in."""
        return _plain(super().submit_assignment(course_id, assignment_id))


def _plain(answer: Answer, otherwise: str = _OTHER) -> Answer:
    if answer["success"]:
        return answer
    return {**answer, "value": plain_words(answer["value"], otherwise)}


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "coursekit.exchange.client.assignment_list"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Put our manager in; nbgrader's extension comes later by its name, or was here before.

    Nor does nbgrader run a configuration of the person's own folder here, in his server.
    """
    handlers.AssignmentList = PlainList
    handlers.NbGrader.load_cwd_config = False
    known = app.web_app.settings.get("assignment_list_manager")
    if known is not None:
        app.web_app.settings["assignment_list_manager"] = mine = PlainList(parent=app)
        mine.root_dir = known.root_dir
