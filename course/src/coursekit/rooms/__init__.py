"""What a trainee sees first and works in: course page, forms that show themselves, own language.

The package is a Jupyter server extension of the trainees' servers and of no other.
"""

from __future__ import annotations

from typing import Any

__all__ = ["START", "ZONE"]

START = "/kursus"
"""Address of the course page below a trainee's server."""

ZONE = "COURSEKIT_ZONE"
"""Variable with the label of the course's time zone: WIB, WITA or WIT."""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "coursekit.rooms"}]


def _load_jupyter_server_extension(app: Any) -> None:
    from coursekit.rooms.pages import add_pages

    add_pages(app)
