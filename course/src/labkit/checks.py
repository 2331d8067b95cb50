"""Teaching checks: a failed one says in Indonesian what is wrong and where the lesson explains it.

Used by the visible tests of a lab. They raise `CheckFailed`, an AssertionError that shows its
message alone, since a trainee who has never programmed cannot use a traceback.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from numbers import Real
from typing import Any

from labkit.locale import number

__all__ = [
    "CheckFailed",
    "check_choice",
    "check_number",
    "check_numbers",
    "check_text",
    "digest",
    "format_number",
    "passed",
]

# What is written so where a number was meant.
_SLIPS: dict[Any, str] = {
    tuple: " Desimal dalam kode ditulis dengan titik, misalnya 3.5.",
    str: " Angka ditulis tanpa tanda kutip, desimalnya dengan titik, misalnya 3.5.",
}


class CheckFailed(AssertionError):
    """An answer that is not right yet; str() of it is the message for the trainee."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows these lines in place of the traceback.
        return [f"Belum tepat. {self}"]


def format_number(value: float, digits: int = 2) -> str:
    """Write a number with a decimal comma, in the digits that one types: no dots.

    Examples
    --------
    >>> format_number(3.455, 3)
    '3,455'
    """
    return number(value, digits, grouped=False)


def check_number(
    actual: Any,
    expected: float,
    *,
    name: str,
    tolerance: float = 0.005,
    hint: str = "",
    see: str = "",
) -> None:
    """Check one number.

    Parameters
    ----------
    actual : Any
        The trainee's answer; None means that the cell is still blank.
    expected : float
        The right answer, in the unit the question names.
    name : str
        The variable's name, as the trainee wrote it.
    tolerance : float
        Largest accepted distance, in the same unit.
    hint : str
        One sentence that helps, without the answer.
    see : str
        The part of the lesson to read again.

    Raises
    ------
    CheckFailed
        If the answer is blank, is not a number, or lies outside the tolerance.
    """
    _check_filled(actual, name)
    if isinstance(actual, bool) or not isinstance(actual, Real | Decimal):
        slip = _SLIPS.get(type(actual), "")
        fault = f"`{name}` seharusnya sebuah angka, tetapi isinya {_kind(actual)}.{slip}"
        raise CheckFailed(_sentence(fault, hint, see))
    value = float(actual)
    if math.isnan(value) or abs(value - expected) > tolerance:
        direction = "terlalu besar" if value > expected else "terlalu kecil"
        if math.isnan(value):
            direction = "tidak terdefinisi (NaN)"
        shown = format_number(value, 0 if value.is_integer() else 4)
        raise CheckFailed(_sentence(f"`{name}` = {shown} {direction}.", hint, see))


def check_numbers(
    actual: Any,
    expected: Mapping[str, float],
    *,
    name: str,
    tolerance: float = 0.005,
    hint: str = "",
    see: str = "",
) -> None:
    """Check labelled numbers (a pandas Series or a dict) and name the first wrong label.

    Raises
    ------
    CheckFailed
        If the answer is blank, has no labels, lacks a label, or a value is off.
    """
    _check_filled(actual, name)
    if not hasattr(actual, "keys") or not hasattr(actual, "__getitem__"):
        raise CheckFailed(
            _sentence(
                f"`{name}` seharusnya berisi satu angka per kode, tetapi isinya {_kind(actual)}.",
                hint,
                see,
            )
        )
    labels = list(actual.keys())
    for label, value in expected.items():
        if label not in labels:
            raise CheckFailed(_sentence(f"`{name}` belum memuat {label}.", hint, see))
        check_number(
            _plain(actual[label]),
            value,
            name=f"{name}[{label!r}]",
            tolerance=tolerance,
            hint=hint,
            see=see,
        )


def check_text(
    actual: Any, expected: str | Iterable[str], *, name: str, hint: str = "", see: str = ""
) -> None:
    """Check a word or phrase, without regard to case and outer blanks.

    Raises
    ------
    CheckFailed
        If the answer is blank, is not text, or is none of the accepted answers.
    """
    _check_filled(actual, name)
    if not isinstance(actual, str):
        raise CheckFailed(
            _sentence(
                f"`{name}` seharusnya teks dalam tanda kutip, tetapi isinya {_kind(actual)}.",
                hint,
                see,
            )
        )
    accepted = [expected] if isinstance(expected, str) else list(expected)
    if actual.strip().casefold() not in {answer.strip().casefold() for answer in accepted}:
        raise CheckFailed(_sentence(f"`{name}` = {actual!r} bukan jawabannya.", hint, see))


def digest(answer: object) -> str:
    """Return a short fingerprint of an answer, without regard to case and outer blanks.

    A visible test that names the right choice would give it away; it holds the fingerprint. A
    determined reader can still try the few choices: the mark rests on the hidden tests.

    Examples
    --------
    >>> digest(" Padi ") == digest("padi")
    True
    """
    return hashlib.sha256(str(answer).strip().casefold().encode()).hexdigest()[:12]


def check_choice(
    actual: Any, fingerprints: Iterable[str], *, name: str, hint: str = "", see: str = ""
) -> None:
    """Check an answer of few choices (a word, a code, a whole number) by its fingerprint.

    Raises
    ------
    CheckFailed
        If the answer is blank, is not text or a number, or has another fingerprint.
    """
    _check_filled(actual, name)
    if isinstance(actual, bool) or not isinstance(actual, str | Real):
        raise CheckFailed(
            _sentence(
                f"`{name}` seharusnya teks atau angka, tetapi isinya {_kind(actual)}.", hint, see
            )
        )
    if digest(f"{actual:g}" if isinstance(actual, Real) else actual) not in set(fingerprints):
        raise CheckFailed(_sentence(f"`{name}` = {actual!r} bukan jawabannya.", hint, see))


def passed(message: str) -> None:
    """Print the sentence that a right answer earns."""
    print(f"✓ {message}")


def _check_filled(actual: Any, name: str) -> None:
    if actual is None or actual is Ellipsis:
        raise CheckFailed(f"`{name}` masih kosong. Isi kotak jawaban di atas, lalu periksa lagi.")


def _sentence(fault: str, hint: str, see: str) -> str:
    parts = [fault, hint, f"Baca lagi: {see}." if see else ""]
    return " ".join(part for part in parts if part)


def _plain(value: Any) -> Any:
    """Return numpy's scalars as Python's own."""
    return value.item() if hasattr(value, "item") else value


def _kind(value: Any) -> str:
    kinds = {str: "teks", bool: "benar/salah", list: "daftar", dict: "kamus"}
    kinds[tuple] = "beberapa nilai yang dipisah koma"
    return kinds.get(type(value), f"objek {type(value).__name__}")
