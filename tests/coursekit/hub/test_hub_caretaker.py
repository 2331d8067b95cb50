"""Who tends the hub: idle servers are stopped, however many; strangers learn only ok or not ok."""

import asyncio
import json
import os
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from jupyterhub.services.auth import HubOAuth
from tornado import web
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from traitlets.config import Config

from coursekit.core.layout import CourseLayout
from coursekit.core.settings import DEFAULTS, merge
from coursekit.hub.runtime import Runtime
from coursekit.hub.services import health_service
from coursekit.hub.services.health_config import update_culler
from coursekit.hub.services.health_service import HealthService, make_application

PAGE, MOST = 50, 200  # what the real hub gives at once, unasked and asked for more
SCOPE = "access:services!service=penjaga"


class _Users(web.RequestHandler):
    """Lists of people as JupyterHub gives them: by pages, whatever is asked for."""

    def get(self):
        people = self.settings["people"]
        assert self.get_query_argument("state") == "ready"
        offset = int(self.get_query_argument("offset", "0"))
        limit = min(int(self.get_query_argument("limit", str(PAGE))), MOST)
        items, following = people[offset : offset + limit], None
        if offset + limit < len(people):
            more = urlencode({"state": "ready", "offset": offset + limit, "limit": limit})
            following = {"url": f"{self.settings['api']}/users?{more}"}
        if "pagination" in self.request.headers.get("Accept", ""):
            told = {"items": items, "_pagination": {"next": following}}
        else:
            told = items
        self.write(json.dumps(told))

    def delete(self, name):
        self.settings["stopped"].append((name, self.request.headers["Authorization"]))
        if len(self.settings["stopped"]) == self.settings["expected"]:
            self.settings["done"].set()
        self.set_status(204)


class _Root(web.RequestHandler):
    def get(self):
        self.write({"version": "6.1.1"})


