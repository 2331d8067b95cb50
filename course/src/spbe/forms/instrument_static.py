"""What every form's view shows of an instrument, as plain data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from spbe.instrument import Instrument

__all__ = ["bands", "labels"]


def bands(instrument: Instrument) -> list[dict[str, Any]]:
    """Return the predicates with the index each begins at."""
    lower = instrument.predicates["lower"]
    return [{"name": str(name), "lower": float(cut)} for name, cut in lower.items()]


def labels(table: pd.DataFrame) -> dict[str, str]:
    """Return the label of every domain or aspect by its code."""
    return {str(code): str(label) for code, label in table["label"].items()}
