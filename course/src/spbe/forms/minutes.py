"""How long the subject's forms take by the scripted reader, with the arguments of each form.

An estimate, the mean over the sample governments that are handed to trainees: everything shown
is read once, each choice is weighed or made, each reason is typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Any

from labkit.minutes import TYPED, Minutes, minutes_of, minutes_of_text
from spbe import datasets
from spbe.panel import DRILL, ENOUGH

__all__ = ["plan_board", "scoring_drill", "scoring_form"]

_JUDGED = {"kind": "number", "text": "?", "judgement": True}
_CHOSEN = {"kind": "number", "text": "?"}
_EVIDENCE = 2  # cards: the one that proves, the one that stops
_REASON = 12  # words that say why, weighed with the level
_CARDS, _MOVED = 60, 8  # on a plan board: open for choice; placed, shifted or struck out
_CARD = ["title", "number", "date", "issuer", "excerpt"]


def scoring_form(
    form: str = "penilaian",
    *,
    indicators: Sequence[str] | None = None,
    government: str | None = None,
) -> Minutes:
    """Estimate the scoring form: criteria and cards read, a level, two cards and a reason each."""
    instrument = datasets.load_instrument("spbe-2020")
    codes = list(indicators or instrument.codes)
    criteria = instrument.criteria["criterion"]
    each = " ".join(criteria[code, level] for code in codes for level in instrument.levels)
    words = [_cards(code, codes) for code in ([government] if government else _samples())]
    reading = minutes_of_text(each).reading + fmean(minutes_of_text(one).reading for one in words)
    return _judging(len(codes)) + Minutes(reading=reading, typing=len(codes) * _REASON / TYPED)


def scoring_drill(form: str = "latihan-menilai") -> Minutes:
    """Estimate the drill where the fewest folders are enough: read, judged, explained.

    Nobody need do more for the lab; each further folder takes as long.
    """
    drill = datasets.load_drill().loc[list(DRILL[:ENOUGH])]
    criteria = datasets.load_instrument("spbe-2020").criteria["criterion"]
    said = drill[["why", "why_proves", "why_stops"]].to_numpy().ravel()
    shown = [*(criteria[code].str.cat(sep=" ") for code in drill.index), *said]
    words = f"{' '.join(shown)} {_cards('G01', drill.index)}"
    return _judging(len(drill)) + minutes_of_text(words)


def _judging(folders: int) -> Minutes:
    judged, chosen = _of(_JUDGED).judging, _of(_CHOSEN).items
    return Minutes(judging=folders * judged, items=folders * _EVIDENCE * chosen)


def plan_board(
    form: str = "rencana",
    *,
    floor: str = "",
    cut: bool = False,
    copy_from: str = "",
    government: str | None = None,
) -> Minutes:
    """Estimate the plan board: every card read and looked at once, those that are moved weighed.

    What is open for choice in a pilot's case is no public number, so a board is reckoned at the
    size that the cases are built to. One that starts from a copy is read already.
    """
    titles = " ".join(f"{row.title} {row.opd}" for row in datasets.load_steps().itertuples())
    one = minutes_of_text(titles).reading / len(datasets.load_steps())
    seen = 0 if copy_from else _CARDS
    return Minutes(
        reading=seen * one,
        judging=_MOVED * _of(_JUDGED).judging,
        items=seen * _of(_CHOSEN).items,
    )


def _samples() -> list[str]:
    governments = datasets.load_governments()
    return list(governments.index[governments["role"] == "pilot"])


def _of(question: dict[str, Any]) -> Minutes:
    return minutes_of([{"id": "a", **question}])


def _cards(government: str, codes: Sequence[str]) -> str:
    dossier = datasets.load_dossier(government)
    return str(
        dossier.loc[dossier["indicator"].isin(codes), _CARD].astype(str).to_csv(header=False)
    )
