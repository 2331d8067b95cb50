"""The staff service and the tokens of a real hub: what is not meant to be there is not there."""

import json
import os
import shutil
import time
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import requests
from hub_client import Person, hub_session
from websocket import WebSocketException, create_connection

from coursekit.core.errors import CourseError
from coursekit.hub.services.staff import STAFF

pytestmark = pytest.mark.e2e

UNIT = TYPED = "02-kerangka-spbe"  # a lab whose visible tests look at code
TRAP = "from pathlib import Path\nPath({0!r}).write_text('loaded')\n"

# Everything a Jupyter server and its extensions would answer, by method.
JUPYTER = [
    *(("GET", path) for path in ("api", "api/", "api/status", "api/me", "api/spec.yaml")),
    ("GET", "api/contents"),
    ("GET", "api/contents/course/answer_keys"),
    ("PUT", "api/contents/x.txt"),
    ("POST", "api/contents"),
    *(("GET", f"api/{name}") for name in ("kernels", "kernelspecs", "sessions", "terminals")),
    *(("POST", f"api/{name}") for name in ("kernels", "sessions", "terminals")),
    *(("GET", f"api/{name}") for name in ("config/tree", "nbconvert", "events", "metrics/v1")),
    *(("GET", name) for name in ("metrics", "terminals/1", "terminals/new/x", "nbconvert")),
    ("GET", "nbconvert/html/course/answer_keys/keys/G01.json"),
    ("POST", "nbconvert/html"),
    ("GET", "files/course/answer_keys/keys/G01.json"),
    *(("GET", f"{name}/course/answer_keys") for name in ("lab/tree", "tree", "edit", "view")),
    *(("GET", name) for name in ("lab", "tree", "consoles/1", "notebooks/x.ipynb", "doc")),
    *(("GET", f"lab/api/{name}") for name in ("settings", "workspaces", "themes", "extensions")),
    *(("GET", name) for name in ("lsp/status", "lsp/ws/python", "kernelspecs/python3/logo")),
    *(("GET", name) for name in ("assignments", "courses", "validate", "formgraders")),
    *(("POST", name) for name in ("assignments/fetch", "assignments/validate")),
    *(("GET", name) for name in ("login", "security/csp-report", "static/base/js/main.min.js")),
    *(("POST", name) for name in ("api/shutdown", "api/security/csp-report")),
    ("GET", "formgrader/api/unknown"),
    ("GET", "formgrader/../api/contents"),
    ("GET", "formgrader/static/../../../../../../../../etc/passwd"),
    ("GET", "formgrader/static/%2e%2e/%2e%2e/%2e%2e/apps/api.py"),
    ("GET", "formgrader/coursekit/../web.py"),
]


@pytest.fixture(scope="module")
def instructor(hub):
    """An instructor in her browser, with formgrader open."""
    person = Person(hub.url, "widyaiswara")
    assert person.log_in(hub.passwords[person.name]).status_code == 302
    opened = person.session.get(f"{base(hub)}/formgrader")
    assert opened.status_code == 200 and "Manage Assignments" in opened.text
    return person


@pytest.fixture(scope="module")
def token(hub, instructor):
    return instructor.make_token(hub.passwords[instructor.name], "penilaian")


def base(hub):
    return hub.hosts.service(hub.course)


def bearing(token):
    return {"Authorization": f"token {token}"}


def xsrf(hub, person):
    path = urlsplit(base(hub)).path + "/"
    return {"X-XSRFToken": person.session.cookies.get("_xsrf", path=path)}


def ask(session, method, address, **options):
    """Send an address as it is written: requests would tidy the dots away."""
    prepared = session.prepare_request(requests.Request(method, address, **options))
    prepared.url = address
    return session.send(prepared, allow_redirects=False, timeout=60)


