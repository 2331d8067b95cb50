"""The two models of a province: exact on the calendar, and small without it.

The timeless model keeps what plans need in total (order, money, people, coach-days) and drops
when. Whatever it forbids the calendar forbids too, so its bound holds for every calendar; 26
governments have 2,700 columns in it instead of 20,000, and who is coached is decided there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

import numpy as np

from spbe.planning.model import Block, add_block, gain_units, possible_starts
from spbe.planning.problem import PlanProblem
from spbe.planning.solver import Model, Solution, run_highs
from spbe.planning.tasks import Option, Task
from spbe.portfolio.problem import Coaching, ProvinceProblem

__all__ = ["Joint", "Menu", "calendar_model", "timeless_model"]

Menu: TypeAlias = set[tuple[str, str, str]]  # government, task, practice

_FINE = 1e4  # rises are counted in 0.0001 points: near 1, where the solver's tolerances are made


@dataclass(frozen=True)
class Joint:
    """Hold the model of several governments: their blocks, and the terms of both objectives.

    ``before`` is the mean of all governments today; ``point`` is what one unit of ``rise`` adds.
    """

    model: Model
    blocks: Mapping[str, Block]
    cost: Mapping[int, float]
    rise: Mapping[int, float]
    before: float
    point: float

    def run(
        self, cheapest: bool, gap: float, time_limit: float, menu: Menu | None = None
    ) -> Solution:
        """Solve for least cost or highest mean; value and bound are Rp million, or the mean itself.

        ``menu`` (a set as :meth:`picked` returns it) limits what may be placed.
        """
        closed = {
            column: 0.0
            for key, columns in self._placeable()
            if menu is not None and key not in menu
            for column in columns
        }
        solve = partial(run_highs, self.model, time_limit=time_limit, closed=closed)
        if cheapest:
            return solve(self.cost, gap=gap)
        # The mean is many times larger than its rise: a gap on the rise is a far smaller one on it.
        found = solve(self.rise, maximize=True, gap=gap * 25)
        value, bound = (self.before + self.point * x for x in (found.value, found.bound))
        return replace(found, value=value, bound=bound)

    def picked(self, found: Solution, least: float = 0.5) -> Menu:
        """Return (government, task, practice) of what a solution places, whole or in part."""
        if found.values is None:
            return set()
        return {key for key, columns in self._placeable() if found.values[columns[-1]] > least}

    def _placeable(self) -> Iterator[tuple[tuple[str, str, str], tuple[int, ...]]]:
        for code, block in self.blocks.items():
            for task, option, columns in block.options():
                yield (code, task.code, option.practice), columns


def calendar_model(
    problem: ProvinceProblem, codes: Iterable[str], target: float | None = None
) -> Joint:
    """Return the exact model of the governments ``codes``, as many of them coached as have places.

    ``target`` is the mean of all governments to be reached; None asks for none.
    """
    model = Model()
    blocks = {code: add_block(model, problem.problems[code], target=False) for code in codes}
    for quarter in range(1, problem.horizon + 1):
        days: dict[int, float] = {}
        for block in blocks.values():
            for task, option, _, use in _coached(block, problem.coaching):
                days |= block.busy_terms(task, option, quarter, use)
        model.row(days, -np.inf, problem.coaching.days)
    return _joint(problem, model, blocks, target)


def timeless_model(
    problem: ProvinceProblem,
    codes: Iterable[str],
    target: float | None = None,
    *,
    divisible: bool = False,
) -> Joint:
    """Return the model of the same question without its calendar.

    With ``divisible`` steps only the governments are whole choices: solved in a tenth of a second.
    """
    model = Model()
    blocks = {code: _add_totals(model, problem.problems[code], divisible) for code in codes}
    days = {
        column: use * option.quarters
        for block in blocks.values()
        for _, option, column, use in _coached(block, problem.coaching)
    }
    model.row(days, -np.inf, problem.coaching.days * problem.horizon)
    return _joint(problem, model, blocks, target)


def _add_totals(model: Model, problem: PlanProblem, divisible: bool) -> Block:
    """Add one government without its calendar: one column for each option that can start."""
    first = {key: quarters[:1] for key, quarters in possible_starts(problem).items()}
    started = {key: (model.column(integer=not divisible),) for key in first}
    block = Block(problem, first, started, *gain_units(problem))
    work: dict[str, dict[int, float]] = {opd: {} for opd in problem.capacity}
    for task in problem.tasks:
        if mine := block.chosen(task):
            for need in task.requires:
                _add_order(model, block, mine, need)
            model.row(dict.fromkeys(mine, 1.0), -np.inf, 1.0)
    for task, option, (column,) in block.options():
        if option.practice:
            _add_order(model, block, [column], option.practice)
        if task.opd in work:
            work[task.opd][column] = option.person_months
    for opd, limits in problem.capacity.items():
        model.row(work[opd], -np.inf, sum(limits))
    quarterly = sum(problem.quarter_budget) if problem.quarter_budget else None
    for limit in (problem.budget, quarterly):
        if limit is not None:
            model.row(block.cost_terms(), -np.inf, limit)
    return block


def _add_order(model: Model, block: Block, mine: list[int], need: str) -> None:
    before = block.done(block.problem.by_code[need], block.problem.horizon)
    model.row(dict.fromkeys(mine, -1.0) | dict.fromkeys(before, 1.0), 0.0, np.inf)


def _add_place(model: Model, block: Block) -> int:
    """Add the choice of one government: without a place nothing begins and nothing is spent."""
    place = model.column()
    for task in block.problem.tasks:
        if not task.requires and (terms := block.chosen(task)):
            model.row({place: 1.0} | dict.fromkeys(terms, -1.0), 0.0, np.inf)
    if (limit := block.problem.budget) is not None:
        model.row(block.cost_terms() | {place: -limit}, -np.inf, 0.0)
    return place


def _coached(block: Block, coaching: Coaching) -> Iterator[tuple[Task, Option, int, float]]:
    """Yield what takes coaches: task, option, last column, coach-days in each of its quarters."""
    for task, option, columns in block.options():
        if task.is_adoption or option.practice:
            use = coaching.days_per_adoption if task.is_adoption else coaching.days_per_step
            yield task, option, columns[-1], use


def _joint(
    problem: ProvinceProblem, model: Model, blocks: Mapping[str, Block], target: float | None
) -> Joint:
    cost: dict[int, float] = {}
    rise: dict[int, float] = {}
    for block in blocks.values():
        cost |= block.cost_terms()
        rise |= {column: gain * block.unit * _FINE for column, gain in block.gain_terms().items()}
    if len(blocks) > problem.coaching.places:
        places = [_add_place(model, block) for block in blocks.values()]
        model.row(dict.fromkeys(places, 1.0), -np.inf, float(problem.coaching.places))
    if problem.budget is not None:
        model.row(cost, -np.inf, problem.budget)
    before, point = problem.index.mean(), 1 / _FINE / len(problem.index)
    if target is not None:
        model.row(rise, max(0.0, (target - before) / point - 1e-4), np.inf)
    return Joint(model, blocks, cost, rise, before, point)
