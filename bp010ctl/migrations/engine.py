"""The engine that runs inside Alembic's env.py, for `alembic` and for `bp010ctl migrate` alike.

One migrator at a time (advisory lock), one transaction per revision, a lock timeout with retries
that go on where they stopped, and no downgrade that loses rows unless that is allowed.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationStep, RevisionStep
from alembic.util import CommandError
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from bp010ctl.base import blockers, database, sqlfiles
from bp010ctl.base.errors import Bp010Error, MigrationError, UsageError
from bp010ctl.migrations import belongings, frozen, locks, losses, records, rights
from bp010ctl.server import groups, target

COMMON: dict[str, Any] = {
    "transaction_per_migration": True,
    "version_table_schema": "public",
}

READ_BY_TEXTS = ("standard_conforming_strings", "quote_all_identifiers")
"""Settings by which the frozen texts mean something else."""

Plan = Callable[[tuple[str, ...], MigrationContext], Iterator[MigrationStep]]
Comparison = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Options:
    """How a migration behaves; all times in seconds.

    lock_timeout: longest wait for one lock; retries: further tries after a lock timeout or a
    deadlock; pause: before the first of them, doubled each time; statement_timeout: longest
    statement, 0 is no limit; wait: longest wait for another migrator, None is no limit.
    as_they_are: run the frozen files whatever their digests say, for scratch databases.
    """

    lock_timeout: float = 3.0
    statement_timeout: float = 0.0
    retries: int = 5
    pause: float = 0.5
    wait: float | None = None
    allow_data_loss: bool = False
    as_they_are: bool = False


@dataclass(frozen=True)
class Applied:
    """A revision that has been committed: direction is `up` or `down`."""

    revision: str
    direction: str
    sentence: str
    seconds: float


@dataclass(frozen=True)
class Listener:
    """Who hears how it goes: `applied` after each commit, `note` about waits and retries."""

    applied: Callable[[Applied], None] = lambda revision: None
    note: Callable[[str], None] = lambda text: None


@dataclass
class Request:
    """One run of env.py: what to connect to, how to behave, who listens.

    The library gives it all in the configuration's attributes (`url` or `connection`, `options`,
    `listener`); plain alembic gives `-x name=value` and listens through logging.
    """

    url: str | None = None
    connection: Connection | None = None
    options: Options = field(default_factory=Options)
    listener: Listener = field(default_factory=Listener)

    @classmethod
    def from_context(cls) -> Request:
        if context.config.cmd_opts is None:
            known = cls.__dataclass_fields__
            attributes = context.config.attributes
            return cls(**{name: attributes[name] for name in known if name in attributes})
        given = context.get_x_argument(as_dictionary=True)
        return cls(options=options_from(given), listener=_logging())


def _logging() -> Listener:
    logging.basicConfig(format="%(message)s")
    logger = logging.getLogger(__name__)
    logger.setLevel(logging.INFO)

    def applied(done: Applied) -> None:
        logger.info("%s %s in %.2f s", done.direction, done.revision, done.seconds)

    return Listener(applied, logger.info)


def options_from(given: Mapping[str, str]) -> Options:
    """Options from text, as `-x name=value` and the command line give them.

    Times are seconds, or numbers with a unit (`500ms`, `3s`, `10min`). Raises UsageError.
    """
    readers: dict[str, Callable[[str], Any]] = {
        "lock_timeout": seconds,
        "statement_timeout": seconds,
        "wait": seconds,
        "retries": int,
        "allow_data_loss": lambda word: word.lower() in {"true", "1", "yes", "on"},
    }
    values = {}
    for name, word in given.items():
        try:
            values[name] = readers[name](word)
        except KeyError:
            raise UsageError(
                f"unknown option {name!r}", hint=f"known are {', '.join(readers)}"
            ) from None
        except ValueError:
            raise UsageError(f"{name} cannot be {word!r}", hint="e.g. 3s, 500ms, 5") from None
    return Options(**values)


def seconds(word: str) -> float:
    """`3`, `3s`, `500ms`, `10min` or `1h` in seconds; ValueError for anything else or below 0."""
    for unit, factor in (("ms", 0.001), ("min", 60.0), ("h", 3600.0), ("s", 1.0), ("", 1.0)):
        if word.strip().endswith(unit):
            value = float(word.strip().removesuffix(unit)) * factor
            if not 0 <= value < 1e6:
                break
            return value
    raise ValueError(word)


def run_offline() -> None:
    """Write the SQL of the path, with a transaction per revision, instead of running it."""
    _refuse_unfit()
    record = records.Recorder(_chain(), context.static_output)
    context.configure(
        dialect_name="postgresql", literal_binds=True, on_version_apply=record, **COMMON
    )
    context.static_output(_patience(Request.from_context().options))
    with context.begin_transaction():
        context.run_migrations()


def _patience(options: Options) -> str:
    """What keeps a script from waiting for a lock, and all others behind it, and reads its strings
    as they are meant."""
    waits = {"lock_timeout": options.lock_timeout, "statement_timeout": options.statement_timeout}
    settings = {name: f"{round(1000 * wait)}ms" for name, wait in waits.items()}
    settings |= {name: database.RELIED_ON[name] for name in READ_BY_TEXTS}
    return "\n".join(f"SET {name} = '{value}';" for name, value in settings.items()) + "\n"


def run_online(comparison: Comparison) -> None:
    """Run the path on the database; mistakes of a plain alembic user come without traceback.

    comparison: gives Alembic's settings for comparing (`alembic check`), and is asked only then.
    """
    try:
        _run(Request.from_context(), comparison)
    except Bp010Error as error:
        if context.config.cmd_opts is None:
            raise
        raise CommandError(str(error)) from error


def _run(request: Request, comparison: Comparison) -> None:
    options, note = request.options, request.listener.note
    with _connected(request) as connection:
        driver = frozen.driver_of(connection)
        context.configure(connection=connection, **COMMON)
        opts = context.get_context().opts
        if opts.get("dont_mutate") or "revision_context" in opts:
            _look(connection, comparison)
            return
        if not options.as_they_are:
            _refuse_unfit()
        path = _Path(opts["fn"], driver, request)
        every = min(0.25, max(options.lock_timeout / 5, 0.02))
        with (
            locks.only_migrator(driver, options.wait, note),
            blockers.Watcher(_conninfo(driver), driver.info.backend_pid, every) as watcher,
        ):
            _set_timeouts(driver, options)
            locks.retrying(
                lambda: _attempt(connection, path),
                watcher,
                note,
                retries=options.retries,
                pause=options.pause,
            )


def _look(connection: Connection, comparison: Comparison) -> None:
    """What writes nothing to the database: `alembic current`, `alembic check` and the like."""
    if "revision_context" in context.get_context().opts:
        context.configure(connection=connection, **comparison(), **COMMON)
    context.run_migrations()


def _attempt(connection: Connection, path: _Path) -> None:
    """One try: from the head that the database has now, through the rest of the path."""
    try:
        context.configure(
            connection=connection, fn=path.steps, on_version_apply=path.record, **COMMON
        )
        with context.begin_transaction():
            context.run_migrations()
    finally:
        if not path.driver.closed:
            connection.rollback()


class _Path:
    """The steps still to be made; kept between tries, so that what is committed stays done."""

    def __init__(self, plan: Plan, driver: database.Connection, request: Request) -> None:
        self._plan = plan
        self.driver = driver
        self._request = request
        self._left: deque[MigrationStep] | None = None
        self._guarded = request.options.allow_data_loss
        self._keeps = False
        self.record = records.Recorder(_chain(), lambda text: driver.execute(text.encode()))

    def steps(self, heads: tuple[str, ...], ours: MigrationContext) -> Iterator[MigrationStep]:
        """Alembic's plan; each step is reported once Alembic asks for the next, being committed."""
        if self._left is None:
            self._left = deque(self._plan(heads, ours))
            if not heads and self._left:
                _refuse_encoding(self.driver)
            self._refuse_without_groups()
        self._guard()
        self._keep(bool(heads))
        while self._left:
            start = time.monotonic()
            yield self._left[0]
            step = self._left.popleft()
            if isinstance(step, RevisionStep):
                self._request.listener.applied(_applied(step, time.monotonic() - start))

    def _keep(self, anything: bool) -> None:
        """Once: let each revision keep what others have on our objects, if there is anything."""
        if anything and not self._keeps:
            for step in self._left or ():
                if isinstance(step, RevisionStep):
                    step.migration_fn = self._keeping(step)
        self._keeps = True

    def _keeping(self, step: RevisionStep) -> Callable[[], None]:
        """A revision's steps, after which others have the rights that they gave themselves, and
        what they hung on our objects hangs there."""
        note, run = self._request.listener.note, step.migration_fn
        texts = belongings.Texts.of(
            Path(context.script.dir), step.revision.revision, up=step.is_upgrade
        )

        def rightly() -> None:
            rights.keeping(self.driver, run, note)

        return lambda: belongings.keeping(self.driver, texts, rightly, note)

    def _refuse_without_groups(self) -> None:
        """Before anything runs: group roles that a step wants, and this user may not create."""
        ahead = {
            step.revision.revision
            for step in self._left or ()
            if isinstance(step, RevisionStep) and step.is_upgrade
        }
        folders = [folder for name, folder in _chain() if name in ahead]
        groups.refuse_missing(self.driver, folders)

    def _guard(self) -> None:
        """Before anything is changed: refuse a path down that would lose rows."""
        down = [step for step in self._left or () if isinstance(step, RevisionStep)]
        down = [step for step in down if step.is_downgrade]
        if self._guarded or not down:
            return
        context.config.attributes[frozen.REHEARSING] = True
        try:
            rehearsal = losses.rehearse(self.driver, (step.migration_fn for step in down))
        finally:
            del context.config.attributes[frozen.REHEARSING]
        losses.refuse(rehearsal.losses)
        for step, drops in zip(down, rehearsal.drops, strict=True):
            step.migration_fn = _looking_again(self.driver, drops, step.migration_fn)
        self._guarded = True


