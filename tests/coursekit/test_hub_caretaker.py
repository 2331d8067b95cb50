"""The caretaker: whose server is idle, which part is down."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from tornado import web
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from coursekit.hub.caretaker import Caretaker, idle, make_application

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def person(name, minutes, ready=True, started=600):
    def ago(distance):
        return (NOW - timedelta(minutes=distance)).isoformat().replace("+00:00", "Z")

    server = {"ready": ready, "last_activity": ago(minutes), "started": ago(started)}
    return {"name": name, "servers": {"": server}}


@pytest.mark.parametrize(
    ("minutes", "found"), [(60, ["lama"]), (5, ["lama", "baru"]), (0, []), (200, [])]
)
def test_servers_unused_for_so_long_are_idle(minutes, found):
    people = [person("lama", 100), person("baru", 10), {"name": "tiada", "servers": {}}]
    assert idle(people, NOW, minutes) == found


def test_a_server_that_starts_is_not_idle():
    assert idle([person("a", 100, ready=False)], NOW, 60) == []
    assert idle([person("a", 100, started=1)], NOW, 60) == []


class _Users(web.RequestHandler):
    def get(self):
        old = person("lama", 100)
        self.write(json.dumps([old, {"name": "tiada", "servers": {}}]))

    def delete(self, name):
        self.settings["deleted"].append((name, self.request.headers["Authorization"]))
        self.set_status(204)


def run(question, tmp_path, parts=("buku",), prefix="/services/penjaga/"):
    """Ask a caretaker beside a hub that knows two people; return answer and deletions."""
    deleted = []
    hub = web.Application(
        [("/users", _Users), ("/users/(.*)/server", _Users), ("/buku", _Users)], deleted=deleted
    )

    async def go():
        socket, port = bind_unused_port()
        server = HTTPServer(hub)
        server.add_socket(socket)
        base = f"http://127.0.0.1:{port}"
        addresses = {name: f"{base}/{name}" for name in parts}
        addresses.update({"mati": "http://127.0.0.1:9/"} if "mati" in parts else {})
        caretaker = Caretaker(base, "t", addresses, str(tmp_path), 60)
        try:
            return await question(caretaker, make_application(caretaker, prefix))
        finally:
            server.stop()
            await server.close_all_connections()

    return asyncio.run(go()), deleted


def test_an_idle_server_is_stopped_with_the_services_own_token(tmp_path):
    names, deleted = run(lambda caretaker, _: caretaker.tidy(), tmp_path)
    assert names == ["lama"] and deleted == [("lama", "token t")]


def test_health_names_the_part_that_is_down(tmp_path):
    well, _ = run(lambda caretaker, _: caretaker.health(), tmp_path)
    assert well["status"] == "ok" and well["parts"] == {"buku": "ok"}
    ill, _ = run(lambda caretaker, _: caretaker.health(), tmp_path, ("buku", "mati"))
    assert ill["status"] == "down" and ill["parts"] == {"buku": "ok", "mati": "down"}
