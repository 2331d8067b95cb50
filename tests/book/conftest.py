"""The site is built once a session, in place, so that an unchanged book costs seconds."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from coursekit.book.assets import vendor_assets
from coursekit.book.build import build_book
from coursekit.core.layout import CourseLayout, find_layout

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def layout() -> CourseLayout:
    return find_layout(ROOT)


@pytest.fixture(scope="session")
def assets(layout) -> None:
    """Fetch what the book shows formulas with and searches by, unless it is there."""
    vendor_assets(layout.book)


@pytest.fixture(scope="session")
def site(layout) -> Path:
    """Return the folder of the readers' edition, built with warnings as errors."""
    return build_book(layout)


@pytest.fixture(scope="session")
def pages(site) -> list[str]:
    return sorted(file.name for file in site.glob("*.html"))


@pytest.fixture(scope="session")
def address(site) -> Iterator[str]:
    """Serve the site on a free port of the loopback."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def chromium(browser):
    return browser
