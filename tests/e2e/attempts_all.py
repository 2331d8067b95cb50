"""Run every attempt on the targets in a file; prints one JSON."""

import json
import sys

import attempts
import attempts_doors
import attempts_host
import attempts_kernel

__all__ = ["attempts", "attempts_doors", "attempts_host", "attempts_kernel"]

if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        attempts.main(json.load(file))
