"""The hub's own pages about accounts: log in, change a password, ask for an account, approve.

Effects: the table of accounts and, on approval, the gradebook.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from jupyterhub.handlers.base import BaseHandler
from jupyterhub.handlers.login import LoginHandler, LogoutHandler
from tornado import web

from coursekit.core.errors import CourseError
from coursekit.hub.accounts.accounts import Account, new_password
from coursekit.hub.accounts.passwords import problem
from coursekit.hub.accounts.sessions import end_sessions

__all__ = ["HANDLERS", "LoginRefused", "MustChange", "Page", "asked_for"]

_TICKET = "coursekit-sandi"
_TICKET_MINUTES = 10
# Who asks for accounts from outside must not fill the disk.
_MOST_WAITING = 200
_LONGEST = 200  # letters of a field
_REFUSED = {
    "": "",
    "taken": "Nama pengguna ini sudah dipakai. Pilih nama lain.",
    "address": "Terlalu banyak percobaan dari jaringan Anda. Coba lagi seperempat jam lagi.",
}
_MANAGED = ("trainee", "coach")  # whose passwords an instructor may reset


class LoginRefused(web.HTTPError):
    """A refusal in words for the person; the error page keeps the hub's own English back."""

    def __init__(self, sentence: str, status: int = 403) -> None:
        super().__init__(status, sentence)
        self.sentence = sentence


class MustChange(Exception):
    """The password was right but is a temporary one; the argument is the person."""


def _ticket(handler: Any) -> str:
    """Return the ticket's cookie, which like the hub's own no other host can set behind TLS."""
    return ("__Host-" if handler.settings["cookie_host_prefix_enabled"] else "") + _TICKET


class _OwnPages(BaseHandler):
    """Pages that take nothing from other hosts, not even from those of the hub's own people.

    Behind TLS these are no other site to a browser: it sends cookies along, and lets a person's
    page replace the token of the login form.
    """

    async def prepare(self) -> None:
        await super().prepare()
        headers = self.request.headers
        visit = self.request.method in ("GET", "HEAD")
        origin = urlsplit(headers.get("Origin", ""))
        elsewhere = headers.get("Sec-Fetch-Site") in ("same-site", "cross-site")
        if visit:
            wrong = elsewhere and headers.get("Sec-Fetch-Mode") != "navigate"
        else:
            wrong = elsewhere or ("Origin" in headers and origin.netloc != self.request.host)
        if wrong:
            raise LoginRefused("Permintaan ini datang dari alamat lain. Kembalilah ke beranda.")


class _Login(_OwnPages, LoginHandler):
    """The log-in page; a temporary password leads to the page that changes it."""

    async def post(self) -> None:
        try:
            await super().post()
        except MustChange as found:
            self._set_cookie(
                _ticket(self),
                str(found),
                expires_days=_TICKET_MINUTES / 1440,
                path=self.hub.base_url,
                samesite="Strict",
            )
            self.redirect(self.hub.base_url + "sandi")


def asked_for(headers: Mapping[str, str]) -> bool:
    """Return whether a person asked for a page, and not another host's page behind her back.

    A page of somebody else may load an address as a picture, a frame or ahead of need, and the
    browser sends the hub's cookie along where both hosts are of one site.
    """
    if "Sec-Purpose" in headers or "Purpose" in headers:
        return False
    if headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none"):
        return True
    return (headers.get("Sec-Fetch-Dest"), headers.get("Sec-Fetch-User")) == ("document", "?1")


class _Logout(_OwnPages, LogoutHandler):
    """Log out for good: a copy of the cookie is worth nothing afterwards."""

    async def get(self) -> None:
        if self.current_user is None or asked_for(self.request.headers):
            await super().get()
            return
        self.finish(await self.render_template("keluar.html"))

    async def handle_logout(self) -> None:
        if self.current_user is not None:
            end_sessions(self.current_user)


class Page(_OwnPages):
    """What the pages share: the table, the form's values, one template."""

    template = ""

    @property
    def accounts(self) -> Any:
        """The table of accounts."""
        return self.authenticator.accounts

    async def _hashing(self, work: Any, *arguments: Any, **named: Any) -> Any:
        return await self.authenticator.hashing(work, *arguments, **named)

    async def show(self, status: int = 200, **values: Any) -> None:
        """Answer with the template."""
        self.set_status(status)
        token = self.xsrf_token.decode("ascii")
        minimum = self.authenticator.minimum_length
        page = self.render_template(self.template, xsrf=token, minimum=minimum, **values)
        self.finish(await page)


