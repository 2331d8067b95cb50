"""The view's rules under node, as the page's modules stand in the package."""

import json
import subprocess
from importlib.resources import files

import pytest

from coursekit.system.node import NODE

STATIC = files("labkit") / "static"


@pytest.fixture(scope="session")
def node():
    """Run one expression for every case: node("form_rules.js", "m.judge(...case)", cases)."""

    def run(module, expression, cases):
        script = (
            f"import * as m from {json.dumps((STATIC / module).as_uri())};"
            "import { readFileSync } from 'node:fs';"
            "const told = JSON.parse(readFileSync(0, 'utf8')).map((case_) =>"
            f" {{ const value = {expression};"
            " return Number.isNaN(value) ? 'NaN' : value ?? null; });"
            "process.stdout.write(JSON.stringify(told));"
        )
        done = subprocess.run(
            [NODE, "--input-type=module", "-e", script],
            input=json.dumps(cases), capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
