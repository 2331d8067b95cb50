"""From a list of people to the first day at the desk: passwords, approval, locks."""

import contextlib
import csv
import os
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hub_client import Person, hub_session

from coursekit.hub.accounts.accounts import Accounts
from coursekit.hub.hosts import Hosts

pytestmark = pytest.mark.e2e

SETTINGS = {"accounts": {"signup": True, "attempts": 3}}
CHOSEN = "kopi sawah 7 jembatan"
LIST = """NIP;Nama;Unit;Peran;Angkatan
198001012005012001;Siti Aminah, S.Kom.;Diskominfo;peserta;2026A
"""
XSRF = re.compile(r'name="_xsrf" value="([^"]+)"')


@pytest.fixture(scope="module")
def first_password(hub):
    """The operator takes in a list while the hub runs."""
    path = hub.layout.root / "daftar.csv"
    path.write_text(LIST)
    command = Path(sys.executable).with_name("coursekit")
    environment = {**os.environ, "COURSEKIT_ROOT": str(hub.layout.root)}
    done = subprocess.run(
        [command, "roster", path, "--yes"], env=environment, capture_output=True, text=True
    )
    assert "1 added" in done.stdout, done.stderr
    (file,) = hub.runtime.passwords.iterdir()
    with file.open(encoding="utf-8-sig") as source:
        (row,) = csv.DictReader(source, delimiter=";")
    return row["kata sandi pertama"]


def form(person, page, **fields):
    """Fill a form of the hub and send it; return the answer."""
    shown = person.session.get(f"{person.url}/hub/{page}")
    token = XSRF.search(shown.text)
    assert token, shown.text[:500]
    fields["_xsrf"] = token[1]
    return person.session.post(f"{person.url}/hub/{page}", data=fields, allow_redirects=False)


def test_the_first_password_leads_to_its_change_and_nowhere_else(hub, first_password):
    siti = Person(hub.url, "siti.aminah")
    answer = siti.log_in(first_password)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/hub/sandi")
    assert siti.session.get(f"{hub.url}/hub/home").url.split("?")[0].endswith("/hub/login")
    assert siti.hub("GET", "user").status_code == 403
    assert "terlalu pendek" in form(siti, "sandi", baru="x", ulang="x").text
    assert (
        "berbeda dari yang lama"
        in form(siti, "sandi", baru=first_password, ulang=first_password).text
    )
    assert form(siti, "sandi", baru=CHOSEN, ulang=CHOSEN).status_code == 302
    assert siti.hub("GET", "user").json()["name"] == "siti.aminah"
    groups = siti.hub("GET", "users/siti.aminah").json()["groups"]
    assert set(groups) == {f"nbgrader-{hub.course}", "cohort-2026a"}


def test_the_page_of_change_is_closed_to_strangers(hub, first_password):
    stranger = Person(hub.url, "siti.aminah")
    assert stranger.session.get(f"{hub.url}/hub/sandi").status_code == 403
    assert stranger.log_in(first_password).status_code == 403  # it was good for once


def test_whoever_is_logged_in_changes_his_password_with_the_old_one(hub):
    siti = Person(hub.url, "siti.aminah")
    assert siti.log_in(CHOSEN).status_code == 302
    other = "perahu 9 bambu hijau"
    assert "lama keliru" in form(siti, "sandi", lama="x", baru=other, ulang=other).text
    assert form(siti, "sandi", lama=CHOSEN, baru=other, ulang=other).status_code == 302
    assert Person(hub.url, "siti.aminah").log_in(CHOSEN).status_code == 403


def test_an_instructor_approves_who_asked_for_an_account(hub):
    new = Person(hub.url, "rahmat")
    asked = {"name": "rahmat", "full_name": "Rahmat Hidayat", "unit": "Bappeda " * 100}
    answer = form(new, "daftar", **asked, baru=CHOSEN, ulang=CHOSEN)
    assert "menunggu persetujuan" in answer.text
    assert "belum disetujui" in new.log_in(CHOSEN).text
    teacher = Person(hub.url, "widyaiswara")
    teacher.log_in(hub.passwords["widyaiswara"])
    assert "Rahmat Hidayat" in teacher.session.get(f"{hub.url}/hub/peserta").text
    assert form(teacher, "peserta", name="rahmat", what="approve").status_code == 200
    assert new.log_in(CHOSEN).status_code == 302
    known = Accounts(hub.runtime.accounts).get("rahmat")
    assert known.approved and len(known.unit) == 200  # nobody fills the disk from outside


