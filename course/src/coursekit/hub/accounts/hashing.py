"""Hashes of passwords: argon2id, worked out by few threads with a short queue.

The parameters are the least that OWASP's password storage cheat sheet names for argon2id (19 MiB,
two passes, one lane): a login costs one core some 15 ms, so that sixty people who come in at once
wait half a second on two cores. RFC 9106's second recommendation costs nine times as much.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

__all__ = ["PARAMETERS", "Crowded", "Workers", "hash_password", "is_dated", "matches"]

PARAMETERS = {"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1}
_LONGEST = 1000  # letters: nobody may choose so many, and nobody has us hash a book
Answer = TypeVar("Answer")


class Crowded(Exception):
    """More people wait for an answer than can get one soon."""


class Workers:
    """As many threads as cores, for argon2 leaves the interpreter alone while it computes.

    Parameters
    ----------
    most : int
        How many may wait or be served at once; the next one is refused.
    """

    def __init__(self, most: int = 400) -> None:
        self.most, self._busy = most, 0
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="argon2")

    async def run(self, work: Callable[..., Answer], *arguments: Any, **named: Any) -> Answer:
        """Run `work` when a thread is free; call from one event loop only.

        Raises
        ------
        Crowded
            If too many wait already.
        """
        if self._busy >= self.most:
            raise Crowded
        self._busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, lambda: work(*arguments, **named)
            )
        finally:
            self._busy -= 1


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    return _hasher().hash(password)


def matches(stored: str, password: str) -> bool:
    """Return whether a password is the one of which `stored` was kept."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(stored, password[:_LONGEST])
    except (VerificationError, InvalidHashError):
        return False


def is_dated(stored: str) -> bool:
    """Return whether a hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)


def _hasher() -> Any:
    from argon2 import PasswordHasher

    return PasswordHasher(**PARAMETERS)
