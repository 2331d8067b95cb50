"""A plan: tasks placed on quarters. Plain data that goes to a form's answer file and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from spbe.planning.problem import PlanProblem
from spbe.planning.tasks import Option, Task

__all__ = ["Placement", "Plan", "capacity_use", "index_curve", "quarter_costs", "schedule"]


@dataclass(frozen=True, slots=True, order=True)
class Placement:
    """Hold one task on the calendar: what starts in which quarter (from 1), and how.

    ``step`` is a step code (``I11-3``) or a practice code (``P03``, its adoption);
    ``practice`` names the practice a step replicates, ``""`` means own effort.
    """

    quarter: int
    step: str
    practice: str = ""


@dataclass(frozen=True)
class Plan:
    """Hold the placements of one government, sorted by quarter and code.

    Examples
    --------
    >>> plan = Plan.of("G02", {"I11-3": 1, "I12-3": 2})
    >>> Plan.from_dict(plan.to_dict()) == plan
    True
    """

    government: str = ""
    placements: tuple[Placement, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "placements", tuple(sorted(self.placements)))

    @classmethod
    def of(cls, government: str, starts: Mapping[str, int]) -> Plan:
        """Make a plan from a mapping of step to starting quarter, all by own effort."""
        return cls(government, tuple(Placement(q, step) for step, q in starts.items()))

    @property
    def starts(self) -> dict[str, int]:
        """Return the starting quarter of every task."""
        return {placed.step: placed.quarter for placed in self.placements}

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as plain data, ready for JSON."""
        steps = [
            {"step": p.step, "quarter": p.quarter, "practice": p.practice} for p in self.placements
        ]
        return {"government": self.government, "steps": steps}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Plan:
        """Read back what :meth:`to_dict` wrote.

        Raises
        ------
        ValueError
            With an Indonesian sentence, when the data does not have this shape.
        """
        try:
            rows: Iterable[Any] = data["steps"]
            placements = tuple(_placement(row) for row in rows)
            return cls(str(data.get("government", "")), placements)
        except (KeyError, TypeError, AttributeError):
            raise ValueError(
                'rencana tidak terbaca: perlu "steps", daftar berisi "step" dan "quarter"'
            ) from None


def _placement(row: Mapping[str, Any]) -> Placement:
    quarter = row["quarter"]
    if isinstance(quarter, bool) or not isinstance(quarter, int):
        raise ValueError(f"rencana tidak terbaca: triwulan {quarter!r} bukan bilangan bulat")
    return Placement(quarter, str(row["step"]), str(row.get("practice") or ""))


def placed_tasks(plan: Plan, problem: PlanProblem) -> list[tuple[Placement, Task, Option]]:
    """Return the placements that mean something in ``problem``, each with its task and option.

    A placement of an unknown task is left out (``check_plan`` names it); an option that does not
    exist is read as own effort.
    """
    by_code = problem.by_code
    found = []
    for placed in plan.placements:
        task = by_code.get(placed.step)
        if task:
            found.append((placed, task, task.option(placed.practice) or task.options[0]))
    return found


def schedule(plan: Plan, problem: PlanProblem) -> pd.DataFrame:
    """Return one row per placed task, as a Gantt chart needs it.

    Returns
    -------
    DataFrame
        Columns step, title, opd, indicator, level, practice, start, end (quarters, inclusive),
        quarters, months, cost (Rp million), person_months, gain (index points); by start.
    """
    rows = [
        {
            "step": task.code,
            "title": task.title,
            "opd": task.opd,
            "indicator": task.indicator,
            "level": task.level,
            "practice": option.practice,
            "start": placed.quarter,
            "end": placed.quarter + option.quarters - 1,
            "quarters": option.quarters,
            "months": option.months,
            "cost": option.cost,
            "person_months": option.person_months,
            "gain": task.gain,
        }
        for placed, task, option in placed_tasks(plan, problem)
    ]
    columns = (
        "step title opd indicator level practice start end quarters months cost person_months gain"
    )
    return pd.DataFrame(rows, columns=columns.split())


def index_curve(plan: Plan, problem: PlanProblem) -> pd.Series:
    """Return the index at the end of quarters 0 (today) to the horizon.

    A step counts from the end of its last quarter, and only if every lower level of its indicator
    has been finished by then (the cumulative rule of PermenPANRB 59/2020).
    """
    reached = {s.indicator: s.level for s in problem.standings}
    weight = {s.indicator: s.weight for s in problem.standings}
    ends: dict[int, list[Task]] = {}
    for placed, task, option in placed_tasks(plan, problem):
        if not task.is_adoption:
            ends.setdefault(placed.quarter + option.quarters - 1, []).append(task)
    waiting: dict[str, set[int]] = {}
    curve = []
    for quarter in range(problem.horizon + 1):
        for task in ends.get(quarter, ()):
            waiting.setdefault(task.indicator, set()).add(task.level)
        for indicator, levels in waiting.items():
            while (above := int(np.floor(reached[indicator])) + 1) in levels:
                reached[indicator] = float(above)
        curve.append(sum(weight[i] * level for i, level in reached.items()) / 100)
    return pd.Series(curve, index=pd.RangeIndex(problem.horizon + 1, name="quarter"), name="index")


def final_levels(plan: Plan, problem: PlanProblem) -> dict[str, float]:
    """Return the level of every indicator once the steps that end in time have counted."""
    reached = {s.indicator: s.level for s in problem.standings}
    done: dict[str, set[int]] = {}
    for placed, task, option in placed_tasks(plan, problem):
        if not task.is_adoption and placed.quarter + option.quarters - 1 <= problem.horizon:
            done.setdefault(task.indicator, set()).add(task.level)
    for indicator, levels in done.items():
        while (above := int(np.floor(reached[indicator])) + 1) in levels:
            reached[indicator] = float(above)
    return reached


def quarter_costs(plan: Plan, problem: PlanProblem) -> pd.Series:
    """Return Rp million committed in each quarter (a task's cost falls in its first quarter)."""
    cost = np.zeros(problem.horizon)
    for placed, _, option in placed_tasks(plan, problem):
        if 1 <= placed.quarter <= problem.horizon:
            cost[placed.quarter - 1] += option.cost
    return pd.Series(cost, index=pd.RangeIndex(1, problem.horizon + 1, name="quarter"), name="cost")


def capacity_use(plan: Plan, problem: PlanProblem) -> pd.DataFrame:
    """Return person-months used, units x quarters (even over the quarters a task occupies)."""
    units = sorted({task.opd for task in problem.tasks if task.opd} | set(problem.capacity))
    use = pd.DataFrame(0.0, index=units, columns=range(1, problem.horizon + 1))
    for placed, task, option in placed_tasks(plan, problem):
        for quarter in range(placed.quarter, placed.quarter + option.quarters):
            if task.opd and 1 <= quarter <= problem.horizon:
                use.loc[task.opd, quarter] += option.person_months / option.quarters
    return use.rename_axis(index="opd", columns="quarter")
