"""What a form says of an answer (Indonesian), and how it counts words and writes numbers.

The view gets `SAID` with the declaration, so that each sentence has one owner; counting and
writing are told to the view in `form_rules.js` and held equal by a test on random answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

__all__ = ["SAID", "Fault", "count_words", "shortened", "written"]

SAID = {
    "unread": "“{text}” belum terbaca sebagai angka. Tulislah misalnya 3,5 atau 1.250.",
    "range": "{value} di luar batas {low} sampai {high}. Periksa lagi angkanya.",
    "low": "{value} kurang dari {low}. Periksa lagi angkanya.",
    "high": "{value} lebih dari {high}. Periksa lagi angkanya.",
    "short": "Baru {n} kata; tulislah sedikitnya {low} kata.",
    "long": "Sudah {n} kata; ringkaslah menjadi paling banyak {high} kata.",
    "reused": "“{choice}” dipakai lebih dari sekali. Pilih yang lain di salah satu barisnya.",
    "rows": "Masih {n} baris belum dipasangkan.",
    "cells": "Masih {n} sel kosong.",
    "cell": "Baris “{row}”, kolom “{column}”: {fault}",
}
"""Code of a fault -> sentence; braces name its parts."""

_GAP = re.compile("[ \t\n\r\f\v\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


@dataclass(frozen=True)
class Fault:
    """Hold what is wrong with an answer that is kept all the same.

    Examples
    --------
    >>> str(Fault("cells", {"n": 2}))
    'Masih 2 sel kosong.'
    """

    code: str
    parts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: str(self.parts[found[1]]), SAID[self.code])


def count_words(text: str) -> int:
    """Count the words of a text: what stands between blanks and holds a letter or a digit.

    Examples
    --------
    >>> count_words("Warga – bukan kantor – yang pertama.")
    5
    """
    return sum(
        any(unicodedata.category(letter)[0] in "LN" for letter in word) for word in _GAP.split(text)
    )


def written(value: float) -> str:
    """Write a number as Indonesians do: all its digits, decimal comma, dots between thousands.

    Examples
    --------
    >>> written(1234567.5), written(3.0)
    ('1.234.567,5', '3')
    """
    whole, _, part = format(abs(Decimal(repr(value))), "f").partition(".")
    part = part.rstrip("0")
    sign = "-" if value < 0 else ""
    return sign + f"{int(whole):,}".replace(",", ".") + (f",{part}" if part else "")


def shortened(text: str) -> str:
    """Return the first forty letters of what somebody wrote, to be quoted."""
    return text if len(text) <= 40 else text[:40] + "…"
