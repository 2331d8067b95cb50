"""Local accounts as a JupyterHub authenticator; roles and cohorts become the hub's groups."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from jupyterhub.auth import Authenticator
from traitlets import Bool, Float, Integer, Unicode

from coursekit.exchange.roles import GROUPS
from coursekit.hub.accounts import Account, Accounts
from coursekit.hub.pages import HANDLERS, MustChange, Refusal

__all__ = ["LocalAuthenticator", "groups_of"]

_REASONS = {
    "locked": "Akun ini dikunci sementara karena kata sandi keliru berulang kali. "
    "Coba lagi beberapa menit lagi.",
    "unapproved": "Akun ini belum disetujui widyaiswara. Silakan hubungi penyelenggara.",
}
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

    minimum_length = Integer(10, help="shortest password").tag(config=True)
    signup = Bool(False, help="whether people may ask for accounts").tag(config=True)

    def get_handlers(self, app: Any) -> list[tuple[str, Any]]:
        """Return our own pages."""
        return HANDLERS

    def enrol(self, account: Account) -> None:
        """Let the gradebook know an approved trainee."""
        from coursekit.coursework import enrol
        from coursekit.house import find_house

        if account.role == "trainee":
            enrol(find_house(), {account.name: (account.full_name, account.unit)})

    @property
    def accounts(self) -> Accounts:
        """The table; opened anew, for it is one small file."""
        return Accounts(Path(self.database), self.attempts, self.lock_seconds)

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any] | None:
        """Check a login in a thread: argon2 is slow on purpose and must not stall the hub."""
        verdict = await asyncio.to_thread(
            self.accounts.check, data["username"], data.get("password", "")
        )
        if verdict.reason in _REASONS:
            raise Refusal(_REASONS[verdict.reason])
        if verdict.account is None:
            return None
        if verdict.account.must_change:
            raise MustChange(verdict.account.name)
        return self._model(verdict.account)

    async def refresh_user(self, user: Any, handler: Any = None, **_: Any) -> Any:
        """Follow a changed role or cohort; log out who was removed or got a temporary password."""
        account = self.accounts.get(user.name)
        if account is None or not account.approved or account.must_change:
            return False
        return self._model(account)

    def _model(self, account: Account) -> dict[str, Any]:
        return {"name": account.name, "groups": groups_of(account, self.course)}
