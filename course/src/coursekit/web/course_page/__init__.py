"""What a trainee sees first and works in: course page, forms that show themselves, own language.

The package is a Jupyter server extension of the trainees' servers and of no other.
"""

from __future__ import annotations

from typing import Any

from coursekit.core.settings import COURSE_PAGE

__all__ = ["BOOK", "IDLE", "START", "ZONE"]

START = COURSE_PAGE
"""Address of the course page below a trainee's server."""

BOOK = "COURSEKIT_BOOK_URL"
"""Variable with the address of the book."""

IDLE = "COURSEKIT_IDLE_MINUTES"
"""Variable with the minutes after which an unused server is stopped; 0 means never."""

ZONE = "COURSEKIT_ZONE"
"""Variable with the label of the course's time zone: WIB, WITA or WIT."""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "coursekit.web.course_page"}]


def _load_jupyter_server_extension(app: Any) -> None:
    from coursekit.web.course_page.lab_pages import add_lab_pages
    from coursekit.web.course_page.pages import add_pages

    add_pages(app)
    add_lab_pages(app)
