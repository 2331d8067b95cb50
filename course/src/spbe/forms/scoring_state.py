"""The scoring form's state and what the engine says to it: frozen data, pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from reprlib import repr as short
from typing import Any

from spbe.answers import assessment_from_answer
from spbe.instrument import Instrument
from spbe.scoring import predicate, score

__all__ = ["Assessment", "Judgement", "assessment_view"]

_CODE = re.compile(r"^I\d\d$")


@dataclass(frozen=True)
class Judgement:
    """Hold what was said of one indicator: level 1-5 or None, a reason, the deciding card."""

    level: int | None = None
    reason: str = ""
    card: str = ""

    @property
    def is_complete(self) -> bool:
        """Tell whether level, reason and card are all given."""
        return self.level is not None and bool(self.reason.strip()) and bool(self.card)


@dataclass(frozen=True)
class Assessment:
    """Hold the judgements of one government, in the order asked.

    `others` are judgements of indicators that are not asked here; they stay in the file, so that
    a form of some indicators never wipes out what a form of more had saved.

    Examples
    --------
    >>> blank = Assessment.read({}, "G02", ["I01"])
    >>> blank.judge("I01", level=3).to_dict()["indicators"]
    {'I01': {'level': 3, 'reason': '', 'card': ''}}
    """

    government: str
    judgements: Mapping[str, Judgement]
    others: Mapping[str, Judgement] = field(default_factory=dict)

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
        return cls(government, judgements, _judgements(content, others) if others else {})

    def judge(self, indicator: str, **parts: Any) -> Assessment:
        """Return the assessment with parts of one indicator's judgement replaced."""
        judgement = replace(self.judgements[indicator], **parts)
        return replace(self, judgements={**self.judgements, indicator: judgement})

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for the answer file; untouched indicators are left out."""
        said = {**self.judgements, **self.others}
        return {
            "government": self.government,
            "indicators": {code: asdict(one) for code, one in said.items() if one != Judgement()},
        }

    @property
    def incomplete(self) -> list[str]:
        """Return the codes that still lack a level, a reason or a card."""
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
            row.card,
        )
        for row in plain.itertuples()
    }


def _mean(codes: Iterable[str], weight: Mapping[str, float], levels: Mapping[str, float]) -> float:
    return float(sum(weight[c] * levels[c] for c in codes) / sum(weight[c] for c in codes))
