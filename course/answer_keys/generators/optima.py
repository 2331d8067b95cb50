"""The proven cheapest plan of each pilot, and the plan lab's reference answers that follow from it.

A plan is sought again only when its problem changed: the key keeps a digest of the problem.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any

__all__ = ["digest", "plan_optima", "reference_answers"]

CUT = 0.8  # the lab's second budget; the cheapest plan must survive it, else the lab is unfair
UNIT = "07-rencana-percepatan"
FORMS = ("rencana", "rencana-hemat")
# Accounts whose personal cases are the pilots of the reference answers (labkit.case).
OWNERS = {"sekda.dua": "G02", "sekda.delapan": "G03", "sekda.satu": "G07"}
SAVED = "2026-01-05T01:00:00+00:00"


def plan_optima(tables: Mapping[str, bytes], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the key of the plan lab by pilot.

    Parameters
    ----------
    tables : mapping
        The generated tables, by name under datasets/.
    known : mapping
        The key as it stands; an entry whose problem did not change is taken over.

    Returns
    -------
    dict
        Pilot to ``digest``, ``cost`` (Rp million), ``gap`` (proven, relative), ``index``,
        ``quarter`` (in which the target is reached) and ``steps`` (as a plan's answer file).

    Raises
    ------
    ValueError
        If a pilot has no proven plan, or none that survives the cut.
    """
    from spbe.planning.case import BUDGETS

    found = {}
    for government in BUDGETS:
        problem = _problem(government, tables)
        entry = known.get(government, {})
        fresh = entry.get("digest") == digest(problem)
        found[government] = entry if fresh else _solved(government, problem)
    return found


def digest(problem: Any) -> str:
    """Return what tells two problems apart: a hash of everything they ask."""
    plain = dataclasses.asdict(problem) | {"forbidden": sorted(problem.forbidden)}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


def reference_answers(optima: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the answer files of the lab's reference owners, by path below the reference shelf."""
    files = {}
    for owner, government in OWNERS.items():
        answers = {"government": government, "steps": optima[government]["steps"]}
        for form in FORMS:
            content = {"schema": 1, "form": form, "owner": owner, "rev": 1, "saved": SAVED}
            text = json.dumps(content | {"answers": answers}, ensure_ascii=False, indent=1)
            files[f"{UNIT}/{owner}/jawaban/{form}.json"] = f"{text}\n".encode()
    return files


def _problem(government: str, tables: Mapping[str, bytes]) -> Any:
    import pandas as pd

    from spbe.planning.case import YEAR, problem_from

    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(io.BytesIO(tables[f"{name}.csv"]), keep_default_na=False)

    return problem_from(
        government,
        read(f"levels_{YEAR}").set_index("government"),
        read("steps"),
        read("practices"),
        read("governments").set_index("government"),
    )


def _solved(government: str, problem: Any) -> dict[str, Any]:
    from spbe.planning import check_plan, least_cost_plan

    best = least_cost_plan(problem)
    if best.status != "optimal" or check_plan(best.plan, problem):
        raise ValueError(f"{government}: no proven plan ({best.status})")
    if best.cost > problem.budget * CUT:
        raise ValueError(f"{government}: the cheapest plan does not survive the cut of the budget")
    return {
        "digest": digest(problem),
        "cost": best.cost,
        "gap": round(best.gap, 9),
        "index": round(best.index, 6),
        "quarter": best.quarter,
        "steps": best.plan.to_dict()["steps"],
    }
