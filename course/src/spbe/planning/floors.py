"""The floor under a plan: what a citizen's service must have gained, whatever the index says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from spbe.planning.problem import PlanProblem, Standing
from spbe.planning.words import points

__all__ = ["FLOORS", "HIGHEST", "SERVICES", "Floor", "floor_of", "with_floor"]

SERVICES = tuple(f"I{number}" for number in range(32, 48))
"""The indicators that a service of lab 00 is mapped to."""

HIGHEST = 5.0


@dataclass(frozen=True, slots=True)
class Floor:
    """Hold one floor: the group (indicator, aspect or domain) and its least index at the end."""

    group: str
    least: float
    words: str

    @property
    def key(self) -> str:
        """Return what tells floors apart in tables: services share those of aspect and domain."""
        return f"{self.group}:{self.least:g}"


def _level(rise: int) -> Callable[[PlanProblem, Standing], Floor]:
    def floor(problem: PlanProblem, service: Standing) -> Floor:
        least = service.level + rise
        words = f"{service.indicator} berakhir paling rendah di tingkat {points(least)[0]}"
        return Floor(service.indicator, least, words)

    return floor


def _index(part: str, word: str, rise: float) -> Callable[[PlanProblem, Standing], Floor]:
    def floor(problem: PlanProblem, service: Standing) -> Floor:
        group = getattr(service, part)
        least = round(problem.group_index(group) + rise, 6)
        words = f"indeks {word} {group} berakhir paling rendah {points(least)}"
        return Floor(group, least, words)

    return floor


FLOORS: Mapping[str, Callable[[PlanProblem, Standing], Floor]] = {
    "satu-tingkat": _level(1),
    "dua-tingkat": _level(2),
    "aspek": _index("aspect", "aspek", 0.20),
    "domain": _index("domain", "domain", 0.15),
    "domain-tinggi": _index("domain", "domain", 0.25),
}
"""The five floors of a service, by the code that a form saves."""


def floor_of(problem: PlanProblem, service: str, kind: str) -> Floor:
    """Return the floor of a service.

    Parameters
    ----------
    problem : PlanProblem
        Says where the service, its aspect and its domain stand today.
    service : str
        One of `SERVICES`.
    kind : str
        One of `FLOORS`.

    Raises
    ------
    ValueError
        If there is no such service or floor (Indonesian).
    """
    if service not in SERVICES:
        raise ValueError(f"layanan {service!r} tidak ada; pilih salah satu dari I32 sampai I47")
    if kind not in FLOORS:
        raise ValueError(f"lantai {kind!r} tidak ada; yang ada: {', '.join(FLOORS)}")
    (standing,) = problem.members(service)
    return FLOORS[kind](problem, standing)


def with_floor(problem: PlanProblem, floor: Floor) -> PlanProblem:
    """Return the problem with the floor among its limits."""
    return replace(problem, minimum={**problem.minimum, floor.group: floor.least})
