"""The service: identity from the token alone, staff and trainees apart."""

import asyncio
import io
import json
import tarfile

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from coursekit.exchange.service import make_application, role_in
from coursekit.exchange.store import Store

PEOPLE = {
    "t-a": {"kind": "user", "name": "sekda", "groups": ["nbgrader-c"]},
    "t-b": {"kind": "user", "name": "bappeda", "groups": ["nbgrader-c"]},
    "t-i": {"kind": "user", "name": "guru", "groups": ["formgrade-c"]},
    "t-s": {"kind": "service", "name": "c"},
    "t-x": {"kind": "user", "name": "orang", "groups": ["nbgrader-d"]},
}


def lab(text=b"{}"):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as packed:
        info = tarfile.TarInfo("lab.ipynb")
        info.size = len(text)
        packed.addfile(info, io.BytesIO(text))
    return buffer.getvalue()


LAB = lab()


@pytest.fixture
def talk(tmp_path):
    """Run a scenario of calls against a service; a call returns status and body."""

    async def identify(token):
        return PEOPLE.get(token)

    def run(scenario):
        async def main():
            store = Store(tmp_path / "exchange")
            sockets, port = bind_unused_port()
            server = HTTPServer(make_application("/x", store, identify))
            server.add_socket(sockets)
            client = AsyncHTTPClient(force_instance=True)

            async def call(method, path, token=None, body=None, **headers):
                if token:
                    headers["Authorization"] = f"token {token}"
                url = f"http://127.0.0.1:{port}/x/api{path}"
                request = HTTPRequest(url, method, headers, body, allow_nonstandard_methods=True)
                answer = await client.fetch(request, raise_error=False)
                return answer.code, answer.body

            try:
                await scenario(call)
            finally:
                client.close()
                server.stop()
                await server.close_all_connections()
                store.close()

        asyncio.run(main())

    return run


def test_the_cycle_over_http(talk):
    async def scenario(call):
        assert (await call("PUT", "/courses/c/assignments/lab", "t-s", LAB))[0] == 200
        assert json.loads((await call("GET", "/courses", "t-a"))[1]) == ["c"]
        assert (await call("GET", "/courses/c/assignments/lab", "t-a"))[1] == LAB
        path = "/courses/c/submissions?assignment=lab"
        status, body = await call("POST", path, "t-a", LAB, **{"Idempotency-Key": "k"})
        receipt = json.loads(body)
        assert status == 200 and receipt["trainee"] == "sekda"
        again = await call("POST", path, "t-a", LAB, **{"Idempotency-Key": "k"})
        assert json.loads(again[1]) == receipt
        listed = json.loads((await call("GET", f"{path}&all=1", "t-i"))[1])
        assert [one["id"] for one in listed] == [receipt["id"]]
        back = f"/courses/c/feedback/{receipt['id']}"
        assert (await call("GET", back, "t-a"))[0] == 404
        assert (await call("PUT", back, "t-i", LAB))[0] == 200
        assert (await call("GET", back, "t-a"))[1] == LAB

    talk(scenario)


def test_nobody_reaches_what_is_not_his(talk):
    async def scenario(call):
        await call("PUT", "/courses/c/assignments/lab", "t-i", LAB)
        posted = await call("POST", "/courses/c/submissions?assignment=lab", "t-a", LAB)
        name = json.loads(posted[1])["id"]
        for token in (None, "nonsense"):
            assert (await call("GET", "/courses", token))[0] == 403
        assert (await call("GET", "/courses/c/assignments", "t-x"))[0] == 404
        assert (await call("GET", f"/courses/c/submissions/{name}", "t-b"))[0] == 404
        assert json.loads((await call("GET", "/courses/c/submissions?all=1", "t-b"))[1]) == []
        assert (await call("PUT", "/courses/c/assignments/lab", "t-a", LAB))[0] == 403
        assert (await call("PUT", f"/courses/c/feedback/{name}", "t-a", LAB))[0] == 403
        assert (await call("DELETE", "/courses/c/assignments/lab", "t-a"))[0] == 403
        assert (await call("GET", "/courses/c/assignments/..%2f..%2fx", "t-a"))[0] in (400, 404)
        assert (await call("POST", "/courses/c/submissions?assignment=lab", "t-a", b"x"))[0] == 400
        assert (await call("POST", "/courses/c/submissions?assignment=no", "t-a", LAB))[0] == 404

    talk(scenario)


@pytest.mark.parametrize(
    ("token", "role"),
    [("t-a", "trainee"), ("t-i", "staff"), ("t-s", "staff"), ("t-x", None)],
)
def test_the_role_comes_from_groups_and_the_service_s_name(token, role):
    assert role_in(PEOPLE[token], "c") == role
