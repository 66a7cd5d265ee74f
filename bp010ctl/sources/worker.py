"""The worker: every source at its cadence, none behind a slow one, until it is told to stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bp010ctl.base import threads
from bp010ctl.base.database import Connection
from bp010ctl.base.keeping import Keeper, Tell
from bp010ctl.sources import gaps, polling, store
from bp010ctl.sources.polling import Asker, Outcome
from bp010ctl.sources.store import LOCKED, Source

Told = Callable[[Outcome], None]


class Worker(Keeper):
    """Polls the sources that are active and nobody else polls.

    names: only these; all without any. outcome: is told each poll. tell: is told the rest.
    """

    noun = LOCKED
    program = "bp010ctl source"

    def __init__(self, url: str, names: tuple[str, ...], outcome: Told, tell: Tell) -> None:
        super().__init__(url, tell)
        self._names = names
        self._outcome = outcome

    def wanted(self, connection: Connection) -> list[tuple[str, str]]:
        """The sources that are active, and among those that were named."""
        return [
            (source.name, f"polled every {source.every} s")
            for source in store.every_source(connection)
            if source.active and (not self._names or source.name in self._names)
        ]

    async def keep(self, connection: Connection, name: str) -> None:
        """Poll one source until it is paused or removed; what falls due meanwhile is due once. One
        that publishes is listened to."""
        found = await threads.run(store.every_source, connection, name)
        if found and found[0].kind == store.MQTT:
            from bp010ctl.sources import subscribing

            await subscribing.keep(connection, name, self._outcome, self._tell)
            return
        asker = Asker()
        try:
            while True:
                began = time.monotonic()
                found = await threads.run(store.every_source, connection, name)
                if not found or not found[0].active:
                    self._tell(f"{name}: {'paused' if found else 'removed'}")
                    return
                wait = await self._round(connection, found[0], asker)
                due = began + max(found[0].every, wait)
                await asyncio.sleep(max(0.0, due - time.monotonic()))
        finally:
            await asker.close()

    async def _round(self, connection: Connection, source: Source, asker: Asker) -> float:
        """A poll, after a good one some of what is to be made up for; seconds to wait at least."""
        outcome = await polling.poll(connection, source, asker)
        self._outcome(outcome)
        if outcome.state != polling.FAILED:
            async for filled in gaps.recover(connection, source, asker):
                self._outcome(filled)
        return outcome.wait or 0.0
