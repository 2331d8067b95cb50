"""A service of the hub that tells whether all parts are well.

``/services/penjaga/`` answers JSON, 200 if all is well and 503 if not. Strangers learn no more than
that; staff, by a token in the header or after ``/services/penjaga/masuk`` in a browser, learn which
part is down, how much room is left, and what in settings written meanwhile has no effect. It names
no person. Whose home takes too much room it writes
to a file, which the hub shows to staff.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jupyterhub.services.auth import HubOAuth, HubOAuthCallbackHandler, HubOAuthenticated
from tornado import web
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer

from coursekit.core.layout import CourseLayout
from coursekit.exchange.server.setup import settings_fault
from coursekit.hub.contributions import PARTS
from coursekit.system.homes import LIMIT, survey
from coursekit.system.service_log import start_log

__all__ = ["HealthService", "make_application", "serve"]

_LOW_DISK_MB = 500
_FRESH_SECONDS = 3  # strangers' questions must not become as many for every part
_SURVEY_SECONDS = 600
_log = logging.getLogger("health")


class HealthService:
    """What the service knows: the parts to look after.

    Parameters
    ----------
    parts : mapping of str to str
        Addresses that must answer, by name.
    folder : str
        The checkout, whose disk must not run full.
    """

    def __init__(self, parts: Mapping[str, str], folder: str) -> None:
        self.parts, self.folder = parts, folder
        self._told: dict[str, Any] = {}
        self._until = 0.0
        self._asking = asyncio.Lock()

    async def health(self) -> dict[str, Any]:
        """Return what an observer needs; whoever asks within seconds is told the same."""
        async with self._asking:
            if time.monotonic() >= self._until:
                self._told = await self._look()
                self._until = time.monotonic() + _FRESH_SECONDS
        return self._told

    async def _look(self) -> dict[str, Any]:
        names = list(self.parts)
        answers = await asyncio.gather(*(self._answers(self.parts[name]) for name in names))
        free = shutil.disk_usage(self.folder).free >> 20
        well = all(answers) and free > _LOW_DISK_MB
        parts = {name: "ok" if up else "down" for name, up in zip(names, answers, strict=True)}
        told = {"status": "ok" if well else "down", "parts": parts, "disk_free_mb": free}
        # A wrong line stops nothing that runs, so all is still well; but the next start refuses.
        fault = await asyncio.to_thread(settings_fault, CourseLayout(Path(self.folder)))
        return told | {"settings": fault or "ok"}

    async def _answers(self, url: str) -> bool:
        request = HTTPRequest(url, request_timeout=3, follow_redirects=False)
        try:
            answer = await AsyncHTTPClient().fetch(request, raise_error=False)
        except OSError:
            return False
        return answer.code < 500


class _Health(HubOAuthenticated, web.RequestHandler):
    def initialize(self) -> None:
        self.hub_auth = self.settings["hub_auth"]

    async def get(self) -> None:
        told = await self.settings["health"].health()
        self.set_status(200 if told["status"] == "ok" else 503)
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Vary", "Authorization, Cookie")
        self.finish(json.dumps(told if await self._staff() else {"status": told["status"]}))

    async def _staff(self) -> bool:
        """Return whether the hub lets the asker see more; not while it cannot be asked."""
        try:
            asker = await self.hub_auth.get_user(self, sync=False)
        except web.HTTPError:
            return False
        return bool(asker and self.hub_auth.check_scopes(self.hub_scopes, asker))


class _LogIn(_Health):
    """The way in for a browser; who may see no more is sent away by the hub."""

    async def get(self) -> None:
        inside = await self._staff()
        self.redirect(self.hub_auth.base_url if inside else self.get_login_url())


def make_application(health: HealthService, hub_auth: HubOAuth) -> web.Application:
    """Return the web application that answers where the hub put the service."""
    prefix = hub_auth.base_url.rstrip("/")
    routes = [
        (prefix + "/?", _Health),
        (prefix + "/masuk", _LogIn),
        (prefix + "/oauth_callback", HubOAuthCallbackHandler),
    ]
    # Browsers log in again, unseen, after a restart: nothing needs the secret longer.
    return web.Application(routes, health=health, hub_auth=hub_auth, cookie_secret=os.urandom(32))


async def serve() -> None:
    """Serve as the hub's environment says, until the hub ends the process."""
    start_log()
    logging.getLogger("tornado.access").setLevel(logging.WARNING)
    parts = json.loads(os.environ[PARTS])
    health = HealthService(parts, os.environ["COURSEKIT_ROOT"])
    url = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    application = make_application(health, HubOAuth.instance(cache_max_age=1))
    HTTPServer(application).listen(url.port, url.hostname)
    await asyncio.gather(asyncio.Event().wait(), _survey_homes(int(os.environ[LIMIT])))


async def _survey_homes(limit_mb: int) -> None:
    """Look again and again whose home takes too much room; once where there is no limit."""
    homes, register = Path(os.environ["COURSEKIT_HOMES"]), Path(os.environ["COURSEKIT_CROWDED"])
    while True:
        try:
            await asyncio.to_thread(survey, homes, register, limit_mb)
        except OSError as error:  # a full disk, perhaps; the next round comes
            _log.warning("could not note whose home is full: %s", error)
        if not limit_mb:
            return
        await asyncio.sleep(_SURVEY_SECONDS)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
