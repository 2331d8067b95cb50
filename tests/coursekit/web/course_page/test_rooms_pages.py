"""The pages over HTTP, in a server of this process: what is shown, refused, said and kept."""

import asyncio
import os
import re
from urllib.parse import urlencode

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from traitlets.config import Config

from coursekit.web.course_page.pages import add_pages
from coursekit.web.course_page.programme import VARIABLE, Programme, Station

UNIT = "01-satu"
PROGRAMME = Programme(
    "Contoh <kursus>",
    "contoh",
    (
        Station(UNIT, "Satu", "Yang pertama.", 2, 60, True, True),
        Station("02-dua", "Dua", "Yang kedua.", 3.5, 60, False, False),
    ),
)


@pytest.fixture
def ask(client, monkeypatch):
    """Ask a server in this process: one visit after the other, as one browser would."""
    monkeypatch.setenv(VARIABLE, PROGRAMME.to_json())
    monkeypatch.setenv("JUPYTERHUB_BASE_URL", "/")
    monkeypatch.setenv("JUPYTERHUB_USER", "sekda")
    c = Config()
    c.IdentityProvider.token = ""
    app = ServerApp(config=c, root_dir=str(client.root), base_url="/user/sekda/", allow_root=True)
    app.initialize(argv=[], find_extensions=False, new_httpserver=False)
    add_pages(app, client)
    client.app = app

    async def visits(*wanted):
        socket, port = bind_unused_port()
        server = HTTPServer(app.web_app)
        server.add_socket(socket)
        client, token, answers = AsyncHTTPClient(), "", []
        for method, path, form in wanted:
            headers = {"Cookie": f"_xsrf={token}"} if token else {}
            answer = await client.fetch(
                f"http://127.0.0.1:{port}/user/sekda/kursus{path}",
                method=method,
                headers=headers,
                body=urlencode({"_xsrf": token, **form}) if method == "POST" else None,
                follow_redirects=False,
                raise_error=False,
            )
            for cookie in answer.headers.get_list("Set-Cookie"):
                if found := re.match(r"_xsrf=([^;]+)", cookie):
                    token = found.group(1)
            answers.append(answer)
        server.stop()
        await server.close_all_connections()
        client.close()
        return answers

    yield lambda *wanted: asyncio.run(visits(*(w if len(w) == 3 else (*w, {}) for w in wanted)))
    ServerApp.clear_instance()


OPEN, SEND = ("POST", f"/lab/{UNIT}"), ("POST", f"/kumpulkan/{UNIT}")


def test_the_page_shows_the_programme_and_escapes_it(ask):
    (page,) = ask(("GET", ""))
    text = page.body.decode()
    assert page.code == 200 and "Contoh &lt;kursus&gt;" in text and "<kursus>" not in text
    assert "Mulai lab" in text and "3,5 <abbr" in text and "Lab belum dibuka" in text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe-inline'; img" in policy
    assert page.headers["Cache-Control"] == "no-store"


def test_a_lab_goes_from_the_page_to_the_exchange(ask, client):
    _, opened, asked, sent, page = ask(
        ("GET", ""), OPEN, ("GET", f"/kumpulkan/{UNIT}"), SEND, ("GET", f"?terkumpul={UNIT}")
    )
    assert opened.code == 302
    assert opened.headers["Location"].endswith(f"/user/sekda/notebooks/contoh/{UNIT}/{UNIT}.ipynb")
    assert "Belum ada pertanyaan yang dijawab" in asked.body.decode()
    assert sent.code == 302 and sent.headers["Location"].endswith(f"kursus?terkumpul={UNIT}")
    assert "sudah terkumpul. Terima kasih." in page.body.decode()
    assert len(client.look()[UNIT].sent) == 1


def test_who_is_not_logged_in_sees_nothing(ask, client):
    client.app.identity_provider.token = "known-to-the-hub"
    for answer in ask(("GET", ""), ("GET", f"/umpan-balik/{UNIT}")):
        assert answer.code == 302 and "/login" in answer.headers["Location"]


