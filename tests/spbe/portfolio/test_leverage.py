"""One government's rise, seen from the province and from the nation."""

import pandas as pd
import pytest

from spbe.portfolio.leverage import leverage, rise_needed

INDEX = pd.Series({"G01": 4.0, "G02": 3.0, "G03": 2.0})


def test_shares_sum_to_one_and_points_to_the_rise_of_the_mean():
    table = leverage(INDEX, {"G02": 0.6, "G03": 0.3}, agencies=600)
    assert table["share"].sum() == pytest.approx(1)
    assert table["province"].sum() == pytest.approx(table["after"].mean() - INDEX.mean())
    assert table["nation"].tolist() == pytest.approx([0, 0.001, 0.0005])


def test_nothing_gained_is_nothing_shared():
    table = leverage(INDEX, {})
    assert (table[["rise", "province", "share"]] == 0).all(axis=None)
    assert "nation" not in table


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: leverage(INDEX, {"G09": 1.0}), "G09"),
        (lambda: leverage(INDEX, {}, agencies=2), "paling sedikit 3"),
        (lambda: rise_needed(INDEX, 3.5, 0), "1-3"),
    ],
)
def test_wrong_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_the_rise_needed_lifts_the_mean_to_the_target():
    need = rise_needed(INDEX, 3.5, 2)
    assert leverage(INDEX, {"G02": need, "G03": need})["after"].mean() == pytest.approx(3.5)
    assert rise_needed(INDEX, 2.0, 2) == 0
