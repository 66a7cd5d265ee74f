"""The private PostgreSQL cluster: made, started, stopped and repaired by the toolkit itself.

It listens on a Unix socket only, in a folder that nobody else can enter, and lives under one
folder. Run by root, the server runs as the user `postgres` (initdb refuses root); run by anybody
else, as that user. That account and root need no password, other roles do.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bp010ctl.base import database as databases
from bp010ctl.base import settings
from bp010ctl.base.errors import ClusterError
from bp010ctl.base.patience import Patience, Teller, nobody
from bp010ctl.base.settings import Settings
from bp010ctl.server import configuration, contents, ownership, postmaster
from bp010ctl.server.names import DATABASE, PORT, ROLE, SUPERUSER

TESTED_VERSION = 15
NEWEST_VERSION = 18
SOCKET_PATH_LIMIT = 107
PACKAGES = "postgresql-15 postgresql-15-cron postgresql-15-plpgsql-check"

LEAVING, ENDING, RECOVERING = 10, 60, 600
"""Seconds: until what is left of an old server is ended, until that must have helped, and for a
server that recovers from a crash."""


@dataclass(frozen=True)
class Status:
    """state: `absent`, `stopped` or `running`; pid, socket and url only while it runs."""

    state: str
    data: Path
    log: Path
    pid: int | None = None
    socket: Path | None = None
    url: str | None = None


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL cluster under `home`; `durable=False` trades crash safety for speed (tests).

    scheduling: with pg_cron, where the server's packages have it.
    """

    home: Path
    durable: bool = True
    bindir: Path | None = None
    scheduling: bool = True

    @classmethod
    def private(cls, config: Settings) -> Cluster:
        """The cluster under BP010_HOME."""
        return cls(config.home, bindir=config.bindir)

    def beside(self) -> Cluster:
        """The server for scratch databases that goes with this one: of the same version, without
        pg_cron, for whose running jobs DROP DATABASE waits, and with nothing worth keeping."""
        bindir = self.bindir or (self._bindir() if self.version() else None)
        return Cluster(self.home / "scratch", durable=False, bindir=bindir, scheduling=False)

    # -- where things are ---------------------------------------------------------------------

    @property
    def place(self) -> Path:
        """The folder that really holds the data: `home`, unless the server cannot reach it."""
        pointer = self.home / "place"
        return Path(pointer.read_text().strip()) if pointer.is_file() else self.home.resolve()

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def log(self) -> Path:
        return self.place / "server.log"

    def status(self) -> Status:
        """What there is and whether it runs; asks no server."""
        if self.version() is None:
            return Status("absent", self.data, self.log)
        server = postmaster.find(self.data)
        if server is None:
            return Status("stopped", self.data, self.log)
        return Status(
            "running", self.data, self.log, server.pid, server.socket, _url(server.socket)
        )

    def version(self) -> int | None:
        """The major version that made the data; None where there is none."""
        try:
            return int((self.data / "PG_VERSION").read_text())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except PermissionError:
            raise self._not_yours() from None

    def url(self, database: str = DATABASE, user: str = ROLE) -> str:
        """The URL of a database of the running cluster, as psql and psycopg take it."""
        socket = self.status().socket
        if socket is None:
            raise ClusterError(
                "the private PostgreSQL cluster is not running",
                on=str(self.home),
                hint="start it with `bp010ctl db up`, or set BP010_DATABASE_URL",
            )
        return _url(socket, database, user)

    # -- what one does with it ----------------------------------------------------------------

    def up(self, tell: Teller = nobody) -> bool:
        """Create, repair and start as needed; True if it was not running before.

        Twice is once, also when two do it at the same time. After a crash it waits until the server
        has recovered; `tell` gets what is waited for.
        """
        # root's server runs as another account, which has to reach its data through this folder
        self.home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        with self._alone():
            server = postmaster.find(self.data)
            if server and server.socket == self._socket_folder():
                if not self._await(tell):
                    raise self._not_started()
                contents.add_groups(self.url, settings.project_folder())
                return False
            if server:
                self.down()  # it still listens where the folder used to be
            self._choose_place()
            self._check_owner()
            if self.version() is None:
                self._initialise()
            self._check_version()
            ownership.private_folder(self._socket_folder(), self._account())
            self._clear_remains(tell)
            self._configure()
            self._start(tell)
            checking = self.has_library("plpgsql_check")
            project = settings.project_folder()
            contents.make(self.url, project, scheduling=self._schedules(), checking=checking)
            return True

    def down(self) -> bool:
        """Stop the server, disconnecting its clients; False if it was not running. The one for
        scratch databases beside it stops as well."""
        if (self.home / "scratch").is_dir():
            self.beside().down()
        if self.status().state != "running":
            return False
        self._check_owner()
        self._pg("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")
        return True

    def destroy(self) -> None:
        """Stop the server and delete its data for good, that for scratch databases as well."""
        self.down()
        if (self.home / "scratch").is_dir():
            self.beside().destroy()
        socket, place = self._socket_folder(), self.place
        shutil.rmtree(socket, ignore_errors=True)
        for folder in (place / "data", place / "run", self.home / "cache"):
            shutil.rmtree(folder, ignore_errors=True)
        for file in (place / "server.log", self.home / "place", self.home / "lock"):
            file.unlink(missing_ok=True)
        for folder in (place, self.home):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    # -- steps of `up` ------------------------------------------------------------------------

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            handle = os.open(self.home / "lock", os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError:
            raise self._not_yours() from None
        with os.fdopen(handle, "w"):
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _choose_place(self) -> None:
        """Use `home`; as root, where the server's user cannot reach it, a folder in /var/lib."""
        if os.geteuid() != 0 or (self.home / "place").exists() or _can_enter(self.home):
            self.place.mkdir(parents=True, exist_ok=True)
            return
        place = Path("/var/lib/bp010") / _short_name(self.home)
        place.mkdir(parents=True, exist_ok=True)
        (self.home / "place").write_text(f"{place}\n")

    def _check_owner(self) -> None:
        if self.data.exists() and os.geteuid() not in (0, self.data.stat().st_uid):
            raise self._not_yours()

    def _check_version(self) -> None:
        """A server reads the data of its own major version only."""
        version = _run_as(self._account(), [str(self._bindir() / "pg_ctl"), "--version"]).stdout
        program = re.search(r"\d+", version)
        if program and int(program[0]) != self.version():
            raise ClusterError(
                f"the data is of PostgreSQL {self.version()}, the programs are of {program[0]}",
                on=f"{self.data}, {self._bindir()}",
                hint=f"set BP010_PG_BINDIR to the programs of {self.version()}, or move the data"
                " with pg_dump; another BP010_HOME begins anew",
            )

    def _not_yours(self) -> ClusterError:
        try:
            place = self.data if self.data.exists() else self.home
            owner = pwd.getpwuid(place.stat().st_uid).pw_name
        except PermissionError:
            return ClusterError(
                "the private cluster lies in a folder that is closed to this user",
                on=str(self.home),
                hint="run the command as its owner or root, or set BP010_HOME to a folder of yours",
            )
        return ClusterError(
            f"the private cluster belongs to the user {owner!r}",
            on=str(self.home),
            hint=f"run the command as {owner} or root, or set BP010_HOME to a folder of your own",
        )

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        ownership.private_folder(self.data, self._account())
        options = ["--data-checksums"] if self.durable else ["--no-sync"]
        try:
            self._pg(
                "initdb", "-D", str(self.data), "-U", SUPERUSER, "-A", "reject",
                "-E", "UTF8", "--locale=C.UTF-8", *options,
            )  # fmt: skip
        except ClusterError:
            shutil.rmtree(self.data, ignore_errors=True)
            raise
        ownership.add_text(self.data / "postgresql.conf", "include 'bp010.conf'\n", self._account())

    def _clear_remains(self, tell: Teller) -> None:
        """After a crash: wait for processes of the old server, then remove what it left behind.

        They leave when they notice that it is gone; one that is too busy to notice is ended.
        """
        why = "waiting for what is left of a former server to end"
        postmaster.end(self._remains(Patience(LEAVING, why, tell)))
        if remains := self._remains(Patience(ENDING, why, tell)):
            raise ClusterError(
                f"processes of a former server still use the data: {remains}",
                on=str(self.data),
                hint="end them, then run `bp010ctl db up` again",
            )
        if postmaster.recycled_pid(self.data) is not None:
            (self.data / "postmaster.pid").unlink()
        for left in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (self._socket_folder() / left).unlink(missing_ok=True)

    def _remains(self, patience: Patience) -> list[int]:
        """Processes of a former server that are still there when patience ends."""
        while (remains := postmaster.orphans(self.data)) and patience.lasts():
            pass
        return remains

    def _configure(self) -> None:
        """Write bp010.conf anew at every start, so that a moved folder finds its socket."""
        socket, account = self._socket_folder(), self._account()
        ownership.private_file(self.log, account)
        files = configuration.files(
            socket, account.pw_name, durable=self.durable, scheduling=self._schedules()
        )
        for name, text in files.items():
            ownership.replace_text(self.data / name, text, account)

    def _start(self, tell: Teller) -> None:
        """Start the server; it may recover from a crash first, for longer than pg_ctl waits."""
        failure = None
        try:
            self._pg("pg_ctl", "-D", str(self.data), "-l", str(self.log), "-w", "-t", "2", "start")
        except ClusterError as error:
            failure = error
        if not self._await(tell):
            raise self._not_started() from failure

    def _await(self, tell: Teller) -> bool:
        """Wait until the running server takes connections; False if it ended instead."""
        patience = Patience(RECOVERING, "waiting for the server to recover from a crash", tell)
        while (server := postmaster.find(self.data)) or postmaster.orphans(self.data):
            if server and not databases.is_starting(_url(server.socket)):
                return True
            if not patience.lasts():
                break
        return False

    def _not_started(self) -> ClusterError:
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])
        return ClusterError(
            f"the private cluster did not start; its log ends with:\n{tail}",
            on=str(self.log),
            hint="mend what the log names, then run `bp010ctl db up` again",
        )

    # -- small tools --------------------------------------------------------------------------

    def _socket_folder(self) -> Path:
        """`run` beside the data where the path is short and plain enough.

        Else one that is named for it: root's in /run, where only root makes folders, those of
        others in /tmp, where a folder that somebody else made before is refused.
        """
        folder = self.place / "run"
        name = f"{folder}/.s.PGSQL.{PORT}"
        if len(name.encode()) <= SOCKET_PATH_LIMIT and re.fullmatch(r"[\w./-]+", name, re.ASCII):
            return folder
        owner = self.data.stat().st_uid if self.data.exists() else os.geteuid()
        if os.geteuid() == 0 and (owner == 0 or pwd.getpwuid(owner).pw_name == SUPERUSER):
            return Path("/run") / f"bp010-{_short_name(self.place)}"
        return Path("/tmp") / f"bp010-{owner}-{_short_name(self.place)}"

    def _account(self) -> pwd.struct_passwd:
        """The server's user: the data's owner; for new data of root's, `postgres`."""
        if (self.data / "PG_VERSION").is_file() and (owner := self.data.stat().st_uid) != 0:
            return pwd.getpwuid(owner)
        return _postgres_account() if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())

    def _pg(self, program: str, *arguments: str) -> None:
        done = _run_as(self._account(), [str(self._bindir() / program), *arguments])
        if done.returncode:
            raise ClusterError(
                f"{program} failed: {(done.stderr or done.stdout).strip()}", on=str(self.data)
            )

    def _bindir(self) -> Path:
        """Programs of the data's own version; for new data the tested version comes first."""
        if self.bindir:
            return self.bindir
        version = self.version()
        tested = range(TESTED_VERSION, NEWEST_VERSION + 1)
        wanted: Sequence[int] = tested if version is None else [version]
        for version in wanted:
            folder = Path(f"/usr/lib/postgresql/{version}/bin")
            if (folder / "initdb").is_file():
                return folder
        program = shutil.which("initdb")
        if program:
            return Path(program).resolve().parent
        raise ClusterError(
            f"PostgreSQL {wanted[0]} is not installed on this machine",
            hint=f"`make setup` installs it, or: sudo apt-get install {PACKAGES}; "
            "BP010_PG_BINDIR names another folder with initdb and pg_ctl",
        )

    def has_library(self, name: str) -> bool:
        """Whether the server's installation ships an extension's library."""
        return (self._bindir().parent / "lib" / f"{name}.so").is_file()

    def _schedules(self) -> bool:
        return self.scheduling and self.has_library("pg_cron")


def _url(socket: Path, database: str = DATABASE, user: str = ROLE) -> str:
    return f"postgresql://{quote(user)}@/{quote(database)}?host={quote(str(socket), safe='')}"


def _short_name(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _postgres_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SUPERUSER)
    except KeyError:
        raise ClusterError(
            "there is no user `postgres` to run the server as",
            hint=f"`make setup` installs PostgreSQL with it, or: apt-get install {PACKAGES}",
        ) from None


def _can_enter(folder: Path) -> bool:
    return _run_as(_postgres_account(), ["test", "-x", str(folder.resolve())]).returncode == 0


def _run_as(account: pwd.struct_passwd, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a program as another account (root) or as ourselves, free of PG* variables."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    if os.geteuid() == 0 and account.pw_uid != 0:
        return subprocess.run(
            command, user=account.pw_uid, group=account.pw_gid, extra_groups=[], cwd="/",
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    return subprocess.run(
        command, cwd="/", env=environment, capture_output=True, text=True, check=False
    )
