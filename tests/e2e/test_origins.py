"""Everybody on a host of his own: what the hub says elsewhere, its cookies, what a server loads."""

import http.client
import os
import re
import sys
from email.utils import parsedate_to_datetime
from http.cookies import SimpleCookie

import pytest
from hub_client import Person

pytestmark = pytest.mark.e2e

HOURS = 12
# What Jupyter or Python might load from a person's home. Code leaves its mark there.
SITE = f".local/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
CODE = [
    ".jupyter/jupyter_server_config.py",
    ".jupyter/jupyter_config.py",
    ".jupyter/jupyter_lab_config.py",
    ".jupyter/nbgrader_config.py",
    ".local/etc/jupyter/jupyter_server_config.py",
    f"{SITE}/milikku.py",
    f"{SITE}/usercustomize.py",
    f"{SITE}/jupyterhub/__init__.py",
    "jupyterhub/__init__.py",
    "coursekit/__init__.py",
    "jupyter_server_config.py",
    "nbgrader_config.py",
]
OTHERS = {
    ".jupyter/jupyter_server_config.d/sendiri.json": (
        '{"ServerApp": {"jpserver_extensions": {"milikku": true}}}'
    ),
    f"{SITE}/milikku.pth": "import milikku\n",
}


def write_own(home, name):
    """Write into a home whatever the person's server might load; return where marks appear."""
    marks = home / "dimuat"
    mark = f"open('/home/{name}/dimuat', 'a').write('{{}}\\n')\n"
    for where, text in {**{one: mark.format(one) for one in CODE}, **OTHERS}.items():
        path = home / where
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    owner = home.stat()
    for path in home.rglob("*"):
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
    return marks


def ask(hub, host, path, method="GET"):
    """Ask the proxy for a host by name; return the answer."""
    line = http.client.HTTPConnection("127.0.0.1", hub.runtime.port, timeout=20)
    line.request(method, path, headers={"Host": f"{host}:{hub.runtime.port}"})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer


def given(answers):
    """Return every cookie a chain of answers set, with its attributes."""
    for answer in answers:
        for text in answer.raw.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(text).items():
                if morsel.value:  # the others are taken away
                    yield name, morsel, answer


@pytest.mark.parametrize(
    "host",
    ["sekda.localhost", "s-buku.localhost", "127.0.0.1", "evil.example", "localhost.", "a.b.c"],
)
def test_the_hub_answers_on_no_host_but_its_own(hub, host):
    assert ask(hub, "localhost", "/hub/login").status == 200
    for path in ("/hub/login", "/hub/api/", "/hub/api/user", "/hub/static/css/style.min.css"):
        answer = ask(hub, host, path)
        assert (answer.status, answer.headers["Location"]) == (302, hub.url + path)
        assert "Set-Cookie" not in answer.headers
        assert ask(hub, host, path, "POST").status == 424


def test_a_stopped_server_s_host_leads_to_the_hub(hub):
    answer = ask(hub, "bappeda.localhost", "/user/bappeda/lab")
    assert answer.headers["Location"] == f"{hub.url}/user/bappeda/lab"


def test_a_service_is_found_from_the_hub_s_host(hub):
    answer = ask(hub, "localhost", "/services/buku/index.html")
    assert answer.headers["Location"] == f"{hub.hosts.service('buku')}/index.html"


def test_nobody_is_served_under_another_s_host(hub):
    hub.person("sekda")
    assert ask(hub, "sekda.localhost", "/user/sekda/api").status == 200
    for host in ("localhost", "diskominfo.localhost", "s-buku.localhost"):
        assert ask(hub, host, "/user/sekda/api").status in (302, 424)


