"""Data contracts: a Frictionless table schema turned into types, checks and plain words.

Pure: text cells and a descriptor go in, a typed frame or a `DatasetError` comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

__all__ = ["DatasetError", "conform"]

_SHOWN = 8  # faults spelled out in a message; the rest are counted


class DatasetError(ValueError):
    """A table breaks its contract; the message names file, row and column in Indonesian."""

    def __init__(self, file: str, faults: list[str]) -> None:
        self.faults = tuple(faults)
        lines = [f"- {fault}" for fault in faults[:_SHOWN]]
        if len(faults) > _SHOWN:
            lines.append(f"- dan {len(faults) - _SHOWN} kesalahan lain")
        super().__init__(f"{file} tidak sesuai kontraknya:\n" + "\n".join(lines))


def conform(
    cells: pd.DataFrame,
    schema: Mapping[str, Any],
    file: str,
    foreign: Callable[[str, list[str]], pd.DataFrame],
) -> pd.DataFrame:
    """Turn text cells into the typed table its schema promises.

    Parameters
    ----------
    cells : DataFrame of str
        The file as read, an empty cell being the empty string.
    schema : mapping
        Frictionless Table Schema: fields with types and constraints, primaryKey, foreignKeys.
    file : str
        Name of the file, for messages.
    foreign : callable
        Gives the named fields of another resource, for foreign keys.

    Returns
    -------
    DataFrame
        Columns in the order of the schema. Empty text stays ``""``; an empty integer makes the
        column ``Int64``; other empty cells are NaN or NaT.

    Raises
    ------
    DatasetError
        Listing every cell that breaks the contract, by row (the header is row 1) and column.
    """
    fields = schema["fields"]
    names = [field["name"] for field in fields]
    faults = [f"kolom '{name}' tidak ada" for name in names if name not in cells]
    faults += [f"kolom '{name}' tidak dikenal" for name in cells if name not in names]
    if faults:
        raise DatasetError(file, faults)
    table = pd.DataFrame(index=cells.index)
    for field in fields:
        table[field["name"]] = _typed(cells[field["name"]], field, faults)
    # A cell that is no number cannot be compared with a minimum, so types come first.
    if not faults:
        faults += _broken_rules(table, schema)
        faults += _orphans(table, schema, foreign)
    if faults:
        raise DatasetError(file, faults)
    for field in fields:
        if field["type"] == "string":
            table[field["name"]] = table[field["name"]].fillna("")
    return table


def _typed(text: pd.Series, field: Mapping[str, Any], faults: list[str]) -> pd.Series:
    kind = field["type"]
    if kind not in _TYPES:
        raise ValueError(f"kolom '{field['name']}': tipe '{kind}' tidak dikenal")
    convert, wanted = _TYPES[kind]
    given = text.where(text != "")
    values = convert(given)
    for position in text.index[values.isna() & given.notna()]:
        faults.append(_fault(position, field["name"], f"'{text[position]}' bukan {wanted}"))
    if kind == "integer" and not values.isna().any():
        return values.astype("int64")
    return values


def _integers(text: pd.Series) -> pd.Series:
    return pd.to_numeric(text.where(text.str.fullmatch(r"[+-]?\d+")), errors="coerce").astype(
        "Int64"
    )


def _numbers(text: pd.Series) -> pd.Series:
    return pd.to_numeric(text, errors="coerce").astype("float64")


def _dates(text: pd.Series) -> pd.Series:
    return pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")


def _datetimes(text: pd.Series) -> pd.Series:
    return pd.to_datetime(text, format="ISO8601", errors="coerce")


def _booleans(text: pd.Series) -> pd.Series:
    return text.map({"true": True, "false": False})


_TYPES: dict[str, tuple[Callable[[pd.Series], pd.Series], str]] = {
    # A cell is text already; pandas 2 would make the word "nan" of an empty one.
    "string": (lambda text: text, "teks"),
    "integer": (_integers, "bilangan bulat"),
    "year": (_integers, "tahun"),
    "number": (_numbers, "angka (pakai titik desimal di dalam berkas)"),
    "date": (_dates, "tanggal (tulis TTTT-BB-HH, misalnya 2024-08-31)"),
    "datetime": (_datetimes, "waktu (tulis menurut ISO 8601)"),
    "boolean": (_booleans, "true atau false"),
}


def _texts(values: pd.Series) -> pd.Series:
    return values.astype(str).str


# What holds of a filled cell under a rule, and how a cell is called that breaks it.
_RULES: dict[str, tuple[Callable[[pd.Series, Any], pd.Series], Callable[[Any], str]]] = {
    "enum": (
        lambda values, bound: values.isin(bound),
        lambda bound: "bukan salah satu dari " + ", ".join(map(str, bound)),
    ),
    "minimum": (lambda values, bound: values >= bound, "lebih kecil dari {}".format),
    "maximum": (lambda values, bound: values <= bound, "lebih besar dari {}".format),
    "pattern": (
        lambda values, bound: _texts(values).fullmatch(bound),
        "tidak berpola {}".format,
    ),
    "minLength": (
        lambda values, bound: _texts(values).len() >= bound,
        "panjangnya melanggar batas {}".format,
    ),
    "maxLength": (
        lambda values, bound: _texts(values).len() <= bound,
        "panjangnya melanggar batas {}".format,
    ),
    "unique": (
        lambda values, bound: ~values.duplicated(keep=False) if bound else values.notna(),
        lambda bound: "sudah dipakai baris lain",
    ),
}


def _broken_rules(table: pd.DataFrame, schema: Mapping[str, Any]) -> list[str]:
    """Word every cell that breaks a constraint and every key used twice, by row and column."""
    found = [
        (position, field["name"], words)
        for field in schema["fields"]
        for position, words in _broken_cells(table[field["name"]], field.get("constraints", {}))
    ]
    if key := _listed(schema.get("primaryKey")):
        words = f"kunci ({', '.join(key)}) sudah dipakai baris lain"
        twice = table.index[table.duplicated(key, keep=False)]
        found += [(position, "", words) for position in twice]
    return [
        _fault(position, column, words) if column else f"baris {position + 2}: {words}"
        for position, column, words in sorted(found, key=lambda fault: fault[:2])
    ]


def _broken_cells(column: pd.Series, rules: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    filled = column.dropna()
    for rule, bound in rules.items():
        if rule == "required":
            blank = column.index[column.isna()] if bound else ()
            yield from ((position, "kosong, padahal wajib diisi") for position in blank)
            continue
        if rule not in _RULES:
            raise ValueError(f"kolom '{column.name}': aturan '{rule}' tidak dikenal")
        holds, worded = _RULES[rule]
        for position, value in filled[~holds(filled, bound).astype(bool)].items():
            yield position, f"'{value}' {worded(bound)}"


def _orphans(
    table: pd.DataFrame,
    schema: Mapping[str, Any],
    foreign: Callable[[str, list[str]], pd.DataFrame],
) -> list[str]:
    faults = []
    for key in schema.get("foreignKeys", []):
        fields = _listed(key["fields"])
        there = _listed(key["reference"]["fields"])
        resource = key["reference"]["resource"]
        parents = table[there] if not resource else foreign(resource, there)
        known = set(parents.itertuples(index=False, name=None))
        filled = table[table[fields].notna().all(axis=1)]
        for row in filled[fields].itertuples(name=None):
            if row[1:] not in known:
                shown = " ".join(map(str, row[1:]))
                target = resource or "tabel ini"
                faults.append(
                    _fault(row[0], ", ".join(fields), f"'{shown}' tidak terdaftar di {target}")
                )
    return faults


def _fault(position: int, column: str, what: str) -> str:
    return f"baris {position + 2}, kolom '{column}': {what}"


def _listed(names: str | list[str] | None) -> list[str]:
    return [names] if isinstance(names, str) else list(names or [])
