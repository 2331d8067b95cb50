"""The step table (47 indicators x 4 raises) and the Living Lab catalogue, from their sources."""

from __future__ import annotations

import math
from graphlib import TopologicalSorter

from generators.common import CODES, SOURCES, aspect_of, to_csv, yaml_of

__all__ = ["practice_rows", "practices_csv", "step_rows", "steps_csv"]

STEP_COLUMNS = [
    "step", "indicator", "level", "cost", "months", "person_months", "cycle", "opd", "requires",
    "title", "status",
]  # fmt: skip
PRACTICE_COLUMNS = [
    "practice", "title", "summary", "from_government", "effects", "requires", "cost_factor",
    "months_factor", "cost", "months", "result", "trouble", "adapt", "readiness", "licence",
    "status",
]  # fmt: skip

# Assumptions (not observations), stated in datasets/README.md: what one raise to level 2, 3, 4, 5
# costs in Rp million and takes in months, by aspect, for a government of middling size.
BASE_COST = {
    "A1": (90, 70, 60, 45),
    "A2": (250, 300, 180, 150),
    "A3": (600, 1200, 900, 700),
    "A4": (60, 90, 110, 90),
    "A5": (80, 160, 220, 150),
    "A6": (90, 180, 260, 200),
    "A7": (150, 380, 450, 300),
    "A8": (180, 450, 520, 350),
}
BASE_MONTHS = {
    "A1": (4, 3, 4, 3),
    "A2": (5, 6, 6, 4),
    "A3": (6, 9, 7, 6),
    "A4": (3, 4, 5, 4),
    "A5": (3, 5, 6, 5),
    "A6": (4, 5, 6, 5),
    "A7": (3, 6, 6, 5),
    "A8": (3, 6, 7, 5),
}
# Share of people in the work: rules and organisation are made by people, networks by purchase.
PERSONS = {"A1": 1.6, "A2": 2.0, "A3": 1.5, "A4": 1.3, "A5": 1.5, "A6": 1.6, "A7": 1.4, "A8": 1.5}
# Level 4 of the process ladder wants a periodic review: two cycles of half a year must pass.
REVIEW = 12
SERVICES = {"A7", "A8"}
ADOPTION_SHARE = 0.12  # what learning and adapting a practice costs, of the steps it covers
LICENCE = "CC-BY-4.0"


def step_rows() -> list[dict[str, object]]:
    """Return the 188 steps in order of indicator and level; refuse a graph with a cycle."""
    source = yaml_of(SOURCES / "steps.yaml")
    rows = []
    for code in CODES:
        entry, aspect = source[code], aspect_of(code)
        effort = float(entry["effort"])
        for level in (2, 3, 4, 5):
            months = max(2, round(BASE_MONTHS[aspect][level - 2] * math.sqrt(effort)))
            reviewed = level == 4 and aspect not in SERVICES
            cycle = entry.get("cycle", {}).get(level, REVIEW if reviewed else 0)
            rows.append(
                {
                    "step": f"{code}-{level}",
                    "indicator": code,
                    "level": level,
                    "cost": 5 * round(BASE_COST[aspect][level - 2] * effort / 5),
                    "months": max(months, cycle),
                    "person_months": round(months * PERSONS[aspect] * math.sqrt(effort)),
                    "cycle": cycle,
                    "opd": entry["opd"],
                    "requires": entry["needs"].get(level, ""),
                    "title": entry[level],
                    "status": "asumsi",
                }
            )
    _refuse_cycles(rows)
    return rows


def _refuse_cycles(rows: list[dict[str, object]]) -> None:
    graph = {}
    for row in rows:
        before = set(str(row["requires"]).split())
        if int(row["level"]) > 2:
            before.add(f"{row['indicator']}-{int(row['level']) - 1}")
        graph[row["step"]] = before
    order = list(TopologicalSorter(graph).static_order())
    if unknown := set(order) - set(graph):
        raise ValueError(f"steps.yaml: unknown steps in needs: {sorted(unknown)}")


def _covered(effects: str) -> list[str]:
    """Return the steps an effects text such as ``I36:2-4`` covers."""
    covered = []
    for effect in effects.split():
        code, span = effect.split(":")
        low, high = (int(part) for part in span.split("-"))
        covered += [f"{code}-{level}" for level in range(low + 1, high + 1)]
    return covered


def practice_rows() -> list[dict[str, object]]:
    """Return the catalogue.

    ``cost`` and ``months`` are those of the adoption itself (visit, adaptation, training); the
    steps a practice covers are then done at their own cost times ``cost_factor`` and in their own
    time times ``months_factor``, never faster than their ``cycle``.
    """
    steps = {row["step"]: row for row in step_rows()}
    rows = []
    for number, entry in enumerate(yaml_of(SOURCES / "practices.yaml"), start=1):
        covered = _covered(entry["effects"])
        if unknown := set(entry["needs"].split()) - set(steps):
            raise ValueError(f"practices.yaml: {entry['title']}: unknown steps {sorted(unknown)}")
        cost = sum(int(steps[step]["cost"]) for step in covered)
        rows.append(
            {
                "practice": f"P{number:02d}",
                "title": entry["title"],
                "summary": entry["summary"],
                "from_government": entry["from"],
                "effects": entry["effects"],
                "requires": entry["needs"],
                "cost_factor": entry["cost"],
                "months_factor": entry["months"],
                "cost": max(15, 5 * round(cost * ADOPTION_SHARE / 5)),
                "months": 2 if cost < 500 else 3,
                "result": entry["result"],
                "trouble": entry["trouble"],
                "adapt": entry["adapt"],
                "readiness": entry["readiness"],
                "licence": LICENCE,
                "status": "rekaan",
            }
        )
    return rows


def steps_csv() -> bytes:
    """Return steps.csv."""
    return to_csv(step_rows(), STEP_COLUMNS)


def practices_csv() -> bytes:
    """Return practices.csv."""
    return to_csv(practice_rows(), PRACTICE_COLUMNS)
