"""How often somebody may try: wrong passwords for one name, and from one address.

An attempt is counted before its password is looked at and given back if the password was right,
so that guesses made at once are no more than guesses made one by one. Names are counted whether
anybody bears them or not: a lock tells nobody who is known here.
"""

from __future__ import annotations

import ipaddress
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

__all__ = [
    "TABLE",
    "Count",
    "Limits",
    "client_address",
    "count",
    "count_address",
    "forget",
    "give_back",
    "give_back_address",
    "locked",
]

TABLE = """
CREATE TABLE IF NOT EXISTS attempt (
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    number INTEGER NOT NULL,
    until REAL NOT NULL,
    PRIMARY KEY (kind, who)
)"""
_LONGEST = 64  # letters of a name that are told apart; real ones are shorter
_OURS = "127.0.0.1"  # our own proxy; what comes out of a sandbox has another address
_SITE = 64  # bits of an IPv6 address that one household or office has for itself


@dataclass(frozen=True)
class Limits:
    """How many wrong passwords are too many.

    `name` in `name_seconds`, counted from the last one; `address` in `address_seconds`,
    counted from the first one.
    """

    name: int = 5
    name_seconds: float = 300
    address: int = 300
    address_seconds: float = 900


@dataclass(frozen=True)
class Count:
    """The answer to an attempt: refused as ``"locked"`` or ``"address"``, or let through.

    `last` says that the name is locked unless this attempt succeeds.
    """

    refused: str = ""
    last: bool = False


def count(db: sqlite3.Connection, limits: Limits, name: str, address: str, now: float) -> Count:
    """Count an attempt in the open transaction, or refuse it, which counts nothing."""
    _clear(db, now)
    if _number(db, "name", name) >= limits.name:
        return Count("locked")
    if not count_address(db, limits, address, now):
        return Count("address")
    _add(db, "name", name, now + limits.name_seconds, "excluded.until")
    return Count(last=_number(db, "name", name) >= limits.name)


def count_address(db: sqlite3.Connection, limits: Limits, address: str, now: float) -> bool:
    """Count an attempt for its address alone; False if that had too many."""
    _clear(db, now)
    if address and _number(db, "address", address) >= limits.address:
        return False
    if address:
        _add(db, "address", address, now + limits.address_seconds, "until")
    return True


def give_back(db: sqlite3.Connection, name: str, address: str) -> None:
    """Undo the count of an attempt that succeeded; the name is free again."""
    forget(db, name)
    give_back_address(db, address)


def give_back_address(db: sqlite3.Connection, address: str) -> None:
    """Undo the count of an attempt for its address."""
    db.execute(
        "UPDATE attempt SET number = max(number - 1, 0) WHERE kind = 'address' AND who = ?",
        (address,),
    )


def forget(db: sqlite3.Connection, name: str) -> None:
    """Lift the lock of a name."""
    db.execute("DELETE FROM attempt WHERE kind = 'name' AND who = ?", (name[:_LONGEST],))


def locked(db: sqlite3.Connection, limits: Limits, now: float) -> set[str]:
    """Return the names that are locked now."""
    rows = db.execute(
        "SELECT who FROM attempt WHERE kind = 'name' AND number >= ? AND until > ?",
        (limits.name, now),
    )
    return {row[0] for row in rows}


def client_address(peer: str, forwarded: str, proxies: Collection[str] = ()) -> str:
    """Return whose request it is, of which nobody but our proxies may tell us.

    Parameters
    ----------
    peer : str
        Who opened the connection to the hub.
    forwarded : str
        The header X-Forwarded-For. Each proxy adds at its end whom it serves; what stands before
        that was sent by the client and may be a lie.
    proxies : collection of str
        Addresses of proxies in front of our own, believed as well.
    """
    told = [part.strip() for part in forwarded.split(",")] if forwarded else []
    found = _plain(peer)
    believed = {_OURS}
    while told and found in believed:
        nearer = _plain(told.pop())
        if not nearer:
            break
        found, believed = nearer, {_plain(proxy) for proxy in proxies}
    return _site(found)


def _clear(db: sqlite3.Connection, now: float) -> None:
    db.execute("DELETE FROM attempt WHERE until <= ?", (now,))


def _number(db: sqlite3.Connection, kind: str, who: str) -> int:
    row = db.execute(
        "SELECT number FROM attempt WHERE kind = ? AND who = ?", (kind, who[:_LONGEST])
    ).fetchone()
    return row[0] if row else 0


def _add(db: sqlite3.Connection, kind: str, who: str, until: float, then: str) -> None:
    db.execute(
        "INSERT INTO attempt (kind, who, number, until) VALUES (?, ?, 1, ?) "
        f"ON CONFLICT DO UPDATE SET number = number + 1, until = {then}",
        (kind, who[:_LONGEST], until),
    )


def _plain(text: str) -> str:
    """Return an address in its one spelling; nothing if it is none."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def _site(text: str) -> str:
    """Return the part of an address that one household or office shares."""
    if ":" not in text:
        return text
    return str(ipaddress.ip_network((text, _SITE), strict=False))
