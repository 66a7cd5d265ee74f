"""One worker looks after a thing at a time: an advisory lock that ends with its session."""

from __future__ import annotations

from bp010ctl.base import queries
from bp010ctl.base.database import Connection


def take(connection: Connection, noun: str, name: str) -> bool:
    """Whether the session has the lock of this thing now. noun: what kind of thing it is."""
    return bool(queries.tuples(connection, "base/lock", {"cosa": noun, "nombre": name})[0][0])


def release(connection: Connection, noun: str, name: str) -> None:
    """Give it back."""
    queries.tuples(connection, "base/unlock", {"cosa": noun, "nombre": name})


def holder(connection: Connection, noun: str, name: str) -> str | None:
    """Who has it: a server process and what it calls itself; None where nobody does."""
    rows = queries.tuples(connection, "base/holder", {"cosa": noun, "nombre": name})
    return f"{rows[0][1] or 'a session'} (process {rows[0][0]})" if rows else None
