"""Render formulas at build with KaTeX (HTML with MathML inside): no page loads a renderer."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging

from coursekit.core.layout import find_layout
from coursekit.system.node import NODE

__all__ = ["Katex", "setup"]

_SERVER = Path(__file__).with_name("katex_lines.js")
_STYLE = "../katex/katex.min.css"
_log = logging.getLogger(__name__)


class Katex:
    """One node process a build, started by the first formula; the same formula is asked once."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._known: dict[tuple[str, bool], str] = {}

    def render(self, tex: str, *, display: bool) -> str:
        """Return the HTML of one formula.

        Raises
        ------
        ValueError
            If KaTeX cannot read the formula; the message is its own.
        """
        key = (tex, display)
        if key not in self._known:
            answer = self._ask({"tex": tex, "display": display})
            if "error" in answer:
                raise ValueError(answer["error"])
            self._known[key] = answer["html"]
        return self._known[key]

    def close(self) -> None:
        """End the process, if any formula started it."""
        if self._process is not None:
            self._process.communicate(timeout=10)
            self._process = None

    def _ask(self, request: dict[str, Any]) -> dict[str, str]:
        if self._process is None:
            self._process = subprocess.Popen(
                [NODE, str(_SERVER), str(find_layout().book / "_vendor" / "katex.js")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        if self._process.stdin is None or self._process.stdout is None:
            raise ExtensionError("KaTeX: the pipe to node is missing")
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise ExtensionError("KaTeX: node ended; are book/_vendor's files complete?")
        return json.loads(line)


_katex = Katex()


def _html(visitor: Any, node: nodes.Element, *, display: bool) -> str:
    try:
        return _katex.render(node.astext(), display=display)
    except ValueError as error:
        _log.warning("formula %r: %s", node.astext(), error, location=node)
        return visitor.encode(node.astext())


def _inline(visitor: Any, node: nodes.Element) -> None:
    visitor.body.append(f'<span class="math">{_html(visitor, node, display=False)}</span>')
    raise nodes.SkipNode


def _block(visitor: Any, node: nodes.Element) -> None:
    visitor.body.append(visitor.starttag(node, "div", CLASS="math-block", tabindex="0"))
    visitor.body.append(_html(visitor, node, display=True))
    if node["number"]:
        visitor.body.append(f'<span class="eqno">({node["number"]})')
        visitor.add_permalink_ref(node, "Tautan ke rumus ini")
        visitor.body.append("</span>")
    visitor.body.append("</div>\n")
    raise nodes.SkipNode


def _style(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: Any) -> None:
    if doctree is not None and next(doctree.findall(_is_math), None) is not None:
        app.add_css_file(_STYLE)


def _is_math(node: nodes.Node) -> bool:
    return isinstance(node, nodes.math | nodes.math_block)


def setup(app: Sphinx) -> dict[str, bool]:
    """Offer the renderer that _config.yml chooses."""
    app.add_html_math_renderer("katex", (_inline, None), (_block, None))
    app.connect("html-page-context", _style)
    app.connect("build-finished", lambda app, error: _katex.close())
    return {"parallel_read_safe": True, "parallel_write_safe": False}
