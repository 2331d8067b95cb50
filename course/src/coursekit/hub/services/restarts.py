"""How soon a part of the hub that died is started again: at once, unless it dies again and again.

JupyterHub looks at its services every half minute and offers no setting for it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from typing import ClassVar

from jupyterhub.services import service
from traitlets import default

__all__ = ["WatchedService", "look_every", "watch_closely"]

_SOON, _SELDOM = 1, 30  # seconds
_WINDOW = 300.0  # seconds in which starts count
_FREE = 5  # starts in that time that a person may cause; more are a fault that needs a pause


def look_every(starts: Iterable[float], now: float) -> int:
    """Return the seconds between two looks at a part that was started at these times.

    Whoever dies again and again is looked at ever more seldom, and so started ever more seldom:
    each start costs a second of processor.
    """
    recent = sum(1 for start in starts if now - start < _WINDOW)
    return min(_SELDOM, _SOON << max(0, recent - _FREE))


class WatchedService(service._ServiceSpawner):
    """The process of a service, which JupyterHub makes anew for each start."""

    _starts: ClassVar[defaultdict[str, list[float]]] = defaultdict(list)

    @default("poll_interval")
    def _look(self) -> int:
        now = time.monotonic()
        starts = [one for one in self._starts[self._service_name] if now - one < _WINDOW]
        self._starts[self._service_name] = [*starts, now]
        return look_every(self._starts[self._service_name], now)


def watch_closely() -> None:
    """Let this program's JupyterHub watch its services so."""
    service._ServiceSpawner = WatchedService
