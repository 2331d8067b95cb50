"""Where a course keeps what grading needs, read from nbgrader's settings and the checkout."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coursekit.core.errors import CourseError
from coursekit.core.layout import tables_here
from coursekit.core.opened import case_finder, opened_files, opened_folder, opened_names
from coursekit.core.syllabus import load_syllabus
from coursekit.grading.assignment.intake import Intake, read_files, read_submission
from coursekit.grading.assignment.keyring import keys_for
from coursekit.grading.processes.forkserver import WARM, ForkServer, ForkServerSettings
from coursekit.grading.run.lateness import Dues, penalty_of
from labkit.answers import FOLDER as ANSWERS

__all__ = ["GradingCourse", "course_of", "digest_of", "early_forkserver", "setup_cells"]

_CASES = ".kasus.json"
_ROOM = 100_000  # bytes that the children's caches and a first report need


@dataclass(frozen=True)
class GradingCourse:
    """The folders and rules of one course.

    Attributes
    ----------
    submitted, autograded, source : str
        Patterns with ``{student_id}`` and ``{assignment_id}``.
    state : Path
        Where reports and the record of the reference solution lie.
    keys : Path
        The folder of keys.
    references : str
        Pattern with ``{assignment_id}`` of a lab's reference answer files; empty: none.
    case : str
        ``module:function`` from owner to case; may be empty.
    cases : mapping
        Owner to case, as an instructor gave it by hand; goes before `case`.
    penalty : callable or None
        nbgrader's plugin for late submissions, where one is set that costs anything.
    opened : Path or None
        The folder of data that open with a lab.
    opens_data : mapping
        Lab to the names of such data.
    dues : callable or None
        Lab → ``(owner, time) -> date``, where the exchange keeps the dates.
    """

    submitted: str
    autograded: str
    source: str
    db_url: str
    course_id: str
    state: Path
    keys: Path
    references: str = ""
    case: str = ""
    cases: Mapping[str, str] = field(default_factory=dict)
    warm: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    kept_files: dict[str, list[str]] = field(default_factory=dict)
    penalty: Callable[[str, float, float], float | None] | None = None
    opened: Path | None = None
    opens_data: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dues: Dues | None = None

    def source_of(self, assignment: str) -> Path:
        """Return the folder of the source notebooks."""
        return Path(self.source.format(student_id=".", assignment_id=assignment))

    def submitted_of(self, assignment: str, owner: str) -> Path:
        """Return the folder of one submission."""
        return Path(self.submitted.format(student_id=owner, assignment_id=assignment))

    def autograded_of(self, assignment: str, owner: str) -> Path:
        """Return the folder of one marked submission."""
        return Path(self.autograded.format(student_id=owner, assignment_id=assignment))

    def state_of(self, assignment: str) -> Path:
        """Return the folder of reports."""
        return self.state / assignment

    def owners(self, assignment: str) -> list[str]:
        """Return who handed in, sorted."""
        before, _, after = self.submitted.partition("{student_id}")
        root = Path(before)
        rest = after.format(assignment_id=assignment).strip("/")
        found = root.iterdir() if root.is_dir() else ()
        return sorted(one.name for one in found if (one / rest).is_dir())

    def read(self, assignment: str, owner: str) -> Intake:
        """Read one submission."""
        return read_submission(owner, self.submitted_of(assignment, owner))

    def overlay(self, assignment: str) -> dict[str, bytes]:
        """Return the files that come with the lab and replace a trainee's of the same name."""
        leave = set(self.kept_files.get(assignment, []))
        found = read_files(self.source_of(assignment), leave)
        # An author's own answers left there must not become everybody's.
        return {name: raw for name, raw in found.items() if not name.startswith(f"{ANSWERS}/")}

    def keys_of(self, names: tuple[str, ...], owner: str) -> dict[str, Any] | None:
        """Return the keys that tests ask for; None where they ask for none."""
        if not names:
            return None
        given, find = self._given(owner), case_finder(self.case)
        return keys_for(self.keys, names, owner, (lambda _: given) if given else find)

    def private(self, assignment: str, owner: str) -> dict[str, Any]:
        """Return what both interpreters are told beyond what was handed in.

        The case that an instructor gave this owner by hand, and the data that opened with the
        lab: the true ones, whatever lay in the trainee's folder.

        Raises
        ------
        CourseError
            If data that open with the lab are not there for the owner's case.
        """
        files = {}
        names, given = self.opens_data.get(assignment, ()), self._given(owner)
        if names:
            find = case_finder(self.case)
            case = given or (find(owner) if find else "")
            if self.opened is None or not case:
                raise CourseError(f"{assignment}: opens data, but the course has no cases")
            files = opened_files(self.opened, names, case)
        if given:
            files[_CASES] = json.dumps({owner: given}).encode()
        coded = {name: base64.b64encode(raw).decode() for name, raw in files.items()}
        return {"private": coded, "environment": {"LABKIT_CASES": _CASES} if given else {}}

    def _given(self, owner: str) -> str:
        return {key.lower(): case for key, case in self.cases.items()}.get(owner.lower(), "")

    def forkserver_settings(self, assignment: str, protect: bool = True) -> ForkServerSettings:
        """Return how children are made for one assignment."""
        return _forkserver_settings(
            self.source_of(assignment), self.state, self.warm, self.paths, protect
        )


