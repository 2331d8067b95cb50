"""The proxy in front, with a wall: the hub answers on its own host and on no other.

A host nobody stands on (a stopped server's, a bare address) leads to the lobby, which knows no
cookie and no session: it shows people to the hub. So nothing the hub says can be read from a
host where a person's own pages stand.
"""

from __future__ import annotations

import re
from typing import Any

from jupyterhub.proxy import ConfigurableHTTPProxy
from tornado import web
from tornado.httpserver import HTTPServer
from traitlets import Integer, Unicode

from coursekit.hub.hosts import Hosts

__all__ = ["HostProxy", "make_lobby"]

_SERVICE = re.compile(r"/services/([\w.-]+)(.*)")
_STOPPED = "Meja kerja ini sedang tidak berjalan."


class _Lobby(web.RequestHandler):
    """Show who navigates where the page stands; tell a program that nobody is here."""

    def prepare(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Content-Type-Options", "nosniff")
        seen = self.request.headers.get("Sec-Fetch-Mode", "navigate")
        if seen == "navigate" and self.request.method in ("GET", "HEAD"):
            hosts: Hosts = self.settings["hosts"]
            self.redirect(_leads_to(hosts, self.request.host_name, self.request.uri))
            return
        # What the hub itself says of a server that does not run.
        self.set_status(424)
        self.finish({"status": 424, "message": _STOPPED})

    def check_xsrf_cookie(self) -> None:
        """Nothing is done here that could be forged."""


def _leads_to(hosts: Hosts, asked: str, uri: str) -> str:
    path = "/" + uri.lstrip("/")
    found = _SERVICE.fullmatch(path)
    if found is None:
        return hosts.public + path
    # A service that does not run has no host either: not round and round.
    return hosts.service(found[1]) + found[2] if asked == hosts.name else hosts.public + "/"


def make_lobby(hosts: Hosts) -> web.Application:
    """Return the application that leads to the hub, and from the hub's host to services."""
    return web.Application([(r".*", _Lobby)], hosts=hosts)


class HostProxy(ConfigurableHTTPProxy):
    """JupyterHub's proxy, with the lobby beside it."""

    lobby_port = Integer(help="where the lobby listens on loopback").tag(config=True)
    lobby_leads_to = Unicode(help="public address of the hub").tag(config=True)
    _lobby: Any = None

    async def start(self) -> None:
        """Open the lobby once, then start the proxy; a proxy that died is started again."""
        if self._lobby is None:
            self._lobby = HTTPServer(make_lobby(Hosts(self.lobby_leads_to)))
            self._lobby.listen(self.lobby_port, "127.0.0.1")
            # The proxy's own default, for each of the hub's routes names a host.
            target = f"http://127.0.0.1:{self.lobby_port}"
            self.command = [*self.command, "--default-target", target]
        await super().start()
