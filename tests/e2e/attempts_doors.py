"""What a person might try at the doors of the sandbox: the hub's and the exchange's ports."""

import http.client
import io
import json
import os
import tarfile

import attempts
from attempts import ME, TOKEN, Failed, ask, attempt, exchange, got, note

# The doors: the hub's and the exchange's ports, with words that proxies are believed for


def knock(door, method, path, body=None, **headers):
    """Ask at a door as a proxy would; an answer below 300 is what the attacker wants."""
    line = http.client.HTTPConnection("127.0.0.1", attempts.TARGETS["doors"][door], timeout=5)
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    line.request(method, path, body=body, headers=named)
    answer = line.getresponse()
    text = answer.read().decode(errors="replace")
    if answer.status >= 300:
        raise Failed(f"{answer.status} {text[:80]}")
    return got(text)


_ALL = "/services/exchange/api/courses/{course_id}/submissions?all=1"
_STAFF = {"X_Forwarded_User": "widyaiswara", "Remote_User": "widyaiswara"}
_STAFF |= {"X_Remote_User": "widyaiswara", "X_Auth_Request_User": "widyaiswara"}
_INNER = {"X_Forwarded_For": "127.0.0.1", "X_Real_IP": "127.0.0.1", "Forwarded": "for=127.0.0.1"}
_OWN = {"Authorization": f"token {TOKEN}"}
for _name, _door, _method, _path, _headers in (
    ("hub: the list of people for whom a proxy vouches", 0, "GET", "/hub/peserta", _STAFF),
    ("hub: all people, from within the machine", 0, "GET", "/hub/api/users", _INNER),
    (
        "hub: all people, with an empty token",
        0,
        "GET",
        "/hub/api/users",
        {"Authorization": "token "},
    ),
    (
        "hub: all people, with no one's token",
        0,
        "GET",
        "/hub/api/users",
        {"Authorization": "Bearer null"},
    ),
    (
        "hub: all people, by another host's name",
        0,
        "GET",
        "/hub/api/users",
        {**_OWN, "Host": "127.0.0.1:1"},
    ),
    (
        "hub: the other's pages by the name of his host",
        0,
        "GET",
        "/user/{other}/api/contents",
        {**_OWN, "Host": "{other}.localhost"},
    ),
    (
        "hub: formgrader by the name of its host",
        0,
        "GET",
        "/services/{course_id}/formgrader",
        {**_OWN, "Host": "s-{course_id}.localhost"},
    ),
    (
        "hub: the exchange through the hub's own port",
        0,
        "GET",
        "http://127.0.0.1:{exchange_port}" + _ALL,
        _OWN,
    ),
    (
        "hub: the proxy's interface through the hub's own port",
        0,
        "GET",
        "http://127.0.0.1:{proxy_port}/api/routes",
        _OWN,
    ),
    ("hub: a tunnel to the proxy", 0, "CONNECT", "127.0.0.1:{proxy_port}", {}),
    (
        "hub: a path that climbs out of its own",
        0,
        "GET",
        "/hub/static/..%2f..%2f..%2f..%2fetc%2fpasswd",
        {},
    ),
    ("hub: figures of its use", 0, "GET", "/hub/metrics", _OWN),
    ("hub: the page of its administrators", 0, "GET", "/hub/admin", _OWN),
    ("hub: the page of tokens", 0, "GET", "/hub/token", _OWN),
    ("exchange: everybody's, for whom a proxy vouches", 1, "GET", _ALL, _STAFF),
    ("exchange: everybody's, from within the machine", 1, "GET", _ALL, _INNER),
    ("exchange: everybody's, with a token in the address", 1, "GET", _ALL + "&token=" + TOKEN, {}),
    (
        "exchange: everybody's, with a cookie",
        1,
        "GET",
        _ALL,
        {"Cookie": "jupyterhub-services=" + TOKEN + "; service-exchange=" + TOKEN},
    ),
    ("exchange: another course", 1, "GET", "/services/exchange/api/courses/lain/submissions", _OWN),
    (
        "exchange: its folder by dots",
        1,
        "GET",
        "/services/exchange/api/../../../../etc/passwd",
        _OWN,
    ),
    (
        "exchange: its folder by two slashes",
        1,
        "GET",
        "//services/exchange/api/courses//etc/passwd",
        _OWN,
    ),
    (
        "exchange: another method",
        1,
        "PATCH",
        "/services/exchange/api/courses/{course_id}/submissions",
        _OWN,
    ),
    (
        "exchange: the hub through the exchange's port",
        1,
        "GET",
        "http://127.0.0.1:{hub_port}/hub/api/users",
        _OWN,
    ),
):

    def _knock(door=_door, method=_method, path=_path, headers=_headers):
        targets = attempts.TARGETS | {"hub_port": attempts.TARGETS["doors"][0]}
        filled = {key: value.format(**targets) for key, value in headers.items()}
        text = knock(door, method, path.format(**targets), **filled)
        if path == _ALL or "submissions" in path:
            return got([row for row in json.loads(text) if row["trainee"] != ME])
        return text

    note(_name, _knock)

