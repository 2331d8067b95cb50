"""Grading runs started from the screen: one process at a time, requests in between go together.

Effects: starts `coursekit autograde` as a child process, so that the server never waits.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

__all__ = ["EVERYBODY", "GradingQueue", "autograde"]

EVERYBODY = ""
Run = Callable[[str, Sequence[str]], Awaitable[dict[str, Any]]]


async def autograde(unit: str, owners: Sequence[str]) -> dict[str, Any]:
    """Run `coursekit autograde`; return its JSON, or ``{"error": its last words}``.

    Parameters
    ----------
    owners : sequence of str
        Graded even if nothing changed; empty means everybody whose work is not graded yet.
    """
    chosen = [part for owner in owners for part in ("--trainee", owner)]
    command = ["autograde", unit, "--json", *chosen, *(["--force"] if owners else [])]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "coursekit",
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, words = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    try:
        return json.loads(out)
    except ValueError:
        return {"error": words.decode(errors="replace").strip()[-2000:] or "no message"}


class GradingQueue:
    """Collects requests and grades them; no two runs at the same time.

    Parameters
    ----------
    run : callable
        ``async (unit, owners) -> result``; `autograde` by default.
    """

    def __init__(self, run: Run = autograde) -> None:
        self._run = run
        self._waiting: dict[str, list[tuple[str, asyncio.Future]]] = {}
        self._work: asyncio.Task | None = None

    async def grade(self, unit: str, owner: str = EVERYBODY) -> dict[str, Any]:
        """Grade one trainee's work, or all that is new; return nbgrader's kind of answer.

        Returns
        -------
        dict
            ``success``, ``log`` (a line a submission that needs a look) and, where it failed,
            ``error``.
        """
        future = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(unit, []).append((owner, future))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._all())
        return _answer(owner, await future)

    async def _all(self) -> None:
        while self._waiting:
            unit = next(iter(self._waiting))
            requests = self._waiting.pop(unit)
            named = sorted({owner for owner, _ in requests if owner != EVERYBODY})
            runs = [named] if named else []
            if any(owner == EVERYBODY for owner, _ in requests):
                runs.append([])
            results = [await self._safely(unit, owners) for owners in runs]
            for owner, future in requests:
                if not future.done():
                    future.set_result(results[-1 if owner == EVERYBODY else 0])

    async def _safely(self, unit: str, owners: Sequence[str]) -> dict[str, Any]:
        # One failed start must not leave the other requests waiting for ever.
        try:
            return await self._run(unit, owners)
        except (OSError, ValueError) as error:
            return {"error": str(error)}


def _answer(owner: str, result: dict[str, Any]) -> dict[str, Any]:
    if "error" in result:
        return {"success": False, "log": "", "error": result["error"]}
    failed = [one for one in result["failed"] if owner in (EVERYBODY, one)]
    log = "\n".join(result["lines"])
    if failed:
        error = "Tidak dapat dinilai: " + ", ".join(failed)
        return {"success": False, "log": log, "error": error}
    return {"success": True, "log": log}
