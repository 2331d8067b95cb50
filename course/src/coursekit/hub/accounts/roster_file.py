"""A list of people as a file: CSV or Excel, as offices write it, to numbered rows of cells.

Effects: reads the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.core.errors import UsageError

__all__ = ["LOST", "Row", "read_rows"]

# Heading, as people write it, to the field it fills.
_HEADINGS = {
    "nip": "nip",
    **dict.fromkeys(("nama", "nama lengkap", "name", "full name"), "full_name"),
    **dict.fromkeys(("unit", "unit kerja", "instansi", "opd"), "unit"),
    **dict.fromkeys(("peran", "role"), "role"),
    **dict.fromkeys(("angkatan", "cohort"), "cohort"),
    **dict.fromkeys(("akun", "nama pengguna", "account", "username"), "name"),
}
_DELIMITERS = ";,\t"
_SEP = re.compile(r"sep=(.)\s*", re.IGNORECASE)  # a line by which Excel is told the delimiter
_TITLES = 20  # lines in which the heading is looked for, below titles
LOST = "?"  # stands for a NIP of which a spreadsheet kept no more than a rounded number
_EXACT_DIGITS = 15  # a spreadsheet's number keeps no more
# 1.98E+17, 198001012005012001.0, and 18 digits of which the last three were rounded away: no
# NIP ends so.
_ROUNDED = re.compile(r"[0-9]+([.,][0-9]+)?e\+?[0-9]+|[0-9]{16,}[.,]0+|[0-9]{15}000", re.IGNORECASE)
_Line = tuple[int, list[tuple[bool, str]]]  # number; cells, each with whether it was a number


@dataclass(frozen=True)
class Row:
    """One line of the list: its number as people count, and its cells by field.

    A field whose column is not in the list is not among the cells.
    """

    number: int
    cells: Mapping[str, str]


def read_rows(path: Path) -> list[Row]:
    """Read a .csv or .xlsx file; titles may stand above the line that names the columns.

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
    place = next((n for n, line in enumerate(lines[:_TITLES]) if _is_heading(line)), None)
    if place is None:
        raise UsageError(
            f"{path.name}, baris {lines[0][0]}: baris judul harus memuat kolom nama dan NIP (atau "
            "akun); kolom lain: unit, peran, angkatan"
        )
    number, fields = lines[place][0], _fields(lines[place])
    for field in filter(None, fields):
        if fields.count(field) > 1:
            named = [cell.strip() for _, cell in lines[place][1]]
            twice = ", ".join(one for one, its in zip(named, fields, strict=True) if its == field)
            raise UsageError(
                f"{path.name}, baris {number}: kolom yang sama ada dua kali ({twice}); hapus satu"
            )
    rows = [Row(number, _cells(fields, cells)) for number, cells in lines[place + 1 :]]
    # Numbered lines that nobody filled in are no people.
    return [row for row in rows if any(row.cells.values())]


def _fields(line: _Line) -> list[str]:
    return [_HEADINGS.get(" ".join(cell.casefold().split()), "") for _, cell in line[1]]


def _is_heading(line: _Line) -> bool:
    fields = _fields(line)
    return "full_name" in fields and bool({"nip", "name"} & set(fields))


def _cells(fields: list[str], line: list[tuple[bool, str]]) -> dict[str, str]:
    cells = {field: "" for field in fields if field}
    for field, (number, cell) in zip(fields, line, strict=False):
        text = " ".join(cell.split())
        if field == "nip" and ((number and len(text) > _EXACT_DIGITS) or _ROUNDED.fullmatch(text)):
            text = LOST
        if field:
            cells[field] = text
    return cells


def _read_csv(path: Path) -> list[_Line]:
    text = _decoded(path.read_bytes())
    first, _, rest = text.partition("\n")
    told = _SEP.fullmatch(first.strip())
    text = "\n" + rest if told else text
    try:
        read = {sign: _split(text, sign) for sign in (told.group(1) if told else _DELIMITERS)}
    except csv.Error as error:
        raise UsageError(f"{path.name}: tidak terbaca sebagai CSV ({error})") from None
    fitting = [lines for lines in read.values() if any(map(_is_heading, lines[:_TITLES]))]
    return (fitting or list(read.values()))[0]


def _split(text: str, delimiter: str) -> list[_Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [(reader.line_num, [(False, cell) for cell in line]) for line in reader]


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


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
