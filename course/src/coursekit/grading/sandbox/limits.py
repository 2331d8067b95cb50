"""What a submission may use: time, memory, disk and processes, with all its children."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    cell : float
        Seconds a cell.
    submission : float
        Seconds for everything, after which the processes are ended.
    memory, file_size, disk : int
        Bytes: address space a process, largest file written, room for all files.
    total : int
        Bytes of memory of all its processes together.
    cpu : int
        Seconds of processor time a process.
    processes : int
        Processes and threads together.
    """

    cell: float = 30.0
    submission: float = 300.0
    memory: int = 4 << 30
    total: int = 2 << 30
    file_size: int = 50 << 20
    disk: int = 64 << 20
    cpu: int = 120
    processes: int = 64
