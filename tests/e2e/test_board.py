"""The plan board in a browser: its rules are the kernel's, and what was planned stays planned."""

import importlib.util
import random
from pathlib import Path

import pytest

from spbe import datasets
from spbe.planning import Placement, Plan, check_plan, greedy_plan, index_curve, plan_problem
from spbe.planning_case import BUDGETS, case_problem
from spbe.planning_plan import capacity_use, quarter_costs
from spbe.widgets.plan_widget import PlanBoard, problem_static

pytestmark = pytest.mark.e2e


def _beside(name):
    """Load a neighbour of this file: tests are no package, and one Jupyter server is enough."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


room = _beside("test_forms")
lab, window = room.lab, room.window
BOARD = 'from spbe.widgets import plan_board\nplan_board("rencana", government="G02")'


# ---- the rules of the view are the kernel's


def crowded():
    """A problem with every kind of limit, so that every rule can be broken."""
    steps = datasets.load_steps()
    return plan_problem(
        datasets.load_levels(2024).loc["G07"],
        steps,
        datasets.load_instrument("spbe-2020"),
        target=3.4,
        budget=1500,
        quarter_budget=[300, 250.5, 200, 400, 400, 300, 150, 100],
        capacity={opd: 2.25 for opd in steps["opd"].unique() if opd != "Bappeda"},
        fixed={"I12-3": 2, "P06": None, "I31-2": None, "I01-3": 1},
        forbidden=["I12-5", "I47-5"],
        minimum={"D1": 3.5, "D3": 2.75},
        practices=datasets.load_practices(),
    )


def random_plan(problem, draw):
    """A plan of everything that may stand in a file: sound, hasty and impossible placements."""
    placements = list(greedy_plan(problem).placements) if draw.random() < 0.3 else []
    placements = [p for p in placements if draw.random() < 0.8]
    for task in draw.sample(problem.tasks, draw.randint(0, 25)):
        practice = draw.choice([*(o.practice for o in task.options), "", "P99"])
        placements.append(Placement(draw.randint(1, 8), task.code, practice))
    for code in ("I12-1", "X9", "I12-3", "P77", "I01-x"):
        if draw.random() < 0.2:
            placements.append(Placement(draw.choice([-1, 0, 3, 8, 11]), code))
    return Plan(problem.government, tuple(placements))


@pytest.fixture(scope="module")
def rules(window):
    """The view's rules, as a function from problem and plans to what they find."""
    page = window()
    page.evaluate(
        """async (source) => { window.board = await import(
        URL.createObjectURL(new Blob([source], { type: "text/javascript" }))); }""",
        PlanBoard._esm,
    )
    return lambda problem, plans: page.evaluate(
        """([problem, plans]) => plans.map((steps) => {
        const { curve, costs, use, violations, reached } = board.planFacts(problem, steps);
        return { curve, costs, use: Object.fromEntries(use), reached, violations:
          violations.map((v) => [v.code, v.sentence, v.step, v.quarter, v.opd]) }; })""",
        [problem_static(problem), [plan.to_dict()["steps"] for plan in plans]],
    )


def test_the_view_finds_what_the_kernel_finds_on_random_plans(rules):
    draw = random.Random(7)
    broken = set()
    for problem in (crowded(), *(case_problem(code) for code in ("G02", "G04", "G08"))):
        plans = [random_plan(problem, draw) for _ in range(60)]
        for plan, found in zip(plans, rules(problem, plans), strict=True):
            truth = check_plan(plan, problem)
            broken |= {violation.code for violation in truth}
            assert found["violations"] == [
                [v.code, v.sentence, v.step, v.quarter, v.opd] for v in truth
            ]
            curve = index_curve(plan, problem)
            assert found["curve"] == pytest.approx(list(curve), abs=1e-12)
            assert found["costs"] == pytest.approx(list(quarter_costs(plan, problem)), abs=1e-9)
            use = capacity_use(plan, problem)
            for opd, row in found["use"].items():
                assert row == pytest.approx(list(use.loc[opd]), abs=1e-9)
            reached = curve[curve >= problem.target - 1e-9]
            assert found["reached"] == (int(reached.index[0]) if len(reached) else None)
    assert broken == {
        "unknown_step", "already_reached", "duplicate_step", "outside_horizon", "order",
        "prerequisite", "practice", "forbidden", "fixed", "budget", "quarter_budget", "capacity",
        "minimum", "target",
    }  # fmt: skip


def test_the_greedy_plan_of_every_pilot_is_sound_in_the_view_too(rules):
    for code in BUDGETS:
        problem = case_problem(code)
        (found,) = rules(problem, [greedy_plan(problem)])
        assert found["violations"] == [], code
