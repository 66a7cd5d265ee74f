"""Gaps of a source, made up for where its protocol gives back a range of time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from bp010ctl.base import locks, queries, threads
from bp010ctl.base.database import Connection
from bp010ctl.sources import polling, store
from bp010ctl.sources.polling import Asker, Outcome
from bp010ctl.sources.store import LOCKED, Source

MOST = 5
"""Polls of one recovery."""


def recover_all(connection: Connection, most: int) -> list[Outcome]:
    """Make up for gaps of every source that can and that nobody polls, by at most so many polls."""

    async def all_of_them() -> list[Outcome]:
        outcomes: list[Outcome] = []
        for source in store.every_source(connection):
            if (
                source.active
                and source.gives_ranges
                and locks.take(connection, LOCKED, source.name)
            ):
                asker = Asker()
                try:
                    left = most - len(outcomes)
                    outcomes += [one async for one in recover(connection, source, asker, left)]
                finally:
                    await asker.close()
                    locks.release(connection, LOCKED, source.name)
        return outcomes

    return asyncio.run(all_of_them())


async def recover(
    connection: Connection, source: Source, asker: Asker, most: int = MOST, *, now: bool = False
) -> AsyncIterator[Outcome]:
    """Make up for the newest gaps, by at most so many polls, each a part that its range allows.

    A gap that failed waits, a minute first, then twice as long each time, unless `now`. Ends with
    the first poll that fails: the source is better left alone.
    """
    if source.spec.range is None:
        return
    asked = {"tipo": source.kind, "ubicacion": source.place, "ya": now, "cuantos": most}
    for gap in await threads.run(queries.dicts, connection, "sources/gaps", asked):
        for part in polling.rest((gap["desde"], gap["hasta"]), source.spec.range.most):
            if most <= 0:
                return
            most -= 1
            outcome = await polling.fill(
                connection, source, asker, gap["id"], gap["ubicacion_id"], part
            )
            yield outcome
            if outcome.state == polling.FAILED:
                return
