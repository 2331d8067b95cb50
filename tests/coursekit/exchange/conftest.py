"""A store, archives to put in it, and a service of it that knows a few tokens."""

import io
import itertools
import shutil
import tarfile

import pytest

from coursekit.exchange.server.store import Store


def tar(*members):
    """Return a gzipped tar of (name, bytes, type)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as packed:
        for name, data, kind in members:
            info = tarfile.TarInfo(name)
            info.size, info.type = len(data), kind
            info.linkname = "/etc/passwd" if kind != tarfile.REGTYPE else ""
            packed.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


@pytest.fixture(scope="session")
def archives():
    """Makes archives; `.lab` is a small whole one, `.new()` one that nobody had before."""

    numbers = itertools.count()

    class Archives:
        make = staticmethod(tar)
        lab = tar(("lab.ipynb", b"{}", tarfile.REGTYPE), ("jawaban/a.json", b"1", tarfile.REGTYPE))

        @staticmethod
        def new():
            return tar(("lab.ipynb", b"{}" + b" " * next(numbers), tarfile.REGTYPE))

    return Archives


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """A database that is up to date: copied, it saves each test the migrations."""
    folder = tmp_path_factory.mktemp("empty")
    Store(folder).close()
    return folder / "exchange.db"


@pytest.fixture
def store(tmp_path, empty_database):
    (tmp_path / "exchange").mkdir()
    shutil.copy(empty_database, tmp_path / "exchange")
    store = Store(tmp_path / "exchange")
    yield store
    store.close()


@pytest.fixture
def sent(store, archives):
    """Upload something to the store, in two pieces; something new each time by default."""

    def send(data=None, to=store):
        data = data or archives.new()
        upload = to.upload()
        upload.write(data[:7])
        upload.write(data[7:])
        return upload

    send.new = archives.new
    return send


@pytest.fixture
def service(store, serve_store):
    return serve_store(store)
