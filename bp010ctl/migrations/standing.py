"""Why a database refused what a command asked of it, told from where it stands in the chain."""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import errors

from bp010ctl.base import database
from bp010ctl.base.errors import Bp010Error, MigrationError
from bp010ctl.base.phrases import number_of
from bp010ctl.migrations import chain

MISSING = (
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
    errors.UndefinedObject,
    errors.InvalidSchemaName,
)
"""What PostgreSQL says of a model that is not there, or not as far as the code expects it."""

WAITED = (errors.LockNotAvailable, errors.QueryCanceled, errors.DeadlockDetected)


def explained(url: str, error: Exception, project: Path | None = None) -> Bp010Error:
    """The error as one of ours: what failed, on what, what to do next. url: the database.

    error: one of psycopg.
    """
    where = database.describe(url)
    first = str(error).strip().partition("\n")[0]
    if isinstance(error, MISSING):
        return _missing(url, first, project)
    if isinstance(error, errors.InsufficientPrivilege):
        return Bp010Error(
            f"this role may not do that: {first}",
            on=where,
            hint="an administrator puts it into a group by `bp010ctl roles grant USER`: lectura"
            " (reads), operacion (runs), escritura (loads) or panel (reads its own wells)",
        )
    if isinstance(error, errors.ReadOnlySqlTransaction):
        hint = "a standby cannot be written to: use the primary server"
        return Bp010Error(f"the database is read-only: {first}", on=where, hint=hint)
    if isinstance(error, WAITED):
        hint = "`bp010ctl health` says who is in the way; then the same command again"
        return Bp010Error(f"the database gave up waiting: {first}", on=where, hint=hint)
    if isinstance(error, (psycopg.InterfaceError, psycopg.OperationalError)):
        hint = "is the server still there? `bp010ctl health`; then the same command again"
        return Bp010Error(f"the connection was lost: {first}", on=where, hint=hint)
    return Bp010Error(f"the database refused: {str(error).strip()}", on=where)


def _missing(url: str, first: str, project: Path | None) -> Bp010Error:
    """What is not there: everything, what later revisions bring, or something that was removed."""
    where = database.describe(url)
    try:
        place, known = chain.standing(url, project)
    except MigrationError as error:
        return error
    head = known[-1].name if known else "base"
    if place == 0:
        hint = "`bp010ctl migrate`, then `bp010ctl seed`"
        return Bp010Error("this database has no migrations yet", on=where, hint=hint)
    if place < len(known):
        behind = number_of(len(known) - place, "revision")
        return Bp010Error(
            f"this database is {behind} behind: it is at {known[place - 1].name},"
            f" the project at {head}",
            on=where,
            hint="`bp010ctl migrate --plan` shows what is missing, `bp010ctl migrate` brings it",
        )
    return Bp010Error(
        f"something of the model is missing: {first}",
        on=where,
        hint=f"it is at {head}, as it should be: `bp010ctl drift` names what differs",
    )
