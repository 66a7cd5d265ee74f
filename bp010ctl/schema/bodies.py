"""What plpgsql_check finds in the PL/pgSQL bodies of a database."""

from __future__ import annotations

from dataclasses import dataclass

from bp010ctl.base import queries
from bp010ctl.base.database import Connection


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
    found = connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'plpgsql_check'")
    return found.fetchone() is not None


def check(connection: Connection, *, warnings: bool = True) -> list[Fault]:
    """Every fault of every body; warnings=False: errors alone. Needs plpgsql_check."""
    return queries.records(connection, Fault, "schema/bodies", {"warnings": warnings})
