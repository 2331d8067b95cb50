"""An evaluation instrument as data: indicators, aspects, domains, predicates and ladders.

Law: an `Instrument` that exists is sound. A wrong table is refused with errors naming the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from spbe.instrument._soundness import find_faults

__all__ = ["EMPTY_CRITERIA", "Instrument", "InstrumentError"]

EMPTY_CRITERIA = pd.DataFrame(
    {
        "indicator": pd.Series(dtype="str"),
        "level": pd.Series(dtype="int64"),
        "criterion": pd.Series(dtype="str"),
        "evidence_kinds": pd.Series(dtype="str"),
        "source": pd.Series(dtype="str"),
    }
)


class InstrumentError(ValueError):
    """An instrument is not sound; `faults` holds one Indonesian sentence per wrong row."""

    def __init__(self, name: str, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"instrumen {name} ditolak:\n- " + "\n- ".join(faults))


@dataclass(frozen=True)
class Instrument:
    """A composite index as two things: its tables and where they come from.

    Parameters
    ----------
    name : str
        Short name, for example ``"spbe-2020"``.
    title : str
        Name of the index in Indonesian, for figures and reports.
    tables : mapping of str to DataFrame
        ``indicators`` (indicator, name, label, name_en, aspect, domain, kind, weight, article),
        ``aspects`` (aspect, name, label, name_en, domain, weight),
        ``domains`` (domain, name, label, name_en, weight), may have no rows,
        ``predicates`` (predicate, lower, upper, article), lowest first; the lower bound belongs
        to the predicate, the upper bound only to the last one,
        ``ladders`` (kind, level, name, criterion, article) and
        ``criteria`` (indicator, level, criterion, evidence_kinds, source), may have no rows.
        Weights are percentages of the whole index.
    levels : tuple of int
        Maturity levels, ascending.
    decimal_values : bool
        Whether a value between two levels is allowed.
    regulation, status, status_text, provenance : str
        The rule; ``"official"`` or ``"secondary"``; the same in words; where the data were read.
    notes : tuple of str
        Known conflicts and open questions.

    Raises
    ------
    InstrumentError
        If codes repeat, a parent is missing, weights do not sum to 100 or to their parent's
        weight, predicates overlap or leave a gap, or a level is unknown.

    Notes
    -----
    The SPBE instrument follows PermenPANRB 59/2020, Lampiran II (weights; ladders: Tabel 1 and 2;
    predicates: Tabel 13). Every frame handed out is a copy, so that no notebook can change an
    instrument that others share.

    Examples
    --------
    >>> from spbe import datasets
    >>> datasets.load_instrument("spbe-2020").weights["I45"]
    np.float64(3.0)
    """

    name: str
    title: str
    tables: Mapping[str, pd.DataFrame] = field(repr=False, compare=False)
    levels: tuple[int, ...] = (1, 2, 3, 4, 5)
    decimal_values: bool = False
    regulation: str = field(default="", repr=False)
    status: str = "official"
    status_text: str = field(default="", repr=False)
    provenance: str = field(default="", repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        tables = {"criteria": EMPTY_CRITERIA, **self.tables}
        if faults := find_faults(tables, self.levels):
            raise InstrumentError(self.name, faults)
        copies = {name: frame.reset_index(drop=True) for name, frame in tables.items()}
        object.__setattr__(self, "tables", copies)

    def _keyed(self, table: str, key: str) -> pd.DataFrame:
        return self.tables[table].set_index(key)

    @property
    def indicators(self) -> pd.DataFrame:
        """Indicators by code, in the order of the rule."""
        return self._keyed("indicators", "indicator")

    @property
    def aspects(self) -> pd.DataFrame:
        """Aspects by code."""
        return self._keyed("aspects", "aspect")

    @property
    def domains(self) -> pd.DataFrame:
        """Domains by code; no rows where the instrument has none."""
        return self._keyed("domains", "domain")

    @property
    def predicates(self) -> pd.DataFrame:
        """Predicates, lowest first, with `lower` (inclusive) and `upper` bound."""
        return self._keyed("predicates", "predicate")

    @property
    def ladders(self) -> pd.DataFrame:
        """Maturity ladders by kind and level: name and criterion of each level."""
        return self.tables["ladders"].set_index(["kind", "level"])

    @property
    def criteria(self) -> pd.DataFrame:
        """Criteria by indicator and level; no rows where no source was read."""
        return self.tables["criteria"].set_index(["indicator", "level"])

    @property
    def criteria_status(self) -> str:
        """Say in Indonesian whether the criteria are there, and if not, why."""
        if len(self.tables["criteria"]):
            return "lengkap"
        return "belum tersedia: sumber resminya belum dibaca"

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Codes of the indicators, in the order of the rule."""
        return tuple(self.tables["indicators"]["indicator"])

    @property
    def weights(self) -> pd.Series:
        """Weight of each indicator, percent of the index; sums to 100."""
        return self.indicators["weight"]

    @cached_property
    def cuts(self) -> np.ndarray:
        """Lower bounds of every predicate but the lowest, on the scale of the index."""
        bounds: np.ndarray = self.tables["predicates"]["lower"].to_numpy(dtype=float, copy=True)[1:]
        bounds.flags.writeable = False
        return bounds

    @cached_property
    def members(self) -> tuple[tuple[str, np.ndarray], ...]:
        """The groups scored: (code, mask over `codes`) for the index, domains and aspects."""
        table = self.tables["indicators"]
        groups = [("index", np.ones(len(table), dtype=bool))]
        for parent in ("domain", "aspect"):
            for code in self.tables[f"{parent}s"][parent]:
                groups.append((code, (table[parent] == code).to_numpy()))
        for _, mask in groups:
            mask.flags.writeable = False
        return tuple(groups)

    @property
    def matrix(self) -> pd.DataFrame:
        """Projection of levels: indicators x (index, domains, aspects); each column sums to 1."""
        weights = self.weights
        return pd.DataFrame(
            {code: weights.where(mask, 0.0) / weights[mask].sum() for code, mask in self.members}
        )
