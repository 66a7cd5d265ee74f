"""Runs of this room in the ledger of the database, where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from bp010ctl.base import database
from bp010ctl.base.errors import Bp010Error
from bp010ctl.cycles.tracker import ETLEjecucion, ETLTracker

KIND = "bronze"
"""What the ledger calls runs of this room."""


@contextmanager
def noted(url: str | None, place: str, tell: Callable[[str], None]) -> Iterator[ETLEjecucion]:
    """A run around a block, counts for the block to fill in; its exception makes it fail.

    The lake does not depend on the database: where it is away (url: None, or no answer) the block
    runs all the same, and tell says so.
    """
    run = ETLEjecucion(KIND, place, place, None, None)
    with ExitStack() as stack:
        if url is not None:
            try:
                database.connect(url).close()  # the tracker would try again and again
                tracker = stack.enter_context(ETLTracker(url))
                stack.enter_context(tracker.ejecucion(run))
            except (psycopg.Error, Bp010Error) as error:
                tell(f"{place}: not in the ledger: {str(error).strip().splitlines()[0]}")
        yield run
