"""Agreement of assessors, against figures worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from spbe import datasets
from spbe.agreement import agreement, confusion, disputes, kappa

SPBE = datasets.load_instrument("spbe-2020")
PEMDI = datasets.load_instrument("pemdi-2026")


@pytest.fixture(scope="module")
def assessors():
    rng = np.random.default_rng(3)
    first = pd.DataFrame(rng.integers(1, 6, (3, 47)), columns=list(SPBE.codes), index=list("abc"))
    second = (first + rng.choice([-1, 0, 0, 1, 2], first.shape)).clip(1, 5)
    return first, second


def test_kappa_of_a_table_worked_by_hand():
    # Seen 0.7 alike, expected 0.5 alike: (0.7 - 0.5) / 0.5; two levels, so weights do not matter.
    counts = [[20, 5], [10, 15]]
    for weights in ("none", "linear", "quadratic"):
        assert kappa(counts, weights) == pytest.approx(0.4)


def test_quadratic_kappa_punishes_distance():
    near = np.diag([10, 10, 10, 10, 10]) + np.diag([2, 2, 2, 2], 1)
    far = np.diag([10, 10, 10, 10, 10])
    far[0, 4] = 8
    assert kappa(near) > kappa(far)
    assert kappa(near, "none") == pytest.approx(kappa(far, "none"), abs=0.02)


def test_quadratic_kappa_equals_its_closed_form(assessors):
    first, second = assessors
    x, y = first.to_numpy(float).ravel(), second.to_numpy(float).ravel()
    expected = 1 - np.mean((x - y) ** 2) / (x.var() + y.var() + (x.mean() - y.mean()) ** 2)
    assert kappa(confusion(first, second, SPBE)) == pytest.approx(expected)


def test_kappa_is_undefined_where_nothing_varies():
    assert np.isnan(kappa([[5, 0], [0, 0]]))
    assert np.isnan(kappa(np.zeros((3, 3))))
    with pytest.raises(ValueError, match="'cubic' tidak dikenal"):
        kappa([[1, 0], [0, 1]], "cubic")


def test_full_agreement_is_one_everywhere(assessors):
    first, _ = assessors
    table = agreement(first, first, SPBE, draws=50)
    assert table.index.tolist() == ["all", "D1", "D2", "D3", "D4"]
    assert table["n"].tolist() == [141, 30, 30, 33, 48]
    assert table[["exact", "adjacent", "kappa", "lower", "upper"]].eq(1).all(axis=None)


def test_the_interval_holds_the_estimate_and_is_reproducible(assessors):
    first, second = assessors
    table = agreement(first, second, SPBE, draws=300)
    assert (table["lower"] <= table["kappa"]).all()
    assert (table["kappa"] <= table["upper"]).all()
    assert (table["exact"] < table["adjacent"]).all()
    pd.testing.assert_frame_equal(table, agreement(first, second, SPBE, draws=300))
    assert not table.equals(agreement(first, second, SPBE, draws=300, seed=1))


def test_the_bootstrap_matches_resampling_the_pairs(assessors):
    first, second = (frame.loc["a"] for frame in assessors)
    table = agreement(first, second, SPBE, draws=3000)
    x, y = first.to_numpy() - 1, second.to_numpy() - 1
    rng = np.random.default_rng(11)
    drawn = []
    for _ in range(1500):
        chosen = rng.integers(0, 47, 47)
        drawn.append(kappa(np.bincount(x[chosen] * 5 + y[chosen], minlength=25).reshape(5, 5)))
    assert table.loc["all", ["lower", "upper"]].tolist() == pytest.approx(
        np.percentile(drawn, [2.5, 97.5]), abs=0.03
    )


def test_a_constant_assessor_gives_no_kappa_but_still_shares():
    same = dict.fromkeys(SPBE.codes, 3)
    table = agreement(same, same, SPBE, draws=20)
    assert table["exact"].eq(1).all()
    assert table[["kappa", "lower", "upper"]].isna().all(axis=None)
    assert table["undefined"].eq(1).all()


def test_without_domains_aspects_stand_in():
    values = dict(zip(PEMDI.codes, [1, 2, 3, 4, 5] * 4, strict=True))
    assert agreement(values, values, PEMDI, draws=20).index[1] == "A1"
    with pytest.raises(ValueError, match="tingkat yang bulat"):
        agreement(values | {"I01": 2.5}, values, PEMDI)


def test_confusion_counts_first_by_second():
    first = dict.fromkeys(SPBE.codes, 2)
    second = first | {"I01": 3}
    table = confusion(first, second, SPBE)
    assert table.loc[2, 3] == 1
    assert table.loc[2, 2] == 46
    assert table.to_numpy().sum() == 47


def test_disputes_come_costliest_first():
    first = dict.fromkeys(SPBE.codes, 2)
    second = first | {"I01": 4, "I45": 3, "I21": 1}
    table = disputes(first, second, SPBE)
    assert table["indicator"].tolist() == ["I45", "I01", "I21"]
    assert table["difference"].tolist() == [1, 2, -1]
    assert table["points"].tolist() == pytest.approx([0.030, 0.026, 0.015])
    assert disputes(first, first, SPBE).empty


def test_governments_are_matched_by_name_not_by_place(assessors):
    first, second = assessors
    table = agreement(first, second.loc[["c", "a", "b"]], SPBE, draws=20)
    pd.testing.assert_frame_equal(table, agreement(first, second, SPBE, draws=20))
    with pytest.raises(ValueError, match="pemerintah daerah yang sama"):
        agreement(first, second.iloc[:2], SPBE)
