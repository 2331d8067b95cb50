"""The mixed-integer model of a plan: "started by quarter t" variables, tight precedence.

Arrays only; the solver is called elsewhere. Rows carry tags, so that a diagnosis can relax them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter

import numpy as np

from spbe.planning.problem import PlanProblem
from spbe.planning.solver import Model, Terms
from spbe.planning.tasks import Option, Task

__all__ = ["Block", "add_block", "gain_units", "packed", "possible_starts"]

_CUTS = 4


@dataclass(frozen=True)
class Block:
    """Hold where one government's variables stand in a model.

    ``quarters[task, practice]`` lists the quarters in which the task can start by that option,
    ``started[task, practice]`` the columns that say "has started by" each of them. ``unit`` is the
    index points of one unit of gain.
    """

    problem: PlanProblem
    quarters: Mapping[tuple[str, str], tuple[int, ...]]
    started: Mapping[tuple[str, str], tuple[int, ...]]
    gains: Mapping[str, float]
    unit: float

    def by(self, key: tuple[str, str], quarter: int) -> int | None:
        """Return the column "started by ``quarter``"; None where that is impossible."""
        place = bisect_right(self.quarters.get(key, ()), quarter)
        return self.started[key][place - 1] if place else None

    def done(self, task: Task, quarter: int) -> list[int]:
        """Return the columns whose sum is 1 when ``task`` is finished before ``quarter`` starts."""
        found = (self.by((task.code, o.practice), quarter - o.quarters) for o in task.options)
        return [column for column in found if column is not None]

    def chosen(self, task: Task) -> list[int]:
        """Return the columns whose sum is 1 when ``task`` is in the plan."""
        return self.done(task, self.problem.horizon + 1)

    def options(self) -> Iterator[tuple[Task, Option, tuple[int, ...]]]:
        """Yield task, option and columns of everything that may be placed."""
        for task in self.problem.tasks:
            for option in task.options:
                columns = self.started.get((task.code, option.practice), ())
                if columns:
                    yield task, option, columns

    def cost_terms(self) -> dict[int, float]:
        """Return Rp million of the whole plan as terms."""
        return {columns[-1]: option.cost for _, option, columns in self.options()}

    def units(self, points: float) -> float:
        """Return index points in units of gain: whole units, rounded up, where gains are whole."""
        need = points / self.unit
        return float(math.ceil(need - 1e-6)) if self.unit < 1 else need

    def gain_terms(self, by: int | None = None, only: set[str] | None = None) -> dict[int, float]:
        """Return the rise of the index at the end of quarter ``by``, in units, as terms."""
        after = (self.problem.horizon if by is None else by) + 1
        return {
            column: self.gains[task.code]
            for task in self.problem.tasks
            if self.gains[task.code] and (only is None or task.indicator in only)
            for column in self.done(task, after)
        }

    def starting_terms(self, task: Task, option: Option, quarter: int, amount: float) -> Terms:
        """Return ``amount`` if the task, by this option, starts in ``quarter``."""
        key = (task.code, option.practice)
        begun, before = self.by(key, quarter), self.by(key, quarter - 1)
        return {} if begun is None or begun == before else difference(begun, before, amount)

    def busy_terms(self, task: Task, option: Option, quarter: int, amount: float) -> Terms:
        """Return ``amount`` while the task, by this option, is under way in ``quarter``."""
        key = (task.code, option.practice)
        begun, over = self.by(key, quarter), self.by(key, quarter - option.quarters)
        return {} if begun is None or begun == over else difference(begun, over, amount)


def difference(plus: int, minus: int | None, amount: float = 1.0) -> dict[int, float]:
    """Return ``amount * (x[plus] - x[minus])`` as terms."""
    return {plus: amount} if minus is None else {plus: amount, minus: -amount}


def gain_units(problem: PlanProblem) -> tuple[dict[str, float], float]:
    """Return the gain of every task in whole units, and the index points of one unit.

    Whole numbers make the target row exact (no solver tolerance at 3.50) and its cuts tight. The
    weights of the rule have two decimals; gains that are not whole at 1e-6 index points stay real.
    """
    raw = np.array([task.gain for task in problem.tasks]) * 1e6
    whole = np.rint(raw).astype(np.int64)
    codes = [task.code for task in problem.tasks]
    if not len(raw) or np.abs(raw - whole).max() > 1e-3 or not whole.any():
        return {task.code: task.gain for task in problem.tasks}, 1.0
    unit = int(np.gcd.reduce(whole[whole > 0]))
    return dict(zip(codes, (whole // unit).tolist(), strict=True)), unit / 1e6


def possible_starts(problem: PlanProblem) -> dict[tuple[str, str], tuple[int, ...]]:
    """Return the quarters in which each option of each task can start at all.

    Ruled out are quarters before the longest chain of prerequisites can be over, starts that end
    beyond the horizon, quarters whose money or people are less than this task alone needs, and
    whatever is forbidden or stands on something without a possible start.
    """
    by_code = problem.by_code
    order = TopologicalSorter(
        {
            task.code: (*task.requires, *(o.practice for o in task.options if o.practice))
            for task in problem.tasks
        }
    )
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    over: dict[str, int] = {}
    for code in order.static_order():
        task = by_code.get(code)
        if task is None or code in problem.forbidden or any(n not in over for n in task.requires):
            continue
        ready = max((over[need] for need in task.requires), default=1)
        for option in task.options:
            if option.practice and option.practice not in over:
                continue
            start = max(ready, over.get(option.practice, 1))
            quarters = tuple(
                q for q in range(start, problem.horizon + 1) if _fits(problem, task, option, q)
            )
            if quarters:
                found[code, option.practice] = quarters
                over[code] = min(over.get(code, quarters[0] + 10**6), quarters[0] + option.quarters)
    return found


def _fits(problem: PlanProblem, task: Task, option: Option, start: int) -> bool:
    busy = range(start - 1, start - 1 + option.quarters)
    people = problem.capacity.get(task.opd)
    money = problem.quarter_budget
    return (
        busy.stop <= problem.horizon
        and (money is None or option.cost <= money[start - 1] + 1e-9)
        and (
            people is None
            or option.person_months <= option.quarters * min(people[q] for q in busy) + 1e-9
        )
    )


def add_block(
    model: Model, problem: PlanProblem, *, target: bool = True, by: int | None = None
) -> Block:
    """Add the variables and rows of one government to a model.

    Parameters
    ----------
    model : Model
        Being built.
    problem : PlanProblem
        The government's problem.
    target : bool, default True
        Whether to ask for ``problem.target``.
    by : int, optional
        Quarter at whose end the target must be reached; the horizon by default.

    Returns
    -------
    Block

    Notes
    -----
    For a task s with options o, ``y[s,o,t]`` is 1 when s has started by quarter t. Then
    ``y[s,o,t-1] <= y[s,o,t]``; one option at most; and for a predecessor p the disaggregated
    ``sum_o y[s,o,t] <= sum_o y[p,o,t-d]`` for every t, which is the tight ("step") form of
    precedence: alone it is integral (Christofides, Alvarez-Valdes and Tamarit 1987; Möhring,
    Schulz, Stork and Uetz 2003). Costs fall on ``y[t] - y[t-1]``, effort on ``y[t] - y[t-d]``.
    """
    loose = replace(
        problem,
        quarter_budget=None if "quarter_budget" in model.elastic else problem.quarter_budget,
        capacity={} if "capacity" in model.elastic else problem.capacity,
    )
    quarters = possible_starts(loose)
    gains, unit = gain_units(problem)
    started = {key: tuple(model.column() for _ in row) for key, row in quarters.items()}
    block = Block(problem, quarters, started, gains, unit)
    for task in problem.tasks:
        _add_task(model, block, task)
    _add_money(model, block)
    _add_capacity(model, block)
    _add_wishes(model, block, problem.horizon if by is None else by, target)
    return block


def _add_task(model: Model, block: Block, task: Task) -> None:
    by_code = block.problem.by_code
    keys = [(task.code, option.practice) for option in task.options]
    keys = [key for key in keys if key in block.started]
    if not keys:
        return
    for key in keys:
        for before, after in zip(block.started[key], block.started[key][1:], strict=False):
            model.row({after: 1.0, before: -1.0}, 0.0, np.inf)
    if len(keys) > 1:
        model.row(dict.fromkeys((block.started[key][-1] for key in keys), 1.0), -np.inf, 1.0)
    quarters = range(min(block.quarters[key][0] for key in keys), block.problem.horizon + 1)
    for need in task.requires:
        _add_precedence(model, block, keys, by_code[need], quarters)
    for key in keys:
        if key[1]:
            _add_precedence(model, block, [key], by_code[key[1]], quarters)


def _add_precedence(
    model: Model, block: Block, keys: list[tuple[str, str]], need: Task, quarters: range
) -> None:
    seen = None
    for quarter in reversed(quarters):
        mine = [c for key in keys if (c := block.by(key, quarter)) is not None]
        theirs = block.done(need, quarter)
        if mine and (mine, theirs) != seen:
            model.row(dict.fromkeys(mine, -1.0) | dict.fromkeys(theirs, 1.0), 0.0, np.inf)
        seen = (mine, theirs)


def _add_money(model: Model, block: Block) -> None:
    problem = block.problem
    if problem.budget is not None:
        model.row(block.cost_terms(), -np.inf, problem.budget, ("budget",))
    for quarter, limit in enumerate(problem.quarter_budget or (), start=1):
        terms: dict[int, float] = {}
        for task, option, _ in block.options():
            if option.cost:
                terms |= block.starting_terms(task, option, quarter, option.cost)
        model.row(terms, -np.inf, limit, ("quarter_budget", quarter))


def _add_capacity(model: Model, block: Block) -> None:
    problem = block.problem
    for opd, limits in problem.capacity.items():
        mine = [(t, o) for t, o, _ in block.options() if t.opd == opd and o.person_months]
        for quarter, limit in enumerate(limits, start=1):
            terms: dict[int, float] = {}
            cuts: list[dict[int, float]] = [{} for _ in range(_CUTS)]
            for task, option in mine:
                share = option.person_months / option.quarters
                terms |= block.busy_terms(task, option, quarter, share)
                for k, cut in enumerate(cuts, start=1):
                    if limit and (part := packed(share / limit, k)):
                        cut |= block.busy_terms(task, option, quarter, part)
            model.row(terms, -np.inf, limit, ("capacity", opd, quarter))
            for cut in cuts if "capacity" not in model.elastic else ():
                if sum(a for a in cut.values() if a > 0) > 1:
                    model.row(cut, -np.inf, 1.0, ("cut", opd, quarter))


def packed(part: float, k: int) -> float:
    """Return the dual feasible function u(k) of Fekete and Schepers (2001) at ``part`` of a bin.

    Items that fit into one bin have values that sum to at most 1, so the rounded row is a valid
    capacity cut: with k = 1, two tasks that take more than half of a unit never overlap.
    """
    times = part * (k + 1)
    if abs(times - round(times)) < 1e-9:
        return part
    return math.floor(times) / k


def _add_wishes(model: Model, block: Block, by: int, target: bool) -> None:
    problem, by_code = block.problem, block.problem.by_code
    if target and problem.target is not None:
        need = block.units(problem.target - problem.index)
        if need > 0:
            model.row(block.gain_terms(by), need, np.inf, ("target",))
    for code, quarter in problem.fixed.items():
        task = by_code.get(code)
        if task is None:
            continue
        terms: dict[int, float] = dict.fromkeys(block.chosen(task), 1.0)
        if quarter is not None:
            terms = {}
            for option in task.options:
                terms |= block.starting_terms(task, option, quarter, 1.0)
        model.row(terms, 1.0, np.inf, ("fixed", code))
    for group, low in problem.minimum.items():
        inside = {s.indicator for s in problem.members(group)}
        lack = (low - problem.group_index(group)) * problem.group_weight(group) / 100
        if (need := block.units(lack)) > 0:
            terms = block.gain_terms(only=inside)
            model.row(terms, need, np.inf, ("minimum", group))
