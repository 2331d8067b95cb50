"""What the page's components compute with: instrument, sample levels and tasks, as plain data."""

from __future__ import annotations

from typing import Any

from spbe import datasets
from spbe.forms.instrument_static import bands
from spbe.forms.plan_widget import problem_static
from spbe.instrument import Instrument
from spbe.planning import plan_problem
from spbe.planning.case import BUDGETS, TARGET, YEAR, problem_from
from spbe.scoring import whole_weights

__all__ = ["component_data", "instrument_data", "plan_data"]


def instrument_data(instrument: Instrument) -> dict[str, Any]:
    """Return an instrument's tables; `whole` is the weight scaled to a whole number."""
    table = instrument.indicators
    whole = whole_weights(instrument)
    indicators = [
        {
            "code": code,
            "label": row.label,
            "aspect": row.aspect,
            "domain": row.domain,
            "kind": row.kind,
            "weight": float(row.weight),
            "whole": int(number),
        }
        for (code, row), number in zip(table.iterrows(), whole, strict=True)
    ]
    return {
        "indicators": indicators,
        "aspects": [
            {"code": code, "label": row.label, "domain": row.domain, "weight": float(row.weight)}
            for code, row in instrument.aspects.iterrows()
        ],
        "domains": [{"code": c, "label": r.label} for c, r in instrument.domains.iterrows()],
        "predicates": bands(instrument),
    }


def component_data() -> dict[str, Any]:
    """Return everything the components need; samples are fictional and named so in the page."""
    instrument = datasets.load_instrument("spbe-2020")
    names = datasets.load_governments()["name"]
    levels = datasets.load_levels(YEAR)
    report = datasets.load_official("lhe_2021_kemenko")
    codes = list(instrument.codes)
    governments = [
        {"code": code, "name": names[code], "levels": [int(v) for v in levels.loc[code, codes]]}
        for code in levels.index
    ]
    return {
        "instrument": instrument_data(instrument),
        "governments": governments,
        "report": [int(report[code]) for code in codes],
        "pilots": list(BUDGETS),
        "plan": plan_data(instrument),
    }


def plan_data(instrument: Instrument) -> dict[str, Any]:
    """Return what the plan checker needs: every task of a government that has all of it to do.

    The page cuts a pilot's own tasks from these; a test holds them equal to `case_problem`.
    """
    lowest = dict.fromkeys(instrument.codes, instrument.levels[0])
    steps, practices = datasets.load_steps(), datasets.load_practices()
    everything = plan_problem(lowest, steps, instrument, practices=practices)
    tables = datasets.load_levels(YEAR), steps, practices, datasets.load_governments()
    problems = {code: problem_from(code, *tables) for code in BUDGETS}
    static = problem_static(everything)
    units = sorted(next(iter(problems.values())).capacity)
    return {
        "horizon": everything.horizon,
        "target": TARGET,
        "budgets": BUDGETS,
        "units": units,
        # The same in every quarter, by assumption.
        "capacity": {c: [p.capacity[u][0] for u in units] for c, p in problems.items()},
        "tasks": static["tasks"],
        "sentences": static["sentences"],
    }
