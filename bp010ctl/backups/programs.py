"""pg_dump and pg_restore: found in the right version, run without a password in sight."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bp010ctl.base import database
from bp010ctl.base.errors import BackupError
from bp010ctl.base.patience import Teller, nobody
from bp010ctl.server.cluster import NEWEST_VERSION

KEPT_LINES = 8


class ProgramFailed(BackupError):
    """pg_dump or pg_restore ended with an error"""


def find(program: str, version: int, bindir: Path | None) -> str:
    """The program's path, of the server's own major version or the next newer one.

    version: the server's, as 150020. Raises BackupError where there is none.
    """
    major = version // 10000
    folders = [bindir] if bindir else []
    folders += [Path(f"/usr/lib/postgresql/{n}/bin") for n in range(major, NEWEST_VERSION + 1)]
    known = [str(folder / program) for folder in folders] + [shutil.which(program) or ""]
    for path in known:
        if path and os.access(path, os.X_OK) and _version(path) >= major:
            return path
    raise BackupError(
        f"{program} of version {major} or newer is not installed on this machine",
        hint=f"sudo apt-get install postgresql-client-{major}; BP010_PG_BINDIR names a folder",
    )


def _version(path: str) -> int:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"\d+", done.stdout)
    return int(number[0]) if number else 0


def run(command: Sequence[str], url: str, heard: Teller = nobody) -> str:
    """Run the program on the database and return what it printed.

    The password goes by the environment. heard: gets each line of --verbose as it comes. Ctrl-C
    ends the program, too. Raises ProgramFailed with the last lines that it said.
    """
    plain, secret = database.split_password(url)
    environment = {**os.environ, **secret, "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        [*command, "--no-password", f"--dbname={plain}"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", stdin=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    lines: list[str] = []
    try:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip())
            heard(line.rstrip())
        process.wait()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
    if process.returncode:
        raise ProgramFailed(_reason(command[0], lines, process.returncode), on=plain)
    return "\n".join(lines)


def _reason(program: str, lines: Sequence[str], code: int) -> str:
    """The errors that it named, else its last lines."""
    errors = [line for line in lines if re.search(r"error:|ERROR:|detail:|Command was:", line)]
    name = Path(program).name
    return "\n  ".join([f"{name} failed with {code}:", *(errors or list(lines))[-KEPT_LINES:]])
