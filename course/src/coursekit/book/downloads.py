"""The labs as downloads of the book: one zip a unit, to be run on one's own computer.

Law: a zip holds what trainees may see, and nothing else: the lab, the wheel, the pins, the way.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path

from coursekit.core.errors import CourseError
from coursekit.core.fingerprint import fingerprint, is_fresh
from coursekit.core.layout import CourseLayout
from coursekit.core.opened import opened_folder, opened_names
from coursekit.core.syllabus import load_syllabus
from labkit.opened import FOLDER as OPENED

__all__ = ["build_wheel", "download_name", "lab_requirements", "waits", "write_downloads"]

# What a trainee's own computer needs to show a lab, besides what the kit itself depends on.
_TOOLS = ("ipykernel", "jupyterlab", "notebook")
_NAME = re.compile(r"^[A-Za-z0-9_.\-]+")
# A package may be pinned more than once, each pin for some versions of Python.
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.\-]+)==(?P<rest>[^\\\n]+?)\s*\\?$", re.M)
_FORBIDDEN = ("answer_keys", "guides", "guide.md", "solutions", "/keys/", "/opened/", "hub/")
_README = """LAB {unit}

Yang diperlukan: Python 3.11 atau lebih baru.
Sambungan internet hanya diperlukan pada pemasangan pertama.

Linux dan macOS, satu baris dari folder ini:
    sh jalankan.sh

Windows, dari folder ini:
    jalankan.bat

Lab terbuka di peramban. Jawaban Anda tersimpan di folder ini.
{note}
"""
_SHELL = """#!/bin/sh
set -e
cd "$(dirname "$0")"
[ -d .venv ] || python3 -m venv .venv
.venv/bin/python -m pip install --quiet -r requirements.txt {wheel}
exec .venv/bin/jupyter notebook {unit}.ipynb
"""
_BATCH = """@echo off
cd /d "%~dp0"
if not exist .venv py -3 -m venv .venv
.venv\\Scripts\\python -m pip install --quiet -r requirements.txt {wheel}
.venv\\Scripts\\jupyter notebook {unit}.ipynb
"""
# One moment for every entry, so that equal contents give equal bytes.
_MOMENT = (2026, 1, 1, 0, 0, 0)


def download_name(unit: str) -> str:
    """Return where in the site the zip of a unit's lab lies, relative to the site's root."""
    return f"unduh/{unit}.zip"


def lab_requirements(lock: str, needed: Iterable[str]) -> str:
    """Return the pins of a lab's own needs, taken from the lock.

    Parameters
    ----------
    needed : iterable of str
        What the kit depends on, as pyproject.toml writes it: names with bounds.

    Raises
    ------
    CourseError
        If the lock does not pin one of them.
    """
    pinned: dict[str, list[str]] = {}
    for found in _PIN.finditer(lock):
        pinned.setdefault(found["name"].lower(), []).append(found["rest"])
    names = sorted({_NAME.match(one)[0].lower() for one in needed} | set(_TOOLS))
    missing = [name for name in names if name not in pinned]
    if missing:
        raise CourseError(f"requirements.lock: no pin for {', '.join(missing)}; run coursekit lock")
    return "".join(f"{name}=={rest}\n" for name in names for rest in pinned[name])


def build_wheel(layout: CourseLayout, folder: Path) -> Path:
    """Build the kit's wheel into a folder and return it, or refuse one with a key in it."""
    from hatchling.builders.wheel import WheelBuilder

    wheel = Path(next(iter(WheelBuilder(str(layout.root)).build(directory=str(folder)))))
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            ours = name.startswith("coursekit/")  # whose own folders bear such names
            if not ours and any(word in name for word in _FORBIDDEN):
                raise CourseError(f"{wheel.name}: {name}: a wheel for trainees must hold no key")
    return wheel


def waits(layout: CourseLayout, unit: str, edition: str) -> bool:
    """Tell whether a lab is no download of an edition, since it opens by a rule in the course."""
    rules = {one.id: one.opens for one in load_syllabus(layout.syllabus).units}
    return edition != "alumni" and rules.get(unit) is not None


def write_downloads(layout: CourseLayout, output: Path, edition: str = "readers") -> None:
    """Write a zip for every lab that an edition holds into the site.

    Labs that open by a rule, and the data that open with them, are the alumni's alone: their
    course is over. Nothing is done twice: the zips stay while labs, lock, engine, tables and the
    syllabus do.
    """
    labs = sorted(layout.labs.glob("*/*.ipynb"))
    labs = [lab for lab in labs if not waits(layout, lab.parent.name, edition)]
    opening = opened_names(load_syllabus(layout.syllabus)) if edition == "alumni" else {}
    targets = {lab: output / download_name(lab.parent.name) for lab in labs}
    sources = [*labs, layout.root / "requirements.lock", layout.root / "pyproject.toml"]
    sources += [layout.syllabus, layout.units, layout.course / "src", layout.datasets]
    sources += [opened_folder(layout)] if opening else []
    stamp, now = output / "unduh" / ".fingerprint", fingerprint(sources)
    if is_fresh(stamp, now) and all(target.is_file() for target in targets.values()):
        return
    project = tomllib.loads((layout.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (layout.root / "requirements.lock").read_text(encoding="utf-8")
    requirements = lab_requirements(lock, project["dependencies"])
    note = load_syllabus(layout.syllabus).data_note
    with tempfile.TemporaryDirectory(prefix="coursekit-wheel-") as temporary:
        wheel = build_wheel(layout, Path(temporary))
        shutil.rmtree(output / "unduh", ignore_errors=True)
        (output / "unduh").mkdir(parents=True)
        for lab, target in targets.items():
            data = _data(layout, opening.get(lab.parent.name, ()))
            _write_zip(target, lab, wheel, requirements, note, data)
    stamp.write_text(now, encoding="utf-8")


def _data(layout: CourseLayout, names: Iterable[str]) -> dict[str, str]:
    """Return the data that opened with a lab, of every case: path within the lab to text."""
    found = [path for name in names for path in opened_folder(layout).glob(f"*/{name}.json")]
    return {
        f"{OPENED}/{path.parent.name}/{path.name}": path.read_text(encoding="utf-8")
        for path in sorted(found)
    }


def _write_zip(
    target: Path, lab: Path, wheel: Path, requirements: str, note: str, data: dict[str, str]
) -> None:
    unit = lab.parent.name
    words = {"unit": unit, "wheel": wheel.name, "note": note}
    texts = {
        f"{unit}.ipynb": lab.read_text(encoding="utf-8"),
        "requirements.txt": requirements,
        "BACA-SAYA.txt": _README.format(**words).rstrip() + "\n",
        "jalankan.sh": _SHELL.format(**words),
        "jalankan.bat": _BATCH.format(**words).replace("\n", "\r\n"),
        **data,
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            entry = zipfile.ZipInfo(f"lab-{unit}/{name}", _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
            archive.writestr(entry, text)
        entry = zipfile.ZipInfo(f"lab-{unit}/{wheel.name}", _MOMENT)
        entry.external_attr = 0o644 << 16
        archive.writestr(entry, wheel.read_bytes())
