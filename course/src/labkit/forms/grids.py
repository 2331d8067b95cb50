"""The kinds of question that have rows: pairs, and tables of cells; see `labkit.forms.kinds`."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labkit.forms.kinds import BLANK, DONE, Kind, State, pairs
from labkit.forms.words import Fault, shortened

__all__ = ["Column", "Match", "Shown", "Table"]


@dataclass(frozen=True)
class Shown:
    """A column of a table that shows something and asks nothing."""

    def read(self, value: Any) -> None:
        """Refuse: nothing is asked here."""
        if value is not None:
            raise ValueError("tidak untuk diisi")

    def judge(self, value: Any) -> State:
        """Say that nothing is missing."""
        return DONE

    def plain(self) -> dict[str, Any]:
        """Return nothing more."""
        return {}

    def words(self, value: Any) -> str:
        """Write nothing."""
        return ""


@dataclass(frozen=True)
class Match:
    """Pairs: each row gets one choice; a choice serves several rows only if `reuse`."""

    rows: Mapping[str, str]
    choices: Mapping[str, str]
    reuse: bool = False

    def sound(self, value: Any) -> dict[str, str] | None:
        """Return the rows that can be read, of an answer that cannot be read as a whole."""
        found = value if isinstance(value, Mapping) else {}
        codes = {row: found.get(row) for row in self.rows}
        return {r: c for r, c in codes.items() if isinstance(c, str) and c in self.choices} or None

    def read(self, value: Any) -> dict[str, str] | None:
        """Return row -> code, in the order of the rows."""
        found = _mapping(value, self.rows)
        given = {row: found[row] for row in self.rows if found.get(row) not in (None, "")}
        if any(not isinstance(code, str) or code not in self.choices for code in given.values()):
            raise ValueError("tidak ada di antara pilihannya")
        return given or None

    def judge(self, value: Any) -> State:
        """Say whether each row has a choice of its own."""
        if value is None:
            return BLANK
        given = list(value.values())
        twice = next((code for code in given if given.count(code) > 1), None)
        if twice is not None and not self.reuse:
            return State("partial", Fault("reused", {"choice": shortened(self.choices[twice])}))
        if left := len(self.rows) - len(given):
            return State("partial", Fault("rows", {"n": left}))
        return DONE

    def plain(self) -> dict[str, Any]:
        """Return rows and choices in the order shown."""
        choices = pairs(self.choices)
        return {"rows": pairs(self.rows), "choices": choices, "reuse": self.reuse}

    def words(self, value: Any) -> str:
        """Write out the pairs."""
        both = (f"{self.rows[row]} – {self.choices[code]}" for row, code in value.items())
        return "; ".join(one.rstrip(".") for one in both)


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, the kind of its cells, what a `Shown` one shows by row."""

    label: str
    kind: str
    body: Kind
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """Rows by columns; a cell is a number, a choice or a short text."""

    rows: Mapping[str, str]
    columns: Mapping[str, Column]
    corner: str = ""

    def read(self, value: Any) -> dict[str, dict[str, Any]] | None:
        """Return row -> column -> value, only what is filled in."""
        found = _mapping(value, self.rows)
        table = {row: self._row(row, found[row]) for row in self.rows if row in found}
        return {row: cells for row, cells in table.items() if cells} or None

    def sound(self, value: Any) -> dict[str, dict[str, Any]] | None:
        """Return the cells that can be read, of an answer that cannot be read as a whole."""
        table: dict[str, dict[str, Any]] = {}
        for row in self.rows:
            cells: Any = value.get(row) if isinstance(value, Mapping) else None
            for name in self.columns:
                with contextlib.suppress(ValueError, AttributeError):
                    table |= {row: table.get(row, {}) | self._row(row, {name: cells.get(name)})}
        return {row: cells for row, cells in table.items() if cells} or None

    def _row(self, row: str, value: Any) -> dict[str, Any]:
        found = _mapping(value, self.columns)
        cells = {}
        for name, column in self.columns.items():
            try:
                cell = column.body.read(found.get(name))
            except ValueError as error:
                place = f"baris “{self.rows[row]}”, kolom “{column.label}”"
                raise ValueError(f"{error} ({place})") from None
            if cell is not None:
                cells[name] = cell
        return cells

    def judge(self, value: Any) -> State:
        """Say whether all cells are filled in, and name the first that is wrong."""
        if value is None:
            return BLANK
        left = 0
        for row, label in self.rows.items():
            for name, column in self.columns.items():
                state = column.body.judge(value.get(row, {}).get(name))
                left += state.name == "blank"
                if state.fault:
                    where = {"row": label, "column": column.label, "fault": str(state.fault)}
                    return State("partial", Fault("cell", where))
        return State("partial", Fault("cells", {"n": left})) if left else DONE

    def plain(self) -> dict[str, Any]:
        """Return rows and columns in the order shown."""
        columns = [
            {
                "code": code,
                "label": column.label,
                "kind": column.kind,
                "cells": dict(column.cells),
                **column.body.plain(),
            }
            for code, column in self.columns.items()
        ]
        return {"rows": pairs(self.rows), "columns": columns, "corner": self.corner}

    def words(self, value: Any) -> str:
        """Write out the cells."""
        return "; ".join(
            f"{self.rows[row]}, {self.columns[name].label}: {self.columns[name].body.words(cell)}"
            for row, cells in value.items()
            for name, cell in cells.items()
        )


def _mapping(value: Any, known: Mapping[str, Any]) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not set(value) <= set(known):
        raise ValueError("memuat baris atau kolom yang tidak dikenal")
    return value
