"""The group roles that revisions grant rights to: they belong to the whole server.

Each frozen `*_roles.sql` makes those of its revision and can be run again and again. Whoever runs
it needs the right to create roles; whoever migrates afterwards does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import psycopg

from bp010ctl.base import database
from bp010ctl.base.errors import RolesError

POOL = "bp010_pool"
"""Has no right of its own: for a login in it the setting bp010.usuario says who the user is."""

GROUPS = (
    "bp010_operacion", "bp010_escritura", "bp010_modelos", "bp010_lectura", "bp010_panel", POOL,
)  # fmt: skip
"""Every group, the one that may do most first; besides them there is the owner of the database."""

EXISTING = "SELECT rolname FROM pg_catalog.pg_roles"
MAY_CREATE = (
    "SELECT rolsuper OR rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user"
)


def scripts(project: Path) -> list[Path]:
    """The frozen texts that make group roles, in the order of their revisions."""
    return sorted((project / "migrations" / "frozen").glob("*/up/*_roles.sql"))


def named(texts: Iterable[Path]) -> set[str]:
    """The group roles that these texts make."""
    return {
        name
        for path in texts
        for name in re.findall(r"'(bp010_[a-z]+)'", path.read_text(encoding="utf-8"))
    }


def missing(connection: database.Connection, texts: Iterable[Path]) -> list[str]:
    """The groups that the texts make and the connection's server lacks."""
    existing = {name for (name,) in connection.execute(EXISTING)}
    return sorted(named(texts) - existing)


def refuse_missing(connection: database.Connection, folders: Iterable[Path]) -> None:
    """Raise RolesError where revisions (their frozen folders) want a group that is not there and
    that this user may not create."""
    names = missing(
        connection, [path for folder in folders for path in folder.glob("up/*_roles.sql")]
    )
    if not names:
        return
    row = connection.execute(MAY_CREATE).fetchone()
    if row is None or not row[0]:
        raise _refused(connection, names)


def create(connection: database.Connection, project: Path) -> list[str]:
    """Make the groups that are missing, all or none; their names.

    Raises RolesError where this user may not create roles.
    """
    texts = scripts(project)
    names = missing(connection, texts)
    try:
        with connection.transaction():
            for script in texts if names else ():
                connection.execute(script.read_bytes())
    except psycopg.errors.InsufficientPrivilege as error:
        raise _refused(connection, names) from error
    return names


def _refused(connection: database.Connection, names: list[str]) -> RolesError:
    many = "group roles are" if len(names) > 1 else "group role is"
    typed = " ".join(f"CREATE ROLE {name} NOLOGIN;" for name in names)
    return RolesError(
        f"{many} missing, and this user may not create roles: {', '.join(names)}",
        on=f"role {connection.info.user!r}",
        hint="the private server: `bp010ctl db up` makes them, also while it runs;"
        " a server of your own: a superuser or a role with CREATEROLE runs"
        f" `bp010ctl roles create`, or: {typed}",
    )
