"""What a plan is asked to do: the open steps of one government and the limits they meet.

A problem is frozen and small (tuples of tasks), made once from frames, which are never changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from spbe.planning.tasks import Task, read_practices, read_steps

__all__ = ["PlanProblem", "Standing", "assumed_capacity", "plan_problem"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold where one indicator stands today, with its weight (percent), aspect and domain."""

    indicator: str
    aspect: str
    domain: str
    weight: float
    level: float


@dataclass(frozen=True)
class PlanProblem:
    """Hold the question put to the planner. Build it with :func:`plan_problem`.

    Attributes
    ----------
    government : str
        Code of the government, for reports.
    standings : tuple of Standing
        Present levels with weights and domains.
    tasks : tuple of Task
        Open steps (above the present level) and adoptions, sorted by code.
    horizon : int
        Number of quarters; quarters are numbered from 1.
    target : float or None
        Index to be reached at the end of the horizon.
    budget : float or None
        Rp million over the whole horizon.
    quarter_budget : tuple of float or None
        Rp million that may be committed in each quarter.
    capacity : mapping of str to tuple of float
        Person-months of each unit (OPD) per quarter; a unit not named is unlimited.
    fixed : mapping of str to (int or None)
        Tasks that must be in the plan, with the quarter of their start or None for any.
    forbidden : frozenset of str
        Tasks that must not be in the plan.
    minimum : mapping of str to float
        Least index at the end of the horizon of an indicator (its level), an aspect or a domain.
    """

    government: str
    standings: tuple[Standing, ...]
    tasks: tuple[Task, ...]
    horizon: int
    target: float | None
    budget: float | None
    quarter_budget: tuple[float, ...] | None
    capacity: Mapping[str, tuple[float, ...]]
    fixed: Mapping[str, int | None]
    forbidden: frozenset[str]
    minimum: Mapping[str, float]

    @property
    def index(self) -> float:
        """Return the present index: the weighted sum of levels (PermenPANRB 59/2020)."""
        return sum(s.weight * s.level for s in self.standings) / 100

    @cached_property
    def by_code(self) -> dict[str, Task]:
        """Return the tasks keyed by code."""
        return {task.code: task for task in self.tasks}

    def members(self, group: str) -> tuple[Standing, ...]:
        """Return the standings of an indicator, an aspect or a domain; none if it is unknown."""
        return tuple(s for s in self.standings if group in (s.indicator, s.aspect, s.domain))

    def group_index(self, group: str, raised: Mapping[str, float] | None = None) -> float:
        """Return the index of a group, with ``raised`` levels in place of the present ones."""
        raised = raised or {}
        total = sum(s.weight * raised.get(s.indicator, s.level) for s in self.members(group))
        return total / self.group_weight(group)

    def group_weight(self, group: str) -> float:
        """Return the weight of a group in percent."""
        return sum(s.weight for s in self.members(group))


def plan_problem(
    levels: Mapping[str, float] | pd.Series,
    steps: pd.DataFrame,
    instrument: Any,
    *,
    government: str = "",
    horizon: int = 8,
    target: float | None = None,
    budget: float | None = None,
    quarter_budget: float | Sequence[float] | None = None,
    capacity: Mapping[str, float | Sequence[float]] | None = None,
    fixed: Iterable[str] | Mapping[str, int | None] = (),
    forbidden: Iterable[str] = (),
    minimum: Mapping[str, float] | None = None,
    practices: pd.DataFrame | None = None,
) -> PlanProblem:
    """Return the planning problem of one government.

    Parameters
    ----------
    levels : mapping or Series
        Present level of every indicator of the instrument.
    steps : DataFrame
        Step table: columns step, indicator, level, cost, months, person_months, opd, requires,
        title. Only steps above the present level become tasks; prerequisites already met vanish.
    instrument : Instrument
        Gives weights (percent) and domains.
    government : str, optional
        Code for reports; the name of ``levels`` when that is a Series.
    horizon : int, default 8
        Quarters.
    target, budget, minimum
        See :class:`PlanProblem`.
    quarter_budget, capacity
        One number for all quarters, or one per quarter.
    fixed : iterable of codes, or mapping of code to quarter
        Steps (or practices) that must be in the plan.
    forbidden : iterable of codes
        Steps (or practices) that must not.
    practices : DataFrame, optional
        Catalogue of the Living Lab; each practice that covers an open step becomes a task (its
        adoption) and gives that step a cheaper, shorter option after the adoption is finished.

    Returns
    -------
    PlanProblem

    Raises
    ------
    ValueError
        When a level is missing or out of range, a table is malformed, prerequisites form a
        circle, or a limit names an unknown step, unit, group or quarter.

    Notes
    -----
    A task of m months occupies ``ceil(m / 3)`` whole quarters and counts from the end of the last
    one. Its cost is charged in the quarter it starts (the money must be there when the contract is
    signed); its person-months are spread evenly over its quarters.
    """
    if horizon < 1:
        raise ValueError(f"horizon paling sedikit 1 triwulan, bukan {horizon}")
    if isinstance(levels, pd.Series) and not government and levels.name is not None:
        government = str(levels.name)
    standings = _standings(levels, instrument)
    now = {s.indicator: s.level for s in standings}
    weight = {s.indicator: s.weight for s in standings}
    tasks = read_practices(practices, read_steps(steps, now, weight), now)
    problem = PlanProblem(
        government=government,
        standings=standings,
        tasks=tasks,
        horizon=horizon,
        target=None if target is None else float(target),
        budget=None if budget is None else float(budget),
        quarter_budget=_per_quarter(quarter_budget, horizon, "anggaran per triwulan"),
        capacity={
            str(opd): _per_quarter(value, horizon, f"kapasitas {opd}") or ()
            for opd, value in sorted((capacity or {}).items())
        },
        fixed=dict(fixed) if isinstance(fixed, Mapping) else dict.fromkeys(fixed),
        forbidden=frozenset(forbidden),
        minimum={str(k): float(v) for k, v in sorted((minimum or {}).items())},
    )
    _refuse_unknown(problem, set(steps["step"]), practices)
    return problem


