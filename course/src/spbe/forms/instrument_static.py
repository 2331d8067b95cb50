"""What the forms' views share: what they show of an instrument, as plain data, and modules."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pandas as pd

from labkit.es_modules import join_modules
from labkit.forms import assets
from spbe.instrument import Instrument

__all__ = ["MODULES", "bands", "form_assets", "labels"]

MODULES = (resources.files("spbe.forms") / "static", resources.files("labkit") / "static")
"""Folders of the modules that forms and pages share."""


def form_assets(name: str, *modules: str) -> tuple[str, str]:
    """Return script and style of a form; the modules stand before what puts them together."""
    script, style = assets("spbe.forms", name)
    return f"{join_modules(modules, MODULES)}\n{script}", style


def bands(instrument: Instrument) -> list[dict[str, Any]]:
    """Return the predicates with the index each begins at."""
    lower = instrument.predicates["lower"]
    return [{"name": str(name), "lower": float(cut)} for name, cut in lower.items()]


def labels(table: pd.DataFrame) -> dict[str, str]:
    """Return the label of every domain or aspect by its code."""
    return {str(code): str(label) for code, label in table["label"].items()}
