"""One poll: ask, then land what came and write the ledger in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg

from bp010ctl import ingest
from bp010ctl.base import queries, references, threads
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import Bp010Error
from bp010ctl.base.references import Secrets
from bp010ctl.sources import answers, store
from bp010ctl.sources.client import Asking, Client, Fetched, Window, client
from bp010ctl.sources.failures import DATABASE, PollFailed
from bp010ctl.sources.store import Source

GOOD, PARTLY, FAILED = "exitoso", "parcial", "fallido"
SHOWN = 3
"""Things that a run's message names."""


@dataclass(frozen=True)
class Outcome:
    """What came of one poll. run: its number in the ledger. read, landed: rows. wait: seconds that
    the source wants to be left alone. newest: time of its newest value."""

    source: str
    state: str
    run: int | None
    read: int = 0
    landed: int = 0
    message: str | None = None
    kind: str | None = None
    newest: datetime | None = None
    wait: float | None = None
    window: Window | None = None


@dataclass(frozen=True)
class Probe:
    """What a source would bring now. units: rows of sources/arrived; rejected: of sources/rejected.
    silent: units asked that gave nothing, and why."""

    source: str
    rows: int
    landed: int
    seconds: float
    message: str | None
    units: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    silent: dict[int, str] = field(default_factory=dict)


def clock(connection: Connection) -> datetime:
    """The database's time: windows, ledger and readings have one clock."""
    moment: datetime = queries.tuples(connection, "sources/clock")[0][0]
    return moment


def due_window(source: Source, now: datetime) -> Window:
    """What a poll covers: since the last one, or one cadence where that is too long ago for it.

    What lies before it is a gap: made up for by polls of its own, never by this one.
    """
    every = timedelta(seconds=source.every)
    start = source.covered
    missed = 2 * every + timedelta(seconds=source.limit) if source.gives_ranges else 1.5 * every
    if start is None or start > now or now - start > missed:
        start = now - every
    return start, now


class Asker:
    """Asks a source, and keeps the connection to it from poll to poll."""

    def __init__(self) -> None:
        self._http: Client | None = None
        self._made_for: tuple[str, str] | None = None
        self._secrets = Secrets()

    async def close(self) -> None:
        """Close it."""
        if self._http is not None:
            await self._http.aclose()
        self._http = None

    async def ask(
        self, source: Source, window: Window, units: Sequence[int] | None = None
    ) -> Fetched:
        """What the source has. Raises PollFailed, in words without any secret.

        A source that refuses credentials of a secret is asked once more with those of now, where
        they are others: a secret that was rotated is no reason to stop.
        """
        try:
            return await self._ask(source, window, units)
        except PollFailed as failure:
            if not (failure.stops and references.is_managed(source.spec.secrets)):
                raise
            refused = self._secrets
            references.forget()
            if await threads.run(references.resolve, source.spec.secrets) == refused:
                raise
        return await self._ask(source, window, units)

    async def _ask(self, source: Source, window: Window, units: Sequence[int] | None) -> Fetched:
        self._secrets = secrets = Secrets()
        try:
            self._secrets = secrets = await threads.run(references.resolve, source.spec.secrets)
            http = await self._client(source)
            asking = Asking(http, source.address, source.spec, secrets, source.limit, window)
            return await asking.all(source.units if units is None else units)
        except PollFailed:
            raise
        except Bp010Error as error:
            raise PollFailed(secrets.hide(error.what), "unknown") from None
        except Exception as error:
            what = secrets.hide(f"{type(error).__name__}: {error}")
            raise PollFailed(what[:300], "unknown") from None

    async def _client(self, source: Source) -> Client:
        needed = (source.spec.ca, source.spec.proxy)
        if self._http is None or self._made_for != needed:
            await self.close()
            self._http, self._made_for = client(source.spec, source.address), needed
        return self._http


def asked_window(source: Source, window: Window) -> Window:
    """The window as the source is asked for it: with the overlap for values that come late."""
    overlap = source.spec.range.overlap if source.spec.range else 0
    return window[0] - timedelta(seconds=overlap), window[1]


async def poll(connection: Connection, source: Source, asker: Asker) -> Outcome:
    """Poll once; whatever comes of it is in the ledger. The connection is on autocommit.

    Raises psycopg.Error where the database is away: then nothing was written.
    """
    began = await threads.run(clock, connection)
    window = due_window(source, began)
    try:
        fetched = await asker.ask(source, asked_window(source, window))
        return await threads.run(_landed, connection, source, fetched, began, window)
    except PollFailed as failure:
        return await threads.run(failed, connection, source, failure, began, window)
    except psycopg.Error as error:
        if connection.closed or isinstance(error, psycopg.OperationalError):
            raise
        refused = PollFailed(_refusal(error), DATABASE)
        return await threads.run(failed, connection, source, refused, began, window)


async def fill(
    connection: Connection, source: Source, asker: Asker, gap: int, place: str, part: Window
) -> Outcome:
    """Make up for a part of a gap; `place` says whether it is that of one unit."""
    began = await threads.run(clock, connection)
    unit = place.removeprefix(source.place).lstrip("/")
    common = {"fuente": source.name, "hueco": gap, "inicio": began, "desde": part[0],
              "hasta": part[1]}  # fmt: skip
    try:
        fetched = await asker.ask(source, part, [int(unit)] if unit else None)
        if fetched.failed:
            raise next(iter(fetched.failed.values()))
        return await threads.run(_filled, connection, source, fetched, common, part)
    except PollFailed as failure:
        values = common | _failure(failure)
        run = await threads.run(store.record, connection, "fill", values)
        return Outcome(
            source.name, FAILED, run, message=failure.what, kind=failure.kind, window=part
        )


