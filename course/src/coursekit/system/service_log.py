"""The log of our services, and of the exchange one line a request: who asked, but no token."""

from __future__ import annotations

import logging
import sys

from tornado import web

__all__ = ["log_request", "start_log"]

_log = logging.getLogger("exchange")


def start_log() -> None:
    """Write to stderr in the form the hub itself uses."""
    form = "[%(levelname)1.1s %(asctime)s.%(msecs)03d %(name)s] %(message)s"
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format=form, datefmt="%Y-%m-%d %H:%M:%S"
    )


def log_request(handler: web.RequestHandler) -> None:
    """Note a request: answer, method, address, who, and how long it took."""
    status = handler.get_status()
    who = getattr(handler, "model", {}).get("name", "-")
    request = handler.request
    level = logging.ERROR if status > 499 else logging.WARNING if status > 399 else logging.INFO
    milliseconds = 1000 * request.request_time()
    words = (status, request.method, request.path, who, milliseconds)
    _log.log(level, "%d %s %s (%s) %.2fms", *words)
