"""What breaks a promise of docs/reference/roles.md in a database, whoever has changed it."""

from __future__ import annotations

from dataclasses import dataclass

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.roles.members import membership
from bp010ctl.schema.statements import SCHEMAS


@dataclass(frozen=True)
class Fault:
    """What is wrong, on what, and the statement or command that mends it."""

    fault: str
    on: str
    remedy: str


def read(connection: Connection) -> list[Fault]:
    """Every fault; none where each promise is kept. Needs the newest revision."""
    values = membership(connection) | {"esquemas": list(SCHEMAS)}
    return queries.records(connection, Fault, "roles/checks", values)
