"""Which labs are open for whom, and what comes with them: the rules applied to the records."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from coursekit.core.syllabus import Opening, Unit
from coursekit.exchange.model.opening import (
    DATA,
    WISH,
    Access,
    Lab,
    access,
    has_closed,
    may_close,
    named,
    sealed,
)
from coursekit.exchange.model.roles import Caller
from coursekit.exchange.model.submission import Overview, Release
from coursekit.exchange.server.ledger import Ledger

__all__ = ["Gates", "Plan"]

_NOT_YET = "Kumpulkan dahulu {0}; yang ditutup adalah lab yang sudah dikumpulkan."
_CLOSED = "{0} sudah Anda tutup."
_NOT_MEANT = "{0} tidak perlu ditutup: tidak ada lab yang menunggunya."


@dataclass(frozen=True)
class Plan:
    """What the syllabus says of the labs of one course.

    Attributes
    ----------
    dates : mapping
        Lab to cohort to the date on which it opens for that cohort, in place of the unit's rule.
    data : callable
        ``(lab, trainee) -> path to content`` of what opens with a lab for a trainee.
    """

    course: str = ""
    units: Mapping[str, Unit] = field(default_factory=dict)
    dates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    data: Callable[[str, str], Mapping[str, bytes]] = lambda _lab, _trainee: {}
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))

    def rule(self, unit: str, cohort: str) -> Opening | None:
        """Return when a lab opens for a cohort."""
        if date := self.dates.get(unit, {}).get(cohort):
            return Opening(date=date)
        return self.units[unit].opens if unit in self.units else None


class Gates:
    """The rules of `plan` applied to what the ledger knows."""

    def __init__(self, ledger: Ledger, plan: Plan | None = None) -> None:
        self._ledger, self.plan = ledger, plan or Plan()

    def access(self, course: str, unit: str, caller: Caller, now: datetime) -> Access:
        """Return whether a lab is open for somebody; to staff all are."""
        rule = self._rule(course, unit, caller.cohort)
        if rule is None or caller.role != "trainee":
            return Access(True)
        labs = self._labs(course, caller.name, caller.cohort)
        return access(rule, labs, self.plan.units, now, self.plan.zone)

    def released(self, course: str, caller: Caller, now: datetime) -> list[Release]:
        """Return the labs handed out that are open for somebody."""
        known = self._ledger.released(course)
        return [one for one in known if self.access(course, one.assignment, caller, now).open]

    def take(self, course: str, unit: str, caller: Caller) -> Mapping[str, bytes]:
        """Return the data that come with a lab; what they tell of closes for the trainee, for ever.

        Raises
        ------
        coursekit.core.errors.CourseError
            If the data are not there.
        """
        known = self.plan.units.get(unit) if course == self.plan.course else None
        if known is None or not known.opens_data:
            return {}
        found = self.plan.data(unit, caller.name)
        if caller.role == "trainee" and known.waits_for:
            self._ledger.put_closed(course, known.waits_for, caller.name, DATA)
        return found

    def refusal(self, course: str, unit: str, trainee: str, cohort: str, now: datetime) -> str:
        """Return why nothing more is taken of a lab from a trainee; mostly nothing."""
        labs = self._labs(course, trainee, cohort)
        opened = {
            one.assignment: self._open(course, one.assignment, labs, cohort, now)
            for one in self._ledger.released(course)
        }
        return sealed(unit, labs, self.plan.units, opened)

    def close(self, course: str, unit: str, caller: Caller) -> str:
        """Close a lab for a person at his own wish; return why that cannot be."""
        labs = self._labs(course, caller.name, caller.cohort)
        name = named(unit, self.plan.units)
        if may_close(unit, labs, self.plan.units):
            self._ledger.put_closed(course, unit, caller.name, WISH)
            return ""
        lab = labs.get(unit, Lab())
        if lab.closed:
            return _CLOSED.format(name.capitalize())
        waits = may_close(unit, {unit: dataclasses.replace(lab, handed=True)}, self.plan.units)
        return _NOT_YET.format(name) if waits else _NOT_MEANT.format(name.capitalize())

    def told(
        self, course: str, caller: Caller, now: datetime, entries: Iterable[Overview]
    ) -> list[Overview]:
        """Return what the course page shows of a trainee's labs, with their opening and closing."""
        entries = list(entries)
        if caller.role != "trainee":
            return entries
        labs = self._labs(course, caller.name, caller.cohort)
        told = self._told
        return [told(course, caller, now, labs, one) if one.released else one for one in entries]

    def _told(
        self,
        course: str,
        caller: Caller,
        now: datetime,
        labs: Mapping[str, Lab],
        entry: Overview,
    ) -> Overview:
        unit = entry.assignment
        found = self.access(course, unit, caller, now)
        closed = self.refusal(course, unit, caller.name, caller.cohort, now)
        why_not = found.reason or closed or entry.why_not
        return dataclasses.replace(
            entry,
            open=found.open,
            opens_text=found.reason,
            may_close=may_close(unit, labs, self.plan.units)
            and not has_closed(labs.get(unit, Lab()), now),
            closed_text=closed,
            can_submit=not why_not,
            why_not=why_not,
        )

    def _rule(self, course: str, unit: str, cohort: str) -> Opening | None:
        return self.plan.rule(unit, cohort) if course == self.plan.course else None

    def _open(
        self, course: str, unit: str, labs: Mapping[str, Lab], cohort: str, now: datetime
    ) -> bool:
        rule = self._rule(course, unit, cohort)
        return access(rule, labs, self.plan.units, now, self.plan.zone).open

    def _labs(self, course: str, trainee: str, cohort: str) -> dict[str, Lab]:
        if course != self.plan.course:
            return {}
        waited = {one.waits_for for one in self.plan.units.values()} - {""}
        closed = self._ledger.closed(course, trainee) if waited else {}
        handed = {one.assignment for one in self._ledger.submissions(course, trainee)} & waited
        return {
            unit: Lab(
                self._ledger.term(course, unit, trainee, cohort).due,
                unit in handed,
                closed.get(unit, ""),
            )
            for unit in waited
        }
