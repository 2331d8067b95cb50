"""What the service does beside answering: sweeps, and a worker while something waits."""

from __future__ import annotations

import asyncio
import sys
import time

from coursekit.core.layout import CourseLayout
from coursekit.exchange.server.files import sweep
from coursekit.exchange.server.setup import instant_of
from coursekit.exchange.server.store import Store

__all__ = ["sweeping", "tending"]

_SWEEP_SECONDS = 3600
_LOOK_SECONDS = 1
_AGAIN_SECONDS = 30  # a worker that cannot run must not be started every second


async def sweeping(store: Store) -> None:
    """Remove uploads whose program died, every hour."""
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        await asyncio.to_thread(sweep, store.folder / "incoming")


async def tending(store: Store, layout: CourseLayout, course: str) -> None:
    """Keep a worker of instant feedback alive while submissions wait for one."""
    worker, started = None, -float(_AGAIN_SECONDS)
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        labs, _ = await asyncio.to_thread(instant_of, layout)
        if not labs or (worker is not None and worker.returncode is None):
            continue
        if time.monotonic() - started < _AGAIN_SECONDS:
            continue
        if await asyncio.to_thread(store.verdicts.waiting, course, labs):
            started = time.monotonic()
            command = (sys.executable, "-m", "coursekit.nbgrader_ops.instant_feedback")
            worker = await asyncio.create_subprocess_exec(*command)
