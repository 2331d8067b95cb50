"""Monte Carlo: reproducible, unbiased against the exact answer, and readable."""

import numpy as np
import pandas as pd
import pytest

from spbe import datasets
from spbe.scoring import score
from spbe.uncertainty import (
    confusion_model,
    estimate_confusion,
    exact_distribution,
    simulate,
)


@pytest.fixture(scope="module")
def levels():
    return datasets.load_levels(2024)


@pytest.fixture(scope="module")
def found(levels, instrument):
    return simulate(levels, instrument, draws=4000, confusion=confusion_model(), seed=7)


def test_the_same_seed_gives_the_same_draws_and_inputs_stay(levels, instrument):
    before = levels.copy()
    options = {"draws": 50, "confusion": confusion_model(), "concentration": 100.0}
    first, second = (simulate(levels, instrument, seed=3, **options) for _ in range(2))
    np.testing.assert_array_equal(first.draws, second.draws)
    assert not np.array_equal(first.draws, simulate(levels, instrument, seed=4, **options).draws)
    pd.testing.assert_frame_equal(levels, before)


def test_draws_agree_with_the_exact_distribution(found, levels, instrument):
    exact = exact_distribution(levels.loc["G07"], instrument, confusion_model())
    assert exact.sum() == pytest.approx(1)
    mean = (exact * exact.index).sum()
    spread = np.sqrt((exact * (exact.index - mean) ** 2).sum())
    drawn = found.draws[:, list(levels.index).index("G07")]
    assert abs(drawn.mean() - mean) < 4 * spread / np.sqrt(len(drawn))
    assert drawn.std() == pytest.approx(spread, rel=0.06)
    good = exact[(exact.index > 2.6 - 1e-9) & (exact.index < 3.5 - 1e-9)].sum()
    assert found.predicates.loc["G07", "Baik"] == pytest.approx(good, abs=0.04)


def test_without_uncertainty_nothing_moves(levels, instrument):
    still = simulate(levels, instrument, draws=20, confusion=np.eye(5))
    published = score(levels, instrument)
    np.testing.assert_allclose(still.draws, np.tile(published.index, (20, 1)), atol=1e-6)
    best = still.predicates.idxmax(axis=1)
    assert best.tolist() == published.predicates.astype(str).tolist()
    assert (still.rank_stability()["same"] == 1).all()


def test_intervals_hold_their_share_and_probabilities_sum_to_one(found):
    interval = found.interval(0.8)
    inside = (found.draws >= interval["low"].to_numpy()) & (
        found.draws <= interval["high"].to_numpy()
    )
    assert np.abs(inside.mean(axis=0) - 0.8).max() < 0.05
    np.testing.assert_allclose(found.predicates.sum(axis=1), 1)
    assert found.reaches(1.0).eq(1).all() and found.reaches(5.01).eq(0).all()


def test_ranks_match_pandas_and_ties_share_the_better_one(found, instrument, levels):
    wanted = pd.DataFrame(-found.draws[:30]).round(9).rank(axis=1, method="min").to_numpy()
    np.testing.assert_array_equal(found.ranks[:30], wanted)
    twins = pd.concat([levels.iloc[[0]], levels.iloc[[0]], levels.iloc[[1]]])
    twins.index = ["A", "B", "C"]
    assert simulate(twins, instrument, draws=1).ranks.tolist() == [[1, 1, 3]]


def test_official_weights_are_the_mean_of_the_drawn_ones(levels, instrument):
    wide = simulate(levels, instrument, draws=3000, concentration=100.0)
    near = simulate(levels, instrument, draws=3000, concentration=10_000.0)
    np.testing.assert_allclose(wide.draws.mean(axis=0), wide.index, atol=0.02)
    assert near.draws.std() < wide.draws.std()
    assert (near.draws.std(axis=0) < wide.draws.std(axis=0)).all()
    assert wide.draws.min() >= 1 and wide.draws.max() <= 5


def test_the_error_model_is_learnt_from_pairs():
    matrix = estimate_confusion([3] * 100, [3] * 60 + [2] * 40)
    np.testing.assert_allclose(matrix.sum(axis=1), 1)
    assert matrix[2, 1] == pytest.approx(0.4, abs=0.01)
    np.testing.assert_allclose(matrix[0], confusion_model()[0])
    np.testing.assert_allclose(confusion_model(1.0, 0.0), np.eye(5))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda lv, ins: simulate(lv, ins, confusion=np.ones((5, 5))), "berjumlah 1"),
        (lambda lv, ins: simulate(lv, ins, confusion=np.eye(4)), "5 x 5"),
        (lambda lv, ins: simulate(lv, ins, concentration=0.0), "concentration"),
        (lambda lv, ins: simulate(lv, ins, draws=0), "draws"),
        (lambda lv, ins: simulate(lv, ins, draws=2).interval(1.0), "share"),
        (lambda lv, ins: confusion_model(0.9, 0.2), "peluang"),
        (lambda lv, ins: estimate_confusion([1], [1, 2]), "berbeda"),
        (lambda lv, ins: estimate_confusion([1], [6]), "1-5"),
    ],
)
def test_wrong_input_is_refused_in_words(levels, instrument, call, words):
    with pytest.raises(ValueError, match=words):
        call(levels, instrument)
