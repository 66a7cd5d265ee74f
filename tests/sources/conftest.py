"""One server process that answers as it is told, and a database where well 5 is known."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from bp010ctl.sources import adding, definitions, gaps, polling, store
from bp010ctl.sources.polling import Outcome
from bp010ctl.sources.store import Source
from support import answering
from support.readings import make_wells

Connection = psycopg.Connection[Any]
Make = Callable[..., Source]


@pytest.fixture(scope="session")
def answers() -> Iterator[str]:
    with answering.server() as url:
        yield url


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    make_wells(seeded_db, answering.UNIT)
    return seeded_db


@pytest.fixture
def make(db: Connection) -> Make:
    """A source in the database; `spec` is a table as a TOML file would have it."""

    def made(
        url: str,
        spec: dict[str, Any] | None = None,
        name: str = "north",
        units: tuple[int, ...] = (answering.UNIT,),
        limit: int = 5,
        every: int = 60,
    ) -> Source:
        source = adding.source(
            name, url, units=units, location=None, every=every, limit=limit, user=None,
            password=None, config=None, place=None, place_name="North",
        )  # fmt: skip
        if spec is not None:
            source = dataclasses.replace(source, spec=definitions.spec(spec))
        store.add(db, source)
        return store.one(db, name)

    return made


def polled(connection: Connection, source: Source) -> Outcome:
    """One poll of the source as it is in the database now."""

    async def once() -> Outcome:
        asker = polling.Asker()
        try:
            return await polling.poll(connection, store.one(connection, source.name), asker)
        finally:
            await asker.close()

    return asyncio.run(once())


def recovered(connection: Connection, source: Source, *, now: bool = True) -> list[Outcome]:
    """What a recovery makes up for."""

    async def all_of_it() -> list[Outcome]:
        asker = polling.Asker()
        try:
            found = gaps.recover(connection, store.one(connection, source.name), asker, now=now)
            return [outcome async for outcome in found]
        finally:
            await asker.close()

    return asyncio.run(all_of_it())
