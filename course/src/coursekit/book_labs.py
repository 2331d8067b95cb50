"""The labs as downloads of the book: one zip a unit, to be run on one's own computer."""

from __future__ import annotations

from pathlib import Path

from coursekit.house import House

__all__ = ["download_name", "write_downloads"]


def download_name(unit: str) -> str:
    """Return where in the site the zip of a unit's lab lies, relative to the site's root."""
    return f"unduh/{unit}.zip"


def write_downloads(house: House, output: Path) -> None:
    """Write the zips."""
