"""Keys that only the grading harness hands out, and only to the interpreter that judges.

Nothing is read from disk here: in a trainee's kernel, and in the interpreter that runs his
answers, there is simply no key.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

__all__ = ["KeyMissing", "available", "key", "supply"]

_supplied: dict[str, Any] = {}


class KeyMissing(LookupError):
    """The key is not here; str() of it is the message for whoever runs the cell."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows these lines in place of the traceback.
        return [str(self)]


def key(name: str) -> Any:
    """Return the key `name` of the submission that is being marked.

    Raises
    ------
    KeyMissing
        Everywhere but in the judge's interpreter while a submission is marked.

    Examples
    --------
    >>> key("panel")
    Traceback (most recent call last):
    labkit.keys.KeyMissing: Kunci "panel" hanya tersedia saat penilaian.
    """
    if name not in _supplied:
        raise KeyMissing(f'Kunci "{name}" hanya tersedia saat penilaian.')
    return copy.deepcopy(_supplied[name])


def available() -> bool:
    """Tell whether keys were handed out: true only while a submission is marked."""
    return bool(_supplied)


def supply(keys: Mapping[str, Any]) -> None:
    """Hand out keys; called by the grading harness, once, in the judge's process."""
    _supplied.clear()
    _supplied.update(copy.deepcopy(dict(keys)))
