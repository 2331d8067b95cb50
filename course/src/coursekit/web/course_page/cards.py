"""From what is known to what the course page says: one card a unit, pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from coursekit.exchange.model.policy import say_time
from coursekit.web.course_page.answers import Work, misnamed
from coursekit.web.course_page.assignments import Found, Handed
from coursekit.web.course_page.programme import Programme, Station
from coursekit.web.course_page.terms import NO_TERMS, Check, Receipt, Terms
from coursekit.web.course_page.words import ZONES, moment, number, remaining

__all__ = ["Card", "Page", "Turn", "make_page"]

LABELS = {
    "closed": "Lab belum dibuka",
    "new": "Belum dimulai",
    "working": "Sedang dikerjakan",
    "submitted": "Sudah dikumpulkan",
    "marked": "Sudah dinilai",
}
_SOON = timedelta(days=2)
_SAME = timedelta(seconds=1)  # between the service's receipt and nbgrader's stamp of one submission
_NO_FEEDBACK = "menunggu penilaian"


@dataclass(frozen=True)
class Turn:
    """One submission as its line in the history says it."""

    stamp: str
    text: str
    receipt: str
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
        Stamp of the newest submission with feedback, empty if there is none.
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
    terms: Mapping[str, Terms],
    now: datetime,
    zone: str = "WIB",
) -> Page:
    """Put the page together.

    Parameters
    ----------
    programme : Programme
        Units in order.
    found, works, terms : mappings
        Unit to what is known of the lab, of the answers in the home, of the exchange's terms;
        any may lack a unit.
    now : datetime
        The present, with its zone.
    """
    cards = tuple(
        _card(
            station,
            found.get(station.id, Found()),
            works.get(station.id),
            terms.get(station.id, NO_TERMS),
            now,
            zone,
        )
        for station in programme.stations
    )
    return Page(programme.title, cards, _following(cards))


def _following(cards: tuple[Card, ...]) -> Card | None:
    """Return what to do next: a lab begun, else the first not begun."""
    for state in ("working", "new"):
        for card in cards:
            if card.state == state and not card.why_not:
                return card
    return None


def _card(
    station: Station, found: Found, work: Work | None, terms: Terms, now: datetime, zone: str
) -> Card:
    last = found.handed[-1] if found.handed else None
    marked = next((h for h in reversed(found.handed) if h.feedback), None)
    due, pressing = _due(terms, last, now, zone)
    return Card(
        station,
        _state(found, marked),
        _note(last, marked, zone),
        due,
        pressing,
        _attempts(terms),
        # Where the copy handed in cannot be read, handing in again stays possible.
        bool(last and work and work.digest != last.digest),
        _why_not(terms),
        marked.stamp if marked else "",
        tuple(_turn(h, terms, zone) for h in reversed(found.handed)),
        _check(last, terms),
        _names(station, found, last, terms),
    )


def _state(found: Found, marked: Handed | None) -> str:
    if marked:
        return "marked"
    if found.handed:
        return "submitted"
    if found.here:
        return "working"
    return "new" if found.released else "closed"


def _note(last: Handed | None, marked: Handed | None, zone: str) -> str:
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


def _points(handed: Handed) -> str:
    if handed.score is None:
        return ""
    return f"nilai {number(handed.score[0])} dari {number(handed.score[1])}"


def _due(terms: Terms, last: Handed | None, now: datetime, zone: str) -> tuple[str, bool]:
    if terms.due is None:
        return "", False
    text = f"Tenggat {moment(terms.due, zone)}"
    if terms.extended:
        text += " (diperpanjang untuk Anda)"
    left = terms.due - now
    if left < timedelta(0):
        return f"{text}, sudah lewat", last is None
    return f"{text}, sisa waktu {remaining(left)}", last is None and left < _SOON


def _attempts(terms: Terms) -> str:
    if terms.attempts_max is None:
        return ""
    used = terms.attempts_used or 0
    left = max(0, terms.attempts_max - used)
    rest = f"sisa {left} kali" if left else "tidak ada sisa"
    return f"Sudah dikumpulkan {used} dari {terms.attempts_max} kali, {rest}"


def _why_not(terms: Terms) -> str:
    if terms.can_submit:
        return ""
    return terms.why_not or "Lab ini sudah ditutup, sehingga tidak dapat dikumpulkan lagi."


def _check(last: Handed | None, terms: Terms) -> Check | None:
    if last is None or last.feedback:
        return None
    receipt = _receipt(last, terms)
    return receipt.check if receipt else None


def _names(station: Station, found: Found, last: Handed | None, terms: Terms) -> str:
    if found.misnamed:
        return misnamed(found.misnamed, f"{station.id}.ipynb")
    receipt = _receipt(last, terms) if last and not last.feedback else None
    return receipt.note if receipt else ""


def _receipt(handed: Handed, terms: Terms) -> Receipt | None:
    return next((r for r in terms.receipts if abs(r.time - handed.time) < _SAME), None)


def _turn(handed: Handed, terms: Terms, zone: str) -> Turn:
    receipt = _receipt(handed, terms)
    words = [moment(handed.time, zone)]
    if receipt and receipt.late:
        words.append("terlambat")
    words.append(_points(handed) or ("sudah dinilai" if handed.feedback else _NO_FEEDBACK))
    return Turn(
        handed.stamp, ", ".join(words), receipt.code if receipt else "", bool(handed.feedback)
    )
