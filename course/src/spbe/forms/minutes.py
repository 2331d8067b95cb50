"""How long the subject's forms take by the scripted reader, with the arguments of each form.

An estimate, the mean over the sample governments that are handed to trainees: everything shown
is read once, each choice is weighed or made, each reason is typed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean
from typing import Any

from labkit.minutes import TYPED, Minutes, minutes_of, minutes_of_text
from spbe import datasets
from spbe.planning.case import case_problem

__all__ = ["plan_board", "scoring_form"]

_JUDGED = {"kind": "number", "text": "?", "judgement": True}
_CHOSEN = {"kind": "number", "text": "?"}
_REASON = 12  # words that say why, weighed with the level
_CARD = ["title", "number", "date", "issuer", "excerpt"]


def scoring_form(
    form: str = "penilaian",
    *,
    indicators: Sequence[str] | None = None,
    government: str | None = None,
) -> Minutes:
    """Estimate the scoring form: criteria and cards, a level, a card and a reason each."""
    instrument = datasets.load_instrument("spbe-2020")
    codes = list(indicators or instrument.codes)
    criteria = instrument.criteria["criterion"]
    each = " ".join(criteria[code, level] for code in codes for level in instrument.levels)
    words = [_cards(code, codes) for code in ([government] if government else _samples())]
    reading = minutes_of_text(each).reading + fmean(minutes_of_text(one).reading for one in words)
    return Minutes(
        reading=reading,
        judging=len(codes) * _of(_JUDGED).judging,
        items=len(codes) * _of(_CHOSEN).items,
        typing=len(codes) * _REASON / TYPED,
    )


def plan_board(
    form: str = "rencana",
    *,
    budget_factor: float = 1.0,
    copy_from: str = "",
    government: str | None = None,
) -> Minutes:
    """Estimate the plan board: every open step read and looked at, those that are placed weighed.

    A board that starts from a copy is read already; of its plan a part is changed.
    """
    found = [
        _planned(code, budget_factor if copy_from else 0.0)
        for code in ([government] if government else _samples())
    ]
    return Minutes(
        reading=0.0 if copy_from else fmean(one.reading for one in found),
        judging=fmean(one.judging for one in found),
        items=fmean(one.items for one in found),
    )


def _planned(government: str, left: float) -> Minutes:
    problem = case_problem(government)
    steps = [task for task in problem.tasks if task.gain]
    read = minutes_of_text(" ".join(f"{task.title} {task.opd}" for task in problem.tasks)).reading
    placed = math.ceil((problem.target - problem.index) / fmean(task.gain for task in steps))
    moved = placed * (1 - left) if left else placed
    looked_at = 0 if left else len(problem.tasks)
    return Minutes(
        reading=read,
        judging=moved * _of(_JUDGED).judging,
        items=looked_at * _of(_CHOSEN).items,
    )


def _samples() -> list[str]:
    governments = datasets.load_governments()
    return list(governments.index[governments["role"] == "pilot"])


def _of(question: dict[str, Any]) -> Minutes:
    return minutes_of([{"id": "a", **question}])


def _cards(government: str, codes: Sequence[str]) -> str:
    dossier = datasets.load_dossier(government)
    return dossier.loc[dossier["indicator"].isin(codes), _CARD].astype(str).to_csv(header=False)
