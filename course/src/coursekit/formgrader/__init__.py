"""nbgrader's formgrader with our own grading behind its buttons: a Jupyter server extension."""

from __future__ import annotations

from typing import Any

__all__: list[str] = []


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "coursekit.formgrader"}]


def _load_jupyter_server_extension(server: Any) -> None:
    from coursekit.formgrader.extension import load

    load(server)
