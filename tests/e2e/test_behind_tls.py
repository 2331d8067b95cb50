"""A hub behind TLS with names of its own; TLS itself ends in front of it."""

import http.client
import re
from urllib.parse import urlencode

import pytest

pytestmark = pytest.mark.e2e

NAME = "kursus.example.go.id"
SETTINGS = {"hub": {"public_url": f"https://{NAME}"}}
XSRF = re.compile(r'name="_xsrf" value="([^"]+)"')


class Client:
    """A browser behind the TLS terminator, as far as headers go."""

    def __init__(self, port):
        self.port, self.cookies, self.set = port, {}, []

    def ask(self, method, path, host=NAME, **form):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Host": host, "X-Forwarded-Proto": "https"}
        headers["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(method, path, urlencode(form) if form else None, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self.set.append(cookie)
            key, _, value = cookie.split(";")[0].partition("=")
            self.cookies[key] = value
        line.close()
        return answer, text


@pytest.fixture(scope="module")
def client(hub):
    client = Client(hub.runtime.port)
    _, page = client.ask("GET", "/hub/login")
    form = {"username": "sekda", "password": hub.passwords["sekda"], "_xsrf": XSRF.search(page)[1]}
    answer, _ = client.ask("POST", "/hub/login", **form)
    assert answer.status == 302
    return client


def test_the_operator_is_told_the_public_address(hub):
    said = hub.said.read_text()
    assert f": https://{NAME}\n" in said and f"https://s-buku.{NAME}/services/buku/" in said


def test_no_other_host_can_set_the_cookie_of_the_login(client):
    _, page = client.ask("GET", "/hub/home")
    assert "sekda" in page
    (login,) = [one for one in client.set if one.startswith("__Host-jupyterhub-hub-login=")]
    assert "Domain" not in login and "Path=/;" in login + ";"
    for cookie in client.set:
        assert "Secure" in cookie and "SameSite=Lax" in cookie and "Domain" not in cookie, cookie


def test_the_login_under_the_plain_name_counts_for_nothing(client):
    tossed = Client(client.port)
    stolen = client.cookies["__Host-jupyterhub-hub-login"]
    tossed.cookies = {"jupyterhub-hub-login": stolen}
    answer, _ = tossed.ask("GET", "/hub/home")
    assert answer.status == 302 and "/hub/login" in answer.headers["Location"]


def test_the_bare_address_and_a_person_s_host_lead_to_the_hub(client):
    for host in ("127.0.0.1", "localhost", f"sekda.{NAME}"):
        answer, _ = client.ask("GET", "/hub/home", host)
        assert answer.headers["Location"] == f"https://{NAME}/hub/home"
