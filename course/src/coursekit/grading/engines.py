"""What executes submissions: pairs of interpreters here, pairs on a cluster, or stock kernels."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

from coursekit.grading.crew import Crew
from coursekit.grading.ends import FarmSettings
from coursekit.grading.farm import Farm

__all__ = ["engine"]


@contextlib.contextmanager
def engine(
    settings: FarmSettings, choices: Any, farm: Farm | None, tell: Callable[[str], None]
) -> Iterator[Any]:
    """Start what executes; it has ``run``, ``mark`` and ``ready``, and ends with the block.

    Parameters
    ----------
    choices : Choices
        ``scheduler`` and ``workers`` decide.
    farm : Farm, optional
        A server that is already starting.

    Raises
    ------
    CourseError
        If what was chosen cannot be had.
    """
    if choices.scheduler:
        from coursekit.grading.cluster import Cluster

        with Cluster(choices.scheduler, settings, choices.limits, tell) as cluster:
            yield cluster
        return
    with farm or Farm(settings) as own:
        yield Crew(own, choices.limits, choices.workers or max(1, os.cpu_count() or 1))
