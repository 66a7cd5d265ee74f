"""The server that gets a restored database: its roles, and the database while it is made."""

from __future__ import annotations

from contextlib import suppress

import psycopg
from psycopg import sql

from bp010ctl.backups.manifest import Manifest
from bp010ctl.base import database
from bp010ctl.base.composing import quoted
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import BackupError

RIGHTS = {
    "may_login": "LOGIN",
    "may_create_databases": "CREATEDB",
    "may_create_roles": "CREATEROLE",
}


def session(url: str) -> Connection:
    """A session in another database than the one that is made or replaced."""
    home = "template1" if database.name(url) == "postgres" else "postgres"
    return database.connect(database.with_name(url, home), autocommit=True)


def exists(server: Connection, name: str) -> bool:
    """Whether the server has a database of that name."""
    row = server.execute("SELECT FROM pg_database WHERE datname = %s", [name])
    return row.fetchone() is not None


def role_text(role: str, content: Manifest) -> str:
    """The statement that makes a role as the backup had it, without a password."""
    rights = content.roles[role]
    words = [word for right, word in RIGHTS.items() if rights[right]]
    groups = [group for group in rights["member_of"] if not group.startswith("pg_")]
    within = f" IN ROLE {', '.join(map(quoted, groups))}" if groups else ""
    return f"CREATE ROLE {quoted(role)} {' '.join(words) or 'NOLOGIN'}{within}"


def make_role(server: Connection, role: str, content: Manifest) -> None:
    """Without password and never as superuser; groups that come later in the backup are made
    before their members."""
    if _role_exists(server, role):
        return
    for group in content.roles[role]["member_of"]:
        if group in content.roles:
            make_role(server, group, content)
    server.execute(role_text(role, content).encode())


def _role_exists(server: Connection, role: str) -> bool:
    """Whether the server has a role of that name."""
    return server.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None


def create(server: Connection, name: str, content: Manifest, owner: str | None) -> None:
    """An empty database like the backup's. Raises BackupError where this role may make none."""
    row = server.execute(
        "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database"
        " WHERE datname = 'template1'"
    ).fetchone()
    text = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if row != (content.charset, content.locale_name):
        text += sql.SQL(" TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}").format(
            *map(sql.Literal, (content.charset, content.locale_name, content.locale_name))
        )
    if owner:
        text += sql.SQL(" OWNER {}").format(sql.Identifier(owner))
    try:
        server.execute(text)
    except psycopg.errors.InsufficientPrivilege:
        raise BackupError(
            "this role may not create databases",
            on=database.describe(server.info.dsn),
            hint=f"ask the administrator for an empty database, and restore --into it; or: "
            f"ALTER ROLE {quoted(server.info.user)} CREATEDB",
        ) from None


def drop(server: Connection, name: str) -> None:
    """The database, with whoever is connected."""
    end_sessions(server, name)
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def end_sessions(server: Connection, name: str) -> None:
    """Those of a database, as far as this role may."""
    for (pid,) in server.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'",
        [name],
    ).fetchall():
        with suppress(psycopg.errors.InsufficientPrivilege):
            server.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
