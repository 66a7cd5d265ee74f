"""A live database into a folder: pg_dump and the manifest see the same snapshot."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from bp010ctl.backups import manifest, programs
from bp010ctl.backups.manifest import Manifest
from bp010ctl.base import database, settings
from bp010ctl.base.composing import listed, trusted
from bp010ctl.base.errors import BackupError
from bp010ctl.base.patience import Teller, nobody

DATA = "data"
TRIES = 3
LOCK_TIMEOUT = "30s"
PASSING = re.compile(r"could not obtain lock|does not exist|LockNotAvailable", re.IGNORECASE)
"""What a table says that somebody changes or drops at this moment: another try may do."""


@dataclass(frozen=True)
class Backup:
    """A finished backup: where it is, how many bytes its files have, and what is in it."""

    folder: Path
    bytes: int
    manifest: Manifest


def check_folder(folder: Path) -> None:
    """Raises BackupError where something of that name is there already, or it has no place."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(
            "there is something already", on=str(folder), hint="name a folder that does not exist"
        )
    if not folder.absolute().parent.is_dir():
        raise BackupError("there is no such folder", on=str(folder.absolute().parent))


def dump(url: str, folder: Path, jobs: int = 2, step: Teller = nobody) -> Backup:
    """Write the database into a folder that is not there yet; it appears only when it is whole.

    jobs: pg_dump's parallel connections. step: gets what is worked on. Cycles and loaders go on;
    only changes of structure wait. Raises BackupError.
    """
    check_folder(folder)
    made = folder.absolute().with_name(f".{folder.name}.incomplete")
    for attempt in range(1, TRIES + 1):
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(mode=0o700)
        try:
            content = _dump(url, made, jobs, step)
            break
        except (programs.ProgramFailed, psycopg.Error) as error:
            shutil.rmtree(made, ignore_errors=True)
            if attempt == TRIES or not PASSING.search(str(error)):
                raise _failed(error, url) from None
            step("again: a table was changed meanwhile")
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
    if folder.exists():
        folder.rmdir()
    made.rename(folder)
    return Backup(folder, _size(folder), content)


def _dump(url: str, folder: Path, jobs: int, step: Teller) -> Manifest:
    with database.connect(url, application_name="bp010ctl backup") as connection:
        tables = manifest.table_names(connection)
        _require_all_rows(connection)
        own = _extension_schemas(connection)
        connection.rollback()
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        _hold(connection, tables)
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        command = [
            programs.find("pg_dump", connection.info.server_version, settings.load().bindir),
            "--format=directory", f"--file={folder / DATA}", f"--jobs={jobs}",
            f"--snapshot={row[0]}", f"--lock-wait-timeout={LOCK_TIMEOUT}", "--verbose",
            *(f"--exclude-schema={name}" for name in own),
        ]  # fmt: skip
        old = os.umask(0o077)
        try:
            programs.run(command, url, lambda line: _heard(line, step))
        finally:
            os.umask(old)
        content = manifest.read(connection, lambda name: step(f"checksum of {name}"))
    content.write(folder)
    return content


def _require_all_rows(connection: database.Connection) -> None:
    """Raises BackupError for a login that policies apply to: pg_dump would refuse it half-way, and
    a dump of what it sees would not be the database."""
    rows = connection.execute(
        "SELECT oid::regclass::text FROM pg_catalog.pg_class"
        " WHERE relrowsecurity AND row_security_active(oid) ORDER BY 1"
    ).fetchall()
    if rows:
        raise BackupError(
            f"row-level security applies to {connection.info.user!r} in {len(rows)} tables,"
            f" {rows[0][0]} the first: no backup by it would be whole",
            on=database.describe(connection.info.dsn),
            hint="run it as the owner of the database, or as a superuser",
        )


def _hold(connection: database.Connection, tables: list[str]) -> None:
    """Lock the tables against changes of structure before the snapshot is taken, so that what it
    sees is still there when it is read."""
    connection.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(LOCK_TIMEOUT)))
    if tables:
        names = listed(map(trusted, tables))
        connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(names))


def _extension_schemas(connection: database.Connection) -> list[str]:
    """Schemas that belong to extensions: pg_cron's shows each role its own rows only, and pg_dump
    refuses that."""
    rows = connection.execute(
        "SELECT quote_ident(nsp.nspname) FROM pg_catalog.pg_namespace AS nsp"
        " INNER JOIN pg_catalog.pg_depend AS dep ON dep.objid = nsp.oid AND dep.deptype = 'e'"
        " WHERE dep.classid = 'pg_catalog.pg_namespace'::regclass ORDER BY 1"
    )
    return [name for (name,) in rows]


def _heard(line: str, step: Teller) -> None:
    table = re.search(r'dumping contents of table "(.+)"', line)
    if table:
        step(f"rows of {table[1].replace(chr(34), '')}")


def _failed(error: Exception, url: str) -> BackupError:
    hint = "run it again at a quiet time; a change of structure waits for a lock of the backup's"
    if "permission denied" in str(error) or "row-level security" in str(error):
        hint = "run it as the owner of the database, or as a superuser"
    return BackupError(str(error).strip(), on=database.describe(url), hint=hint)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
