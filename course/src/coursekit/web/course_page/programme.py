"""The programme: what a trainee's server must know of the syllabus, as one small JSON text.

It travels in the server's environment, for no trainee's server can read course/.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from coursekit.core.syllabus import Syllabus

__all__ = ["VARIABLE", "Programme", "Station", "current_programme", "derive"]

VARIABLE = "COURSEKIT_PROGRAMME"


@dataclass(frozen=True)
class Station:
    """One unit as the course page shows it.

    Attributes
    ----------
    id : str
        ``NN-slug``, the name of lesson and lab.
    hours : float
        Training hours (JP).
    minutes : int
        Expected time of the lab.
    lesson, lab : bool
        Whether there is one to open.
    weight : float
        Percent of the final mark that the lab makes, now.
    objectives : tuple of str
        What one can do afterwards.
    opens_data : tuple of str
        Names of the data that come with the lab when it opens.
    """

    id: str
    title: str
    summary: str
    hours: float
    minutes: int
    lesson: bool
    lab: bool
    weight: float = 0.0
    objectives: tuple[str, ...] = ()
    opens_data: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """Number of the unit, as printed."""
        return self.id.partition("-")[0]


@dataclass(frozen=True)
class Programme:
    """The course as its page shows it, units in order."""

    title: str
    course: str
    stations: tuple[Station, ...]
    pass_percent: float = 0.0

    def to_json(self) -> str:
        """Return the text for the environment."""
        return json.dumps(asdict(self), ensure_ascii=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Programme:
        """Read what `to_json` wrote; unknown keys of a later version are passed over."""
        data = json.loads(text)
        return cls(
            data["title"],
            data["course"],
            tuple(Station(**_known(entry)) for entry in data["stations"]),
            data.get("pass_percent", 0.0),
        )

    def station(self, name: str) -> Station | None:
        """Return a unit by its id, or None."""
        return next((station for station in self.stations if station.id == name), None)


def derive(syllabus: Syllabus, lessons: Collection[str] = ()) -> Programme:
    """Derive the programme from the syllabus.

    Parameters
    ----------
    syllabus : Syllabus
        The one manifest.
    lessons : collection of str
        Units whose lesson stands in the book; a unit with a lab always has one.
    """
    return Programme(
        syllabus.title,
        syllabus.course_id,
        tuple(
            Station(
                id=unit.id,
                title=unit.title,
                summary=unit.summary,
                hours=unit.hours,
                minutes=unit.minutes,
                weight=round(unit.weight, 1),
                lesson=unit.available or unit.id in lessons,
                lab=unit.available,
                objectives=tuple(one.text for one in unit.objectives),
                opens_data=unit.opens_data,
            )
            for unit in syllabus.units
        ),
        syllabus.pass_percent,
    )


def current_programme() -> Programme:
    """Return the programme the hub put into this server's environment.

    A server started without the hub shows an empty programme of the course it names.
    """
    text = os.environ.get(VARIABLE, "")
    if text:
        return Programme.from_json(text)
    return Programme("Pelatihan", os.environ.get("COURSEKIT_COURSE", ""), ())


def _known(entry: Mapping[str, Any]) -> dict[str, Any]:
    known = {key: entry[key] for key in Station.__dataclass_fields__}
    return known | {key: tuple(known[key]) for key in ("objectives", "opens_data")}
