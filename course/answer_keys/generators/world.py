"""All outputs of the sample world: path below the root of the checkout -> bytes."""

from __future__ import annotations

from pathlib import Path

from generators.province import governments_csv, levels_csv
from generators.stand_in import TARGETS, stand_in
from generators.steps import practices_csv, steps_csv

__all__ = ["outputs"]


def outputs(root: Path) -> dict[str, bytes]:
    """Return every generated file; reads the hand-written sources, writes nothing."""
    tables = {
        "governments.csv": governments_csv(),
        "steps.csv": steps_csv(),
        "practices.csv": practices_csv(),
    }
    tables |= levels_csv({name: stand_in(name) for name in TARGETS})
    return {f"datasets/{name}": data for name, data in tables.items()}
