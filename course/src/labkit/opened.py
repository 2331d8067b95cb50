"""Data that a lab may show only once another has closed: they come with the lab when it opens.

They lie beside the notebook, in the folder `FOLDER`, one file a name. Grading puts the true ones
there again. Effects: reads one small JSON file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from labkit.case import personal_case

__all__ = ["FOLDER", "NotOpenedError", "opened"]

FOLDER = "dibuka"
"""The folder beside the lab's notebook that holds what was opened."""


class NotOpenedError(LookupError):
    """The data are not here; str() of it is the message for the trainee."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows these lines in place of the traceback.
        return [str(self)]


def opened(name: str, *, folder: Path | str | None = None) -> dict[str, Any]:
    """Return the data of a name.

    Parameters
    ----------
    name : str
        As the lab's unit says under ``opens_data``.
    folder : path, optional
        Folder of the lab; the working folder by default.

    Returns
    -------
    dict
        Plain JSON: the person's own case. Where a lab was handed out with the data of every case,
        as after the course, that of `labkit.case.personal_case`.

    Raises
    ------
    NotOpenedError
        If they are not here or cannot be read; the message is Indonesian and says what to do.
    """
    place = Path(folder or Path.cwd()) / FOLDER
    path, shown = place / f"{name}.json", f"{FOLDER}/{name}.json"
    if not path.is_file() and (
        cases := sorted(one.parent.name for one in place.glob(f"*/{name}.json"))
    ):
        path = place / personal_case(cases) / f"{name}.json"
    try:
        found = json.loads(path.read_bytes())
    except OSError:
        raise NotOpenedError(
            f"Berkas {shown} tidak ada di folder lab ini. Data itu datang bersama lab ini begitu "
            "lab yang mendahuluinya ditutup bagi Anda: di halaman kursus, tutuplah lab itu atau "
            "tunggu tenggatnya, lalu buka lagi lab ini dari sana."
        ) from None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise NotOpenedError(
            f"Berkas {shown} rusak atau berubah. Hapuslah berkas itu, lalu buka lagi lab ini dari "
            "halaman kursus: berkasnya datang lagi."
        )
    return found
