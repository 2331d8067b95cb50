"""The one door to the tables of the course; every table obeys `datapackage.json` or is refused.

Effects: reads files, never writes. The folder is found by the environment variable SPBE_DATASETS,
else inside the installed package, else in the checkout; never by the working directory.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from labkit.case import personal_case
from spbe._contracts import DatasetError, conform
from spbe.instrument import EMPTY_CRITERIA, Instrument

__all__ = [
    "DatasetError",
    "assigned_government",
    "folder",
    "instrument_names",
    "load_dossier",
    "load_drill",
    "load_governments",
    "load_instrument",
    "load_levels",
    "load_official",
    "load_practices",
    "load_service_log",
    "load_steps",
    "load_stories",
    "load_table",
    "table_names",
]

_PACKAGE = "datapackage.json"
_OFFICIAL_NAMES = {"lhe_2021_kemenko": "Kemenko Perekonomian 2021"}


def folder() -> Path:
    """Find the folder of the tables.

    Returns
    -------
    Path
        SPBE_DATASETS if set, else the copy inside the installed package, else the checkout's.

    Raises
    ------
    DatasetError
        If none of these holds a `datapackage.json`.
    """
    if named := os.environ.get("SPBE_DATASETS"):
        places = [Path(named)]
    else:
        here = Path(__file__).resolve()
        places = [here.parent / "_tables", here.parents[3] / "datasets"]
    for place in places:
        if (place / _PACKAGE).is_file():
            return place
    looked = ", ".join(str(place) for place in places)
    raise DatasetError("folder data", [f"{_PACKAGE} tidak ditemukan di {looked}"])


def table_names() -> tuple[str, ...]:
    """Name every table of the package, in its order."""
    return tuple(_package(folder()))


def instrument_names() -> tuple[str, ...]:
    """Name the instruments that can be loaded."""
    tables = (name.partition(".") for name in table_names())
    return tuple(head for head, _, tail in tables if tail == "indicators")


def load_table(name: str) -> pd.DataFrame:
    """Load a table and hold it to its contract.

    Parameters
    ----------
    name : str
        Name of a resource in `datapackage.json`.

    Returns
    -------
    DataFrame
        Columns in the order and with the types of the contract, rows as in the file.

    Raises
    ------
    DatasetError
        If the table is unknown, its file is missing or unreadable, or a cell breaks the contract;
        the message names file, row and column.
    """
    root = folder()
    resource = _resource(root, name)
    return conform(_cells(root, resource), _schema(root, resource), resource["path"], _fields)


def load_instrument(name: str) -> Instrument:
    """Load an evaluation instrument.

    Parameters
    ----------
    name : str
        ``"spbe-2020"`` (PermenPANRB 59/2020) or ``"pemdi-2026"`` (PermenPANRB 8/2026, from
        secondary sources).

    Returns
    -------
    Instrument
        Checked and shared: a second call gives the same object.

    Raises
    ------
    DatasetError
        If the instrument is unknown or a table of it breaks its contract.
    InstrumentError
        If the tables do not form a sound instrument.

    Examples
    --------
    >>> load_instrument("spbe-2020").codes[-1]
    'I47'
    """
    return _instrument(folder(), name)


def load_official(name: str) -> pd.DataFrame | pd.Series:
    """Load a published table.

    Parameters
    ----------
    name : str
        ``"lhe_2021_kemenko"``, ``"risk_matrix_permen5_2020"`` or another table under `official/`.

    Returns
    -------
    Series or DataFrame
        One level for each indicator comes as a Series by code, ready for `score`; any other
        table as it stands.
    """
    known = [key for key, res in _package(folder()).items() if res["path"].startswith("official/")]
    if name not in known:
        raise DatasetError(
            f"tabel '{name}'", [f"tidak dikenal; tabel resmi yang ada: {', '.join(known)}"]
        )
    table = load_table(name)
    if list(table.columns) == ["indicator", "level"]:
        return table.set_index("indicator")["level"].rename(_OFFICIAL_NAMES.get(name, name))
    return table


def load_governments() -> pd.DataFrame:
    """Load the 27 fictional governments, indexed by code; budget in Rp billion."""
    return load_table("governments").set_index("government")


def load_levels(year: int) -> pd.DataFrame:
    """Load fictional levels of 2023 or 2024: governments x I01..I47, ready for `score`.

    The mentor's and the pilots' levels of 2024 are their own self-assessments.
    """
    table = _one_of(str(year), "levels_", "tahun")
    return table.set_index("government").drop(columns="status")


def load_dossier(government: str) -> pd.DataFrame:
    """Load the evidence cards of the mentor or a pilot (fictional), by code G01..G08."""
    return _one_of(government, "dossiers.", "berkas bukti")


def load_drill() -> pd.DataFrame:
    """Load the mentor's folders to practise with, by indicator: level, cards, explanations.

    `proves` and `stops` are tuples of cards, any of which is right.
    """
    table = load_table("drill").set_index("indicator")
    for question in ("proves", "stops"):
        table[question] = table[question].map(lambda cards: tuple(cards.split()))
    return table


def load_stories() -> pd.Series:
    """Load the story of each fictional government that has a dossier, by code."""
    return load_table("stories").set_index("government")["story"]


def load_practices() -> pd.DataFrame:
    """Load the Living Lab catalogue (fictional); cost in Rp million, months in months."""
    return load_table("practices")


def load_steps() -> pd.DataFrame:
    """Load the step table (assumptions): 47 indicators x 4 raises; cost in Rp million."""
    return load_table("steps")


def load_service_log(service: str, period: str) -> pd.DataFrame:
    """Load the fictional log of a service as it was kept, dirt included.

    Parameters
    ----------
    service : str
        ``"population_documents"``, ``"small_business_licence"`` or ``"health_registration"``.
    period : str
        ``"before"`` or ``"after"`` digitalisation.
    """
    return _one_of(f"{service}_{period}", "service_logs.", "catatan layanan")


def assigned_government(owner: str | None = None) -> str:
    """Return the code of the pilot that is the owner's personal sample (`labkit.case`)."""
    governments = load_governments()
    return personal_case(list(governments.index[governments["role"] == "pilot"]), owner)


