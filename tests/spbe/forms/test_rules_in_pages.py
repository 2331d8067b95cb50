"""The rules that forms and pages compute with are the engine's: compared under node."""

import random
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from component_data import component_data
from components import components_script

from coursekit.core.layout import find_layout
from labkit.es_modules import join_modules
from spbe import datasets, score
from spbe.forms.instrument_static import MODULES, bands
from spbe.forms.plan_state import plan_view
from spbe.forms.plan_widget import PlanBoard, problem_static
from spbe.forms.scoring_widget import ScoringForm
from spbe.planning import Placement, Plan, greedy_plan, plan_problem
from spbe.planning.case import BUDGETS, case_problem
from spbe.planning.plan import capacity_use
from spbe.planning.words import SENTENCES
from spbe.scoring import BOUNDARY, TOLERANCE, is_near_boundary, predicate

COMPONENTS = find_layout(Path(__file__).parent).book / "_components"
RULES = join_modules(["plan_rules", "predicates"], MODULES)
FACTS = """(problem, plans, bands) => plans.map((steps) => {
  const facts = rules.planFacts(problem, steps);
  return { ...facts, placed: [], ends: [], use: Object.fromEntries(facts.use),
    predicate: rules.predicateOf(facts.index, bands), violations:
    facts.violations.map((v) => [v.code, v.sentence, v.step, v.quarter, v.opd]) }; })"""


# ---- from index to predicate


@pytest.mark.parametrize("name", datasets.instrument_names())
def test_a_page_names_the_predicate_as_the_engine_does(node, name):
    instrument = datasets.load_instrument(name)
    draw = random.Random(59)
    values = [draw.uniform(1, 5) for _ in range(3000)] + [k / 1000 for k in range(1000, 5001)]
    steps = (0, 1e-15, TOLERANCE / 2, 0.99 * TOLERANCE, 1.01 * TOLERANCE, 1e-8, 1e-6, 1e-4)
    for cut, step, edge in product(instrument.cuts, steps, (-BOUNDARY, 0, BOUNDARY)):
        values += [float(cut) + edge - step, float(cut) + edge + step]
    named, near = node(
        RULES,
        """(values, bands) => [values.map((x) => rules.predicateOf(x, bands)),
        values.map((x) => rules.isNearBoundary(x, bands))]""",
        values,
        bands(instrument),
    )
    assert named == list(predicate(values, instrument))
    assert near == is_near_boundary(values, instrument).tolist()


def test_an_index_reaches_a_cut_that_it_meets_on_paper(instrument):
    names = list(instrument.predicates.index)
    for place, cut in enumerate(instrument.cuts, start=1):
        below, meets = names[place - 1], names[place]
        values = [cut, cut - TOLERANCE / 2, cut - 2 * TOLERANCE, cut - 1e-6]
        assert list(predicate(values, instrument)) == [meets, meets, below, below]
        edges = [cut - BOUNDARY, cut + BOUNDARY, cut - BOUNDARY - 1e-6, cut + BOUNDARY + 1e-6]
        assert is_near_boundary(edges, instrument).tolist() == [True, True, False, False]


def test_the_components_score_as_the_engine_does(node, instrument):
    levels = np.random.default_rng(59).integers(1, 6, size=(1000, 47))
    levels[0] = [4 if kind == "service" else 3 for kind in instrument.indicators["kind"]]
    theirs = node(
        join_modules(["score"], (COMPONENTS, *MODULES)),
        "(rows, instrument) => rows.map((row) => rules.score(row, instrument))",
        levels.tolist(),
        component_data()["instrument"],
    )
    ours = score(pd.DataFrame(levels, columns=list(instrument.codes)), instrument)
    assert [one["index"] for one in theirs] == ours.index.tolist()
    assert [one["predicate"] for one in theirs] == list(ours.predicates)
    assert [one["nearBoundary"] for one in theirs] == ours.near_boundary.tolist()
    for key, table in (("aspects", ours.aspects), ("domains", ours.domains)):
        assert [one[key] for one in theirs] == table.to_dict("records")


# ---- a plan


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
        minimum={"D1": 3.5, "D3": 2.75, "A7": 3.5, "I42": 5.0},
        practices=datasets.load_practices(),
    )


def random_plan(problem, greedy, draw):
    """A plan of everything that may stand in a file: sound, hasty and impossible placements."""
    placements = list(greedy.placements) if draw.random() < 0.3 else []
    placements = [p for p in placements if draw.random() < 0.8]
    for task in draw.sample(problem.tasks, draw.randint(0, 25)):
        practice = draw.choice([*(o.practice for o in task.options), "", "P99"])
        placements.append(Placement(draw.randint(1, 8), task.code, practice))
    for code in ("I12-1", "X9", "I12-3", "P77", "I01-x"):
        if draw.random() < 0.2:
            placements.append(Placement(draw.choice([-1, 0, 3, 8, 11]), code))
    return Plan(problem.government, tuple(placements))


@pytest.mark.parametrize("code", ["crowded", "G02", "G04", "G08"])
def test_a_page_finds_in_random_plans_what_the_kernel_finds(node, instrument, code):
    draw = random.Random(f"plan {code}")
    problem = crowded() if code == "crowded" else case_problem(code)
    greedy = greedy_plan(problem)
    plans = [random_plan(problem, greedy, draw) for _ in range(80)]
    steps = [plan.to_dict()["steps"] for plan in plans]
    found = node(RULES, FACTS, problem_static(problem), steps, bands(instrument))
    broken = set()
    for plan, theirs in zip(plans, found, strict=True):
        ours = plan_view(plan, problem, instrument)
        broken |= {violation["code"] for violation in ours["violations"]}
        parts = ("code", "sentence", "step", "quarter", "opd")
        assert theirs["violations"] == [[v[part] for part in parts] for v in ours["violations"]]
        assert theirs["curve"] == pytest.approx(ours["curve"], abs=1e-12)
        assert theirs["costs"] == pytest.approx(ours["costs"], abs=1e-9)
        assert theirs["total"] == pytest.approx(ours["total"], abs=1e-9)
        assert (theirs["predicate"], theirs["reached"]) == (ours["predicate"], ours["reached"])
        use = capacity_use(plan, problem)
        for opd, row in theirs["use"].items():
            assert row == pytest.approx(list(use.loc[opd]), abs=1e-9)
    if code == "crowded":
        assert broken == {kind.partition(".")[0] for kind in SENTENCES}


def test_a_page_cuts_the_problem_of_a_pilot_as_the_engine_does(node):
    theirs = node(
        join_modules(["problem"], (COMPONENTS, *MODULES)),
        "(data, budgets) => budgets.map(([code, b]) => rules.problemOf(code, data, b))",
        component_data(),
        list(BUDGETS.items()),
    )
    assert theirs == [problem_static(case_problem(code)) for code in BUDGETS]


# ---- the scripts that browsers get


@pytest.mark.parametrize("form", [PlanBoard, ScoringForm])
def test_a_form_is_one_module_that_exports_its_view(node, form):
    assert "import {" not in form._esm
    assert node(form._esm, "() => typeof rules.default.render") == "function"


def test_the_components_are_one_classic_script(node):
    names = node(
        "globalThis.HTMLElement = class {};\nconst known = [];\n"
        "globalThis.customElements = { define: (name) => known.push(name) };\n"
        f"{components_script()}export {{ known }};\n",
        "() => [rules.known, Object.keys(SPBE)]",
    )
    assert names == [
        ["spbe-simulator", "spbe-gap", "spbe-plan"],
        ["planFacts", "problemOf", "score"],
    ]
