"""The five jobs. Each takes an event and how much time is left, and answers or raises.

Nothing is waited for longer than a call may last: what may take longer is started in the database,
and the same event sent again says how it goes. A call whose time is over cancels what it runs, and
leaves what any killed process leaves: whole transactions, a row of the ledger, the rest undone.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

import psycopg

from bp010ctl import seeds
from bp010ctl.aws import rds
from bp010ctl.aws.events import (
    Busy,
    Health,
    Healthy,
    Migrate,
    Migrated,
    OutOfTime,
    Poll,
    Polled,
    Ran,
    Run,
    Seed,
    Seeded,
)
from bp010ctl.base import database, locks, queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import Bp010Error, ConnectionFailed, CycleBusy, NotConfirmed, UsageError
from bp010ctl.cycles import errands, modes, runner
from bp010ctl.cycles import health as checking
from bp010ctl.seeds import published
from bp010ctl.server import target
from bp010ctl.sources import gaps, polling, store
from bp010ctl.sources.polling import Asker
from bp010ctl.sources.store import LOCKED, MQTT, Source

Left = Callable[[], float]
"""Seconds until the call is ended from outside."""

RESERVE = 5.0
"""Seconds before the end at which a call stops by itself, to say so."""
REVISION = 30.0
"""Seconds that a revision has to have before it is begun."""
SLACK = 5.0
"""Seconds that a poll may come before its cadence says so: schedules are not exact."""
TOGETHER = 4
"""Sources that are polled at the same time."""


def migrate(event: Migrate, left: Left) -> Migrated:
    """Bring the database to a revision; one that is there is left alone. Raises OutOfTime between
    two revisions: each is a transaction."""
    from bp010ctl.migrations import chain
    from bp010ctl.migrations.engine import Applied, Listener, Options

    with _explained():
        url = target.url()

        def applied(done: Applied) -> None:
            if left() < REVISION + RESERVE and done.revision != head:
                raise OutOfTime(on=f"after revision {done.revision}")

        head = chain.revisions()[-1].name
        options = Options(statement_timeout=max(left() - RESERVE, 1), wait=max(left() / 2, 1))
        outcome = chain.migrate(url, event.to, options, Listener(applied=applied))
        return Migrated(outcome.now, [step.revision for step in outcome.applied])


def seed(event: Seed, left: Left) -> Seeded:
    """Load the published reference data, all or nothing. Raises SeedError where a file, or the
    commit, is not what was asked for."""
    source = event.source or _configured()
    with _explained(), published.fetched(source) as (folder, listed):
        if event.commit and listed.commit != event.commit:
            raise UsageError(
                f"the published files are of another commit: {listed.commit}",
                on=source,
                hint=f"asked for was {event.commit}: bp010ctl aws publish",
            )
        with target.connect(application_name=event.origin) as connection, _timed(connection, left):
            name = connection.info.dbname
            results = seeds.load(
                connection, folder, approve=lambda deed: _confirm(event.confirm, name, deed)
            )
        rows = {one.table: one.inserted + one.updated + one.unchanged for one in results}
        written = sum(one.inserted + one.updated + one.removed for one in results)
        return Seeded(listed.commit, source, written, rows)


def poll(event: Poll, left: Left) -> Polled:
    """Poll the sources whose turn it is; what one of them does keeps no other from its poll."""
    with _explained():
        url = target.url()
        with database.connect(url, autocommit=True) as connection:
            wanted = _sources(connection, event)
        return asyncio.run(_polled(url, wanted, event, left))


def run(event: Run, left: Left) -> Ran:
    """Run the cycles of a mode that no event of this id has run; here, or by pg_cron.

    Raises ChainError where one failed, Busy where somebody else runs one.
    """
    with _explained():
        mode = modes.mode_named(event.mode)
        scope = modes.Scope(event.first, event.last, event.lookback_days, event.well)
        with target.connect(autocommit=True, application_name=event.origin) as connection:
            if mode == "full-reset":
                runner.refuse_protected(connection)
                _confirm(event.confirm, connection.info.dbname, "empty all computed rows")
            if event.in_database or mode == "full-reset":
                return _started(connection, event, mode, scope)
            return _called(connection, event, mode, scope, left)


def health(event: Health, left: Left) -> Healthy:
    """What a monitor should know; a database that is away is critical, and no error."""
    try:
        with _explained(), target.connect(autocommit=True) as connection:
            checks = checking.checks(connection)
            if event.aws:
                checks += rds.checks(connection)
    except Bp010Error as error:
        checks = [checking.Check("database", checking.CRITICAL, error.what)]
    return Healthy(checking.worst(checks), [asdict(check) for check in checks])


def _configured() -> str:
    bucket = os.environ.get("S3_BUCKET_CONFIG")
    if not bucket:
        raise UsageError("where the seed files are is not said", hint="source, or S3_BUCKET_CONFIG")
    return f"{published.SCHEME}{bucket}/config/"


def _confirm(given: str, name: str, deed: str) -> None:
    if given != name:
        raise NotConfirmed(
            f"{deed}: not confirmed, nothing was done", on=name, hint='"confirm": the database'
        )


@contextmanager
def _explained() -> Iterator[None]:
    """What a database refuses within, in our words: a stack of calls helps nobody at 3 a.m."""
    try:
        yield
    except psycopg.errors.QueryCanceled:
        raise OutOfTime from None
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise ConnectionFailed(str(error).strip().partition("\n")[0]) from None
    except psycopg.Error as error:
        from bp010ctl.migrations import standing  # with Alembic: half of a cold start

        raise standing.explained(target.url(), error) from None


@contextmanager
def _timed(connection: Connection, left: Left) -> Iterator[threading.Event]:
    """Cancel what the connection runs when the time is nearly over, and say that it was that."""
    over = threading.Event()

    def expire() -> None:
        over.set()
        connection.cancel_safe(timeout=RESERVE / 2)

    timer = threading.Timer(max(left() - RESERVE, 0), expire)
    timer.start()
    try:
        yield over
    except (Bp010Error, psycopg.Error):
        if over.is_set():
            raise OutOfTime from None
        raise
    finally:
        timer.cancel()


def _called(connection: Connection, event: Run, mode: str, scope: modes.Scope, left: Left) -> Ran:
    """The cycles one after the other, on this connection."""
    done = 0
    for cycle in modes.MODES[mode]:
        state = errands.state(connection, event.origin, cycle) if event.id else errands.NEVER
        if state in errands.GOOD:
            done += 1
            continue
        if state == errands.RUNNING:
            raise Busy(on=f"cycle {cycle}, of this id")
        days = scope if mode == modes.PIVOTS_AGAIN or cycle != "stage" else modes.Scope()
        try:
            with _timed(connection, left) as over:
                result = runner.run(connection, f"{cycle}-only", days)
        except CycleBusy as error:
            raise Busy(error.what, on=error.on) from None
        if result.estado == "fallido":
            if over.is_set():
                raise OutOfTime(on=f"cycle {cycle}, run {result.runs[-1].id}")
            raise errands.failed(connection, event.origin, cycle)
    return _ran(connection, event, "done", already=done == len(modes.MODES[mode]))


def _started(connection: Connection, event: Run, mode: str, scope: modes.Scope) -> Ran:
    """The first cycle that is not done, started by pg_cron once; asked again, how it goes."""
    if not event.id:
        raise UsageError("what runs in the database is known by its id", hint='"id": "…"')
    values = modes.limits_of(connection, mode, scope)
    for place, cycle in enumerate(modes.MODES[mode], start=1):
        limits = modes.limits_for(mode, cycle, values)
        state = errands.ask(connection, f"{event.origin} {place}", cycle, limits)
        if state not in errands.GOOD:
            return _ran(connection, event, state, already=False)
    return _ran(connection, event, "done", already=False)


def _ran(connection: Connection, event: Run, state: str, *, already: bool) -> Ran:
    """The answer, from the ledger's rows of this id."""
    rows = queries.dicts(connection, "aws/runs", {"origen": event.origin}) if event.id else []
    cycles = {row["etl_tipo"]: str(row["estado"]) for row in rows}
    written = sum(row["registros_cargados"] or 0 for row in rows)
    return Ran(state, cycles, [row["id"] for row in rows], written, already)


