"""The SQL that a revision runs, frozen for ever: migrations/frozen/NNN_<revision>/up and down.

NNN is the revision's place in the chain, so that files sort in the order in which they were made.
A revision's script calls `apply` and `revert`; the files run in name order, each whole file in one
plain execute of the driver, so that `%` and `:x` mean nothing special. Offline (`--sql`) the text
is written out as it is. Ends of lines are LF, however the files were checked out.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

import psycopg
from alembic import context
from sqlalchemy.engine import Connection

from bp010ctl.base import database, sqlfiles
from bp010ctl.base.errors import MigrationError


def apply(revision: str) -> None:
    """Run the revision's up/ files on the migration's connection."""
    _run(revision, "up")


def revert(revision: str) -> None:
    """Run the revision's down/ files on the migration's connection."""
    _run(revision, "down")


def files(migrations: Path, revision: str, direction: str) -> list[Path]:
    """The files of one direction (`up` or `down`) in the order in which they run.

    Raises MigrationError where there is none: a revision that does nothing is a mistake.
    """
    place = sqlfiles.folder(migrations, revision) / direction
    found = sorted(place.glob("*.sql"))
    if not found:
        raise MigrationError(
            f"revision {revision} has no SQL to go {direction}",
            on=str(place),
            hint="every revision brings its own up/*.sql and down/*.sql",
        )
    return found


def driver_of(connection: Connection) -> database.Connection:
    """The psycopg connection under a SQLAlchemy one."""
    return cast("database.Connection", connection.connection.driver_connection)


def _run(revision: str, direction: str) -> None:
    migrations = Path(context.script.dir)
    for path in files(migrations, revision, direction):
        content = sqlfiles.text(path)
        if context.is_offline_mode():
            context.static_output(content)
            continue
        try:
            driver_of(context.get_bind()).execute(content.encode())
        except psycopg.Error as error:
            where = path.relative_to(migrations.parent)
            raise _failure(error, revision, str(where), content) from error


def _failure(error: psycopg.Error, revision: str, where: str, text: str) -> MigrationError:
    """The driver's error as ours: revision, file and line, PostgreSQL's message, detail, hint."""
    diag = error.diag
    message = diag.message_primary or str(error).strip()
    detail = f" ({diag.message_detail})" if diag.message_detail else ""
    if diag.statement_position:
        line = text.count("\n", 0, int(diag.statement_position) - 1) + 1
        where += f", line {line}: {text.splitlines()[line - 1].strip()}"
    if diag.context:
        where += f"; {diag.context.splitlines()[0]}"
    return MigrationError(
        f"revision {revision} failed: {message}{detail}", on=where, hint=_hint(error)
    )


def _hint(error: psycopg.Error) -> str | None:
    if error.diag.message_hint:
        return error.diag.message_hint
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return (
            "migrate as the owner of the database, with the right to create roles: "
            "ALTER ROLE ... CREATEROLE, ALTER DATABASE ... OWNER TO ..."
        )
    if isinstance(error, psycopg.errors.QueryCanceled):
        return "the statement timeout ended it: give a longer one, or none (0)"
    return None
