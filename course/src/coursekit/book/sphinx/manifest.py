"""Directives that print what other files say: syllabus, one unit, damage, commands, settings."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import coursekit
from coursekit.book.pages import cli_text, damage_text, settings_text, syllabus_text, unit_text
from coursekit.core.layout import CourseLayout, find_layout
from coursekit.core.syllabus import Syllabus, load_syllabus

__all__ = ["CliReference", "DamageTable", "SettingsTable", "SyllabusTable", "UnitCard", "setup"]


_CODE = Path(coursekit.__file__).parent


class _Generated(SphinxDirective):
    """Parse generated MyST text as if it stood in the page."""

    def layout(self) -> CourseLayout:
        """Return the checkout that this page belongs to."""
        return find_layout()

    def syllabus(self) -> Syllabus:
        """Read the manifest and make the page depend on it, and on what it names."""
        layout = self.layout()
        syllabus = load_syllabus(layout.syllabus)
        for path in (layout.syllabus, *(layout.unit_data(one.id) for one in syllabus.units)):
            self.env.note_dependency(str(path))
        return syllabus

    def parsed(self, text: str, css_class: str) -> list[nodes.Node]:
        """Return the nodes of the text, headings included, in a named container."""
        box = nodes.container(classes=[css_class])
        lines = StringList(text.splitlines(), source=self.env.docname)
        self.state.nested_parse(lines, self.content_offset, box, match_titles=True)
        return [box] if css_class else box.children


class SyllabusTable(_Generated):
    """``{syllabus}``: every unit with its hours and objectives."""

    def run(self) -> list[nodes.Node]:
        """Return the sections of the syllabus page."""
        pages = self.env.found_docs
        return self.parsed(syllabus_text(self.syllabus(), pages), "")


class UnitCard(_Generated):
    """``{unit-card} NN-slug``: time and objectives, at the head of a lesson."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the card."""
        return self.parsed(unit_text(self.syllabus().unit(self.arguments[0])), "unit-card")


class DamageTable(_Generated):
    """``{damage-table}``: what becomes of a damaged submission, in the grader's own words."""

    def run(self) -> list[nodes.Node]:
        """Return the two tables."""
        self.env.note_dependency(str(_CODE / "grading" / "assignment" / "findings.py"))
        return self.parsed(damage_text(), "")


class CliReference(_Generated):
    """``{cli-reference}``: every command with its options, read from the commands themselves."""

    def run(self) -> list[nodes.Node]:
        """Return one section a command."""
        # Commands stand above the book: it asks for the one that is installed.
        (script,) = entry_points(group="console_scripts", name="coursekit")
        for file in (_CODE / "commands").glob("*.py"):
            self.env.note_dependency(str(file))
        return self.parsed(cli_text(script.load()), "")


class SettingsTable(_Generated):
    """``{settings-table}``: every setting of the hub with its default and meaning."""

    def run(self) -> list[nodes.Node]:
        """Return one list a section of the settings."""
        self.env.note_dependency(str(_CODE / "core" / "settings.py"))
        return self.parsed(settings_text(), "")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    app.add_directive("syllabus", SyllabusTable)
    app.add_directive("unit-card", UnitCard)
    app.add_directive("damage-table", DamageTable)
    app.add_directive("cli-reference", CliReference)
    app.add_directive("settings-table", SettingsTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
