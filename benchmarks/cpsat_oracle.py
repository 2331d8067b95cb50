"""The planning problem once more, for OR-tools CP-SAT: start booleans and reified precedence.

Written apart from spbe's own model on purpose: two formulations that agree check each other.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ortools.sat.python import cp_model


class Answer(NamedTuple):
    """What CP-SAT found: status, value and bound of the objective."""

    status: str
    value: float
    bound: float


def solve(problem, objective, *, time_limit=20.0, workers=1):
    """Solve ``problem`` for "least_cost" (Rp million) or "highest_index" (index points)."""
    model = cp_model.CpModel()
    quarters = range(1, problem.horizon + 1)
    x, present, start, end = {}, {}, {}, {}
    for task in problem.tasks:
        for option in task.options:
            for q in quarters:
                if (
                    q + option.quarters - 1 <= problem.horizon
                    and task.code not in problem.forbidden
                ):
                    x[task.code, option.practice, q] = model.new_bool_var("")
    for task in problem.tasks:
        mine = [(o, q, x[key]) for o in task.options for q in quarters
                if (key := (task.code, o.practice, q)) in x]  # fmt: skip
        present[task.code] = model.new_bool_var("")
        model.add(sum(var for _, _, var in mine) == present[task.code])
        start[task.code] = sum(q * var for _, q, var in mine)
        end[task.code] = sum((q + o.quarters) * var for o, q, var in mine)
    for task in problem.tasks:
        for need in task.requires:
            model.add_implication(present[task.code], present[need])
            model.add(start[task.code] >= end[need]).only_enforce_if(present[task.code])
        for option in task.options:
            if option.practice:
                for q in quarters:
                    if (task.code, option.practice, q) in x:
                        var = x[task.code, option.practice, q]
                        model.add_implication(var, present[option.practice])
                        model.add(end[option.practice] <= q).only_enforce_if(var)
    costs = {(t.code, o.practice): round(o.cost * 100) for t in problem.tasks for o in t.options}
    cost = sum(costs[key[:2]] * var for key, var in x.items())
    if problem.budget is not None:
        model.add(cost <= math.floor(problem.budget * 100))
    for q, limit in enumerate(problem.quarter_budget or (), start=1):
        now = sum(costs[key[:2]] * var for key, var in x.items() if key[2] == q)
        model.add(now <= math.floor(limit * 100))
    for opd, limits in problem.capacity.items():
        for q, limit in enumerate(limits, start=1):
            use = sum(
                math.floor(option.person_months / option.quarters * 10_000)
                * x[task.code, option.practice, s]
                for task in problem.tasks if task.opd == opd
                for option in task.options
                for s in range(q - option.quarters + 1, q + 1)
                if (task.code, option.practice, s) in x
            )  # fmt: skip
            model.add(use <= math.floor(limit * 10_000 + 1e-6))
    gain = sum(round(task.gain * 10_000) * present[task.code] for task in problem.tasks)
    for code, quarter in problem.fixed.items():
        if code in present:
            model.add(present[code] == 1)
            if quarter is not None:
                model.add(start[code] == quarter)
    for group, low in problem.minimum.items():
        inside = {s.indicator for s in problem.members(group)}
        lack = (low - problem.group_index(group)) * problem.group_weight(group) * 100
        rise = sum(
            round(t.gain * 10_000) * present[t.code] for t in problem.tasks if t.indicator in inside
        )
        model.add(rise >= math.ceil(lack - 1e-6))
    if objective == "least_cost":
        model.add(gain >= math.ceil((problem.target - problem.index) * 10_000 - 1e-6))
        model.minimize(cost)
    else:
        model.maximize(gain)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = time_limit
    solver.parameters.num_workers = workers
    status = solver.status_name(solver.solve(model))
    if status not in ("OPTIMAL", "FEASIBLE"):
        return Answer(status, math.nan, math.nan)
    if objective == "least_cost":
        return Answer(status, solver.objective_value / 100, solver.best_objective_bound / 100)
    now = problem.index
    return Answer(
        status, now + solver.objective_value / 10_000, now + solver.best_objective_bound / 10_000
    )
