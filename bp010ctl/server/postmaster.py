"""The server process of a data folder: is it alive, is it ours, where is its socket.

The server's own `postmaster.pid` says where it listens; the process's working folder says whether
that process is really the server of this data folder. It is, even after the folder was moved; it
is not when the pid was recycled, or when the data folder is a copy of another one.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Postmaster:
    """A live server: its process id, socket folder and port number."""

    pid: int
    socket: Path
    port: int


def find(data: Path) -> Postmaster | None:
    """The live server of a data folder, None where there is none or it is still starting."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid, port, socket = int(lines[0]), int(lines[3]), Path(lines[4])
    except (OSError, IndexError, ValueError):
        return None
    return Postmaster(pid, socket, port) if _works_in(pid, data) else None


def recycled_pid(data: Path) -> int | None:
    """The pid in a left-over pid file that belongs to some other live process by now."""
    try:
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, IndexError, ValueError):
        return None
    return pid if psutil.pid_exists(pid) and not _works_in(pid, data) else None


def orphans(data: Path) -> list[int]:
    """Processes of this data folder that outlived their postmaster (or are still starting)."""
    return [
        process.pid
        for process in psutil.process_iter(["name"])
        if (process.info["name"] or "").startswith("postgres") and _works_in(process.pid, data)
    ]


def end(pids: list[int]) -> None:
    """Ask processes to end; those that did already are no matter."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


def _works_in(pid: int, data: Path) -> bool:
    try:
        return Path(psutil.Process(pid).cwd()).samefile(data)
    except (psutil.Error, OSError):
        return False
