"""The service is killed while a cohort hands in: the benchmark's own scenario, made small."""

import asyncio
import importlib.util

import pytest

from coursekit.core.layout import find_layout


@pytest.mark.e2e
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_acknowledged_submission_is_lost_or_doubled(tmp_path, kind, request):
    path = find_layout().root / "benchmarks" / "exchange.py"
    spec = importlib.util.spec_from_file_location("exchange_benchmark", path)
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    database = "" if kind == "sqlite" else request.getfixturevalue("postgres")()
    found = asyncio.run(benchmark.run(tmp_path / "x", 16, 20, 0.5, 500_000, database))
    assert found["submissions"] == 32 and 0 < found["acknowledged_before_kill"] <= 16
    for fault in ("lost", "doubled", "broken", "unanswered_after_retry"):
        assert found[fault] == 0, found
