"""What is wrong with a plan made by hand: one Indonesian sentence for every violation.

`forms/static/plan_rules.js` holds the same rules for a page; a test compares both on random plans.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from spbe.planning.plan import (
    Placement,
    Plan,
    capacity_use,
    final_levels,
    index_curve,
    placed_tasks,
    quarter_costs,
)
from spbe.planning.problem import PlanProblem
from spbe.planning.words import sentence

__all__ = ["Violation", "check_plan"]

_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Violation:
    """Hold one violation: a code for machines, a sentence for people, and where it is.

    ``code`` is one of unknown_step, already_reached, duplicate_step, outside_horizon, order,
    prerequisite, practice, forbidden, fixed, budget, quarter_budget, capacity, minimum, target.
    ``amount`` says by how much, in Rp million, person-months, index points or quarters.
    """

    code: str
    sentence: str
    step: str = ""
    quarter: int | None = None
    amount: float | None = None
    opd: str = ""
    group: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the violation as plain data."""
        return asdict(self)


def check_plan(plan: Plan, problem: PlanProblem) -> tuple[Violation, ...]:
    """Return every violation of a plan; an empty tuple means that the plan is valid.

    Parameters
    ----------
    plan : Plan
        Made by hand or by the planner.
    problem : PlanProblem
        The limits it is held against.

    Returns
    -------
    tuple of Violation
        In the order: steps, money, people, fixed steps, floors, target.
    """
    return (
        *_steps(plan, problem),
        *_money(plan, problem),
        *_capacity(plan, problem),
        *_wishes(plan, problem),
    )


def _steps(plan: Plan, problem: PlanProblem) -> Iterator[Violation]:
    by_code = problem.by_code
    finished: dict[str, int] = {}
    for placed, done, option in placed_tasks(plan, problem):
        finished[done.code] = placed.quarter + option.quarters - 1
    seen = set()
    for placed in plan.placements:
        code, quarter = placed.step, placed.quarter
        task = by_code.get(code)
        if task is None:
            yield _unknown(code, quarter, problem)
            continue
        if code in seen:
            yield _at("duplicate_step", placed)
            continue
        seen.add(code)
        if code in problem.forbidden:
            yield _at("forbidden", placed)
        chosen = task.option(placed.practice)
        if chosen is None:
            yield _at("practice.uncovered", placed, practice=placed.practice)
        end = finished[code]
        if quarter < 1:
            yield _at("outside_horizon.early", placed, 1 - quarter)
        if (late := end - problem.horizon) > 0:
            horizon = problem.horizon
            yield _at("outside_horizon.late", placed, late, end=end, late=late, horizon=horizon)
        for need in task.requires:
            lower = by_code[need].indicator == task.indicator and not task.is_adoption
            yield from _before("order" if lower else "prerequisite", placed, need, finished)
        if chosen is not None and chosen.practice:
            yield from _before("practice", placed, chosen.practice, finished)


def _at(kind: str, placed: Placement, amount: float | None = None, **parts: Any) -> Violation:
    """Return a violation of one placement; its code is the kind up to the dot."""
    text = sentence(kind, step=placed.step, quarter=placed.quarter, **parts)
    return Violation(kind.partition(".")[0], text, placed.step, placed.quarter, amount)


def _unknown(code: str, quarter: int, problem: PlanProblem) -> Violation:
    indicator, _, level = code.rpartition("-")
    for standing in problem.standings:
        if standing.indicator == indicator and level.isdigit():
            kind = "already_reached" if int(level) <= standing.level else "unknown_step.beyond"
            placed, level_now = Placement(quarter, code), standing.level
            return _at(kind, placed, indicator=indicator, level=level_now)
    return _at("unknown_step", Placement(quarter, code))


def _before(
    code: str, placed: Placement, need: str, finished: Mapping[str, int]
) -> Iterator[Violation]:
    if need not in finished:
        yield _at(f"{code}.missing", placed, need=need)
    elif (late := finished[need] - placed.quarter + 1) > 0:
        yield _at(f"{code}.late", placed, late, need=need, end=finished[need], late=late)


def _money(plan: Plan, problem: PlanProblem) -> Iterator[Violation]:
    total = sum(option.cost for _, _, option in placed_tasks(plan, problem))
    if problem.budget is not None and (over := total - problem.budget) > _TOLERANCE:
        text = sentence("budget", used=total, over=over, limit=problem.budget)
        yield Violation("budget", text, amount=over)
    costs = quarter_costs(plan, problem)
    for quarter, limit in enumerate(problem.quarter_budget or (), start=1):
        if (over := float(costs[quarter] - limit)) > _TOLERANCE:
            parts = {"quarter": quarter, "used": costs[quarter], "over": over, "limit": limit}
            text = sentence("quarter_budget", **parts)
            yield Violation("quarter_budget", text, quarter=quarter, amount=over)


def _capacity(plan: Plan, problem: PlanProblem) -> Iterator[Violation]:
    use = capacity_use(plan, problem)
    for opd, limits in problem.capacity.items():
        for quarter, limit in enumerate(limits, start=1):
            used = float(use.loc[opd, quarter])
            if (over := used - limit) > _TOLERANCE:
                parts = {"opd": opd, "quarter": quarter, "used": used, "over": over}
                text = sentence("capacity", **parts, limit=limit)
                yield Violation("capacity", text, quarter=quarter, amount=over, opd=opd)


def _kind_of(group: str, problem: PlanProblem) -> str:
    """Return whether a floor is one of an indicator, an aspect or a domain."""
    first = problem.members(group)[0]
    return next(name for name in ("indicator", "aspect", "domain") if getattr(first, name) == group)


def _wishes(plan: Plan, problem: PlanProblem) -> Iterator[Violation]:
    starts, by_code = plan.starts, problem.by_code
    for code, quarter in problem.fixed.items():
        if code not in by_code:
            continue
        if code not in starts:
            yield Violation("fixed", sentence("fixed.missing", step=code), code, quarter)
        elif quarter is not None and starts[code] != quarter:
            text = sentence("fixed.moved", step=code, quarter=quarter, start=starts[code])
            yield Violation("fixed", text, code, quarter, abs(starts[code] - quarter))
    levels = final_levels(plan, problem)
    for group, low in problem.minimum.items():
        found = problem.group_index(group, levels)
        if (lack := low - found) > _TOLERANCE:
            kind = f"minimum.{_kind_of(group, problem)}"
            text = sentence(kind, group=group, found=found, lack=lack, limit=low)
            yield Violation("minimum", text, amount=lack, group=group)
    final = float(index_curve(plan, problem).iloc[-1])
    if problem.target is not None and (lack := problem.target - final) > _TOLERANCE:
        parts = {"quarter": problem.horizon, "found": final, "lack": lack}
        text = sentence("target", **parts, limit=problem.target)
        yield Violation("target", text, quarter=problem.horizon, amount=lack)