def early_forkserver(
    layout: Any,
    assignment: str,
    settings: dict[str, Any] | None = None,
    protect: bool = True,
    solutions: Path | None = None,
) -> ForkServer:
    """Start the fork server of a lab before nbgrader is loaded: each takes its while.

    Parameters
    ----------
    settings : dict, optional
        The ``grading`` section of the settings.
    solutions : Path, optional
        Where the sources lie, if not in the checkout's own folder.
    """
    source = (solutions or layout.solutions) / assignment
    warm = tuple((settings or {}).get("warm", ()))
    return ForkServer(
        _forkserver_settings(source, layout.var / "grading", warm, _readable(layout), protect)
    )


def _forkserver_settings(
    source: Path, state: Path, warm: tuple[str, ...], paths: tuple[str, ...], protect: bool
) -> ForkServerSettings:
    cache = state / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=cache) as probe:
        probe.write(bytes(_ROOM))  # a full disk is told here, not by a child that dies of it
    return ForkServerSettings(
        warm=(*WARM, *warm),
        cells=setup_cells(source),
        paths=paths,
        sandbox=protect,
        cache=str(cache),
    )


def _readable(layout: Any) -> tuple[str, ...]:
    seen = (str(path) for path in (layout.course / "src", layout.datasets) if path.exists())
    return (*seen, *tables_here())


def setup_cells(source: Path) -> tuple[str, ...]:
    """Return the locked cells that are no tests: trainees have them, so they may be warmed."""
    cells = []
    for path in sorted(source.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            known = cell["metadata"].get("nbgrader", {})
            open_ = known.get("grade") or known.get("solution") or known.get("task")
            if known.get("locked") and not open_ and cell["cell_type"] == "code":
                cells.append("".join(cell["source"]))
    return tuple(cells) if sum(map(len, cells)) < 60_000 else ()


def course_of(layout: Any, config: Any, settings: dict[str, Any] | None = None) -> GradingCourse:
    """Return the course of a checkout.

    Parameters
    ----------
    layout : CourseLayout
        The checkout.
    config : traitlets Config
        nbgrader's configuration.
    settings : dict, optional
        The ``grading`` section of the settings: ``warm`` (modules), ``case``.
    """
    from nbgrader.coursedir import CourseDirectory

    folders = CourseDirectory(config=config)
    settings = settings or {}
    return GradingCourse(
        submitted=_pattern(folders, folders.submitted_directory),
        autograded=_pattern(folders, folders.autograded_directory),
        source=_pattern(folders, folders.source_directory),
        db_url=folders.db_url,
        course_id=folders.course_id,
        state=layout.var / "grading",
        keys=layout.answer_keys / "keys",
        references=str(layout.reference("{assignment_id}")),
        case=settings.get("case", ""),
        cases=_cases(),
        warm=tuple(settings.get("warm", ())),
        paths=_readable(layout),
        kept_files=dict(config.Autograde.get("exclude_overwriting", {})),
        penalty=penalty_of(config),
        opened=opened_folder(layout),
        # A course of nbgrader's own has no syllabus, and nothing that opens with a lab.
        opens_data=opened_names(load_syllabus(layout.syllabus))
        if layout.syllabus.is_file()
        else {},
    )


def _cases() -> dict[str, str]:
    named = os.environ.get("LABKIT_CASES")
    return json.loads(Path(named).read_text(encoding="utf-8")) if named else {}


def _pattern(folders: Any, step: str) -> str:
    path = folders.format_path(step, "{student_id}", "{assignment_id}")
    return str(path)


def digest_of(*parts: object) -> str:
    """Return SHA-256 of parts that JSON can write."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
