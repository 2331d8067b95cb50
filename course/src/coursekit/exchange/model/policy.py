"""Due dates, extensions and attempts: pure rules, and the sentences trainees read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from labkit.locale import day

__all__ = [
    "Rules",
    "Term",
    "is_late",
    "parse_due",
    "parse_local",
    "parse_time",
    "refusal",
    "say_time",
    "stamp",
    "term_for",
]

_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}


@dataclass(frozen=True)
class Rules:
    """What holds where no term says otherwise.

    Attributes
    ----------
    attempts : int
        Submissions of one lab; 0 means any number.
    late : str
        ``accept`` (and mark as late) or ``refuse``.
    size_mb, files : int
        Limits of one submission, packed and unpacked.
    total_mb : int
        What one trainee's submissions may take together in a course.
    """

    attempts: int = 0
    late: str = "accept"
    size_mb: int = 50
    files: int = 500
    total_mb: int = 2000
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))


@dataclass(frozen=True)
class Term:
    """What holds for one trainee and one lab; `extended` if his own date is a later one."""

    due: datetime | None = None
    attempts: int = 0
    late: str = "accept"
    extended: bool = False


def term_for(rows: Iterable[Mapping[str, Any]], trainee: str, cohort: str, rules: Rules) -> Term:
    """Return the term from the rows of one lab: the trainee's, his cohort's, everybody's.

    Each column is taken from the narrowest row that fills it.
    """
    ranked: list[Mapping[str, Any]] = [{}, {}, {}]
    for row in rows:
        if row["trainee"] == trainee:
            ranked[0] = row
        elif not row["trainee"] and row["cohort"] and row["cohort"] == cohort:
            ranked[1] = row
        elif not row["trainee"] and not row["cohort"]:
            ranked[2] = row

    def first(name: str, among: list[Mapping[str, Any]]) -> Any:
        return next((row[name] for row in among if row.get(name) is not None), None)

    due, common = first("due", ranked), first("due", ranked[1:])
    attempts, late = first("attempts", ranked), first("late", ranked)
    return Term(
        due=parse_time(due) if due else None,
        attempts=rules.attempts if attempts is None else attempts,
        late=late or rules.late,
        extended=bool(due and common and due > common),
    )


def is_late(sent: str, term: Term) -> bool:
    """Return whether a submission came after the date."""
    return term.due is not None and parse_time(sent) > term.due


def refusal(term: Term, used: int, now: datetime, rules: Rules) -> str:
    """Return why one may not hand in now; empty if one may."""
    if term.attempts and used >= term.attempts:
        return (
            f"Kesempatan mengumpulkan lab ini sudah habis: {used} dari {term.attempts} kali. "
            "Bila perlu kesempatan tambahan, silakan hubungi widyaiswara."
        )
    if term.due is not None and now > term.due and term.late == "refuse":
        return (
            f"Batas waktu pengumpulan lab ini sudah lewat: {say_time(term.due, rules.zone)}. "
            "Bila perlu perpanjangan, silakan hubungi widyaiswara."
        )
    return ""


def stamp(moment: datetime) -> str:
    """Return a moment as records keep it and as nbgrader reads it; sorts as text."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"


def parse_time(text: str) -> datetime:
    """Return the moment of a `stamp`."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f UTC").replace(tzinfo=UTC)


def parse_due(text: str, zone: tzinfo) -> datetime:
    """Return the moment a person means: a day alone lasts to its end.

    Raises
    ------
    ValueError
        If it is no date of the form 2026-12-31 or 2026-12-31 16:00.
    """
    moment = datetime.fromisoformat(text.strip())
    if len(text.strip()) == len("2026-12-31"):
        moment = datetime.combine(moment.date(), time(23, 59, 59))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def parse_local(text: str, zone_text: str, zone: tzinfo) -> datetime:
    """Return the moment of a date field with a zone field; an empty zone is the course's own.

    Raises
    ------
    ValueError
        If the date is none, or the zone is neither WIB, WITA, WIT, an offset like +0700, nor a
        name like Asia/Jakarta.
    """
    moment = parse_due(text, zone)
    wanted = zone_text.strip()
    if not wanted:
        return moment
    if match := re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", wanted, re.IGNORECASE):
        sign, hours, minutes = match.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return moment.replace(tzinfo=timezone(-offset if sign == "-" else offset))
    try:
        return moment.replace(tzinfo=ZoneInfo(_ZONES.get(wanted.upper(), wanted)))
    except (ZoneInfoNotFoundError, OSError):
        raise ValueError(f"{wanted!r} is no time zone") from None


def say_time(moment: datetime, zone: tzinfo, *, weekday: bool = False) -> str:
    """Return a moment in Indonesian, as ``1 Desember 2026 pukul 16.00 WIB``."""
    local = moment.astimezone(zone)
    return f"{day(local.date(), weekday=weekday)} pukul {local:%H.%M} {local:%Z}"
