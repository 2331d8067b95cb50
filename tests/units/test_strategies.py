"""What somebody earns who has a rule in place of a thought, marked as trainees' work is.

A lab pays for reading and weighing: every rule that needs only the released lab and public data
has a bound in ``tests/units/strategies/unit_NN.py``, and stays below it for every owner.
"""

import importlib.util
from pathlib import Path

import golden
import lazy
import pytest

from coursekit.core.layout import find_layout
from coursekit.core.syllabus import load_syllabus

LAYOUT = find_layout(Path(__file__).parent)
LABS = [unit.id for unit in load_syllabus(LAYOUT.syllabus).labs]
LEAST = 8
SLACK = 0.25  # a bound so far above what is earned guards nothing

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module", params=LABS)
def unit(request):
    return request.param


@pytest.fixture(scope="module")
def strategies(unit):
    path = Path(__file__).parent / "strategies" / f"unit_{unit[:2]}.py"
    assert path.is_file(), f"{unit}: no strategies; write {path}"
    spec = importlib.util.spec_from_file_location(f"strategies_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.STRATEGIES


@pytest.fixture(scope="module")
def earned(unit, strategies, tmp_path_factory):
    """The best share of the lab's automatic points that each strategy earns, over the owners."""
    lab, points = lazy.released_lab(LAYOUT, unit), golden.automatic_points(LAYOUT, unit)
    accounts = {
        f"{name}.{owner}".lower().replace("_", "-"): (name, owner)
        for name in strategies
        for owner in lazy.OWNERS
    }
    marks = golden.grade(
        LAYOUT,
        unit,
        {
            account: lazy.submission(LAYOUT, lab, strategies[name], owner)
            for account, (name, owner) in accounts.items()
        },
        tmp_path_factory.mktemp("strategies"),
    )
    best = dict.fromkeys(strategies, 0.0)
    for account, (name, _) in accounts.items():
        share = sum(marks[account][cell] for cell in points) / sum(points.values())
        best[name] = max(best[name], share)
    print({name: round(share, 3) for name, share in best.items()})
    return best


def test_a_lab_has_strategies_enough(unit, strategies):
    assert len(strategies) >= LEAST, f"{unit}: {len(strategies)} strategies; write {LEAST}"


def test_no_rule_earns_more_than_it_may(earned, strategies):
    above = {name: share for name, share in earned.items() if share > strategies[name].most + 1e-9}
    assert above == {}


def test_a_bound_is_not_far_above_what_is_earned(earned, strategies):
    loose = {
        name: (strategies[name].most, share)
        for name, share in earned.items()
        if strategies[name].most > share + SLACK
    }
    assert loose == {}
