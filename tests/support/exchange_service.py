"""The exchange's service in a thread of its own, where a few tokens are known."""

import asyncio
import threading

from tornado import web
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from coursekit.exchange.client.links import HttpLink
from coursekit.exchange.server.service import make_application

PEOPLE = {
    "t-a": {"kind": "user", "name": "sekda", "groups": ["nbgrader-c", "cohort-satu"]},
    "t-b": {"kind": "user", "name": "bappeda", "groups": ["nbgrader-c", "cohort-dua"]},
    "t-i": {"kind": "user", "name": "guru", "groups": ["formgrade-c"]},
    "t-k": {"kind": "user", "name": "pendamping", "groups": ["coach-c", "cohort-satu"]},
    "t-p": {"kind": "user", "name": "penulis", "groups": ["author-c"]},
    "t-s": {"kind": "service", "name": "c"},
    "t-lab": {"kind": "user", "name": "sekda", "groups": ["nbgrader-contoh"]},
    "t-guru": {"kind": "user", "name": "guru", "groups": ["formgrade-contoh"]},
    "t-x": {"kind": "user", "name": "orang", "groups": ["nbgrader-d"]},
    "t-2": {"kind": "user", "name": "rangkap", "groups": ["nbgrader-c", "nbgrader-d"]},
}


class Service:
    """A service that runs in a thread of its own."""

    def __init__(self, store):
        self.store = store
        self.sockets, self.port = bind_unused_port()
        self.url = f"http://127.0.0.1:{self.port}/services/exchange"
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        self._ready.wait(10)

    async def _serve(self):
        async def identify(token):
            if token == "t-away":
                raise web.HTTPError(502, "Failed to connect to Hub API")
            return PEOPLE.get(token)

        titles = {"c": {"lab": "Contoh lab"}}
        application = make_application(
            "/services/exchange", self.store, identify, titles, lambda: ["lab"]
        )
        server = HTTPServer(application, max_body_size=20 << 20)
        server.add_socket(self.sockets)
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        await self._end.wait()
        server.stop()
        await server.close_all_connections()

    def link(self, token):
        """Return the way in for the bearer of a token."""
        return HttpLink(self.url, token)

    def stop(self):
        """End it."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(10)
