"""What the private server is given: our role, its database, the groups, the two extensions.

The only work done as superuser. The groups that revisions grant rights to are made here by the
revisions' own text, which can be run again and again. So our role needs no right to create any, and
whoever gets to run something as it cannot make himself another user.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from bp010ctl.server import groups
from bp010ctl.server.names import DATABASE, ROLE, SUPERUSER

Url = Callable[[str, str], str]
"""The URL of a database for a user."""
CAN_LZ4 = """
    SELECT 1
    FROM pg_settings
    WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)
"""
USE_LZ4 = "ALTER DATABASE {} SET default_toast_compression = 'lz4'"
"""Cards are long: written with lz4 they cost a sixth of the time (docs/operations.md)."""


def make(url: Url, project: Path, *, scheduling: bool, checking: bool) -> None:
    """All of it, as far as it is not there yet.

    scheduling: with pg_cron; checking: with plpgsql_check.
    """
    role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
    with psycopg.connect(url(SUPERUSER, SUPERUSER), autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            server.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
            server.execute(sql.SQL("GRANT pg_monitor, pg_signal_backend TO {}").format(role))
        groups.create(server, project)
        server.execute(sql.SQL("ALTER ROLE {} NOCREATEROLE").format(role))
        if scheduling:
            server.execute("CREATE EXTENSION IF NOT EXISTS pg_cron")
            server.execute(sql.SQL("GRANT USAGE ON SCHEMA cron TO {}").format(role))
            server.execute(
                sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA cron TO {}").format(role)
            )
        with psycopg.connect(url("template1", SUPERUSER), autocommit=True) as template:
            if checking:
                template.execute("CREATE EXTENSION IF NOT EXISTS plpgsql_check")
        there = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not there.fetchone():
            server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
        if server.execute(CAN_LZ4).fetchone():
            server.execute(sql.SQL(USE_LZ4).format(database))


def add_groups(url: Url, project: Path) -> None:
    """The groups that newer revisions want, on a server that already runs.

    Only where one is missing: their texts wait for whoever is migrating these roles.
    """
    with psycopg.connect(url(SUPERUSER, SUPERUSER), autocommit=True) as server:
        groups.create(server, project)
