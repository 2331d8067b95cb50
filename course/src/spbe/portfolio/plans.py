"""Plan a province: which governments are coached, and how far that lifts the mean of all.

"Provincial index" means here the mean of the governments given, nothing else. Only coached
governments rise; coaching opens the Living Lab's practices to them and uses the coaches' days.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from spbe.planning.greedy import greedy_plan
from spbe.planning.model import Block
from spbe.planning.plan import Placement, Plan, index_curve, placed_tasks, quarter_costs
from spbe.planning.problem import PlanProblem
from spbe.planning.solver import Solution
from spbe.planning.words import OUT_OF_TIME, points
from spbe.portfolio.model import Joint, Menu, calendar_model, timeless_model
from spbe.portfolio.problem import Coaching, ProvinceProblem
from spbe.scoring import reaches

__all__ = ["PortfolioResult", "highest_mean_portfolio", "least_cost_portfolio"]

_TOLL = 0.05  # of the rise: what just reaches the target without a calendar misses it on one


@dataclass(frozen=True)
class PortfolioResult:
    """Hold the coached governments, their plans, and the proof.

    Attributes
    ----------
    objective : {"least_cost", "highest_mean"}
    status : {"optimal", "feasible", "infeasible", "unknown"}
        "optimal" means proven within the gap asked for.
    coached : tuple of str
    plans : mapping of str to Plan
    before, mean : float
        Mean of all governments today and at the end of the horizon.
    cost : float
        Rp million of all plans.
    value, bound, gap : float or None
        Of the objective (Rp million, or the mean itself).
    table : DataFrame
        By government: before, after, rise, cost, coached, coach_days.
    reason : str
        Why there is no plan, in Indonesian.
    seconds : float
    """

    objective: str
    status: str
    before: float
    coached: tuple[str, ...] = ()
    plans: Mapping[str, Plan] = field(default_factory=dict)
    mean: float | None = None
    cost: float | None = None
    value: float | None = None
    bound: float | None = None
    gap: float | None = None
    table: pd.DataFrame | None = field(default=None, repr=False)
    reason: str = ""
    seconds: float = 0.0


def least_cost_portfolio(
    problem: ProvinceProblem,
    *,
    coached: Sequence[str] | None = None,
    gap: float = 5e-3,
    time_limit: float = 55.0,
) -> PortfolioResult:
    """Return the cheapest choice and plans that lift the mean to the target.

    Parameters
    ----------
    problem : ProvinceProblem
    coached : sequence of str, optional
        Governments to be coached; chosen by the solver when not given.
    gap : float, default 0.005
        Relative gap that counts as proven.
    time_limit : float, default 55
        Seconds.

    Returns
    -------
    PortfolioResult

    Notes
    -----
    First the governments and their steps are chosen without a calendar; that gives a bound that
    holds for every choice. Then the chosen governments are planned together on the calendar: with
    the steps chosen, which is quick, and with all steps if that is not good enough and time is
    left. The gap compares the plan with the bound. A search cut short returns the best plan found.
    """
    return _solve(problem, "least_cost", coached, gap, time_limit)


def highest_mean_portfolio(
    problem: ProvinceProblem,
    *,
    coached: Sequence[str] | None = None,
    gap: float = 5e-3,
    time_limit: float = 55.0,
) -> PortfolioResult:
    """Return the choice and plans with the highest mean; the target is not asked for.

    Parameters and returns are those of :func:`least_cost_portfolio`; the gap is relative to the
    mean. Give ``coached`` to see what a choice of one's own could reach.
    """
    return _solve(problem, "highest_mean", coached, gap, time_limit)


def _solve(
    problem: ProvinceProblem,
    objective: str,
    coached: Sequence[str] | None,
    gap: float,
    time_limit: float,
) -> PortfolioResult:
    began = time.perf_counter()
    cheapest = objective == "least_cost"
    target = problem.target if cheapest else None
    if coached is not None:
        _refuse_choice(problem, coached)
    asked = tuple(problem.problems if coached is None else coached)

    def run(joint: Joint, part: float, menu: Menu | None = None) -> Solution:
        left = time_limit - (time.perf_counter() - began)
        return joint.run(cheapest, gap / 5, left * part, menu)

    choice = timeless_model(problem, asked, target, divisible=True)
    found = run(choice, 0.3)
    if found.values is None:
        return _nothing(problem, objective, found.infeasible, asked, began)
    bound, codes = found.bound, asked
    if coached is None:
        begun = {code for code, _, _ in choice.picked(found, least=1e-6)}
        codes = tuple(code for code in asked if code in begun)
    more = None if target is None else target + _TOLL * max(0.0, target - choice.before)
    small = timeless_model(problem, codes, more)
    menu = small.picked(run(small, 0.3))
    by_hand = _read(problem, objective, _by_hand(problem, codes, target), coached)
    enough = target is None or reaches(by_hand.mean, target)
    best: PortfolioResult | None = by_hand if enough else None
    for chosen, dishes, part in ((codes, menu, 0.5), (codes, None, 0.6), (asked, None, 1.0)):
        joint = calendar_model(problem, chosen, target)
        found = run(joint, part, dishes)
        if found.values is not None:
            plans = {code: _plan(block, found) for code, block in joint.blocks.items()}
            rival = _read(problem, objective, plans, coached)
            best = rival if best is None or (_worth(rival) < _worth(best)) == cheapest else best
        # A model that holds every answer to the question has a bound and a refusal that count.
        if whole := dishes is None and chosen == asked:
            bound = (max if cheapest else min)(bound, found.bound)
        good = best is not None and _gap(_worth(best), bound) <= gap
        if good or whole or time.perf_counter() - began > time_limit:
            break
    if best is None:
        return _nothing(problem, objective, whole and found.infeasible, asked, began)
    bound = (min if cheapest else max)(bound, _worth(best))
    proven = _gap(_worth(best), bound)
    status = "optimal" if proven <= gap else "feasible"
    seconds = time.perf_counter() - began
    return replace(best, status=status, bound=float(bound), gap=float(proven), seconds=seconds)


def _worth(result: PortfolioResult) -> float:
    return math.nan if result.value is None else result.value


def _gap(value: float, bound: float) -> float:
    return abs(value - bound) / max(abs(value), 1e-9)


def _read(
    problem: ProvinceProblem,
    objective: str,
    found: Mapping[str, Plan],
    coached: Sequence[str] | None,
) -> PortfolioResult:
    plans = {code: plan for code, plan in found.items() if plan.placements or coached}
    rows = []
    for code, before in problem.index.items():
        plan = plans.get(code)
        after, cost, days = float(before), 0.0, 0.0
        if plan:
            mine = problem.problems[code]
            after = float(index_curve(plan, mine).iloc[-1])
            cost = float(quarter_costs(plan, mine).sum())
            days = float(_coach_days(plan, mine, problem.coaching).sum())
        rows.append((float(before), after, after - before, cost, plan is not None, days))
    columns = ["before", "after", "rise", "cost", "coached", "coach_days"]
    table = pd.DataFrame(rows, index=problem.index.index, columns=columns)
    before, mean, cost = problem.index.mean(), table["after"].mean(), table["cost"].sum()
    value = float(cost if objective == "least_cost" else mean)
    return PortfolioResult(
        objective,
        "feasible",
        float(before),
        tuple(plans),
        plans,
        float(mean),
        float(cost),
        value,
        table=table,
    )


def _by_hand(
    problem: ProvinceProblem, codes: tuple[str, ...], target: float | None
) -> dict[str, Plan]:
    """Return greedy plans of the governments, one after the other: what a cut search falls back on.

    Whoever finds no coach free plans by own effort. With a target each takes an equal share of it.
    """
    days = np.full(problem.horizon, float(problem.coaching.days))
    money = np.inf if problem.budget is None else problem.budget
    share = ((target or 0.0) - problem.index.mean()) * len(problem.index) / max(1, len(codes))
    plans = {}
    for code in codes:
        mine = problem.problems[code]
        budget = min(money, np.inf if mine.budget is None else mine.budget)
        mine = replace(
            mine,
            budget=None if budget == np.inf else budget,
            target=None if target is None else mine.index + share,
        )
        alone = {task.code for task in mine.tasks if task.is_adoption}
        for asked in (mine, replace(mine, forbidden=mine.forbidden | alone)):
            plan = greedy_plan(asked)
            use = _coach_days(plan, asked, problem.coaching)
            if (use <= days + 1e-9).all():
                break
        plans[code] = plan
        days -= use
        money -= quarter_costs(plan, mine).sum()
    return plans


def _plan(block: Block, found: Solution) -> Plan:
    placements = []
    for task, option, columns in block.options():
        if found.chosen(columns[-1]):
            quarters = block.quarters[task.code, option.practice]
            start = next(q for q, c in zip(quarters, columns, strict=True) if found.chosen(c))
            placements.append(Placement(start, task.code, option.practice))
    used = {placed.practice for placed in placements}
    adopted = {task.code for task in block.problem.tasks if task.is_adoption} - used
    kept = tuple(placed for placed in placements if placed.step not in adopted)
    return Plan(block.problem.government, kept)


def _coach_days(plan: Plan, problem: PlanProblem, coaching: Coaching) -> np.ndarray:
    """Return the coach-days a plan takes in each quarter."""
    days = np.zeros(problem.horizon)
    for placed, task, option in placed_tasks(plan, problem):
        if task.is_adoption or option.practice:
            use = coaching.days_per_adoption if task.is_adoption else coaching.days_per_step
            days[placed.quarter - 1 : placed.quarter - 1 + option.quarters] += use
    return days


def _refuse_choice(problem: ProvinceProblem, coached: Sequence[str]) -> None:
    places = problem.coaching.places
    if len(set(coached)) != len(coached) or len(coached) > places:
        raise ValueError(f"pilih paling banyak {places} pemerintah daerah, masing-masing satu kali")
    if unknown := sorted(set(coached) - set(problem.problems)):
        raise ValueError(f"tidak dapat didampingi: {', '.join(unknown)}")


def _nothing(
    problem: ProvinceProblem,
    objective: str,
    infeasible: bool,
    asked: tuple[str, ...],
    began: float,
) -> PortfolioResult:
    reason = OUT_OF_TIME
    if infeasible:
        # The best mean without a calendar is an upper bound: what it lacks is lacking for sure.
        top = timeless_model(problem, asked).run(False, 1e-4, 20.0).bound
        reason = f"Rata-rata provinsi {points(problem.target)} tidak tercapai (terbukti)."
        if math.isfinite(top) and top < problem.target:
            reason = (
                f"Rata-rata provinsi tidak dapat mencapai {points(problem.target)}: dengan batas"
                f" yang ada paling tinggi {points(top)}, kurang paling sedikit"
                f" {points(problem.target - top)}."
            )
    return PortfolioResult(
        objective,
        "infeasible" if infeasible else "unknown",
        float(problem.index.mean()),
        reason=reason,
        seconds=time.perf_counter() - began,
    )
