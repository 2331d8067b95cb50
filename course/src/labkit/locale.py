"""Numbers and dates in Indonesian: the one place in Python that writes them for people.

Law: first what is noise is dropped (below 1e-9, as where an index meets a cut), then the value is
rounded, a true half to its even neighbour; nothing is ever written as a negative zero,
and what is no number as a dash.
`labkit/static/locale.js` keeps the same law in a page, and a test compares both.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

__all__ = ["day", "number", "shortest", "signed"]

_LOCALE = "id"
_NOISE = 9  # decimals
_NONE = "–"


def number(value: float, digits: int = 2, *, grouped: bool = True) -> str:
    """Return a number with a decimal comma, and dots between thousands.

    Parameters
    ----------
    value : float
    digits : int
        Decimals.
    grouped : bool
        Whether dots stand between thousands.

    Examples
    --------
    >>> number(1234.5), number(3.455, 3)
    ('1.234,50', '3,455')
    """
    if not math.isfinite(value):
        return _NONE
    rounded = Decimal(f"{round(value, _NOISE):.{digits}f}") + 0  # no negative zero
    pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
    return format_decimal(rounded, pattern, locale=_LOCALE, group_separator=grouped)


def shortest(value: float, digits: int = 10) -> str:
    """Return a number with as few of its first `digits` digits as it needs.

    Examples
    --------
    >>> shortest(3.0), shortest(2.35), shortest(2.345, 3)
    ('3', '2,35', '2,35')
    """
    if not math.isfinite(value):
        return _NONE
    rounded = Decimal(f"{value:.{digits}g}").normalize() + 0
    places = max(0, -int(rounded.as_tuple().exponent))
    return format_decimal(rounded, f"0.{'0' * places}" if places else "0", locale=_LOCALE)


def signed(value: float, digits: int = 2) -> str:
    """Return a change with its sign and a true minus; what rounds to zero has a plus.

    Examples
    --------
    >>> signed(0.25), signed(-0.25), signed(-0.001)
    ('+0,25', '−0,25', '+0,00')
    """
    text = number(value, digits)
    return text.replace("-", "\N{MINUS SIGN}") if text.startswith("-") else f"+{text}"


def day(value: date, *, weekday: bool = False) -> str:
    """Return a day with its month in words.

    Examples
    --------
    >>> day(date(2026, 1, 5)), day(date(2026, 1, 5), weekday=True)
    ('5 Januari 2026', 'Senin, 5 Januari 2026')
    """
    return format_date(value, "EEEE, d MMMM y" if weekday else "d MMMM y", locale=_LOCALE)
