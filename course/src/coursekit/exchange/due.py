"""Set and show when labs are due, for everybody, a cohort or one trainee.

Effects: the exchange's records, and the date in the gradebook, where formgrader shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coursekit.errors import UsageError
from coursekit.exchange.policy import Rules, parse_due, parse_time, say_time, stamp
from coursekit.exchange.setup import kind_of, open_store
from coursekit.house import House

__all__ = ["set_due", "term_lines"]


def set_due(
    house: House,
    course: str,
    unit: str,
    date: str | None = None,
    whom: tuple[str, str] = ("", ""),
    **limits: Any,
) -> list[str]:
    """Change the terms of a lab and return all of them, one line each.

    Parameters
    ----------
    date : str, optional
        ``2026-12-31``, ``2026-12-31 16:00``, or ``none`` to take the date away.
    whom : tuple of str
        Trainee and cohort; both empty for everybody.
    **limits
        ``attempts`` and ``late``; None leaves what is.

    Raises
    ------
    UsageError
        If the date is none, or the exchange keeps no dates.
    """
    if kind_of(house) != "http":
        raise UsageError("course/hub/settings.yaml: dates need exchange.kind: http")
    store = open_store(house)
    try:
        values = {name: value for name, value in limits.items() if value is not None}
        if date is not None:
            values["due"] = _moment(date, store.rules)
        if values:
            store.ledger.set_term(course, unit, *whom, **values)
        if "due" in values and whom == ("", ""):
            _tell_gradebook(house, course, unit, values["due"])
        rows = [row for row in store.ledger.terms(course) if row["assignment"] == unit]
        return term_lines(rows, store.rules) or [f"{unit}: no date, no limit of its own"]
    finally:
        store.close()


def term_lines(rows: list[Mapping[str, Any]], rules: Rules) -> list[str]:
    """Return one line a row."""
    lines = []
    for row in rows:
        whom = f"trainee {row['trainee']}" if row["trainee"] else "everybody"
        if row["cohort"]:
            whom = f"cohort {row['cohort']}"
        words = [f"{row['assignment']}: {whom}"]
        if row["due"]:
            words.append(f"due {say_time(parse_time(row['due']), rules.zone)}")
        if row["attempts"] is not None:
            words.append(f"{row['attempts'] or 'any number of'} attempts")
        if row["late"]:
            words.append(f"late: {row['late']}")
        lines.append(", ".join(words))
    return lines


def _moment(date: str, rules: Rules) -> str | None:
    if date == "none":
        return None
    try:
        return stamp(parse_due(date, rules.zone))
    except ValueError:
        raise UsageError(
            f"{date!r} is no date; write 2026-12-31, '2026-12-31 16:00' or none"
        ) from None


def _tell_gradebook(house: House, course: str, unit: str, due: str | None) -> None:
    from nbgrader.api import Gradebook

    from coursekit.coursework import staff_config
    from coursekit.nbgrader_config import programs_on_path

    programs_on_path()
    with Gradebook(staff_config(house).CourseDirectory.db_url, course) as book:
        moment = parse_time(due).replace(tzinfo=None) if due else None
        book.update_or_create_assignment(unit, duedate=moment)
