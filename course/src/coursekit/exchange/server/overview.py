"""What the course page shows of a trainee's labs: dates, attempts, submissions, feedback. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from coursekit.exchange.model.naming import name_note
from coursekit.exchange.model.policy import Rules, Term, refusal, say_time, term_for
from coursekit.exchange.model.roles import Caller
from coursekit.exchange.model.submission import Handed, Instant, Overview, Release, Submission

__all__ = ["overview"]

_WITHDRAWN = "Lab ini sudah ditarik kembali oleh penyelenggara, sehingga tidak dapat dikumpulkan."


def overview(
    releases: Iterable[Release],
    receipts: Iterable[Submission],
    terms: Iterable[Mapping[str, Any]],
    caller: Caller,
    now: datetime,
    rules: Rules,
    titles: Mapping[str, str],
    instant: Mapping[str, Instant] | None = None,
) -> list[Overview]:
    """Return one entry a lab: those released, and those withdrawn of which something was handed in.

    Parameters
    ----------
    receipts : iterable of Submission
        The caller's own, oldest first.
    now : datetime
        The server's time.
    titles : mapping
        Lab → title, as far as known.
    instant : mapping, optional
        Submission → what visible tests said.
    """
    own, rows, released = list(receipts), list(terms), {one.assignment: one for one in releases}
    entries = []
    for lab in sorted({*released, *(one.assignment for one in own)}):
        about = [row for row in rows if row["assignment"] == lab]
        term = term_for(about, caller.name, caller.cohort, rules)
        mine = [one for one in own if one.assignment == lab]
        wanted = released[lab].notebooks if lab in released else ()
        handed = tuple(
            Handed(one, name_note(one.notebooks, wanted), (instant or {}).get(one.id))
            for one in mine
        )
        course = (released.get(lab) or mine[0]).course
        entries.append(
            _entry(course, lab, titles.get(lab, lab), lab in released, handed, term, now, rules)
        )
    return entries


def _entry(
    course: str,
    lab: str,
    title: str,
    released: bool,
    handed: tuple[Handed, ...],
    term: Term,
    now: datetime,
    rules: Rules,
) -> Overview:
    used = max((one.submission.number for one in handed), default=0)
    why_not = refusal(term, used, now, rules) if released else _WITHDRAWN
    due, zone = term.due, rules.zone
    return Overview(
        course=course,
        assignment=lab,
        title=title,
        released=released,
        due=due.astimezone(zone).isoformat(timespec="seconds") if due else None,
        due_text=say_time(due, zone) if due else None,
        seconds_left=int((due - now).total_seconds()) if due else None,
        extended=term.extended,
        late_accepted=term.late == "accept",
        attempts_used=used,
        attempts_max=term.attempts or None,
        attempts_left=max(0, term.attempts - used) if term.attempts else None,
        can_submit=not why_not,
        why_not=why_not,
        submissions=handed,
    )
