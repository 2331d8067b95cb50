"""From what is known to what the course page says: one card a unit, pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from coursekit.exchange.model.policy import say_time
from coursekit.exchange.model.submission import Instant, Overview
from coursekit.web.course_page.answers import Work, misnamed
from coursekit.web.course_page.assignments import Found, Sent
from coursekit.web.course_page.programme import Programme, Station
from coursekit.web.course_page.words import ZONES, moment, number, parse_time, remaining

__all__ = ["Card", "Check", "Page", "Turn", "make_page", "make_turns"]

LABELS = {
    "closed": "Lab belum dibuka",
    "new": "Belum dimulai",
    "working": "Sedang dikerjakan",
    "submitted": "Sudah dikumpulkan",
    "marked": "Sudah dinilai",
}
_SOON = timedelta(days=2)
_NO_FEEDBACK = "menunggu penilaian"
_UNKNOWN = Overview("", "", "", False)  # where the exchange said nothing: nothing is limited


@dataclass(frozen=True)
class Check:
    """What visible tests said soon after handing in: no mark; `failing` is what to look at.

    While it is `waiting` it is worth asking again in a few seconds.
    """

    sentence: str
    failing: tuple[str, ...] = ()
    waiting: bool = False


@dataclass(frozen=True)
class Turn:
    """One submission as its line in the history says it."""

    receipt: str
    text: str
    feedback: bool


@dataclass(frozen=True)
class Card:
    """One unit on the page.

    Attributes
    ----------
    state : str
        A key of `LABELS`.
    note : str
        Second half of the state: when handed in, how many points.
    due : str
        The sentence on the due date, empty if there is none; `pressing` if little time is left.
    attempts : str
        The sentence on attempts, empty if they are not limited.
    changed : bool
        Whether the answers differ from those handed in last.
    why_not : str
        Why one may not hand in now, empty if one may.
    feedback : str
        Receipt of the newest submission with feedback, empty if there is none.
    opens : str
        When and why the lab opens, where it is not open yet.
    may_close : bool
        Whether it may be closed now, at the trainee's own wish.
    closed : str
        Why nothing more is taken of it.
    progress : str
        How much of the lab is answered, empty if it is not here; `partial` if it was handed in so.
    check : Check or None
        What visible tests said of the newest submission, until it has feedback.
    """

    station: Station
    state: str
    note: str = ""
    due: str = ""
    pressing: bool = False
    attempts: str = ""
    changed: bool = False
    why_not: str = ""
    feedback: str = ""
    history: tuple[Turn, ...] = ()
    check: Check | None = None
    names: str = ""
    progress: str = ""
    partial: bool = False
    opens: str = ""
    may_close: bool = False
    closed: str = ""

    @property
    def label(self) -> str:
        """The state in words."""
        return LABELS[self.state]

    @property
    def opened(self) -> bool:
        """Whether there is a lab to open."""
        return self.state != "closed"

    @property
    def verb(self) -> str:
        """What the button that opens the lab says."""
        return {"new": "Mulai lab", "working": "Lanjutkan lab"}.get(self.state, "Buka lab")

    @property
    def can_submit(self) -> bool:
        """Whether the button that hands in is offered."""
        if self.why_not or self.state not in ("working", "submitted", "marked"):
            return False
        return self.state == "working" or self.changed


@dataclass(frozen=True)
class Page:
    """The whole course page."""

    title: str
    cards: tuple[Card, ...]
    following: Card | None

    @property
    def labs(self) -> int:
        """Labs open now."""
        return sum(card.opened for card in self.cards)

    @property
    def done(self) -> int:
        """Labs handed in."""
        return sum(card.state in ("submitted", "marked") for card in self.cards)


def make_page(
    programme: Programme,
    found: Mapping[str, Found],
    works: Mapping[str, Work],
    now: datetime,
    zone: str = "WIB",
) -> Page:
    """Put the page together.

    Parameters
    ----------
    programme : Programme
        Units in order.
    found, works : mappings
        Unit to what is known of the lab, and of the answers in the home; any may lack a unit.
    now : datetime
        The present, with its zone.
    """
    cards = tuple(
        _card(
            station,
            found.get(station.id, Found()),
            works.get(station.id),
            now,
            zone,
        )
        for station in programme.stations
    )
    return Page(programme.title, cards, _following(cards))


def make_turns(found: Found, zone: str = "WIB") -> tuple[Turn, ...]:
    """Return the lines of a lab's history of submissions, the latest first."""
    return tuple(_turn(one, zone) for one in reversed(found.sent))