def lives(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("way", ["cookie", "token"])
def test_nothing_of_a_jupyter_server_is_there(hub, instructor, token, way):
    session = instructor.session if way == "cookie" else hub_session()
    headers = xsrf(hub, instructor) if way == "cookie" else bearing(token)
    through = {}
    for method, path in JUPYTER:
        answer = ask(session, method, f"{base(hub)}/{path}", headers=headers)
        # An address that leaves the service's own is the hub's, which knows no such page either.
        led = urlsplit(answer.headers["Location"]).path if answer.is_redirect else ""
        left = bool(led) and not led.startswith(urlsplit(base(hub)).path)
        if answer.status_code not in (403, 404) and not left:
            through[method, path] = answer.status_code
    assert through == {}
    assert ask(session, "GET", f"{base(hub)}/formgrader/api/assignments", headers=headers).ok


def test_no_channel_to_a_kernel_or_terminal_opens(hub, token):
    parts = urlsplit(base(hub))
    address = f"ws://127.0.0.1:{parts.port}{parts.path}"
    for path in ("api/kernels/1/channels", "terminals/websocket/1", "lsp/ws/pylsp"):
        with pytest.raises(WebSocketException, match=r"40[34]"):
            create_connection(
                f"{address}/{path}", header=bearing(token), host=parts.netloc, timeout=30
            )


def test_a_form_of_another_page_moves_nothing(hub, instructor):
    address = f"{base(hub)}/formgrader/api/assignment/{UNIT}/unrelease"
    assert instructor.session.post(address).status_code == 403
    assert instructor.session.post(address, headers={"X-XSRFToken": "x"}).status_code == 403


def test_strangers_and_trainees_get_nothing(hub):
    assert (
        hub_session()
        .get(f"{base(hub)}/formgrader/api/assignments")
        .url.startswith(f"{hub.url}/hub/login")
    )
    trainee = Person(hub.url, "sekda")
    trainee.log_in(hub.passwords["sekda"])
    assert trainee.session.get(f"{base(hub)}/formgrader").status_code == 403
    with pytest.raises(CourseError, match="Pilih kegunaan"):
        trainee.make_token(hub.passwords["sekda"], "penilaian")


def test_no_settings_are_loaded_from_a_folder_in_the_address(hub, instructor, tmp_path):
    folder = hub.layout.var / "submitted" / "sekda" / UNIT
    folder.mkdir(parents=True, exist_ok=True)
    marker = hub.layout.var / "gradebook" / "loaded"
    (folder / "nbgrader_config.py").write_text(TRAP.format(str(marker)))
    seen = instructor.session.get(f"{base(hub)}/formgrader", params={"path": str(folder)})
    assert seen.url.endswith("/formgrader/manage_assignments") and not marker.exists()
    shutil.rmtree(folder)


def test_only_labs_that_are_there_can_be_meant(hub, instructor, token):
    for path in ("assignment/..%2f..%2fhub/collect", "assignment/77-lain/release"):
        told = (
            hub_session().post(f"{base(hub)}/formgrader/api/{path}", headers=bearing(token)).json()
        )
        assert not told["success"] and told["error"].startswith("Lab ini tidak ada.")
    told = (
        hub_session()
        .post(
            f"{base(hub)}/formgrader/api/submission/{UNIT}/..%2fdiskominfo/autograde",
            headers=bearing(token),
        )
        .json()
    )
    assert told["error"] == "Peserta ini belum mengumpulkan lab ini."
    made = hub_session().put(
        f"{base(hub)}/formgrader/api/assignment/77-baru", json={}, headers=bearing(token)
    )
    assert made.status_code == 400 and not (hub.layout.solutions / "77-baru").exists()


def test_the_process_behind_it_is_nobody_else_and_starts_none(hub, instructor):
    family = psutil.Process(hub.process.pid).children(recursive=True)
    web = [one for one in family if "coursekit.web.formgrader.application" in one.cmdline()]
    (server,) = (one for one in web if "coursekit.hub.sandboxes.sandbox_init" not in one.cmdline())
    uid = STAFF["formgrader"].uid if os.geteuid() == 0 else os.geteuid()
    assert server.uids() == (uid, uid, uid)
    assert all("coursekit.grading.feedback.drawing" in one.cmdline() for one in server.children())
    assert not any("singleuser" in " ".join(one.cmdline()) for one in family)
    if os.geteuid() == 0:
        status = Path("/proc", str(server.pid), "status").read_text()
        assert "CapEff:\t0000000000000000" in status and "NoNewPrivs:\t1" in status


def test_a_killed_service_leaves_nothing_and_comes_back(hub, token):
    family = psutil.Process(hub.process.pid).children(recursive=True)
    (outside,) = (one for one in family if "coursekit.hub.services.staff" in one.cmdline())
    inner = outside.children(recursive=True)
    outside.kill()
    assert len(inner) > 2
    deadline = time.monotonic() + 120
    while any(map(lives, inner)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    while not hub_session().get(f"{base(hub)}/formgrader/api/status", headers=bearing(token)).ok:
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_a_cookie_makes_no_token(hub, instructor):
    for body in ({}, {"auth": {"username": "widyaiswara", "password": "x"}}):
        told = instructor.hub("POST", "users/widyaiswara/tokens", json=body)
        assert told.status_code == 403, told.text
    with_password = {"username": "widyaiswara", "password": hub.passwords["widyaiswara"]}
    address = f"{hub.url}/hub/api/users/widyaiswara/tokens"
    assert hub_session().post(address, json={"auth": with_password}).status_code == 403
    with pytest.raises(CourseError, match="Kata sandi keliru"):
        instructor.make_token("", "penilaian")
    with pytest.raises(CourseError, match="masa berlaku"):
        instructor.make_token(hub.passwords["widyaiswara"], "penilaian", 24 * 365)


def test_a_token_is_for_one_thing_and_ends(hub, instructor, token):
    (one,) = (
        one
        for one in instructor.hub("GET", "users/widyaiswara/tokens").json()["api_tokens"]
        if one["note"] == "coba"
    )
    identity = {f"read:users:{what}!user=widyaiswara" for what in ("name", "groups")}
    assert set(one["scopes"]) - identity == {f"access:services!service={hub.course}"}
    assert one["expires_at"]
    api = f"{hub.url}/hub/api"
    told = hub_session().get(f"{api}/users/widyaiswara", headers=bearing(token)).json()
    assert set(told) <= {"kind", "name", "groups", "admin", "user_info"}
    for path in ("users/widyaiswara/tokens", "users", "users/sekda", "groups", "services", "info"):
        assert hub_session().get(f"{api}/{path}", headers=bearing(token)).status_code in (403, 404)
    made = hub_session().post(f"{api}/users/widyaiswara/tokens", headers=bearing(token), json={})
    assert made.status_code == 403
    assert hub_session().post(
        f"{api}/users/widyaiswara/server", headers=bearing(token)
    ).status_code in (*(403, 404),)


def test_a_revoked_token_is_dead_and_all_is_on_record(hub, instructor):
    password = hub.passwords[instructor.name]
    token = instructor.make_token(password, "penilaian", 24 * 7)
    address = f"{base(hub)}/formgrader/api/assignments"
    assert hub_session().get(address, headers=bearing(token)).status_code == 200
    assert instructor.session.get(f"{hub.url}/hub/token").text.count('value="revoke"') > 1
    page = instructor.revoke_newest_token()
    assert "Token dicabut" in page

    def status():
        return hub_session().get(address, headers=bearing(token), allow_redirects=False).status_code

    deadline = time.monotonic() + 60
    while status() == 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert status() in (302, 403)
    record = hub.runtime.token_record
    assert record.stat().st_mode & 0o777 == 0o600
    events = [json.loads(line) for line in record.read_text().splitlines()]
    made, revoked = [one for one in events if one["account"] == "widyaiswara"][-2:]
    assert (made["what"], revoked["what"]) == ("made", "revoked")
    assert made["scopes"] == [f"access:services!service={hub.course}"] and made["until"]
    assert made["address"] == "127.0.0.1" and made["time"]
    assert "dibuat: coba" in page and "dicabut: coba" in page and token not in record.read_text()


def test_a_trainees_token_lasts_a_day_at_most(hub):
    trainee = Person(hub.url, "bappeda")
    trainee.log_in(hub.passwords["bappeda"])
    with pytest.raises(CourseError, match="masa berlaku"):
        trainee.make_token(hub.passwords["bappeda"], "lab", 24 * 7)
    assert trainee.make_token(hub.passwords["bappeda"], "lab", 24)
