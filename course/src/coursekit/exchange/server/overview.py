"""What the course page shows of a trainee's labs: dates, attempts, submissions, feedback. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from coursekit.exchange.model.naming import name_note
from coursekit.exchange.model.policy import (
    Rules,
    Term,
    is_late,
    parse_time,
    refusal,
    say_time,
    term_for,
)
from coursekit.exchange.model.roles import Caller
from coursekit.exchange.server.ledger import Release, Submission
from coursekit.exchange.server.verdicts import STATES

__all__ = ["overview"]


def overview(
    releases: Iterable[Release],
    receipts: Iterable[Submission],
    terms: Iterable[Mapping[str, Any]],
    caller: Caller,
    now: datetime,
    rules: Rules,
    titles: Mapping[str, str],
    verdicts: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[dict[str, Any]]:
    """Return one entry a lab, in the order of the releases.

    Parameters
    ----------
    receipts : iterable of Receipt
        The caller's own, oldest first.
    now : datetime
        The server's time.
    titles : mapping
        Lab → title, as far as known.
    verdicts : mapping, optional
        Submission → state and tests of instant feedback.
    """
    own, rows = list(receipts), list(terms)
    return [
        _entry(
            release,
            [one for one in own if one.assignment == release.assignment],
            term_for(
                [row for row in rows if row["assignment"] == release.assignment],
                caller.name,
                caller.cohort,
                rules,
            ),
            now,
            rules,
            titles,
            verdicts or {},
        )
        for release in releases
    ]


def _entry(
    release: Release,
    own: list[Submission],
    term: Term,
    now: datetime,
    rules: Rules,
    titles: Mapping[str, str],
    verdicts: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    used = max((one.number for one in own), default=0)
    why_not = refusal(term, used, now, rules)
    return {
        "course": release.course,
        "assignment": release.assignment,
        "title": titles.get(release.assignment, release.assignment),
        "due": None if term.due is None else _iso(term.due, rules),
        "due_text": None if term.due is None else say_time(term.due, rules.zone),
        "seconds_left": None if term.due is None else int((term.due - now).total_seconds()),
        "extended": term.extended,
        "late_accepted": term.late == "accept",
        "attempts_used": used,
        "attempts_max": term.attempts or None,
        "attempts_left": max(0, term.attempts - used) if term.attempts else None,
        "submissions": [
            {
                "time": _iso(parse_time(one.time), rules),
                "timestamp": one.time,
                "late": is_late(one.time, term),
                "receipt": one.id,
                "sha256": one.sha256,
                "note": name_note(one.notebooks, release.notebooks),
                "instant": _instant(verdicts.get(one.id)),
            }
            for one in own
        ],
        "feedback": [
            {
                "receipt": one.id,
                "timestamp": one.time,
                "time": _iso(parse_time(one.feedback_time), rules),
                "points": one.points,
                "points_max": one.points_max,
            }
            for one in own
            if one.feedback
        ],
        "can_submit": not why_not,
        "why_not": why_not,
    }


def _instant(verdict: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    state = verdict["state"]
    return {"state": state, "sentence": STATES[state], "tests": verdict["tests"]}


def _iso(moment: datetime, rules: Rules) -> str:
    return moment.astimezone(rules.zone).isoformat(timespec="seconds")
