"""The SPBE engine: instruments, scoring, planning, uncertainty. Knows nothing of courses.

Names are found on first use (PEP 562), so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib

__all__ = ["Instrument", "assigned_government", "datasets", "score"]

_HOME = {
    "Instrument": "spbe.instrument",
    "assigned_government": "spbe.datasets",
    "score": "spbe.scoring",
}


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    # Only importlib knows which submodules exist; a name it cannot find is an AttributeError.
    try:
        return importlib.import_module(f"spbe.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"spbe.{name}":
            raise
        raise AttributeError(f"module 'spbe' has no attribute {name!r}") from None


def __dir__() -> list[str]:
    return sorted(__all__)
