"""Connections to a database, and what its URL says."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bp010ctl.base import connecting, credentials
from bp010ctl.base.errors import ConnectionFailed
from bp010ctl.base.patience import Patience, Teller, nobody

Connection = psycopg.Connection[Any]
STARTING = 60
"""Seconds that a starting server is waited for."""

RELIED_ON = {
    "DateStyle": "ISO",  # only how dates are printed: which of day and month comes first stays
    "IntervalStyle": "postgres",
    "standard_conforming_strings": "on",
    "client_encoding": "UTF8",
    "quote_all_identifiers": "off",
}
"""What our texts and the driver take for granted, and a database or a role may have otherwise."""


def connect(
    url: str,
    *,
    autocommit: bool = False,
    application_name: str = "bp010ctl",
) -> Connection:
    """A new connection, under the settings that we rely on whatever the database's own are.

    Its failure is one line without the password. A password that was refused and came from a
    secret is asked for once more: it may be another by now.
    """

    def connected(address: str) -> Connection:
        made = psycopg.connect(
            address,
            autocommit=autocommit,
            application_name=application_name,
            fallback_application_name="bp010ctl",
        )
        rely(made)
        return made

    try:
        return connected(url)
    except psycopg.Error as error:
        fresh = credentials.renewed(url) if connecting.REFUSED.search(str(error)) else None
        if fresh is None:
            raise _failure(error, url) from None
    try:
        return connected(fresh)
    except psycopg.Error as error:
        raise _failure(error, fresh) from None


def rely(connection: Connection) -> None:
    """Set what we rely on for the session. connection: one between transactions."""
    before = connection.autocommit
    connection.autocommit = True
    calls = [
        sql.SQL("set_config({}, {}, false)").format(name, value)
        for name, value in RELIED_ON.items()
    ]
    connection.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(calls)))
    connection.autocommit = before


def another(connection: Connection, dbname: str | None = None) -> Connection:
    """A second connection of the same user to the same server, each statement by itself.

    dbname: another database of the server.
    """
    info = connection.info
    parameters = info.get_parameters() | {"password": info.password or None}
    if dbname is not None:
        parameters["dbname"] = dbname
    made = psycopg.connect(make_conninfo("", **parameters), autocommit=True)
    rely(made)
    return made


def _failure(error: psycopg.Error, url: str) -> ConnectionFailed:
    return connecting.failure(str(error).strip().splitlines()[0], describe(url))


def name(url: str) -> str:
    """The database's name in a libpq URL, by libpq's own rules (it defaults to the user)."""
    parts = conninfo_to_dict(url)
    return str(parts.get("dbname") or parts.get("user") or "")


def with_name(url: str, database: str) -> str:
    """The same server and user, another database."""
    return make_conninfo(url, dbname=database)


def describe(url: str) -> str:
    """The URL for people: database, user and host, never the password."""
    parts = conninfo_to_dict(url)
    where = parts.get("host") or parts.get("hostaddr") or "local socket"
    return f"database {name(url)!r} as {parts.get('user') or 'the current user'!r} on {where}"


def is_starting(url: str) -> bool:
    """Whether the server is there and takes no connections yet, or no more: it starts, recovers
    from a crash, or shuts down."""
    return psycopg.pq.PGconn.ping(url.encode()) == psycopg.pq.Ping.REJECT


def create_if_missing(url: str, tell: Teller = nobody) -> bool:
    """Create the URL's database on its server if there is none; True if it was created.

    A server that is starting is waited for; `tell` gets that.
    """
    patience = Patience(STARTING, "waiting for the server, which is starting", tell)
    while is_starting(url) and patience.lasts():
        pass
    try:
        with psycopg.connect(url):
            return False
    except psycopg.OperationalError as error:
        failure = _failure(error, url)
    try:
        with psycopg.connect(with_name(url, "postgres"), autocommit=True) as server:
            databases = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name(url)])
            if databases.fetchone():
                raise failure
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name(url))))
            return True
    except psycopg.errors.InsufficientPrivilege:
        failure.hint = "ask the server's administrator to create the database"
        raise failure from None
    except psycopg.Error:
        raise failure from None


def split_password(url: str) -> tuple[str, dict[str, str]]:
    """The URL for a program's command line without its password, and that in the environment."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    return make_conninfo("", **parts), {"PGPASSWORD": str(password)} if password else {}
