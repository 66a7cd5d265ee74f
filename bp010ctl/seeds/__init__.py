"""Reference data: the CSV files of seeds/ and the tables that they fill.

A file is the whole truth about its table: rows that it no longer has are deactivated or deleted.
Two things are the user's own: limits of single wells, and which cycles and steps are switched on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import psycopg

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import SeedError
from bp010ctl.seeds import files, loading, removal, script, tables
from bp010ctl.seeds.files import InvalidSeeds, Problem
from bp010ctl.seeds.upsert import TableResult

__all__ = ["InvalidSeeds", "Problem", "TableResult", "check", "load", "script"]


def load(
    connection: Connection,
    folder: Path,
    only: Collection[str] = (),
    dry_run: bool = False,
    approve: Callable[[str], None] = lambda deed: None,
) -> list[TableResult]:
    """Bring the tables to what the folder's files say, in one transaction; a result per table.

    only: tables to load (with or without schema); empty means every file of the folder. Tables
    without a file are left alone. dry_run: do it all, then roll back.
    approve: asked, with the deed in words, before a table loses more than half of its rows; it
    raises to refuse.
    Raises InvalidSeeds with every problem of every file, SeedError for the rest; nothing is
    written then.
    """
    paths = files.find(folder, only)
    with connection.transaction(force_rollback=dry_run), connection.cursor() as cursor:
        cursor.execute(queries.text("seeds/lock"))
        try:
            return _load(cursor, paths, approve)
        except psycopg.Error as error:
            raise _explained(error) from error


def check(connection: Connection, folder: Path) -> None:
    """Raise InvalidSeeds or SeedError where the folder's files do not fit the database as it is;
    nothing is written."""
    with connection.transaction(force_rollback=True), connection.cursor() as cursor:
        try:
            loading.write(cursor, files.find(folder, ()))
        except psycopg.Error as error:
            raise _explained(error) from error


def _load(
    cursor: tables.Cursor, paths: dict[str, Path], approve: Callable[[str], None]
) -> list[TableResult]:
    loads = loading.write(cursor, paths)
    removed = removal.remove(cursor, loads[::-1], approve)
    cursor.execute(loading.DEFAULTS)
    for load in loads:
        cursor.execute(load.cleared)
    results = {load.table.name: load.result(removed[load.table.name]) for load in loads}
    return [results[name] for name in tables.SPECS if name in results]


def _remedy(error: psycopg.Error) -> str:
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return "nothing was written; seed as the owner of the database, whose tables these are"
    return "nothing was written"


def _explained(error: psycopg.Error) -> SeedError:
    """What the database refused although the files looked right."""
    detail = error.diag.message_detail
    where = ".".join(filter(None, (error.diag.schema_name, error.diag.table_name)))
    return SeedError(
        f"the database refused the reference data: {error.diag.message_primary or error}"
        + (f" ({detail})" if detail else ""),
        on=where or None,
        hint=error.diag.message_hint or _remedy(error),
    )
