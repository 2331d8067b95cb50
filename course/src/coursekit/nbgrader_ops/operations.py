"""What staff do with labs and submissions, in process, through nbgrader's own interface.

Effects: the gradebook, the exchange and the folders of course/var.
"""

from __future__ import annotations

import contextlib
import copy
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from coursekit.core.errors import CourseError, explain
from coursekit.core.layout import STRAY, CourseLayout, stray_files
from coursekit.core.settings import load_settings
from coursekit.core.syllabus import load_syllabus
from coursekit.nbgrader_ops.config import programs_on_path, update_course
from coursekit.system.private import keep_private

__all__ = [
    "collect",
    "enrol",
    "feedback",
    "ready",
    "register",
    "release",
    "settle_gradebook",
    "staff_config",
    "update_staff",
]


def update_staff(c: Any, layout: CourseLayout) -> None:
    """Set nbgrader for staff: folders, stubs, exchange, feedback; only sets."""
    from coursekit.exchange.client.plugin import update_exchange
    from coursekit.grading.feedback.page import update_feedback
    from coursekit.nbgrader_ops.stubs import update_stubs

    update_course(c, layout, load_syllabus(layout.syllabus).course_id)
    settings = load_settings(layout.hub / "settings.yaml")
    if url := settings["grading"]["gradebook"]:
        c.CourseDirectory.db_url = url
    update_stubs(c)
    update_feedback(c)
    c.NbGraderAPI.timezone = settings["exchange"]["time_zone"]
    # The hub itself admits only staff to formgrader; the service is no user it could ask about.
    c.Authenticator.plugin_class = "nbgrader.auth.NoAuthPlugin"
    c.ExchangeCollect.check_owner = False
    c.ExecutePreprocessor.timeout = 120
    update_exchange(c, str(layout.root))


def staff_config(layout: CourseLayout) -> Any:
    """Return nbgrader's configuration for work of staff.

    What an operator sets in ``course/hub/nbgrader_config.py``, such as a penalty for late work,
    holds; folders, exchange and feedback are the course's own.
    """
    from traitlets.config import Config, PyFileConfigLoader

    own = layout.hub / "nbgrader_config.py"
    config = (
        PyFileConfigLoader(own.name, str(layout.hub)).load_config() if own.exists() else Config()
    )
    update_staff(config, layout)
    return config


def enrol(layout: CourseLayout, people: Mapping[str, tuple[str, str]]) -> None:
    """Make the gradebook know trainees: account → full name and unit.

    formgrader shows "last name, first name". Indonesian names have no such parts, so it gets
    "Siti Aminah, Bagian Data".
    """
    from nbgrader.api import Gradebook

    config = ready(layout)
    with Gradebook(config.CourseDirectory.db_url, config.CourseDirectory.course_id) as book:
        for name, (full_name, unit) in people.items():
            book.update_or_create_student(name, last_name=full_name, first_name=unit or name)


def release(layout: CourseLayout, units: Iterable[str]) -> list[str]:
    """Make the gradebook know the labs' questions, and hand the labs out.

    Raises
    ------
    CourseError
        If a lab is not generated or nbgrader refuses it.
    """
    config = ready(layout)
    done = []
    for unit in units:
        if not (layout.labs / unit / f"{unit}.ipynb").is_file():
            raise CourseError(f"labs/{unit}: not generated; run coursekit generate {unit}")
        for stray in stray_files(layout, unit):
            raise CourseError(f"{stray.relative_to(layout.root)}: file: {STRAY}")
        _amend(layout, config, unit)
        register(config, unit)
        api = _api(config)
        with _aside(api.coursedir, unit):
            release = api.exchange.ReleaseAssignment(
                coursedir=api.coursedir, authenticator=api.authenticator, parent=api
            )
            release.force = True
            _run(release, unit)
        done.append(unit)
    return done


def _amend(layout: CourseLayout, config: Any, unit: str) -> None:
    """Let cells come and go in a lab that somebody has already handed in."""
    from nbgrader.api import Gradebook

    from coursekit.grading.assignment.amend import amend

    with Gradebook(config.CourseDirectory.db_url, config.CourseDirectory.course_id) as book:
        amend(book, unit, layout.solutions / unit, layout.var / "grading" / unit)


def register(config: Any, unit: str) -> None:
    """Make the gradebook of a configuration know a lab's questions.

    Raises
    ------
    CourseError
        If nbgrader refuses the lab.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    programs_on_path()
    with tempfile.TemporaryDirectory(prefix="coursekit-") as scratch:
        # The notebook in labs/ is what goes out; this run is for the gradebook alone.
        aside = copy.deepcopy(config)
        aside.CourseDirectory.release_directory = scratch
        aside.CourseDirectory.assignment_id = unit
        aside.GenerateAssignment.force = True
        directory = CourseDirectory(config=aside)
        _run(GenerateAssignment(coursedir=directory, config=aside), unit)


def collect(layout: CourseLayout, unit: str, in_time: bool = False) -> str:
    """Fetch what was handed in for a lab; newer submissions take the place of older ones.

    Parameters
    ----------
    in_time : bool
        Take each trainee's last submission before his date; the last of all if none was.
    """
    config = ready(layout)
    config.ExchangeCollect.before_duedate = in_time
    return _told(_api(config).collect(unit, update=True), unit)


def feedback(layout: CourseLayout, unit: str, tell: Callable[[str], None] = print) -> list[str]:
    """Write feedback for a lab's graded submissions and hand it to the trainees.

    Returns
    -------
    list of str
        Who got less than a usual page, or none; everybody else's is handed out.
    """
    from coursekit.grading.feedback.returning import feedback_drawer, write_feedback

    config = ready(layout)
    api = _api(config)
    with feedback_drawer(config) as drawer:
        failed = write_feedback(api.coursedir, unit, drawer, tell=tell)
    tell(_told(api.release_feedback(unit), unit))
    return failed


def settle_gradebook(layout: CourseLayout) -> None:
    """Move a gradebook from where older installations have it; no hub may run."""
    former = layout.gradebook
    target = layout.new_gradebook
    if former == target or not former.is_file():
        return
    with contextlib.closing(sqlite3.connect(former)) as database:
        database.execute("PRAGMA integrity_check")  # reading finishes what was interrupted
    target.parent.mkdir(exist_ok=True)
    former.rename(target)


def ready(layout: CourseLayout) -> Any:
    """Return the configuration, with the folders made and alembic to be found."""
    layout.gradebook.parent.mkdir(parents=True, exist_ok=True)
    keep_private(layout.var)
    programs_on_path()
    return staff_config(layout)


def _api(config: Any) -> Any:
    from nbgrader.apps import NbGraderAPI

    return NbGraderAPI(config=config)


def _aside(directory: Any, unit: str) -> Any:
    from nbgrader.utils import temp_attrs

    return temp_attrs(directory, assignment_id=unit)


def _run(step: Any, unit: str) -> None:
    from nbgrader.utils import capture_log

    _told(capture_log(step), unit)


def _told(result: Mapping[str, Any], unit: str) -> str:
    """Return nbgrader's log, or raise with its last words."""
    log = str(result.get("log", "")).strip()
    if not result["success"]:
        if sentence := explain(f"{log}\n{result.get('error', '')}"):
            raise CourseError(sentence)
        words = (log or str(result.get("error", ""))).strip().splitlines() or ["no message"]
        raise CourseError(f"{unit}: {words[-1]}")
    return log
