"""``{component} simulator``: a web component with its static stand-in for readers without scripts.

The modules of book/_components, and the rules that the labs' forms use, are joined into
one classic script: browsers load no ES module from a USB stick (file://).
"""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from labkit.es_modules import join_modules
from spbe.forms.instrument_static import MODULES

__all__ = ["Component", "components_script", "setup"]

_SOURCES = Path(__file__).resolve().parents[1] / "_components"
_NAMES = {"simulator", "gap", "plan"}
_SCRIPTS = ("components-data.js", "components.js")


def components_script() -> str:
    """Return the components and all they import as one classic script."""
    body = join_modules(["main"], (_SOURCES, *MODULES), exports=False)
    return f'(function () {{\n"use strict";\n{body}}})();\n'


class Component(SphinxDirective):
    """The element; the directive's body is what readers without scripts get."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the element around its stand-in."""
        name = self.arguments[0]
        if name not in _NAMES:
            raise self.error(f"unknown component {name!r}; known: {', '.join(sorted(_NAMES))}")
        for file in (f for folder in (_SOURCES, *MODULES) for f in Path(str(folder)).glob("*.js")):
            self.env.note_dependency(str(file))
        inner = nodes.container(classes=["kom-static"])
        from static_figures import static_figure

        inner += nodes.raw("", static_figure(name), format="html")
        self.state.nested_parse(self.content, self.content_offset, inner)
        opening = nodes.raw("", f'<spbe-{name} class="kom">', format="html")
        self.env.metadata[self.env.docname]["components"] = "yes"
        return [opening, inner, nodes.raw("", f"</spbe-{name}>", format="html")]


def _link(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object) -> None:
    if app.env.metadata.get(pagename, {}).get("components"):
        for script in _SCRIPTS:
            app.add_js_file(script, loading_method="defer")


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    data, script = (Path(app.outdir) / "_static" / name for name in _SCRIPTS)
    script.write_text(components_script(), encoding="utf-8")
    # Tables are read and checked again only when they, the engine or this code changed.
    mark = f"// {_state_of(app)}\n"
    if not data.is_file() or not data.read_text(encoding="utf-8").startswith(mark):
        from component_data import component_data

        text = json.dumps(component_data(), ensure_ascii=False, separators=(",", ":"))
        data.write_text(f"{mark}globalThis.SPBE_DATA={text};\n", encoding="utf-8")


def _state_of(app: Sphinx) -> str:
    """Return a mark of everything the data come from; `coursekit book` notes the engine's state."""
    stamp = Path(app.outdir).parent / ".engine"
    engine = stamp.read_bytes() if stamp.is_file() else str(time.time()).encode()
    own = Path(__file__).with_name("component_data.py").read_bytes()
    return hashlib.sha256(engine + own).hexdigest()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive and write the two scripts at the end of the build."""
    app.add_directive("component", Component)
    app.connect("html-page-context", _link)
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
