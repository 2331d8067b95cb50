"""Dossiers: from the hand-written source with its keys to public cards and to keys for graders.

The public rows of an indicator are shuffled by a seeded hash and numbered anew, so that neither
their order nor a card's number betrays which card proves or stops a level.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generators.common import CODES, to_csv, yaml_of

__all__ = [
    "KINDS", "TRAPS", "cards_csv", "drill_csv", "faults", "key_json", "read_dossiers",
    "released_csv", "self_levels", "stories_csv",
]  # fmt: skip

KINDS = (
    "peraturan",
    "keputusan",
    "notulensi",
    "laporan",
    "tangkapan layar",
    "data aplikasi",
    "wawancara",
)
TRAPS = (
    "none",
    "draft",
    "expired",
    "partial",
    "skipped_level",
    "unused",
    "foreign",
    "misfiled",
    "contradiction",
)
CLOSES = dt.date(2024, 8, 31)
DRILLS = 12
"""Folders of the mentor in the drill, each with its two answers explained."""
CARD_QUESTIONS = ("proves", "stops")
TOP = 5
SEED = "jayantara-cards"
CARD_COLUMNS = [
    "card", "indicator", "kind", "title", "number", "date", "issuer", "excerpt", "status",
]  # fmt: skip
DRILL_COLUMNS = [
    "indicator", "level", "proves", "stops", "why", "why_proves", "why_stops", "status",
]  # fmt: skip
RELEASED_COLUMNS = ["government", "indicator", "panel_level", "assessor_1", "assessor_2"]

Dossier = Mapping[str, Any]


def read_dossiers(folder: Path) -> dict[str, Dossier]:
    """Read every source in `folder`, by government code; refuse one with faults.

    Raises
    ------
    ValueError
        With one line a fault, each naming file and place.
    """
    dossiers = {}
    for path in sorted(folder.glob("G*.yaml")):
        dossier = yaml_of(path)
        if found := faults(dossier, path.stem):
            raise ValueError("\n".join(f"{path.name}: {line}" for line in found))
        dossiers[path.stem] = dossier
    return dossiers


def faults(dossier: Dossier, name: str) -> list[str]:
    """Return what is wrong with the form of one dossier, a line each."""
    found = []
    if dossier.get("government") != name:
        found.append(f"government is {dossier.get('government')!r}, file says {name!r}")
    indicators = dossier.get("indicators", {})
    if list(indicators) != CODES:
        found.append(f"indicators are not I01..I47 in order: {set(CODES) ^ set(indicators)}")
    for code, entry in indicators.items():
        found += [f"{code}: {line}" for line in _entry_faults(entry, f"{name}-{code}")]
    drills = sum(bool(entry.get("drill")) for entry in indicators.values())
    if drills not in (0, DRILLS):
        found.append(f"{drills} folders are marked drill, not {DRILLS}")
    return found


def _entry_faults(entry: Mapping[str, Any], prefix: str) -> list[str]:
    found = []
    for field in ("self_level", "panel_level", "assessor_1", "assessor_2"):
        if entry.get(field) not in (1, 2, 3, 4, 5):
            found.append(f"{field} is {entry.get(field)!r}, not 1..5")
            return found
    low, high = entry["accepted"]
    if not 1 <= low <= entry["panel_level"] <= high <= 5 or high - low > 1:
        found.append(f"accepted {low}..{high} does not hold the panel's level in at most two steps")
    if entry.get("trap") not in TRAPS:
        found.append(f"unknown trap {entry.get('trap')!r}")
    if len(str(entry.get("why", "")).split()) < 4:
        found.append("why does not say why")
    cards = entry.get("cards", [])
    if not 2 <= len(cards) <= 5:
        found.append(f"{len(cards)} cards, not two to five")
    ids = [card.get("id") for card in cards]
    if ids != [f"{prefix}-{number}" for number in range(1, len(cards) + 1)]:
        found.append(f"card ids {ids}")
    found += _question_faults(entry, ids)
    return found + [f"{card.get('id')}: {line}" for card in cards for line in _card_faults(card)]


def _question_faults(entry: Mapping[str, Any], ids: list[str]) -> list[str]:
    """Say what is wrong with the two card questions: which proves the level, which stops the next.

    An entry may leave both out. No card stops a next level where there is none, and where the
    folder is only silent; then `stops` is empty and `stops_why` says so.
    """
    asked = [question for question in CARD_QUESTIONS if question in entry]
    if not asked:
        return ["drill without proves and stops"] if entry.get("drill") else []
    if len(asked) == 1:
        return [f"{asked[0]} without the other card question"]
    found = []
    for question in CARD_QUESTIONS:
        cards = entry[question]
        if strange := [card for card in cards if card not in ids]:
            found.append(f"{question} names {strange}, none of its cards")
        if len(set(cards)) != len(cards):
            found.append(f"{question} names a card twice")
    if not entry["proves"]:
        found.append("proves names no card")
    if entry["panel_level"] == TOP and entry["stops"]:
        found.append("stops names a card above the highest level")
    if bool(entry["stops"]) == bool(entry.get("stops_why")):
        found.append("wants either cards in stops or stops_why that says why there are none")
    if entry.get("drill"):
        found += [
            f"{field} does not explain the drill"
            for field in ("why_proves", "why_stops")
            if len(str(entry.get(field, "")).split()) < 6
        ]
    return found


def _card_faults(card: Mapping[str, Any]) -> list[str]:
    found = []
    if card.get("kind") not in KINDS:
        found.append(f"unknown kind {card.get('kind')!r}")
    date = card.get("date")
    if not isinstance(date, dt.date) or not dt.date(2005, 1, 1) <= date <= CLOSES:
        found.append(f"date {date!r} is not a day up to {CLOSES}")
    found += [f"{field} is empty" for field in ("title", "issuer") if not card.get(field)]
    if "number" not in card:
        found.append("number is missing (may be empty)")
    if not 20 <= len(str(card.get("excerpt", "")).split()) <= 130:
        found.append(f"excerpt has {len(str(card.get('excerpt', '')).split())} words")
    return found


def _flat(text: object) -> str:
    return " ".join(str(text).split())


def _public_ids(entry: Mapping[str, Any], prefix: str) -> dict[str, str]:
    """Return source id -> public id of the cards of one indicator, in public order."""

    def place(card: Mapping[str, Any]) -> str:
        return hashlib.sha256(f"{SEED}-{card['id']}".encode()).hexdigest()

    ranked = sorted(entry["cards"], key=place)
    return {card["id"]: f"{prefix}-{number}" for number, card in enumerate(ranked, start=1)}


def cards_csv(dossier: Dossier) -> bytes:
    """Return the public cards of one government: no level, no trap, no reason."""
    rows = []
    for code, entry in dossier["indicators"].items():
        ids = _public_ids(entry, f"{dossier['government']}-{code}")
        cards = {card["id"]: card for card in entry["cards"]}
        for source_id, public_id in ids.items():
            card = cards[source_id]
            rows.append(
                {"card": public_id, "indicator": code, "date": card["date"].isoformat()}
                | {"status": "rekaan"}
                | {f: _flat(card[f]) for f in ("kind", "title", "number", "issuer", "excerpt")}
            )
    return to_csv(rows, CARD_COLUMNS)


def key_json(dossier: Dossier) -> bytes:
    """Return the panel's key of one government, with card ids as the public table has them."""
    indicators = {}
    for code, entry in dossier["indicators"].items():
        ids = _public_ids(entry, f"{dossier['government']}-{code}")
        indicators[code] = {
            "self_level": entry["self_level"],
            "panel_level": entry["panel_level"],
            "accepted": list(entry["accepted"]),
            "why": _published(entry["why"], ids),
            "assessor_1": entry["assessor_1"],
            "assessor_2": entry["assessor_2"],
            "trap": entry["trap"],
        } | _card_key(entry, ids)
    key = {"government": dossier["government"], "name": dossier["name"], "indicators": indicators}
    return (json.dumps(key, ensure_ascii=False, indent=1) + "\n").encode()