def test_a_forgotten_password_is_replaced_by_a_temporary_one(hub):
    teacher = Person(hub.url, "widyaiswara")
    teacher.log_in(hub.passwords["widyaiswara"])
    page = form(teacher, "peserta", name="rahmat", what="reset").text
    temporary = re.search(r'id="sementara">([^<]+)<', page)[1]
    rahmat = Person(hub.url, "rahmat")
    assert rahmat.log_in(temporary).headers["Location"] == "/hub/sandi"


def test_an_instructor_cannot_take_over_a_colleague(hub):
    teacher = Person(hub.url, "widyaiswara")
    teacher.log_in(hub.passwords["widyaiswara"])
    assert form(teacher, "peserta", name="widyaiswara", what="reset").status_code == 403


def test_trainees_see_no_list_of_people(hub):
    person = Person(hub.url, "bappeda")
    person.log_in(hub.passwords["bappeda"])
    assert person.session.get(f"{hub.url}/hub/peserta").status_code == 403


def test_guessing_locks_and_an_instructor_unlocks(hub):
    person = Person(hub.url, "bappeda")
    told = [person.log_in("salah").text for _ in range(3)]
    assert "keliru" in told[0] and "dikunci sementara" in told[2]
    assert "dikunci sementara" in person.log_in(hub.passwords["bappeda"]).text
    teacher = Person(hub.url, "widyaiswara")
    teacher.log_in(hub.passwords["widyaiswara"])
    assert "terkunci" in form(teacher, "peserta", name="sekda", what="unlock").text
    form(teacher, "peserta", name="bappeda", what="unlock")
    assert person.log_in(hub.passwords["bappeda"]).status_code == 302


def test_an_error_page_keeps_the_hubs_english_back(hub):
    sekda = Person(hub.url, "sekda")
    sekda.log_in(hub.passwords["sekda"])
    closed = sekda.session.get(f"{hub.url}/hub/admin")
    assert closed.status_code == 403 and "tidak terbuka untuk akun Anda" in closed.text
    assert "scopes" not in closed.text
    odd = sekda.session.get(f"{hub.url}/hub/api/oauth2/authorize", params={"client_id": "x"})
    assert odd.status_code == 400 and "belum berhasil" in odd.text and "client_id" not in odd.text
    assert "Halaman ini untuk widyaiswara." in sekda.session.get(f"{hub.url}/hub/peserta").text
    tokens = sekda.session.get(f"{hub.url}/hub/token").text
    assert "token tidak diperlukan" in tokens and "Request" not in tokens


def copy_of(person):
    """Return somebody who stole all cookies of a person's browser."""
    thief = Person(person.url, person.name)
    thief.session.cookies.update(person.session.cookies)
    return thief


def reaches(person, course="akselerasi-spbe"):
    """Return which of the hub's parts take somebody for the person whose cookies he shows."""
    pages = {
        "hub": f"{person.url}/hub/home",
        "server": f"{person.home}/api/status",
        "formgrader": f"{Hosts(person.url).service(course)}/formgrader/api/status",
    }
    return {
        name
        for name, path in pages.items()
        if person.session.get(path, allow_redirects=False).status_code == 200
    }


def test_a_copied_cookie_is_worth_nothing_after_logout(hub):
    teacher = hub.person("widyaiswara")
    teacher.session.get(f"{hub.hosts.service(hub.course)}/formgrader")
    thief = copy_of(teacher)
    assert reaches(thief) == {"hub", "server", "formgrader"}
    teacher.session.get(f"{hub.url}/hub/logout")
    deadline = time.monotonic() + 30
    while (left := reaches(thief)) and time.monotonic() < deadline:
        assert "hub" not in left
    assert left == set() and time.monotonic() < deadline
    again = Person(hub.url, "widyaiswara")
    again.log_in(hub.passwords["widyaiswara"])
    assert again.hub("GET", "users/widyaiswara").json()["servers"][""]["ready"]
    again.stop()


