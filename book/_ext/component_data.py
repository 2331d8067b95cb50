"""What the page's components compute with: instrument, sample levels and steps, as plain data."""

from __future__ import annotations

from typing import Any

import numpy as np

from spbe import datasets
from spbe.instrument import Instrument

__all__ = ["component_data", "instrument_data"]

_PILOTS = [f"G0{number}" for number in range(2, 9)]
_BUDGET = 6000
_YEAR = 2024


def instrument_data(instrument: Instrument) -> dict[str, Any]:
    """Return an instrument's tables; `whole` is the weight scaled to a whole number."""
    table = instrument.indicators
    whole = _whole(table["weight"].to_numpy(dtype=float))
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
    predicates = instrument.predicates["lower"]
    return {
        "indicators": indicators,
        "aspects": [
            {"code": code, "label": row.label, "domain": row.domain, "weight": float(row.weight)}
            for code, row in instrument.aspects.iterrows()
        ],
        "domains": [{"code": c, "label": r.label} for c, r in instrument.domains.iterrows()],
        "predicates": [{"name": n, "lower": float(v)} for n, v in predicates.items()],
    }


def component_data() -> dict[str, Any]:
    """Return everything the components need; samples are fictional and named so in the page."""
    instrument = datasets.load_instrument("spbe-2020")
    names = datasets.load_governments()["name"]
    levels = datasets.load_levels(_YEAR)
    report = datasets.load_official("lhe_2021_kemenko")
    codes = list(instrument.codes)
    steps = {
        row.step: {
            "indicator": row.indicator,
            "level": int(row.level),
            "cost": float(row.cost),
            "months": float(row.months),
            "requires": str(row.requires if row.requires == row.requires else "").split(),
            "title": row.title,
        }
        for row in datasets.load_steps().reset_index().itertuples()
    }
    governments = [
        {"code": code, "name": names[code], "levels": [int(v) for v in levels.loc[code, codes]]}
        for code in levels.index
    ]
    return {
        "instrument": instrument_data(instrument),
        "governments": governments,
        "report": [int(report[code]) for code in codes],
        "steps": steps,
        "pilots": _PILOTS,
        "budget": _BUDGET,
    }


def _whole(weights: np.ndarray) -> np.ndarray:
    # The same scaling as spbe.scoring, so that sums over whole levels are exact in both.
    for decimals in range(7):
        scaled = np.rint(weights * 10**decimals)
        if np.allclose(scaled, weights * 10**decimals, rtol=0, atol=1e-6):
            return scaled
    raise ValueError("weights with more than six decimals cannot be summed exactly in a page")
