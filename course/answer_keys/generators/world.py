"""All outputs of the sample world: path below the root of the checkout -> bytes."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from generators import dossiers as d
from generators.bank import bank_forms
from generators.evaluated import panel_levels
from generators.form_references import form_references
from generators.optima import plan_cases
from generators.package import package_files
from generators.plan_references import plan_references
from generators.province import governments_csv, levels_csv
from generators.references import reference_files
from generators.service_logs import service_logs
from generators.steps import practices_csv, steps_csv

__all__ = ["OPENED", "outputs"]

OPENED = "course/answer_keys/opened"
"""What the exchange hands out to a person, by his case, once a lab has closed for him."""


def outputs(root: Path) -> dict[str, bytes]:
    """Return what every generated file holds (a .gz: what it holds unpacked); writes nothing."""
    dossiers = d.read_dossiers(root / "course" / "answer_keys" / "dossiers")
    tables = {
        "governments.csv": governments_csv(),
        "steps.csv": steps_csv(),
        "practices.csv": practices_csv(),
        "dossiers/stories.csv": d.stories_csv(dossiers),
        "dossiers/drill.csv": d.drill_csv(dossiers["G01"]),
    }
    tables |= levels_csv({name: d.self_levels(dossier) for name, dossier in dossiers.items()})
    logs, log_key = service_logs()
    tables |= {f"service_logs/{name}": data for name, data in logs.items()}
    keys = {"service_logs.json": log_key}
    for name, dossier in dossiers.items():
        tables[f"dossiers/{name}.csv"] = d.cards_csv(dossier)
        keys[f"{name}.json"] = d.key_json(dossier)
        keys[f"released_{name}.csv"] = d.released_csv(dossier)
    frames = _frames(tables)
    cases = plan_cases(dossiers, frames, _cases(root))
    keys["plan_optimum.json"] = _lines({name: case["key"] for name, case in cases.items()})
    records = {name: _record(name, dossier, cases) for name, dossier in dossiers.items()}
    units = root / "course" / "units"
    tests = bank_forms(root / "course" / "answer_keys" / "bank")
    references = reference_files(keys, units) | form_references(units, tests)
    references |= plan_references(cases, frames, units)
    package = json.loads((root / "datasets" / "datapackage.json").read_text(encoding="utf-8"))
    many = {"dossiers": dossiers, "service_logs": [name.split(".")[0] for name in logs]}
    tables |= package_files(package, many)
    return (
        {f"datasets/{name}": data for name, data in tables.items()}
        | {f"course/answer_keys/keys/{name}": data for name, data in keys.items()}
        | {f"course/units/{name}": data for name, data in tests.items()}
        | {_reference(name): data for name, data in references.items()}
        | {f"{OPENED}/{name}/evaluated.json": _lines(one) for name, one in records.items()}
    )


def _frames(tables: dict[str, bytes]) -> dict[str, Any]:
    """Return the tables that a plan stands on as frames."""
    import pandas as pd

    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(io.BytesIO(tables[f"{name}.csv"]), keep_default_na=False)

    governments = read("governments").set_index("government")
    return {"governments": governments, "steps": read("steps"), "practices": read("practices")}


def _cases(root: Path) -> dict[str, dict[str, Any]]:
    """Return the plans as they stand: they are dear to make."""
    keys = _known(root / "course/answer_keys/keys/plan_optimum.json")
    records = {name: _known(root / OPENED / name / "evaluated.json") for name in keys}
    return {name: {"key": keys[name], "record": records[name]} for name in keys if records[name]}


def _record(name: str, dossier: Any, cases: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what is opened of a government; the mentor, nobody's case, plans nothing."""
    if name in cases:
        return cases[name]["record"]
    return {"government": name, "levels": panel_levels(dossier)}


def _lines(content: dict[str, Any]) -> bytes:
    """Return JSON with a line for each entry: a change of one shows as one."""
    rows = (f" {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in content.items())
    return ("{\n" + ",\n".join(rows) + "\n}\n").encode()


def _reference(name: str) -> str:
    """Return where an answer file lies, from ``unit/owner/...``."""
    unit, rest = name.split("/", 1)
    return f"course/units/{unit}/reference/{rest}"


def _known(path: Path) -> dict[str, Any]:
    """Return a key that is dear to make, as it stands; nothing if it cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
