"""The SQL that a revision runs, frozen for ever: migrations/frozen/NNN_<revision>/up and down.

NNN is the revision's place in the chain, so that files sort in the order in which they were made.
A revision's script calls `apply` and `revert`; the files run in name order, each whole file in one
plain execute of the driver, so that `%` and `:x` mean nothing special. Offline (`--sql`) the text
is written out as it is. Ends of lines are LF, however the files were checked out. `transactions`
says which revisions are not one transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import psycopg
from alembic import context
from psycopg import OperationalError, sql
from sqlalchemy.engine import Connection

from bp010ctl.base import database, sqlfiles
from bp010ctl.base.errors import MigrationError
from bp010ctl.migrations import digests, transactions
from bp010ctl.migrations.transactions import Statement

REHEARSING = "rehearsing"
"""Attribute of Alembic's configuration while a way down is tried in a transaction."""

TEMPORARY = re.compile(r"\bTEMP(?:ORARY)?\b", re.IGNORECASE)

INVALID = "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid"


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
    paths = sorted(place.glob("*.sql"))
    if not paths:
        raise _one_way(revision, direction, place)
    return paths


def refuse_unfit(migrations: Path, revisions: Iterable[str]) -> None:
    """Before anything runs: text that has changed, and revisions without their way down.

    Raises FrozenTextChanged, MigrationError.
    """
    names = list(revisions)
    digests.refuse(migrations, names)
    refuse_one_way(migrations, names)


def refuse_one_way(migrations: Path, revisions: Iterable[str]) -> None:
    """Raise MigrationError for a revision that cannot go up, or could never come down again."""
    for revision in revisions:
        for direction in ("up", "down"):
            _refuse_blank(revision, direction, files(migrations, revision, direction))


def _refuse_blank(revision: str, direction: str, paths: list[Path]) -> None:
    if all(transactions.is_blank(sqlfiles.text(path)) for path in paths):
        raise _one_way(revision, direction, paths[0].parent)


def _one_way(revision: str, direction: str, place: Path) -> MigrationError:
    return MigrationError(
        f"revision {revision} has no SQL to go {direction}",
        on=str(place),
        hint="every revision brings its own up/*.sql and down/*.sql; "
        "`bp010ctl revision --empty` makes both folders",
    )


def driver_of(connection: Connection) -> database.Connection:
    """The psycopg connection under a SQLAlchemy one."""
    return cast("database.Connection", connection.connection.driver_connection)


def _run(revision: str, direction: str) -> None:
    migrations = Path(context.script.dir)
    paths = files(migrations, revision, direction)
    _refuse_blank(revision, direction, paths)
    if not transactions.refuse(paths, migrations.parent):
        for path in paths:
            _execute_file(revision, path)
    elif not context.config.attributes.get(REHEARSING):  # nothing outside loses rows
        with context.get_context().autocommit_block():
            for path in paths:
                for statement in transactions.statements(sqlfiles.text(path)):
                    _clear_remains(statement)
                    _execute(revision, path, statement)
    if any(TEMPORARY.search(sqlfiles.text(path)) for path in paths):
        _discard_temporary()


def _discard_temporary() -> None:
    """Temporary tables end with their revision, as they would if it were migrated by itself."""
    if context.is_offline_mode():
        context.static_output("DISCARD TEMP;")
    else:
        driver_of(context.get_bind()).execute("DISCARD TEMP")


def _execute_file(revision: str, path: Path) -> None:
    """A whole file at once; where it fails the statement is looked for that does."""
    text = sqlfiles.text(path)
    if context.is_offline_mode():
        context.static_output(text)
        return
    driver = driver_of(context.get_bind())
    driver.execute("SAVEPOINT archivo")
    try:
        driver.execute(text.encode())
    except psycopg.Error as error:
        content = _failing(driver, text, error)
        raise _failure(error, revision, _shown(path), content) from error
    driver.execute("RELEASE SAVEPOINT archivo")


def _failing(driver: database.Connection, text: str, error: psycopg.Error) -> Statement:
    """The statement of a file that failed: the whole file where the error tells its place, or where
    looking again would wait or end otherwise."""
    from pglast.parser import ParseError

    whole = Statement(text, 1)
    if error.diag.statement_position or driver.closed or isinstance(error, OperationalError):
        return whole
    try:
        statements = transactions.statements(text)
    except ParseError:
        return whole
    driver.execute("ROLLBACK TO SAVEPOINT archivo")
    for statement in statements:
        try:
            driver.execute(statement.text.encode())
        except psycopg.Error as again:
            return statement if again.sqlstate == error.sqlstate else whole
    return whole


def _shown(path: Path) -> str:
    return str(path.relative_to(Path(context.script.dir).parent))


def _execute(revision: str, path: Path, content: Statement) -> None:
    if context.is_offline_mode():
        context.static_output(f"{content.text};")
        return
    try:
        driver_of(context.get_bind()).execute(content.text.encode())
    except psycopg.Error as error:
        raise _failure(error, revision, _shown(path), content) from error


def _clear_remains(statement: Statement) -> None:
    """What a CREATE INDEX CONCURRENTLY that failed has left: an index that is not valid."""
    name = transactions.index_made(statement.text)
    if name is None or context.is_offline_mode():
        return
    driver = driver_of(context.get_bind())
    if driver.execute(INVALID, [sql.Identifier(*name).as_string(driver)]).fetchone():
        drop = sql.SQL("DROP INDEX CONCURRENTLY {}").format(sql.Identifier(*name))
        driver.execute(drop)


def _failure(error: psycopg.Error, revision: str, where: str, content: Statement) -> MigrationError:
    """The driver's error as ours: revision, file and line, PostgreSQL's message, detail, hint."""
    diag = error.diag
    message = diag.message_primary or str(error).strip()
    detail = f" ({diag.message_detail})" if diag.message_detail else ""
    if diag.statement_position:
        line = content.text.count("\n", 0, int(diag.statement_position) - 1)
        where += f", line {content.line + line}: {content.text.splitlines()[line].strip()}"
    elif content.line > 1:
        where += f", line {content.line}"
    if diag.context:
        where += f"; {diag.context.splitlines()[0]}"
    return MigrationError(
        f"revision {revision} failed: {message}{detail}", on=where, hint=hint(error)
    )


def hint(error: psycopg.Error) -> str | None:
    """What to do about what PostgreSQL refused, where it is known."""
    if isinstance(error, psycopg.errors.DependentObjectsStillExist):
        return (
            "whoever owns what is in the way drops it and makes it again afterwards;"
            " then `bp010ctl migrate` goes on from there"
        )
    if error.diag.message_hint:
        return error.diag.message_hint
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return (
            "migrate as the owner of the database, with the right to create roles: "
            "ALTER ROLE ... CREATEROLE, ALTER DATABASE ... OWNER TO ..."
        )
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return (
            "a standby is migrated through its primary; else somebody has set "
            "default_transaction_read_only: ALTER DATABASE ... RESET default_transaction_read_only"
        )
    if isinstance(error, psycopg.errors.QueryCanceled):
        return "the statement timeout ended it: give a longer one, or none (0)"
    return None
