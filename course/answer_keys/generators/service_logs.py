"""Logs of three public services before and after digitalisation, with the dirt of real logs.

One log has 20,000 cases. The clean case is drawn first; dirt is put on it afterwards and counted,
so the key knows how much of each there is and what the clean figures are.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import math
import random
import statistics
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from generators.common import to_csv

__all__ = ["CASES", "COLUMNS", "SERVICES", "log_key", "make_log", "service_logs"]

CASES = 20_000
SEED = "jayantara-log"
PERIODS = {"before": dt.date(2022, 1, 3), "after": dt.date(2023, 9, 4)}
DAYS = 357  # fifty-one weeks, so that late cases still close inside the log's year
COLUMNS = [
    "case", "submitted", "started", "completed", "channel", "area", "age_group",
    "visits", "fee", "transport", "rework", "satisfaction", "status",
]  # fmt: skip

# Who comes: share of area, and what one trip to the office costs from there (Rp).
AREAS = {"perkotaan": 0.42, "perdesaan": 0.41, "terpencil": 0.17}
TRIP = {"perkotaan": 12_000, "perdesaan": 35_000, "terpencil": 90_000}
AGES = {"17-39": 0.48, "40-59": 0.36, "60+": 0.16}
# After digitalisation: share that uses the internet channel, by area; the old use it far less.
ONLINE = {"perkotaan": 0.78, "perdesaan": 0.50, "terpencil": 0.18}
OLD_ONLINE = 0.35
# How much longer a case takes by its channel, before and after: the desks keep the hard cases.
SLOWER = {"daring": (1.0, 1.0), "loket": (1.0, 1.5), "desa": (1.0, 1.3), "keliling": (2.2, 2.2)}
SPELLINGS = {
    "loket": ("Loket", "LOKET", "loket "),
    "daring": ("Daring", "online", "daring "),
    "desa": ("Desa", "kantor desa"),
    "keliling": ("Keliling", "mobil keliling"),
}


@dataclass(frozen=True)
class Service:
    """What one service is like: (before, after) pairs; days are working days."""

    prefix: str
    days: tuple[float, float]  # median from submission to completion; 0 means the same day
    minutes: tuple[float, float]  # same-day services: median minutes of waiting
    trips: tuple[float, float]  # mean extra visits at a desk
    fee: tuple[int, int]  # Rp a case: copies, photographs, stamp duty, retribution
    rework: tuple[float, float]  # chance that a file is sent back, each time
    promise: float  # promised duration in the unit of the service, for satisfaction


SERVICES = {
    "population_documents": Service(
        "KP", (6.0, 2.0), (0, 0), (1.7, 0.5), (24_000, 6_000), (0.30, 0.14), 4.0
    ),
    "small_business_licence": Service(
        "IU", (13.0, 4.5), (0, 0), (2.4, 0.6), (185_000, 62_000), (0.42, 0.20), 7.0
    ),
    "health_registration": Service(
        "PK", (0, 0), (118.0, 41.0), (0.12, 0.04), (11_000, 9_000), (0.06, 0.03), 60.0
    ),
}


def _pick(rng: random.Random, shares: dict[str, float]) -> str:
    """Draw a name by its share."""
    draw = rng.random() * sum(shares.values())
    for name, share in shares.items():
        draw -= share
        if draw < 0:
            return name
    return name


def _office_day(day: dt.date) -> dt.date:
    """Return the day itself or the Monday after it."""
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _after_days(day: dt.date, working_days: int) -> dt.date:
    """Return the day `working_days` after a working day (public holidays are left out)."""
    weekends = (day.weekday() + working_days) // 5
    return day + dt.timedelta(days=working_days + 2 * weekends)


def _channel(rng: random.Random, period: str, area: str, age: str) -> str:
    if period == "before":
        return "desa" if rng.random() < 0.07 else "loket"
    online = ONLINE[area] * (OLD_ONLINE if age == "60+" else 1)
    if rng.random() < online:
        return "daring"
    rest = {"loket": 0.5, "desa": 0.35, "keliling": 0.45 if area == "terpencil" else 0.05}
    return _pick(rng, rest)


def _visits(rng: random.Random, channel: str, extra: float, rework: int, same_day: bool) -> int:
    if channel == "daring" and not same_day:
        return 1 if rng.random() < 0.15 + 0.1 * rework else 0
    more = sum([rng.random() < extra / 4 for _ in range(4)])
    return 1 + more + (rework if channel != "daring" else 0)


def _clean(rng: random.Random, service: Service, period: str, number: int) -> dict[str, object]:
    """Draw one case as it truly was."""
    now = 1 if period == "after" else 0
    area = _pick(rng, AREAS)
    age = _pick(rng, AGES)
    channel = _channel(rng, period, area, age)
    same_day = service.days[now] == 0
    rework = 0
    while rework < 3 and rng.random() < service.rework[now] * (0.7 if channel == "daring" else 1):
        rework += 1
    slower = SLOWER[channel][now]
    first = PERIODS[period] + dt.timedelta(days=int(rng.random() * DAYS))
    if channel == "daring" and not same_day:
        submitted = dt.datetime.combine(first, dt.time()) + dt.timedelta(
            seconds=int(min(86_399, max(0, rng.gauss(50_000, 16_000))))
        )
    else:
        opened = dt.datetime.combine(_office_day(first), dt.time(8))
        submitted = opened + dt.timedelta(seconds=int(18_000 * rng.random() ** 1.6))
    if same_day:
        wait = service.minutes[now] * math.exp(rng.gauss(0, 0.5)) * (1 + 0.4 * rework)
        if channel == "daring":
            wait *= 0.6
        care = 11 * math.exp(rng.gauss(0, 0.45))
        started = submitted + dt.timedelta(seconds=int(60 * wait))
        completed = started + dt.timedelta(seconds=int(60 * care))
        lasted = wait + care
    else:
        lasted = service.days[now] * slower * math.exp(rng.gauss(0, 0.55)) * (1 + 0.7 * rework)
        begin = _office_day(submitted.date() + dt.timedelta(days=1 if submitted.hour >= 15 else 0))
        waited = min(int(lasted), int(lasted * (0.25 + 0.35 * rng.random())))
        started = dt.datetime.combine(_after_days(begin, waited), dt.time(8)) + dt.timedelta(
            seconds=int(27_000 * rng.random())
        )
        started = max(started, submitted + dt.timedelta(minutes=5 + 55 * rng.random()))
        started = started.replace(microsecond=0)
        ended = dt.datetime.combine(_after_days(begin, int(lasted)), dt.time(9)) + dt.timedelta(
            seconds=int(23_400 * rng.random())
        )
        completed = max(ended, started + dt.timedelta(seconds=600 + int(7_200 * rng.random())))
    visits = _visits(rng, channel, service.trips[now], rework, same_day)
    trip = TRIP[area] * (0.2 if channel in ("desa", "keliling") else 1)
    fee = service.fee[now] * math.exp(rng.gauss(0, 0.3)) * (1 + 0.25 * rework)
    mood = 3.3 - 0.55 * math.log(max(lasted, 0.2) / service.promise) - 0.3 * rework
    mood -= 0.12 * max(0, visits - 1)
    return {
        "case": f"{service.prefix}-{PERIODS[period].year}-{number:05d}",
        "submitted": submitted,
        "started": started,
        "completed": completed,
        "channel": channel,
        "area": area,
        "age_group": age,
        "visits": visits,
        "fee": 500 * round(fee / 500),
        "transport": 500 * round(visits * trip * math.exp(rng.gauss(0, 0.2)) / 500),
        "rework": rework,
        "satisfaction": min(4, max(1, round(mood + rng.gauss(0, 0.55)))),
        "status": "rekaan",
    }


def _soil(rng: random.Random, row: dict[str, object], now: bool) -> dict[str, object]:
    """Return the row as the log has it; every kind of dirt has its rate here."""
    soiled = dict(row)
    # The unhappy answer less often, more so on a screen than when asked at the desk.
    silent = 0.30 + 0.10 * (4 - int(row["satisfaction"])) if now else 0.50
    if rng.random() < silent:
        soiled["satisfaction"] = ""
    elif rng.random() < 0.006:
        soiled["satisfaction"] = 0
    dice = rng.random()
    if dice < 0.015:
        soiled["completed"] = ""  # never closed in the system
    elif dice < 0.019:
        soiled["completed"] = row["submitted"] - dt.timedelta(hours=rng.randint(2, 60))
    elif dice < 0.021:
        soiled["completed"] = dt.datetime(1970, 1, 1, 7)  # a clock that lost its battery
    elif dice < 0.023:
        soiled["submitted"] = row["submitted"] + dt.timedelta(days=27_394)
    if rng.random() < 0.025:
        soiled["channel"] = rng.choice(SPELLINGS[str(row["channel"])])
    elif rng.random() < 0.005:
        soiled["channel"] = ""
    if rng.random() < 0.010:
        soiled["fee"] = ""
    if rng.random() < 0.002:
        soiled["visits"] = 99
    return soiled


def make_log(name: str, period: str) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return the clean cases and the rows of the log (soiled, some twice, by time of entry)."""
    rng = random.Random(f"{SEED}-{name}-{period}")
    clean = [_clean(rng, SERVICES[name], period, number) for number in range(1, CASES + 1)]
    rows = []
    for row in clean:
        soiled = _soil(rng, row, period == "after")
        rows += [soiled, dict(soiled)] if rng.random() < 0.012 else [soiled]
    rng.shuffle(rows)
    return clean, rows


