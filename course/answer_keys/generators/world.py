"""All outputs of the sample world: path below the root of the checkout -> bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generators import dossiers as d
from generators.optima import plan_optima, reference_answers
from generators.package import package_files
from generators.province import governments_csv, levels_csv
from generators.quizzes import first_references
from generators.references import reference_files
from generators.service_logs import service_logs
from generators.steps import practices_csv, steps_csv

__all__ = ["outputs"]


def outputs(root: Path) -> dict[str, bytes]:
    """Return what every generated file holds (a .gz: what it holds unpacked); writes nothing."""
    dossiers = d.read_dossiers(root / "course" / "answer_keys" / "dossiers")
    tables = {
        "governments.csv": governments_csv(),
        "steps.csv": steps_csv(),
        "practices.csv": practices_csv(),
        "dossiers/stories.csv": d.stories_csv(dossiers),
    }
    tables |= levels_csv({name: d.self_levels(dossier) for name, dossier in dossiers.items()})
    logs, log_key = service_logs()
    tables |= {f"service_logs/{name}": data for name, data in logs.items()}
    keys = {"service_logs.json": log_key}
    for name, dossier in dossiers.items():
        tables[f"dossiers/{name}.csv"] = d.cards_csv(dossier)
        keys[f"{name}.json"] = d.key_json(dossier)
        keys[f"released_{name}.csv"] = d.released_csv(dossier)
    optima = plan_optima(tables, _known(root / "course/answer_keys/keys/plan_optimum.json"))
    keys["plan_optimum.json"] = (json.dumps(optima, indent=1) + "\n").encode()
    references = reference_files(keys) | reference_answers(optima)
    references |= first_references(keys, root / "course" / "units")
    package = json.loads((root / "datasets" / "datapackage.json").read_text(encoding="utf-8"))
    many = {"dossiers": dossiers, "service_logs": [name.split(".")[0] for name in logs]}
    tables |= package_files(package, many)
    return (
        {f"datasets/{name}": data for name, data in tables.items()}
        | {f"course/answer_keys/keys/{name}": data for name, data in keys.items()}
        | {_reference(name): data for name, data in references.items()}
    )


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