def assumed_capacity(
    it_staff: float,
    steps: pd.DataFrame,
    *,
    share: float = 0.5,
    others: float = 4.5,
    it_unit: str = "Dinas Komunikasi dan Informatika",
) -> dict[str, float]:
    """Return person-months per quarter of every unit that does steps, for the sample governments.

    Parameters
    ----------
    it_staff : float
        People in the IT unit; ``share`` of their time (3 months a quarter) goes to the plan.
    steps : DataFrame
        Step table, for the names of the units.
    share, others : float
        Assumptions for teaching: half of the IT staff's time; one and a half people elsewhere.
    it_unit : str
        Name of the IT unit.
    """
    return {
        str(opd): round(it_staff * 3 * share, 2) if opd == it_unit else others
        for opd in sorted(steps["opd"].unique())
    }


def _standings(levels: Any, instrument: Any) -> tuple[Standing, ...]:
    found = []
    low, high = instrument.levels[0], instrument.levels[-1]
    for item in instrument.indicators.itertuples():
        level = levels.get(item.Index)
        if level is None or math.isnan(level):
            raise ValueError(f"tingkat indikator {item.Index} belum ada")
        if not low <= level <= high:
            raise ValueError(f"tingkat indikator {item.Index} = {level}, di luar {low}-{high}")
        groups = (getattr(item, name, None) for name in ("aspect", "domain"))
        aspect, domain = (group if isinstance(group, str) else "" for group in groups)
        found.append(Standing(str(item.Index), aspect, domain, float(item.weight), float(level)))
    return tuple(found)


def _per_quarter(
    value: float | Sequence[float] | None, horizon: int, what: str
) -> tuple[float, ...] | None:
    if value is None:
        return None
    row = (float(value),) * horizon if isinstance(value, int | float) else tuple(map(float, value))
    if len(row) != horizon:
        raise ValueError(f"{what}: {len(row)} nilai untuk {horizon} triwulan")
    if any(math.isnan(v) or v < 0 for v in row):
        raise ValueError(f"{what}: ada nilai negatif atau kosong")
    return row


def _refuse_unknown(problem: PlanProblem, steps: set[str], practices: pd.DataFrame | None) -> None:
    known = steps | (set() if practices is None else set(practices["practice"]))
    for name, codes in (("fixed", problem.fixed), ("forbidden", problem.forbidden)):
        unknown = sorted(set(codes) - known)
        if unknown:
            raise ValueError(f"{name}: langkah atau praktik tidak dikenal: {', '.join(unknown)}")
    for code, quarter in problem.fixed.items():
        if quarter is not None and not 1 <= quarter <= problem.horizon:
            raise ValueError(f"fixed: {code} dimulai pada triwulan {quarter}, di luar horizon")
    unknown = sorted(group for group in problem.minimum if not problem.members(group))
    if unknown:
        raise ValueError(
            f"minimum: indikator, aspek, atau domain tidak dikenal: {', '.join(unknown)}"
        )
