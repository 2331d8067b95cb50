"""nbgrader's settings in servers and services; reads what the hub put in the environment."""

from __future__ import annotations

import os
from typing import Any

from coursekit.exchange.links import URL
from coursekit.exchange.plugin import update_exchange

__all__ = ["update_grader", "update_identity", "update_member"]


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


def update_grader(c: Any) -> None:
    """Set what formgrader's web application sees of the course; the rest it asks for."""
    from coursekit.formgrader.listing import List
    from coursekit.house import find_house
    from coursekit.hub.staff import GRADEBOOK, ZONE
    from coursekit.nbgrader_config import update_course

    update_course(c, find_house(), os.environ["COURSEKIT_COURSE"])
    c.CourseDirectory.db_url = os.environ[GRADEBOOK]
    c.NbGraderAPI.timezone = os.environ.get(ZONE, "UTC")
    # The hub itself admits only staff; the service is no user it could ask about.
    c.Authenticator.plugin_class = "nbgrader.auth.NoAuthPlugin"
    c.ExchangeFactory.list = List
    c.FormgradeExtension.debug = False  # or a page would show this configuration