def _following(cards: tuple[Card, ...]) -> Card | None:
    """Return what to do next: a lab begun, else the first not begun."""
    for state in ("working", "new"):
        for card in cards:
            if card.state == state and not card.why_not:
                return card
    return None


def _card(station: Station, found: Found, work: Work | None, now: datetime, zone: str) -> Card:
    lab = found.overview or _UNKNOWN
    last = found.sent[-1] if found.sent else None
    marked = next((one for one in reversed(found.sent) if one.marked), None)
    due, pressing = _due(lab, last, now, zone)
    return Card(
        station,
        _state(found, marked),
        _note(last, marked, zone),
        due,
        pressing,
        _attempts(lab),
        # Where the copy handed in cannot be read, handing in again stays possible.
        bool(last and work and work.digest != last.digest),
        "" if lab.opens_text else lab.why_not,
        marked.id if marked else "",
        make_turns(found, zone),
        _check(last.handed.instant) if last and not last.marked else None,
        _names(station, found, last),
        work.words if work else "",
        bool(last and work and work.blank),
        lab.opens_text,
        lab.may_close,
        lab.closed_text,
    )


def _state(found: Found, marked: Sent | None) -> str:
    if marked:
        return "marked"
    if found.sent:
        return "submitted"
    if found.here:
        return "working"
    return "new" if found.released else "closed"


def _note(last: Sent | None, marked: Sent | None, zone: str) -> str:
    if last is None:
        return ""
    handed_in = moment(last.time, zone)
    if marked is None:
        return f"{handed_in}, {_NO_FEEDBACK}"
    points = _points(marked)
    if marked is last:
        return points or f"dikumpulkan {handed_in}"
    newer = f"kiriman terbaru {say_time(last.time, ZONES[zone])} {_NO_FEEDBACK}"
    return f"{points}; {newer}" if points else newer


def _points(one: Sent) -> str:
    return f"nilai {number(one.score[0])} dari {number(one.score[1])}" if one.score else ""


def _due(lab: Overview, last: Sent | None, now: datetime, zone: str) -> tuple[str, bool]:
    if lab.due is None:
        return "", False
    due = parse_time(lab.due)
    text = f"Tenggat {moment(due, zone)}"
    if lab.extended:
        text += " (diperpanjang untuk Anda)"
    left = due - now
    if left < timedelta(0):
        return f"{text}, sudah lewat", last is None
    return f"{text}, sisa waktu {remaining(left)}", last is None and left < _SOON


def _attempts(lab: Overview) -> str:
    if lab.attempts_max is None:
        return ""
    left = max(0, lab.attempts_max - lab.attempts_used)
    rest = f"sisa {left} kali" if left else "tidak ada sisa"
    return f"Sudah dikumpulkan {lab.attempts_used} dari {lab.attempts_max} kali, {rest}"


def _check(instant: Instant | None) -> Check | None:
    if instant is None:
        return None
    if instant.state != "done":
        waiting = instant.state == "waiting"
        return Check(instant.sentence, waiting=waiting) if instant.sentence else None
    told = [one for one in instant.tests if one.passed is not None]
    good = sum(bool(one.passed) for one in told)
    sentence = f"Pemeriksaan langsung: {good} dari {len(told)} pemeriksaan terlihat lulus."
    if rest := len(instant.tests) - len(told):
        sentence += f" {rest} lainnya baru dapat diperiksa saat penilaian."
    words = (
        one.message or f"Pemeriksaan {one.test} belum lulus." for one in told if not one.passed
    )
    return Check(sentence, tuple(dict.fromkeys(words)))


def _names(station: Station, found: Found, last: Sent | None) -> str:
    if found.misnamed:
        return misnamed(found.misnamed, f"{station.id}.ipynb")
    return last.handed.note if last and not last.marked else ""


def _turn(one: Sent, zone: str) -> Turn:
    words = [moment(one.time, zone)]
    if one.handed.submission.late:
        words.append("terlambat")
    words.append(_points(one) or ("sudah dinilai" if one.marked else _NO_FEEDBACK))
    return Turn(one.id, ", ".join(words), one.marked)
