"""A private MariaDB server for the replica's tests and its demo, on a socket in its own folder.

`python tests/support/mariadb.py start FOLDER` and `stop FOLDER` do the same from a shell.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pymysql

HINT = (
    "no MariaDB server on this machine: `make setup-replica` installs Debian's mariadb-server-core"
)


def program(name: str) -> str | None:
    """Where one of MariaDB's programs is, None where it is not installed."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def missing() -> str | None:
    """Why no server can be started here, None where one can."""
    return None if program("mariadbd") and program("mariadb-install-db") else HINT


class Server:
    """A server of one folder; it has no password."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        """port: also listen there, on the loopback address."""
        self.folder = folder
        self.port = port
        self.socket = folder / "s"
        self._pid = folder / "pid"

    def start(self) -> None:
        """Make its data folder if it has none, start it, and wait until it answers."""
        if not (self.folder / "data" / "mysql").is_dir():
            self._install()
        log = (self.folder / "log").open("ab")
        subprocess.Popen(
            [
                program("mariadbd") or "mariadbd", "--no-defaults", *self._user(),
                f"--datadir={self.folder / 'data'}", f"--socket={self.socket}",
                f"--pid-file={self._pid}", *self._network(), "--innodb-buffer-pool-size=256M",
                "--innodb-log-file-size=96M", "--innodb-flush-log-at-trx-commit=2",
                "--max-allowed-packet=2M", "--default-time-zone=-06:00",
            ],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self._wait()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order."""
        self._end(signal.SIGTERM)

    def destroy(self) -> None:
        self._end(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, schema: str) -> str:
        return f"mysql://root@localhost/{schema}?unix_socket={self.socket}"

    def connect(self, schema: str | None = None) -> Any:
        """A connection on autocommit that lets every trap in."""
        return pymysql.connect(
            unix_socket=str(self.socket), user="root", database=schema, charset="utf8mb4",
            autocommit=True, sql_mode="ALLOW_INVALID_DATES",
            init_command="SET foreign_key_checks = 0",
        )  # fmt: skip

    def _install(self) -> None:
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            for folder in (self.folder, self.folder / "data"):
                shutil.chown(folder, _owner())
        subprocess.run(
            [
                program("mariadb-install-db") or "", "--no-defaults", *self._user(),
                f"--datadir={self.folder / 'data'}", "--auth-root-authentication-method=normal",
                "--skip-test-db", "--innodb-log-file-size=96M",
            ],
            check=True, capture_output=True,
        )  # fmt: skip

    def tcp_url(self, schema: str) -> str:
        """For those who know no sockets."""
        return f"mysql://root@127.0.0.1:{self.port}/{schema}"

    def _network(self) -> list[str]:
        if self.port is None:
            return ["--skip-networking"]
        return ["--bind-address=127.0.0.1", f"--port={self.port}"]

    def _user(self) -> list[str]:
        return [f"--user={_owner()}"] if os.geteuid() == 0 else []

    def _wait(self) -> None:
        for _ in range(600):
            try:
                self.connect().close()
                return
            except pymysql.MySQLError:
                time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text()[-2000:])

    def _end(self, how: signal.Signals) -> None:
        pid = self._running()
        if pid is not None:
            os.kill(pid, how)
        for _ in range(1200):
            if self._running() is None:
                break
            time.sleep(0.05)
        self._pid.unlink(missing_ok=True)

    def _running(self) -> int | None:
        """The server's process; a number that belongs to another program by now is not it."""
        try:
            pid = int(self._pid.read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return None
        return pid if f"--socket={self.socket}".encode() in command else None


def _owner() -> str:
    """Whom the server runs as where we are root: it refuses root itself."""
    try:
        return pwd.getpwnam("mysql").pw_name
    except KeyError:
        return "nobody"


if __name__ == "__main__":
    _deed, _folder = sys.argv[1], Path(sys.argv[2]).absolute()
    if _reason := missing():
        sys.exit(_reason)
    getattr(Server(_folder), _deed)()
