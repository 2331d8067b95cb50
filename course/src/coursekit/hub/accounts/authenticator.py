"""Local accounts as a JupyterHub authenticator; roles and cohorts become the hub's groups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyterhub.auth import Authenticator
from traitlets import Bool, Float, Instance, Integer, List, Unicode

from coursekit.exchange.model.roles import GROUPS
from coursekit.hub.accounts.accounts import Account, Accounts, LoginResult
from coursekit.hub.accounts.attempts import Limits, client_address
from coursekit.hub.accounts.hashing import Crowded, Workers
from coursekit.hub.accounts.sessions import end_sessions
from coursekit.web.hub_pages.handlers import HANDLERS, LoginRefused, MustChange

__all__ = ["LocalAuthenticator", "groups_of"]

_REASONS = {
    "locked": "Akun ini dikunci sementara karena kata sandi keliru berulang kali. "
    "Coba lagi beberapa menit lagi.",
    "address": "Terlalu banyak kata sandi keliru dari jaringan Anda. "
    "Coba lagi seperempat jam lagi, atau hubungi penyelenggara.",
    "unapproved": "Akun ini belum disetujui widyaiswara. Silakan hubungi penyelenggara.",
}
_CROWDED = "Terlalu banyak orang masuk pada saat yang sama. Silakan coba lagi sebentar lagi."
_GROUP = {role: group for group, role in GROUPS.items()}


def groups_of(account: Account, course: str) -> list[str]:
    """Return the hub groups of a person: one for the role, one for the cohort."""
    groups = [f"{_GROUP[account.role]}-{course}"]
    if account.cohort:
        groups.append(f"cohort-{account.cohort}")
    return groups


class LocalAuthenticator(Authenticator):
    """Check names and passwords against the table of accounts."""

    database = Unicode(help="file of the accounts").tag(config=True)
    course = Unicode(help="id of the course").tag(config=True)
    attempts = Integer(5, help="wrong passwords before a lock").tag(config=True)
    lock_seconds = Float(300, help="length of a lock").tag(config=True)
    address_attempts = Integer(
        300, help="wrong passwords from one address within a quarter of an hour"
    ).tag(config=True)
    proxies = List(Unicode(), help="proxies in front of ours, believed about addresses").tag(
        config=True
    )
    workers = Instance(Workers, ())

    minimum_length = Integer(10, help="shortest password").tag(config=True)
    token_days = Integer(1, help="longest life of a token").tag(config=True)
    staff_token_days = Integer(7, help="longest life of an instructor's token").tag(config=True)
    token_record = Unicode(help="file in which tokens made and revoked are noted").tag(config=True)
    signup = Bool(False, help="whether people may ask for accounts").tag(config=True)

    def get_handlers(self, app: Any) -> list[tuple[str, Any]]:
        """Return our own pages."""
        from coursekit.web.hub_pages import tokens

        return [*HANDLERS, *tokens.HANDLERS]

    def token_hours(self, staff: bool) -> int:
        """Return how long a token may last."""
        return 24 * (self.staff_token_days if staff else self.token_days)

    def enrol(self, account: Account) -> None:
        """Let the gradebook know an approved trainee."""
        from coursekit.core.layout import find_layout
        from coursekit.nbgrader_ops.operations import enrol

        if account.role == "trainee":
            enrol(find_layout(), {account.name: (account.full_name, account.unit)})

    @property
    def accounts(self) -> Accounts:
        """The table; opened anew, for it is one small file."""
        limits = Limits(self.attempts, self.lock_seconds, self.address_attempts)
        return Accounts(Path(self.database), limits)

    async def hashing(self, work: Any, *arguments: Any, **named: Any) -> Any:
        """Run what hashes passwords apart from the hub's loop, which it must not stall."""
        try:
            return await self.workers.run(work, *arguments, **named)
        except Crowded:
            raise LoginRefused(_CROWDED, 503) from None

    async def check(self, handler: Any, name: str, password: str) -> LoginResult:
        """Check a password and count the attempt for its name and its address."""
        return await self.hashing(self.accounts.check, name, password, self.address_of(handler))

    def address_of(self, handler: Any) -> str:
        """Return who asks; `remote_ip` would believe a header X-Real-Ip of the client's own."""
        if handler is None:
            return ""
        peer = handler.request.connection.context.address[0]
        told = handler.request.headers.get("X-Forwarded-For", "")
        return client_address(peer, told, self.proxies)

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any] | None:
        """Check a login."""
        verdict = await self.check(handler, data.get("username", ""), data.get("password", ""))
        if verdict.reason in _REASONS:
            raise LoginRefused(_REASONS[verdict.reason])
        if verdict.account is None:
            return None
        if verdict.account.must_change:
            raise MustChange(verdict.account.name)
        return self._model(verdict.account)

    async def refresh_user(self, user: Any, handler: Any = None, **_: Any) -> Any:
        """Follow a changed role or cohort; log out who was removed or got a temporary password."""
        account = self.accounts.get(user.name)
        if account is None or not account.approved or account.must_change:
            end_sessions(user)
            return False
        return self._model(account)

    def _model(self, account: Account) -> dict[str, Any]:
        return {"name": account.name, "groups": groups_of(account, self.course)}
