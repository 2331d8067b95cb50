"""Use a hub as a person does, without a browser: log in, start the server, run code in it.

Effects: requests to one hub. Tests, benchmarks and the operator's own check share it.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from websocket import WebSocket, WebSocketTimeoutException, create_connection

from coursekit.core.errors import CourseError
from coursekit.hub.hosts import Hosts

__all__ = ["Kernel", "Person", "hub_session"]

_HERE = "localhost"  # browsers find it and every name below it on loopback; the system may not
_TOKEN = re.compile(r'id="token-baru">(\w+)<')
_WRONG = re.compile(r'class="keliru" role="alert">([^<]+)<')
_XSRF = re.compile(r'name="_xsrf" value="([^"]+)"')


class _Loopback(HTTPAdapter):
    """Reach localhost and the names below it at 127.0.0.1, as browsers do."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Send a request; it names the host it means, but to the server alone.

        Left in the request, the name would decide on the cookies of the page it leads to.
        """
        request.headers["Host"] = urlsplit(request.url).netloc
        try:
            return super().send(request, **options)
        finally:
            del request.headers["Host"]

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return where to connect."""
        where, how = super().build_connection_pool_key_attributes(request, verify, cert)
        return {**where, "host": _address(where["host"])}, how


def _address(host: str) -> str:
    return "127.0.0.1" if host == _HERE or host.endswith("." + _HERE) else host


def hub_session() -> requests.Session:
    """Return a session that finds the hosts of a hub on this machine."""
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", _Loopback())
    return session


