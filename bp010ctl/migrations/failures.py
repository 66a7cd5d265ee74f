"""A migration that failed: which revision, what is in its way and whose, where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

import psycopg

from bp010ctl.base import database, queries
from bp010ctl.base.errors import DataLossRefused, MigrationError
from bp010ctl.migrations import frozen

IN_THE_WAY = re.compile(r"^(?:materialized )?(?:view|table|foreign table) (\S+) depends on ", re.M)
MOST_NAMED = 5
"""Objects in the way that are named; the server lists a hundred."""


def told(error: MigrationError, url: str, path: Sequence[str], done: int) -> MigrationError:
    """The error, with where the database is and how to go on.

    path: the revisions that were to run, in order; done: how many of them were committed.
    """
    if isinstance(error, DataLossRefused):
        return error
    cause = error.__cause__
    if isinstance(cause, psycopg.Error):
        failed = path[done] if done < len(path) else path[-1]
        if " failed: " not in error.what:
            error.what, error.on = f"revision {failed} failed: {error.what}", None
        error.what = "\n".join([error.what, *_in_the_way(url, cause)])
        error.hint = error.hint or frozen.hint(cause)
    stands = f"{done} of {len(path)} revisions were done and stay" if done else "no revision ran"
    error.on = "\n      ".join(filter(None, (error.on, f"{database.describe(url)}: {stands}")))
    error.hint = error.hint or (
        "what failed left nothing behind, unless it says that it runs outside a transaction;"
        " mend what is in its way, then `bp010ctl migrate` goes on from there"
    )
    return error


def _in_the_way(url: str, cause: psycopg.Error) -> list[str]:
    """What depends on an object that has to go, with its owner; PostgreSQL would drop it."""
    names = list(dict.fromkeys(IN_THE_WAY.findall(cause.diag.message_detail or "")))
    if not names:
        return []
    with database.connect(url, autocommit=True) as connection:
        owners = dict(queries.tuples(connection, "migrations/owners", {"nombres": names}))
    lines = [f"    {name} of {owners.get(name, 'somebody')} is in the way" for name in names]
    more = len(lines) - MOST_NAMED
    return lines[:MOST_NAMED] + ([f"    and {more} more"] if more > 0 else [])
