"""Lazy answers to the subject's own forms: levels and cards by a rule, from public data alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lazy import Answers, ReleasedLab

from spbe import datasets
from spbe.planning.case import case_problem
from spbe.planning.plan import Plan
from spbe.planning.problem import PlanProblem

__all__ = ["LEVELS", "planned", "scored"]

_REASON = "Menurut kartu yang ada di map ini kriterianya sudah terpenuhi."

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
    level: Callable[[int], int], card: Callable[[Any], str]
) -> Callable[[ReleasedLab, str], Answers]:
    """Answer every scoring form of a lab: a level by the self-assessment, a card by its looks."""

    def answer(lab: ReleasedLab, owner: str) -> Answers:
        government = datasets.assigned_government(owner)
        claims = datasets.load_levels(2024).loc[government]
        cards = datasets.load_dossier(government)
        found = {}
        for name, call in lab.calls.items():
            if call.maker != "scoring_form":
                continue
            codes = call.named.get("indicators") or datasets.load_instrument("spbe-2020").codes
            judged = {
                code: {
                    "level": level(int(claims[code])),
                    "reason": _REASON,
                    "card": str(card(cards[cards["indicator"] == code])),
                }
                for code in codes
            }
            found[name] = {"government": government, "indicators": judged}
        return found

    return answer


def planned(plan: Callable[[PlanProblem], Plan]) -> Callable[[ReleasedLab, str], Answers]:
    """Answer every plan board of a lab with what one rule makes of its problem."""

    def answer(lab: ReleasedLab, owner: str) -> Answers:
        government = datasets.assigned_government(owner)
        return {
            name: plan(
                case_problem(government, budget_factor=call.named.get("budget_factor", 1.0))
            ).to_dict()
            for name, call in lab.calls.items()
            if call.maker == "plan_board"
        }

    return answer
