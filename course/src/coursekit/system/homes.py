"""How much room a person's home takes, and the sentence about it.

Containers rarely offer quotas of the file system, so the room is measured, by a walk that ends
after a fixed number of entries, however many there are.

Effects: reads folders; `survey` writes one file, `empty_trash` removes what was deleted.
"""

from __future__ import annotations

import contextlib
import heapq
import json
import os
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["LIMIT", "Usage", "crowded", "empty_trash", "measure", "own_note", "read_crowded"]
__all__ += ["room_note", "survey"]

LIMIT = "COURSEKIT_HOME_MB"
"""Variable with the room of a home in MB; 0 means no limit."""

MOST = 20_000
"""Entries one measurement looks at: more than any lab needs, and counted in a blink."""

_LARGEST = 5
_NEARLY = 90  # percent


@dataclass(frozen=True)
class Usage:
    """What one home takes.

    Attributes
    ----------
    size : int
        Bytes on the disk; at least so many where it is not `whole`.
    files : int
        Entries that were seen.
    largest : tuple of (str, int)
        The largest files, with the bytes they take.
    whole : bool
        Whether everything was seen.
    """

    size: int
    files: int
    largest: tuple[tuple[str, int], ...] = ()
    whole: bool = True


def measure(home: Path, most: int = MOST) -> Usage:
    """Measure a home without following a link; what cannot be read counts nothing."""
    size = files = 0
    largest: list[tuple[int, str]] = []
    twins: set[tuple[int, int]] = set()
    folders = [os.fspath(home)]
    while folders:
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if files >= most:
                    return Usage(size, files, _told(largest, home), whole=False)
                files += 1
                with contextlib.suppress(OSError):
                    state = entry.stat(follow_symlinks=False)
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif state.st_nlink > 1 and (state.st_dev, state.st_ino) in twins:
                        continue
                    elif state.st_nlink > 1:
                        twins.add((state.st_dev, state.st_ino))
                    taken = state.st_blocks * 512
                    size += taken
                    if entry.is_file(follow_symlinks=False):
                        heapq.heappush(largest, (taken, entry.path))
                        if len(largest) > _LARGEST:
                            heapq.heappop(largest)
    return Usage(size, files, _told(largest, home))


def _told(largest: list[tuple[int, str]], home: Path) -> tuple[tuple[str, int], ...]:
    found = sorted(largest, reverse=True)
    return tuple(
        (os.path.relpath(path, home).encode("utf-8", "replace").decode(), taken)
        for taken, path in found
    )


def crowded(usage: Usage, limit_mb: int) -> bool:
    """Return whether a home takes more than it may."""
    return bool(limit_mb) and (usage.size > limit_mb << 20 or not usage.whole)


def room_note(usage: Usage, limit_mb: int) -> str:
    """Return what to tell the person; empty while there is room enough."""
    nearly = limit_mb and usage.size * 100 > (limit_mb << 20) * _NEARLY
    if not nearly and not crowded(usage, limit_mb):
        return ""
    largest = ", ".join(f"{name} ({_mb(taken)} MB)" for name, taken in usage.largest)
    state = "penuh" if crowded(usage, limit_mb) else "hampir penuh"
    amount = f"{_mb(usage.size)} MB dari {_mb(limit_mb << 20)} MB terpakai"
    if not usage.whole:
        amount = f"lebih dari {usage.files} berkas, sedikitnya {_mb(usage.size)} MB"
    text = f"Ruang penyimpanan Anda {state}: {amount}."
    if largest:
        text += f" Yang terbesar: {largest}."
    return (
        f"{text} Hapus berkas yang tidak diperlukan lewat JupyterLab, lalu kosongkan tempat sampah "
        "dengan tombol di halaman kursus. Lab tetap dapat dibuka dan dikumpulkan."
    )


def own_note() -> str:
    """Return what to tell the person whose server this process is."""
    limit = os.environ.get(LIMIT) or "0"
    return "" if limit == "0" else room_note(measure(Path.home()), int(limit))


def empty_trash() -> None:
    """Remove for good what this person deleted: JupyterLab moves it where it shows nothing."""
    shutil.rmtree(Path.home() / ".local" / "share" / "Trash", ignore_errors=True)


def _mb(size: int) -> str:
    """Write bytes as MB, rounded up, with a point between thousands as in Indonesian."""
    return f"{-(-size >> 20):,}".replace(",", ".")


def survey(homes: Path, register: Path, limit_mb: int, pause: float = 0.05) -> None:
    """Measure every home, one after the other, and write down those that take too much."""
    found = {}
    with contextlib.suppress(OSError):
        for home in sorted(homes.iterdir()):
            if home.is_dir() and not home.is_symlink():
                usage = measure(home)
                if crowded(usage, limit_mb):
                    found[home.name] = asdict(usage)
                time.sleep(pause)  # others, too, want the disk
    draft = register.with_suffix(".tmp")
    draft.write_text(json.dumps(found))
    draft.replace(register)


def read_crowded(register: Path) -> list[tuple[str, str]]:
    """Return whose home takes too much, and how much, as the last survey found."""
    try:
        found = json.loads(register.read_text())
    except (OSError, ValueError):
        return []
    return [
        (
            name,
            f"{_mb(one['size'])} MB"
            if one["whole"]
            else f"lebih dari {one['files']} berkas, sedikitnya {_mb(one['size'])} MB",
        )
        for name, one in sorted(found.items())
    ]
