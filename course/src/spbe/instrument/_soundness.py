"""What makes an instrument sound: checks over its tables, each fault one Indonesian sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import pandas as pd

from labkit.locale import shortest

__all__ = ["find_faults"]

_COLUMNS = {
    "indicators": ("indicator", "name", "aspect", "domain", "kind", "weight"),
    "aspects": ("aspect", "name", "domain", "weight"),
    "domains": ("domain", "name", "weight"),
    "predicates": ("predicate", "lower", "upper"),
    "ladders": ("kind", "level", "name"),
    "criteria": ("indicator", "level", "criterion"),
}
_KEYS = {
    "indicators": ["indicator"],
    "aspects": ["aspect"],
    "domains": ["domain"],
    "predicates": ["predicate"],
    "ladders": ["kind", "level"],
    "criteria": ["indicator", "level"],
}
_TOLERANCE = 1e-6


def find_faults(tables: Mapping[str, pd.DataFrame], levels: Sequence[int]) -> list[str]:
    """List everything that is wrong with the tables of an instrument; empty if sound."""
    faults = [
        f"tabel {table}: kolom '{column}' tidak ada"
        for table, columns in _COLUMNS.items()
        for column in columns
        if table not in tables or column not in tables[table]
    ]
    # Without its columns a table cannot be questioned any further.
    if faults:
        return faults
    checks = (
        _duplicates(tables),
        _missing_parents(tables),
        _weights(tables),
        _predicates(tables["predicates"], levels),
        _ladders(tables, levels),
        _criteria(tables, levels),
    )
    return [fault for check in checks for fault in check]


def _duplicates(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    for table, key in _KEYS.items():
        frame = tables[table]
        for position, row in frame[frame.duplicated(key)].iterrows():
            code = " ".join(str(row[column]) for column in key)
            yield f"tabel {table}, baris {position + 2}: kode {code} sudah dipakai baris lain"


def _missing_parents(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    has_domains = len(tables["domains"]) > 0
    links = [("indicators", "indicator", "aspect"), ("aspects", "aspect", "domain")]
    for table, key, parent in links:
        if parent == "domain" and not has_domains:
            continue
        known = set(tables[f"{parent}s"][parent])
        for row in tables[table].to_dict("records"):
            if row[parent] not in known:
                yield f"{table} {row[key]}: induknya, {parent} '{row[parent]}', tidak terdaftar"
    domain_of = dict(zip(tables["aspects"]["aspect"], tables["aspects"]["domain"], strict=True))
    for row in tables["indicators"].to_dict("records"):
        if has_domains and domain_of.get(row["aspect"], row["domain"]) != row["domain"]:
            yield (
                f"indicators {row['indicator']}: domain tertulis '{row['domain']}', "
                f"padahal aspek {row['aspect']} berada di '{domain_of[row['aspect']]}'"
            )


def _weights(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    for table in ("indicators", "aspects", "domains"):
        frame = tables[table]
        if table == "domains" and frame.empty:
            continue
        for row in frame[~(frame["weight"] > 0)].to_dict("records"):
            yield f"{table} {row[_KEYS[table][0]]}: bobot harus lebih besar dari 0"
        total = frame["weight"].sum()
        if abs(total - 100) > _TOLERANCE:
            yield f"tabel {table}: bobot berjumlah {shortest(total)}, seharusnya 100"
    for child, parent in (("indicators", "aspect"), ("aspects", "domain")):
        sums = tables[child].groupby(parent)["weight"].sum()
        for row in tables[f"{parent}s"].to_dict("records"):
            total = sums.get(row[parent], 0.0)
            if abs(total - row["weight"]) > _TOLERANCE:
                yield (
                    f"{parent}s {row[parent]} ({row['name']}): bobot tertulis "
                    f"{shortest(row['weight'])}, tetapi isinya berjumlah {shortest(total)}"
                )


def _predicates(frame: pd.DataFrame, levels: Sequence[int]) -> Iterator[str]:
    rows = frame.to_dict("records")
    if not rows:
        yield "tabel predicates: tidak ada satu predikat pun"
        return
    for row in rows:
        if not row["lower"] < row["upper"]:
            yield f"predikat {row['predicate']}: batas bawah tidak lebih kecil dari batas atas"
    for low, high in pairwise(rows):
        ends = f"({shortest(low['upper'])} dan {shortest(high['lower'])})"
        names = f"{low['predicate']} dan {high['predicate']}"
        if low["upper"] < high["lower"]:
            yield f"predikat {names}: ada celah di antara keduanya {ends}"
        if low["upper"] > high["lower"]:
            yield f"predikat {names}: saling tumpang tindih {ends}"
    if rows[0]["lower"] > min(levels):
        yield f"predikat {rows[0]['predicate']}: nilai terkecil {min(levels)} tidak tercakup"
    if rows[-1]["upper"] < max(levels):
        yield f"predikat {rows[-1]['predicate']}: nilai terbesar {max(levels)} tidak tercakup"


def _ladders(tables: Mapping[str, pd.DataFrame], levels: Sequence[int]) -> Iterator[str]:
    ladders = tables["ladders"]
    for row in ladders[~ladders["level"].isin(levels)].to_dict("records"):
        yield f"ladders {row['kind']}: tingkat {row['level']} tidak dikenal"
    for kind, rungs in ladders.groupby("kind"):
        for level in sorted(set(levels) - set(rungs["level"])):
            yield f"ladders {kind}: tingkat {level} tidak ada"
    known = set(ladders["kind"])
    for row in tables["indicators"].to_dict("records"):
        if row["kind"] not in known:
            yield f"indicators {row['indicator']}: jenis '{row['kind']}' tidak punya tangga"


def _criteria(tables: Mapping[str, pd.DataFrame], levels: Sequence[int]) -> Iterator[str]:
    criteria = tables["criteria"]
    if criteria.empty:
        return
    codes = list(tables["indicators"]["indicator"])
    for position, row in criteria.reset_index(drop=True).iterrows():
        place = f"tabel criteria, baris {position + 2}"
        if row["indicator"] not in codes:
            yield f"{place}: indikator {row['indicator']} tidak terdaftar"
        if row["level"] not in levels:
            yield f"{place}: tingkat {row['level']} tidak dikenal"
        if not str(row["criterion"]).strip():
            yield f"{place}: kriteria {row['indicator']} tingkat {row['level']} kosong"
    present = set(zip(criteria["indicator"], criteria["level"], strict=True))
    for code in codes:
        for level in levels:
            if (code, level) not in present:
                yield f"criteria {code}: kriteria tingkat {level} tidak ada"
