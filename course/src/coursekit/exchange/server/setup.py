"""The store of a checkout, as its settings say."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from coursekit.core.errors import CourseError, UsageError
from coursekit.core.layout import CourseLayout
from coursekit.core.lookup import lookup
from coursekit.core.opened import case_finder, opened_files, opened_folder, opened_names
from coursekit.core.settings import load_settings
from coursekit.core.syllabus import load_syllabus
from coursekit.exchange.model.policy import Rules
from coursekit.exchange.server.gates import Plan
from coursekit.exchange.server.store import Store

__all__ = [
    "check_labs",
    "instant_of",
    "open_store",
    "plan_of",
    "rules_of",
    "settings_fault",
    "store_folder",
]

_log = logging.getLogger("coursekit.exchange.server.setup")


def instant_of(layout: CourseLayout) -> tuple[tuple[str, ...], int]:
    """Return the labs that are checked at once, and how often an hour.

    The settings are followed while programs run: an instructor need not restart the hub. What is
    wrong in them then stops no service: it has no effect, the log says so once, and the hub's
    health page tells staff.
    """
    path = layout.hub / "settings.yaml"
    return _instant(layout, path.stat().st_mtime_ns if path.is_file() else 0)


@functools.lru_cache(8)
def _instant(layout: CourseLayout, _written: int) -> tuple[tuple[str, ...], int]:
    if fault := settings_fault(layout):
        _log.error("without effect until it is mended: %s", fault)
    try:
        settings = load_settings(layout.hub / "settings.yaml")["exchange"]
        known = {unit.id for unit in load_syllabus(layout.syllabus).units}
    except UsageError:
        return (), 1
    return tuple(name for name in settings["instant"] if name in known), settings[
        "instant_per_hour"
    ]


def settings_fault(layout: CourseLayout) -> str:
    """Return what is wrong with settings that were written while programs run; mostly nothing."""
    try:
        check_labs(layout)
    except UsageError as error:
        return str(error)
    return ""


def check_labs(layout: CourseLayout) -> None:
    """Refuse settings that name a lab which the syllabus has not: they would have no effect.

    Raises
    ------
    UsageError
        With the file, the name, and what the syllabus has.
    """
    path = layout.hub / "settings.yaml"
    known = [unit.id for unit in load_syllabus(layout.syllabus).units]
    settings = load_settings(path)["exchange"]
    for part in ("instant", "opens"):
        for name in settings[part]:
            if name not in known:
                lookup("lab", name, known, f"{path}: exchange.{part}")
                raise UsageError(f"{path}: exchange.{part}: write {name!r} as in the syllabus")


def rules_of(settings: Mapping[str, Any]) -> Rules:
    """Return the rules from the section `exchange` of the settings."""
    names = ("attempts", "late", "size_mb", "files", "total_mb")
    return Rules(**{name: settings[name] for name in names}, zone=ZoneInfo(settings["time_zone"]))


def store_folder(layout: CourseLayout) -> Path:
    """Return the local folder; no trainee's server ever sees it."""
    return layout.var / "store"


def open_store(layout: CourseLayout) -> Store:
    """Return the store; its files and records lie in `store_folder` unless set otherwise."""
    settings = load_settings(layout.hub / "settings.yaml")["exchange"]
    folder, rules = store_folder(layout), rules_of(settings)
    return Store(folder, settings["database"], settings["storage"], rules, plan_of(layout))


def plan_of(layout: CourseLayout) -> Plan:
    """Return when the labs of a checkout open, and what comes with them."""
    syllabus, settings = load_syllabus(layout.syllabus), load_settings(layout.hub / "settings.yaml")
    names, place = opened_names(syllabus), settings["grading"]["case"]

    def data(unit: str, trainee: str) -> dict[str, bytes]:
        find = case_finder(place)
        if find is None:
            raise CourseError(f"{unit}: opens data, but grading.case names no personal cases")
        return opened_files(opened_folder(layout), names[unit], find(trainee))

    return Plan(
        syllabus.course_id,
        {unit.id: unit for unit in syllabus.units},
        settings["exchange"]["opens"],
        data,
        ZoneInfo(settings["exchange"]["time_zone"]),
    )
