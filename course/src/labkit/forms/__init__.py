"""Forms: one anywidget each, whose answer is a file."""

from labkit.forms.base import Form, assets

__all__ = [
    "Form",
    "assets",
]
