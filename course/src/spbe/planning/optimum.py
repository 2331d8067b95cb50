"""Plan the acceleration of one government exactly: least cost, highest index, or soonest."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from spbe.planning.check import check_plan
from spbe.planning.diagnosis import Reason, explain_infeasible
from spbe.planning.greedy import greedy_plan
from spbe.planning.model import Block, add_block
from spbe.planning.plan import (
    Placement,
    Plan,
    index_curve,
    placed_tasks,
)
from spbe.planning.problem import PlanProblem
from spbe.planning.solver import Model, Solution, run_highs
from spbe.planning.words import OUT_OF_TIME
from spbe.scoring import reaches

__all__ = ["PlanResult", "highest_index_plan", "least_cost_plan", "soonest_plan"]

_TIDY_NODES = 200
_THRIFT = 5e-3  # how nearly cheapest the soonest plan is: its quarter is what gets proven


@dataclass(frozen=True)
class PlanResult:
    """Hold a plan with the proof of how good it is.

    Attributes
    ----------
    objective : {"least_cost", "highest_index", "soonest"}
    status : {"optimal", "feasible", "infeasible", "unknown"}
        "feasible": valid, but the gap is larger than asked; "unknown": nothing found in time.
    plan : Plan or None
    value, bound : float or None
        Of the objective (Rp million, index, quarter); no plan can be better than the bound.
    gap : float or None
        ``|value - bound| / value``, proven.
    index, cost : float or None
        Final index and Rp million of the plan.
    quarter : int or None
        First quarter at whose end the problem's target is reached; 0 if it is reached today.
    reasons : tuple of Reason
        Why there is no plan.
    seconds : float
        Wall time.
    """

    objective: str
    status: str
    plan: Plan | None = None
    value: float | None = None
    bound: float | None = None
    gap: float | None = None
    index: float | None = None
    cost: float | None = None
    quarter: int | None = None
    reasons: tuple[Reason, ...] = ()
    seconds: float = 0.0


def least_cost_plan(
    problem: PlanProblem, *, gap: float = 1e-4, time_limit: float = 20.0, explain: bool = True
) -> PlanResult:
    """Return the cheapest plan that reaches the target within all limits.

    Parameters
    ----------
    problem : PlanProblem
        With a target.
    gap : float, default 1e-4
        Relative gap that counts as proven.
    time_limit : float, default 20
        Seconds for the search (a diagnosis comes on top).
    explain : bool, default True
        Whether to look for reasons when no plan exists.

    Returns
    -------
    PlanResult
        Among the schedules of the cheapest steps found, the one that raises the index earliest.

    Raises
    ------
    ValueError
        If the problem has no target.
    """
    began = time.perf_counter()
    _need_target(problem)
    model = Model()
    block = add_block(model, problem)
    found = run_highs(model, block.cost_terms(), gap=gap, time_limit=time_limit)
    plan = _tidy(model, block, found, gap) if found.values is not None else None
    rival = (
        _valid_greedy(problem) if plan is None or found.value > found.bound * (1 + gap) else None
    )
    if rival and (plan is None or _cost(rival, problem) < _cost(plan, problem)):
        plan = rival
    if plan is None:
        return _nothing("least_cost", found, problem, explain, began)
    cost = _cost(plan, problem)
    return _result("least_cost", plan, problem, cost, min(max(found.bound, 0.0), cost), gap, began)


def highest_index_plan(
    problem: PlanProblem, *, gap: float = 1e-4, time_limit: float = 20.0, explain: bool = True
) -> PlanResult:
    """Return the plan with the highest index within all limits; the target is not asked for.

    Parameters and returns are those of :func:`least_cost_plan`. Among plans of the same index the
    cheapest one found within a fixed search effort is taken.
    """
    began = time.perf_counter()
    model = Model()
    block = add_block(model, problem, target=False)
    gains = block.gain_terms()
    found = run_highs(model, gains, maximize=True, gap=gap / 10, time_limit=time_limit)
    plan = None
    if found.values is not None:
        cheaper = found
        if found.bound - found.value < 0.5:
            model.row(gains, round(found.value) if block.unit < 1 else found.value, float("inf"))
            again = run_highs(model, block.cost_terms(), gap=gap, time_limit=5.0, nodes=_TIDY_NODES)
            cheaper = again if again.values is not None else found
        plan = _tidy(model, block, cheaper, gap)
    free = replace(problem, target=None)
    rival = _valid_greedy(free) if plan is None or found.bound - found.value > 0.5 else None
    if rival and (plan is None or _index(rival, problem) > _index(plan, problem)):
        plan = rival
    if plan is None:
        return _nothing("highest_index", found, problem, explain, began)
    bound = max(problem.index + block.unit * found.bound, _index(plan, problem))
    return _result("highest_index", plan, problem, _index(plan, problem), bound, gap, began)


def soonest_plan(
    problem: PlanProblem, *, gap: float = 1e-4, time_limit: float = 20.0, explain: bool = True
) -> PlanResult:
    """Return the plan that reaches the target in the earliest quarter, at a cost within 0.5 %.

    Parameters, returns and errors are those of :func:`least_cost_plan`; ``value`` is the quarter.

    Notes
    -----
    Quarters are tried from the first one that the linear relaxation allows; each earlier one is
    thereby proven impossible. A quarter that could not be decided in time weakens the bound. A
    target that no quarter allows is said to be infeasible only when every quarter was decided.
    """
    began = time.perf_counter()
    target = _need_target(problem)
    first = None
    for quarter in range(0 if reaches(problem.index, target) else 1, problem.horizon + 1):
        left = time_limit - (time.perf_counter() - began)
        if left <= 0:
            first = quarter if first is None else first
            break
        model = Model()
        block = add_block(model, problem, by=quarter)
        relaxed = _relaxed(model)
        if run_highs(relaxed, {}, time_limit=left).infeasible:
            continue
        found = run_highs(model, block.cost_terms(), gap=max(gap, _THRIFT), time_limit=left)
        if found.infeasible:
            continue
        first = quarter if first is None else first
        if found.values is not None:
            plan = _tidy(model, block, found, gap)
            return _result("soonest", plan, problem, quarter, first, gap, began)
    rival = _valid_greedy(problem)
    if rival:
        quarter = _quarter(rival, problem) or problem.horizon
        bound = quarter if first is None else min(first, quarter)
        return _result("soonest", rival, problem, quarter, bound, gap, began)
    proof = Solution(None, float("nan"), float("nan"), first is None, 0.0)
    return _nothing("soonest", proof, problem, explain, began)


def _relaxed(model: Model) -> Model:
    """Return the linear relaxation of a model (rows are shared, not copied)."""
    return replace(model, integer=[False] * len(model.integer))


def _tidy(model: Model, block: Block, found: Solution, gap: float) -> Plan:
    """Return the chosen tasks at their earliest: the tie-break that makes the answer one.

    The same tasks and options are kept; the sum of gains times quarters is made largest, with a
    small part for the order of codes. The effort is bounded by nodes, not by time, so that two
    runs agree.
    """
    held = {columns[-1]: float(found.chosen(columns[-1])) for _, _, columns in block.options()}
    weights, size = {}, max(1, len(block.problem.tasks))
    for place, task in enumerate(block.problem.tasks):
        for option in task.options:
            for column in block.started.get((task.code, option.practice), ()):
                if held[block.started[task.code, option.practice][-1]]:
                    weights[column] = 1 + block.gains[task.code] + (size - place) / (10 * size)
    early = run_highs(
        model, weights, maximize=True, gap=gap, time_limit=10.0, nodes=_TIDY_NODES, closed=held
    )
    best = early if early.values is not None else found
    used = {
        option.practice
        for _, option, columns in block.options()
        if option.practice and best.chosen(columns[-1])
    }
    placements = []
    for task, option, columns in block.options():
        idle = task.is_adoption and task.code not in used | set(block.problem.fixed)
        if best.chosen(columns[-1]) and not idle:
            quarters = block.quarters[task.code, option.practice]
            start = next(q for q, c in zip(quarters, columns, strict=True) if best.chosen(c))
            placements.append(Placement(start, task.code, option.practice))
    return Plan(block.problem.government, tuple(placements))


def _result(
    objective: str,
    plan: Plan,
    problem: PlanProblem,
    value: float,
    bound: float,
    gap: float,
    began: float,
) -> PlanResult:
    proven = abs(value - bound) / max(abs(value), 1e-9)
    return PlanResult(
        objective,
        "optimal" if proven <= gap * 1.01 else "feasible",
        plan,
        value,
        bound,
        proven,
        _index(plan, problem),
        _cost(plan, problem),
        _quarter(plan, problem),
        seconds=time.perf_counter() - began,
    )


def _nothing(
    objective: str, found: Solution, problem: PlanProblem, explain: bool, began: float
) -> PlanResult:
    target = objective != "highest_index"
    status = "infeasible" if found.infeasible else "unknown"
    reasons: tuple[Reason, ...] = (Reason("time", OUT_OF_TIME, proven=False),)
    if found.infeasible:
        reasons = explain_infeasible(problem, target=target) if explain else ()
    return PlanResult(objective, status, reasons=reasons, seconds=time.perf_counter() - began)


def _valid_greedy(problem: PlanProblem) -> Plan | None:
    plan = greedy_plan(problem, target=problem.target is not None)
    return None if check_plan(plan, problem) else plan


def _cost(plan: Plan, problem: PlanProblem) -> float:
    return float(sum(option.cost for _, _, option in placed_tasks(plan, problem)))


def _index(plan: Plan, problem: PlanProblem) -> float:
    return float(index_curve(plan, problem).iloc[-1])


def _quarter(plan: Plan, problem: PlanProblem) -> int | None:
    if problem.target is None:
        return None
    reached = reaches(index_curve(plan, problem), problem.target)
    return int(reached.idxmax()) if reached.any() else None


def _need_target(problem: PlanProblem) -> float:
    if problem.target is None:
        raise ValueError("target indeks belum ditetapkan")
    return problem.target
