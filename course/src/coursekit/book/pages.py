"""Pages that repeat what another file says, as MyST: syllabus, unit card, commands, settings."""

from __future__ import annotations

import json
from collections.abc import Collection

import click

from coursekit.core.syllabus import Syllabus, Unit
from labkit.locale import shortest

__all__ = [
    "cli_text",
    "damage_text",
    "settings_text",
    "syllabus_text",
    "unit_text",
]


def unit_text(unit: Unit) -> str:
    """Return the card at the head of a lesson: hours, the lab's minutes and weight, objectives."""
    facts = [f"**{shortest(unit.hours)} JP**"]
    if unit.available:
        facts.append(f"lab sekitar **{unit.minutes} menit**")
        facts.append(f"bobot **{shortest(round(unit.weight, 1))}\u00a0%** nilai akhir")
    lines = [" · ".join(facts), ""]
    if unit.objectives:
        lines += ["Setelah unit ini Anda dapat:", ""]
        lines += [f"- {objective.text}" for objective in unit.objectives]
    return "\n".join(lines)


def syllabus_text(syllabus: Syllabus, pages: Collection[str]) -> str:
    """Return the syllabus: one table of all units, then what each is for.

    Parameters
    ----------
    syllabus : Syllabus
        The manifest.
    pages : collection of str
        Names of the pages that exist, so that a unit without a lesson is named without a link.
    """
    total = sum(unit.hours for unit in syllabus.units)
    ready = [unit for unit in syllabus.units if unit.available]
    later = [unit for unit in syllabus.units if not unit.available]
    lines = ["| Unit | JP | Lab | Bobot nilai |", "|---|--:|---|--:|"]
    for unit in syllabus.units:
        lab = f"{unit.minutes} menit" if unit.available else "menyusul"
        weight = f"{shortest(round(unit.weight, 1))}\u00a0%" if unit.available else "–"
        lines.append(f"| {_name(unit, pages)} | {shortest(unit.hours)} | {lab} | {weight} |")
    lines.append(f"| **Jumlah** | **{shortest(total)}** | | **100\u00a0%** |")
    lines += [
        "",
        f"Batas lulus: nilai akhir {shortest(syllabus.pass_percent)}\u00a0% atau lebih.",
        "",
        "## Unit yang sudah terbit",
        "",
    ]
    for unit in ready:
        lines += [f"### {_name(unit, pages)}", "", unit.summary, ""]
        if unit.objectives:
            lines += ["Setelah unit ini Anda dapat:", ""]
            lines += [f"- {objective.text}" for objective in unit.objectives]
        lines.append("")
    if later:
        lines += [
            "## Unit yang menyusul",
            "",
            "Unit berikut sudah mendapat tempat dan jam pelajaran, tetapi pelajaran dan labnya"
            " belum terbit. Selama itu bobotnya nol: nilai akhir hanya dihitung dari lab yang"
            " sudah terbit, yang bobotnya diskala ulang sehingga berjumlah 100\u00a0%.",
            "",
        ]
        for unit in later:
            hours = shortest(unit.hours)
            lines += [f"{unit.id[:2]} {unit.title} ({hours} JP)", f": {unit.summary}", ""]
    return "\n".join(lines)


def damage_text() -> str:
    """Return what happens to damaged submissions: the statuses, then the words of each case.

    Both are the grader's own, so that the page cannot promise what the grader does not do.
    """
    from coursekit.grading.assignment.findings import LABELS, MESSAGES, STATUSES

    lines = ["| Status | Artinya |", "|---|---|"]
    lines += [f"| {LABELS[status]} | {words} |" for status, words in STATUSES.items()]
    lines += ["", "| Yang ditemukan | Status |", "|---|---|"]
    for status, words in MESSAGES.values():
        lines.append(f"| {words.format(where='…', other='…')} | {LABELS[status]} |")
    return "\n".join(lines)


def cli_text(group: click.Group) -> str:
    """Return one section a command: what it does, how it is called, its options."""
    context = click.Context(group, info_name="coursekit")
    lines: list[str] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        own = click.Context(command, info_name=name, parent=context)
        usage = command.get_usage(own).removeprefix("Usage: ")
        lines += [f"## coursekit {name}", "", _help(command), ""]
        lines += ["```text", " ".join(usage.split()), "```", ""]
        for parameter in command.get_params(own):
            # Arguments stand in the usage line, and every command has --help.
            record = parameter.get_help_record(own)
            if record and record[1] and "--help" not in parameter.opts:
                lines += [f"`{record[0]}`", f": {record[1]}", ""]
    return "\n".join(lines)


def settings_text() -> str:
    """Return every setting of the hub, its default and its meaning, by section."""
    from coursekit.core.settings import DEFAULTS, SCHEMA

    lines: list[str] = []
    for section, values in DEFAULTS.items():
        schema = SCHEMA["properties"][section]
        lines += [f"### {section}", "", schema["description"], ""]
        for key, default in values.items():
            shown = json.dumps(default, ensure_ascii=False)
            about = schema["properties"][key]["description"]
            lines += [f"`{key}: {shown}`", f": {about}", ""]
    return "\n".join(lines)


def _name(unit: Unit, pages: Collection[str]) -> str:
    label = f"{unit.id[:2]} {unit.title}"
    return f"[{label}]({unit.id}.md)" if unit.id in pages else label


def _help(command: click.Command) -> str:
    # Click's \b marks keep a paragraph's lines apart; the book sets them as it likes.
    return (command.help or "").replace("\b", "").strip()
