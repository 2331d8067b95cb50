"""Names that people type, compared in one way: what is unknown is refused with what is known."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

from coursekit.core.errors import UsageError

__all__ = ["lookup", "slug"]

_LONGEST = 32  # letters of a stored name
_SHOWN = 12  # known names in a refusal; the rest are counted


def slug(text: str) -> str:
    """Return a name as it is stored: ``Angkatan I`` is ``angkatan-i``."""
    return _plain(text)[:_LONGEST]


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.casefold()).strip("-")


def lookup(kind: str, given: str, known: Collection[str], place: str = "") -> str:
    """Return the known name that is meant.

    Parameters
    ----------
    kind : str
        What it names, for the refusal: ``cohort``, ``trainee``, ``lab``.
    given : str
        The name as it was typed.
    known : collection of str
        All names there are.
    place : str, optional
        Where it was written, for the refusal.

    Raises
    ------
    UsageError
        If no name is meant by it; the message says what there is, the nearest first.
    """
    if given in known:
        return given
    plain = {_plain(name): name for name in sorted(known, reverse=True)}
    if found := plain.get(_plain(given)) or plain.get(slug(given)):
        return found
    where = f"{place}: " if place else ""
    near = [plain[one] for one in difflib.get_close_matches(_plain(given), plain, n=3)]
    if near:
        raise UsageError(f"{where}unknown {kind} {given!r}; did you mean {', '.join(near)}?")
    names = sorted(known)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    told = ", ".join(names[:_SHOWN]) + more or "none yet"
    raise UsageError(f"{where}unknown {kind} {given!r}; known: {told}")
