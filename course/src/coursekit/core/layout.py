"""Where everything of the course lies; the only place that knows the folder names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coursekit.core.errors import UsageError

__all__ = [
    "MARKS",
    "SENT_ID",
    "SENT_TIME",
    "STRAY",
    "CourseLayout",
    "find_layout",
    "own_checkout",
    "stray_files",
    "tables_here",
]

STRAY = (
    "only notebooks may lie here: nbgrader would hand this out and put it over every trainee's own "
    "file at grading; move it away"
)
# What nbgrader and we put beside a submission and its feedback on their way through the steps.
SENT_TIME = "timestamp.txt"
SENT_ID = "submission_secret.txt"
MARKS = "marks.json"  # points and highest points, as they stand on the pages of feedback
_OWN = Path(__file__).resolve().parents[4]


@dataclass(frozen=True)
class CourseLayout:
    """The folders of one checkout, all absolute and derived from its root."""

    root: Path

    @property
    def course(self) -> Path:
        """Hand-written course sources."""
        return self.root / "course"

    @property
    def units(self) -> Path:
        """What a person writes for the units but their lessons: a folder each."""
        return self.course / "units"

    @property
    def answer_keys(self) -> Path:
        """Keys and generators that no trainee may see."""
        return self.course / "answer_keys"

    def lab_source(self, unit: str) -> Path:
        """Return a lab as its author writes it: percent text."""
        return self.units / unit / "lab.py"

    def forms(self, unit: str) -> Path:
        """Return the folder of a unit's declared forms, keys and all."""
        return self.units / unit / "forms"

    def unit_data(self, unit: str) -> Path:
        """Return what the syllabus says of a unit: title, hours, weight, objectives."""
        return self.units / unit / "unit.yml"

    def guide(self, unit: str) -> Path:
        """Return the instructors' page of a unit."""
        return self.units / unit / "guide.md"

    def golden(self, unit: str) -> Path:
        """Return the typical mistakes of a lab and the marks they earn."""
        return self.units / unit / "golden.yml"

    def reference(self, unit: str) -> Path:
        """Return the reference answer files of a lab, a folder an owner."""
        return self.units / unit / "reference"

    @property
    def guides(self) -> dict[str, Path]:
        """Instructors' pages by unit."""
        return {path.parent.name: path for path in sorted(self.units.glob("*/guide.md"))}

    @property
    def slides(self) -> dict[str, Path]:
        """Instructors' slides by unit."""
        return {path.parent.name: path for path in sorted(self.units.glob("*/slides.md"))}

    @property
    def lab_sources(self) -> dict[str, Path]:
        """Labs as their authors write them, by unit."""
        return {path.parent.name: path for path in sorted(self.units.glob("*/lab.py"))}

    @property
    def hub(self) -> Path:
        """Configuration of the hub."""
        return self.course / "hub"

    @property
    def var(self) -> Path:
        """Run-time state, ignored by git: submissions, gradebook, hub, logs."""
        return self.course / "var"

    @property
    def gradebook(self) -> Path:
        """SQLite's file of marks, in a folder of its own: formgrader is shown nothing else of var.

        Where an older installation has it is found, too, until `coursekit serve` moves it.
        """
        former = self.var / "gradebook.db"
        return (
            former if former.is_file() and not self.new_gradebook.exists() else self.new_gradebook
        )

    @property
    def new_gradebook(self) -> Path:
        """Where `coursekit serve` expects the gradebook."""
        return self.var / "gradebook" / "gradebook.db"

    @property
    def syllabus(self) -> Path:
        """The one manifest of the course: its name and its units, in order."""
        return self.course / "syllabus.yml"

    @property
    def solutions(self) -> Path:
        """Generated notebooks with solutions (nbgrader's "source")."""
        return self.root / "solutions"

    @property
    def labs(self) -> Path:
        """Generated notebooks for trainees (nbgrader's "release")."""
        return self.root / "labs"

    @property
    def datasets(self) -> Path:
        """Published tables."""
        return self.root / "datasets"

    @property
    def book(self) -> Path:
        """Sources of the book."""
        return self.root / "book"


def find_layout(start: Path | None = None) -> CourseLayout:
    """Find the checkout: COURSEKIT_ROOT, else the nearest parent holding course/syllabus.yml.

    Parameters
    ----------
    start : Path, optional
        Folder to search upward from; the working directory by default. The folder this
        package is installed from (an editable checkout) is tried last.

    Raises
    ------
    UsageError
        If no checkout is found.
    """
    if named := os.environ.get("COURSEKIT_ROOT"):
        return CourseLayout(Path(named).resolve())
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, _OWN):
        if (folder / "course" / "syllabus.yml").is_file():
            return CourseLayout(folder)
    raise UsageError(f"{here}: no course/syllabus.yml here or above; run inside the checkout")


def own_checkout() -> CourseLayout:
    """Return the checkout this code is installed from."""
    return CourseLayout(_OWN)


def tables_here() -> tuple[str, ...]:
    """Return the tables beside the code that reads them, which may be another checkout's."""
    tables = _OWN / "datasets"
    return (str(tables),) if tables.exists() else ()


def stray_files(layout: CourseLayout, unit: str = "") -> Iterator[Path]:
    """Find what is no notebook in the source or the release folder (of one unit, if named).

    An answer file there, left by an author who tried the form, would be handed out and would
    replace every trainee's own answers at grading, without a word.
    """
    for folder in (layout.solutions / unit, layout.labs / unit):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".ipynb":
                yield path
