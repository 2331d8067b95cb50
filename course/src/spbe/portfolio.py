"""Plan a province: which governments are coached, and how far that lifts the mean of all.

"Provincial index" means here the mean of the governments given, nothing else. Only coached
governments rise; coaching opens the Living Lab's practices to them and uses the coaches' days.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from spbe.planning_model import Block, add_block
from spbe.planning_plan import Placement, Plan, index_curve, placed_tasks
from spbe.planning_problem import PlanProblem
from spbe.planning_solver import Model, Solution, run_highs
from spbe.planning_words import points
from spbe.portfolio_problem import Coaching, ProvinceProblem, province_problem

__all__ = [
    "Coaching",
    "PortfolioResult",
    "ProvinceProblem",
    "highest_mean_portfolio",
    "least_cost_portfolio",
    "province_problem",
]


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
    First a relaxation is solved: which governments and which steps are whole choices, only their
    timing is divisible. It gives the choice and a bound that holds for every choice. Then the
    chosen governments are planned together exactly. The gap compares that plan with the bound.
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


@dataclass(frozen=True)
class _Joint:
    """Hold the model of several governments: blocks, choice columns, terms of both objectives."""

    model: Model
    blocks: Mapping[str, Block]
    choice: Mapping[str, int]
    cost: Mapping[int, float]
    rise: Mapping[int, float]


def _joint(problem: ProvinceProblem, codes: Iterable[str], choose: bool, target: bool) -> _Joint:
    model, blocks, choice = Model(), {}, {}
    cost: dict[int, float] = {}
    rise: dict[int, float] = {}
    days: list[dict[int, float]] = [{} for _ in range(problem.horizon)]
    coaching = problem.coaching
    for code in codes:
        block = blocks[code] = add_block(model, problem.problems[code], target=False)
        mine = block.cost_terms()
        if choose:
            pick = choice[code] = model.column()
            for task in block.problem.tasks:
                if not task.requires and (terms := block.chosen(task)):
                    model.row({pick: 1.0} | dict.fromkeys(terms, -1.0), 0.0, np.inf)
            if (limit := block.problem.budget) is not None:
                model.row(mine | {pick: -limit}, -np.inf, 0.0)
        cost |= mine
        rise |= {column: gain * block.unit * 1e4 for column, gain in block.gain_terms().items()}
        for task, option, _ in block.options():
            use = coaching.days_per_adoption if task.is_adoption else coaching.days_per_step
            for quarter, terms in enumerate(days, start=1):
                if task.is_adoption or option.practice:
                    terms |= block.busy_terms(task, option, quarter, use)
    for terms in days:
        model.row(terms, -np.inf, coaching.days)
    if choose:
        model.row(dict.fromkeys(choice.values(), 1.0), -np.inf, float(coaching.places))
    if problem.budget is not None:
        model.row(cost, -np.inf, problem.budget)
    if target:
        need = (problem.target - problem.index.mean()) * len(problem.index) * 1e4
        model.row(rise, max(0.0, need - 1e-4), np.inf)
    return _Joint(model, blocks, choice, cost, rise)


def _solve(problem: ProvinceProblem, objective: str, coached, gap, time_limit) -> PortfolioResult:
    began = time.perf_counter()
    cheapest = objective == "least_cost"
    if coached is not None:
        _refuse_choice(problem, coached)
        codes, relaxed = tuple(coached), None
    else:
        joint = _joint(problem, problem.problems, True, cheapest)
        _divide_time(joint, steps=cheapest)
        relaxed = _run(joint, cheapest, gap / 5, time_limit * 0.5)
        if relaxed.values is None:
            return _nothing(problem, objective, relaxed, problem.problems, True, began)
        codes = tuple(code for code, pick in joint.choice.items() if relaxed.chosen(pick))
    joint = _joint(problem, codes, False, cheapest)
    left = time_limit - (time.perf_counter() - began)
    found = _run(joint, cheapest, gap / 5, left)
    if found.values is None:
        return _nothing(problem, objective, found, codes, False, began)
    return _read(problem, objective, joint, found, relaxed or found, gap, began)


def _divide_time(joint: _Joint, *, steps: bool) -> None:
    """Relax the model: choices (and steps, if asked) stay whole, the calendar is divisible."""
    whole = set(joint.choice.values())
    if steps:
        blocks = joint.blocks.values()
        whole |= {columns[-1] for block in blocks for _, _, columns in block.options()}
    joint.model.integer = [column in whole for column in range(len(joint.model.integer))]


def _run(joint: _Joint, cheapest: bool, gap: float, time_limit: float) -> Solution:
    terms = joint.cost if cheapest else joint.rise
    # The mean is many times larger than its rise: a gap on the rise is a far smaller one on it.
    gap = gap if cheapest else gap * 25
    return run_highs(joint.model, terms, maximize=not cheapest, gap=gap, time_limit=time_limit)


def _read(problem, objective, joint: _Joint, found, relaxed, gap, began) -> PortfolioResult:
    plans = {code: _plan(block, found) for code, block in joint.blocks.items()}
    rows = []
    for code, before in problem.index.items():
        plan, mine = plans.get(code), problem.problems.get(code)
        after = float(index_curve(plan, mine).iloc[-1]) if plan else float(before)
        cost, days = _spent(plan, mine, problem.coaching) if plan else (0.0, 0.0)
        rows.append((float(before), after, after - before, cost, plan is not None, days))
    columns = ["before", "after", "rise", "cost", "coached", "coach_days"]
    table = pd.DataFrame(rows, index=problem.index.index, columns=columns)
    mean, cost, before = table["after"].mean(), table["cost"].sum(), problem.index.mean()
    if objective == "least_cost":
        value, bound = cost, min(relaxed.bound, cost)
    else:
        rise = relaxed.bound / 1e4 / len(problem.index)
        value, bound = mean, max(mean, before + rise)
    proven = abs(value - bound) / max(abs(value), 1e-9)
    return PortfolioResult(
        objective,
        "optimal" if proven <= gap else "feasible",
        float(before),
        tuple(plans),
        plans,
        float(mean),
        float(cost),
        float(value),
        float(bound),
        float(proven),
        table,
        seconds=time.perf_counter() - began,
    )


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


def _spent(plan: Plan, problem: PlanProblem, coaching: Coaching) -> tuple[float, float]:
    cost = days = 0.0
    for _, task, option in placed_tasks(plan, problem):
        cost += option.cost
        if task.is_adoption:
            days += coaching.days_per_adoption * option.quarters
        elif option.practice:
            days += coaching.days_per_step * option.quarters
    return cost, days


def _refuse_choice(problem: ProvinceProblem, coached: Sequence[str]) -> None:
    places = problem.coaching.places
    if len(set(coached)) != len(coached) or len(coached) > places:
        raise ValueError(f"pilih paling banyak {places} pemerintah daerah, masing-masing satu kali")
    if unknown := sorted(set(coached) - set(problem.problems)):
        raise ValueError(f"tidak dapat didampingi: {', '.join(unknown)}")


def _nothing(problem, objective, found, codes, choose: bool, began) -> PortfolioResult:
    reason = ""
    if found.infeasible and objective == "least_cost":
        # The best mean with divisible steps is an upper bound: what it lacks is lacking for sure.
        joint = _joint(problem, codes, choose, False)
        _divide_time(joint, steps=True)
        best = _run(joint, False, 1e-3, 20.0).bound / 1e4 / len(problem.index)
        top = problem.index.mean() + best
        if math.isfinite(top) and top < problem.target:
            reason = (
                f"Rata-rata provinsi tidak dapat mencapai {points(problem.target)}: dengan batas"
                f" yang ada paling tinggi {points(top)}, kurang paling sedikit"
                f" {points(problem.target - top)}."
            )
        else:
            reason = f"Rata-rata provinsi {points(problem.target)} tidak tercapai (terbukti)."
    status = "infeasible" if found.infeasible else "unknown"
    seconds = time.perf_counter() - began
    return PortfolioResult(
        objective, status, float(problem.index.mean()), reason=reason, seconds=seconds
    )
