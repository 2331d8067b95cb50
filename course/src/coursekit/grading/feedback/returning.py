"""Write the feedback of a graded lab: one submission, one fate.

Effects: nbgrader's feedback folder. A folder is made whole beside its place and then put there.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from sqlalchemy.exc import SQLAlchemyError

from coursekit.core.layout import MARKS, SENT_ID, SENT_TIME
from coursekit.grading.feedback.drawing import Drawer, Drawn, bare_page
from coursekit.grading.feedback.page import Marks

__all__ = ["feedback_drawer", "write_feedback"]

Points = tuple[float, float]  # reached, and possible

_PREPROCESSORS = (
    "coursekit.grading.feedback.page.HideTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
)


def feedback_drawer(config: Any) -> Drawer:
    """Return what draws feedback; `config` is the staff's, with `update_feedback`."""
    template = {**config.FeedbackExporter, "preprocessors": list(_PREPROCESSORS)}
    given = {"FeedbackExporter": template, "Exporter": {"default_preprocessors": []}}
    return Drawer("coursekit.grading.feedback.page:FeedbackExporter", given)


def write_feedback(
    folders: Any, unit: str, drawer: Drawer, trainee: str = "*", tell: Callable[..., Any] = print
) -> list[str]:
    """Write the feedback of a lab's graded submissions.

    Parameters
    ----------
    folders : nbgrader CourseDirectory
        Where they lie, and the gradebook.
    trainee : str
        Only this one's.
    tell : callable
        Told in a sentence of each page that could not be made as usual.

    Returns
    -------
    list of str
        Whose page could not be made as usual; each has one that says so.

    Raises
    ------
    OSError, SQLAlchemyError
        If disk or gradebook fail, which is no fault of a submission.
    """
    failed = []
    for owner, place in _graded(folders, unit, trainee):
        pages, faults, marks = {}, [], []
        for path in sorted(place.glob("*.ipynb")):
            drawn, points = _page(folders, unit, owner, path, drawer)
            marks.append(points)
            pages[f"{path.stem}.html"] = drawn.page
            faults += [drawn.fault] if drawn.fault else []
        if None not in marks:
            earned, most = (sum(each) for each in zip(*marks, strict=True))
            pages[MARKS] = json.dumps({"points": earned, "points_max": most})
        _put(Path(folders.format_path(folders.feedback_directory, owner, unit)), place, pages)
        if faults:
            failed.append(owner)
            tell(f"{unit}: halaman {owner} tidak dapat digambar seperti biasa ({faults[0]})")
    return failed


def _graded(folders: Any, unit: str, trainee: str) -> Iterator[tuple[str, Path]]:
    whole = Path(folders.format_path(folders.autograded_directory, "*", unit))
    for place in sorted(whole.parents[1].glob(f"{trainee}/{unit}")):
        if place.is_dir() and not place.parent.name.startswith("."):
            yield place.parent.name, place


def _page(
    folders: Any, unit: str, owner: str, path: Path, drawer: Drawer
) -> tuple[Drawn, Points | None]:
    about = {"student": owner, "assignment": unit, "notebook": path.stem}
    resources: dict[str, Any] = {"nbgrader": {**about, "db_url": folders.db_url}}
    try:
        notebook = nbformat.read(path, as_version=4)
        notebook, resources = Marks().preprocess(notebook, resources)
        del resources["nbgrader"]["db_url"]
        drawn = drawer.draw(nbformat.writes(notebook), resources)
    except (OSError, SQLAlchemyError):
        raise
    except Exception as error:  # whatever a notebook can be that no page can be made of
        drawn = Drawn("", f"{type(error).__name__}: {str(error)[:200]}")
    known = resources["nbgrader"]
    # What the page says, a penalty taken off; the exchange keeps it with the submission.
    marks = (float(known["score"]), float(known["max_score"])) if "score" in known else None
    return Drawn(drawn.page or bare_page(), drawn.fault), marks


def _put(target: Path, source: Path, pages: dict[str, str]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".umpan-balik-", dir=target.parent) as scratch:
        made = Path(scratch, "new")
        made.mkdir()
        for name, page in pages.items():
            (made / name).write_text(page, encoding="utf-8")
        for name in (SENT_TIME, SENT_ID):
            if (source / name).is_file():
                shutil.copyfile(source / name, made / name)
        if target.exists():
            target.rename(Path(scratch, "old"))
        made.rename(target)
