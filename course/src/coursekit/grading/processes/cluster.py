"""The same execution on a Dask cluster: submissions and results travel as bytes.

A worker needs this package and no shared disk; it keeps one fork server for all it is given. A
submission on whose worker it dies is tried once more with nothing beside it, and set aside if
that worker dies too: others that ran on the same worker are not suspected with it.

Effects: a connection to the scheduler; on workers, a fork server that ends with the worker.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import itertools
import json
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from coursekit.core.errors import CourseError
from coursekit.core.layout import tables_here
from coursekit.grading.assignment.result import Result, quarantined
from coursekit.grading.processes.forkserver import ForkServer
from coursekit.grading.processes.forkserver_types import ForkServerSettings, RefusedError
from coursekit.grading.processes.worker_pool import Job, WorkerPool, read_reply
from coursekit.grading.sandbox.limits import Limits

__all__ = ["Cluster", "execute"]

_CONNECT = "30s"
_LOOK = 5.0  # seconds between two looks at whether any worker is left
_PATIENCE = 300.0  # seconds without any worker
_DIED = "the worker died under it twice"
_KEPT = 8  # assignments a worker keeps in memory
_pools: dict[bytes, WorkerPool] = {}
_assignments: dict[bytes, dict[str, Any]] = {}
_making = threading.Lock()


def execute(told: bytes, assignment: bytes, job: bytes) -> bytes:
    """Mark one submission; runs on a worker.

    Parameters
    ----------
    told : bytes
        How children are made, as JSON: the same for a whole run.
    assignment, job : bytes
        `AssignmentSpec.as_dict` and the rest of a job, as JSON.

    Returns
    -------
    bytes
        The result as JSON, or ``refused`` where this machine forbids the sandbox.
    """
    try:
        workers = _pool_here(told)
        marked = workers.mark(json.loads(job) | {"spec": _loaded(assignment)}).as_dict()
    except RefusedError as error:
        marked = {"refused": str(error)}
    return json.dumps(marked).encode()


def _pool_here(told: bytes) -> WorkerPool:
    with _making:
        if told not in _pools:
            plain = json.loads(told)
            limits = Limits(**plain.pop("limits"))
            plain |= {"cache": tempfile.mkdtemp(prefix="coursekit-cache-")}
            plain |= {"paths": tables_here()}
            forkserver = ForkServer(ForkServerSettings(**plain))
            atexit.register(forkserver.close)
            try:
                forkserver.probe()
            except BaseException:
                forkserver.close()
                raise
            _pools[told] = WorkerPool(forkserver, limits, 1)
        return _pools[told]


def _loaded(assignment: bytes) -> dict[str, Any]:
    with _making:
        if assignment not in _assignments:
            while len(_assignments) >= _KEPT:
                _assignments.pop(next(iter(_assignments)))
            _assignments[assignment] = json.loads(assignment)
        return _assignments[assignment]


class Cluster:
    """Workers behind a Dask scheduler; used like a `WorkerPool`, as a context manager.

    Parameters
    ----------
    address : str
        Of the scheduler, for example ``tcp://10.0.0.5:8786``.
    settings : ForkServerSettings
        How children are made; folders are each worker's own.
    tell : callable
        Told in a sentence when no worker is left.

    Raises
    ------
    CourseError
        If distributed is not installed or the scheduler does not answer.
    """

    def __init__(
        self,
        address: str,
        settings: ForkServerSettings,
        limits: Limits,
        tell: Callable[[str], None] = print,
    ) -> None:
        try:
            import distributed
        except ImportError:
            raise CourseError("--scheduler needs the package distributed (extra: hub)") from None
        self._dask, self.limits, self.tell = distributed, limits, tell
        plain = dataclasses.asdict(settings) | {"limits": dataclasses.asdict(limits)}
        self._told = json.dumps(plain | {"cache": "", "paths": []}).encode()
        self._sent: tuple[dict[str, Any] | None, bytes] = (None, b"")
        try:
            self._client = distributed.Client(address, timeout=_CONNECT, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise CourseError(f"{address}: no scheduler answers there ({error})") from None
        # One death is enough to give a task back to us: we know better what to do with it.
        self._client.run_on_scheduler(_expect_no_deaths)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(Exception):
            self._client.close()

    def ready(self) -> None:
        """Wait until there is a worker."""
        self._width()

    def mark(self, job: Job) -> Result:
        """Mark one job with nothing beside it."""
        return next(result for _, result in self.run([(None, job)]))

    def run(self, jobs: Iterable[tuple[Any, Job]]) -> Iterator[tuple[Any, Result]]:
        """Mark jobs as they come; yield ``(tag, result)`` in the order they end."""
        suspects: list[tuple[Any, Job]] = []
        for tag, job, result in self._all(iter(jobs), self._width):
            if result is None:
                suspects.append((tag, job))
            else:
                yield tag, result
        for tag, _, result in self._all(iter(suspects), lambda: 1):
            yield tag, quarantined(_DIED) if result is None else result

    def _all(
        self, source: Iterator[tuple[Any, Job]], width: Callable[[], int]
    ) -> Iterator[tuple[Any, Job, Result | None]]:
        """Yield tag, job and result; None for a job whose worker died."""
        running: dict[Any, tuple[Any, Job]] = {}
        while True:
            for tag, job in itertools.islice(source, max(0, width() - len(running))):
                running[self._submit(job)] = tag, job
            if not running:
                return
            for future in self._done(list(running)):
                tag, job = running.pop(future)
                yield tag, job, self._result(future)

    def _submit(self, job: Job) -> Any:
        # Every task carries all it needs: what is kept on workers is lost with them.
        if self._sent[0] is not job["spec"]:
            self._sent = job["spec"], json.dumps(job["spec"]).encode()
        rest = json.dumps({key: job[key] for key in job if key != "spec"}).encode()
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")
            return self._client.submit(execute, self._told, self._sent[1], rest, pure=False)

    def _done(self, futures: list[Any]) -> list[Any]:
        while True:
            try:
                with self._client.as_current():
                    found = self._dask.wait(futures, _LOOK, return_when="FIRST_COMPLETED")
                return list(found.done)
            except (TimeoutError, self._dask.TimeoutError):
                self._width()

    def _width(self) -> int:
        """Return how many submissions may be under way; wait for a worker if there is none."""
        started = time.monotonic()
        while True:
            workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
            threads: int = sum(worker["nthreads"] for worker in workers)
            if threads:
                return threads
            waited = time.monotonic() - started
            if waited > _PATIENCE:
                raise CourseError("the cluster has no worker left; marked work is kept")
            self.tell(f"Belum ada pekerja di klaster; ditunggu ({waited:.0f} detik).")
            time.sleep(_LOOK)

    def _result(self, future: Any) -> Result | None:
        if future.status != "finished":
            error = future.exception()
            if isinstance(error, self._dask.scheduler.KilledWorker):
                return None
            return quarantined(f"{type(error).__name__}: {error}")
        return read_reply(json.loads(future.result()))


def _expect_no_deaths(dask_scheduler: Any) -> None:
    dask_scheduler.allowed_failures = 0
