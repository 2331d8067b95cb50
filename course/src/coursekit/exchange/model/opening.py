"""When a lab opens for a person, when it has closed for him, and the sentences he reads. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from coursekit.core.syllabus import Opening, Unit
from coursekit.exchange.model.policy import say_time

__all__ = ["DATA", "WISH", "Access", "Lab", "access", "has_closed", "may_close", "named", "sealed"]


@dataclass(frozen=True)
class Lab:
    """What is known of one lab and one person.

    Attributes
    ----------
    due : datetime or None
        The date that holds for him.
    handed : bool
        Whether he has handed it in.
    closed : str
        Why no more is taken from him, as it was recorded: `WISH`, `DATA`, or empty.
    """

    due: datetime | None = None
    handed: bool = False
    closed: str = ""


WISH, DATA = "wish", "data"
_NOTHING = Lab()


@dataclass(frozen=True)
class Access:
    """Whether a lab is open for a person; if not, the sentence that says when and why."""

    open: bool
    reason: str = ""


def has_closed(lab: Lab, now: datetime, wish: bool = True) -> bool:
    """Tell whether a lab has closed for a person: at its date, or, with `wish`, at his own."""
    recorded = lab.closed == DATA or (wish and lab.closed == WISH)
    return recorded or (lab.due is not None and now > lab.due)


def access(
    rule: Opening | None,
    labs: Mapping[str, Lab],
    units: Mapping[str, Unit],
    now: datetime,
    zone: tzinfo,
) -> Access:
    """Decide whether a lab is open for a person now.

    Parameters
    ----------
    rule : Opening or None
        What its unit, or the person's cohort, says; None opens it to everybody.
    labs : mapping
        Lab to what is known of it and the person.
    units : mapping
        Lab to its unit, for the sentence.
    zone : tzinfo
        The course's time zone.
    """
    if rule is None:
        return Access(True)
    if rule.date:
        moment = datetime.fromisoformat(rule.date).replace(tzinfo=zone)
        if now >= moment:
            return Access(True)
        return Access(False, f"Lab ini dibuka pada {say_time(moment, zone)}.")
    other, name = labs.get(rule.after, _NOTHING), named(rule.after, units)
    if has_closed(other, now, wish=bool(rule.handed_in)):
        return Access(True)
    date = f"tenggatnya, {say_time(other.due, zone)}" if other.due else ""
    if rule.closed:
        when = f" lewat {date}" if date else " ditutup; tenggatnya belum ditetapkan"
        return Access(False, f"Lab ini dibuka setelah {name}{when}.")
    rest = f", atau setelah {date}" if date else ""
    if other.handed:
        return Access(
            False,
            f"Lab ini dibuka begitu Anda menutup {name} yang sudah Anda kumpulkan{rest}.",
        )
    return Access(False, f"Lab ini dibuka setelah Anda mengumpulkan {name} lalu menutupnya{rest}.")


def may_close(unit: str, labs: Mapping[str, Lab], units: Mapping[str, Unit]) -> bool:
    """Tell whether a person may close a lab for himself: handed in, not closed, waited for."""
    lab = labs.get(unit, _NOTHING)
    waits = any(one.opens is not None and one.opens.handed_in == unit for one in units.values())
    return waits and lab.handed and not lab.closed


def sealed(
    unit: str,
    labs: Mapping[str, Lab],
    units: Mapping[str, Unit],
    opened: Mapping[str, bool],
) -> str:
    """Return why nothing more is taken of a lab from a person; empty if nothing forbids it.

    Parameters
    ----------
    opened : mapping
        Lab that is handed out to whether it is open for him: one that brings data which tell of
        `unit` closes it, whatever the rule on late work says.
    """
    closed = labs.get(unit, _NOTHING).closed
    if closed == WISH:
        return (
            f"Anda sudah menutup {named(unit, units)}, sehingga kiriman baru tidak diterima lagi. "
            "Yang dinilai adalah kiriman terakhir Anda."
        )
    telling = (
        name
        for name, open_ in opened.items()
        if open_ and name in units and units[name].opens_data and units[name].waits_for == unit
    )
    if closed or (after := next(telling, "")):
        where = f" di {named(after, units)}" if not closed else ""
        return (
            f"Data yang menjawab {named(unit, units)} sudah terbuka bagi Anda{where}, sehingga "
            "kiriman baru tidak diterima lagi."
        )
    return ""


def named(unit: str, units: Mapping[str, Unit]) -> str:
    """Return a lab as people call it, as ``lab 03 · Menilai bukti``."""
    number, title = unit.partition("-")[0], units[unit].title if unit in units else ""
    return f"lab {number} · {title}" if title else f"lab {unit}"
