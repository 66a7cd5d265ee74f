"""Passwords of the users of the web pages: argon2 hashes in the database."""

from __future__ import annotations

from argon2 import PasswordHasher

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import RolesError

SHORTEST, LONGEST = 10, 1000


def give(connection: Connection, user: str, password: str) -> None:
    """Write the hash of a user's password. Raises RolesError for one that is too short or long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise RolesError(
            f"a password has {SHORTEST} to {LONGEST} characters, this one {len(password)}",
            on=f"user {user!r}",
            hint="nothing was changed",
        )
    values = {"usuario": user, "clave": PasswordHasher().hash(password)}
    connection.execute(queries.text("roles/password_give").encode(), values)


def take(connection: Connection, user: str) -> bool:
    """Delete a user's password; whether there was one."""
    done = connection.execute(queries.text("roles/password_take").encode(), {"usuario": user})
    return done.rowcount > 0
