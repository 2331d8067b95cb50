"""Lazy answers to the subject's own forms: levels and cards by a rule, from public data alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lazy import Answers, ReleasedLab

from spbe import datasets
from spbe.forms.plan_case import floor_from
from spbe.planning.case import evaluated_problem
from spbe.planning.plan import Plan
from spbe.planning.problem import PlanProblem

__all__ = ["LEVELS", "planned", "record_of", "scored"]

_OPENED = Path(__file__).resolve().parents[2] / "course/answer_keys/opened"

_REASON = "Menurut kartu yang ada di map {} kriterianya sudah terpenuhi."

LEVELS: dict[str, Callable[[int], int]] = {
    "all_1": lambda claim: 1,
    "all_2": lambda claim: 2,
    "all_3": lambda claim: 3,
    "all_5": lambda claim: 5,
    "as_claimed": lambda claim: claim,
    "one_lower": lambda claim: max(claim - 1, 1),
    "two_lower": lambda claim: max(claim - 2, 1),
}
"""Ways to judge an indicator without reading: from its self-assessment, which is public."""


def scored(
    level: Callable[[int], int],
    proves: Callable[[Any], str],
    stops: Callable[[Any], str] | None = None,
) -> Callable[[ReleasedLab, str], Answers]:
    """Answer every scoring form of a lab: a level by the self-assessment, cards by their looks.

    Without `stops` the card that proves stops the next level, too.
    """

    def answer(lab: ReleasedLab, owner: str) -> Answers:
        government = datasets.assigned_government(owner)
        claims = datasets.load_levels(2024).loc[government]
        cards = datasets.load_dossier(government)
        found = {}
        for name, call in lab.calls.items():
            if call.maker != "scoring_form":
                continue
            codes = call.named.get("indicators") or datasets.load_instrument("spbe-2020").codes
            judged = {}
            for code in codes:
                mine = cards[cards["indicator"] == code]
                judged[code] = {
                    "level": level(int(claims[code])),
                    "reason": _REASON.format(code),
                    "proves": str(proves(mine)),
                    "stops": str((stops or proves)(mine)),
                }
            found[name] = {"government": government, "indicators": judged}
        return found

    return answer


def record_of(owner: str) -> dict[str, Any]:
    """Return what opens with the plan lab for an owner: he sees it when he works."""
    return json.loads(
        (_OPENED / datasets.assigned_government(owner) / "evaluated.json").read_text()
    )


def planned(
    plan: Callable[[PlanProblem], Plan], floor: Mapping[str, str] | None = None
) -> Callable[[ReleasedLab, str], Answers]:
    """Answer every plan board of a lab with what one rule makes of its problem.

    Parameters
    ----------
    floor : mapping, optional
        Answers of the form in which the floor is chosen; the rule is then asked to keep it.
    """

    def answer(lab: ReleasedLab, owner: str) -> Answers:
        record = record_of(owner)
        chosen = floor_from(record, {"questions": floor}) if floor else None
        boards = {name: call for name, call in lab.calls.items() if call.maker == "plan_board"}
        found = {
            name: plan(
                evaluated_problem(record, floor=chosen, cut=call.named.get("cut", False))
            ).to_dict()
            for name, call in boards.items()
        }
        forms = {call.named["floor"] for call in boards.values() if "floor" in call.named}
        return found | ({name: {"questions": floor} for name in forms} if floor else {})

    return answer
