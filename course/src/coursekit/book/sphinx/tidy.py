"""Mend the markup that the stack leaves in the page body, so that every reader can use it."""

from __future__ import annotations

import re

from sphinx.application import Sphinx

__all__ = ["mend", "setup"]


def mend(body: str) -> str:
    """Return the body with accessible tables and no English left-overs."""
    # An empty corner cell of a data table is no header of anything.
    body = re.sub(r"<th([^>]*)>(\s|&nbsp;|<p>\s*</p>)*</th>", r"<td\1></td>", body)
    # Roles that docutils writes and ARIA has withdrawn, and a label that hides the visible words.
    body = re.sub(r' role="(doc-biblioentry|doc-backlink|list)"', "", body)
    body = body.replace(' aria-label="Toggle hidden content"', "")
    # Thebe's configuration, which Jupyter Book writes although the launch button is off.
    body = re.sub(r'<script type="text/x-thebe-config">.*?</script>', "", body, flags=re.S)
    return re.sub(r"<script>kernelName = [^<]*</script>", "", body)


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object) -> None:
    if "body" in context:
        context["body"] = mend(context["body"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Run late, on the finished body."""
    app.connect("html-page-context", _page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