def _one_of(wanted: str, family: str, word: str) -> pd.DataFrame:
    """Load a table of a family by the name of its file, or name the members there are."""
    known = {
        Path(resource["path"]).name.split(".")[0].removeprefix(family): name
        for name, resource in _package(folder()).items()
        if name.startswith(family)
    }
    if wanted not in known:
        raise DatasetError(
            f"{word} '{wanted}'", [f"tidak dikenal; yang tersedia: {', '.join(known)}"]
        )
    return load_table(known[wanted])


@lru_cache(maxsize=8)
def _instrument(root: Path, name: str) -> Instrument:
    known = instrument_names()
    if name not in known:
        raise DatasetError(
            f"instrumen '{name}'", [f"tidak dikenal; yang tersedia: {', '.join(known)}"]
        )
    tables = {
        table: load_table(f"{name}.{table}")
        for table in ("indicators", "aspects", "domains", "predicates", "ladders")
    }
    criteria = f"{name}.criteria"
    tables["criteria"] = load_table(criteria) if criteria in table_names() else EMPTY_CRITERIA
    about = _json(root / "instruments" / name / "about.json")
    about["levels"] = tuple(about["levels"])
    about["notes"] = tuple(about["notes"])
    return Instrument(tables=tables, **about)


def _fields(resource: str, names: list[str]) -> pd.DataFrame:
    return load_table(resource)[names]


def _package(root: Path) -> dict[str, dict[str, Any]]:
    return {resource["name"]: resource for resource in _json(root / _PACKAGE)["resources"]}


def _resource(root: Path, name: str) -> dict[str, Any]:
    package = _package(root)
    if name not in package:
        raise DatasetError(
            f"tabel '{name}'", [f"tidak dikenal; tabel yang ada: {', '.join(package)}"]
        )
    return package[name]


def _schema(root: Path, resource: dict[str, Any]) -> dict[str, Any]:
    # Frictionless lets a schema stand in a file of its own; two instruments share one that way.
    schema = resource["schema"]
    return _json(root / schema) if isinstance(schema, str) else schema


def _cells(root: Path, resource: dict[str, Any]) -> pd.DataFrame:
    path = root / resource["path"]
    try:
        return pd.read_csv(path, dtype="str", keep_default_na=False, skip_blank_lines=False)
    except FileNotFoundError:
        raise DatasetError(resource["path"], [f"berkas tidak ada di {root}"]) from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise DatasetError(resource["path"], [f"berkas tidak dapat dibaca: {error}"]) from None


def _json(path: Path) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return answer
    except FileNotFoundError:
        raise DatasetError(path.name, [f"berkas tidak ada di {path.parent}"]) from None
    except ValueError as error:
        raise DatasetError(path.name, [f"bukan JSON yang sah: {error}"]) from None
