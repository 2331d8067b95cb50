"""A list of people is merged into the accounts: checked whole, shown, then taken in or refused.

What a list does not mention stays: a person, a column, an empty cell. A dash empties a unit or a
cohort. Effects: the accounts, a file of first-login passwords for the operator, the gradebook.
"""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from coursekit.core.errors import CourseError
from coursekit.core.lookup import slug
from coursekit.hub.accounts.accounts import NAME, Account, Accounts, new_password
from coursekit.hub.accounts.roster_file import LOST, Row, read_rows

__all__ = ["Change", "Outcome", "Plan", "import_roster", "plan_accounts", "plan_json", "plan_lines"]

_LABELS = {"nip": "NIP", "full_name": "nama", "role": "peran", "cohort": "angkatan", "name": "akun"}
_ROLES = {
    **dict.fromkeys(("peserta", "trainee"), "trainee"),
    **dict.fromkeys(("pendamping", "coach"), "coach"),
    **dict.fromkeys(("widyaiswara", "pengajar", "instructor"), "instructor"),
    **dict.fromkeys(("penulis", "author"), "author"),
}
_SHOWN = ("full_name", "role", "cohort", "unit", "nip")
_DASHES = ("-", "–", "—")
_LOST = "tersimpan sebagai angka sehingga digitnya hilang; ubah kolom menjadi teks, ketik ulang"
_UNKNOWN_ROLE = "tidak dikenal; pakai peserta, pendamping, widyaiswara, atau penulis"


@dataclass(frozen=True)
class Change:
    """What a row means for one person; `old` is None for somebody new.

    Attributes
    ----------
    kept : tuple of str
        Fields whose cell is empty, so that what is known stays.
    namesakes : tuple of str
        Accounts of the same full name that are somebody else, by their NIP.
    """

    row: int
    account: Account
    old: Account | None = None
    kept: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, tuple[str, str]]:
        """What changes: field to old and new."""
        pairs = {
            name: (getattr(self.old, name, ""), getattr(self.account, name)) for name in _SHOWN
        }
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


@dataclass(frozen=True)
class Plan:
    """What an import will do, before it is done; `doubled` rows repeat an earlier one."""

    changes: tuple[Change, ...]
    doubled: tuple[int, ...] = ()

    @property
    def new(self) -> list[Change]:
        """People who get an account."""
        return [one for one in self.changes if one.old is None]

    @property
    def changed(self) -> list[Change]:
        """Known people of whom something changes."""
        return [one for one in self.changes if one.old is not None and one.fields]

    @property
    def unchanged(self) -> list[Change]:
        """Known people who stay as they are."""
        return [one for one in self.changes if one.old is not None and not one.fields]


