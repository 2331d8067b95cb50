"""Lab 07: plans that nobody weighed. What was opened with the lab is there for everybody."""

from lazy import GENERAL, Strategy, beside, lazy
from lazy_forms import planned, record_of

from spbe import datasets
from spbe.planning.case import start_plan
from spbe.planning.greedy import greedy_plan
from spbe.planning.optimum import least_cost_plan
from spbe.planning.plan import Placement, Plan
from spbe.planning.problem import plan_problem

_FLOOR = {"layanan": "I43", "lantai": "domain"}


def _nothing(problem):
    return Plan(problem.government, ())


def _all_at_once(problem):
    steps = (Placement(1, task.code, "") for task in problem.tasks if not task.is_adoption)
    return Plan(problem.government, tuple(steps))


def _as_handed_out(lab, owner):
    """Both boards as the first one is shown, its floor chosen."""
    plan = start_plan(record_of(owner)).to_dict()
    boards = [name for name, call in lab.calls.items() if call.maker == "plan_board"]
    return dict.fromkeys(boards, plan) | {"lantai-layanan": {"questions": _FLOOR}}


def _from_the_self_assessment(lab, owner):
    """The proven cheapest plan, but of a government that is as good as it says."""
    record, boards = record_of(owner), {}
    for name, call in lab.calls.items():
        if call.maker == "plan_board":
            problem = plan_problem(
                datasets.load_levels(2024).loc[record["government"]],
                datasets.load_steps(),
                datasets.load_instrument("spbe-2020"),
                government=record["government"],
                target=3.5,
                budget=record["cut_budget" if call.named.get("cut") else "budget"],
                capacity=record["capacity"],
                practices=datasets.load_practices(),
            )
            best = least_cost_plan(problem, gap=0.01, explain=False).plan
            boards[name] = (best or greedy_plan(problem)).to_dict()
    return boards | {"lantai-layanan": {"questions": _FLOOR}}


STRATEGIES = lazy(0.2) | {
    "nothing_placed": Strategy(planned(_nothing), 0.0),
    "as_handed_out": Strategy(_as_handed_out, 0.1),
    "from_the_self_assessment": Strategy(_from_the_self_assessment, 0.25),
    "everything_in_the_first_quarter": Strategy(planned(_all_at_once, _FLOOR), 0.3),
    "greedy_without_a_floor": Strategy(planned(greedy_plan), 0.3),
    "greedy_to_the_last_rupiah": Strategy(
        planned(lambda problem: greedy_plan(problem, target=False), _FLOOR), 0.5
    ),
    "greedy_and_first_choices": Strategy(
        beside(GENERAL["first_choice"], planned(greedy_plan, _FLOOR)), 0.65
    ),
}
