"""Third-party assets of the book: fetched once by npm at pinned versions, copied where needed.

The only module that runs npm. What is copied where stands in package.json under "vendor".
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from coursekit.book.configuration import THEME
from coursekit.core.errors import CourseError, UsageError
from coursekit.core.fingerprint import fingerprint, is_fresh
from coursekit.system.node import NPM

__all__ = ["vendor_assets"]

_STAMP = ".vendored"


def vendor_assets(book: Path, manifests: Path = THEME) -> bool:
    """Copy the pinned assets into the book's ignored folders, unless they are there already.

    Parameters
    ----------
    book : Path
        Where they are copied.
    manifests : Path
        Folder with package.json and package-lock.json. The manifest's "vendor" maps a target
        folder to ``{target: path inside node_modules}``; a pattern copies into a folder.

    Returns
    -------
    bool
        True if anything was fetched; False if the stamp said that all was there.

    Raises
    ------
    CourseError
        If npm fails, or a named file is not in its package.
    """
    manifest, lock = manifests / "package.json", manifests / "package-lock.json"
    try:
        lock.stat()
        wanted = fingerprint([manifest, lock])
        plan: dict[str, dict[str, str]] = json.loads(manifest.read_text(encoding="utf-8"))["vendor"]
    except (FileNotFoundError, KeyError, json.JSONDecodeError) as error:
        raise UsageError(f"{manifest}: unreadable manifest of assets ({error})") from None
    stamp = book / _STAMP
    complete = all((book / folder).is_dir() for folder in plan)
    if complete and is_fresh(stamp, wanted):
        return False
    with tempfile.TemporaryDirectory(prefix="coursekit-npm-") as temporary:
        modules = _install(manifest, lock, Path(temporary))
        for folder, files in plan.items():
            _fill(book / folder, files, modules)
    stamp.write_text(wanted, encoding="utf-8")
    return True


def _install(manifest: Path, lock: Path, work: Path) -> Path:
    for file in (manifest, lock):
        shutil.copy(file, work)
    command = [*NPM, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True)
    if done.returncode:
        tail = " ".join(done.stderr.split())[-300:]
        raise CourseError(f"{lock}: npm could not fetch the book's assets: {tail}")
    return work / "node_modules"


def _fill(target: Path, files: dict[str, str], modules: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    for name, source in files.items():
        found = sorted(modules.glob(source))
        if not found:
            raise CourseError(f"package.json: vendor: {source} is not in its package")
        into_folder = "*" in source
        for file in found:
            copy = target / name / file.name if into_folder else target / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)
