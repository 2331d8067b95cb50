"""The plan board's state and what the engine says to it: frozen data, pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from spbe.instrument import Instrument
from spbe.planning.check import check_plan
from spbe.planning.greedy import greedy_plan
from spbe.planning.plan import Placement, Plan, index_curve, placed_tasks, quarter_costs
from spbe.planning.problem import PlanProblem
from spbe.scoring import predicate, reaches

__all__ = ["PlanState", "greedy_view", "plan_view"]


@dataclass(frozen=True)
class PlanState:
    """Hold the plan that the board shows.

    Examples
    --------
    >>> state = PlanState.read({}, "G02").place("I12-3", 2).place("I12-3", 4)
    >>> state.to_dict()["steps"]
    [{'step': 'I12-3', 'quarter': 4, 'practice': ''}]
    """

    plan: Plan

    @classmethod
    def read(
        cls, content: Mapping[str, Any], government: str, start: Plan | None = None
    ) -> PlanState:
        """Read an answer's content; an empty one gives the plan to start from, or an empty board.

        Raises
        ------
        ValueError
            If the content is not a plan, or one for another government (Indonesian).
        """
        if not content:
            return cls(start or Plan(government))
        if not isinstance(content.get("steps"), list):
            raise ValueError('Rencana tidak terbaca: bagian "steps" harus berupa daftar.')
        plan = Plan.from_dict(content)
        if plan.government != government:
            raise ValueError(f"Rencana ini untuk {plan.government!r}, bukan {government}.")
        return cls(plan)

    def place(self, step: str, quarter: int, practice: str = "") -> PlanState:
        """Return the state with a step (or the adoption of a practice) starting in a quarter."""
        others = self.drop(step).plan.placements
        return replace(
            self, plan=replace(self.plan, placements=(*others, Placement(quarter, step, practice)))
        )

    def drop(self, step: str) -> PlanState:
        """Return the state without a step."""
        left = tuple(placed for placed in self.plan.placements if placed.step != step)
        return replace(self, plan=replace(self.plan, placements=left))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for the answer file: exactly the plan's."""
        return self.plan.to_dict()


def plan_view(plan: Plan, problem: PlanProblem, instrument: Instrument) -> dict[str, Any]:
    """Return what the engine says of a plan, as plain data.

    Returns
    -------
    dict
        `curve` (index at the end of quarters 0 to the horizon), `index`, `predicate`, `costs`
        (Rp million by quarter), `total` (Rp million, also of what starts outside the horizon),
        `reached` (first quarter at whose end the target holds, or None) and `violations` (as
        `spbe.planning.check.Violation.to_dict`).
    """
    curve = index_curve(plan, problem)
    costs = quarter_costs(plan, problem)
    target = problem.target
    above = curve[reaches(curve, target)] if target is not None else curve[:0]
    return {
        "curve": [float(value) for value in curve],
        "index": float(curve.iloc[-1]),
        "predicate": str(predicate(float(curve.iloc[-1]), instrument)[0]),
        "costs": [float(cost) for cost in costs],
        "total": float(sum(option.cost for _, _, option in placed_tasks(plan, problem))),
        "reached": int(above.index[0]) if len(above) else None,
        "violations": [violation.to_dict() for violation in check_plan(plan, problem)],
    }


def greedy_view(plan: Plan, problem: PlanProblem, instrument: Instrument) -> dict[str, Any]:
    """Return how the greedy rule would do on the same problem, beside the given plan."""
    rule = greedy_plan(problem)
    mine, theirs = set(plan.starts), set(rule.starts)
    return {
        **plan_view(rule, problem, instrument),
        "steps": len(theirs),
        "practices": sum(1 for placed in rule.placements if placed.practice),
        "shared": len(mine & theirs),
    }
