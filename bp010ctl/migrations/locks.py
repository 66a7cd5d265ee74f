"""Locks around migrations: one migrator at a time, retries, and who stands in the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import psycopg

from bp010ctl.base import queries
from bp010ctl.base.blockers import Session, Watcher
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import LockNotObtained

Result = TypeVar("Result")

MIGRATING = {"class": 10, "object": 4010}
"""The advisory lock's key; PostgreSQL keeps such locks apart per database."""

POLL = 0.1
"""Seconds between two looks at a lock that another session holds."""


@contextmanager
def only_migrator(
    driver: Connection, wait: float | None, note: Callable[[str], None]
) -> Iterator[None]:
    """Hold this database's migration lock in the session of `driver`.

    wait: at most so many seconds; None waits for ever. The lock is polled, so that no transaction
    stays open meanwhile; `note` hears once who holds it. Raises LockNotObtained.
    """
    deadline = None if wait is None else time.monotonic() + wait
    told = False
    while not _call(driver, "SELECT pg_try_advisory_lock(%(class)s, %(object)s)"):
        holder = _holder(driver)
        if deadline is not None and time.monotonic() >= deadline:
            raise LockNotObtained(
                f"another migration is running, waited {wait:g} s for it",
                on=holder,
                hint="let it end, then try again",
            )
        if not told:
            note(f"another migration is running, waiting for it: {holder}")
            told = True
        time.sleep(POLL)
    try:
        yield
    finally:
        if not driver.closed:
            driver.rollback()
            _call(driver, "SELECT pg_advisory_unlock(%(class)s, %(object)s)")


def _call(driver: Connection, statement: str) -> bool:
    row = driver.execute(statement.encode(), MIGRATING).fetchone()
    driver.rollback()
    return bool(row and row[0])


def _holder(driver: Connection) -> str:
    sessions = queries.records(driver, Session, "migrations/migrating", MIGRATING)
    driver.rollback()
    return "; ".join(map(str, sessions)) or "a session that has just ended"


def transient(error: BaseException) -> bool:
    """Whether another try may well succeed: lock timeout, deadlock, two migrations of one cluster
    touching the same role at once."""
    cause = _database_error(error)
    if cause is None:
        return False
    shared = cause.diag.schema_name == "pg_catalog" or "tuple concurrently" in str(cause)
    return cause.sqlstate in {"55P03", "40P01"} or (cause.sqlstate in {"23505", "XX000"} and shared)


def _database_error(error: BaseException) -> psycopg.Error | None:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, psycopg.Error):
            return seen
        seen = getattr(seen, "orig", None) or seen.__cause__
    return None


def retrying(
    attempt: Callable[[], Result],
    watcher: Watcher,
    note: Callable[[str], None],
    *,
    retries: int,
    pause: float,
) -> Result:
    """The result of `attempt`, tried again after a transient error.

    retries: further tries after the first; pause: seconds before the second try, doubled each
    time. Raises LockNotObtained with the sessions in the way when they are used up.
    """
    for number in range(retries + 1):
        try:
            return attempt()
        except Exception as error:
            if not transient(error):
                raise
            if number == retries:
                raise _given_up(error, watcher, number + 1) from error
            seconds = pause * 2**number
            note(f"blocked by {watcher}; try {number + 2} of {retries + 1} in {seconds:g} s")
            time.sleep(seconds)
    raise AssertionError("unreachable")


def _given_up(error: Exception, watcher: Watcher, tries: int) -> LockNotObtained:
    what = str(getattr(error, "what", error)).strip().splitlines()[0]
    pids = ", ".join(f"SELECT pg_terminate_backend({session.pid})" for session in watcher.blockers)
    return LockNotObtained(
        f"{what}, after {tries} {'try' if tries == 1 else 'tries'}",
        on=str(watcher),
        hint="nothing is half-done; try again when that session has ended its transaction"
        + (f", or end it: {pids}" if pids else ""),
    )
