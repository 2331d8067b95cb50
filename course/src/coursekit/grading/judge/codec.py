"""Data as JSON with raw buffers: exact types only, nothing that could run code when read.

Both interpreters of a submission use it. What is not plain data (functions, classes, figures,
objects of the trainee's own making) becomes a reference that the caller resolves.
"""

from __future__ import annotations

import base64
import datetime
import decimal
import fractions
import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["MAX_DEPTH", "MAX_ITEMS", "Decoder", "Encoder"]

MAX_DEPTH = 60
MAX_ITEMS = 2_000_000  # a buffer of numbers counts as one
_KINDS = frozenset("biufcSUmM")
_TABLE_KINDS = _KINDS | {"O"}
_EXACT_INT = 1 << 53
# Extension arrays by name; every other name is refused.
_EXTENSIONS = re.compile(
    r"U?Int(8|16|32|64)|Float(32|64)|boolean|string|str|object"
    r"|datetime64\[(s|ms|us|ns), [\w/+:-]{1,40}\]|period\[[\w-]{1,12}\]"
)
_INDEXES = (
    *(pd.Index, pd.RangeIndex, pd.MultiIndex, pd.DatetimeIndex, pd.TimedeltaIndex),
    *(pd.PeriodIndex, pd.CategoricalIndex),
)
_SEQUENCES: dict[str, Callable[[Iterable[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


class Encoder:
    """Turn an object into JSON.

    Parameters
    ----------
    reference : callable
        Called with an object that is not data; returns the JSON that stands for it.
    """

    def __init__(self, reference: Callable[[Any], Any]) -> None:
        self.reference = reference
        self._left = MAX_ITEMS

    def __call__(self, value: Any, depth: int = 0) -> Any:
        """Return the JSON form of `value`; ValueError if it is nested too deeply or too large."""
        self._left = MAX_ITEMS if depth == 0 else self._left - 1
        if depth > MAX_DEPTH or self._left < 0:
            raise ValueError("nested too deeply" if depth > MAX_DEPTH else "too many items")
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        simple = _SIMPLE.get(kind)
        if simple is not None:
            return simple(value)
        if kind in (list, tuple, set, frozenset):
            return {"k": kind.__name__, "v": [self(item, depth + 1) for item in value]}
        if kind is dict:
            pairs = [[self(a, depth + 1), self(b, depth + 1)] for a, b in value.items()]
            return {"k": "dict", "v": pairs}
        if kind is slice:
            parts = (value.start, value.stop, value.step)
            return {"k": "slice", "v": [self(part, depth + 1) for part in parts]}
        coded = self._array(value, kind, depth)
        return self.reference(value) if coded is None else coded

    def _array(self, value: Any, kind: type, depth: int) -> Any:
        if isinstance(value, np.generic) and kind.__module__ == "numpy":
            if value.dtype.kind in _KINDS:
                return {"k": "scalar", "d": value.dtype.str, "v": _text(value.tobytes())}
        elif kind is np.ndarray:
            shape = list(value.shape)
            if value.dtype.kind in _KINDS:
                raw = np.ascontiguousarray(value).tobytes()
                return {"k": "array", "d": value.dtype.str, "s": shape, "v": _text(raw)}
            if value.dtype.kind == "O":
                items = [self(item, depth + 1) for item in value.ravel().tolist()]
                return {"k": "objects", "s": shape, "v": items}
        elif value is pd.NA:
            return {"k": "NA"}
        elif value is pd.NaT:
            return {"k": "NaT"}
        elif kind is pd.Timestamp:
            return {"k": "stamp", "v": value.isoformat(), "u": value.unit}
        elif kind is pd.Timedelta:
            exact = value.to_timedelta64()
            return {"k": "delta", "v": str(int(exact.astype("int64"))), "u": value.unit}
        elif kind in _INDEXES:
            return self._index(value, depth)
        elif kind is pd.Series:
            column = self._column(value.array, depth)
            name = self(value.name, depth + 1)
            return {"k": "series", "i": self._index(value.index, depth), "v": column, "n": name}
        elif kind is pd.DataFrame:
            columns = [self._column(value.iloc[:, j].array, depth) for j in range(value.shape[1])]
            index, names = self._index(value.index, depth), self._index(value.columns, depth)
            return {"k": "frame", "i": index, "c": names, "v": columns}
        elif kind is pd.Categorical:
            return self._column(value, depth)
        return None

    def _column(self, array: Any, depth: int) -> Any:
        if type(array) is pd.arrays.NumpyExtensionArray:
            array = np.asarray(array)
        dtype = array.dtype
        if isinstance(dtype, np.dtype) and dtype.kind in _TABLE_KINDS:
            return self(np.asarray(array), depth + 1)
        if isinstance(dtype, pd.CategoricalDtype):
            codes = self(np.asarray(array.codes), depth + 1)
            index = self._index(dtype.categories, depth + 1)
            return {"k": "category", "c": codes, "i": index, "o": bool(dtype.ordered)}
        items = [self(item, depth + 1) for item in array.astype(object).tolist()]
        return {"k": "extension", "d": str(dtype), "v": items}

    def _index(self, index: Any, depth: int) -> Any:
        if type(index) is pd.RangeIndex:
            bounds = [index.start, index.stop, index.step]
            return {"k": "range_index", "v": bounds, "n": self(index.name, depth + 1)}
        if type(index) is pd.MultiIndex:
            levels = [self._index(level, depth + 1) for level in index.levels]
            codes = [self(np.asarray(code), depth + 1) for code in index.codes]
            names = [self(name, depth + 1) for name in index.names]
            return {"k": "multi_index", "l": levels, "c": codes, "n": names}
        name = self(index.name, depth + 1)
        freq = getattr(index, "freqstr", None) if type(index) is pd.DatetimeIndex else None
        return {"k": "index", "v": self._column(index.array, depth), "n": name, "f": freq}


class Decoder:
    """Turn JSON made by `Encoder` back into an object; the JSON may come from an enemy.

    Parameters
    ----------
    resolve : callable
        Called with a JSON reference; returns the object it stands for.
    """

    def __init__(self, resolve: Callable[[dict[str, Any]], Any]) -> None:
        self.resolve = resolve
        self._inside = 0

    def __call__(self, coded: Any, depth: int = 0) -> Any:
        """Return the object; ValueError, TypeError or KeyError if the JSON is not ours."""
        if depth > 2 * MAX_DEPTH:
            raise ValueError("nested too deeply")
        if coded is None or type(coded) in (bool, str, int, float):
            return coded
        if type(coded) is not dict:
            raise ValueError("not a coded value")
        kind = coded["k"]
        body: Any = coded.get("v")  # where it is missing, TypeError follows
        if kind in _SEQUENCES:
            # Item by item: a set whose items all collide can then be interrupted.
            return _SEQUENCES[kind](self(item, depth + 1) for item in body)
        if kind == "dict":
            return {self(a, depth + 1): self(b, depth + 1) for a, b in body}
        if kind == "slice":
            return slice(*(self(part, depth + 1) for part in body))
        if kind in _READERS:
            return _READERS[kind](body)
        if kind in ("scalar", "array"):
            return _buffer(kind, coded)
        if kind in _TABLES:
            return getattr(self, f"_read_{kind}")(coded, depth)
        if self._inside:
            raise ValueError("an array of things that are not data")
        return self.resolve(coded)

    def _plain(self, items: list[Any], depth: int) -> list[Any]:
        # Inside an array only plain data may stand: pandas would swallow a refused comparison.
        self._inside += 1
        try:
            return [self(item, depth + 1) for item in items]
        finally:
            self._inside -= 1

    def _read_objects(self, coded: dict[str, Any], depth: int) -> Any:
        flat = np.empty(len(coded["v"]), object)
        for place, item in enumerate(self._plain(coded["v"], depth)):
            flat[place] = item
        return flat.reshape([int(size) for size in coded["s"]])

    def _read_stamp(self, coded: dict[str, Any], depth: int) -> Any:
        return pd.Timestamp(str(coded["v"])).as_unit(str(coded["u"]))

    def _read_delta(self, coded: dict[str, Any], depth: int) -> Any:
        unit: Any = str(coded["u"])  # numpy refuses what is no unit
        return pd.Timedelta(np.timedelta64(int(coded["v"]), unit))

    def _read_category(self, coded: dict[str, Any], depth: int) -> Any:
        codes, categories = self(coded["c"], depth + 1), self._labels(coded["i"], depth)
        return pd.Categorical.from_codes(codes, categories=categories, ordered=bool(coded["o"]))

    def _read_extension(self, coded: dict[str, Any], depth: int) -> Any:
        if not _EXTENSIONS.fullmatch(coded["d"]):
            raise ValueError("unknown kind of array")
        return pd.array(self._plain(coded["v"], depth), dtype=coded["d"])

    def _read_range_index(self, coded: dict[str, Any], depth: int) -> Any:
        return pd.RangeIndex(*(int(part) for part in coded["v"]), name=self(coded["n"], depth + 1))

    def _read_multi_index(self, coded: dict[str, Any], depth: int) -> Any:
        levels = [self._labels(level, depth) for level in coded["l"]]
        codes = [self(code, depth + 1) for code in coded["c"]]
        names = [self(name, depth + 1) for name in coded["n"]]
        return pd.MultiIndex(levels=levels, codes=codes, names=names)

    def _read_index(self, coded: dict[str, Any], depth: int) -> Any:
        array, name = self._values(coded["v"], depth), self(coded["n"], depth + 1)
        index = pd.Index(array, name=name, dtype=array.dtype)
        if type(coded.get("f")) is str and type(index) is pd.DatetimeIndex:
            index.freq = coded["f"]
        return index

    def _read_series(self, coded: dict[str, Any], depth: int) -> Any:
        values, index = self._values(coded["v"], depth), self._labels(coded["i"], depth)
        return pd.Series(values, index=index, name=self(coded["n"], depth + 1))

    def _read_frame(self, coded: dict[str, Any], depth: int) -> Any:
        columns = {place: self._values(column, depth) for place, column in enumerate(coded["v"])}
        frame = pd.DataFrame(columns, index=self._labels(coded["i"], depth))
        frame.columns = self._labels(coded["c"], depth)
        return frame

    def _labels(self, coded: dict[str, Any], depth: int) -> Any:
        index = self(coded, depth + 1)
        if not isinstance(index, pd.Index):
            raise ValueError("labels expected")
        return index

    def _values(self, coded: dict[str, Any], depth: int) -> Any:
        array = self(coded, depth + 1)
        if not isinstance(array, np.ndarray | pd.api.extensions.ExtensionArray) or array.ndim != 1:
            raise ValueError("a column expected")
        return array


def _buffer(kind: str, coded: dict[str, Any]) -> Any:
    dtype = np.dtype(str(coded["d"]))
    if dtype.kind not in _KINDS:
        raise ValueError("refused type of array")
    flat = np.frombuffer(base64.b64decode(coded["v"]), dtype)
    if kind == "scalar":
        return flat[0]
    return flat.reshape([int(size) for size in coded["s"]]).copy()


def _float(value: float) -> Any:
    return value if value - value == 0 else {"k": "float", "v": repr(value)}


def _int(value: int) -> Any:
    return value if abs(value) < _EXACT_INT else {"k": "int", "v": hex(value)}


def _delta(value: datetime.timedelta) -> Any:
    return {"k": "timedelta", "v": [value.days, value.seconds, value.microseconds]}


_SIMPLE: dict[type, Callable[[Any], Any]] = {
    int: _int,
    float: _float,
    complex: lambda value: {"k": "complex", "v": [repr(value.real), repr(value.imag)]},
    bytes: lambda value: {"k": "bytes", "v": _text(value)},
    range: lambda value: {"k": "range", "v": [value.start, value.stop, value.step]},
    datetime.datetime: lambda value: {"k": "datetime", "v": value.isoformat()},
    datetime.date: lambda value: {"k": "date", "v": value.isoformat()},
    datetime.time: lambda value: {"k": "time", "v": value.isoformat()},
    datetime.timedelta: _delta,
    decimal.Decimal: lambda value: {"k": "Decimal", "v": str(value)},
    fractions.Fraction: lambda value: {"k": "Fraction", "v": str(value)},
}

_READERS: dict[str, Callable[[Any], Any]] = {
    "int": lambda body: int(str(body), 16),
    "float": lambda body: float(str(body)),
    "complex": lambda body: complex(float(str(body[0])), float(str(body[1]))),
    "bytes": lambda body: base64.b64decode(body),
    "range": lambda body: range(*(int(part) for part in body)),
    "datetime": lambda body: datetime.datetime.fromisoformat(body),
    "date": lambda body: datetime.date.fromisoformat(body),
    "time": lambda body: datetime.time.fromisoformat(body),
    "timedelta": lambda body: datetime.timedelta(*(int(part) for part in body)),
    "Decimal": lambda body: decimal.Decimal(str(body)),
    "Fraction": lambda body: fractions.Fraction(str(body)),
    "NA": lambda body: pd.NA,
    "NaT": lambda body: pd.NaT,
}

_TABLES = frozenset(
    name.removeprefix("_read_") for name in vars(Decoder) if name.startswith("_read_")
)
