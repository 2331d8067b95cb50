"""What a plan says in Indonesian: its units, and a sentence for every violation.

Effects: reads ``violations.json``, the sentences by kind of violation, once. Pages get the same
sentences as data (`spbe.forms.plan_widget.problem_static`).
"""

from __future__ import annotations

import json
import string
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from labkit.locale import number

__all__ = ["OUT_OF_TIME", "SENTENCES", "people", "points", "rupiah", "sentence"]

OUT_OF_TIME = "Dalam batas waktu pencarian belum ditemukan rencana; beri waktu lebih lama."

SENTENCES: Mapping[str, str] = json.loads(
    (resources.files(__package__) / "violations.json").read_text(encoding="utf-8")
)
"""Sentence by kind: a code of `spbe.planning.check.Violation`, some with a case after a dot."""


def points(value: float) -> str:
    """Return index points: two decimals, more where two would hide a difference or a miss.

    Examples
    --------
    >>> points(3.5), points(3.455)
    ('3,50', '3,455')
    """
    longest = number(value, 4)
    return number(value, max(2, len(longest.rstrip("0").partition(",")[2])))


def rupiah(value: float) -> str:
    """Return Rp million in words.

    Examples
    --------
    >>> rupiah(1240)
    'Rp1.240 juta'
    """
    return f"Rp{number(value, 0 if abs(value - round(value)) < 0.005 else 2)} juta"


def people(value: float) -> str:
    """Return person-months in words.

    Examples
    --------
    >>> people(4.5)
    '4,5 orang-bulan'
    """
    return f"{number(value, 1 if abs(value * 10 - round(value * 10)) < 0.05 else 2)} orang-bulan"


def _whole(value: float) -> str:
    return number(value, 0)


_UNITS: Mapping[str, Callable[[float], str]] = {
    "": str,
    "people": people,
    "points": points,
    "rupiah": rupiah,
    "whole": _whole,
}


class _Filler(string.Formatter):
    """Fill ``{name:unit}`` with the value in that unit."""

    def format_field(self, value: Any, format_spec: str) -> str:
        return _UNITS[format_spec](value)


def sentence(kind: str, **parts: Any) -> str:
    """Return the sentence of a violation with its parts filled in.

    Examples
    --------
    >>> sentence("budget", used=1240.0, over=240.0, limit=1000.0)
    'Biaya seluruhnya Rp1.240 juta, lebih Rp240 juta dari anggaran Rp1.000 juta.'
    """
    return _Filler().vformat(SENTENCES[kind], (), parts)
