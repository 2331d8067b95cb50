"""Tokens for programs: for one purpose, for days at most, and made with the password alone.

A page of the hub lists them and takes them back; its own interface makes none, so that a script
that runs with somebody's cookie gets none. Every step is a line in a file for the operator.

Effects: the hub's tokens and the file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from jupyterhub import orm
from jupyterhub.apihandlers.users import UserTokenListAPIHandler
from jupyterhub.utils import utcnow
from tornado import web

from coursekit.web.hub_pages.handlers import Page

__all__ = ["HANDLERS", "Purpose", "lasting", "note_down", "noted", "offered"]

_MOST = 10  # tokens of one person at a time
_SHOWN = 20  # lines of the record on the page
_LONGEST_NOTE = 60
_HOURS = {1: "1 jam", 24: "1 hari", 24 * 7: "7 hari"}
_READ = 256 << 10  # bytes of the record's end that are looked through


@dataclass(frozen=True)
class Purpose:
    """What a token may be for."""

    key: str
    label: str
    scope: str


def offered(name: str, course: str, held: Collection[str]) -> list[Purpose]:
    """Return what a person may make tokens for: never more than the person may.

    Parameters
    ----------
    held : collection of str
        The person's scopes, expanded.
    """
    every = (
        Purpose("lab", "Lab dan kiriman", "access:services!service=exchange"),
        Purpose("penilaian", "Halaman penilaian", f"access:services!service={course}"),
        Purpose("kesehatan", "Keadaan server", "access:services!service=penjaga"),
        Purpose("meja", "Meja kerja sendiri", f"access:servers!user={name}"),
    )
    return [purpose for purpose in every if purpose.scope in held]


def lasting(most_hours: int) -> dict[int, str]:
    """Return how long a token may last, in hours, with words."""
    allowed = {hours: words for hours, words in _HOURS.items() if hours <= most_hours}
    return allowed or {most_hours: f"{most_hours} jam"}


def note_down(record: Path, event: dict[str, Any]) -> None:
    """Add a line to the record; only the operator may read the file."""
    line = json.dumps({"time": datetime.now(UTC).isoformat(timespec="seconds"), **event})
    descriptor = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, line.encode() + b"\n")
    finally:
        os.close(descriptor)


def noted(record: Path, name: str) -> list[dict[str, Any]]:
    """Return the last lines about one person, newest first."""
    if not record.is_file():
        return []
    with record.open("rb") as source:
        source.seek(max(0, record.stat().st_size - _READ))
        lines = source.read().splitlines()
    events = []
    for line in lines:
        try:
            events.append(json.loads(line))
        except ValueError:  # the first may be cut
            continue
    return [one for one in reversed(events) if one["account"] == name][:_SHOWN]


class _Tokens(Page):
    """Make, see and take back one's own tokens."""

    template = "token.html"

    @web.authenticated
    async def get(self) -> None:
        await self._list()

    @web.authenticated
    async def post(self) -> None:
        what = self.get_body_argument("what", "")
        if what == "revoke":
            await self._list(done=self._revoke(self.get_body_argument("token", "")))
        elif what == "make":
            await self._make()
        else:
            raise web.HTTPError(400)

    async def _make(self) -> None:
        purpose = self._offered.get(self.get_body_argument("purpose", ""))
        hours = self.get_body_argument("hours", "")
        note = self.get_body_argument("note", "").strip()
        wrong = ""
        if purpose is None:
            wrong = "Pilih kegunaan token."
        elif hours not in map(str, self._lasting):
            wrong = "Pilih masa berlaku token."
        elif not 0 < len(note) <= _LONGEST_NOTE or not note.isprintable():
            wrong = f"Isi catatan dengan 1 sampai {_LONGEST_NOTE} huruf, misalnya nama program."
        elif len(self._mine()) >= _MOST:
            wrong = f"Anda sudah memiliki {_MOST} token. Cabut yang tidak dipakai lagi."
        # Last, so that a slip of the pen elsewhere costs no attempt.
        if not wrong and not await self._is_the_person():
            wrong = "Kata sandi keliru, atau akun sedang dikunci."
        if wrong:
            self._note("refused", reason=wrong)
            await self._list(status=403, wrong=wrong)
            return
        seconds = int(hours) * 3600
        token = self.current_user.new_api_token(
            note=note, expires_in=seconds, scopes=[purpose.scope]
        )
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        self._note(
            "made", note=note, scopes=[purpose.scope], until=until.isoformat(timespec="seconds")
        )
        await self._list(token=token, note=note)

    async def _is_the_person(self) -> bool:
        given = self.get_body_argument("sandi", "", strip=False)
        verdict = await self.authenticator.check(self, self.current_user.name, given)
        return verdict.account is not None

    def _revoke(self, number: str) -> str:
        found = [one for one in self.current_user.api_tokens if one.api_id == number]
        if not found or found[0].id in self._servers():
            return "Token ini sudah tidak ada."
        (chosen,) = found
        # One session of a service may have several tokens; none of them is to live on.
        ours = chosen.client_id == "jupyterhub"
        same = [one for one in self.current_user.api_tokens if one.client_id == chosen.client_id]
        for one in [chosen] if ours else same:
            self.db.delete(one)
        self.db.commit()
        self._note("revoked", note=chosen.note, scopes=sorted(chosen.scopes))
        return "Token dicabut dan tidak berlaku lagi."

    async def _list(self, status: int = 200, **values: Any) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        await self.show(
            status,
            purposes=list(self._offered.values()),
            lasting=self._lasting,
            mine=self._mine(),
            sessions=self._sessions(),
            events=noted(Path(self.authenticator.token_record), self.current_user.name),
            **values,
        )

    @property
    def _offered(self) -> dict[str, Purpose]:
        found = offered(self.current_user.name, self.authenticator.course, self.expanded_scopes)
        return {purpose.key: purpose for purpose in found}

    @property
    def _lasting(self) -> dict[int, str]:
        groups = {group.name for group in self.current_user.groups}
        staff = f"formgrade-{self.authenticator.course}" in groups
        return lasting(self.authenticator.token_hours(staff))

    def _mine(self) -> list[Any]:
        return [one for one in self._living() if one.client_id == "jupyterhub"]

    def _sessions(self) -> list[Any]:
        """Return one token of each service that is in use in a browser."""
        found = {one.client_id: one for one in self._living() if one.client_id != "jupyterhub"}
        return list(found.values())

    def _living(self) -> list[Any]:
        now, servers = utcnow(with_tz=False), self._servers()
        return [
            one
            for one in sorted(self.current_user.api_tokens, key=lambda one: one.id)
            if not (one.expires_at and one.expires_at < now) and one.id not in servers
        ]

    def _servers(self) -> set[int]:
        """Return the tokens with which the person's servers themselves work; they end with them."""
        held = (one.api_token for one in self.current_user.spawners.values() if one.api_token)
        found = (orm.APIToken.find(self.db, token) for token in held)
        return {one.id for one in found if one is not None}

    def _note(self, what: str, **more: Any) -> None:
        address = self.authenticator.address_of(self)
        event = {"account": self.current_user.name, "what": what, "address": address, **more}
        note_down(Path(self.authenticator.token_record), event)
        self.log.info("token of %s: %s", self.current_user.name, what)


class _NoTokens(UserTokenListAPIHandler):
    """The hub's interface lists tokens and makes none, whoever asks and however."""

    async def post(self, user_name: str) -> None:
        raise web.HTTPError(403, "Token hanya dapat dibuat pada halaman Token, dengan kata sandi.")


HANDLERS = [("/token", _Tokens), (r"/api/users/([^/]+)/tokens", _NoTokens)]
