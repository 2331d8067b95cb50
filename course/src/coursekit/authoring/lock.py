"""Pins: requirements.lock for pip and uv, environment.yml for conda, from one resolution."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from coursekit.core.errors import CourseError
from coursekit.core.layout import CourseLayout

__all__ = ["environment_yml", "pins", "resolve"]

_PIN = re.compile(r"^([A-Za-z0-9_.\-\[\]]+==[^\s\\]+)(\s*;\s*[^\\]+)?", re.MULTILINE)


def resolve(layout: CourseLayout) -> list[Path]:
    """Resolve pyproject.toml with all extras; write both files; return their paths.

    No index address is written: a pin is a name, a version and its hashes.

    Raises
    ------
    CourseError
        If no set of versions fits; the resolver's words are passed on.
    """
    lock = layout.root / "requirements.lock"
    command = [
        *(str(Path(sys.executable).parent / "uv"), "pip", "compile", "--quiet"),
        *("--universal", "--python-version", "3.11", "--generate-hashes", "--all-extras"),
        *("--no-header", "pyproject.toml", "--output-file", str(lock)),
    ]
    run = subprocess.run(command, cwd=layout.root, capture_output=True, text=True)
    if run.returncode:
        raise CourseError(f"pyproject.toml: no set of versions fits\n{run.stderr.strip()}")
    environment = layout.root / "environment.yml"
    project = tomllib.loads((layout.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    environment.write_text(environment_yml(lock.read_text(), project["name"]))
    return [lock, environment]


def pins(lock: str) -> list[str]:
    """Return the requirements of a lock file without their hashes, markers kept."""
    return [f"{name}{marker.rstrip()}" for name, marker in _PIN.findall(lock)]


def environment_yml(lock: str, name: str) -> str:
    """Return a conda environment of this name with the same pins: Python, and all else by pip."""
    lines = "\n".join(f'      - "{pin}"' for pin in pins(lock))
    return (
        "# Made by `coursekit lock`; the same pins as requirements.lock.\n"
        f"name: {name}\n"
        "channels:\n  - conda-forge\n"
        "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n"
        f'{lines}\n      - "--editable ."\n'
    )
