"""Terms of a lab: due date, attempts, whether one may hand in, as the exchange service tells them.

Effects: one request to the exchange named in the environment. No service, no terms, no complaint.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coursekit.web.course_page.words import parse_time

__all__ = ["ADDRESS", "NO_TERMS", "Check", "Receipt", "Terms", "ask_terms", "read_terms"]

ADDRESS = "COURSEKIT_EXCHANGE_URL"
_SECONDS = 3


@dataclass(frozen=True)
class Check:
    """What visible tests said soon after handing in: no mark; `failing` is what to look at.

    While it is `waiting` it is worth asking again in a few seconds.
    """

    sentence: str
    failing: tuple[str, ...] = ()
    waiting: bool = False


@dataclass(frozen=True)
class Receipt:
    """What the service confirms of one submission; the trainee may quote it.

    `note` says which notebook came under another name than the lab's.
    """

    time: datetime
    late: bool
    code: str
    check: Check | None = None
    note: str = ""


@dataclass(frozen=True)
class Terms:
    """Terms of one lab for one trainee; what the service does not say stays None or empty."""

    due: datetime | None = None
    extended: bool = False
    attempts_used: int | None = None
    attempts_max: int | None = None
    receipts: tuple[Receipt, ...] = ()
    can_submit: bool = True
    why_not: str = ""


NO_TERMS = Terms()


async def ask_terms(course: str) -> dict[str, Terms]:
    """Return the terms of the course's labs by name; empty where nothing can be learnt."""
    address = os.environ.get(ADDRESS, "").rstrip("/")
    if not address:
        return {}
    from tornado.httpclient import AsyncHTTPClient, HTTPError
    from tornado.httputil import url_concat

    headers = {"Authorization": f"token {os.environ.get('JUPYTERHUB_API_TOKEN', '')}"}
    url = url_concat(f"{address}/api/overview", {"course": course})
    try:
        answer = await AsyncHTTPClient().fetch(
            url, headers=headers, connect_timeout=_SECONDS, request_timeout=_SECONDS
        )
        return read_terms(answer.body, course)
    except (HTTPError, OSError, ValueError):
        return {}


def read_terms(body: bytes, course: str) -> dict[str, Terms]:
    """Read the service's overview; an entry that cannot be read is left out.

    Raises
    ------
    ValueError
        If the whole is no JSON.
    """
    import json

    data = json.loads(body)
    entries: Iterable[Any] = data.get("assignments", ()) if isinstance(data, dict) else data
    found = {}
    for entry in entries:
        if isinstance(entry, Mapping) and entry.get("course", course) == course:
            try:
                found[str(entry["assignment"])] = _terms(entry)
            except (KeyError, TypeError, ValueError):
                continue
    return found


def _terms(entry: Mapping[str, Any]) -> Terms:
    due = entry.get("due")
    return Terms(
        due=parse_time(str(due)) if due else None,
        extended=bool(entry.get("extended")),
        attempts_used=_count(entry.get("attempts_used")),
        attempts_max=_count(entry.get("attempts_max")),
        receipts=tuple(map(_receipt, entry.get("submissions") or ())),
        can_submit=bool(entry.get("can_submit", True)),
        why_not=str(entry.get("why_not") or ""),
    )


def _check(instant: Mapping[str, Any] | None) -> Check | None:
    if not instant:
        return None
    if instant["state"] != "done":
        sentence, waiting = str(instant["sentence"]), instant["state"] == "waiting"
        return Check(sentence, waiting=waiting) if sentence else None
    tests = instant["tests"]
    told = [one for one in tests if one["passed"] is not None]
    good = sum(one["passed"] for one in told)
    sentence = f"Pemeriksaan langsung: {good} dari {len(told)} pemeriksaan terlihat lulus."
    if len(told) < len(tests):
        sentence += f" {len(tests) - len(told)} lainnya baru dapat diperiksa saat penilaian."
    failing = [one for one in told if not one["passed"]]
    words = (one["message"] or f"Pemeriksaan {one['test']} belum lulus." for one in failing)
    return Check(sentence, tuple(dict.fromkeys(map(str, words))))


def _receipt(entry: Mapping[str, Any]) -> Receipt:
    # The stamp is exact and names the submission; the time may be rounded.
    time = parse_time(str(entry.get("timestamp") or entry["time"]))
    code, check = str(entry.get("receipt") or ""), _check(entry.get("instant"))
    return Receipt(time, bool(entry.get("late")), code, check, str(entry.get("note") or ""))


def _count(value: Any) -> int | None:
    return None if value is None else int(value)
