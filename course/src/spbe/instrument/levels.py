"""Levels at the door of scoring: the right indicators, every cell on the ladder, or a clear no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

import numpy as np
import pandas as pd

from spbe.instrument import Instrument

__all__ = ["LevelsError", "as_frame", "is_sound", "mended", "numbers"]

_SHOWN = 5  # faults spelled out in a message; the rest are counted


class LevelsError(ValueError):
    """Levels cannot be scored; the message names government and indicator."""


def as_frame(
    levels: pd.DataFrame | pd.Series | Mapping[str, float], instrument: Instrument
) -> pd.DataFrame:
    """Bring levels into one shape: governments x the codes of the instrument, in its order."""
    if isinstance(levels, pd.Series):
        levels = levels.to_frame(levels.name if levels.name is not None else "nilai").T
    elif isinstance(levels, Mapping):
        levels = pd.DataFrame([dict(levels)], index=["nilai"])
    codes = list(instrument.codes)
    columns = list(levels.columns)
    if columns == codes:
        return levels
    if absent := [code for code in codes if code not in set(columns)]:
        raise LevelsError(f"indikator {_listed(absent)} tidak ada dalam data tingkat kematangan")
    if unknown := [str(code) for code in columns if code not in set(codes)]:
        raise LevelsError(f"kolom {_listed(unknown)} bukan indikator {instrument.title}")
    if len(columns) > len(codes):
        twice = sorted({code for code in columns if columns.count(code) > 1})
        raise LevelsError(f"indikator {_listed(twice)} tertulis lebih dari sekali")
    return levels[codes]


def numbers(frame: pd.DataFrame) -> np.ndarray:
    """Give the cells as numbers: a view where possible; what is empty or no number becomes NaN."""
    if all(isinstance(dtype, np.dtype) and dtype.kind in "iuf" for dtype in frame.dtypes):
        whole: np.ndarray = frame.to_numpy()
        return whole
    coerced = frame.apply(pd.to_numeric, errors="coerce")
    answer: np.ndarray = coerced.to_numpy(dtype=float, na_value=np.nan)
    return answer


def is_sound(block: np.ndarray, instrument: Instrument, *, whole: bool) -> bool:
    """Tell whether all cells (float) lie on the ladder; `whole` says they are known integers."""
    if block.size == 0:
        return True
    # NaN makes both comparisons false, so empty cells need no pass of their own.
    inside = block.min() >= instrument.levels[0] and block.max() <= instrument.levels[-1]
    if not inside or whole or instrument.decimal_values:
        return bool(inside)
    return bool((block == np.rint(block)).all())


def mended(frame: pd.DataFrame, instrument: Instrument, missing: str, outside: str) -> pd.DataFrame:
    """Apply the policies to a copy, or raise naming the cells no policy covers."""
    values = numbers(frame).astype(float)
    low, high = instrument.levels[0], instrument.levels[-1]
    empty = frame.isna().to_numpy()
    faults = [(np.isnan(values) & ~empty, "bukan angka")]
    if missing == "error":
        faults.append((empty, "kosong"))
    if outside == "error":
        faults.append(((values < low) | (values > high), f"di luar tingkat {low} sampai {high}"))
    if not instrument.decimal_values:
        inside = (values >= low) & (values <= high)
        faults.append((inside & (values != np.rint(values)), "bukan tingkat yang bulat"))
    total = sum(int(mask.sum()) for mask, _ in faults)
    if total:
        lines = list(islice(_sentences(frame, faults), _SHOWN))
        more = f"\n- dan {total - _SHOWN} sel lain" if total > _SHOWN else ""
        raise LevelsError("tingkat kematangan tidak dapat dinilai:\n- " + "\n- ".join(lines) + more)
    values[empty] = low
    return pd.DataFrame(np.clip(values, low, high), index=frame.index, columns=frame.columns)


def _sentences(frame: pd.DataFrame, faults: list[tuple[np.ndarray, str]]) -> Iterator[str]:
    for mask, fault in faults:
        for row, column in np.argwhere(mask):
            written = frame.iat[row, column]
            shown = "" if pd.isna(written) else f" ({str(written).replace('.', ',')})"
            yield f"{frame.index[row]}, indikator {frame.columns[column]}: {fault}{shown}"


def _listed(codes: list[str]) -> str:
    shown = ", ".join(str(code) for code in codes[:_SHOWN])
    return shown + (f" dan {len(codes) - _SHOWN} lainnya" if len(codes) > _SHOWN else "")