def person(name, minutes):
    then = (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")
    server = {
        "name": "",
        "ready": True,
        "pending": None,
        "url": f"/user/{name}/",
        "last_activity": then,
        "started": then,
    }
    return {"name": name, "admin": False, "servers": {"": server}}


def culler(tmp_path, minutes):
    config = Config()
    settings = merge(DEFAULTS, {"servers": {"idle_minutes": minutes}})
    config.Spawner.environment = {}
    config.JupyterHub.services = config.JupyterHub.load_roles = []
    update_culler(config, Runtime(CourseLayout(tmp_path), 9000), settings, {})
    return config.JupyterHub


async def run_culler(command, people, expected):
    """Run the service against a hub with these people until so many servers are stopped."""
    socket, port = bind_unused_port()
    api = f"http://127.0.0.1:{port}/hub/api"
    known = {"people": people, "stopped": [], "expected": expected, "done": asyncio.Event()}
    routes = [
        ("/hub/api/", _Root),
        ("/hub/api/users", _Users),
        ("/hub/api/users/(.*)/server", _Users),
    ]
    server = HTTPServer(web.Application(routes, api=api, **known))
    server.add_socket(socket)
    environment = {**os.environ, "JUPYTERHUB_API_URL": api, "JUPYTERHUB_API_TOKEN": "t"}
    process = await asyncio.create_subprocess_exec(
        *command,
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await asyncio.wait_for(known["done"].wait(), 60)
    finally:
        process.terminate()
        await process.wait()
        server.stop()
        await server.close_all_connections()
    return known["stopped"]


def test_every_idle_server_is_stopped_and_no_other(tmp_path):
    (service,) = culler(tmp_path, 60).services
    idle = [person(f"lama{n:03}", 61) for n in range(260)]
    used = [person(f"baru{n:03}", 59) for n in range(20)]
    stopped = asyncio.run(run_culler(service["command"], [*used, *idle], len(idle)))
    assert sorted(stopped) == [(one["name"], "token t") for one in idle]


def test_nobody_is_stopped_where_the_time_is_none(tmp_path):
    hub = culler(tmp_path, 0)
    assert hub.services == [] and hub.load_roles == []


class _Whoami(web.RequestHandler):
    """What the hub says of a token."""

    def get(self):
        name = self.request.headers["Authorization"].split()[1]
        if name not in ("guru", "peserta"):
            self.set_status(403)
            return
        scopes = [SCOPE] if name == "guru" else []
        self.write({"kind": "user", "name": name, "groups": [], "scopes": scopes})


class _Part(web.RequestHandler):
    def get(self):
        self.settings["asked"].append(1)
        self.write("ok")


def ask(tmp_path, requests, parts=("buku",), hub_path="/hub/api"):
    """Ask a caretaker; return its answers and how often the part was asked."""
    asked = []

    async def go():
        servers, ports = [], []
        for _ in range(2):
            socket, port = bind_unused_port()
            ports.append(port)
            servers.append(socket)
        base = f"http://127.0.0.1:{ports[0]}"
        other = web.Application([("/buku", _Part), ("/hub/api/user", _Whoami)], asked=asked)
        hub_auth = HubOAuth(
            api_url=base + hub_path,
            api_token="t",
            base_url="/services/penjaga/",
            access_scopes={SCOPE},
            oauth_client_id="service-penjaga",
        )
        addresses = {"buku": f"{base}/buku", "mati": "http://127.0.0.1:9/"}
        keeper = HealthService({name: addresses[name] for name in parts}, str(tmp_path))
        running = [HTTPServer(other), HTTPServer(make_application(keeper, hub_auth))]
        for server, socket in zip(running, servers, strict=True):
            server.add_socket(socket)
        try:
            return [
                await AsyncHTTPClient().fetch(
                    f"http://127.0.0.1:{ports[1]}/services/penjaga/{path}",
                    headers={"Authorization": f"token {token}"} if token else {},
                    raise_error=False,
                    follow_redirects=False,
                )
                for path, token in requests
            ]
        finally:
            for server in running:
                server.stop()
                await server.close_all_connections()

    return asyncio.run(go()), asked


@pytest.mark.parametrize("token", ["", "palsu", "peserta"])
def test_strangers_and_trainees_learn_only_whether_all_is_well(tmp_path, token):
    (well,), _ = ask(tmp_path, [("", token)])
    assert (well.code, json.loads(well.body)) == (200, {"status": "ok"})
    (ill,), _ = ask(tmp_path, [("", token)], ("buku", "mati"))
    assert (ill.code, json.loads(ill.body)) == (503, {"status": "down"})


def test_staff_learn_which_part_is_down_and_how_much_room_is_left(tmp_path):
    (ill,), _ = ask(tmp_path, [("", "guru")], ("buku", "mati"))
    told = json.loads(ill.body)
    assert told["parts"] == {"buku": "ok", "mati": "down"} and told["disk_free_mb"] > 0
    assert ill.headers["Cache-Control"] == "no-store"


def test_staff_learn_which_setting_has_no_effect_and_strangers_do_not(small_layout):
    settings = small_layout.hub / "settings.yaml"
    settings.write_text("exchange: {instant: [01-contoh]}\n")
    (well,), _ = ask(small_layout.root, [("", "guru")])
    assert json.loads(well.body)["settings"] == "ok"
    settings.write_text("exchange: {instant: [01-conto]}\n")
    (told, less), _ = ask(small_layout.root, [("", "guru"), ("", "peserta")])
    assert "'01-conto'; did you mean 01-contoh?" in json.loads(told.body)["settings"]
    assert told.code == 200 and json.loads(less.body) == {"status": "ok"}


def test_health_is_told_while_the_hub_cannot_say_who_asks(tmp_path):
    (told,), _ = ask(tmp_path, [("", "guru")], hub_path="/tiada")
    assert json.loads(told.body) == {"status": "ok"}


def test_many_questions_are_one_question_to_the_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(health_service, "_FRESH_SECONDS", 3600)
    told, asked = ask(tmp_path, [("", "")] * 8)
    assert {one.code for one in told} == {200} and len(asked) == 1


def test_a_browser_is_sent_to_the_hub_to_log_in(tmp_path):
    (sent,), _ = ask(tmp_path, [("masuk", "")])
    assert sent.code == 302 and "oauth2/authorize" in sent.headers["Location"]
    (inside,), _ = ask(tmp_path, [("masuk", "guru")])
    assert inside.headers["Location"] == "/services/penjaga/"
