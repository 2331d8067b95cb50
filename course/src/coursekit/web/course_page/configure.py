"""Wire the course page into the hub, and into each trainee's server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coursekit.core.layout import CourseLayout
from coursekit.core.syllabus import Syllabus
from coursekit.hub.contributions import add_environment
from coursekit.system.homes import LIMIT
from coursekit.web.course_page import BOOK, IDLE, START, ZONE
from coursekit.web.course_page.programme import VARIABLE, derive
from coursekit.web.course_page.words import zone_of

__all__ = ["update_desk", "update_rooms"]

_HERE = Path(__file__).parent


def update_rooms(
    c: Any, layout: CourseLayout, syllabus: Syllabus, settings: Mapping[str, Any], book: str = ""
) -> None:
    """Set what the hub tells every server: programme, clock, the book, trainees' first page.

    A trainee begins at the course page, everybody else where the settings say.

    Parameters
    ----------
    book : str
        Address of the book; empty where it stands on the hub's own host.
    """
    lessons = {unit.id for unit in syllabus.units if (layout.book / f"{unit.id}.md").is_file()}
    teachers = f"formgrade-{syllabus.course_id}"
    elsewhere = settings["servers"]["start_page"]

    def first_page(spawner: Any) -> str:
        groups = {group.name for group in spawner.user.groups}
        return elsewhere if teachers in groups else START

    told = {
        VARIABLE: derive(syllabus, lessons).to_json(),
        ZONE: zone_of(settings["exchange"]["time_zone"]),
        **({BOOK: book} if book else {}),
        IDLE: str(settings["servers"]["idle_minutes"]),
        LIMIT: str(settings["servers"]["home_mb"]),
        "JUPYTERHUB_DEFAULT_URL": first_page,
    }
    add_environment(c, told)


def update_desk(c: Any) -> None:
    """Set where a trainee's own server finds the extension that shows forms.

    The course page is switched on beside this, in jupyter_server_config.d: only JSON files there
    are merged extension by extension.
    """
    # Of the package that runs this server: the kit's in a sandbox, the checkout's elsewhere.
    c.LabServerApp.extra_labextensions_path = [str(_HERE / "labextensions")]
