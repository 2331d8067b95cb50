"""What the subject's forms take by the scripted reader grows with what they ask."""

import inspect

import pytest

import spbe.forms
from labkit.minutes import Minutes
from spbe.forms import minutes


@pytest.mark.parametrize("name", spbe.forms.__all__)
def test_every_form_is_reckoned_with_its_own_arguments(name):
    form, reckoner = getattr(spbe.forms, name), getattr(minutes, name)
    assert inspect.signature(form).parameters == inspect.signature(reckoner).parameters
    assert isinstance(reckoner(), Minutes)


def test_an_indicator_is_read_judged_proven_stopped_and_given_a_reason():
    one = minutes.scoring_form(indicators=["I42"], government="G03")
    assert one.judging == 0.75 and one.items == pytest.approx(2 / 3) and one.typing == 12 / 25
    two = minutes.scoring_form(indicators=["I42", "I44"], government="G03")
    assert two.judging == 1.5 and two.reading > one.reading > 0.5


def test_a_board_copied_from_another_is_changed_not_made_anew():
    first, cut = minutes.plan_board(), minutes.plan_board(cut=True, copy_from="rencana")
    assert 0 < cut.total < first.total / 3


def test_of_a_drill_the_fewest_folders_that_are_enough_are_reckoned():
    drill = minutes.scoring_drill()
    assert drill.judging == 3 * 0.75 and drill.typing == 0
    alone = minutes.scoring_form(indicators=["I24", "I22", "I36"], government="G01")
    assert drill.items == alone.items and drill.reading > alone.reading  # the explanations