def log_key(clean: list[dict[str, object]], rows: list[dict[str, object]]) -> dict[str, object]:
    """Return how much dirt the log has, and the figures of the clean cases (hours, Rp, 1..4)."""
    cases = {row["case"]: row for row in rows}
    hours = [(row["completed"] - row["submitted"]).total_seconds() / 3600 for row in clean]
    kept = list(cases.values())
    return {
        "rows": len(rows),
        "duplicates": len(rows) - len(cases),
        "never_completed": sum(row["completed"] == "" for row in kept),
        "clock_errors": sum(
            row["completed"] != "" and row["completed"] < row["submitted"] for row in kept
        ),
        "missing_satisfaction": sum(row["satisfaction"] == "" for row in kept),
        "zero_satisfaction": sum(row["satisfaction"] == 0 for row in kept),
        "clean_median_hours": round(statistics.median(hours), 3),
        "clean_mean_hours": round(statistics.fmean(hours), 3),
        "clean_mean_visits": round(statistics.fmean(row["visits"] for row in clean), 4),
        "clean_mean_cost": round(
            statistics.fmean(row["fee"] + row["transport"] for row in clean), 1
        ),
        "clean_mean_satisfaction": round(statistics.fmean(row["satisfaction"] for row in clean), 4),
        "clean_median_hours_by_area": {
            area: round(
                statistics.median(
                    h for h, r in zip(hours, clean, strict=True) if r["area"] == area
                ),
                3,
            )
            for area in AREAS
        },
    }


def _log_and_key(log: tuple[str, str]) -> tuple[bytes, dict[str, object]]:
    clean, rows = make_log(*log)
    return to_csv(rows, COLUMNS), log_key(clean, rows)


def service_logs() -> tuple[dict[str, bytes], bytes]:
    """Return the six logs by file name, and their key; each is drawn on a core of its own."""
    logs = list(itertools.product(SERVICES, PERIODS))
    with ProcessPoolExecutor() as pool:
        made = dict(zip(map("_".join, logs), pool.map(_log_and_key, logs), strict=True))
    keys = {name: key for name, (_, key) in made.items()}
    files = {f"{name}.csv.gz": data for name, (data, _) in made.items()}
    return files, (json.dumps(keys, indent=1) + "\n").encode()
