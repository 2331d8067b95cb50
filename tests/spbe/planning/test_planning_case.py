"""The planning exercise of a pilot; that it is fair is proven with the keys (test_optima)."""

import pytest

from spbe.planning.case import BUDGETS, TARGET, case_problem


@pytest.mark.parametrize("government", BUDGETS)
def test_a_pilot_starts_below_the_target_with_two_years_ahead(government):
    problem = case_problem(government)
    assert problem.government == government
    assert problem.index < problem.target == TARGET
    assert problem.horizon == 8 and problem.budget == BUDGETS[government]
    assert any(task.is_adoption for task in problem.tasks)


def test_a_cut_takes_money_and_nothing_else():
    whole, cut = case_problem("G06"), case_problem("G06", budget_factor=0.8)
    assert cut.budget == 0.8 * whole.budget
    assert (cut.tasks, cut.capacity) == (whole.tasks, whole.capacity)


def test_only_pilots_have_an_exercise():
    with pytest.raises(ValueError, match="G02"):
        case_problem("G01")
