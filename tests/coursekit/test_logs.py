"""Whatever the hub and its parts say becomes one JSON event a line."""

import json
import os

from coursekit.logs import Recorder, parse, tail

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
