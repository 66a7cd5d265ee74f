"""Each request in a transaction of its own that reads only, with its user bound.

Row-level security decides what the user sees, not the pages: the web's login is in bp010_pool, and
`bp010.usuario` says for whom it asks. With `--open` there are no users, and the login sees what it
sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg_pool import ConnectionPool

from bp010ctl.base import database, queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import ServeError

MILLISECONDS = 10_000
"""What one statement of a page may take."""
UNLIMITED = 0


@dataclass(frozen=True)
class Login:
    """The web's own login: whether it may speak for others, whether it sees every well anyway."""

    speaks_for_others: bool
    sees_all: bool


def pool(url: str, most: int = 8, patience: float = 20) -> ConnectionPool[Connection]:
    """Connections that only read, each transaction on one picture of the database. patience:
    seconds that a request waits for one."""

    def configure(connection: Connection) -> None:
        database.rely(connection)
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ

    return ConnectionPool(
        url,
        min_size=1,
        max_size=most,
        open=False,
        timeout=patience,
        configure=configure,
        check=ConnectionPool.check_connection,
        kwargs={"application_name": "bp010ctl serve"},
    )


@contextmanager
def asking(connections: ConnectionPool[Connection], user: str | None) -> Iterator[Connection]:
    """A transaction in which the database knows who asks; None: nobody, who sees what a login sees.

    Times come in the operating zone.
    """
    with connections.connection() as connection:
        bind(connection, user)
        yield connection


def bind(connection: Connection, user: str | None, milliseconds: int = MILLISECONDS) -> None:
    """Tell the database, for this transaction, who asks, and what a statement may take (0: all)."""
    bound = {"usuario": user or "", "milisegundos": str(milliseconds)}
    connection.execute(queries.text("serve/bind").encode(), bound)


def login(connection: Connection) -> Login:
    """What the web's login may."""
    return queries.records(connection, Login, "serve/login")[0]


def require_pool(connection: Connection) -> None:
    """Raises ServeError where users could see more than their wells, or nothing at all."""
    own = login(connection)
    if own.sees_all or not own.speaks_for_others:
        why = (
            "this login sees every well whatever its user may"
            if own.sees_all
            else "this login may not ask for its users"
        )
        raise ServeError(
            f"{why}: pages for users need a login that is in bp010_panel and bp010_pool only",
            on=f"role {connection.info.user!r}",
            hint="`bp010ctl roles grant LOGIN panel` and `... pool`; --open for a private machine",
        )
