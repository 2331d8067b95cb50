"""Which host everybody stands on, and what becomes of a host nobody stands on."""

import asyncio
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from coursekit.core.errors import UsageError
from coursekit.hub.hosts import Hosts, person_label, public_url, refuse_shared, service_label
from coursekit.hub.services.lobby import make_lobby

LABEL = set(string.ascii_lowercase + string.digits + "-")
NAMES = st.text(string.ascii_letters + string.digits + "._@+-", min_size=1, max_size=32)
HOME = Hosts("http://localhost:8000")
BEHIND_TLS = Hosts("https://kursus.example.go.id")


@given(NAMES)
def test_every_name_makes_a_dns_label(name):
    for label in (person_label(name), service_label(name)):
        assert set(label) <= LABEL
        assert label[0] != "-" and label[-1] != "-" and not label.startswith("xn--")
    assert len(person_label(name)) <= 63


@given(NAMES, NAMES)
def test_no_two_names_share_a_host(one, other):
    assert (person_label(one) == person_label(other)) == (one == other)
    assert person_label(one) != service_label(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("siti.aminah", "siti_aminah"),
        ("Sekda", "sekda"),
        ("a-b", "a.b"),
        ("a-2db", "a-b"),
        ("a" * 31 + "." * 33, "a" * 31 + "." * 34),
        ("u-a", "A"),
        ("xn--sekda", "sekda"),
    ],
)
def test_names_made_to_collide_do_not(one, other):
    assert person_label(one) != person_label(other)


def test_a_person_cannot_take_a_service_s_host_or_one_an_organisation_uses():
    taken = {service_label(name) for name in ("buku", "exchange", "penjaga", "akselerasi-spbe")}
    for name in ("buku", "s-buku", "www", "hub", "localhost", "mail", "s", "u", "h"):
        assert person_label(name) not in taken | {"www", "hub", "localhost", "mail"}


def test_addresses_at_home_and_behind_tls():
    assert HOME.person("sekda") == "http://sekda.localhost:8000/user/sekda"
    assert HOME.person("siti.a") == "http://u-siti-2ea.localhost:8000/user/siti.a"
    assert HOME.service("buku") == "http://s-buku.localhost:8000/services/buku"
    assert BEHIND_TLS.person("sekda") == "https://sekda.kursus.example.go.id/user/sekda"
    assert BEHIND_TLS.hook("buku", "", "service") == "s-buku.kursus.example.go.id"


def test_a_bare_address_has_one_host_for_all():
    hosts = Hosts("http://192.168.1.5:8000")
    assert hosts.shared
    assert hosts.person("sekda") == "http://192.168.1.5:8000/user/sekda"


@pytest.mark.parametrize(
    ("address", "configured", "url"),
    [
        ("127.0.0.1", "", "http://localhost:8000"),
        ("::1", "", "http://localhost:8000"),
        ("192.168.1.5", "", "http://192.168.1.5:8000"),
        ("fd00::5", "", "http://[fd00::5]:8000"),
        ("127.0.0.1", "https://Kursus.example.go.id/", "https://kursus.example.go.id"),
    ],
)
def test_what_people_type(address, configured, url):
    assert public_url(address, 8000, configured) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.5:8000",
        "http://127.0.0.1:8000",
        "http://0.0.0.0:8000",
        "http://[fd00::5]:8000",
        "https://192.168.1.5",
        "http://kursus.example.go.id:8000",
    ],
)
def test_an_address_that_all_would_share_is_refused_with_the_way_out(url):
    with pytest.raises(UsageError) as caught:
        refuse_shared(Hosts(url))
    for word in (url, "hub.public_url", "*.kursus.example.go.id", "--demo-unsafe"):
        assert word in str(caught.value)


@pytest.mark.parametrize("hosts", [HOME, BEHIND_TLS])
def test_hosts_of_their_own_are_taken(hosts):
    refuse_shared(hosts)


def ask_lobby(path, method="GET", **headers):
    async def ask():
        socket, port = bind_unused_port()
        server = HTTPServer(make_lobby(HOME))
        server.add_socket(socket)
        client = AsyncHTTPClient(force_instance=True)
        request = HTTPRequest(
            f"http://127.0.0.1:{port}{path}",
            method,
            {key.replace("_", "-"): value for key, value in headers.items()},
            body=None if method in ("GET", "HEAD") else "a=b",
            follow_redirects=False,
        )
        answer = await client.fetch(request, raise_error=False)
        client.close()
        server.stop()
        await server.close_all_connections()
        return answer

    return asyncio.run(ask())


@pytest.mark.parametrize("path", ["/", "/hub/login?next=%2Fhub%2F", "/user/sekda/lab"])
def test_the_lobby_leads_to_the_hub(path):
    answer = ask_lobby(path, Sec_Fetch_Mode="navigate")
    assert (answer.code, answer.headers["Location"]) == (302, HOME.public + path)


def test_the_lobby_leads_from_the_hub_to_a_service_and_not_round_and_round():
    path = "/services/buku/a.html?b=c"
    there = ask_lobby(path, Host="localhost:8000").headers["Location"]
    assert there == "http://s-buku.localhost:8000" + path
    back = ask_lobby(path, Host="s-buku.localhost:8000").headers["Location"]
    assert back == HOME.public + "/"
    assert (
        ask_lobby("/services/../x@evil", Host="localhost")
        .headers["Location"]
        .startswith((HOME.public + "/", "http://s-"))
    )


@pytest.mark.parametrize("path", ["//evil.example/", "/%0d%0aX:1", "/\\evil.example", "/@evil"])
def test_the_lobby_leads_nowhere_else(path):
    answer = ask_lobby(path)
    assert answer.headers.get("Location", HOME.public + "/").startswith(HOME.public + "/")


@pytest.mark.parametrize(
    ("method", "mode"),
    [("GET", "cors"), ("GET", "no-cors"), ("GET", "websocket"), ("POST", "navigate")],
)
def test_the_lobby_tells_programs_that_nobody_is_here(method, mode):
    answer = ask_lobby("/user/sekda/api/status", method, Sec_Fetch_Mode=mode)
    assert answer.code == 424 and "Location" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("Access-Control")]
