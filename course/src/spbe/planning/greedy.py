"""The plan a hurried planner would make: best gain per rupiah first. Exists to be compared with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from spbe.planning.plan import Placement, Plan, final_levels
from spbe.planning.problem import PlanProblem
from spbe.planning.tasks import Option, Task
from spbe.scoring import reaches

__all__ = ["greedy_plan"]


class _Board:
    """Hold the calendar while it fills; a bundle goes on it whole or not at all."""

    def __init__(self, problem: PlanProblem) -> None:
        self.problem = problem
        self.placed: dict[str, tuple[int, Option]] = {}
        self.budget = np.inf if problem.budget is None else problem.budget
        unlimited = (np.inf,) * problem.horizon
        self.money = np.array(problem.quarter_budget or unlimited)
        self.people = {opd: np.array(row) for opd, row in problem.capacity.items()}

    def put(self, bundle: list[tuple[Task, Option]], at: int | None = None) -> bool:
        """Place the bundle, in order, each at its earliest quarter; undo it if one does not fit."""
        before = (dict(self.placed), self.budget, self.money.copy())
        people = {opd: row.copy() for opd, row in self.people.items()}
        for place, (task, option) in enumerate(bundle, start=1):
            if not self._put_one(task, option, at if place == len(bundle) else None):
                self.placed, self.budget, self.money = before
                self.people = people
                return False
        return True

    def _put_one(self, task: Task, option: Option, at: int | None) -> bool:
        needs = [*task.requires, *([option.practice] if option.practice else [])]
        ready = max((self.placed[n][0] + self.placed[n][1].quarters for n in needs), default=1)
        last = self.problem.horizon - option.quarters + 1
        share = option.person_months / option.quarters
        people = self.people.get(task.opd)
        for quarter in range(ready, last + 1):
            busy = slice(quarter - 1, quarter - 1 + option.quarters)
            if (
                (at is None or quarter == at)
                and option.cost <= min(self.budget, self.money[quarter - 1]) + 1e-9
                and (people is None or share <= people[busy].min() + 1e-9)
            ):
                self.placed[task.code] = (quarter, option)
                self.budget -= option.cost
                self.money[quarter - 1] -= option.cost
                if people is not None:
                    people[busy] -= share
                return True
        return False

    def plan(self) -> Plan:
        rows = (Placement(q, code, option.practice) for code, (q, option) in self.placed.items())
        return Plan(self.problem.government, tuple(rows))


def greedy_plan(problem: PlanProblem, *, target: bool = True) -> Plan:
    """Return the plan of the greedy rule.

    Parameters
    ----------
    problem : PlanProblem
    target : bool, default True
        Stop when the target is reached; False goes on while anything fits.

    Returns
    -------
    Plan
        It keeps order, money and people, but may miss the target, a group's minimum or a fixed
        step where another choice would have met them: ``check_plan`` tells.

    Notes
    -----
    Fixed steps come first, then steps for groups below their minimum, then all others. Each turn
    takes the bundle (a step with the prerequisites it still lacks, or a practice with the steps
    it covers) with the most index points per rupiah that still fits, at the earliest quarters.
    """
    board = _Board(problem)
    by_code = problem.by_code
    for code, quarter in sorted(problem.fixed.items()):
        if code in by_code and (bundle := _closure(problem, board, [(code, "")])):
            board.put(bundle, quarter)
    for group, low in problem.minimum.items():
        inside = {s.indicator for s in problem.members(group)}
        while not reaches(problem.group_index(group, _levels(board)), low):
            if not _best(problem, board, inside):
                break
    everything = {s.indicator for s in problem.standings}
    while not (target and problem.target is not None and reaches(_index(board), problem.target)):
        if not _best(problem, board, everything):
            break
    return board.plan()


def _levels(board: _Board) -> dict[str, float]:
    return final_levels(board.plan(), board.problem)


def _index(board: _Board) -> float:
    levels = _levels(board)
    return sum(s.weight * levels[s.indicator] for s in board.problem.standings) / 100


def _best(problem: PlanProblem, board: _Board, inside: set[str]) -> bool:
    """Place the best bundle that fits; return False when none does."""
    ranked = []
    for wanted in _wishes(problem, board, inside):
        bundle = _closure(problem, board, wanted)
        gain = sum(task.gain for task, _ in bundle)
        cost = sum(option.cost for _, option in bundle)
        if gain > 0:
            ranked.append((-gain / max(cost, 1e-9), wanted, bundle))
    ranked.sort(key=lambda row: row[:2])
    return any(board.put(bundle) for _, _, bundle in ranked)


def _wishes(problem: PlanProblem, board: _Board, inside: set[str]) -> Iterator[list[Any]]:
    covered: dict[str, list[tuple[str, str]]] = {}
    for task in problem.tasks:
        if task.indicator not in inside or task.code in board.placed:
            continue
        for option in task.options:
            if option.practice in board.placed or not option.practice:
                yield [(task.code, option.practice)]
            else:
                covered.setdefault(option.practice, []).append((task.code, option.practice))
    yield from covered.values()


def _closure(problem: PlanProblem, board: _Board, wanted: list[tuple[str, str]]) -> list[Any]:
    """Return the wanted tasks and what they still lack, in order; empty if something is barred."""
    by_code = problem.by_code
    how = dict(wanted)
    bundle: dict[str, tuple[Task, Option]] = {}

    def visit(code: str) -> bool:
        if code in board.placed or code in bundle:
            return True
        task = by_code.get(code)
        if task is None or code in problem.forbidden:
            return False
        option = task.option(how.get(code, "")) or task.options[0]
        needs = (*task.requires, *([option.practice] if option.practice else []))
        if not all(visit(need) for need in needs):
            return False
        bundle[code] = (task, option)
        return True

    return list(bundle.values()) if all(visit(code) for code, _ in wanted) else []
