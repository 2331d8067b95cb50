"""What every maker shares: sources, the weights of the 47 indicators, one way to write CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path

import yaml

__all__ = [
    "ASPECTS",
    "CODES",
    "INDEX_WEIGHTS",
    "SOURCES",
    "aspect_of",
    "index_of",
    "to_csv",
    "yaml_of",
]

SOURCES = Path(__file__).resolve().parents[1] / "sources"

# PermenPANRB 59/2020, Lampiran, Tabel 5-8: first and last indicator, weight of each in percent.
ASPECTS = {
    "A1": (1, 10, 1.30),
    "A2": (11, 14, 2.50),
    "A3": (15, 18, 2.50),
    "A4": (19, 20, 2.50),
    "A5": (21, 28, 1.50),
    "A6": (29, 31, 1.50),
    "A7": (32, 41, 2.75),
    "A8": (42, 47, 3.00),
}
CODES = [f"I{number:02d}" for number in range(1, 48)]
INDEX_WEIGHTS = {
    f"I{number:02d}": weight
    for first, last, weight in ASPECTS.values()
    for number in range(first, last + 1)
}


def aspect_of(code: str) -> str:
    """Return the aspect (A1..A8) of an indicator code."""
    number = int(code[1:])
    return next(name for name, (first, last, _) in ASPECTS.items() if first <= number <= last)


def index_of(levels: Mapping[str, int]) -> float:
    """Return the index of one government: sum of level times weight over 100."""
    return sum(levels[code] * INDEX_WEIGHTS[code] for code in CODES) / 100


def to_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """Write rows as CSV bytes: UTF-8, LF, the given columns, which every row must have."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([columns, *map(itemgetter(*columns), rows)])
    return out.getvalue().encode()


def yaml_of(path: Path) -> object:
    """Read one YAML source, by the C parser where there is one: it is ten times as fast."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), loader)
