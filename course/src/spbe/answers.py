"""What a form saved, as the subject's own values: a frame of levels, or a plan.

Pure: takes an answer of `labkit.answers`, never a file. Half-filled is allowed and said in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from reprlib import repr as short
from typing import Any

import pandas as pd

from labkit.answers import AnswerError
from spbe.planning.plan import Plan

__all__ = ["assessment_from_answer", "levels_from_answer", "missing_words", "plan_from_answer"]

_LEVELS = (1, 2, 3, 4, 5)


def assessment_from_answer(
    answer: Any, indicators: Sequence[str], government: str = ""
) -> pd.DataFrame:
    """Return what the scoring form holds, one row per asked indicator.

    Parameters
    ----------
    answer : labkit.answers.Answer or mapping
        As `labkit.answers.read_answer("penilaian")` gives it, or its `answers`.
    indicators : sequence of str
        Codes asked for; they give the order of the rows.
    government : str, optional
        The government it must be for; not compared if empty.

    Returns
    -------
    DataFrame
        Indexed by indicator: `level` (nullable integer 1-5), `reason`, and the codes of two
        cards: the one that `proves` the level and the one that `stops` the next (text, empty
        where nothing was given). A file of the time when the form asked for one card is read
        as if that card proved the level.

    Raises
    ------
    labkit.answers.AnswerError
        If the content was changed by hand into something the form never saves, or the assessment
        is of another government; the message is Indonesian and names the indicator.
    """
    content = _content(answer)
    if government and content.get("government") != government:
        raise AnswerError(
            f"Penilaian ini dibuat untuk {content.get('government') or 'daerah lain'}, bukan "
            f"{government}: buka formulir di lab Anda sendiri dan nilailah daerah Anda."
        )
    given = content.get("indicators")
    if not isinstance(given, Mapping):
        raise AnswerError('Jawaban penilaian tidak terbaca: bagian "indicators" tidak ada.')
    rows = [_row(code, given.get(code) or {}) for code in indicators]
    frame = pd.DataFrame(rows, columns=["level", "reason", "proves", "stops"])
    frame.index = pd.Index(list(indicators), name="indicator")
    return frame.astype({"level": "Int64"})


def levels_from_answer(answer: Any, indicators: Sequence[str]) -> pd.Series:
    """Return the levels alone, complete, ready for `spbe.score`.

    Raises
    ------
    labkit.answers.AnswerError
        If an indicator has no level yet; the message names those that lack one.
    """
    frame = assessment_from_answer(answer, indicators)
    if words := missing_words(frame, parts=("level",)):
        raise AnswerError(words)
    return frame["level"].astype("int64")


def missing_words(
    assessment: pd.DataFrame, parts: Sequence[str] = ("level", "reason", "proves", "stops")
) -> str:
    """Say in Indonesian what a half-filled assessment still lacks; empty if nothing.

    Examples
    --------
    >>> frame = assessment_from_answer({"indicators": {"I01": {"level": 2}}}, ["I01", "I02"])
    >>> missing_words(frame, parts=("level",))
    'Formulir penilaian belum lengkap: tingkat belum dipilih untuk I02.'
    """
    said = {
        "level": "tingkat belum dipilih untuk",
        "reason": "alasan belum ditulis untuk",
        "proves": "kartu yang membuktikan belum dipilih untuk",
        "stops": "kartu yang menahan belum dipilih untuk",
    }
    lacks = []
    for part in parts:
        column = assessment[part]
        empty = column.isna() if part == "level" else column.str.strip() == ""
        if part == "stops":  # above the highest level there is nothing to stop
            empty &= assessment["level"].fillna(0) != _LEVELS[-1]
        codes = list(assessment.index[empty])
        if codes:
            rest = f" dan {len(codes) - 6} indikator lain" if len(codes) > 6 else ""
            lacks.append(f"{said[part]} {', '.join(codes[:6])}{rest}")
    return f"Formulir penilaian belum lengkap: {'; '.join(lacks)}." if lacks else ""


def plan_from_answer(answer: Any, government: str = "") -> Plan:
    """Return the plan that the board holds.

    Parameters
    ----------
    answer : labkit.answers.Answer or mapping
        As `labkit.answers.read_answer("rencana")` gives it, or its `answers`.
    government : str, optional
        The government it must be for; not compared if empty.

    Raises
    ------
    labkit.answers.AnswerError
        If no step was placed, the plan is for another government, or the content was changed by
        hand into something the board never saves.
    """
    content = _content(answer)
    try:
        plan = Plan.from_dict(content)
    except ValueError as error:
        raise AnswerError(f"Jawaban papan {error}.") from None
    if government and plan.government != government:
        raise AnswerError(
            f"Rencana ini dibuat untuk {plan.government[:20] or 'daerah lain'}, bukan "
            f"{government}: buka papan rencana di lab Anda sendiri dan susun rencananya di sana."
        )
    if not plan.placements:
        raise AnswerError("Papan rencana masih kosong: jadwalkan paling sedikit satu langkah.")
    return plan


def _content(answer: Any) -> Mapping[str, Any]:
    content = getattr(answer, "answers", answer)
    if not isinstance(content, Mapping):
        raise AnswerError("Jawaban tidak terbaca: isinya bukan seperti yang disimpan formulir.")
    return content


def _row(code: str, given: Any) -> tuple[int | None, str, str, str]:
    if not isinstance(given, Mapping):
        raise AnswerError(f"Jawaban penilaian untuk {code} tidak terbaca.")
    level, reason = given.get("level"), given.get("reason") or ""
    cards = (given.get("proves") or given.get("card") or "", given.get("stops") or "")
    if level is not None and (type(level) is not int or level not in _LEVELS):
        raise AnswerError(
            f"Jawaban penilaian untuk {code}: tingkat {short(level)} tidak ada; "
            "tingkat kematangan adalah bilangan bulat 1 sampai 5."
        )
    if not all(isinstance(text, str) for text in (reason, *cards)):
        raise AnswerError(f"Jawaban penilaian untuk {code}: alasan dan bukti harus berupa teks.")
    return (level, reason, *cards)
