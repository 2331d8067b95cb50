"""A course of another subject: a skeleton that works at once, with a kit of its own beside it.

Effects: one new folder.
"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

from coursekit.authoring.lock import environment_yml
from coursekit.core.errors import UsageError
from coursekit.core.layout import CourseLayout

__all__ = ["new_course"]

_SKELETON = Path(__file__).parent / "skeleton"
_SUFFIX = ".in"
_KIT = ("labkit", "coursekit")
# What knows no subject and is taken over as it stands.
_AS_IT_IS = (
    *("course/hub/jupyterhub_config.py", "course/hub/nbgrader_config.py", "course/hub/proxy"),
    *("course/deploy/setup.py", "requirements.lock", ".gitignore", "book/.gitignore"),
)
_LEFT = shutil.ignore_patterns("__pycache__", "*.mo", "node_modules")


def new_course(
    source: CourseLayout, target: Path, title: str, course: str, package: str = ""
) -> CourseLayout:
    """Write the skeleton of a course, not generated yet.

    Parameters
    ----------
    source : CourseLayout
        The checkout that `labkit` and `coursekit` are taken from.
    target : Path
        The new folder; it may exist, if it is empty.
    title, course : str
        What people read, and the id in file names and addresses.
    package : str, optional
        Name of the subject's own Python package, made empty below ``course/src``.

    Raises
    ------
    UsageError
        If the folder holds something, a name is of no use, or `source` is no checkout.
    """
    _refuse(source, target, title, course, package)
    words = _words(source, title, course, package)
    for path in sorted(_SKELETON.rglob(f"*{_SUFFIX}")):
        text = path.read_text(encoding="utf-8")
        for name, meant in words.items():
            text = text.replace(f"@{name}@", meant)
        place = target / path.relative_to(_SKELETON).with_suffix("")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.rstrip() + "\n", encoding="utf-8")
    for name in (*_AS_IT_IS, *(f"course/src/{one}" for one in _KIT)):
        _copy(source.root / name, target / name)
    # Its comments say which course asked for a package.
    lock = (target / "requirements.lock").read_text(encoding="utf-8")
    lock = lock.replace(f"via {_project(source)['name']} ", f"via {course} ")
    lock = lock.replace(f"   {_project(source)['name']} ", f"   {course} ")
    (target / "requirements.lock").write_text(lock, encoding="utf-8")
    (target / "environment.yml").write_text(environment_yml(lock, course), encoding="utf-8")
    if package:
        own = target / "course" / "src" / package
        own.mkdir()
        (own / "__init__.py").write_text(f'"""What {course} is about."""\n', encoding="utf-8")
    return CourseLayout(target)


def _refuse(source: CourseLayout, target: Path, title: str, course: str, package: str) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target}: is not empty; choose a new folder")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", course):
        raise UsageError(f"{course!r}: an id has small letters, digits and hyphens; use --id")
    if not title.strip() or re.search(r'["\\\n@:#]', title):
        raise UsageError(f"{title!r}: a title is one line without quotes, colons, # and @")
    if package and (not package.isidentifier() or package in _KIT):
        raise UsageError(f"{package!r}: is no name for a Python package of your own")
    for name in (*_AS_IT_IS, "pyproject.toml"):
        if not (source.root / name).exists():
            raise UsageError(f"{source.root}: no {name}; run inside a whole checkout")


def _words(source: CourseLayout, title: str, course: str, package: str) -> dict[str, str]:
    project = _project(source)
    packages = [f"course/src/{name}" for name in (*_KIT, *([package] if package else []))]
    row = f"| data loaders and formulas of your subject | `course/src/{package}` |"
    extras = project["optional-dependencies"].items()
    return {
        "TITLE": title,
        "COURSE": course,
        "DEPENDENCIES": _array(project["dependencies"]),
        "EXTRAS": "\n".join(f"{name} = {_array(needs)}" for name, needs in extras),
        "PACKAGES": json.dumps(packages),
        "PACKAGE_ROW": row if package else "",
        "WARM": f"grading:\n  warm: [{package}]" if package else "",
    }


def _project(source: CourseLayout) -> dict[str, Any]:
    text = (source.root / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]


def _array(names: list[str]) -> str:
    """Return a list of strings as TOML writes it, a line each."""
    return "\n".join(["[", *(f"  {json.dumps(name)}," for name in names), "]"])


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=_LEFT)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
