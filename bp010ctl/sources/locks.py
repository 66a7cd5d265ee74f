"""One worker polls a source at a time: an advisory lock that ends with its session."""

from __future__ import annotations

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import SourceError


def take(connection: Connection, name: str) -> bool:
    """Whether the session has the source's lock now."""
    return bool(queries.tuples(connection, "sources/lock", {"fuente": name})[0][0])


def release(connection: Connection, name: str) -> None:
    """Give it back."""
    queries.tuples(connection, "sources/unlock", {"fuente": name})


def holder(connection: Connection, name: str) -> str | None:
    """Who polls the source: a server process and what it calls itself; None where nobody does."""
    rows = queries.tuples(connection, "sources/holder", {"fuente": name})
    return f"{rows[0][1] or 'a session'} (process {rows[0][0]})" if rows else None


def take_or_refuse(connection: Connection, name: str) -> None:
    """Raise SourceError where somebody else polls it."""
    if not take(connection, name):
        raise SourceError(
            f"{holder(connection, name) or 'another session'} polls it already",
            on=name,
            hint="bp010ctl runs --follow shows its polls",
        )