def test_cookies_are_of_one_host_and_end_with_the_day(hub):
    person = Person(hub.url, "sekda")
    entered = person.log_in(hub.passwords["sekda"])
    person.start()
    person.session.cookies.clear(domain="sekda.localhost")
    shown = person.session.get(f"{person.home}/lab")
    cookies = list(given([entered, *shown.history, shown]))
    names = {name for name, _, _ in cookies}
    assert {"jupyterhub-hub-login", "jupyterhub-session-id", "jupyterhub-user-sekda"} <= names
    for name, morsel, answer in cookies:
        assert morsel["domain"] == "", name
        assert morsel["samesite"] in ("Lax", "Strict"), name
        assert morsel["httponly"] or name == "_xsrf", name
        if morsel["max-age"]:  # wins over the other
            assert int(morsel["max-age"]) <= HOURS * 3600, name
        elif morsel["expires"]:
            now = parsedate_to_datetime(answer.headers["Date"])
            left = parsedate_to_datetime(morsel["expires"]) - now
            assert left.total_seconds() <= HOURS * 3600 + 60, name
    assert not [cookie for cookie in person.session.cookies if cookie.domain_specified]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://sekda.localhost:{port}"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"}, 403),
        ({"Origin": "http://localhost:{port}", "Sec-Fetch-Site": "same-origin"}, 302),
    ],
)
def test_nobody_is_logged_in_from_another_s_page(hub, headers, status):
    person = Person(hub.url, "diskominfo")
    headers = {key: value.format(port=hub.runtime.port) for key, value in headers.items()}
    shown = person.session.get(f"{hub.url}/hub/login").text
    form = {"username": person.name, "password": hub.passwords[person.name]}
    form["_xsrf"] = re.search('name="_xsrf" value="([^"]+)"', shown)[1]
    address = f"{hub.url}/hub/login"
    told = person.session.post(address, data=form, headers=headers, allow_redirects=False)
    assert told.status_code == status, told.text[:500]


def test_a_picture_elsewhere_logs_nobody_out(hub):
    person = Person(hub.url, "diskominfo")
    person.log_in(hub.passwords[person.name])
    picture = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"}
    assert person.session.get(f"{hub.url}/hub/logout", headers=picture).status_code == 403
    assert person.hub("GET", "user").json()["name"] == person.name


def test_hub_pages_are_framed_nowhere_and_alone_in_their_group(hub):
    headers = ask(hub, "localhost", "/hub/login").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_server_s_host_cannot_set_the_hub_s_cookies(hub, desk_of):
    desk = desk_of("sekda")
    desk.page.wait_for_url("**/kursus")
    assert desk.page.evaluate("location.origin") != hub.url
    window, inside = desk.page.context, f"{hub.url}/hub/home"
    before = {(one["name"], one["value"]) for one in window.cookies(inside)}
    assert {"jupyterhub-hub-login", "jupyterhub-session-id"} <= {name for name, _ in before}
    desk.page.evaluate(
        """() => {
          for (const name of ["jupyterhub-hub-login", "jupyterhub-session-id", "_xsrf", "baru"])
            for (const domain of ["localhost", ".localhost"])
              for (const path of ["/", "/hub/"])
                document.cookie = `${name}=palsu; Domain=${domain}; Path=${path}`;
          document.cookie = "sendiri=1; Path=/";
        }"""
    )
    assert "sendiri" in desk.page.evaluate("document.cookie")
    assert {(one["name"], one["value"]) for one in window.cookies(inside)} == before


def test_a_browser_that_finds_no_names_is_told(hub, browser):
    window = browser.new_context()
    page = window.new_page()
    hint = page.locator("#tanpa-nama")
    with page.expect_response(lambda answer: "s-buku." in answer.url):
        page.goto(f"{hub.url}/hub/login")
    assert not hint.is_visible()
    window.route(f"{hub.hosts.service('buku')}/**", lambda route: route.abort("namenotresolved"))
    page.reload()
    hint.wait_for()
    assert "Chrome" in hint.inner_text()
    window.close()


def test_a_server_loads_nothing_of_its_person(hub):
    person = hub.person("bappeda")
    person.stop()
    marks = write_own(hub.runtime.homes / "bappeda", "bappeda")
    person.start()
    assert person.server("GET", "kursus").status_code == 200
    listed = person.server("GET", f"assignments?course_id={hub.course}")
    assert listed.status_code == 200 and listed.json()["success"], listed.text
    assert not marks.exists(), marks.read_text()
    # What he starts himself does load it: the marks are real.
    line = "python -c 'import jupyterhub'; echo sele''sai"
    assert "selesai" in person.terminal(line, "selesai")
    assert marks.read_text() == "jupyterhub/__init__.py\n"
