"""What several tests of the subject stand on."""

import pandas as pd
import pytest

from spbe import datasets
from spbe.planning import plan_problem


@pytest.fixture(scope="session")
def instrument():
    return datasets.load_instrument("spbe-2020")


@pytest.fixture(scope="session")
def small_problem(instrument):
    """Build a planning problem from rows of the table of steps.

    An indicator stands one level below its first row, or where `levels` says; others at `others`.
    With `practice`, such as "I42:3-5", practice P01 halves the cost and time of these steps.
    """
    columns = ["step", "indicator", "level", "cost", "months", "person_months", "opd", "requires"]

    def build(rows, *, levels=None, others=5, practice=None, **limits):
        steps = pd.DataFrame(rows, columns=[*columns, "title"])
        now = pd.Series(others, index=instrument.codes, name="G99")
        below = steps.groupby("indicator")["level"].min() - 1
        for indicator, level in (below if levels is None else levels).items():
            now[indicator] = level
        if practice:
            row = {"practice": "P01", "title": "Praktik", "effects": practice, "requires": ""}
            row |= {"cost_factor": 0.5, "months_factor": 0.5, "cost": 10, "months": 2}
            limits["practices"] = pd.DataFrame([row])
        return plan_problem(now, steps, instrument, **limits)

    return build
