"""Dates, spans and numbers as Indonesian readers write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from coursekit.exchange.model.policy import say_time
from labkit.locale import shortest

__all__ = [
    "ZONES",
    "moment",
    "number",
    "parse_time",
    "remaining",
    "zone_of",
]

ZONES = {
    name: timezone(timedelta(hours=hours), name)
    for name, hours in (("WIB", 7), ("WITA", 8), ("WIT", 9))
}
"""Indonesia's three zones; none of them changes its clocks."""

_OF_PLACE = {"Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def moment(time: datetime, zone: str = "WIB") -> str:
    """Write a moment: ``Selasa, 24 November 2026 pukul 14.05 WIB``."""
    return say_time(time, ZONES[zone], weekday=True)


def remaining(span: timedelta) -> str:
    """Write how much time is left, in its largest unit, rounded down: ``3 hari``, ``5 jam``.

    Raises
    ------
    ValueError
        If the span is negative: what is over has no time left.
    """
    if span < timedelta(0):
        raise ValueError("a negative span")
    minutes = int(span.total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} hari"
    if minutes >= 2 * 60:
        return f"{minutes // 60} jam"
    return f"{minutes} menit" if minutes else "kurang dari satu menit"


def number(value: float) -> str:
    """Write a number with a decimal comma and no idle zeros: ``24,5``."""
    return shortest(round(value, 2))


def parse_time(text: str) -> datetime:
    """Read ISO 8601 or nbgrader's ``2026-11-24 07:11:11.123456 UTC``; no zone means UTC.

    Raises
    ------
    ValueError
        If the text is neither.
    """
    plain = text.strip().removesuffix(" UTC")
    found = datetime.fromisoformat(plain)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def zone_of(place: str) -> str:
    """Return the label of a time zone named by its place; WIB where it is not of Indonesia."""
    return _OF_PLACE.get(place, "WIB")
