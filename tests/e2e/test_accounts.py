"""From a list of people to the first day at the desk: passwords, approval, locks."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from coursekit.hub.accounts import Accounts
from coursekit.hub.client import Person

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
    path = hub.house.root / "daftar.csv"
    path.write_text(LIST)
    command = Path(sys.executable).with_name("coursekit")
    environment = {**os.environ, "COURSEKIT_ROOT": str(hub.house.root)}
    done = subprocess.run(
        [command, "roster", path], env=environment, capture_output=True, text=True
    )
    assert "1 added" in done.stdout, done.stderr
    (file,) = hub.place.passwords.iterdir()
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
    known = Accounts(hub.place.accounts).get("rahmat")
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
