"""Two ways to the exchange: over HTTP with the hub's token, or the store itself for the operator.

Whoever may read the store's files owns it: so the command line on the server works on the store,
hub or no hub, and so does what formgrader's buttons order; all others come by HTTP, with a token.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from coursekit.core.errors import UsageError
from coursekit.core.layout import CourseLayout, find_layout
from coursekit.core.settings import load_settings
from coursekit.exchange.client.link import Link, LinkError, Row
from coursekit.exchange.model.archive import ArchiveRefused
from coursekit.exchange.model.submission import (
    Overview,
    Release,
    Submission,
    read_record,
    read_records,
)
from coursekit.exchange.server.files import Upload
from coursekit.exchange.server.store import Refused, Store

if TYPE_CHECKING:
    import requests

__all__ = [
    "TOKEN",
    "URL",
    "HttpLink",
    "Link",
    "LinkError",
    "StoreLink",
    "find_link",
    "refuse_elsewhere",
]

URL = "COURSEKIT_EXCHANGE_URL"  # of the service, as its clients reach it
TOKEN = "JUPYTERHUB_API_TOKEN"
_DOWN = "Layanan pengumpulan lab sedang tidak dapat dihubungi. Silakan coba lagi sebentar lagi."
_ODD = "Layanan pengumpulan lab menjawab di luar dugaan ({0}). Silakan laporkan kepada widyaiswara."
_WAITS = (0.5, 1.5)  # seconds before each repetition of a submission
T = TypeVar("T")


class HttpLink:
    """The service, as one's token shows it."""

    def __init__(self, url: str, token: str) -> None:
        import requests

        self._base = url.rstrip("/") + "/api"
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, no .netrc stands between
        self._session.headers["Authorization"] = f"token {token}"

    def _call(self, method: str, path: str, **more: Any) -> requests.Response:
        import requests

        try:
            # JupyterLab waits for this call: better to give up than to freeze it.
            answer = self._session.request(
                method, self._base + path, timeout=(3, 40), allow_redirects=False, **more
            )
        except requests.RequestException:
            raise LinkError(_DOWN) from None
        if answer.status_code >= 400:
            try:
                sentence = answer.json()["error"]
            except (ValueError, KeyError, TypeError):
                sentence = _ODD.format(answer.status_code)
            raise LinkError(sentence)
        return answer

    def courses(self) -> list[str]:
        """Return the courses one belongs to."""
        return self._records(str, "/courses")

    def released(self, course: str) -> list[Release]:
        """Return the labs handed out."""
        return self._records(Release, f"/courses/{course}/assignments")

    def fetch(self, course: str, assignment: str) -> bytes:
        """Return the archive of a lab."""
        return self._call("GET", f"/courses/{course}/assignments/{assignment}").content

    def release(self, course: str, assignment: str, data: bytes) -> None:
        """Hand a lab out."""
        self._call("PUT", f"/courses/{course}/assignments/{assignment}", data=data)

    def unrelease(self, course: str, assignment: str) -> None:
        """Stop handing a lab out."""
        self._call("DELETE", f"/courses/{course}/assignments/{assignment}")

    def submissions(self, course: str, assignment: str | None, everybody: bool) -> list[Submission]:
        """Return submissions, oldest first; one's own, or everybody's for staff."""
        wanted = {"assignment": assignment, "all": "1" if everybody else None}
        return self._records(Submission, f"/courses/{course}/submissions", params=wanted)

    def submit(self, course: str, assignment: str, data: bytes, key: str) -> Submission:
        """Hand in; repeated with the same key if the connection broke, so nothing doubles."""
        import requests

        for wait in (*_WAITS, None):
            try:
                answer = self._call(
                    "POST",
                    f"/courses/{course}/submissions",
                    params={"assignment": assignment},
                    data=data,
                    headers={"Idempotency-Key": key},
                )
                break
            except LinkError as error:
                if wait is None or str(error) != _DOWN:
                    raise
                time.sleep(wait)
            except requests.RequestException:
                raise LinkError(_DOWN) from None
        receipt = read_record(Submission, answer.json())
        if receipt.sha256 != hashlib.sha256(data).hexdigest():
            raise LinkError("Berkas rusak di perjalanan. Silakan kumpulkan sekali lagi.")
        return receipt

    def close(self, course: str, assignment: str) -> None:
        """Close a lab for oneself, for ever."""
        self._call("PUT", f"/courses/{course}/closed/{assignment}")

    def submission(self, course: str, name: str) -> bytes:
        """Return the archive of a submission."""
        return self._call("GET", f"/courses/{course}/submissions/{name}").content

    def feedback(self, course: str, name: str) -> bytes:
        """Return the archive of feedback."""
        return self._call("GET", f"/courses/{course}/feedback/{name}").content

    def give_feedback(self, course: str, name: str, data: bytes, marks: Row) -> None:
        """Return feedback for a submission."""
        self._call("PUT", f"/courses/{course}/feedback/{name}", params=marks, data=data)

    def dues(self, course: str) -> dict[str, str]:
        """Return the dates that hold for everybody, as the exchange's stamps by lab."""
        found: dict[str, str] = self._call("GET", f"/courses/{course}/due").json()
        return found

    def set_term(
        self, course: str, assignment: str, trainee: str = "", cohort: str = "", **values: Any
    ) -> None:
        """Change columns of one row of terms, as `Ledger.set_term` does."""
        given = {name: "" if value is None else value for name, value in values.items()}
        whom = {"trainee": trainee, "cohort": cohort}
        self._call("PUT", f"/courses/{course}/due/{assignment}", params={**whom, **given})

    def terms(self, course: str) -> list[Row]:
        """Return every row of dates and attempts: everybody's, cohorts', trainees'."""
        found: list[Row] = self._call("GET", f"/courses/{course}/terms").json()
        return found

    def overview(self, course: str | None = None) -> list[Overview]:
        """Return what the course page shows of one's labs."""
        return self._records(Overview, "/overview", params={"course": course})

    def _records(self, kind: type[T], path: str, **more: Any) -> list[T]:
        try:
            return read_records(kind, self._call("GET", path, **more).json())
        except ValueError:
            raise LinkError(_ODD.format(kind.__name__)) from None


