"""nbgrader's settings that the course fixes: folders, the course's name."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from coursekit.core.errors import UsageError
from coursekit.core.layout import CourseLayout

__all__ = ["programs_on_path", "refuse_missing", "update_course"]


def update_course(c: Any, layout: CourseLayout, course_id: str) -> None:
    """Point nbgrader at the folders of the checkout; only sets, never appends."""
    c.CourseDirectory.course_id = course_id
    c.CourseDirectory.root = str(layout.var)
    c.CourseDirectory.source_directory = str(layout.solutions)
    c.CourseDirectory.release_directory = str(layout.labs)
    c.CourseDirectory.submitted_directory = str(layout.var / "submitted")
    c.CourseDirectory.autograded_directory = str(layout.var / "autograded")
    c.CourseDirectory.feedback_directory = str(layout.var / "feedback")
    c.CourseDirectory.db_url = f"sqlite:///{layout.gradebook}"


def programs_on_path() -> None:
    """Let nbgrader find alembic, which it calls by name, in an environment nobody activated."""
    tools = str(Path(sys.executable).parent)
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if tools not in folders:
        os.environ["PATH"] = os.pathsep.join([tools, *folders])


def refuse_missing(url: str) -> None:
    """Refuse a gradebook that is not there, where nbgrader would make an empty one.

    Raises
    ------
    UsageError
        If its file does not exist.
    """
    from sqlalchemy.engine import make_url

    path = Path((make_url(url).database or "") if url.startswith("sqlite:") else "/")
    if not path.exists():
        raise UsageError(f"{path}: no gradebook yet; start the course with coursekit serve")
