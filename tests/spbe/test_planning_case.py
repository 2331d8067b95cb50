"""The planning exercise is fair: every pilot can pass it, also after the cut, by care alone."""

import pytest

from spbe.planning import check_plan, greedy_plan, least_cost_plan, schedule
from spbe.planning_case import BUDGETS, case_problem

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("government", BUDGETS)
def test_care_survives_the_cut_and_greed_does_not(government):
    cut = case_problem(government, budget_factor=0.8)
    best = least_cost_plan(cut)
    assert best.status == "optimal" and best.index >= 3.5
    assert check_plan(best.plan, cut) == ()
    free = case_problem(government, budget_factor=20)
    assert schedule(greedy_plan(free), free)["cost"].sum() > cut.budget


def test_only_pilots_have_an_exercise():
    with pytest.raises(ValueError, match="G02"):
        case_problem("G01")
