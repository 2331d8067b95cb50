"""A service of the hub that stops idle servers and tells whether all parts are well.

``/services/penjaga/`` answers JSON, 200 if all is well and 503 if not; it names no person.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from tornado import web
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer

from coursekit.exchange.logbook import start_log

__all__ = ["SCOPES", "Caretaker", "idle", "make_application", "serve"]

SCOPES = ["list:users", "read:users:name", "read:servers", "delete:servers"]
_LOW_DISK_MB = 500
_log = logging.getLogger("caretaker")


def idle(people: Iterable[Mapping[str, Any]], now: datetime, minutes: float) -> list[str]:
    """Return whose ready server was not used for so many minutes.

    Parameters
    ----------
    people : iterable of mapping
        User models of the hub.
    now : datetime
        With a zone.
    minutes : float
        0 means never.
    """
    found = []
    for person in people:
        server = person.get("servers", {}).get("")
        if not minutes or not server or not server.get("ready"):
            continue
        times = [server.get("last_activity"), server.get("started")]
        last = max((datetime.fromisoformat(text) for text in times if text), default=None)
        if last is not None and now - last > timedelta(minutes=minutes):
            found.append(person["name"])
    return found


class Caretaker:
    """What the service knows: the hub's interface, the parts to look after.

    Parameters
    ----------
    api, token : str
        The hub's interface, and the service's own token.
    parts : mapping of str to str
        Addresses that must answer, by name.
    folder : str
        Whose disk must not run full.
    idle_minutes : float
        0 means servers are never stopped.
    """

    def __init__(
        self, api: str, token: str, parts: Mapping[str, str], folder: str, idle_minutes: float
    ) -> None:
        self.api, self.token, self.parts = api, token, parts
        self.folder, self.idle_minutes = folder, idle_minutes

    async def health(self) -> dict[str, Any]:
        """Ask every part; return what an observer needs."""
        names = list(self.parts)
        answers = await asyncio.gather(*(self._answers(self.parts[name]) for name in names))
        free = shutil.disk_usage(self.folder).free >> 20
        well = all(answers) and free > _LOW_DISK_MB
        parts = {name: "ok" if up else "down" for name, up in zip(names, answers, strict=True)}
        return {"status": "ok" if well else "down", "parts": parts, "disk_free_mb": free}

    async def tidy(self) -> list[str]:
        """Stop idle servers once; return whose."""
        answer = await self._hub("GET", "/users?state=ready&limit=1000")
        names = idle(json.loads(answer.body), datetime.now(UTC), self.idle_minutes)
        for name in names:
            await self._hub("DELETE", f"/users/{quote(name)}/server")
            _log.info("stopped the idle server of %s", name)
        return names

    async def watch(self, seconds: float) -> None:
        """Stop idle servers again and again."""
        while self.idle_minutes:
            await asyncio.sleep(seconds)
            try:
                await self.tidy()
            except Exception as error:  # the hub may be busy; the next round comes
                _log.warning("could not look for idle servers: %s", error)

    async def _hub(self, method: str, path: str) -> Any:
        headers = {"Authorization": f"token {self.token}"}
        return await AsyncHTTPClient().fetch(
            HTTPRequest(self.api + path, method, headers, request_timeout=20)
        )

    async def _answers(self, url: str) -> bool:
        request = HTTPRequest(url, request_timeout=3, follow_redirects=False)
        try:
            answer = await AsyncHTTPClient().fetch(request, raise_error=False)
        except OSError:
            return False
        return answer.code < 500


class _Health(web.RequestHandler):
    async def get(self) -> None:
        told = await self.settings["caretaker"].health()
        self.set_status(200 if told["status"] == "ok" else 503)
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(told))


def make_application(caretaker: Caretaker, prefix: str) -> web.Application:
    """Return the web application that answers under `prefix`."""
    return web.Application([(prefix.rstrip("/") + "/?", _Health)], caretaker=caretaker)


async def serve() -> None:
    """Serve as the hub's environment says, until the hub ends the process."""
    start_log()
    logging.getLogger("tornado.access").setLevel(logging.WARNING)
    minutes = float(os.environ["COURSEKIT_IDLE_MINUTES"])
    caretaker = Caretaker(
        os.environ["JUPYTERHUB_API_URL"],
        os.environ["JUPYTERHUB_API_TOKEN"],
        json.loads(os.environ["COURSEKIT_PARTS"]),
        os.environ["COURSEKIT_ROOT"],
        minutes,
    )
    url = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    application = make_application(caretaker, os.environ["JUPYTERHUB_SERVICE_PREFIX"])
    HTTPServer(application).listen(url.port, url.hostname)
    watch = asyncio.create_task(caretaker.watch(min(60.0, max(5.0, minutes * 15))))
    await asyncio.Event().wait()
    await watch


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
