"""The book as a service of the hub: static files for everybody, logged in or not."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path
from urllib.parse import urlsplit

from tornado import web
from tornado.httpserver import HTTPServer

__all__ = ["make_application", "serve"]

_MISSING = """<!doctype html><html lang="id"><meta charset="utf-8"><title>Buku pelatihan</title>
<body style="font:18px/1.6 system-ui,sans-serif;max-width:38rem;margin:4rem auto;padding:0 1rem">
<h1>Buku belum dibangun</h1>
<p>Halaman buku pelatihan belum tersedia di mesin ini. Penyelenggara dapat membangunnya dengan
perintah <code>coursekit book</code>, lalu memuat ulang halaman ini.</p></body></html>"""


class _Page(web.StaticFileHandler):
    """A file of the book; a plain page while the book is not built."""

    absolute_path = None

    async def get(self, path: str, include_body: bool = True) -> None:
        if not Path(self.root, "index.html").is_file():
            self.set_header("Content-Type", "text/html; charset=UTF-8")
            self.write(_MISSING)
            return
        await super().get(path, include_body)

    def compute_etag(self) -> str | None:
        """Return a tag of the file; the plain page is no file and has none."""
        return super().compute_etag() if self.absolute_path else None

    def set_extra_headers(self, path: str) -> None:
        # Rebuilt books must show at once; the ETag keeps reloads cheap.
        self.set_header("Cache-Control", "no-cache")
        self.set_header("X-Content-Type-Options", "nosniff")


def make_application(folder: Path, prefix: str) -> web.Application:
    """Return the web application that serves `folder` under `prefix`."""
    prefix = prefix.rstrip("/")
    return web.Application(
        [
            (f"{prefix}", web.RedirectHandler, {"url": f"{prefix}/", "permanent": False}),
            (f"{prefix}/(.*)", _Page, {"path": str(folder), "default_filename": "index.html"}),
        ]
    )


async def serve() -> None:
    """Serve the book as the hub's environment says, until the hub ends the process."""
    url = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    folder = Path(os.environ["COURSEKIT_BOOK"])
    application = make_application(folder, os.environ["JUPYTERHUB_SERVICE_PREFIX"])
    HTTPServer(application).listen(url.port, url.hostname)
    await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
