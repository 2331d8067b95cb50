"""How good a plan made by hand is, in shares from 0 to 1: rules kept, way covered, money spent."""

from __future__ import annotations

import math
from dataclasses import dataclass

from spbe.planning.check import Violation, check_plan
from spbe.planning.plan import Plan, capacity_use, index_curve, placed_tasks
from spbe.planning.problem import PlanProblem

__all__ = ["PlanMarks", "cost_share", "earned", "mark_plan", "sound_part"]

_OF_STEPS = {
    "unknown_step", "already_reached", "duplicate_step", "outside_horizon", "order",
    "prerequisite", "practice", "forbidden",
}  # fmt: skip
_FREE, _WORTHLESS = 0.02, 0.25
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class PlanMarks:
    """Hold what `mark_plan` found.

    Attributes
    ----------
    steps : float
        Share of the placements that may stand as they are.
    money : float
        1 if the whole cost is within the budget, else 0.
    people : float
        Share of the used unit-quarters that are within the capacity.
    progress : float
        Share of the way from the present index to the target, by the sound steps alone.
    index, cost : float
        Final index of the sound steps; Rp million of the whole plan.
    violations : tuple of Violation
        Every one, in the order of `check_plan`.
    """

    steps: float
    money: float
    people: float
    progress: float
    index: float
    cost: float
    violations: tuple[Violation, ...]

    @property
    def valid(self) -> bool:
        """Tell whether every rule is kept and the target is reached."""
        return not self.violations

    def words(self, limit: int = 5) -> str:
        """Say in Indonesian what is wrong, a line each; empty if nothing is."""
        lines = [f"- {violation.sentence}" for violation in self.violations[:limit]]
        if (rest := len(self.violations) - limit) > 0:
            lines.append(f"- … dan {rest} hal lain.")
        return "\n".join(lines)


def mark_plan(plan: Plan, problem: PlanProblem) -> PlanMarks:
    """Return the shares that a plan earns.

    Parameters
    ----------
    plan : Plan
        Made by hand; it may break any rule.
    problem : PlanProblem
        With a target above the present index.

    Raises
    ------
    ValueError
        If the problem has no target.

    Notes
    -----
    A plan without steps breaks no rule. Whoever gives marks for rules therefore multiplies them
    by `progress`.
    """
    if problem.target is None:
        raise ValueError("target indeks belum ditetapkan")
    sound = sound_part(plan, problem)
    index = float(index_curve(sound, problem).iloc[-1])
    way = problem.target - problem.index
    return PlanMarks(
        steps=len(sound.placements) / max(1, len(plan.placements)),
        money=float(problem.budget is None or _cost(plan, problem) <= problem.budget + _TOLERANCE),
        people=_people(plan, problem),
        progress=min(1.0, max(0.0, (index - problem.index) / way)) if way > _TOLERANCE else 1.0,
        index=index,
        cost=_cost(plan, problem),
        violations=check_plan(plan, problem),
    )


def sound_part(plan: Plan, problem: PlanProblem) -> Plan:
    """Return the largest part of a plan whose steps keep order, prerequisites and calendar.

    A step whose prerequisite falls away falls with it. Money and people are not looked at.
    """
    first = {}
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
    free : float, default 0.02
        Relative excess that still earns everything.
    worthless : float, default 0.25
        Relative excess that earns nothing; between the two the share falls evenly.

    Examples
    --------
    >>> cost_share(1000, 1000), cost_share(1250, 1000)
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
