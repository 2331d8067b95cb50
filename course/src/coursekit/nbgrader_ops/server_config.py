"""nbgrader's settings in servers and services; reads what the hub put in the environment."""

from __future__ import annotations

import os
from typing import Any

from coursekit.exchange.client.plugin import update_exchange

__all__ = ["GRADEBOOK", "ZONE", "update_grader", "update_identity", "update_member"]

GRADEBOOK = "COURSEKIT_GRADEBOOK"  # environment variable: address of the gradebook inside
ZONE = "COURSEKIT_ZONE"  # environment variable: the zone in which dates are shown


def update_member(c: Any) -> None:
    """Set course, exchange and membership for anybody at the hub."""
    from nbgrader.auth import JupyterHubAuthPlugin

    c.Authenticator.plugin_class = JupyterHubAuthPlugin
    c.CourseDirectory.course_id = os.environ.get("COURSEKIT_COURSE", "")
    update_exchange(c)


def update_identity(c: Any) -> None:
    """Set the trainee's name: nbgrader would take the system user, one for all here."""
    c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]


def update_grader(c: Any, listing: type) -> None:
    """Set what formgrader's web application sees of the course; the rest it asks for."""
    from coursekit.core.layout import find_layout
    from coursekit.nbgrader_ops.config import update_course

    update_course(c, find_layout(), os.environ["COURSEKIT_COURSE"])
    c.CourseDirectory.db_url = os.environ[GRADEBOOK]
    c.NbGraderAPI.timezone = os.environ.get(ZONE, "UTC")
    # The hub itself admits only staff; the service is no user it could ask about.
    c.Authenticator.plugin_class = "nbgrader.auth.NoAuthPlugin"
    c.ExchangeFactory.list = listing
    c.FormgradeExtension.debug = False  # or a page would show this configuration
