"""``{lab-link} NN-slug``: on to the lab, in the hub where one is configured, else as a download."""

from __future__ import annotations

import os

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from coursekit.book.downloads import download_name, waits
from coursekit.core.layout import find_layout
from coursekit.core.settings import COURSE_PAGE

__all__ = ["LabLink", "setup"]


_OPEN = "Buka lab di ruang pelatihan"


class LabLink(SphinxDirective):
    """The last step of a lesson; an intro sentence may stand in its body."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the box with one or two buttons, or a word that the lab is not there yet."""
        unit = self.arguments[0]
        box = nodes.container(classes=["lab-link"])
        self.state.nested_parse(self.content, self.content_offset, box)
        notebook = find_layout().labs / unit / f"{unit}.ipynb"
        self.env.note_dependency(str(notebook))
        box += nodes.raw(
            "",
            _buttons(unit, self.config.lab_hub_url, notebook.is_file(), self.config.lab_edition),
            format="html",
        )
        return [box]


def _buttons(unit: str, hub: str, exists: bool, edition: str) -> str:
    if not exists:
        return "<p>Lab unit ini menyusul.</p>"
    if waits(find_layout(), unit, edition):
        said = "<p>Lab ini terbuka di ruang pelatihan, sesudah lab yang mendahuluinya ditutup.</p>"
        return said + (
            f'<p><a class="button" href="{_room(unit, hub)}">{_OPEN}</a></p>' if hub else ""
        )
    download = f'href="{download_name(unit)}" download'
    if not hub:
        return f'<p><a class="button" {download}>Unduh lab unit ini (zip)</a></p>'
    return (
        f'<p><a class="button" href="{_room(unit, hub)}">{_OPEN}</a> '
        f'<a class="button quiet" {download}>Unduh lab (zip)</a></p>'
    )


def _room(unit: str, hub: str) -> str:
    return f"{hub.rstrip('/')}/hub/user-redirect{COURSE_PAGE}/lab/{unit}"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive; `coursekit book` hands the hub's address over in the environment."""
    app.add_config_value("lab_hub_url", os.environ.get("COURSEKIT_LAB_HUB", ""), "env", [str])
    edition = os.environ.get("COURSEKIT_EDITION", "readers")
    app.add_config_value("lab_edition", edition, "env", [str])
    app.add_directive("lab-link", LabLink)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
