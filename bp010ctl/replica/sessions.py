"""Sessions of the database for a run of a replica, one of which holds the replica's lock."""

from __future__ import annotations

import psycopg

from bp010ctl.base import database
from bp010ctl.base.errors import Bp010Error, ConnectionFailed, ReplicaError
from bp010ctl.replica.plans import Plan

LOCK_SECONDS = 5.0
"""How long a run waits for the one before it: the server may still be ending its session."""

LOST = (ConnectionFailed, psycopg.OperationalError, psycopg.InterfaceError)
"""What says that a connection is gone, and that another try makes sense."""


def connect(url: str) -> database.Connection:
    """A session that commits each statement, known as `bp010ctl replica`."""
    return database.connect(url, autocommit=True, application_name="bp010ctl replica")


class Lock:
    """One run of a replica at a time: a lock that goes with its session, and is taken again where
    that was lost."""

    def __init__(self, plan: Plan, url: str) -> None:
        self._plan = plan
        self._url = url
        self._connection: database.Connection | None = None

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, *failure: object) -> None:
        if self._connection is not None:
            self._connection.close()

    def held(self) -> database.Connection:
        """The session that holds the lock. Raises ReplicaError where another run has it."""
        if self._connection is not None:
            try:
                self._connection.execute("SELECT 1")
                return self._connection
            except psycopg.Error:
                self._connection.close()
        self._connection = connect(self._url)
        try:
            self._connection.execute(
                "SELECT set_config('lock_timeout', %s, false)", [f"{round(LOCK_SECONDS * 1000)}ms"]
            )
            self._connection.execute(
                "SELECT pg_advisory_lock(hashtext('bp010 replica'), hashtext(%s))",
                [self._plan.name],
            )
        except psycopg.errors.LockNotAvailable:
            raise ReplicaError(
                f"another run of the replica {self._plan.name} goes on",
                hint="bp010ctl runs --follow shows it",
            ) from None
        return self._connection


def as_ours(error: Exception) -> Bp010Error:
    """The loss of a connection as an error of ours."""
    if isinstance(error, Bp010Error):
        return error
    return ConnectionFailed(f"the database went away: {str(error).strip().splitlines()[0]}")
