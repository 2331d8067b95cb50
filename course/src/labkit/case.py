"""The personal case: which of several samples is a trainee's own, so that copying does not pay.

Effects: reads the environment, and the instructor's file of assigned cases where it names one.
While a submission is marked, the grading harness supplies the owner and the notebook has no say.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

__all__ = ["current_owner", "deal", "personal_case", "supply"]

_supplied: dict[str, str] = {}


def supply(owner: str) -> None:
    """Fix whose submission is being marked; called by the grading harness, before anything runs."""
    _supplied["owner"] = owner


def current_owner() -> str:
    """Return whose work this is.

    Returns
    -------
    str
        What the harness supplied; else LABKIT_OWNER or JUPYTERHUB_USER of a running kernel; else
        the account of the operating system (a trainee who works without a hub).
    """
    if "owner" in _supplied:
        return _supplied["owner"]
    named = os.environ.get("LABKIT_OWNER") or os.environ.get("JUPYTERHUB_USER")
    return named or getpass.getuser()


def personal_case(
    cases: Sequence[str], owner: str | None = None, assigned: Mapping[str, str] | None = None
) -> str:
    """Return the case of one owner: the instructor's word first, else a hash of the name.

    Parameters
    ----------
    cases : sequence of str
        All cases, in a fixed order.
    owner : str, optional
        Name of the account; the current owner by default.
    assigned : mapping, optional
        Owner to case, as `deal` makes it. By default the JSON file that LABKIT_CASES names,
        if it names one.

    Raises
    ------
    ValueError
        If there is no case to give, or the instructor assigned one that does not exist.

    Examples
    --------
    >>> personal_case(["G02", "G03"], "siti.satu", {"siti.satu": "G03"})
    'G03'
    """
    if not cases:
        raise ValueError("tidak ada kasus yang dapat dibagikan")
    name = _plain(current_owner() if owner is None else owner)
    given = {_plain(key): case for key, case in (assigned or _instructor()).items()}
    if name not in given:
        return cases[_number(name) % len(cases)]
    if given[name] not in cases:
        raise ValueError(
            f"kasus '{given[name]}' untuk '{name}' tidak ada; yang ada: {', '.join(cases)}"
        )
    return given[name]


def deal(
    owners: Iterable[str], cases: Sequence[str], assigned: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Spread cases evenly over a cohort; who already has one keeps it.

    Parameters
    ----------
    owners : iterable of str
        Accounts of the cohort, late joiners included.
    cases : sequence of str
        All cases.
    assigned : mapping, optional
        What was dealt before: it is kept, so a late joiner moves nobody.

    Returns
    -------
    dict
        Owner to case; use counts differ by at most one if the earlier ones did.
    """
    dealt = {_plain(owner): case for owner, case in (assigned or {}).items()}
    used = {case: sum(value == case for value in dealt.values()) for case in cases}
    # The order of a list of names must not matter, hence the order of their hashes.
    for owner in sorted({_plain(owner) for owner in owners} - set(dealt), key=_number):
        turn = _number(owner)
        case = min(cases, key=lambda c: (used[c], (cases.index(c) - turn) % len(cases)))
        dealt[owner] = case
        used[case] += 1
    return dealt


def _instructor() -> Mapping[str, str]:
    named = os.environ.get("LABKIT_CASES")
    return json.loads(Path(named).read_text(encoding="utf-8")) if named else {}


def _plain(owner: str) -> str:
    # JupyterHub lowers names; a typed one may be capitalised.
    return owner.strip().lower()


def _number(owner: str) -> int:
    return int.from_bytes(hashlib.sha256(owner.encode()).digest()[:8], "big")
