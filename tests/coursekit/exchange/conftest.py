"""A store, archives to put in it, and a service in a thread that knows a few tokens."""

import asyncio
import io
import itertools
import shutil
import tarfile
import threading

import pytest
from tornado import web
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from coursekit.exchange.client.links import HttpLink
from coursekit.exchange.server.service import make_application
from coursekit.exchange.server.store import Store

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


def tar(*members):
    """Return a gzipped tar of (name, bytes, type)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as packed:
        for name, data, kind in members:
            info = tarfile.TarInfo(name)
            info.size, info.type = len(data), kind
            info.linkname = "/etc/passwd" if kind != tarfile.REGTYPE else ""
            packed.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


@pytest.fixture(scope="session")
def archives():
    """Makes archives; `.lab` is a small whole one, `.new()` one that nobody had before."""

    numbers = itertools.count()

    class Archives:
        make = staticmethod(tar)
        lab = tar(("lab.ipynb", b"{}", tarfile.REGTYPE), ("jawaban/a.json", b"1", tarfile.REGTYPE))

        @staticmethod
        def new():
            return tar(("lab.ipynb", b"{}" + b" " * next(numbers), tarfile.REGTYPE))

    return Archives


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """A database that is up to date: copied, it saves each test the migrations."""
    folder = tmp_path_factory.mktemp("empty")
    Store(folder).close()
    return folder / "exchange.db"


@pytest.fixture
def store(tmp_path, empty_database):
    (tmp_path / "exchange").mkdir()
    shutil.copy(empty_database, tmp_path / "exchange")
    store = Store(tmp_path / "exchange")
    yield store
    store.close()


@pytest.fixture
def sent(store, archives):
    """Upload something to the store, in two pieces; something new each time by default."""

    def send(data=None, to=store):
        data = data or archives.new()
        upload = to.upload()
        upload.write(data[:7])
        upload.write(data[7:])
        return upload

    send.new = archives.new
    return send


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


@pytest.fixture
def serve_store():
    """Serve a store until the test ends."""
    services = []

    def serve(store):
        services.append(Service(store))
        return services[-1]

    yield serve
    for service in services:
        service.stop()


@pytest.fixture
def service(store, serve_store):
    return serve_store(store)