class _ChangePassword(Page):
    """A new password, for a person who is logged in or has just shown a temporary one."""

    template = "sandi.html"

    async def get(self) -> None:
        await self.show(account=self._person(), temporary=self.current_user is None)

    async def post(self) -> None:
        account, logged_in = self._person(), self.current_user is not None
        new = self.get_body_argument("baru", "", strip=False)
        wrong = problem(
            new,
            self.get_body_argument("ulang", "", strip=False),
            account,
            self.authenticator.minimum_length,
        )
        if not wrong and logged_in:
            old = self.get_body_argument("lama", "", strip=False)
            verdict = await self.authenticator.check(self, account.name, old)
            if verdict.account is None:
                wrong = "Kata sandi lama keliru."
        if not wrong:
            same = await self._hashing(self.accounts.matches, account.name, new)
            wrong = "Kata sandi baru harus berbeda dari yang lama." if same else ""
        if wrong:
            await self.show(403, account=account, temporary=not logged_in, wrong=wrong)
            return
        await self._hashing(self.accounts.set_password, account.name, new)
        if logged_in:
            end_sessions(self.current_user)  # whoever else came in with the old one
        self.log.info("%s chose a new password", account.name)
        self.clear_cookie(_ticket(self), path=self.hub.base_url)
        user = await self.login_user({"username": account.name, "password": new})
        self.redirect(self.get_next_url(user))

    def _person(self) -> Account:
        """Return whose password is meant; a ticket is good until the password is changed."""
        if self.current_user is not None:
            found = self.accounts.get(self.current_user.name)
        else:
            days = _TICKET_MINUTES / 1440
            name = self.get_secure_cookie(_ticket(self), max_age_days=days)
            found = self.accounts.get(name.decode()) if name else None
            if found is not None and not found.must_change:
                found = None
        if found is None:
            raise LoginRefused("Silakan masuk dahulu dengan kata sandi sementara Anda.")
        return found


class _SignUp(Page):
    """Ask for an account; an instructor must approve it."""

    template = "daftar.html"

    async def get(self) -> None:
        self._open()
        await self.show(account=Account(""))

    async def post(self) -> None:
        self._open()
        names = ("name", "full_name", "unit", "nip")
        fields = {key: self.get_body_argument(key, "")[:_LONGEST] for key in names}
        account = Account(**fields, approved=False)
        password = self.get_body_argument("baru", "", strip=False)
        repeated = self.get_body_argument("ulang", "", strip=False)
        wrong = problem(password, repeated, account, self.authenticator.minimum_length)
        if not wrong and not account.full_name:
            wrong = "Nama lengkap belum diisi."
        if not wrong:
            wrong = await self._hashing(self._register, account, password)
        await self.show(403 if wrong else 200, account=account, wrong=wrong, done=not wrong)

    def _register(self, account: Account, password: str) -> str:
        waiting = sum(not known.approved for known in self.accounts.all())
        if waiting >= _MOST_WAITING:
            return "Terlalu banyak permintaan menunggu. Silakan hubungi penyelenggara."
        try:
            address = self.authenticator.address_of(self)
            refused = self.accounts.register(account, password, address)
        except CourseError:
            return (
                "Nama pengguna terdiri atas 2 sampai 32 huruf kecil, angka, titik, atau garis, "
                "dan diawali huruf."
            )
        return _REFUSED[refused]

    def _open(self) -> None:
        if not self.authenticator.signup:
            raise web.HTTPError(404)


class _People(Page):
    """All people, for instructors: approve, refuse, unlock, give a new temporary password."""

    template = "peserta.html"

    @web.authenticated
    async def get(self) -> None:
        self._instructor()
        await self._list()

    @web.authenticated
    async def post(self) -> None:
        self._instructor()
        name, what = self.get_body_argument("name"), self.get_body_argument("what")
        account = self.accounts.get(name)
        if account is None or account.role not in _MANAGED:
            raise LoginRefused("Akun ini tidak dapat diubah dari halaman ini.")
        self.log.info("%s: %s %s", self.current_user.name, what, name)
        password = ""
        if what == "approve":
            self.accounts.approve(name)
            await asyncio.to_thread(self.authenticator.enrol, account)
        elif what == "refuse" and not account.approved:
            self.accounts.remove(name)
        elif what == "unlock":
            self.accounts.unlock(name)
        elif what == "reset":
            password = new_password()
            await self._hashing(self.accounts.set_password, name, password, must_change=True)
        else:
            raise web.HTTPError(400)
        await self._list(reset=name if password else "", password=password)

    async def _list(self, **values: Any) -> None:
        self.set_header("Cache-Control", "no-store")
        people = sorted(self.accounts.all(), key=lambda one: (one.approved, one.name))
        await self.show(people=people, locked=self.accounts.locked(), managed=_MANAGED, **values)

    def _instructor(self) -> None:
        groups = {group.name for group in self.current_user.groups}
        if f"formgrade-{self.authenticator.course}" not in groups:
            raise LoginRefused("Halaman ini untuk widyaiswara.")


HANDLERS = [
    ("/login", _Login),
    ("/logout", _Logout),
    ("/sandi", _ChangePassword),
    ("/daftar", _SignUp),
    ("/peserta", _People),
]
