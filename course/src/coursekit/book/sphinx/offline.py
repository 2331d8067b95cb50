"""Keep the site private: drop what the stack would fetch from elsewhere or load without use."""

from __future__ import annotations

from sphinx.application import Sphinx

__all__ = ["setup", "unwanted"]

# Thebe (unused, and declared twice by Jupyter Book), a web font, copy buttons with English words.
_UNWANTED = ("thebe", "fonts.googleapis.com", "require.js", "embed-amd", "clipboard", "copybutton")


def unwanted(asset: object) -> bool:
    """Tell whether a script or style sheet that Sphinx is about to link must stay out."""
    name = str(getattr(asset, "filename", asset) or "")
    body = str((getattr(asset, "attributes", None) or {}).get("body") or "")
    return any(word in text for word in _UNWANTED for text in (name.lower(), body.lower()))


def _clean(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object) -> None:
    for key in ("script_files", "css_files"):
        if key in context:
            context[key][:] = [asset for asset in context[key] if not unwanted(asset)]


def setup(app: Sphinx) -> dict[str, bool]:
    """Run after every other extension has added its assets."""
    app.connect("html-page-context", _clean, priority=990)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
