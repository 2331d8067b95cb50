"""Run the visible tests of a lab from the start, and tell in Indonesian what they say.

nbgrader's validator changes folder and environment of its process, so it gets one of its own.
Effects: a process that runs the trainee's notebook as he could himself; nothing is saved.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coursekit.web.course_page.answers import QUESTION, read_work

__all__ = ["check_lab", "tell"]

_SECONDS = 300
_LONGEST = 400
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_ERROR = re.compile(r"^[A-Z]\w*(?:Error|Exception|Interrupt): ")
_CHANGED = (
    "Ada sel pemeriksaan yang isinya berubah, sehingga hasilnya tidak dapat dipercaya. "
    "Batalkan perubahan itu, atau mintalah bantuan widyaiswara."
)
_EMPTY = "You did not provide a response."
_PARTIAL = "Partial credit; passed some but not all of the tests"


async def check_lab(notebook: Path) -> list[str]:
    """Return what the visible tests find wrong, a sentence each; empty if nothing.

    Raises
    ------
    OSError
        If the tests could not be run or took longer than five minutes.
    """
    if read_work(notebook) is None:
        raise OSError(f"{notebook.name}: missing or no notebook")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        str(notebook),
        cwd=notebook.parent,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        said, grumbled = await asyncio.wait_for(process.communicate(), _SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise OSError("the visible tests took too long") from None
    if process.returncode:
        raise OSError(grumbled.decode(errors="replace").strip()[-_LONGEST:])
    return tell(json.loads(said.splitlines()[-1]))


def tell(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """Turn the validator's findings into sentences, each told once.

    Parameters
    ----------
    found : mapping
        ``type_changed``, ``changed`` or ``failed`` → cells, as nbgrader's validator returns them.
    """
    if found.get("type_changed") or found.get("changed"):
        return [_CHANGED]
    return list(dict.fromkeys(map(_sentence, found.get("failed", ()))))


def _sentence(cell: Mapping[str, Any]) -> str:
    lines = _ANSI.sub("", str(cell.get("raw_error", ""))).strip().splitlines() or [""]
    words = lines[-1].strip()[:_LONGEST]
    if words == _EMPTY:
        match = QUESTION.search(str(cell.get("source", "")))
        where = f"{match.group(1)}: jawaban" if match else "Jawaban"
        return f"{where} tertulis masih kosong."
    if words == _PARTIAL:
        return "Sebuah pemeriksaan baru terpenuhi sebagian."
    if _ERROR.match(words):
        return f"Ada sel yang berhenti karena kesalahan: {words}"
    return words or "Sebuah pemeriksaan belum terpenuhi."


def _main(notebook: str) -> None:
    from nbgrader.validator import Validator

    validator = Validator()
    validator.log.setLevel("CRITICAL")
    sys.stdout.write("\n" + json.dumps(validator.validate(notebook)) + "\n")


if __name__ == "__main__":
    _main(sys.argv[1])
