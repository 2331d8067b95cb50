"""``{latihan} name``: a drill of the course inside a lesson, answered and explained in the page.

The drill is a form with ``drill: true`` in ``course/units/NN-slug/forms/<name>.yml``. It runs from
``file://`` too, and no search finds it: its HTML is put into the page after the index was made.
"""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from coursekit.book.sphinx.latihan_paper import answers, asked, live
from coursekit.core.errors import UsageError
from coursekit.core.forms import forms_of
from coursekit.core.layout import find_layout
from labkit.es_modules import join_modules
from labkit.forms.declaration import Declaration, read_declaration
from labkit.forms.declared import page_files

__all__ = ["Latihan", "drill_script", "filled", "setup"]

_PLACE = '<div class="latihan" data-latihan="{name}"></div>'
_FOUND = re.compile(_PLACE.format(name="([a-z0-9-]+)"))
_SCRIPT, _STYLE = "latihan.js", "latihan.css"
_ANSWERS = "jawaban-latihan"


def drill_script() -> str:
    """Return what fills the places of drills, as one classic script: a USB stick has no modules."""
    body = join_modules(["form_page"], [resources.files("labkit") / "static"], exports=False)
    return f'(function () {{\n"use strict";\n{body}}})();\n'


class Latihan(SphinxDirective):
    """The place of one drill."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a mark that is filled when the page is written."""
        name, layout = self.arguments[0], find_layout(self.env.srcdir)
        try:
            forms = forms_of(layout)
        except UsageError as error:
            raise self.error(str(error)) from None
        drills = sorted(form for form in forms if forms[form].drill)
        if name not in drills:
            raise self.error(
                f"unknown drill {name!r}; known: {', '.join(drills) or 'none'}; write "
                "course/units/NN-slug/forms/<name>.yml with drill: true"
            )
        self.env.note_dependency(str(forms[name].path))
        seen = self.env.metadata[self.env.docname].setdefault("latihan", {})
        if name in seen:
            raise self.error(f"the drill {name!r} stands twice in this lesson")
        seen[name] = forms[name].shown
        return [nodes.raw("", _PLACE.format(name=name), format="html")]


def filled(body: str, drills: dict[str, Declaration]) -> str:
    """Return a page's body with its drills in their places, and their answers at its end."""

    def drill(found: re.Match[str]) -> str:
        one = drills[found[1]]
        return f'<div class="latihan">{live(found[1], one)}{asked(one, _ANSWERS)}</div>'

    before, end, after = _FOUND.sub(drill, body).rpartition("</section>")
    return before + answers(drills.values(), _ANSWERS) + end + after


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object) -> None:
    shown = app.env.metadata.get(pagename, {}).get("latihan")
    if shown and "body" in context:
        drills = {name: read_declaration(declaration) for name, declaration in shown.items()}
        context["body"] = filled(context["body"], drills)
        app.add_js_file(_SCRIPT, loading_method="defer")
        app.add_css_file(_STYLE)


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    static.joinpath(_SCRIPT).write_text(drill_script(), encoding="utf-8")
    sheets = [data for name, data in page_files().items() if name.endswith(".css")]
    static.joinpath(_STYLE).write_bytes(b"\n".join(sheets))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive; fill pages and write script and sheet at the end of the build."""
    app.add_directive("latihan", Latihan)
    app.connect("html-page-context", _page)
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
