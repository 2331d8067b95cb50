"""Whatever the hub and its parts say becomes one JSON event a line."""

import json
import os
from pathlib import Path

from coursekit.ops.logs import KEPT, Recorder, parse, tail

HUB = "[I 2026-11-24 07:17:26.286 JupyterHub app:3944] JupyterHub is now running"
ERROR = "[E 2026-11-24 07:17:26.286 ServerApp] Uncaught exception"
PROXY = "2026-11-24T07:17:26.251Z [ConfigProxy] \x1b[32minfo\x1b[39m: Route added /services/buku"


def record(path, *lines, **options):
    recorder = Recorder(path, **options)
    for line in lines:
        os.write(recorder.sink, (line + "\n").encode())
    recorder.close()
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_lines_of_the_hub_and_of_the_proxy_are_understood():
    hub, proxy = parse(HUB), parse(PROXY)
    assert (hub["level"], hub["part"], hub["place"]) == ("info", "JupyterHub", "app:3944")
    assert hub["message"] == "JupyterHub is now running"
    assert proxy == {
        "time": "2026-11-24T07:17:26.251Z",
        "level": "info",
        "part": "ConfigProxy",
        "message": "Route added /services/buku",
    }
    assert parse(PROXY.replace("info", "error").replace("Route", "404 GET /"))["level"] == "info"
    assert parse("  File x, line 1") is None


def test_a_traceback_stays_with_its_error(tmp_path):
    events = record(tmp_path / "log", "first words", ERROR, "Traceback:", "  ValueError: x", HUB)
    assert [event["message"] for event in events] == [
        "first words",
        "Uncaught exception\nTraceback:\n  ValueError: x",
        "JupyterHub is now running",
    ]


def test_the_tail_tells_errors_first(tmp_path):
    log = tmp_path / "hub.log"
    record(log, HUB, ERROR, "ValueError: x", HUB)
    assert tail(log) == "ServerApp: Uncaught exception ... ValueError: x"
    record(tmp_path / "other", HUB, PROXY.replace("info", "error"))
    assert tail(tmp_path / "other") == "JupyterHub: JupyterHub is now running"
    assert tail(tmp_path / "none") == "(no log)"


def test_a_large_log_begins_anew(tmp_path):
    record(tmp_path / "hub.log", *[HUB] * 50, largest=1000)
    assert (tmp_path / "hub.log").stat().st_size < 1200
    assert (tmp_path / "hub.log.1").exists()


def test_a_flood_of_long_requests_pushes_nothing_out(tmp_path):
    request = "[I 2026-11-24 07:17:26.286 JupyterHub log:192] 200 GET /hub/x?{} (sekda@::1) 3.21ms"
    flood = [request.format("a" * 64_000)] * 400
    record(tmp_path / "hub.log", ERROR, *flood, HUB, largest=200_000)
    events = []
    for path in sorted(tmp_path.glob("hub.log*")):
        events += [json.loads(line) for line in path.read_text().splitlines()]
    assert len(events) == 402
    assert "Uncaught exception" in {event["message"] for event in events}
    long = next(one for one in events if "GET" in one["message"])
    assert long["message"].startswith("200 GET /hub/x?aaa")
    assert long["message"].endswith("aaa (sekda@::1) 3.21ms")
    assert all(len(event["message"]) < 2_300 for event in events)


def test_logs_are_bounded_whatever_is_said(tmp_path):
    record(tmp_path / "hub.log", *[HUB] * 2_000, largest=5_000)
    found = sorted(path.name for path in tmp_path.iterdir())
    assert found == ["hub.log", *(f"hub.log.{number + 1}" for number in range(KEPT))]
    assert all(path.stat().st_size <= 5_000 for path in tmp_path.iterdir())


def test_a_line_without_an_end_fills_no_memory(tmp_path):
    recorder = Recorder(tmp_path / "hub.log")
    for _ in range(40):
        os.write(recorder.sink, b"x" * 60_000)
    os.write(recorder.sink, f"\n{HUB}\n".encode())
    recorder.close()
    first, second = (json.loads(line) for line in (tmp_path / "hub.log").read_text().splitlines())
    assert len(first["message"]) < 2_300 and second["part"] == "JupyterHub"


def test_a_traceback_without_an_end_is_cut(tmp_path):
    events = record(tmp_path / "hub.log", ERROR, *["  File x, line 1"] * 20_000, HUB)
    assert len(events) == 2 and len(events[0]["message"]) < 61_000


def test_each_run_has_a_log_of_its_own_for_the_operator_alone(tmp_path):
    log = tmp_path / "hub.log"
    record(log, HUB)
    (second,) = record(log, ERROR)
    assert second["part"] == "ServerApp"
    assert json.loads((tmp_path / "hub.log.1").read_text())["part"] == "JupyterHub"
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_stops_nobody(capsys):
    recorder = Recorder(Path("/dev/full"))
    os.write(recorder.sink, f"{HUB}\n{ERROR}\n".encode())
    recorder.close()
    assert capsys.readouterr() == ("", "")
