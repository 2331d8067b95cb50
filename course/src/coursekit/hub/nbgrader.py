"""nbgrader's settings inside single-user servers; reads what the hub put in the environment."""

from __future__ import annotations

import os
from typing import Any

from coursekit.exchange.links import URL
from coursekit.exchange.plugin import update_exchange

__all__ = ["update_identity", "update_member"]


def update_member(c: Any) -> None:
    """Set course, exchange and membership for anybody at the hub."""
    from nbgrader.auth import JupyterHubAuthPlugin

    c.Authenticator.plugin_class = JupyterHubAuthPlugin
    c.CourseDirectory.course_id = os.environ.get("COURSEKIT_COURSE", "")
    c.Exchange.path_includes_course = True
    if os.environ.get(URL):
        update_exchange(c)
    else:
        c.Exchange.root = os.environ.get("COURSEKIT_EXCHANGE_FOLDER", "")


def update_identity(c: Any) -> None:
    """Set the trainee's name: nbgrader would take the system user, one for all here."""
    c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