@dataclass(frozen=True)
class Outcome:
    """What an import did."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    passwords: Path | None = None


def plan_accounts(rows: Iterable[Row], known: Iterable[Account], file: str) -> Plan:
    """Return what every row means; people are known again by NIP, else by account name.

    Raises
    ------
    CourseError
        With one line a fault: file, row, column, what to do. Nothing is right unless all is.
    """
    people = list(known)
    by_nip = {account.nip: account for account in people if account.nip}
    by_name = {account.name: account for account in people}
    taken, changes, faults, doubled = set(by_name), [], [], []
    seen: dict[tuple[str, str], Row] = {}
    meant: dict[str, Row] = {}
    for row in rows:
        cells = {key: row.cells.get(key, "") for key in (*_SHOWN, "name")}
        nip = LOST if cells["nip"] == LOST else re.sub(r"[\s'.–—-]", "", cells["nip"])
        marks = [pair for pair in (("nip", nip), ("name", cells["name"])) if pair[1]]
        earlier = [seen[mark] for mark in marks if mark in seen and mark[1] != LOST]
        if any(one.cells == row.cells for one in earlier):
            doubled.append(row.number)
            continue
        wrong = _faults(cells, nip)
        for column, value in marks:
            first = seen.setdefault((column, value), row)
            if first is not row and value != LOST:
                wrong.append((column, f"{value} sudah ada di baris {first.number}, isinya berbeda"))
        old = by_nip.get(nip) if nip else None
        other = by_name.get(cells["name"])
        if old and cells["name"] and old.name != cells["name"]:
            wrong.append(("name", f"{cells['name']} berbeda: NIP ini milik akun {old.name}"))
        elif old is None and other and nip and other.nip and other.nip != nip:
            wrong.append(("nip", f"{nip} berbeda: akun {other.name} tercatat dengan {other.nip}"))
        old = old or other
        if old and (first := meant.setdefault(old.name, row)) is not row and not wrong:
            wrong.append(("name", f"{old.name} sudah ada di baris {first.number}"))
        if wrong:
            faults += [
                f"{file}, baris {row.number}, kolom {_LABELS[column]}: {text}"
                for column, text in wrong
            ]
            continue
        name = old.name if old else cells["name"] or _free_name(cells["full_name"], taken)
        taken.add(name)
        same = cells["full_name"].casefold()
        namesakes = [one.name for one in people if not old and one.full_name.casefold() == same]
        changes.append(_merged(row, old or Account(name, must_change=True), old, nip, namesakes))
    if faults:
        raise CourseError("daftar belum dapat dipakai; tidak ada yang diubah\n" + "\n".join(faults))
    return Plan(tuple(changes), tuple(doubled))


def _merged(row: Row, base: Account, old: Account | None, nip: str, namesakes: list[str]) -> Change:
    """Lay what a row says over what is known."""
    cells = dict(row.cells) | {"nip": nip}
    said = {name: cells.get(name, "") for name in _SHOWN}
    values = {name: value for name, value in said.items() if value}
    if "role" in values:
        values["role"] = _ROLES[values["role"].casefold()]
    for name in ("unit", "cohort"):
        if values.get(name) in _DASHES:
            values[name] = ""
    if "cohort" in values:
        values["cohort"] = slug(values["cohort"])
    kept = (name for name in _SHOWN if name in row.cells and not said[name] and getattr(base, name))
    kept = tuple(kept) if old else ()
    return Change(row.number, replace(base, **values), old, kept, tuple(namesakes))


def plan_lines(plan: Plan) -> list[str]:
    """Return one line a person who is new or changes, then what stays."""
    lines = []
    for one in plan.new:
        told = ", ".join(f"{name} {value!r}" for name, (_, value) in one.fields.items() if value)
        lines.append(f"new: row {one.row}: {one.account.name}: {told}")
        if one.namesakes:
            known = ", ".join(one.namesakes)
            lines.append(f"  look again: {known} has the same name but not this NIP")
    for one in plan.changed:
        told = ", ".join(f"{key} {old!r} → {new!r}" for key, (old, new) in one.fields.items())
        lines.append(f"changed: row {one.row}: {one.account.name}: {told}")
    for one in plan.changes:
        if one.kept:
            told = ", ".join(f"{name} {getattr(one.account, name)!r}" for name in one.kept)
            lines.append(f"kept: row {one.row}: {one.account.name}: empty cell, stays {told}")
    if plan.doubled:
        lines.append(f"repeated rows, taken once: {', '.join(map(str, plan.doubled))}")
    lines.append(f"{len(plan.unchanged)} unchanged")
    return lines


def plan_json(plan: Plan, done: Outcome | None) -> dict[str, Any]:
    """Return a plan as plain data, with whether it was carried out."""

    def told(one: Change) -> dict[str, Any]:
        fields = {name: {"old": old, "new": new} for name, (old, new) in one.fields.items()}
        who = {"account": one.account.name, "row": one.row, "fields": fields}
        return {**who, "kept": list(one.kept), "namesakes": list(one.namesakes)}

    return {
        "new": [told(one) for one in plan.new],
        "changed": [told(one) for one in plan.changed],
        "unchanged": [told(one) for one in plan.unchanged],
        "repeated_rows": list(plan.doubled),
        "applied": done is not None,
        "passwords": str(done.passwords) if done and done.passwords else None,
    }


def import_roster(
    path: Path,
    accounts: Accounts,
    folder: Path,
    enrol: Callable[[Mapping[str, tuple[str, str]]], None],
    agree: Callable[[Plan], bool] = lambda plan: True,
) -> Outcome | None:
    """Merge a list in: new people get a first-login password, known ones keep theirs.

    Parameters
    ----------
    path : Path
        The list.
    accounts : Accounts
        Where people are kept.
    folder : Path
        Where the file of new passwords goes, readable by its owner alone.
    enrol : callable
        Tells the gradebook of trainees: account → full name and unit.
    agree : callable
        Is shown the plan; False leaves all as it is, and None is returned.

    Raises
    ------
    CourseError
        If a row is wrong, or the accounts changed while the plan was looked at.
    """
    rows = read_rows(path)
    plan = plan_accounts(rows, accounts.all(), path.name)
    if not agree(plan):
        return None
    if plan_accounts(rows, accounts.all(), path.name) != plan:
        raise CourseError(f"{path.name}: akun berubah sementara itu; jalankan perintah ini lagi")
    new = [one.account for one in plan.new]
    changed = [one.account for one in plan.changed]
    passwords = {account.name: new_password() for account in new}
    # The passwords first: an account whose password nobody knows would be lost.
    file = _write_passwords(folder, new, passwords) if new else None
    accounts.take([*((a, passwords[a.name]) for a in new), *((a, None) for a in changed)])
    planned = (one.account for one in plan.changes)
    enrol({a.name: (a.full_name, a.unit) for a in planned if a.role == "trainee"})
    return Outcome(tuple(a.name for a in new), tuple(a.name for a in changed), file)


def _faults(cells: Mapping[str, str], nip: str) -> list[tuple[str, str]]:
    wrong = []
    if not cells["full_name"]:
        wrong.append(("full_name", "kosong"))
    if nip == LOST:
        wrong.append(("nip", _LOST))
    elif nip and not re.fullmatch(r"[0-9]{18}", nip):
        wrong.append(("nip", f"{nip} bukan 18 angka"))
    elif not nip and not cells["name"]:
        wrong.append(("nip", "kosong; isi NIP atau akun"))
    if cells["name"] and not NAME.match(cells["name"]):
        wrong.append(("name", f"{cells['name']} bukan 2–32 huruf kecil, angka, titik, atau garis"))
    if cells["role"] and cells["role"].casefold() not in _ROLES:
        wrong.append(("role", f"{cells['role']} {_UNKNOWN_ROLE}"))
    return wrong


def _free_name(full_name: str, taken: set[str]) -> str:
    """Return an account name made of the first two words of a name, without titles."""
    plain = unicodedata.normalize("NFKD", full_name.split(",")[0]).encode("ascii", "ignore")
    words = re.findall(r"[a-z]+", plain.decode().casefold().replace("'", ""))
    words = [word for word in words if word not in ("dr", "drs", "dra", "ir", "h", "hj", "prof")]
    base = ".".join(words[:2])[:28] or "peserta"
    base = base if len(base) > 1 else base + "x"
    number = next(n for n in range(1, 10_000) if (base if n == 1 else f"{base}{n}") not in taken)
    return base if number == 1 else f"{base}{number}"


def _write_passwords(folder: Path, new: Iterable[Account], passwords: Mapping[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"sandi-pertama-{datetime.now():%Y%m%d-%H%M%S-%f}.csv"
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["nama", "unit", "akun", "kata sandi pertama"])
    writer.writerows([a.full_name, a.unit, a.name, passwords[a.name]] for a in new)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as sink:
        sink.write(text.getvalue())
    return path