class StoreLink:
    """The store itself, with the eyes of staff; only a person with a token can hand in."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def courses(self) -> list[str]:
        """Return the courses one belongs to."""
        return self.store.ledger.courses()

    def released(self, course: str) -> list[Release]:
        """Return the labs handed out."""
        return self.store.ledger.released(course)

    def fetch(self, course: str, assignment: str) -> bytes:
        """Return the archive of a lab."""
        return _bytes(self.store.open_released(course, assignment))

    def release(self, course: str, assignment: str, data: bytes) -> None:
        """Hand a lab out."""
        with self._upload(data) as upload:
            self.store.release(course, assignment, upload)

    def unrelease(self, course: str, assignment: str) -> None:
        """Stop handing a lab out."""
        self.store.ledger.unrelease(course, assignment)

    def submissions(self, course: str, assignment: str | None, everybody: bool) -> list[Submission]:
        """Return submissions, oldest first; one's own, or everybody's for staff."""
        return self.store.ledger.submissions(course, None, assignment) if everybody else []

    def submit(self, course: str, assignment: str, data: bytes, key: str) -> Submission:
        """Hand in; the same key again returns the first receipt."""
        raise LinkError("Lab hanya dapat dikumpulkan dari dalam JupyterLab peserta.")

    def close(self, course: str, assignment: str) -> None:
        """Close a lab for oneself: whoever owns the store has none."""
        raise LinkError("Lab hanya dapat ditutup oleh peserta sendiri.")

    def submission(self, course: str, name: str) -> bytes:
        """Return the archive of a submission."""
        return _bytes(self.store.open_submitted(self._receipt(course, name)))

    def feedback(self, course: str, name: str) -> bytes:
        """Return the archive of feedback."""
        return _bytes(self.store.open_feedback(self._receipt(course, name)))

    def give_feedback(self, course: str, name: str, data: bytes, marks: Row) -> None:
        """Return feedback for a submission."""
        receipt = self._receipt(course, name)
        with self._upload(data) as upload:
            self.store.give_feedback(receipt, upload, **marks)

    def dues(self, course: str) -> dict[str, str]:
        """Return the dates that hold for everybody, as the exchange's stamps by lab."""
        return self.store.ledger.dues(course)

    def set_term(
        self, course: str, assignment: str, trainee: str = "", cohort: str = "", **values: Any
    ) -> None:
        """Change columns of one row of terms, as `Ledger.set_term` does."""
        self.store.ledger.set_term(course, assignment, trainee, cohort, **values)

    def terms(self, course: str) -> list[Row]:
        """Return every row of dates and attempts: everybody's, cohorts', trainees'."""
        return self.store.ledger.terms(course)

    def overview(self, course: str | None = None) -> list[Overview]:
        """Return what the course page shows of one's labs: who works on the store has none."""
        return []

    def _receipt(self, course: str, name: str) -> Submission:
        return _known(self.store.ledger.submission(course, name))

    @contextlib.contextmanager
    def _upload(self, data: bytes) -> Iterator[Upload]:
        upload = self.store.upload()
        try:
            upload.write(data)
            yield upload
        except (ArchiveRefused, Refused) as error:
            raise LinkError(str(error)) from None
        finally:
            upload.discard()


def find_link(root: str = "") -> Link:
    """Return the service where environment or settings name it, else the store of a checkout.

    Parameters
    ----------
    root : str
        The checkout; found from the working folder if empty.
    """
    token = os.environ.get(TOKEN, "")
    if url := os.environ.get(URL):
        return HttpLink(url, token)
    layout = CourseLayout(Path(root)) if root else find_layout()
    # With `exchange.url` the records may be another machine's: who has a token asks the service.
    if token and (url := load_settings(layout.hub / "settings.yaml")["exchange"]["url"]):
        return HttpLink(url, token)
    return _store_link(layout)


def refuse_elsewhere(layout: CourseLayout) -> None:
    """Refuse to act on a store that may not be the one people use.

    Raises
    ------
    UsageError
        If the settings name a service, not its database, and there is no token to ask it with.
    """
    settings = load_settings(layout.hub / "settings.yaml")["exchange"]
    if settings["url"] and not settings["database"] and not os.environ.get(TOKEN):
        raise UsageError(
            "course/hub/settings.yaml: exchange.url names a service that may keep its records on "
            f"another machine; set {TOKEN} to an instructor's token (made on the hub's page of "
            "tokens), or exchange.database"
        )


@functools.lru_cache(4)
def _store_link(layout: CourseLayout) -> StoreLink:
    from coursekit.exchange.server.setup import open_store

    store = open_store(layout)
    link = StoreLink(store)
    weakref.finalize(link, store.close)
    return link


def _bytes(source: BinaryIO | None) -> bytes:
    with _known(source) as opened:
        return opened.read()


def _known(found: T | None) -> T:
    if found is None:
        raise LinkError("Yang diminta tidak ada di sini.")
    return found
