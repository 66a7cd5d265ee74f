"""Who is in which group: shown, granted and revoked."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import RolesError, UsageError
from bp010ctl.server.groups import GROUPS, POOL

PANEL = "bp010_panel"
PREFIX = "bp010_"


@dataclass(frozen=True)
class Login:
    """A role that may log in: its groups, whether it owns the database or is a superuser.

    scopes: how many rows say which wells it sees, where it is in the panel.
    """

    name: str
    groups: list[str]
    owner: bool
    superuser: bool
    scopes: int


def logins(connection: Connection) -> list[Login]:
    """Every login of the server that is in a group, or owns the database, by name."""
    return queries.records(connection, Login, "roles/logins", membership(connection))


def membership(connection: Connection) -> dict[str, object]:
    """What queries about logins ask: the groups, and the right that being in one gives.

    From PostgreSQL 16 on a member may have the right to let others in, and no other.
    """
    right = "USAGE, SET" if connection.info.server_version >= 160000 else "MEMBER"
    return {"grupos": list(GROUPS), "pertenencia": right}


def group(name: str) -> str:
    """A group by its name, with or without `bp010_`. Raises UsageError for any other."""
    full = name if name.startswith(PREFIX) else PREFIX + name
    if full not in GROUPS:
        known = ", ".join(known.removeprefix(PREFIX) for known in GROUPS)
        raise UsageError(f"there is no role {name!r}", hint=f"the roles are {known}")
    return full


def grant(connection: Connection, user: str, name: str) -> list[str]:
    """Put a login into a group, pools into the panel as well; the groups that it was not in.

    Raises RolesError where there is no such login, or this user may not grant.
    """
    wanted = [PANEL, POOL] if group(name) == POOL else [group(name)]
    return _change(connection, user, "GRANT {} TO {}", wanted, missing=True)


def revoke(connection: Connection, user: str, name: str) -> list[str]:
    """Take a login out of a group; the group, where it was in it. Raises as `grant` does."""
    return _change(connection, user, "REVOKE {} FROM {}", [group(name)], missing=False)


def _change(
    connection: Connection, user: str, statement: str, names: list[str], *, missing: bool
) -> list[str]:
    held = _groups_of(connection, user)
    changed = [name for name in names if (name not in held) == missing]
    for name in changed:
        query = sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(user))
        try:
            connection.execute(query)
        except psycopg.errors.InsufficientPrivilege as error:
            raise RolesError(
                f"this user may not change who is in {name}",
                on=f"role {connection.info.user!r}",
                hint=f"let an administrator run: {query.as_string(connection)}; or give the right: "
                f"GRANT {name} TO {connection.info.user} WITH ADMIN OPTION",
            ) from error
    return changed


def _groups_of(connection: Connection, user: str) -> list[str]:
    rows = queries.tuples(connection, "roles/groups_of", {"nombre": user})
    if not rows:
        name = sql.Identifier(user).as_string(connection)
        raise RolesError(
            f"the server has no login {user!r}",
            on=f"server of {connection.info.dbname!r}",
            hint=f"let an administrator run: CREATE ROLE {name} LOGIN; give its password by"
            " \\password in psql, never in a statement",
        )
    return list(rows[0][0])
