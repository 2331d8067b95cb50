"""Data contracts: a Frictionless table schema turned into types, checks and plain words.

Pure: text cells and a descriptor go in, a typed frame or a `DatasetError` comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
    schema: Mapping,
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


def _typed(text: pd.Series, field: Mapping, faults: list[str]) -> pd.Series:
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


def _broken_rules(table: pd.DataFrame, schema: Mapping) -> list[str]:
    """Check constraints with pandera, lazily, and word what it found."""
    import pandera.pandas as pa

    columns = {}
    for field in schema["fields"]:
        rules = dict(field.get("constraints", {}))
        nullable = not rules.pop("required", False)
        unique = rules.pop("unique", False)
        checks = [_check(rule, bound, field["name"]) for rule, bound in rules.items()]
        columns[field["name"]] = pa.Column(checks=checks, nullable=nullable, unique=unique)
    found = pa.DataFrameSchema(columns, unique=_listed(schema.get("primaryKey")) or None)
    try:
        found.validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.drop_duplicates(["check", "index", "column"])
        cases = cases.sort_values(["index", "column"], kind="stable")
        return list(dict.fromkeys(_worded(case, schema) for case in cases.to_dict("records")))
    return []


def _check(rule: str, bound: object, name: str):
    import pandera.pandas as pa

    if rule == "enum":
        return pa.Check.isin(bound, error="bukan salah satu dari " + ", ".join(map(str, bound)))
    if rule == "minimum":
        return pa.Check.ge(bound, error=f"lebih kecil dari {bound}")
    if rule == "maximum":
        return pa.Check.le(bound, error=f"lebih besar dari {bound}")
    if rule == "pattern":
        return pa.Check.str_matches(f"^(?:{bound})$", error=f"tidak berpola {bound}")
    if rule in ("minLength", "maxLength"):
        ends = {"min_value": bound} if rule == "minLength" else {"max_value": bound}
        return pa.Check.str_length(**ends, error=f"panjangnya melanggar batas {bound}")
    raise ValueError(f"kolom '{name}': aturan '{rule}' tidak dikenal")


def _worded(case: Mapping, schema: Mapping) -> str:
    place = int(case["index"])
    if case["check"] == "not_nullable":
        return _fault(place, case["column"], "kosong, padahal wajib diisi")
    if case["check"] == "multiple_fields_uniqueness":
        key = ", ".join(_listed(schema["primaryKey"]))
        return f"baris {place + 2}: kunci ({key}) sudah dipakai baris lain"
    if case["check"] == "field_uniqueness":
        return _fault(place, case["column"], f"'{case['failure_case']}' sudah dipakai baris lain")
    return _fault(place, case["column"], f"'{case['failure_case']}' {case['check']}")


def _orphans(
    table: pd.DataFrame, schema: Mapping, foreign: Callable[[str, list[str]], pd.DataFrame]
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