def _refuse_encoding(driver: database.Connection) -> None:
    """Before anything runs: a database that cannot hold every character of our texts."""
    encoding = driver.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise MigrationError(
            f"the database's encoding is {encoding}: it cannot hold every character",
            hint="use one of UTF8: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0",
        )


def _looking_again(
    driver: database.Connection, drops: list[losses.Vanishing], run: Callable[[], None]
) -> Callable[[], None]:
    def migrate() -> None:
        losses.look_again(driver, drops)
        run()

    return migrate


def _chain() -> list[tuple[str, Path]]:
    """The revisions, the first one first, with the folders of their frozen files."""
    scripts = context.script
    names = [script.revision for script in scripts.walk_revisions()][::-1]
    return [(name, sqlfiles.folder(Path(scripts.dir), name)) for name in names]


def _refuse_unfit() -> None:
    frozen.refuse_unfit(Path(context.script.dir), [name for name, _ in _chain()])


def _applied(step: RevisionStep, taken: float) -> Applied:
    script = step.revision
    direction = "up" if step.is_upgrade else "down"
    return Applied(script.revision, direction, sentence(script.doc), taken)


def sentence(docstring: str | None) -> str:
    """What a revision's docstring begins with, up to its first empty line, as one line."""
    return " ".join((docstring or "").strip().partition("\n\n")[0].split())


@contextmanager
def _connected(request: Request) -> Iterator[Connection]:
    if request.connection is not None:
        yield request.connection
        return
    url = request.url or target.url()

    def connect() -> database.Connection:
        driver = database.connect(url, application_name="bp010ctl migrate")
        driver.prepare_threshold = None
        return driver

    engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def _conninfo(driver: database.Connection) -> str:
    """The way to the same database once more, password included."""
    info = driver.info
    return psycopg.conninfo.make_conninfo(
        info.dsn, password=info.password or None, host=info.host, port=info.port
    )


def _set_timeouts(driver: database.Connection, options: Options) -> None:
    for name in ("lock_timeout", "statement_timeout"):
        milliseconds = round(getattr(options, name) * 1000)
        driver.execute("SELECT set_config(%s, %s, false)", (name, str(milliseconds)))
    driver.commit()
