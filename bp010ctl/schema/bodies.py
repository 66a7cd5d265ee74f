"""What is wrong with the bodies of a database's routines, which PostgreSQL itself would find only
when they run: plpgsql_check looks at PL/pgSQL, and SQL is held against its own definition."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from bp010ctl.base import queries
from bp010ctl.base.database import Connection

UNCHECKED = "PL/pgSQL bodies were not checked: this server has no plpgsql_check"


@dataclass(frozen=True)
class Fault:
    """A finding in a routine's body: `name` is schema.name, `line` counts from the opening quote.

    level: `error`, or a kind of warning (`warning`, `warning extra`, `performance`, `security`).
    """

    name: str
    body: str
    line: int
    level: str
    sqlstate: str | None
    message: str
    hint: str | None

    def __str__(self) -> str:
        return f"{self.name}, line {self.line} of its body: {self.message}"


def can_check(connection: Connection) -> bool:
    """Whether the database has the extension plpgsql_check."""
    extensions = connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'plpgsql_check'")
    return extensions.fetchone() is not None


def check(connection: Connection, *, warnings: bool = True) -> list[Fault]:
    """Every fault of every PL/pgSQL body; warnings=False: errors alone. Needs plpgsql_check."""
    return queries.records(connection, Fault, "schema/bodies", {"warnings": warnings})


def check_sql(connection: Connection) -> list[Fault]:
    """Every LANGUAGE sql body that could not be defined again as it is; the role must own them.

    The transaction stays as it was. A body between BEGIN ATOMIC and END needs no look: PostgreSQL
    knows what it depends on.
    """
    rows = queries.tuples(connection, "schema/sql_bodies")
    with connection.transaction(force_rollback=True):
        connection.execute("SELECT set_config('check_function_bodies', 'on', true)")
        if _refused(connection, ";\n".join(definition for *_, definition in rows)) is None:
            return []
        return [
            _fault(name, body, definition, error)
            for name, body, definition in rows
            if (error := _refused(connection, definition))
        ]


def errors(connection: Connection) -> set[Fault]:
    """What would fail when it runs: SQL bodies, and PL/pgSQL bodies where they can be checked."""
    of_sql = set(check_sql(connection))
    return of_sql | set(check(connection, warnings=False)) if can_check(connection) else of_sql


def _refused(connection: Connection, statement: str) -> psycopg.Error | None:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement.encode())
    except psycopg.Error as error:
        return error
    return None


def _fault(name: str, body: str, definition: str, error: psycopg.Error) -> Fault:
    """PostgreSQL counts in the definition, or in the body alone; both in characters."""
    diag = error.diag
    message = diag.message_primary or str(error)
    detail = f"; {diag.message_detail}" if diag.message_detail else ""
    start = definition.find(body)
    before = ""
    if diag.statement_position:
        before = definition[start : int(diag.statement_position) - 1]
    elif diag.internal_position and diag.internal_query == body:
        before = body[: int(diag.internal_position) - 1]
    line = before.count("\n") + 1
    return Fault(name, body, line, "error", diag.sqlstate, message + detail, diag.message_hint)
