"""The planning exercise of a pilot; that it is fair is proven with the keys (test_optima)."""

import pytest

from spbe.planning.case import (
    BUDGETS,
    TARGET,
    case_problem,
    chosen_floor,
    cut_target,
    evaluated_problem,
    refusal,
    start_plan,
)
from spbe.planning.floors import FLOORS, SERVICES, floor_of, with_floor

RECORD = {
    "government": "G02",
    "levels": {f"I{n:02d}": 2 for n in range(1, 48)} | {"I44": 5},
    "horizon": 8,
    "target": 2.2,
    "cut_target": 2.15,
    "budget": 1000.0,
    "cut_budget": 700.0,
    "capacity": {"BPKAD": 6.0},
    "open": ["I10-3", "I45-3", "I45-4", "I18-3", "I17-3", "I22-3", "I43-3"],
    "floors": {"I45:3": {"cut_target": 2.1}, "I45:4": {"refused": "Terlalu mahal."}},
    "start": [{"step": "I10-3", "quarter": 2, "practice": ""}],
}


@pytest.mark.parametrize("government", BUDGETS)
def test_a_pilot_starts_below_the_target_with_two_years_ahead(government):
    problem = case_problem(government)
    assert problem.government == government
    assert problem.index < problem.target == TARGET
    assert problem.horizon == 8 and problem.budget == BUDGETS[government]
    assert any(task.is_adoption for task in problem.tasks)


def test_only_pilots_have_an_exercise():
    with pytest.raises(ValueError, match="G02"):
        case_problem("G01")


def test_the_evaluated_problem_is_what_the_record_says():
    problem = evaluated_problem(RECORD)
    steps = [task.code for task in problem.tasks if not task.is_adoption]
    assert steps == sorted(RECORD["open"])
    assert (problem.target, problem.budget, problem.minimum) == (2.2, 1000, {})
    assert problem.group_index("I44") == 5 and problem.capacity == {"BPKAD": (6.0,) * 8}
    cut = evaluated_problem(RECORD, cut=True)
    assert (cut.target, cut.budget, cut.tasks) == (2.15, 700, problem.tasks)
    assert start_plan(RECORD).starts == {"I10-3": 2}


def test_a_government_copies_others_and_only_where_two_steps_gain():
    problem = evaluated_problem(RECORD)
    for practice in (task.code for task in problem.tasks if task.is_adoption):
        assert sum(task.option(practice) is not None for task in problem.tasks) > 1
    own = evaluated_problem(RECORD | {"government": "G01"})
    assert not any(option.practice == "P37" for task in own.tasks for option in task.options)
    assert "P37" in evaluated_problem(RECORD).by_code


@pytest.mark.parametrize("missing", ["levels", "open", "capacity", "budget"])
def test_a_record_that_lacks_a_part_is_refused_in_words(missing):
    broken = {name: value for name, value in RECORD.items() if name != missing}
    with pytest.raises(ValueError, match=f"tidak lengkap .*{missing}"):
        evaluated_problem(broken)


@pytest.mark.parametrize("kind", FLOORS)
def test_every_floor_lies_above_what_is_and_binds_the_plan(kind):
    problem = evaluated_problem(RECORD)
    for service in SERVICES:
        floor = floor_of(problem, service, kind)
        assert floor.least > problem.group_index(floor.group)
        assert with_floor(problem, floor).minimum == {floor.group: floor.least}
        assert floor.group in floor.words
    assert floor_of(problem, "I45", "dua-tingkat").least == 4
    assert floor_of(problem, "I45", "aspek").group == "A8"


def test_a_refused_floor_says_why_and_a_kept_one_brings_its_target():
    assert refusal(RECORD, "I45", "dua-tingkat") == "Terlalu mahal."
    with pytest.raises(ValueError, match=r"Terlalu mahal\."):
        chosen_floor(RECORD, "I45", "dua-tingkat")
    floor = chosen_floor(RECORD, "I45", "satu-tingkat")
    assert (floor.group, floor.least, floor.key) == ("I45", 3, "I45:3")
    assert cut_target(RECORD, floor) == 2.1 and cut_target(RECORD, None) == 2.15


@pytest.mark.parametrize(("service", "kind"), [("I10", "aspek"), ("I45", "tinggi")])
def test_an_unknown_service_or_floor_is_refused(service, kind):
    with pytest.raises(ValueError, match="tidak ada"):
        floor_of(evaluated_problem(RECORD), service, kind)
