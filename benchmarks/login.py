"""Logging in beside sixty others, and guessing: what the gate costs and what it lets through.

Run: python benchmarks/login.py [--people 60] [--guesses 40]

Both sides run in one go, on the hub's own classes: hashes of RFC 9106's second recommendation in
the event loop's own threads, as it was until now, and the course's parameters with its few threads.
Then guesses for one name at once, and the time of a wrong password for a known and for an unknown
name. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

from coursekit.hub.accounts import hashing
from coursekit.hub.accounts.accounts import Account, Accounts
from coursekit.hub.accounts.attempts import Limits

PASSWORD = "kopi sawah 7 jembatan"
BEFORE = {"time_cost": 3, "memory_cost": 65536, "parallelism": 4}


def make_table(folder: Path, name: str, people: int, limits: Limits) -> Accounts:
    table = Accounts(folder / f"{name}.db", limits)
    table.take([(Account(f"peserta{n:02}"), PASSWORD) for n in range(people)])
    return table


async def together(table: Accounts, people: int, run) -> dict[str, float]:
    """Let all log in at once; return when they were in and how long the loop stood still."""
    began, spent, moments, still = time.perf_counter(), time.process_time(), [], [0.0]

    async def one(number: int) -> None:
        verdict = await run(table.check, f"peserta{number:02}", PASSWORD, "192.0.2.1")
        assert verdict.account is not None
        moments.append(time.perf_counter() - began)

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            still[0] = max(still[0], time.perf_counter() - before - 0.001)

    watcher = asyncio.create_task(watch())
    await asyncio.gather(*(one(number) for number in range(people)))
    watcher.cancel()
    return {
        "median": statistics.median(moments),
        "last": max(moments),
        "loop_still": still[0],
        "cpu": time.process_time() - spent,
    }


async def guess(table: Accounts, guesses: int, run) -> int:
    """Guess for one name at once; return how many guesses were tried at all."""
    looked, real = [], hashing.matches

    def counted(stored: str, word: str) -> bool:
        looked.append(word)
        return real(stored, word)

    from coursekit.hub.accounts import accounts

    accounts.matches = counted
    try:
        await asyncio.gather(*(run(table.check, "peserta00", str(n), "") for n in range(guesses)))
    finally:
        accounts.matches = real
    return len(looked)


def answer_times(table: Accounts, rounds: int = 40) -> dict[str, float]:
    """Return the median seconds of a wrong password, for known and unknown names in turn."""
    spent: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(rounds):
        for kind, name in (("known", f"peserta{number:02}"), ("unknown", f"bukansia{number:02}")):
            began = time.perf_counter()
            table.check(name, "salah")
            spent[kind].append(time.perf_counter() - began)
    return {f"wrong_{kind}": statistics.median(times) for kind, times in spent.items()}


async def measure(folder: Path, people: int, guesses: int) -> dict[str, float]:
    limits, ours = Limits(address=10**6), dict(hashing.PARAMETERS)
    hashing.PARAMETERS.update(BEFORE)
    before = await together(make_table(folder, "before", people, limits), people, asyncio.to_thread)
    hashing.PARAMETERS.update(ours)
    table, workers = make_table(folder, "after", people, limits), hashing.Workers()
    after = await together(table, people, workers.run)
    times = answer_times(table, min(people, 40))
    table.unlock("peserta00")
    return {
        **{f"before_{key}": value for key, value in before.items()},
        **{f"after_{key}": value for key, value in after.items()},
        "ratio_median": before["median"] / after["median"],
        "ratio_cpu": before["cpu"] / after["cpu"],
        **times,
        "guesses": guesses,
        "guesses_tried": await guess(table, guesses, workers.run),
        "load_average": os.getloadavg()[0],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--guesses", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measure(Path(folder), options.people, options.guesses))
    for key, value in found.items():
        print(f"{key:<20}{value:10.4f}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
