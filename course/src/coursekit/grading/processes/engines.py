"""What executes submissions: pairs of interpreters here, pairs on a cluster, or stock kernels."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

from coursekit.core.errors import UsageError
from coursekit.grading.processes.forkserver import ForkServer
from coursekit.grading.processes.forkserver_types import ForkServerSettings
from coursekit.grading.processes.worker_pool import WorkerPool

__all__ = ["ENGINES", "engine"]

ENGINES = ("judge", "kernel")


@contextlib.contextmanager
def engine(
    settings: ForkServerSettings,
    choices: Any,
    forkserver: ForkServer | None,
    tell: Callable[[str], None],
) -> Iterator[Any]:
    """Start what executes; it has ``run``, ``mark`` and ``ready``, and ends with the block.

    Parameters
    ----------
    choices : Choices
        ``engine``, ``scheduler`` and ``workers`` decide.
    forkserver : ForkServer, optional
        A server that is already starting.

    Raises
    ------
    CourseError
        If what was chosen cannot be had.
    """
    if choices.engine not in ENGINES:
        raise UsageError(f"{choices.engine}: no such engine; there are {', '.join(ENGINES)}")
    if choices.scheduler:
        if choices.engine != ENGINES[0]:
            raise UsageError("--scheduler works with the judges alone, not with --engine kernel")
        from coursekit.grading.processes.cluster import Cluster

        with Cluster(choices.scheduler, settings, choices.limits, tell) as cluster:
            yield cluster
        return
    workers = choices.workers or max(1, os.cpu_count() or 1)
    with forkserver or ForkServer(settings) as own:
        if choices.engine == "kernel":
            from coursekit.grading.processes.stock_engine import StockWorkerPool

            yield StockWorkerPool(own, choices.limits, workers)
        else:
            yield WorkerPool(own, choices.limits, workers)