def _filled(
    connection: Connection, source: Source, fetched: Fetched, common: dict[str, Any], part: Window
) -> Outcome:
    run = None
    with connection.transaction():
        landing = Landing(connection, source, fetched)
        run = store.record(connection, "fill", common | landing.counts())
        if run is None:  # somebody made up for it meanwhile
            raise psycopg.Rollback
    return Outcome(source.name, landing.state, run, landing.read, landing.loaded, landing.message,
                   window=part)  # fmt: skip


async def probe(connection: Connection, source: Source, asker: Asker) -> Probe:
    """What a poll would bring; nothing of it stays. Raises PollFailed."""
    began = clock(connection)
    fetched = await asker.ask(source, asked_window(source, due_window(source, began)))
    took = (clock(connection) - began).total_seconds()
    silent = {unit: failure.what for unit, failure in fetched.failed.items()}
    with connection.transaction(force_rollback=True):
        landing = Landing(connection, source, fetched)
        asked = {"unidades": landing.units}
        return Probe(
            source.name, landing.read, landing.loaded, took, landing.message,
            queries.dicts(connection, "sources/arrived", asked),
            queries.dicts(connection, "sources/rejected", asked) if landing.units else [], silent,
        )  # fmt: skip


class Landing:
    """Fetched rows in the landing table, by the way of a file, and what is to be said of them."""

    def __init__(self, connection: Connection, source: Source, fetched: Fetched) -> None:
        self.read = len(fetched.rows) + fetched.strangers
        self.units = sorted({int(row[0]) for row in fetched.rows if _is_unit(row[0])})
        header: tuple[str, ...] = answers.HEADER
        rows = fetched.rows
        if source.gives_ranges or source.spec.mqtt is not None:
            header, rows = (*header, "cargado_en"), _arrivals(connection, rows)
        result = ingest.land(connection, source.name, header, rows, source.spec.answer.zone)
        table = result.tables.get("landing_scada_data")
        self.loaded = table.inserted if table else 0
        self.newest: datetime | None = None
        if self.units:
            asked = {"unidades": self.units}
            self.newest = queries.tuples(connection, "sources/newest", asked)[0][0]
        remarks = [f"unit {unit}: {why.what}" for unit, why in fetched.failed.items()]
        if fetched.strangers:
            remarks.append(f"{fetched.strangers} rows of other units were left out")
        if table and table.rejected:
            first = "; ".join(str(one) for one in table.rejections[:SHOWN])
            remarks.append(f"{table.rejected} rows kept out: {first}")
        if fetched.rows and not self.loaded:
            raise PollFailed(f"no row could be used: {'; '.join(remarks)}")
        self.message = "; ".join(remarks) or None
        self.kind = next((why.kind for why in fetched.failed.values()), None)
        self.state = PARTLY if remarks else GOOD

    def counts(self) -> dict[str, Any]:
        return {"estado": self.state, "extraidos": self.read, "cargados": self.loaded,
                "error_tipo": self.kind, "mensaje": self.message}  # fmt: skip


def _arrivals(connection: Connection, rows: list[answers.Row]) -> list[answers.Row]:
    """The rows with their time of arrival: polls that come together are a microsecond apart, so
    that each stays a load of its own, and a reading at its own time."""
    now = connection.execute("SELECT now()").fetchone()
    assert now is not None
    numbers = answers.loads(rows)
    times = {n: (now[0] + timedelta(microseconds=n)).isoformat(sep=" ") for n in {*numbers}}
    return [(*row, times[number]) for row, number in zip(rows, numbers, strict=True)]


def _is_unit(text: str) -> bool:
    return text.strip().isdecimal() and len(text.strip()) < 10


def _landed(
    connection: Connection, source: Source, fetched: Fetched, began: datetime, window: Window
) -> Outcome:
    with connection.transaction():
        landing = Landing(connection, source, fetched)
        values = {**_common(source, began, window), **landing.counts(),
                  "ultimo_dato": landing.newest, "unidades": list(fetched.failed)}  # fmt: skip
        run = store.record(connection, "poll", values)
    return Outcome(source.name, landing.state, run, landing.read, landing.loaded, landing.message,
                   landing.kind, landing.newest, window=window)  # fmt: skip


def failed(
    connection: Connection, source: Source, failure: PollFailed, began: datetime, window: Window
) -> Outcome:
    pause = failure.what if failure.stops else None
    values = {**_common(source, began, window), **_failure(failure), "pausa": pause}
    run = store.record(connection, "poll", values)
    return Outcome(source.name, FAILED, run, message=failure.what, kind=failure.kind,
                   wait=failure.wait, window=window)  # fmt: skip


def _common(source: Source, began: datetime, window: Window) -> dict[str, Any]:
    return {"fuente": source.name, "inicio": began, "desde": window[0], "hasta": window[1],
            "ultimo_dato": None, "unidades": None, "pausa": None}  # fmt: skip


def _failure(failure: PollFailed) -> dict[str, Any]:
    return {"estado": FAILED, "extraidos": 0, "cargados": 0, "error_tipo": failure.kind,
            "mensaje": failure.what}  # fmt: skip


def _refusal(error: psycopg.Error) -> str:
    lines = str(error).strip().splitlines()
    return f"the database refused the rows: {lines[0] if lines else type(error).__name__}"


def rest(gap: Window, most: float) -> list[Window]:
    """A gap in parts of at most so many seconds, the newest first."""
    parts, end = [], gap[1]
    with suppress(OverflowError):
        while end > gap[0]:
            start = max(gap[0], end - timedelta(seconds=most))
            parts.append((start, end))
            end = start
    return parts
