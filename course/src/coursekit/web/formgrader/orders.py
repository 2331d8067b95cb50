"""What formgrader's pages may ask of the grading outside their sandbox, as one line of JSON."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import socket
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["LONGEST", "RUNNER", "Order", "OrderRefused", "Verb", "ask", "ask_later", "read_order"]

RUNNER = "COURSEKIT_RUNNER"  # environment variable: path of the runner's socket
LONGEST = 4096  # bytes of an order
_LONGEST_ANSWER = 16 << 20
_AWAY = "Layanan penilaian sedang tidak dapat dihubungi. Silakan coba lagi sebentar lagi."


class Verb(StrEnum):
    """Every thing that can be asked; the names are those of formgrader's own addresses."""

    RELEASED = "released"
    DUES = "dues"
    SET_DUE = "set_due"
    ASSIGN = "assign"
    RELEASE = "release"
    UNRELEASE = "unrelease"
    COLLECT = "collect"
    AUTOGRADE = "autograde"
    GENERATE_FEEDBACK = "generate_feedback"
    RELEASE_FEEDBACK = "release_feedback"


_OF_NO_LAB = {Verb.RELEASED, Verb.DUES}
_FOR_ONE = {Verb.AUTOGRADE, Verb.GENERATE_FEEDBACK, Verb.RELEASE_FEEDBACK}


class OrderRefused(Exception):
    """An order that is none; the message is a sentence for the instructor."""


@dataclass(frozen=True)
class Order:
    """One thing to do.

    Attributes
    ----------
    unit : str
        The lab; empty where all are meant.
    owner : str
        The trainee whose work is meant; empty means everybody's.
    date, zone : str
        The date to set, as it was typed; an empty one takes it away.
    """

    verb: Verb
    unit: str = ""
    owner: str = ""
    date: str = ""
    zone: str = ""

    def line(self) -> bytes:
        """Return the order as it is sent."""
        return json.dumps(dataclasses.asdict(self)).encode() + b"\n"


def read_order(line: bytes, verbs: Collection[str], units: Any, owners: Any) -> Order:
    """Return the order in a line that somebody sent who is not trusted.

    Parameters
    ----------
    verbs : collection of str
        Those open to the sender.
    units : callable
        ``() -> names`` of the labs there are.
    owners : callable
        ``(unit) -> names`` of those who handed in.

    Raises
    ------
    OrderRefused
        If it is no order, or names a lab or a trainee that is not there.
    """
    try:
        fields = json.loads(line)
    except ValueError:
        fields = None
    known = {field.name for field in dataclasses.fields(Order)}
    if not isinstance(fields, dict) or set(fields) != known:
        raise OrderRefused("Permintaan ini tidak dapat dipahami.")
    if not all(type(one) is str for one in fields.values()) or fields["verb"] not in verbs:
        raise OrderRefused("Permintaan ini tidak dikenal.")
    order = Order(**{**fields, "verb": Verb(fields["verb"])})
    if (order.verb in _OF_NO_LAB) != (order.unit == "") or (
        order.unit and order.unit not in units()
    ):
        raise OrderRefused("Lab ini tidak ada. Yang ada: " + ", ".join(sorted(units())) + ".")
    if order.owner and (order.verb not in _FOR_ONE or order.owner not in owners(order.unit)):
        raise OrderRefused("Peserta ini belum mengumpulkan lab ini.")
    if (order.date or order.zone) and order.verb is not Verb.SET_DUE:
        raise OrderRefused("Permintaan ini tidak dikenal.")
    return order


async def ask_later(order: Order) -> dict[str, Any]:
    """Send an order; return nbgrader's kind of answer without holding up the server."""
    try:
        reader, writer = await asyncio.open_unix_connection(
            os.environ[RUNNER], limit=_LONGEST_ANSWER
        )
    except OSError:
        return _failed()
    try:
        writer.write(order.line())
        await writer.drain()
        return json.loads(await reader.readline())
    except (OSError, ValueError):
        return _failed()
    finally:
        writer.close()


def ask(order: Order) -> dict[str, Any]:
    """Send a short order and wait for the answer."""
    try:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(30)
            link.connect(os.environ[RUNNER])
            link.sendall(order.line())
            with link.makefile("rb") as answer:
                return json.loads(answer.readline(_LONGEST_ANSWER))
    except (OSError, ValueError):
        return _failed()


def _failed() -> dict[str, Any]:
    return {"success": False, "log": "", "error": _AWAY}
