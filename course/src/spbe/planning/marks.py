"""How good a plan made by hand is, in shares from 0 to 1: rules, way covered, floor, money."""

from __future__ import annotations

import math
from dataclasses import dataclass

from spbe.planning.check import Violation, check_plan
from spbe.planning.plan import (
    Placement,
    Plan,
    capacity_use,
    final_levels,
    index_curve,
    placed_tasks,
)
from spbe.planning.problem import PlanProblem

__all__ = ["PlanMarks", "cost_share", "earned", "mark_plan", "sound_part"]

_OF_STEPS = {
    "unknown_step", "already_reached", "duplicate_step", "outside_horizon", "order",
    "prerequisite", "practice", "forbidden",
}  # fmt: skip
_FREE, _WORTHLESS = 0.01, 0.12
_OVER = 0.05  # of the budget: a plan that much too dear keeps nothing of what money earns
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class PlanMarks:
    """Hold what `mark_plan` found.

    Attributes
    ----------
    steps : float
        Share of the placements that may stand as they are.
    money : float
        1 if the whole cost is within the budget, falling to 0 at 5 % above it.
    people : float
        Share of the used unit-quarters that are within the capacity.
    progress : float
        Share of the way to the target, by the sound steps alone: from where the plan that was
        handed out already leads, else from the present index.
    floor : float
        Share of the way to the floor by the sound steps; 1 where none is asked.
    index, cost : float
        Final index of the sound steps; Rp million of the whole plan.
    violations : tuple of Violation
        Every one, in the order of `check_plan`.
    """

    steps: float
    money: float
    people: float
    progress: float
    floor: float
    index: float
    cost: float
    violations: tuple[Violation, ...]

    @property
    def valid(self) -> bool:
        """Tell whether every rule is kept and the target is reached."""
        return not self.violations

    @property
    def rules(self) -> float:
        """Return the share for keeping the rules, by the way covered: an idle plan breaks none."""
        return (0.4 * self.steps + 0.2 * self.money + 0.4 * self.people) * self.progress

    @property
    def whole(self) -> float:
        """Return one share for everything: the way covered, as far as rules, money and floor go."""
        return self.progress * self.money * self.floor * min(self.steps, self.people)

    def words(self) -> str:
        """Say in Indonesian everything that is wrong, a line each; empty if nothing is."""
        return "\n".join(f"- {violation.sentence}" for violation in self.violations)


def mark_plan(plan: Plan, problem: PlanProblem, start: Plan | None = None) -> PlanMarks:
    """Return the shares that a plan earns.

    Parameters
    ----------
    plan : Plan
        Made by hand; it may break any rule.
    problem : PlanProblem
        With a target above the present index.
    start : Plan, optional
        What the board held at first: it earns nothing.

    Raises
    ------
    ValueError
        If the problem has no target.

    Notes
    -----
    A plan without steps breaks no rule; `PlanMarks.rules` therefore goes by the way covered.
    """
    if problem.target is None:
        raise ValueError("target indeks belum ditetapkan")
    sound = sound_part(plan, problem)
    index = _index(sound, problem)
    begin = _index(sound_part(start, problem), problem) if start else problem.index
    way = problem.target - begin
    cost = _cost(plan, problem)
    return PlanMarks(
        steps=len(sound.placements) / max(1, len(plan.placements)),
        money=_money(cost, problem.budget),
        people=_people(plan, problem),
        progress=_share(index - begin, way),
        floor=_floor(sound, problem),
        index=index,
        cost=cost,
        violations=check_plan(plan, problem),
    )


def sound_part(plan: Plan, problem: PlanProblem) -> Plan:
    """Return the largest part of a plan whose steps keep order, prerequisites and calendar.

    A step whose prerequisite falls away falls with it. Money and people are not looked at.
    """
    first: dict[str, Placement] = {}
    for placed in plan.placements:
        first.setdefault(placed.step, placed)
    kept = Plan(plan.government, tuple(first.values()))
    while True:
        broken = {v.step for v in check_plan(kept, problem) if v.code in _OF_STEPS}
        if not broken:
            return kept
        kept = Plan(kept.government, tuple(p for p in kept.placements if p.step not in broken))


def cost_share(
    cost: float, optimum: float, *, free: float = _FREE, worthless: float = _WORTHLESS
) -> float:
    """Return what a valid plan earns for its cost against the proven optimum.

    Parameters
    ----------
    cost, optimum : float
        Rp million.
    free : float, default 0.01
        Relative excess that still earns everything.
    worthless : float, default 0.12
        Relative excess that earns nothing; between the two the share falls evenly.

    Examples
    --------
    >>> cost_share(1000, 1000), cost_share(1120, 1000)
    (1.0, 0.0)
    """
    excess = cost / optimum - 1
    return min(1.0, max(0.0, (worthless - excess) / (worthless - free)))


def earned(share: float, of: float) -> float:
    """Return marks in tenths, cut off and never rounded up: only a whole share earns them all.

    Examples
    --------
    >>> earned(0.999, 5), earned(1.0, 5)
    (4.9, 5.0)
    """
    return math.floor(10 * share * of + 1e-9) / 10


def _index(plan: Plan, problem: PlanProblem) -> float:
    return float(index_curve(plan, problem).iloc[-1])


def _share(part: float, whole: float) -> float:
    if whole <= _TOLERANCE or part >= whole - _TOLERANCE:
        return 1.0
    return max(0.0, part / whole)


def _money(cost: float, budget: float | None) -> float:
    if budget is None or cost <= budget + _TOLERANCE:
        return 1.0
    return max(0.0, 1 - (cost / budget - 1) / _OVER)


def _floor(sound: Plan, problem: PlanProblem) -> float:
    levels = final_levels(sound, problem)
    shares = [
        _share(problem.group_index(group, levels) - now, low - now)
        for group, low in problem.minimum.items()
        for now in [problem.group_index(group)]
    ]
    return min(shares, default=1.0)


def _cost(plan: Plan, problem: PlanProblem) -> float:
    return float(sum(option.cost for _, _, option in placed_tasks(plan, problem)))


def _people(plan: Plan, problem: PlanProblem) -> float:
    use = capacity_use(plan, problem)
    cells = within = 0
    for opd, limits in problem.capacity.items():
        for quarter, limit in enumerate(limits, start=1):
            if (used := use.loc[opd, quarter]) > _TOLERANCE:
                cells += 1
                within += used <= limit + _TOLERANCE
    return within / cells if cells else 1.0
