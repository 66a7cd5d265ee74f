"""The worker: every source at its cadence, none behind a slow one, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import psycopg

from bp010ctl.base import database
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import ConnectionFailed
from bp010ctl.sources import gaps, locks, polling, store, threads
from bp010ctl.sources.polling import Asker, Outcome
from bp010ctl.sources.store import Source

LOOK_SECONDS = 5.0
"""How often the worker looks for sources that came, went on, or are free."""
AWAY_FIRST, AWAY_MOST = 0.5, 15.0
"""Seconds between tries while the database is away."""

Tell = Callable[[str], None]
Told = Callable[[Outcome], None]
LOST = (psycopg.OperationalError, psycopg.InterfaceError, ConnectionFailed)


class Worker:
    """Polls the sources that are active and nobody else polls, each in a task of its own.

    names: only these; all without any. outcome: is told each poll. tell: is told the rest.
    A session holds the locks; each source lands on a session of its own, so that a slow landing
    keeps nobody waiting.
    """

    def __init__(self, url: str, names: tuple[str, ...], outcome: Told, tell: Tell) -> None:
        self._url = url
        self._names = names
        self._outcome = outcome
        self._tell = tell
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._locks: Connection | None = None
        self._away = AWAY_FIRST

    async def run(self) -> None:
        """Until SIGTERM, SIGINT or cancellation; polls that go on then leave nothing."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        try:
            while not stop.is_set():
                pause = await self._look()
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause)
        finally:
            await self._end()

    async def _look(self) -> float:
        """Start tasks for sources that are free; seconds until the next look."""
        try:
            for source in await threads.run(self._free):
                task = asyncio.create_task(self._source(source.name))
                task.add_done_callback(partial(self._ended, source.name))
                self._tasks[source.name] = task
                self._tell(f"{source.name}: polled every {source.every} s")
            self._away = AWAY_FIRST
            return LOOK_SECONDS
        except LOST as error:
            self._lost(error)
            return self._pause()

    def _free(self) -> list[Source]:
        """Sources that nobody polls; their locks are ours from now on."""
        connection = self._session()
        return [
            source
            for source in store.every_source(connection)
            if self._wanted(source) and locks.take(connection, source.name)
        ]

    def _wanted(self, source: Source) -> bool:
        named = not self._names or source.name in self._names
        return source.active and named and source.name not in self._tasks

    def _session(self) -> Connection:
        if self._locks is None or self._locks.closed:
            self._locks = self._connect()
        self._locks.execute("SELECT 1")
        return self._locks

    def _connect(self) -> Connection:
        return database.connect(self._url, autocommit=True, application_name="bp010ctl source")

    def _lost(self, error: Exception) -> None:
        """The locks are gone with their session: nobody polls until they are there again."""
        self._tell(f"the database is away: {str(error).strip().splitlines()[0]}")
        for task in self._tasks.values():
            task.cancel()
        if self._locks is not None:
            self._locks.close()
        self._locks = None

    def _pause(self) -> float:
        self._away, pause = min(2 * self._away, AWAY_MOST), self._away
        return pause

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        """A source that is not polled any more is free for anybody."""
        self._tasks.pop(name, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._tell(f"{name}: stopped by a mistake of ours: {type(error).__name__}: {error}")
        if self._locks is not None and not self._locks.closed:
            with suppress(*LOST):
                locks.release(self._locks, name)

    async def _source(self, name: str) -> None:
        """Poll one source until it is paused or removed; what falls due meanwhile is due once."""
        while self._locks is not None:
            try:
                connection = await threads.run(self._connect)
                try:
                    await self._rounds(connection, name)
                    return
                finally:
                    connection.close()
            except LOST as error:
                self._tell(f"{name}: the database is away: {str(error).strip().splitlines()[0]}")
                await asyncio.sleep(AWAY_FIRST)

    async def _rounds(self, connection: Connection, name: str) -> None:
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

    async def _end(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._locks is not None:
            self._locks.close()
