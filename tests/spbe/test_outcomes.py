"""Faster, cheaper, better: figures that carry their n and say what was left out."""

import numpy as np
import pandas as pd
import pytest

from spbe.outcomes import MEASURES, compare, find_faults, measure_cases, outcomes
from spbe.outcomes import _resampled as resampled


def make_log(hours, **changed):
    n = len(hours)
    start = pd.Timestamp("2024-01-01 08:00")
    log = pd.DataFrame(
        {
            "case": [f"K-{k}" for k in range(n)],
            "submitted": start,
            "completed": start + pd.to_timedelta(hours, unit="h"),
            "visits": 2,
            "fee": pd.array([1000] * n, dtype="Int64"),
            "transport": 500,
            "rework": [0, 1] * (n // 2) + [0] * (n % 2),
            "satisfaction": pd.array([3] * n, dtype="Int64"),
        }
    )
    return log.assign(**changed)


def dirty():
    log = make_log([1.0, 2.0, 3.0, 4.0])
    log.loc[0, "completed"] = pd.NaT
    log.loc[1, "completed"] = pd.Timestamp("1970-01-01")
    log.loc[2, "visits"] = 99
    log.loc[2, "fee"] = pd.NA
    log.loc[0, "satisfaction"] = pd.NA
    log.loc[1, "satisfaction"] = 0
    return pd.concat([log, log.iloc[[3]]], ignore_index=True)


def test_faults_are_counted_once_each():
    faults = find_faults(dirty())["count"]
    assert faults.to_dict() == {
        "duplicate": 1,
        "never_completed": 1,
        "clock_error": 1,
        "visits_unknown": 1,
        "fee_missing": 1,
        "satisfaction_missing": 1,
        "satisfaction_outside": 1,
    }
    assert find_faults(dirty()).loc["duplicate", "share"] == 0.2


def test_what_cannot_be_measured_is_excluded_and_said_so():
    table = outcomes(dirty())
    assert table.loc["lead_time_median", ["value", "n", "excluded"]].tolist() == [3.5, 2, 2]
    assert table.loc["cost", ["value", "n", "excluded"]].tolist() == [1500, 3, 1]
    assert table.loc["visits", ["value", "n"]].tolist() == [2, 3]
    assert table.loc["satisfaction", ["value", "n"]].tolist() == [3, 2]
    assert table.loc["first_time_right", ["value", "n"]].tolist() == [0.5, 4]
    assert list(table.index) == [measure.name for measure in MEASURES]


def test_nothing_measured_gives_no_figure():
    log = make_log([1.0, 2.0]).assign(satisfaction=pd.array([pd.NA] * 2, dtype="Int64"))
    row = outcomes(log).loc["satisfaction"]
    assert np.isnan(row["value"])
    assert row["n"] == 0
    other = compare(log, log, draws=20).loc["satisfaction"]
    assert np.isnan(other["lower"])
    assert other["verdict"] == "belum jelas"


def test_the_log_is_not_touched():
    log = dirty()
    before = log.copy(deep=True)
    measure_cases(log)
    compare(log, log, draws=10)
    pd.testing.assert_frame_equal(log, before)


def test_a_clear_change_is_called_by_its_direction():
    rng = np.random.default_rng(0)
    slow, fast = make_log(rng.gamma(2, 40, 300)), make_log(rng.gamma(2, 10, 250))
    table = compare(slow, fast, draws=400)
    assert table.loc["lead_time_median", "verdict"] == "membaik"
    assert table.loc["lead_time_p90", "n_before"] == 300
    assert table.loc["lead_time_p90", "n_after"] == 250
    assert table.loc["first_time_right", "verdict"] == "belum jelas"
    assert compare(fast, slow, draws=400).loc["lead_time_median", "verdict"] == "memburuk"
    happier = make_log([1.0] * 50).assign(satisfaction=4)
    better = compare(make_log([1.0] * 50), happier, draws=50)
    assert better.loc["satisfaction", "verdict"] == "membaik"
    assert better.loc["lead_time_median", "verdict"] == "belum jelas"


def test_intervals_hold_the_change_and_are_reproducible():
    rng = np.random.default_rng(5)
    one, two = make_log(rng.gamma(2, 40, 200)), make_log(rng.gamma(2, 35, 200))
    table = compare(one, two, draws=500)
    assert (table["lower"] <= table["change"]).all()
    assert (table["change"] <= table["upper"]).all()
    pd.testing.assert_frame_equal(table, compare(one, two, draws=500))


@pytest.mark.parametrize("quantile", [None, 0.5, 0.9, 1.0, 0.0])
@pytest.mark.parametrize("n", [7, 40])
def test_the_short_cut_equals_resampling_the_cases(quantile, n):
    values = np.random.default_rng(2).gamma(2, 10, n)
    rng = np.random.default_rng(9)
    samples = values[rng.integers(0, n, (20000, n))]
    plain = samples.mean(axis=1) if quantile is None else np.quantile(samples, quantile, axis=1)
    quick = resampled(values, quantile, 20000, np.random.default_rng(1))
    spread = plain.std()
    assert quick.mean() == pytest.approx(plain.mean(), abs=0.08 * spread + 1e-9)
    assert quick.std() == pytest.approx(spread, rel=0.08, abs=1e-9)


def test_one_case_is_no_error():
    table = compare(make_log([5.0]), make_log([4.0]), draws=10)
    assert table.loc["lead_time_median", "change"] == -1


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="kolom fee, visits tidak ada"):
        outcomes(make_log([1.0]).drop(columns=["fee", "visits"]))
