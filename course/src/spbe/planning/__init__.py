"""Plan the acceleration of one government: problem, plan, rules, and the exact optimum."""

from spbe.planning.check import Violation, check_plan
from spbe.planning.diagnosis import Reason
from spbe.planning.greedy import greedy_plan
from spbe.planning.optimum import PlanResult, highest_index_plan, least_cost_plan, soonest_plan
from spbe.planning.plan import Placement, Plan, capacity_use, index_curve, quarter_costs, schedule
from spbe.planning.problem import PlanProblem, plan_problem

__all__ = [
    "Placement",
    "Plan",
    "PlanProblem",
    "PlanResult",
    "Reason",
    "Violation",
    "capacity_use",
    "check_plan",
    "greedy_plan",
    "highest_index_plan",
    "index_curve",
    "least_cost_plan",
    "plan_problem",
    "quarter_costs",
    "schedule",
    "soonest_plan",
]
