"""A submission from its folder to where it runs: bytes only, no link followed, sizes limited."""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from collections.abc import Iterator, Set
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from coursekit.core.layout import SENT_TIME
from coursekit.core.old_output import begins_like_json, without_output
from coursekit.grading.assignment.findings import Finding

__all__ = ["FILE_LIMIT", "NOTEBOOK_LIMIT", "Intake", "lay_out", "read_files"]
__all__ += ["read_submission", "surroundings"]

NOTEBOOK_LIMIT = 20 << 20
FILE_LIMIT = 10 << 20
TOTAL_LIMIT = 40 << 20
READ_LIMIT = 500 << 20  # with old output
COUNT_LIMIT = 2_000
_IGNORED = (".ipynb_checkpoints", "__pycache__", "*.pyc", ".*.tmp", ".DS_Store")


@dataclass(frozen=True)
class Intake:
    """What was handed in.

    Attributes
    ----------
    notebooks : dict
        Name without ending -> bytes; only those at the top of the folder.
    files : dict
        Relative path -> bytes of everything else.
    damage : tuple of Damage
        Links and files that were left out.
    """

    owner: str
    notebooks: dict[str, bytes]
    files: dict[str, bytes]
    damage: tuple[Finding, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over names and contents."""
        whole = hashlib.sha256(self.owner.encode("utf-8", "surrogateescape"))
        for part in (self.notebooks, self.files):
            for name in sorted(part):
                whole.update(name.encode("utf-8", "surrogateescape") + b"\0")
                whole.update(hashlib.sha256(part[name]).digest())
        return whole.hexdigest()

    @property
    def timestamp(self) -> str | None:
        """When it was handed in, as the exchange wrote it."""
        raw = self.files.get(SENT_TIME, b"")[:100]
        return raw.decode("utf-8", "replace").strip() or None

    def job(
        self,
        spec: dict[str, Any],
        overlay: dict[str, bytes] | None = None,
        keys: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return what the judge needs, ready for JSON.

        Parameters
        ----------
        overlay : dict, optional
            The lab's own files, which replace files of the same name.
        keys : dict, optional
            What tests may ask `labkit.keys.key` for.
        """
        files = self.files | (overlay or {})
        return {
            "damage": [item.as_dict() for item in self.damage],
            "own": sorted(overlay or {}),
            "environment": {},
            "private": {},
            "spec": spec,
            "owner": self.owner,
            "keys": keys,
            "notebooks": {name: _coded(raw) for name, raw in self.notebooks.items()},
            "files": {name: _coded(raw) for name, raw in files.items()},
        }


def surroundings(job: dict[str, Any]) -> dict[str, str]:
    """Return the variables that tell an interpreter whose work it runs."""
    answer: dict[str, str] = {"LABKIT_OWNER": job["owner"], "JUPYTERHUB_USER": job["owner"]} | job[
        "environment"
    ]
    return answer


def lay_out(files: dict[str, str]) -> None:
    """Write a job's files into the working folder."""
    for name, coded in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(coded))


def read_submission(owner: str, folder: Path) -> Intake:
    """Read what `owner` handed in; a missing folder is an empty submission.

    A notebook is measured without its old output, which is run anew anyway.
    """
    notebooks: dict[str, bytes] = {}
    files: dict[str, bytes] = {}
    damage: list[Finding] = []
    total, readable = 0, READ_LIMIT
    for path, name in _walk(folder, damage):
        notebook = name.endswith(".ipynb") and "/" not in name
        raw = None
        if len(files) < COUNT_LIMIT:
            raw = _read(path, notebook, readable)
            readable -= min(readable, path.lstat().st_size)
        if raw is None or total + len(raw) > TOTAL_LIMIT:
            damage.append(Finding("notebook-large" if notebook else "file-large", _shown(name)))
            continue
        total += len(raw)
        if notebook:
            notebooks[name.removesuffix(".ipynb")] = raw
        else:
            files[name] = raw
    return Intake(owner, notebooks, files, tuple(damage))


def read_files(folder: Path, leave: Set[str] = frozenset()) -> dict[str, bytes]:
    """Return the files of a folder that are no notebooks: what a lab brings along."""
    found: dict[str, bytes] = {}
    for path, name in _walk(folder, []):
        if not name.endswith(".ipynb") and name not in leave:
            found[name] = path.read_bytes()
    return found


def _walk(folder: Path, damage: list[Finding]) -> Iterator[tuple[Path, str]]:
    for place, folders, names in os.walk(folder, followlinks=False):
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        folders[:] = sorted({name for name in folders if not _ignored(name)} - set(linked))
        for name in sorted([*linked, *names]):
            path = Path(place) / name
            if _ignored(name):
                continue
            mode = path.lstat().st_mode
            relative = path.relative_to(folder).as_posix()
            if stat.S_ISLNK(mode):
                damage.append(Finding("link", _shown(relative)))
            elif stat.S_ISREG(mode):
                yield path, relative


def _read(path: Path, notebook: bool, most: int) -> bytes | None:
    """Return a file's bytes, a large notebook's without old output; None if they are too many."""
    # Opened without following a link that may have been put there since.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        size = os.fstat(descriptor).st_size
        if not notebook and size <= FILE_LIMIT:
            raw = file.read(FILE_LIMIT + 1)
            return raw if len(raw) <= FILE_LIMIT else None
        # A notebook under another name is one all the same.
        if size > most or not (notebook or begins_like_json(file.peek(64)[:64])):
            return None
        return without_output(file, NOTEBOOK_LIMIT, most)


def _ignored(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in _IGNORED)


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode()[:120]


def _coded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