def _card_key(entry: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """Return the key of the two card questions; nothing where the source leaves them out."""
    if CARD_QUESTIONS[0] not in entry:
        return {}
    cards = {question: sorted(ids[card] for card in entry[question]) for question in CARD_QUESTIONS}
    said = ("stops_why", "why_proves", "why_stops")
    words = {field: _published(entry[field], ids) for field in said if entry.get(field)}
    return cards | words | ({"drill": True} if entry.get("drill") else {})


def _published(text: str, ids: Mapping[str, str]) -> str:
    """Return a sentence of the key with card ids as the public table has them."""
    return _flat(re.sub(r"G\d\d-I\d\d-\d", lambda match: ids.get(match[0], match[0]), text))


def drill_csv(dossier: Dossier) -> bytes:
    """Return the folders that trainees practise with, answers and explanations in the open."""
    rows = []
    for code, entry in dossier["indicators"].items():
        if entry.get("drill"):
            ids = _public_ids(entry, f"{dossier['government']}-{code}")
            key = _card_key(entry, ids)
            rows.append(
                {"indicator": code, "level": entry["panel_level"], "status": "rekaan"}
                | {question: " ".join(key[question]) for question in CARD_QUESTIONS}
                | {"why": _published(entry["why"], ids)}
                | {field: key[field] for field in ("why_proves", "why_stops")}
            )
    return to_csv(rows, DRILL_COLUMNS)


def released_csv(dossier: Dossier) -> bytes:
    """Return what the instructor may hand to the owner after lab 03: panel and two assessors."""
    rows = (
        {"government": dossier["government"], "indicator": code}
        | {field: entry[field] for field in RELEASED_COLUMNS[2:]}
        for code, entry in dossier["indicators"].items()
    )
    return to_csv(rows, RELEASED_COLUMNS)


def stories_csv(dossiers: Mapping[str, Dossier]) -> bytes:
    """Return the story of each government with a dossier."""
    rows = (
        {"government": name, "story": _flat(d["story"]), "status": "rekaan"}
        for name, d in dossiers.items()
    )
    return to_csv(rows, ["government", "story", "status"])


def self_levels(dossier: Dossier) -> dict[str, int]:
    """Return the public self-assessment of one government."""
    return {code: entry["self_level"] for code, entry in dossier["indicators"].items()}
