"""The scoring form's state and what the engine says to it: frozen data, pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from reprlib import repr as short
from typing import Any

from labkit.answers import AnswerError
from labkit.forms.given import ATTEMPTS
from spbe.answers import assessment_from_answer
from spbe.instrument import Instrument
from spbe.scoring import predicate, score

__all__ = ["Assessment", "Judgement", "Try", "assessment_view"]

_CODE = re.compile(r"^I\d\d$")
_TOP = 5


@dataclass(frozen=True)
class Judgement:
    """Hold what was said of one indicator.

    Level 1-5 or None, a reason, the card that proves this level, the card that stops the next.
    """

    level: int | None = None
    reason: str = ""
    proves: str = ""
    stops: str = ""

    @property
    def is_complete(self) -> bool:
        """Tell whether all is given; above the highest level there is nothing to stop."""
        stopped = bool(self.stops) or self.level == _TOP
        return self.level is not None and bool(self.reason.strip() and self.proves) and stopped


@dataclass(frozen=True)
class Try:
    """Hold one try of a drill: when (ISO 8601), and what was said."""

    at: str
    said: Judgement


@dataclass(frozen=True)
class Assessment:
    """Hold the judgements of one government, in the order asked.

    `others` are judgements of indicators that are not asked here; they stay in the file, so that
    a form of some indicators never wipes out what a form of more had saved. `practice` holds the
    tries of a drill, by indicator.

    Examples
    --------
    >>> blank = Assessment.read({}, "G02", ["I01"])
    >>> blank.judge("I01", level=3).to_dict()["indicators"]
    {'I01': {'level': 3, 'reason': '', 'proves': '', 'stops': ''}}
    """

    government: str
    judgements: Mapping[str, Judgement]
    others: Mapping[str, Judgement] = field(default_factory=dict)
    practice: Mapping[str, tuple[Try, ...]] = field(default_factory=dict)

    @classmethod
    def read(
        cls, content: Mapping[str, Any], government: str, indicators: Sequence[str]
    ) -> Assessment:
        """Read an answer's content; an empty one gives a blank assessment.

        Raises
        ------
        labkit.answers.AnswerError
            If the content is not what the form saves, or belongs to another government.
        """
        if content and content.get("government") != government:
            raise ValueError(
                f"Penilaian ini untuk {short(content.get('government'))}, bukan {government}."
            )
        judgements = _judgements(content or {"indicators": {}}, indicators)
        given = content.get("indicators", {}) if content else {}
        others = [code for code in given if _CODE.match(code) and code not in judgements]
        aside = _judgements(content, others) if others else {}
        return cls(government, judgements, aside, _tries(content.get("practice"), indicators))

    def judge(self, indicator: str, **parts: Any) -> Assessment:
        """Return the assessment with parts of one indicator's judgement replaced."""
        judgement = replace(self.judgements[indicator], **parts)
        return replace(self, judgements={**self.judgements, indicator: judgement})

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for the answer file; untouched indicators are left out."""
        said = {**self.judgements, **self.others}
        plain = {
            "government": self.government,
            "indicators": {code: asdict(one) for code, one in said.items() if one != Judgement()},
        }
        if self.practice:
            plain["practice"] = {
                code: [{"at": one.at, "given": asdict(one.said)} for one in tries]
                for code, tries in self.practice.items()
            }
        return plain

    @property
    def progress(self) -> tuple[int, int]:
        """Return how many indicators are judged in full, and how many are asked."""
        asked = len(self.judgements)
        return asked - len(self.incomplete), asked

    @property
    def incomplete(self) -> list[str]:
        """Return the codes that still lack a level, a reason or one of the two cards."""
        return [code for code, said in self.judgements.items() if not said.is_complete]


def assessment_view(assessment: Assessment, instrument: Instrument) -> dict[str, Any]:
    """Return what the engine says: index, predicate, aspects, what is incomplete.

    An indicator without a level counts as level 1, the lowest. With a part of the instrument the
    index is the weighted mean of that part (PermenPANRB 59/2020, Lampiran II.B, same weights).
    """
    levels = {code: said.level or 1 for code, said in assessment.judgements.items()}
    aspect = instrument.indicators["aspect"]
    weight = instrument.weights
    if set(levels) == set(instrument.codes):
        result = score(levels, instrument)
        index, named = float(result.index.iloc[0]), str(result.predicates.iloc[0])
        aspects = {code: float(value) for code, value in result.aspects.iloc[0].items()}
    else:
        index = _mean(levels, weight, levels)
        named = str(predicate(index, instrument)[0])
        groups = {a: [c for c in levels if aspect[c] == a] for a in instrument.aspects.index}
        aspects = {a: _mean(codes, weight, levels) for a, codes in groups.items() if codes}
    return {
        "index": index,
        "predicate": named,
        "aspects": aspects,
        "incomplete": assessment.incomplete,
    }


def _judgements(content: Mapping[str, Any], indicators: Sequence[str]) -> dict[str, Judgement]:
    frame = assessment_from_answer(content, indicators)
    plain = frame.astype({"level": object}).where(frame.notna(), None)
    return {
        row.Index: Judgement(
            None if row.level is None or row.level != row.level else int(row.level),
            row.reason,
            row.proves,
            row.stops,
        )
        for row in plain.itertuples()
    }


def _tries(found: Any, indicators: Sequence[str]) -> dict[str, tuple[Try, ...]]:
    if found is None:
        return {}
    read = {}
    try:
        for code in (code for code in indicators if found.get(code)):
            tries = [(one["at"], one["given"]) for one in found[code][-ATTEMPTS:]]
            read[code] = tuple(
                Try(
                    str(datetime.fromisoformat(at) and at),
                    _judgements(_alone(code, given), [code])[code],
                )
                for at, given in tries
            )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise AnswerError("Catatan latihan tidak terbaca.") from None
    return read


def _alone(code: str, given: Any) -> dict[str, Any]:
    return {"indicators": {code: given}}


def _mean(codes: Iterable[str], weight: Mapping[str, float], levels: Mapping[str, float]) -> float:
    return float(sum(weight[c] * levels[c] for c in codes) / sum(weight[c] for c in codes))