class Person:
    """One person's session at a hub.

    Parameters
    ----------
    url : str
        Address of the hub, without a path.
    name : str
        The account.
    """

    def __init__(self, url: str, name: str) -> None:
        self.url, self.name = url.rstrip("/"), name
        self.home = Hosts(self.url).person(name)
        self.session = hub_session()

    def log_in(self, password: str) -> requests.Response:
        """Log in; return the page that follows, of whatever kind."""
        page = self.session.get(f"{self.url}/hub/login")
        found = _XSRF.search(page.text)
        if found is None:
            raise CourseError(f"{self.url}: no login form")
        form = {"username": self.name, "password": password, "_xsrf": found[1]}
        return self.session.post(f"{self.url}/hub/login", data=form, allow_redirects=False)

    def hub(self, method: str, path: str, **options: Any) -> requests.Response:
        """Ask the hub's own interface as the browser does."""
        token = self.session.cookies.get("_xsrf", path="/hub/")
        headers = {"X-XSRFToken": token or "", "Referer": f"{self.url}/hub/home"}
        return self.session.request(
            method, f"{self.url}/hub/api/{path}", headers=headers, **options
        )

    def make_token(self, password: str, purpose: str, hours: int = 1) -> str:
        """Make a token on the hub's page; the password is asked for.

        Raises
        ------
        CourseError
            If the page makes none; the message is what it says.
        """
        told = self._tokens(what="make", purpose=purpose, hours=hours, note="coba", sandi=password)
        if found := _TOKEN.search(told):
            return found[1]
        raise CourseError(_WRONG.search(told)[1])

    def revoke_newest_token(self) -> str:
        """Take the token made last back, on the hub's page; return the page."""
        known = self.hub("GET", f"users/{self.name}/tokens").json()["api_tokens"]
        mine = [one for one in known if one["note"] == "coba"]
        number = max(mine, key=lambda one: int(one["id"][1:]))["id"]
        return self._tokens(what="revoke", token=number)

    def _tokens(self, **fields: Any) -> str:
        page = self.session.get(f"{self.url}/hub/token")
        fields["_xsrf"] = _XSRF.search(page.text)[1]
        return self.session.post(f"{self.url}/hub/token", data=fields).text

    def start(self, seconds: float = 120) -> float:
        """Start the single-user server; return the seconds until it is ready.

        Raises
        ------
        CourseError
            If it does not start in time.
        """
        began = time.monotonic()
        while (asked := self.hub("POST", f"users/{self.name}/server")).status_code == 429:
            time.sleep(0.5)
            if time.monotonic() - began > seconds:
                break
        while time.monotonic() - began < seconds:
            servers = self.hub("GET", f"users/{self.name}").json().get("servers", {})
            if servers.get("", {}).get("ready"):
                # The first page gives this session the server's own cookie.
                self.session.get(f"{self.home}/lab")
                return time.monotonic() - began
            time.sleep(0.2)
        raise CourseError(f"{self.name}: no server after {seconds} s: {asked.text[:300]}")

    def stop(self) -> float:
        """Stop the server; return the seconds it took."""
        began = time.monotonic()
        self.hub("DELETE", f"users/{self.name}/server")
        while self.hub("GET", f"users/{self.name}").json().get("servers"):
            time.sleep(0.1)
        return time.monotonic() - began

    def server(self, method: str, path: str, **options: Any) -> requests.Response:
        """Ask the person's own server."""
        token = self.session.cookies.get("_xsrf", path=f"/user/{self.name}/") or ""
        address = f"{self.home}/{path}"
        return self.session.request(method, address, headers={"X-XSRFToken": token}, **options)

    def socket(self, path: str) -> WebSocket:
        """Open a web socket to the person's own server."""
        asked = self.session.prepare_request(requests.Request("GET", f"{self.home}/{path}"))
        cookie = asked.headers.get("Cookie", "")
        parts = urlsplit(asked.url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        where = f"{_address(parts.hostname)}:{port}"
        scheme = parts.scheme.replace("http", "ws")
        address = parts._replace(scheme=scheme, netloc=where).geturl()
        origin = f"{parts.scheme}://{parts.netloc}"
        return create_connection(
            address, cookie=cookie, host=parts.netloc, origin=origin, timeout=60
        )

    @contextlib.contextmanager
    def kernel(self) -> Iterator[Kernel]:
        """Start a Python kernel, and end it afterwards."""
        made = self.server("POST", "api/kernels", json={"name": "python3"})
        if not made.ok:
            raise CourseError(f"{self.name}: no kernel: {made.status_code} {made.text[:300]}")
        number = made.json()["id"]
        kernel = Kernel(self.socket(f"api/kernels/{number}/channels"))
        try:
            yield kernel
        finally:
            with contextlib.suppress(OSError, requests.ConnectionError):  # the hub may be gone
                kernel.socket.close()
                self.server("DELETE", f"api/kernels/{number}")

    def terminal(self, line: str, until: str, seconds: float = 60) -> str:
        """Type a line into a terminal and return what appears, up to a mark of its own."""
        name = self.server("POST", "api/terminals").json()["name"]
        socket = self.socket(f"terminals/websocket/{name}")
        socket.settimeout(1)
        socket.send(json.dumps(["stdin", line + "\r"]))
        seen, end = "", time.monotonic() + seconds
        while until not in seen and time.monotonic() < end:
            with contextlib.suppress(WebSocketTimeoutException):
                kind, *rest = json.loads(socket.recv())
                seen += rest[0] if kind == "stdout" else ""
        socket.close()
        self.server("DELETE", f"api/terminals/{name}")
        return seen


class Kernel:
    """A running kernel behind a web socket."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket

    def run(self, code: str, seconds: float = 120) -> str:
        """Run code; return what it printed, and its error if it raised one."""
        number = uuid.uuid4().hex
        header = {"msg_id": number, "msg_type": "execute_request", "version": "5.3"}
        header |= {"username": "", "session": number, "date": ""}
        content = {"code": code, "silent": False, "store_history": False}
        content |= {"user_expressions": {}, "allow_stdin": False, "stop_on_error": False}
        message = {"channel": "shell", "header": header, "content": content}
        self.socket.settimeout(seconds)
        self.socket.send(json.dumps({**message, "parent_header": {}, "metadata": {}}))
        said = ""
        while True:
            answer = json.loads(self.socket.recv())
            if answer["parent_header"].get("msg_id") != number:
                continue
            kind, body = answer["header"]["msg_type"], answer["content"]
            if kind == "stream":
                said += body["text"]
            elif kind == "error":
                said += f"{body['ename']}: {body['evalue']}"
            elif kind == "status" and body["execution_state"] == "idle":
                return said
