"""Set and show when labs are due, for everybody, a cohort or one trainee.

Effects: the exchange's records, and the date in the gradebook, where formgrader shows it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from coursekit.core.errors import CourseError, UsageError
from coursekit.core.layout import CourseLayout
from coursekit.core.lookup import lookup
from coursekit.core.settings import load_settings
from coursekit.core.syllabus import load_syllabus
from coursekit.exchange.client.links import TOKEN, URL, LinkError, find_link, refuse_elsewhere
from coursekit.exchange.model.policy import Rules, parse_due, parse_time, say_time, stamp, term_for
from coursekit.exchange.server.setup import rules_of, store_folder

__all__ = ["adopt_dates", "dates_of", "follow", "set_due", "term_lines"]

_log = logging.getLogger("coursekit.nbgrader_ops.due")
_ADOPTED = "dates-adopted"  # beside the store: how a gradebook's dates became the exchange's

People = Mapping[str, str]
DueOf = Callable[[str, str | None], datetime | None]


def set_due(
    layout: CourseLayout,
    course: str,
    unit: str,
    date: str | None = None,
    whom: tuple[str, str] = ("", ""),
    people: Mapping[str, str] | None = None,
    **limits: Any,
) -> list[str]:
    """Change the terms of a lab and return all of them, one line each.

    Parameters
    ----------
    date : str, optional
        ``2026-12-31``, ``2026-12-31 16:00``, or ``none`` to take the date away.
    whom : tuple of str
        Trainee and cohort; both empty for everybody.
    people : mapping, optional
        Account to cohort of all there are; None where accounts are kept elsewhere, so that any
        name is taken.
    **limits
        ``attempts`` and ``late``; None leaves what is.

    Raises
    ------
    UsageError
        If the date is none, if nobody is meant by `whom`, or it is not sure which store holds.
    CourseError
        If the exchange cannot be asked, or refuses.
    """
    refuse_elsewhere(layout)
    rules = rules_of(load_settings(layout.hub / "settings.yaml")["exchange"])
    try:
        adopt_dates(layout)
        link = find_link(str(layout.root))
        values = {name: value for name, value in limits.items() if value is not None}
        if date is not None:
            values["due"] = _moment(date, rules)
        rows = [row for row in link.terms(course) if row["assignment"] == unit]
        if people is not None and not (date == "none" and _stored(rows, whom)):
            whom = _meant(whom, people)
        if values:
            link.set_term(course, unit, *whom, **values)
        if "due" in values and whom == ("", ""):
            _tell_gradebook(layout, course, link.dues(course))
        rows = [row for row in link.terms(course) if row["assignment"] == unit]
    except LinkError as error:
        raise CourseError(str(error)) from None
    return term_lines(rows, rules, people) or [f"{unit}: no date, no limit of its own"]


def _meant(whom: tuple[str, str], people: Mapping[str, str]) -> tuple[str, str]:
    """Return the trainee and the cohort as they are stored, or refuse what concerns nobody."""
    trainee, cohort = whom
    if trainee and cohort:
        raise UsageError("name a trainee or a cohort, not both: his own date goes before theirs")
    if trainee:
        trainee = lookup("trainee", trainee, people)
    if cohort:
        cohort = lookup("cohort", cohort, set(people.values()) - {""})
    return trainee, cohort


def _stored(rows: list[Mapping[str, Any]], whom: tuple[str, str]) -> bool:
    """Return whether a row is kept for exactly these: even of a stranger it can be taken away."""
    return any((row["trainee"], row["cohort"]) == whom for row in rows)


def term_lines(
    rows: list[Mapping[str, Any]], rules: Rules, people: Mapping[str, str] | None = None
) -> list[str]:
    """Return one line a row; of known `people`, say which rows concern nobody."""
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
        if people is not None and _concerns_nobody(row, people):
            words.append("NO EFFECT: nobody of this name")
        lines.append(", ".join(words))
    return lines


def _concerns_nobody(row: Mapping[str, Any], people: Mapping[str, str]) -> bool:
    if row["trainee"]:
        return row["trainee"] not in people
    return bool(row["cohort"]) and row["cohort"] not in people.values()


def _moment(date: str, rules: Rules) -> str | None:
    if date == "none":
        return None
    try:
        return stamp(parse_due(date, rules.zone))
    except ValueError:
        raise UsageError(
            f"{date!r} is no date; write 2026-12-31, '2026-12-31 16:00' or none"
        ) from None


def dates_of(layout: CourseLayout, people: Callable[[], People | None]) -> Callable[[str], DueOf]:
    """Return what tells a lab's dates by trainee and time of a submission, for penalties.

    Parameters
    ----------
    people : callable
        Gives account to cohort, for what was handed in on another way than the exchange.

    Returns
    -------
    callable
        It raises CourseError while the exchange is away.
    """
    course = load_syllabus(layout.syllabus).course_id

    def dates(unit: str) -> DueOf:
        link = find_link(str(layout.root))
        try:
            adopt_dates(layout)
            rows = [row for row in link.terms(course) if row["assignment"] == unit]
            receipts = link.submissions(course, unit, True)
        except LinkError as error:
            raise CourseError(str(error)) from None
        cohorts = {(one.trainee, one.time): one.cohort for one in receipts}
        now = people() or {}

        def due_of(trainee: str, time: str | None) -> datetime | None:
            cohort = cohorts.get((trainee, time), now.get(trainee, ""))
            return term_for(rows, trainee, cohort, Rules()).due

        return due_of

    return dates


def adopt_dates(layout: CourseLayout, tell: Callable[[str], None] = _log.warning) -> None:
    """Give the exchange what dates a gradebook alone knows, once: formgrader set them there before.

    From then on the exchange owns the dates, and one it does not know is none (`follow`). A lab
    that has a date in the exchange keeps it.

    Parameters
    ----------
    tell : callable
        Told in a line of each date that is taken over or left out.

    Raises
    ------
    LinkError
        While the exchange is away; it is tried again the next time.
    """
    from coursekit.nbgrader_ops.config import refuse_missing
    from coursekit.nbgrader_ops.operations import staff_config

    done = store_folder(layout) / _ADOPTED
    elsewhere = load_settings(layout.hub / "settings.yaml")["exchange"]["url"]
    if done.exists() or (elsewhere and not {URL, TOKEN} & os.environ.keys()):
        return  # of an exchange on another machine only who has a token knows the way
    try:
        refuse_missing(staff_config(layout).CourseDirectory.db_url)
    except UsageError:
        return  # no gradebook, no dates
    syllabus = load_syllabus(layout.syllabus)
    link, course = find_link(str(layout.root)), syllabus.course_id
    with _gradebook(layout, course) as book:
        dates = {one.name: one.duedate for one in book.assignments if one.duedate}
    known, lines = link.dues(course) if dates else {}, []
    for unit, moment in sorted(dates.items()):
        due = stamp(moment.replace(tzinfo=UTC))
        if unit in known:
            if known[unit] != due:
                lines.append(f"{unit}: the exchange's due date holds ({known[unit]}), not {due}")
        elif any(one.id == unit for one in syllabus.labs):
            link.set_term(course, unit, due=due)
            lines.append(f"{unit}: due date {due}, set in formgrader before, holds from now on")
        else:
            lines.append(f"{unit}: in no syllabus; its due date {due} is left out")
    done.parent.mkdir(parents=True, exist_ok=True)
    done.write_text("".join(f"{line}\n" for line in lines))
    for line in lines:
        tell(line)


def follow(book: Any, dues: Mapping[str, str]) -> None:
    """Let a gradebook's dates be the exchange's: nbgrader's pages and late penalties read them.

    Parameters
    ----------
    book : Gradebook
        nbgrader's.
    dues : mapping
        Lab to the date that holds for everybody, as the exchange keeps it.
    """
    known = {one.name: one.duedate for one in book.assignments}
    for unit in {**known, **dues}:
        due = dues.get(unit)
        moment = parse_time(due).replace(tzinfo=None) if due else None
        if known.get(unit) != moment:
            book.update_or_create_assignment(unit, duedate=moment)


def _tell_gradebook(layout: CourseLayout, course: str, dues: Mapping[str, str]) -> None:
    with _gradebook(layout, course) as book:
        follow(book, dues)


def _gradebook(layout: CourseLayout, course: str) -> Any:
    from nbgrader.api import Gradebook

    from coursekit.nbgrader_ops.config import programs_on_path
    from coursekit.nbgrader_ops.operations import staff_config

    programs_on_path()
    return Gradebook(staff_config(layout).CourseDirectory.db_url, course)
