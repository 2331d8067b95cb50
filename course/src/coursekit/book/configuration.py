"""The book's settings: what every course's book has, and `_config.yml`'s differences laid over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coursekit.core.layout import CourseLayout
from coursekit.core.settings import merge
from coursekit.core.syllabus import load_syllabus

__all__ = ["THEME", "configuration_of", "write_yaml"]

THEME = Path(__file__).parent / "theme"


def configuration_of(layout: CourseLayout) -> dict[str, Any]:
    """Return Jupyter Book's settings; paths of the theme and of the book's extensions are whole."""
    import yaml

    common = yaml.safe_load((THEME / "config.yml").read_text(encoding="utf-8"))
    own = yaml.safe_load((layout.book / "_config.yml").read_text(encoding="utf-8")) or {}
    known = {"$theme": str(THEME), "$title": load_syllabus(layout.syllabus).title}
    settings = merge(_filled(common, known), own)
    extensions = settings["sphinx"].get("local_extensions", {})
    for name, folder in extensions.items():
        extensions[name] = str(layout.book / folder)
    return settings


def write_yaml(data: dict[str, Any], target: Path) -> Path:
    """Write settings or contents for Jupyter Book, unless they stand there already."""
    import yaml

    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return target


def _filled(value: Any, known: dict[str, str]) -> Any:
    """Return a tree of settings in which every text names what `known` stands for."""
    if isinstance(value, dict):
        return {key: _filled(inner, known) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, known) for inner in value]
    if isinstance(value, str):
        for name, meant in known.items():
            value = value.replace(name, meant)
    return value
