#!/usr/bin/env python3
"""Rebuild every generated table and key of the sample world; touch only what changed.

    python course/answer_keys/build.py            write
    python course/answer_keys/build.py --check    compare only; exit 1 if anything differs

Exit codes: 0 fine, 1 findings, 2 usage. The only place of the generators that writes files.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from pathlib import Path

from generators.common import yaml_of  # beside this script, whose folder Python looks in first
from generators.world import outputs
from labkit.forms.declaration import split_keys

HERE = Path(__file__).resolve().parent

__all__ = ["differences", "main"]


def _content(path: Path) -> bytes | None:
    """Return what a file holds; compressed bytes may differ between zlibs, content never."""
    data = path.read_bytes() if path.is_file() else None
    return gzip.decompress(data) if data and path.suffix == ".gz" else data


def differences(built: dict[str, bytes], root: Path) -> list[str]:
    """Return one line for each file that is missing, differs, or stands where nothing builds it."""
    found = []
    for name, data in sorted(built.items()):
        if (there := _content(root / name)) != data:
            fault = "missing" if there is None else "differs from what its source gives"
            found.append(f"{name}: {fault}; run build.py")
    # Keys of declared forms are made and compared by `coursekit generate`.
    forms = (root / "course/units").glob("*/forms/*.yml")
    declared = {f"{path.stem}.json" for path in forms if split_keys(yaml_of(path))[1]}
    for folder in ("datasets/dossiers", "datasets/service_logs", "course/answer_keys/keys"):
        for path in sorted((root / folder).glob("*")):
            name = path.relative_to(root).as_posix()
            if name not in built and path.name not in declared:
                found.append(f"{name}: nothing builds this file; remove it")
    for path in sorted((root / "course/answer_keys/opened").rglob("*.*")):
        if (name := path.relative_to(root).as_posix()) not in built:
            found.append(f"{name}: nothing builds this file; remove it")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Build or check; return the exit code."""
    parser = argparse.ArgumentParser(description="Rebuild the tables and keys of the sample world.")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    parser.add_argument("--root", type=Path, default=HERE.parents[1], help="root of the checkout")
    options = parser.parse_args(arguments)
    built = outputs(options.root)
    if options.check:
        found = differences(built, options.root)
        print("\n".join(found) or f"{len(built)} files as their sources give them")
        return 1 if found else 0
    for name, data in built.items():
        path = options.root / name
        if _content(path) != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
            print(f"{name}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
