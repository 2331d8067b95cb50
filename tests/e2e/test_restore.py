"""A running hub is backed up and destroyed; the restored one knows everybody and everything."""

import json
import shutil
import signal

import pytest

from coursekit.ops.backup import backup, restore

pytestmark = pytest.mark.e2e

UNIT = "02-kerangka-spbe"
NOTE = "from pathlib import Path; Path('catatan.txt').write_text('penting')"
HAND_IN = f"""
import os, subprocess, sys, json
from pathlib import Path
folder = Path(os.environ["COURSEKIT_COURSE"], "{UNIT}")
folder.mkdir(parents=True)
notebook = {{"cells": [], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}
(folder / "{UNIT}.ipynb").write_text(json.dumps(notebook))
done = subprocess.run([sys.executable, "-m", "nbgrader", "submit", "{UNIT}"], capture_output=True)
print(done.returncode, done.stderr.decode()[-300:])
"""
LIST = """
import json, os, urllib.request
address = os.environ["COURSEKIT_EXCHANGE_URL"] + "/api/courses/" + os.environ["COURSEKIT_COURSE"]
token = {"Authorization": "token " + os.environ["JUPYTERHUB_API_TOKEN"]}
request = urllib.request.Request(address + "/submissions", headers=token)
print(urllib.request.urlopen(request).read().decode())
"""


def test_a_destroyed_hub_comes_back_with_everything(hub, serve_again, tmp_path):
    person = hub.person("sekda")
    with person.kernel() as kernel:
        kernel.run(NOTE)
        assert kernel.run(HAND_IN).startswith("0 ")
        before = json.loads(kernel.run(LIST))
    assert len(before) == 1
    backup(hub.layout, tmp_path / "backup.tar.gz")
    hub.process.send_signal(signal.SIGINT)
    hub.process.wait(30)
    shutil.rmtree(hub.layout.var)
    restore(hub.layout, tmp_path / "backup.tar.gz")
    serve_again(hub)
    # The session's cookie is still good: the hub's secret and database are the old ones.
    assert person.hub("GET", "user").json()["name"] == "sekda"
    person = hub.person("sekda")
    with person.kernel() as kernel:
        assert kernel.run("print(open('catatan.txt').read())") == "penting\n"
        assert json.loads(kernel.run(LIST)) == before
