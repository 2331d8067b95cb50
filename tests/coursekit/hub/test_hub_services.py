"""The book's service and the proxy's install."""

import asyncio
import sys

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from coursekit.core.errors import CourseError
from coursekit.core.layout import find_layout
from coursekit.hub.services import proxy
from coursekit.hub.services.book_service import make_application


def fetch(folder, *paths):
    """Serve a folder, ask for some paths, return status and text of each."""

    async def ask():
        socket, port = bind_unused_port()
        server = HTTPServer(make_application(folder, "/services/buku/"))
        server.add_socket(socket)
        client = AsyncHTTPClient(force_instance=True)
        answers = []
        for path in paths:
            request = HTTPRequest(f"http://127.0.0.1:{port}/services/buku{path}")
            answer = await client.fetch(request, raise_error=False)
            answers.append((answer.code, answer.body.decode()))
        client.close()
        server.stop()
        await server.close_all_connections()
        return answers

    return asyncio.run(ask())


def test_the_book_is_served_to_anybody(tmp_path):
    (tmp_path / "index.html").write_text("<h1>Buku</h1>")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.html").write_text("dalam")
    assert fetch(tmp_path, "/", "", "/a/b.html") == [
        (200, "<h1>Buku</h1>"),
        (200, "<h1>Buku</h1>"),
        (200, "dalam"),
    ]


def test_nothing_outside_the_book_is_served(tmp_path):
    book = tmp_path / "book"
    book.mkdir()
    (book / "index.html").write_text("x")
    (tmp_path / "secret").write_text("kunci")
    for path in ("/../secret", "/%2e%2e/secret", "//etc/passwd"):
        ((status, text),) = fetch(book, path)
        assert status in (403, 404) and "kunci" not in text


def test_a_missing_book_says_how_to_build_it(tmp_path):
    ((status, text),) = fetch(tmp_path, "/")
    assert status == 200 and "coursekit book" in text


@pytest.fixture
def npm(monkeypatch):
    """Count installs instead of doing them."""
    calls = []

    def run(command, folder, remedy):
        calls.append(command)
        script = proxy._script(folder)
        script.parent.mkdir(parents=True)
        script.touch()

    monkeypatch.setattr(proxy, "_run", run)
    return calls


def test_the_proxy_is_installed_once_and_again_after_half_an_install(npm, tmp_path):
    source, target = find_layout().hub / "proxy", tmp_path / "proxy"
    for _ in range(2):
        proxy.install_proxy(source, target, lambda line: None)
    assert len(npm) == 1
    proxy._script(target).unlink()  # as if the disk had filled up
    proxy.install_proxy(source, target, lambda line: None)
    assert len(npm) == 2
    (target / ".complete").unlink()  # as if the machine had stopped in the middle
    proxy.install_proxy(source, target, lambda line: None)
    assert len(npm) == 3


def test_a_failed_install_tells_the_way_out(tmp_path):
    with pytest.raises(CourseError, match="try again later"):
        proxy._run([sys.executable, "-c", "raise SystemExit('boom')"], tmp_path, "try again later")


def test_the_lock_file_names_no_address():
    lock = (find_layout().hub / "proxy" / "package-lock.json").read_text()
    assert '"resolved"' not in lock and '"integrity"' in lock
