"""Numbers of a plan in Indonesian: decimal comma, dot for thousands."""

from __future__ import annotations

__all__ = ["OUT_OF_TIME", "number", "people", "points", "rupiah"]

OUT_OF_TIME = "Dalam batas waktu pencarian belum ditemukan rencana; beri waktu lebih lama."


def number(value: float, decimals: int = 2) -> str:
    """Return a number with a decimal comma.

    Examples
    --------
    >>> number(1234.5, 1)
    '1.234,5'
    """
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def points(value: float) -> str:
    """Return index points: two decimals, more where two would hide a difference or a miss.

    Examples
    --------
    >>> points(3.5), points(3.455)
    ('3,50', '3,455')
    """
    short = f"{value:.4f}".rstrip("0")
    return number(value, min(4, max(2, len(short.partition(".")[2]))))


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
