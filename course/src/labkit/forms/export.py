"""Files that a form hands out: the form gives the bytes, this module writes them.

Effects: writes one file into the folder `unduhan` beside the lab's notebook.
"""

from __future__ import annotations

import re
from pathlib import Path

from labkit.answers import AnswerError, write_whole
from labkit.forms.rules import inert_reason

__all__ = ["FOLDER", "write_export"]

FOLDER = "unduhan"
"""The folder beside the lab's notebook that holds exported files."""

_NAME = re.compile(r"^[a-z0-9][a-z0-9-]{0,60}\.(xlsx|docx|csv)$")


def write_export(name: str, data: bytes, *, folder: Path | str | None = None) -> Path:
    """Write an exported file, replacing an earlier one of that name; return where it lies.

    Raises
    ------
    ValueError
        If the name is not plain or its kind is not one that is exported.
    AnswerError
        Where forms must not write (see `labkit.forms.rules.inert_reason`).
    """
    if not _NAME.match(name):
        raise ValueError(f"nama berkas {name!r} tidak dapat dipakai")
    if reason := inert_reason(folder):
        raise AnswerError(reason)
    path = Path(folder or Path.cwd()) / FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
    return path
