"""Points to return to: copies of a lab's answers, a month of them, beside the labs in the home.

Effects: the folder ``.simpanan`` of the course's folder, the lab's folder when one goes back.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from coursekit.web.course_page.answers import Work, read_work
from labkit.answers import FOLDER as ANSWERS
from labkit.answers import AnswerError, read_answer, write_whole

__all__ = ["DAYS", "Point", "begin_again", "go_back", "keep", "points"]

DAYS = 30
"""So long a point is kept."""

_PLACE = ".simpanan"
_STAMP = "%Y%m%d-%H%M%S"
_MOST = 400  # points of one lab; of more, every other one of the older half goes


@dataclass(frozen=True)
class Point:
    """One point: when, how many questions were answered then, and its name for going back."""

    name: str
    time: datetime
    done: int


def keep(notebook: Path, now: datetime | None = None) -> Point | None:
    """Keep what the lab holds now; None if there is nothing, or the latest point holds the same."""
    work = read_work(notebook)
    if work is None or not _filled(notebook):
        return None
    place = _place(notebook)
    latest = max(_folders(place), default=None)
    held = read_work(latest / notebook.name) if latest else None
    if held is not None and held.digest == work.digest:
        return None
    now = now or datetime.now(UTC)
    folder = place / now.strftime(_STAMP)
    if folder.exists():
        return None  # of the same second
    half = place / f".{folder.name}"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    _copy(notebook, half)
    half.rename(folder)
    _thin(place, now)
    return _point(folder, work)


def points(notebook: Path) -> list[Point]:
    """Return the points of a lab, the latest first."""
    found = ((one, read_work(one / notebook.name)) for one in _folders(_place(notebook)))
    told = [_point(folder, work) for folder, work in found if work is not None]
    return sorted(told, key=lambda point: point.name, reverse=True)


def go_back(notebook: Path, name: str, now: datetime | None = None) -> bool:
    """Put a point in place of what the lab holds, which is kept first; False if there is none."""
    folder = _place(notebook) / name
    if folder not in _folders(_place(notebook)):
        return False
    keep(notebook, now)
    _replace(notebook, folder)
    return True


def begin_again(notebook: Path, released: bytes, now: datetime | None = None) -> None:
    """Make the lab as it was released; what it held is kept first."""
    keep(notebook, now)
    _clear(notebook.parent / ANSWERS)
    write_whole(notebook, released)


def _filled(notebook: Path) -> bool:
    folder = notebook.parent / ANSWERS
    return folder.is_dir() and any(folder.glob("*.json"))


def _replace(notebook: Path, folder: Path) -> None:
    answers = notebook.parent / ANSWERS
    now_at = {path.name: _revision(path) for path in answers.glob("*.json")}
    _clear(answers)
    answers.mkdir(exist_ok=True)
    for path in sorted((folder / ANSWERS).glob("*.json")):
        # A window that still shows what was there must not save over what comes back.
        data = json.loads(path.read_bytes())
        data["rev"] = max(data["rev"], now_at.get(path.name, 0)) + 1
        text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        write_whole(answers / path.name, text.encode())
    write_whole(notebook, (folder / notebook.name).read_bytes())


def _revision(path: Path) -> int:
    try:
        return read_answer(path.stem, folder=path.parent.parent).rev
    except (AnswerError, ValueError):
        return 0


def _clear(answers: Path) -> None:
    for path in answers.glob("*.json") if answers.is_dir() else ():
        path.unlink()


def _copy(notebook: Path, folder: Path) -> None:
    shutil.copyfile(notebook, folder / notebook.name)
    (folder / ANSWERS).mkdir()
    for path in sorted((notebook.parent / ANSWERS).glob("*.json")):
        if not path.is_symlink():
            shutil.copyfile(path, folder / ANSWERS / path.name)


def _place(notebook: Path) -> Path:
    return notebook.parent.parent / _PLACE / notebook.stem


def _folders(place: Path) -> list[Path]:
    return [one for one in place.glob("2*") if one.is_dir() and _time(one)]


def _time(folder: Path) -> datetime | None:
    try:
        return datetime.strptime(folder.name, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def _thin(place: Path, now: datetime) -> None:
    folders = sorted(_folders(place))
    old = [one for one in folders if (_time(one) or now) < now - timedelta(days=DAYS)]
    left = [one for one in folders if one not in old]
    if len(left) > _MOST:
        old += left[: _MOST // 2 : 2]
    _remove(old)


def _remove(folders: Iterable[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _point(folder: Path, work: Work) -> Point:
    return Point(folder.name, _time(folder) or datetime.now(UTC), work.done)
