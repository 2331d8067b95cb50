"""Formgrader as a web application of its own: its pages, the way to log in, and nothing else.

Not a Jupyter server: no kernels, terminals, files or extensions are there to be switched off.

Effects: one port; the gradebook.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from urllib.parse import urlsplit

from jinja2 import DictLoader, Environment
from jupyter_server.utils import url_path_join
from jupyterhub.log import log_request
from jupyterhub.services.auth import HubOAuth
from jupyterhub.singleuser.extension import JupyterHubAuthorizer, JupyterHubIdentityProvider
from tornado import web
from tornado.httpserver import HTTPServer

from coursekit.system.service_log import start_log
from coursekit.web.formgrader.extension import GradingFormgrader

__all__ = ["make_application", "serve"]

_ERROR = """<!doctype html><html lang="id"><meta charset="utf-8"><title>Penilaian</title>
<body style="font:18px/1.6 system-ui,sans-serif;max-width:38rem;margin:4rem auto;padding:0 1rem">
<h1>Halaman ini tidak dapat ditampilkan</h1>
<p>Silakan kembali ke halaman penilaian melalui beranda.</p></body></html>"""
_HEADERS = {
    # nbgrader's pages hold scripts of their own; none may come, or be sent to, elsewhere.
    "Content-Security-Policy": "frame-ancestors 'none'; object-src 'none'; base-uri 'none'; "
    "connect-src 'self'; form-action 'self'; img-src 'self' data:",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}
_REVOKED_SECONDS = 1  # a token that is revoked works so long at most; 0 would mean for ever


class _Health(web.RequestHandler):
    def get(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.finish({"status": "ok"})


class _Nothing(web.RequestHandler):
    """What is not served, whoever asks."""

    def prepare(self) -> None:
        self.set_status(404)
        self.finish(_ERROR)


def make_application(prefix: str) -> web.Application:
    """Return the web application under `prefix`; who is who the hub says.

    Parameters
    ----------
    prefix : str
        Ends with a slash, as ``JUPYTERHUB_SERVICE_PREFIX`` does.
    """
    hub = HubOAuth(cache_max_age=_REVOKED_SECONDS)
    people = JupyterHubIdentityProvider(hub_auth=hub)
    application = web.Application(
        [
            (url_path_join(prefix, "health"), _Health),
            *((url_path_join(prefix, path), *rest) for path, *rest in people.get_handlers()),
        ],
        base_url=prefix,
        headers=_HEADERS,
        identity_provider=people,
        authorizer=JupyterHubAuthorizer(identity_provider=people),
        cookie_secret=os.urandom(32),
        allow_remote_access=True,  # the hub's proxy stands in front and knows the hosts
        xsrf_cookies=False,  # Jupyter's handlers check it once it is known who asks
        jinja2_env=Environment(loader=DictLoader({"error.html": _ERROR}), autoescape=True),
        log_function=log_request,
        default_handler_class=_Nothing,
    )
    formgrader = GradingFormgrader()
    formgrader.root_dir = os.sep  # formgrader's own files are named from here
    formgrader.initialize([])
    formgrader.init_tornado_settings(application)
    formgrader.init_handlers(application)
    return application


async def serve() -> None:
    """Serve as the hub's environment says, until the process is ended."""
    start_log()
    logging.getLogger("tornado.access").setLevel(logging.WARNING)
    application = make_application(os.environ["JUPYTERHUB_SERVICE_PREFIX"])
    url = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    HTTPServer(application, xheaders=True).listen(url.port, url.hostname)
    await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
