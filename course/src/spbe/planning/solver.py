"""A mixed-integer program and one call of HiGHS on it. scipy is imported inside: it is heavy."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

__all__ = ["Model", "Solution", "Terms", "run_highs"]

_INFEASIBLE = 2

Terms = Mapping[int, float]


@dataclass
class Model:
    """Collect columns and rows of ``lo <= A x <= hi`` while a model is being built.

    A row whose tag begins with a name in ``elastic`` may be missed by the amount of its ``slack``
    column, in the unit of the row.
    """

    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    rows: list[Terms] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    elastic: frozenset[str] = frozenset()
    slack: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def column(self, upper: float = 1.0, integer: bool = True) -> int:
        """Add a variable between 0 and ``upper``; return its number."""
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.upper) - 1

    def row(self, terms: Terms, low: float, high: float, tag: tuple[Any, ...] = ("law",)) -> None:
        """Add ``low <= terms <= high``; a row without terms is kept only if it cannot hold."""
        if tag[0] in self.elastic:
            self.slack[tag] = self.column(np.inf, integer=False)
            terms = {**terms, self.slack[tag]: -1.0 if high < np.inf else 1.0}
        if terms or low > 0 or high < 0:
            self.rows.append(terms)
            self.low.append(low)
            self.high.append(high)


@dataclass(frozen=True)
class Solution:
    """Hold what the solver knows: values (None if it found none), bounds, and proof of absence."""

    values: np.ndarray | None
    value: float
    bound: float
    infeasible: bool
    seconds: float

    def chosen(self, column: int) -> bool:
        """Return True when a binary column is 1."""
        return self.values is not None and self.values[column] > 0.5


def run_highs(
    model: Model,
    objective: Mapping[int, float],
    *,
    maximize: bool = False,
    gap: float = 1e-4,
    time_limit: float = 20.0,
    nodes: int | None = None,
    closed: Mapping[int, float] | None = None,
) -> Solution:
    """Solve a model with HiGHS.

    Parameters
    ----------
    model : Model
    objective : mapping of int to float
        Coefficient of each column that counts.
    maximize : bool, default False
    gap : float, default 1e-4
        Relative gap at which the solver may stop.
    time_limit : float, default 20
        Seconds.
    nodes : int, optional
        Limit of the search tree; unlike seconds it gives the same answer on every machine.
    closed : mapping of int to float, optional
        Columns held at a value.

    Returns
    -------
    Solution
        ``value`` and ``bound`` in the sense of the objective (bound is the best that is not yet
        excluded); NaN and the weakest bound when nothing was found.

    Notes
    -----
    ``scipy.optimize.milp`` is used and not ``highspy``: it is the same solver (Huangfu and Hall
    2018), it is there already for every trainee, and what highspy adds (warm starts, callbacks)
    is not needed: the planner compares with its greedy plan itself.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    began = time.perf_counter()
    size = len(model.upper)
    if size == 0:
        feasible = all(low <= 0 <= high for low, high in zip(model.low, model.high, strict=True))
        nothing = np.zeros(0)
        return Solution(nothing if feasible else None, 0.0, 0.0, not feasible, 0.0)
    sign = -1.0 if maximize else 1.0
    cost = np.zeros(size)
    for column, amount in objective.items():
        cost[column] = sign * amount
    lower, upper = np.zeros(size), np.array(model.upper)
    for column, amount in (closed or {}).items():
        lower[column] = upper[column] = amount
    counts = [len(terms) for terms in model.rows]
    matrix = csr_array(
        (
            np.fromiter((a for terms in model.rows for a in terms.values()), float, sum(counts)),
            np.fromiter((c for terms in model.rows for c in terms), np.int32, sum(counts)),
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        ),
        shape=(len(model.rows), size),
    )
    options: dict[str, float | int] = {"time_limit": max(time_limit, 0.01), "mip_rel_gap": gap}
    if nodes is not None:
        options["node_limit"] = nodes
    found = milp(
        cost,
        integrality=np.array(model.integer, dtype=np.uint8),
        bounds=Bounds(lower, upper),
        constraints=LinearConstraint(matrix, np.array(model.low), np.array(model.high)),
        options=options,
    )
    seconds = time.perf_counter() - began
    if found.status == _INFEASIBLE:
        return Solution(None, np.nan, np.nan, True, seconds)
    bound = found.mip_dual_bound
    bound = sign * bound if bound is not None and np.isfinite(bound) else sign * -np.inf
    value = sign * found.fun if found.x is not None else np.nan
    return Solution(found.x, value, bound, False, seconds)