def test_a_strangers_form_hands_nothing_in(ask, client):
    client.fetch(UNIT)
    (refused,) = ask(("POST", f"/kumpulkan/{UNIT}", {"_xsrf": "made-up"}))
    assert refused.code == 403
    assert client.look()[UNIT].sent == ()


def test_handing_in_twice_is_one_submission(ask, client):
    client.fetch(UNIT)
    ask(("GET", ""), SEND, SEND)
    assert len(client.look()[UNIT].sent) == 1


def test_unchanged_answers_are_not_asked_for_again(ask, client):
    client.fetch(UNIT)
    client.submit(UNIT)
    (asked,) = ask(("GET", f"/kumpulkan/{UNIT}"))
    text = asked.body.decode()
    assert "belum berubah sejak dikumpulkan" in text and "Ya, kumpulkan" not in text


def test_without_the_exchange_the_page_stands_and_says_so(ask, client, exchange):
    client.fetch(UNIT)
    exchange.stop()
    page, failed = ask(("GET", ""), SEND)
    assert "Layanan pengumpulan lab sedang tidak dapat dihubungi" in page.body.decode()
    assert "Lanjutkan lab" in page.body.decode() and "Rincian untuk" in page.body.decode()
    assert "Lab belum dibuka" not in page.body.decode()  # nobody knows now
    assert failed.code == 200 and "tersimpan" in failed.body.decode()
    assert client.notebook(UNIT).is_file()


def test_what_is_not_in_the_programme_is_neither_fetched_nor_handed_in(ask):
    answers = ask(("GET", ""), ("POST", "/lab/09-lain"), ("POST", "/kumpulkan/09-lain"))
    for answer in answers[1:]:
        assert "tidak ada di pelatihan ini" in answer.body.decode()
    (outside,) = ask(("GET", "/umpan-balik/..%2f..%2fetc"))
    assert outside.code == 404


@pytest.mark.parametrize("path", [f"/lab/{UNIT}", f"/kumpulkan/{UNIT}"])
def test_a_link_never_fetches_or_hands_in(ask, client, path):
    (answer,) = ask(("GET", path))
    assert answer.code == 302 and answer.headers["Location"].endswith("/kursus")
    assert not client.notebook(UNIT).exists()


def test_feedback_is_shown_with_a_way_back_and_can_run_nothing(ask, client, give_feedback):
    client.fetch(UNIT)
    sent = client.submit(UNIT)
    give_feedback(sent.id, "<html><body><h1>Umpan balik</h1><script>1</script>")
    page, none = ask(("GET", f"/umpan-balik/{UNIT}"), ("GET", "/umpan-balik/02-dua"))
    text = page.body.decode()
    assert text.index("Kembali ke halaman kursus") < text.index("<h1>Umpan balik")
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "belum ada" in none.body.decode()


def test_a_full_home_is_told_and_stands_in_nobodys_way(ask, client, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COURSEKIT_HOME_MB", "2")
    deleted = tmp_path / ".local" / "share" / "Trash" / "files" / "besar.csv"
    deleted.parent.mkdir(parents=True)
    deleted.write_bytes(os.urandom(3 << 20))
    full, opened, sent, _, after = ask(
        ("GET", ""), OPEN, SEND, ("POST", "/sampah"), ("GET", f"?terkumpul={UNIT}")
    )
    assert "besar.csv (3 MB)" in full.body.decode()
    assert "Kosongkan tempat sampah" in full.body.decode()
    assert opened.code == 302 and len(client.look()[UNIT].sent) == 1 and sent.code == 302
    assert not deleted.exists() and "Ruang penyimpanan" not in after.body.decode()


def test_the_page_tells_both_names_of_a_notebook_that_was_renamed(ask, client):
    client.fetch(UNIT)
    client.notebook(UNIT).rename(client.notebook(UNIT).with_name("<tugas>.ipynb"))
    (page,) = ask(("GET", ""))
    assert "ada &lt;tugas&gt;.ipynb, tetapi tidak ada 01-satu.ipynb" in page.body.decode()
