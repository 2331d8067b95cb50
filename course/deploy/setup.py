"""Set up the course on this machine: .venv, pinned packages, and the browser of the tests.

Runs on a bare Python 3.11 or newer with nothing installed. Safe to repeat: a finished set-up is
recognised in a blink, a half-finished one is taken up again.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "setup.stamp"
OLDEST, NEWEST = (3, 11), (3, 14)  # for which every pinned package is built
UV = "uv==0.13.9"
BROWSER_PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-liberation")


class SetupError(Exception):
    """The set-up cannot go on; the message says what to do."""


def main() -> int:
    """Set up what is missing; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browser", action="store_true", help="also the browser of the tests")
    options = parser.parse_args()
    try:
        install_packages()
        if options.browser:
            install_browser()
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


def install_packages() -> None:
    """Make .venv and install the pinned packages into it, unless that is done already."""
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text() == wanted and PYTHON.exists():
        return
    if not PYTHON.exists() or not works(PYTHON):
        if VENV.exists():
            say("the folder .venv is unfinished or broken; making it anew")
            shutil.rmtree(VENV)
        make_venv()
    STAMP.unlink(missing_ok=True)
    uv = find_uv()
    say("installing the pinned packages" + ("" if uv else " with pip; this takes a minute or two"))
    installer = [uv, "pip", "install", "--python", str(PYTHON)] if uv else pip("install")
    pinned = [*installer, "--quiet", "--require-hashes", "-r", "requirements.lock"]
    # A person's sandbox may not write beside the packages: it would compile them at every start.
    pinned += ["--compile-bytecode"] if uv else []
    try:
        run(pinned)
    except SetupError:
        # An office that inspects its traffic has its certificate in the system's store alone.
        run(pinned, UV_SYSTEM_CERTS="1")
    run([*installer, "--quiet", "--no-deps", "--no-build-isolation", "--editable", "."])
    STAMP.write_text(wanted)
    say("done")


def fingerprint() -> str:
    """Return what the packages of .venv depend on, as one hash."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def make_venv() -> None:
    """Make the virtual environment with a Python that is new enough."""
    python = new_enough_python()
    say(f"making .venv with {python}")
    made = subprocess.run([python, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        raise SetupError(
            f"{python} -m venv failed: {(made.stderr or made.stdout).strip()}\n"
            "On Debian or Ubuntu run: sudo apt-get install python3-venv   and try again"
        )


def new_enough_python() -> str:
    """Return a Python that the pinned packages fit: this one, else one on PATH."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        if path := shutil.which(f"python3.{minor}"):
            return path
    version = ".".join(map(str, sys.version_info[:2]))
    raise SetupError(f"Python 3.11 to 3.14 is needed, this is {version}. Install python3.13")


def works(python: Path) -> bool:
    """Whether an interpreter starts and has pip."""
    probe = subprocess.run([str(python), "-c", "import pip"], capture_output=True)
    return probe.returncode == 0


def find_uv() -> str | None:
    """Return uv, which installs ten times faster than pip: from PATH, else from the registry."""
    if found := shutil.which("uv"):
        return found
    own = VENV / "bin" / "uv"
    if not own.exists():
        subprocess.run([*pip("install"), "--quiet", UV], capture_output=True)
    return str(own) if own.exists() else None


def pip(verb: str) -> list[str]:
    """Return the beginning of a pip command of .venv."""
    return [str(PYTHON), "-m", "pip", verb, "--disable-pip-version-check"]


def install_browser() -> None:
    """Install Chromium with the system's package manager, if it is not there."""
    if shutil.which("chromium"):
        return
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *BROWSER_PACKAGES]
    line = "sudo apt-get update && sudo " + " ".join(command)
    prefix = root_prefix()
    if prefix is None or not shutil.which("apt-get"):
        raise SetupError(f"the browser tests need Chromium; run this one line:\n  {line}")
    say("installing Chromium for the browser tests")
    run([*prefix, "apt-get", "update", "-qq"])
    run([*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *command])


def root_prefix() -> list[str] | None:
    """Return what to put before a command so that root runs it; None if nobody can."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"]).returncode:
        return ["sudo", "-n"]
    return None


def run(command: list[str], **environment: str) -> None:
    """Run a command in the root folder; its output is shown only if it fails."""
    known = {**os.environ, **environment}
    done = subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True)
    if done.returncode:
        raise SetupError(
            f"{' '.join(command[:4])} … failed:\n{(done.stderr or done.stdout).strip()[-2000:]}\n"
            "Nothing is lost: mend the cause (network? disk?) and run the same command again"
        )


def say(text: str) -> None:
    """Tell what is going on."""
    print(f"setup: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
