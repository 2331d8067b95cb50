"""Score 1,000,000 governments and compare with the bare matrix product of the same 13 numbers.

Run: OPENBLAS_NUM_THREADS=1 python benchmarks/scoring.py [governments] [rounds]
Both sides start from the same int64 frame; the bare side converts to float and multiplies, no more.
The score side also validates every cell, names predicates and flags what lies near a cut.
"""

from __future__ import annotations

import json
import os
import sys
import time

# One core for both sides; must be said before numpy loads its linear algebra.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np
import pandas as pd

from spbe import datasets, score


def measure(call, rounds: int) -> tuple[float, float]:
    walls, cores = [], []
    for _ in range(rounds):
        wall, core = time.perf_counter(), time.process_time()
        call()
        walls.append(time.perf_counter() - wall)
        cores.append(time.process_time() - core)
    return min(walls), min(cores)


def main(governments: int = 1_000_000, rounds: int = 5) -> None:
    instrument = datasets.load_instrument("spbe-2020")
    cells = np.random.default_rng(0).integers(1, 6, (governments, 47))
    frame = pd.DataFrame(cells, columns=list(instrument.codes))
    projection = instrument.matrix.to_numpy()

    def bare() -> np.ndarray:
        return frame.to_numpy().astype(float) @ projection

    result = score(frame, instrument)
    table = pd.concat([result.index, result.domains, result.aspects], axis=1)
    assert np.allclose(table, bare(), atol=1e-12)

    bare_wall, bare_cpu = measure(bare, rounds)
    score_wall, score_cpu = measure(lambda: score(frame, instrument), rounds)
    print(f"governments         {governments:>12,}   best of {rounds}, one core")
    print(f"bare product        {bare_wall:>10.3f} s   CPU {bare_cpu:.3f} s")
    print(f"score               {score_wall:>10.3f} s   CPU {score_cpu:.3f} s")
    print(f"ratio               {score_wall / bare_wall:>10.2f}     CPU {score_cpu / bare_cpu:.2f}")
    print(f"load average        {os.getloadavg()[0]:>10.2f}")
    print(
        json.dumps(
            {
                "governments": governments,
                "bare_s": round(bare_cpu, 4),
                "score_s": round(score_cpu, 4),
                "ratio": round(score_cpu / bare_cpu, 3),
                "ratio_wall": round(score_wall / bare_wall, 3),
                "bar": 3.0,
                "met": score_cpu <= 3 * bare_cpu,
            }
        )
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
