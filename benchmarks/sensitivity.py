"""How long 10,000 Monte Carlo draws x 27 governments take, against the bare random numbers.

Run: python benchmarks/sensitivity.py. Prints ratios; the last line is one JSON object.
"""

from __future__ import annotations

import json
import os
import time

import numpy as np

from spbe import datasets
from spbe.uncertainty import confusion_model, exact_distribution, simulate

DRAWS = 10_000


def best(call, times=5):
    walls = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        walls.append(time.perf_counter() - began)
    return min(walls)


def main() -> None:
    instrument = datasets.load_instrument("spbe-2020")
    levels = datasets.load_levels(2024)
    error = confusion_model()

    def read(**options):
        found = simulate(levels, instrument, draws=DRAWS, **options)
        return found.interval(), found.predicates, found.rank_stability()

    random = np.random.default_rng(0)
    weights = instrument.weights.to_numpy()

    def bare():
        drawn = random.integers(1, 6, size=(DRAWS, *levels.shape), dtype=np.uint8)
        return drawn.astype(np.float32) @ weights.astype(np.float32)

    floor = best(bare)
    cases = {
        "error": {"confusion": error},
        "weights": {"concentration": 200.0},
        "both": {"confusion": error, "concentration": 200.0},
    }
    walls = {name: best(lambda options=options: read(**options)) for name, options in cases.items()}
    for name, wall in walls.items():
        print(f"{name}: {wall:.3f} s, {wall / floor:.1f} x bare draws and product ({floor:.3f} s)")
    code = levels.index[1]
    exact = exact_distribution(levels.loc[code], instrument, error)
    mean = float((exact * exact.index).sum())
    drawn = float(simulate(levels, instrument, confusion=error).interval().loc[code, "mean"])
    print(f"mean of {code}: exact {mean:.4f}, drawn {drawn:.4f}")
    print(json.dumps({
        "draws": DRAWS, "governments": len(levels), "load": os.getloadavg()[0],
        "seconds": {k: round(v, 4) for k, v in walls.items()}, "bare_seconds": round(floor, 4),
        "ratio": {k: round(v / floor, 2) for k, v in walls.items()},
        "under_half_a_second": all(v < 0.5 for v in walls.values()),
        "mean_error": round(abs(mean - drawn), 5),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
