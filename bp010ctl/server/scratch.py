"""Databases for a moment: made empty on a server, dropped when the work in them is over."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql

from bp010ctl.base import database as databases
from bp010ctl.base import settings
from bp010ctl.base.errors import ClusterError
from bp010ctl.base.patience import Teller, nobody
from bp010ctl.server import cluster

PREFIX = "bp010_scratch_"
KEPT = "bp010_kept_"
FEW = 4
"""How many kept databases a server has at most; the oldest ones go."""


def server_url(tell: Teller = nobody, config: settings.Settings | None = None) -> str:
    """The server beside the private cluster, started where it does not run, and left running.

    Never the one of BP010_DATABASE_URL: nobody's own server gets scratch databases. In somebody
    else's folder (root's commands on a user's cluster) it is the private cluster itself.
    """
    private = cluster.Cluster.private(config or settings.load())
    if private.home.exists() and private.home.stat().st_uid != os.geteuid():
        return private.url()
    return _warm(private.beside(), private.version(), tell).url()


def _warm(beside: cluster.Cluster, version: int | None, tell: Teller) -> cluster.Cluster:
    """Running; what does not start, or is of another version, is made anew: nothing is lost."""
    if version is not None and beside.version() not in (None, version):
        beside.destroy()
    try:
        started = beside.up(tell)
    except ClusterError:
        beside.destroy()
        started = beside.up(tell)
    if started:
        tell("started a server for scratch databases; `bp010ctl db down` stops it")
    return beside


RIGHTS = """
SELECT format(
    'GRANT %%s ON DATABASE %%I TO %%s',
    derecho.privilege_type,
    %s::text,
    coalesce(nullif(derecho.grantee, 0)::regrole::text, 'PUBLIC')
)
FROM pg_catalog.pg_database AS origen
CROSS JOIN LATERAL aclexplode(origen.datacl) AS derecho
WHERE origen.datname = %s
"""


@contextmanager
def server(config: settings.Settings | None = None) -> Iterator[str]:
    """A server for scratch databases: the one beside the private cluster where either of them runs,
    else one that is gone afterwards."""
    private = cluster.Cluster.private(config or settings.load())
    if "running" in (private.status().state, private.beside().status().state):
        yield server_url(config=config)
        return
    with tempfile.TemporaryDirectory(prefix="bp010-") as folder:
        os.chmod(folder, 0o755)  # the server may run as another user
        throwaway = cluster.Cluster(
            Path(folder), durable=False, bindir=private.bindir, scheduling=False
        )
        try:
            throwaway.up()
            yield throwaway.url()
        finally:
            throwaway.destroy()


@contextmanager
def database(server: str, template: str | None = None) -> Iterator[str]:
    """The URL of a new database on the server that `server` (any database's URL) names.

    template: the kept database of which it is a copy; without it, or where that is gone meanwhile,
    the new one is empty. Dropped at the end, with the `bp010_` roles that came with it. What a
    killed process left behind goes as well. The role needs CREATEDB.
    """
    name = f"{PREFIX}{os.getpid()}_{secrets.token_hex(4)}"
    with databases.connect(server, autocommit=True) as connection:
        _sweep(connection)
        roles = _roles(connection)
        if not (template and _copied(connection, template, name)):
            _create(connection, name)
    try:
        yield databases.with_name(server, name)
    finally:
        with databases.connect(server, autocommit=True) as connection:
            _drop(connection, name)
            _drop_roles(connection, _roles(connection) - roles)


def kept(server: str) -> set[str]:
    """What databases were kept by, on this server."""
    with databases.connect(server, autocommit=True) as connection:
        return {name.removeprefix(KEPT) for name in _starting(connection, KEPT)}


def keep(url: str, key: str) -> None:
    """Keep a copy of a scratch database, to which nobody is connected, as a template under a key.

    Nobody can connect to the copy, so it stays as it is. Of two who keep the same, the first wins.
    """
    info = psycopg.conninfo.conninfo_to_dict(url)
    with databases.connect(databases.with_name(url, "postgres"), autocommit=True) as connection:
        for old in _starting(connection, KEPT)[FEW - 1 :]:
            with suppress(psycopg.errors.ObjectInUse, psycopg.errors.InvalidCatalogName):
                _drop(connection, old)
        if _copied(connection, str(info["dbname"]), KEPT + key):
            close = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false")
            connection.execute(close.format(sql.Identifier(KEPT + key)))


def _copied(connection: databases.Connection, source: str, name: str) -> bool:
    """Whether a copy was made; not where the source is in use or gone, or the name is taken."""
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    try:
        connection.execute(copy.format(sql.Identifier(name), sql.Identifier(source)))
    except (
        psycopg.errors.ObjectInUse,
        psycopg.errors.InvalidCatalogName,
        psycopg.errors.DuplicateDatabase,
        psycopg.errors.UniqueViolation,
    ):
        return False
    copy_rights(connection, source, name)
    return True


def copy_rights(connection: databases.Connection, source: str, name: str) -> None:
    """Give a copy the rights on the database itself that its source has: CREATE DATABASE does
    not."""
    rows = connection.execute(RIGHTS, [name, source]).fetchall()
    if rows:
        close = sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name))
        connection.execute(close)
    for (grant,) in rows:
        connection.execute(grant.encode())


def _create(connection: databases.Connection, name: str) -> None:
    """From template1, which has plpgsql_check; from template0 while somebody is connected to it."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    try:
        connection.execute(statement.format(sql.Identifier(name), sql.SQL("template1")))
    except psycopg.errors.ObjectInUse:
        connection.execute(statement.format(sql.Identifier(name), sql.SQL("template0")))


def _sweep(connection: databases.Connection) -> None:
    """Drop the scratch databases whose process is gone."""
    for name in _starting(connection, PREFIX):
        pid = name.removeprefix(PREFIX).partition("_")[0]
        if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
            _drop(connection, name)


def _starting(connection: databases.Connection, prefix: str) -> list[str]:
    """The databases whose names begin so, the newest one first."""
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC",
        (prefix,),
    )
    return [name for (name,) in rows]


def _drop(connection: databases.Connection, name: str) -> None:
    """With whoever is connected; where that is autovacuum, which only a superuser may end so, the
    plain statement sends it away."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        connection.execute(statement + sql.SQL(" WITH (FORCE)"))
    except psycopg.errors.InsufficientPrivilege:
        connection.execute(statement)


def _roles(connection: databases.Connection) -> set[str]:
    rows = connection.execute("SELECT rolname FROM pg_roles WHERE starts_with(rolname, 'bp010_')")
    return {name for (name,) in rows}


def _drop_roles(connection: databases.Connection, names: set[str]) -> None:
    """Roles that another database has come to use meanwhile stay."""
    for name in names:
        try:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
        except (psycopg.errors.DependentObjectsStillExist, psycopg.errors.UndefinedObject):
            continue
