"""A list of people from CSV or Excel: read whole, checked whole, then taken in or refused whole.

Effects: the accounts, a file of first-login passwords for the operator, and the gradebook.
"""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from coursekit.errors import CourseError, UsageError
from coursekit.hub.accounts import NAME, Account, Accounts, new_password

__all__ = ["Outcome", "Row", "import_roster", "plan_accounts", "read_rows"]

# Heading, as people write it, to the field it fills.
_HEADINGS = {
    "nip": "nip",
    **dict.fromkeys(("nama", "nama lengkap", "name", "full name"), "full_name"),
    **dict.fromkeys(("unit", "unit kerja", "instansi", "opd"), "unit"),
    **dict.fromkeys(("peran", "role"), "role"),
    **dict.fromkeys(("angkatan", "cohort"), "cohort"),
    **dict.fromkeys(("akun", "nama pengguna", "account", "username"), "name"),
}
_LABELS = {"nip": "NIP", "full_name": "nama", "role": "peran", "cohort": "angkatan", "name": "akun"}
_ROLES = {
    **dict.fromkeys(("", "peserta", "trainee"), "trainee"),
    **dict.fromkeys(("pendamping", "coach"), "coach"),
    **dict.fromkeys(("widyaiswara", "pengajar", "instructor"), "instructor"),
    **dict.fromkeys(("penulis", "author"), "author"),
}
_LOST = "tersimpan sebagai angka sehingga digitnya hilang; ubah kolom menjadi teks, ketik ulang"
_UNKNOWN_ROLE = "tidak dikenal; pakai peserta, pendamping, widyaiswara, atau penulis"
_EXACT_DIGITS = 15  # a spreadsheet's number keeps no more


@dataclass(frozen=True)
class Row:
    """One line of the list: its number as people count, and its cells by field."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What an import did."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    passwords: Path | None


def read_rows(path: Path) -> list[Row]:
    """Read a .csv or .xlsx file whose first line names the columns.

    Raises
    ------
    UsageError
        If it cannot be read or a needed column is missing; in Indonesian, for the organiser.
    """
    table = {".csv": _read_csv, ".xlsx": _read_excel}.get(path.suffix.lower())
    if table is None:
        raise UsageError(f"{path.name}: simpan daftar sebagai .xlsx atau .csv")
    if not path.is_file():
        raise UsageError(f"{path}: berkas tidak ada")
    lines = [line for line in table(path) if any(cell.strip() for _, cell in line[1])]
    if not lines:
        raise UsageError(f"{path.name}: daftar kosong")
    (_, heading), *rest = lines
    fields = [_HEADINGS.get(" ".join(cell.casefold().split()), "") for _, cell in heading]
    if "full_name" not in fields or not {"nip", "name"} & set(fields):
        raise UsageError(
            f"{path.name}, baris {lines[0][0]}: baris judul harus memuat kolom nama dan NIP (atau "
            "akun); kolom lain: unit, peran, angkatan"
        )
    rows = []
    for number, line in rest:
        cells = {field: "" for field in fields if field}
        for field, (letter, cell) in zip(fields, line, strict=False):
            if letter and field == "nip" and len(cell) > _EXACT_DIGITS:
                cell = "?"  # digits are lost already; the check below says what to do
            if field:
                cells[field] = " ".join(cell.split())
        rows.append(Row(number, cells))
    return rows


def plan_accounts(rows: Iterable[Row], known: Iterable[Account], file: str) -> list[Account]:
    """Return the account of every row; people are known again by NIP, else by account name.

    Raises
    ------
    CourseError
        With one line a fault: file, row, column, what to do. Nothing is right unless all is.
    """
    by_nip = {account.nip: account for account in known if account.nip}
    by_name = {account.name: account for account in known}
    taken, planned, faults = set(by_name), [], []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        cells = {key: row.cells.get(key, "") for key in ("nip", "full_name", "unit", "name")}
        nip = re.sub(r"[\s'.-]", "", cells["nip"])
        wrong = _faults(cells, nip, row.cells.get("role", ""))
        for column, value in (("nip", nip), ("name", cells["name"])):
            first = seen.setdefault((column, value), row.number) if value else row.number
            if first != row.number:
                wrong.append((column, f"{value} sudah ada di baris {first}"))
        if wrong:
            faults += [
                f"{file}, baris {row.number}, kolom {_LABELS[column]}: {text}"
                for column, text in wrong
            ]
            continue
        old = by_nip.get(nip) if nip else None
        old = old or by_name.get(cells["name"])
        name = old.name if old else cells["name"] or _free_name(cells["full_name"], taken)
        taken.add(name)
        planned.append(
            Account(
                name,
                cells["full_name"],
                _ROLES[row.cells.get("role", "").casefold()],
                _slug(row.cells.get("cohort", "")),
                cells["unit"],
                nip,
                must_change=old.must_change if old else True,
                approved=old.approved if old else True,
            )
        )
    if faults:
        raise CourseError("daftar belum dapat dipakai; tidak ada yang diubah\n" + "\n".join(faults))
    return planned


def import_roster(
    path: Path,
    accounts: Accounts,
    folder: Path,
    enrol: Callable[[Mapping[str, tuple[str, str]]], None],
) -> Outcome:
    """Take a list in: new people get a first-login password, known ones keep theirs.

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
    """
    known = {account.name: account for account in accounts.all()}
    planned = plan_accounts(read_rows(path), known.values(), path.name)
    new = [account for account in planned if account.name not in known]
    changed = [a for a in planned if a.name in known and a != known[a.name]]
    passwords = {account.name: new_password() for account in new}
    # The passwords first: an account whose password nobody knows would be lost.
    file = _write_passwords(folder, new, passwords) if new else None
    accounts.take([*((a, passwords[a.name]) for a in new), *((a, None) for a in changed)])
    enrol({a.name: (a.full_name, a.unit) for a in planned if a.role == "trainee"})
    return Outcome(tuple(a.name for a in new), tuple(a.name for a in changed), file)


def _faults(cells: Mapping[str, str], nip: str, role: str) -> list[tuple[str, str]]:
    wrong = []
    if not cells["full_name"]:
        wrong.append(("full_name", "kosong"))
    if nip == "?":
        wrong.append(("nip", _LOST))
    elif nip and not re.fullmatch(r"\d{18}", nip):
        wrong.append(("nip", f"{nip} bukan 18 angka"))
    elif not nip and not cells["name"]:
        wrong.append(("nip", "kosong; isi NIP atau akun"))
    if cells["name"] and not NAME.match(cells["name"]):
        wrong.append(("name", f"{cells['name']} bukan 2–32 huruf kecil, angka, titik, atau garis"))
    if role.casefold() not in _ROLES:
        wrong.append(("role", f"{role} {_UNKNOWN_ROLE}"))
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


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.casefold()).strip("-")[:32]


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


_Line = tuple[int, list[tuple[bool, str]]]  # number; cells, each with whether it was a number


def _read_csv(path: Path) -> list[_Line]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [(reader.line_num, [(False, cell) for cell in line]) for line in reader]


def _read_excel(path: Path) -> list[_Line]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever zip and XML raise
        raise UsageError(f"{path.name}: tidak terbaca sebagai Excel ({error})") from None
    lines = [
        (number, [(isinstance(cell, int | float), _text(cell)) for cell in line])
        for number, line in enumerate(book.worksheets[0].iter_rows(values_only=True), 1)
    ]
    book.close()
    return lines


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