for _name, _method, _path, _body in (
    ("the hub's version and parts", "GET", "/info", None),
    ("the record of a service", "GET", "/services/{course}", None),
    ("a token with an administrator's role", "POST", "/users/{me}/tokens", {"roles": ["admin"]}),
    ("a token with every scope", "POST", "/users/{me}/tokens", {"scopes": ["admin:users"]}),
    ("a token that outlives my server", "POST", "/users/{me}/tokens", {}),
    ("a token of the instructor", "POST", "/users/widyaiswara/tokens", {}),
    ("another name", "PATCH", "/users/{me}", {"name": "widyaiswara"}),
    (
        "activity of the other",
        "POST",
        "/users/{other}/activity",
        {"last_activity": "2030-01-01T00:00:00Z"},
    ),
    (
        "activity in the far future",
        "POST",
        "/users/{me}/activity",
        {"last_activity": "2999-01-01T00:00:00Z"},
    ),
    (
        "activity of a server I do not have",
        "POST",
        "/users/{me}/activity",
        {"servers": {"lain": {"last_activity": "2026-01-01T00:00:00Z"}}},
    ),
    ("start the other's server", "POST", "/users/{other}/server", {}),
    ("a second server of mine", "POST", "/users/{me}/servers/kedua", {}),
    ("the progress of the other's server", "GET", "/users/{other}/server/progress", None),
    ("remove the other", "DELETE", "/users/{other}", None),
    ("a group of my own", "POST", "/groups/penyusup", {}),
    ("properties of a group", "PUT", "/groups/nbgrader-{course}/properties", {"x": 1}),
    (
        "throw the other out of his group",
        "DELETE",
        "/groups/nbgrader-{course}/users",
        {"users": ["{other}"]},
    ),
    ("another proxy", "PATCH", "/proxy", {"api_url": "http://127.0.0.1:1"}),
    ("the proxy's routes anew", "POST", "/proxy", {}),
    ("share my server with the instructor", "POST", "/shares/{me}/", {"user": "widyaiswara"}),
    ("a code that shares the other's server", "POST", "/share-codes/{other}/", {}),
    ("what is shared with the other", "GET", "/users/{other}/shared", None),
    ("who owns a token", "GET", "/authorizations/token/x", None),
    ("who owns a cookie", "GET", "/authorizations/cookie/jupyterhub-hub-login/x", None),
    (
        "a token by a service's secret",
        "POST",
        "/oauth2/token",
        {
            "grant_type": "authorization_code",
            "client_id": "service-{course}",
            "client_secret": "x",
            "code": "x",
        },
    ),
    (
        "authorise a service in silence",
        "GET",
        "/oauth2/authorize?response_type=code&client_id=service-{course}",
        None,
    ),
    ("a service of my own", "POST", "/services/penyusup", {"admin": True}),
):

    def _hub(method=_method, path=_path, body=_body):
        targets = attempts.TARGETS
        known = {"other": targets["other"], "me": ME, "course": targets["course_id"]}
        text = None if body is None else json.dumps(body)
        for key, value in known.items():
            text = text and text.replace("{" + key + "}", value)
        said = ask(attempts.HUB_API + path.format(**known), method, text and text.encode())
        # What comes of a page for people is no answer to a program.
        return got("<html" not in said and said)

    note("hub: " + _name, _hub)


# The exchange: what one may hand in


def packed(**member):
    """Return an archive with the lab and one odd member."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        first = tarfile.TarInfo(f"{attempts.TARGETS['assignment']}.ipynb")
        first.size = 2
        tar.addfile(first, io.BytesIO(b"{}"))
        odd = tarfile.TarInfo(member.pop("name", "x"))
        size = member.setdefault("size", 0)
        for key, value in member.items():
            setattr(odd, key, value)
        tar.addfile(odd, io.BytesIO(bytes(size)))
    return buffer.getvalue()


def hand_in(data, query="", **headers):
    address = f"/submissions?assignment={attempts.TARGETS['assignment']}{query}"
    key = {"Idempotency-Key": os.urandom(8).hex()}
    return got(json.loads(exchange(address, "POST", data, **{**key, **headers})))


for _name, _member in (
    ("a link to the gradebook", {"type": tarfile.SYMTYPE, "linkname": "../../../gradebook.db"}),
    ("a hard link to the accounts", {"type": tarfile.LNKTYPE, "linkname": "/etc/passwd"}),
    ("a device", {"type": tarfile.CHRTYPE, "devmajor": 1, "devminor": 1}),
    ("a pipe", {"type": tarfile.FIFOTYPE}),
    ("a file outside of its folder", {"name": "../../curian"}),
    ("a file with a path from the root", {"name": "/tmp/curian"}),
    ("a program for root", {"mode": 0o6755, "uid": 0, "name": "a/../../../curian"}),
    ("half a gigabyte in a small archive", {"size": 512 << 20}),
):
    note(
        "exchange: hand in " + _name,
        lambda member=_member: hand_in(packed(**dict(member))),
    )


@attempt("exchange: the receipt of the other by her own key")
def _():
    key = {"Idempotency-Key": "first-of-the-other"}
    receipt = hand_in(packed(), **key)
    return got(receipt["trainee"] != ME or receipt["id"] == attempts.TARGETS["other_submission"])


@attempt("exchange: hand in for a lab that was never handed out")
def _():
    return exchange("/submissions?assignment=99-tidak-ada", "POST", packed())


@attempt("exchange: hand in with a path as the lab's name")
def _():
    return exchange("/submissions?assignment=..%2f..%2fx", "POST", packed())


@attempt("exchange: marks for my own work")
def _():
    rows = [row for row in json.loads(exchange("/submissions")) if row["trainee"] == ME]
    return exchange(f"/feedback/{rows[-1]['id']}?points=100&points_max=100", "PUT", packed())


@attempt("exchange: withdraw a lab")
def _():
    return exchange("/assignments/99-serangan", "DELETE")