def test_a_new_password_ends_what_came_in_with_the_old_one(hub):
    bappeda = Person(hub.url, "bappeda")
    bappeda.log_in(hub.passwords["bappeda"])
    thief = copy_of(bappeda)
    assert reaches(thief) == {"hub"}
    old = hub.passwords["bappeda"]
    assert form(bappeda, "sandi", lama=old, baru=CHOSEN, ulang=CHOSEN).status_code == 302
    assert reaches(thief) == set() and reaches(bappeda) == {"hub"}


def test_strangers_cannot_tell_known_names_from_unknown_ones(hub):
    told, hidden = {}, ("date", "set-cookie")
    for name in ("diskominfo", "tiadaorang"):
        answers = []
        for _ in range(5):
            answer = Person(hub.url, name).log_in("salah")
            text = re.sub(r"[\w+/=|-]{60,}", "TANDA", answer.text).replace(name, "NAMA")
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in hidden}
            answers.append((answer.status_code, text, kept))
        told[name] = answers
    for known, unknown in zip(*told.values(), strict=True):
        assert known[0] == unknown[0] == 403
        assert known[1] == unknown[1]
        assert known[2] == unknown[2]


def test_forged_headers_do_not_change_whose_attempt_it_was(hub):
    for forged in ("203.0.113.7", "203.0.113.8"):
        person = Person(hub.url, f"palsu{forged[-1]}")
        person.session.headers.update({"X-Forwarded-For": forged, "X-Real-Ip": forged})
        assert person.log_in("salah").status_code == 403
    with contextlib.closing(sqlite3.connect(hub.runtime.accounts)) as db:
        rows = db.execute("SELECT who FROM attempt WHERE kind = 'address'").fetchall()
    assert rows == [("127.0.0.1",)]


def test_a_sandbox_cannot_say_where_it_comes_from(hub):
    trainee = hub.person("sekda")
    port = hub.runtime.port_of("hub")
    code = f"""
import re, requests
way = requests.Session()
way.headers["X-Forwarded-For"] = "203.0.113.9"
page = way.get("http://127.0.0.1:{port}/hub/login").text
token = re.search('name="_xsrf" value="([^"]+)"', page)[1]
form = {{"username": "siapa", "password": "x", "_xsrf": token}}
print(way.post("http://127.0.0.1:{port}/hub/login", data=form).status_code)
"""
    with trainee.kernel() as kernel:
        assert kernel.run(code).strip() == "403"
    with contextlib.closing(sqlite3.connect(hub.runtime.accounts)) as db:
        rows = db.execute("SELECT who FROM attempt WHERE kind = 'address'").fetchall()
    assert {who for (who,) in rows} == {"127.0.0.1", "127.0.0.2"}


def test_a_token_taken_back_opens_the_exchange_no_more(hub):
    teacher = Person(hub.url, "widyaiswara")
    teacher.log_in(hub.passwords["widyaiswara"])
    token = teacher.make_token(hub.passwords["widyaiswara"], "lab")
    address = f"{hub.hosts.service('exchange')}/api/overview"
    headers = {"Authorization": f"token {token}"}
    assert hub_session().get(address, headers=headers).status_code == 200
    assert "Token dicabut" in teacher.revoke_newest_token()
    assert hub_session().get(address, headers=headers).status_code == 403


def test_strangers_learn_no_more_of_the_hub_than_whether_it_is_well(hub):
    page = f"{hub.hosts.service('penjaga')}/"
    assert hub_session().get(page).json() == {"status": "ok"}
    teacher, trainee = (Person(hub.url, name) for name in ("widyaiswara", "sekda"))
    for person in (teacher, trainee):
        person.log_in(hub.passwords[person.name])
        person.session.get(f"{page}masuk")
    assert trainee.session.get(page).json() == {"status": "ok"}
    told = teacher.session.get(page).json()
    assert set(told["parts"].values()) == {"ok"} and told["disk_free_mb"] > 0
    token = teacher.make_token(hub.passwords["widyaiswara"], "kesehatan")
    headers = {"Authorization": f"token {token}"}
    assert hub_session().get(page, headers=headers).json()["parts"] == told["parts"]
