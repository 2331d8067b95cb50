"""The kit as trainees get it: unpacked from a built wheel, with the tables and without a key.

Effects: a folder in the hub's state, made anew when a source file changed.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from coursekit.core.errors import CourseError
from coursekit.core.fingerprint import fingerprint

__all__ = ["install_kit", "source_root"]

_SOURCES = ("course/src", "datasets", "pyproject.toml")


def source_root() -> Path:
    """Return the checkout this package runs from."""
    return Path(__file__).resolve().parents[5]


def install_kit(folder: Path, source: Path | None = None) -> Path:
    """Return the folder of the kit, building it if it is missing or older than its sources.

    Parameters
    ----------
    folder : Path
        Where kits are kept; older ones are removed.
    source : Path, optional
        The checkout to build from.

    Raises
    ------
    CourseError
        If the wheel cannot be built or holds what no trainee may see.
    """
    source = source or source_root()
    if not (source / "pyproject.toml").is_file():
        return Path(__file__).resolve().parents[3]  # installed from a wheel: that is the kit
    kit = folder / fingerprint(source / name for name in _SOURCES)[:16]
    if kit.is_dir():
        return kit
    from hatchling.builders.wheel import WheelBuilder

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    (wheel,) = WheelBuilder(str(source)).build(directory=str(folder), versions=["standard"])
    half = folder / "unpacking"
    with zipfile.ZipFile(wheel) as archive:
        _refuse_keys(archive.namelist())
        archive.extractall(half)
    Path(wheel).unlink()
    half.rename(kit)
    return kit


def _refuse_keys(names: list[str]) -> None:
    bad = [
        name for name in names if "answer_key" in name or name.startswith(("solutions", "tests"))
    ]
    if bad:
        raise CourseError(f"{bad[0]}: must not be in the trainees' kit; see pyproject.toml")