def _sources(connection: Connection, event: Poll) -> list[Source]:
    """The sources that the event means. Raises SourceError for a name that is none."""
    if event.sources:
        return [store.one(connection, name) for name in event.sources]
    return [source for source in store.every_source(connection) if source.active]


async def _polled(url: str, wanted: list[Source], event: Poll, left: Left) -> Polled:
    """Each source on a session of its own, a few at the same time."""
    turns = asyncio.Semaphore(TOGETHER)
    outcomes: dict[str, str] = {}
    messages: dict[str, str] = {}
    landed = 0

    async def one(source: Source) -> None:
        nonlocal landed
        async with turns:
            if left() < source.limit + RESERVE:
                outcomes[source.name] = "no time"
                return
            with database.connect(url, autocommit=True, application_name=event.origin) as session:
                outcomes[source.name], rows, message = await _poll(session, source, event, left)
            landed += rows
            if message:
                messages[source.name] = message

    await asyncio.gather(*(one(source) for source in wanted))
    return Polled(dict(sorted(outcomes.items())), landed, messages)


async def _poll(
    connection: Connection, source: Source, event: Poll, left: Left
) -> tuple[str, int, str | None]:
    """What came of it, rows, and what is to be said."""
    if source.kind == MQTT:
        return "listens", 0, None
    if not locks.take(connection, LOCKED, source.name):
        return "busy", 0, None
    if skipped := _skipped(connection, source, event):
        return skipped, 0, None
    asker = Asker()
    try:
        outcome = await polling.poll(connection, source, asker)
        rows = outcome.landed
        if event.recover and outcome.state != polling.FAILED:
            async for filled in gaps.recover(connection, source, asker):
                rows += filled.landed
                if left() < source.limit + RESERVE:
                    break
        return outcome.state, rows, outcome.message
    finally:
        await asker.close()


def _skipped(connection: Connection, source: Source, event: Poll) -> str:
    """Why a source is not polled now: this very event did, or its cadence says later."""
    if event.due:
        asked = {"tipo": source.kind, "ubicacion": source.place, "desde": event.due}
        ((polled,),) = queries.tuples(connection, "aws/polled", asked)
        if polled:
            return "already"
    if event.sources or source.asked is None:
        return ""
    since = (polling.clock(connection) - source.asked).total_seconds()
    return "waiting" if since < source.every - SLACK else ""
