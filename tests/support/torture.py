"""Work that is disturbed by a fault at some moment, and has to end as if nothing had happened.

A `Case` is drawn from a seed: which work, which fault, when, and where. It runs on a copy of a
template, on a server of its own that may crash. Afterwards the work is done again until it ends
well, and what the database then holds is compared with a twin that nobody disturbed.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bp010ctl import adoption, ingest, seeds, simulator
from bp010ctl.base import database as databases
from bp010ctl.base.errors import Bp010Error
from bp010ctl.migrations import chain
from bp010ctl.schema import catalog
from bp010ctl.server.cluster import Cluster
from support import PROJECT, legacy
from support.fakes import call, until, waits
from support.interruptions import (
    LOCK,
    NOW,
    START,
    STEPS,
    Connection,
    back,
    computed,
    fill,
    options,
    rounds,
)
from support.keys import Keys
from support.readings import AUDIT

NIGHT = [("mantenimiento", n) for n in range(1, 7)]
WATCH = [("vigilancia", 1), ("recuperacion", 1)]
TRIES = 6
MOMENTS = 6
"""How often a fault that the work did not notice is tried again, each time at an earlier moment."""
SMALL = 80 << 20
"""Bytes of the disk that becomes full: a database has 16 MB, its work some more."""
OURS = """
SELECT rel.oid::regclass::text FROM pg_class AS rel
WHERE rel.relkind IN ('r', 'p') AND rel.relnamespace::regnamespace::text IN
    ('stage', 'referencial', 'universal', 'reporting', 'etl')
"""
USED = f"""
{OURS} AND EXISTS (
    SELECT FROM pg_stat_user_tables AS used WHERE used.relid = rel.oid
        AND used.seq_scan + coalesce(used.idx_scan, 0) + used.n_tup_ins > 0
) ORDER BY 1
"""
THERE = "SELECT name FROM unnest(%s::text[]) AS name WHERE to_regclass(name) IS NOT NULL ORDER BY 1"
CANCEL = """
SELECT pg_cancel_backend(pid) FROM pg_stat_activity
WHERE datname = %s AND state = 'active' AND backend_type = 'client backend'
"""
HELD = f"""
{OURS} AND EXISTS (
    SELECT FROM pg_locks AS held
    WHERE held.pid = %s AND held.granted AND held.relation = rel.oid
) ORDER BY 1
"""

DELIVERY = "unit_id, location_id, var_id, measure, moddate, modtime, cargado_en"
REJECTED = "stage.tbl_landing_rechazos"
CHANGED = {"fecha_actualizacion", "fecha_vigencia_inicio"}
"""Times of reference data that are of the load, too."""
KINDS = "rejected values by unit, variable and reason"


class Lost(AssertionError):
    """The database differs from its twin, or the work never ended well."""


@dataclass(frozen=True)
class Work:
    """What is disturbed. template: what it begins on. run: does it, on a URL, and raises what went
    wrong. state: what it left, to be compared. faults: the kinds that make sense for it."""

    name: str
    template: str
    run: Callable[[str], None]
    state: Callable[[str], Any]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """moment: a share of the time that the work takes undisturbed, 0 to 1, or of the room that a
    full disk still has. attempt: how often the fault has missed."""

    seed: int
    work: str
    fault: str
    moment: float
    place: tuple[str, int] | None = None
    attempt: int = 0

    def __str__(self) -> str:
        place = f" in {self.place[0]} {self.place[1]}" if self.place else f" at {self.moment:.2f}"
        return f"seed {self.seed}: {self.fault} during {self.work}{place}"


# -- works ------------------------------------------------------------------------------------


def at(db: Connection, when: Any = NOW) -> Connection:
    db.execute("SELECT set_config('bp010.ahora', %s, false)", [str(when)])
    return db


def _cycles(url: str) -> None:
    """One round of everything that the schedule calls."""
    with psycopg.connect(url, autocommit=True) as db:
        at(db)
        for cycle in (
            "vigilancia",
            "stage",
            "reporting",
            "universal",
            "reporting",
            "mantenimiento",
        ):
            call(db, cycle)


def _settled(url: str) -> dict[str, Any]:
    """All computed tables after some rounds; nothing waits, nothing runs."""
    with psycopg.connect(url, autocommit=True) as db:
        at(db)
        call(db, "vigilancia")
        rounds(db, 3)
        call(db, "mantenimiento")
        rounds(db, 1)
        assert db.execute("SELECT FROM etl.v_gaps_por_recuperar").fetchall() == []
        running = "SELECT FROM etl.etl_ejecuciones WHERE estado = 'en_proceso'"
        assert db.execute(running).fetchall() == []
        kinds = f"SELECT DISTINCT unit_id, var_id, motivo FROM {REJECTED} ORDER BY 1, 2, 3"
        return computed(db) | {KINDS: db.execute(kinds.encode()).fetchall()}


def _ingest(files: list[Path]) -> Callable[[str], None]:
    def load(url: str) -> None:
        with databases.connect(url, autocommit=True) as db:
            at(db)
            for result in ingest.load_all(db, files):
                if result.error:
                    raise result.error

    return load


def _seed(url: str) -> None:
    with psycopg.connect(url) as db:
        seeds.load(db, PROJECT / "seeds")


def _seeded(url: str) -> dict[str, Any]:
    """Every table's rows, and what a second run would write: nothing."""
    with psycopg.connect(url) as db:
        left = seeds.load(db, PROJECT / "seeds", dry_run=True)
    changes = {one.table: one.inserted + one.updated + one.removed for one in left}
    return _kept(url) | {f"to seed into {table}": number for table, number in changes.items()}


def _kept(url: str) -> dict[str, Any]:
    """Rows of all that is not computed."""
    with psycopg.connect(url) as db:
        keys = Keys.read(db)
        names = db.execute(legacy.TABLES.encode()).fetchall()
        return {name: keys.rows(db, name, AUDIT | CHANGED) for (name,) in names}


def _migrate(url: str) -> None:
    chain.migrate(url)


def _migrated(url: str) -> str:
    with psycopg.connect(url) as db:
        return catalog.digest(catalog.fingerprint(db))


def _adopt(url: str) -> None:
    adoption.adopt(url, None, PROJECT, batch=50)


ENDED = ("terminate", "cancel", "kill -9", "immediate stop", "connection lost")
FULL = ("disk full", "WAL full")
LOCKS = ("locked", "deadlock")
DELIVERED = (
    "twice and out of order",
    "60 days late",
    "clock forward",
    "clock back",
    "partition missing",
    "idle in transaction",
    "two schedulers",
)


def works(folder: Path) -> dict[str, Work]:
    """Everything that can be disturbed. folder: where the files for `ingest` are made."""
    simulated = options()
    wells = simulator.wells(simulated)
    simulator.write_csv(folder / "polls.csv", simulator.simulate(simulated))
    files = [folder / "polls.csv", *simulator.write_wells_csv(
        folder / "polls.csv", wells, START.date()
    )]  # fmt: skip
    known = [
        Work("cycles", "landed", _cycles, _settled, (*ENDED, *LOCKS, *FULL, *DELIVERED)),
        Work("ingest", "seeded", _ingest(files), _settled, (*ENDED, *LOCKS, *FULL)),
        Work("seed", "migrated", _seed, _seeded, (*ENDED, *LOCKS, *FULL)),
        Work("migrate", "revision", _migrate, _migrated, (*ENDED, *LOCKS, *FULL)),
        Work("adopt", "legacy", _adopt, _kept, (*ENDED, *LOCKS, *FULL)),
    ]
    return {work.name: work for work in known}


def draw(seed: int, known: dict[str, Work]) -> Case:
    """The case of a seed. Half of those in the cycles strike while a step is at its end."""
    dice = random.Random(seed)
    weights = {"cycles": 10, "ingest": 3, "seed": 2, "migrate": 3, "adopt": 2}
    work = known[dice.choices(list(weights), list(weights.values()))[0]]
    fault = dice.choice(work.faults)
    moment = dice.random()
    held = work.name == "cycles" and fault in (*ENDED, *LOCKS) and dice.random() < 0.6
    place = dice.choice([*STEPS, *NIGHT, *WATCH[:1]]) if held else None
    return Case(seed, work.name, fault, moment, place)


# -- the yard -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Twin:
    """What a work leaves undisturbed, the seconds that it takes, and the tables that it uses."""

    state: Any
    seconds: float
    tables: list[str]


@dataclass
class Yard:
    """A server that may crash, its templates, and a small disk where one can be mounted."""

    server: Cluster
    folder: Path
    works: dict[str, Work]
    disk: Path | None
    reason: str
    given: dict[str, str] = field(default_factory=dict)
    shaken: bool = False
    """Whether the server may have crashed since somebody last waited for it."""
    _twins: dict[str, Twin] = field(default_factory=dict)
    _number: int = 0

    def admin(self) -> psycopg.Connection[Any]:
        """A superuser's session; after a crash, once the server is there again and has noticed."""
        if not self.shaken:
            return psycopg.connect(self.server.url("postgres", "postgres"), autocommit=True)
        self.server.up()
        connection: psycopg.Connection[Any] = until(
            lambda: back(self.server.url("postgres", "postgres")), 60
        )
        self.shaken = False
        return connection

    @cached_property
    def templates(self) -> set[str]:
        """Those that are made already."""
        return set()

    def template(self, name: str) -> str:
        if name in self.given:
            return self.given[name]
        if name not in self.templates:
            TEMPLATES[name](self, name)
            self.templates.add(name)
        return name

    @contextmanager
    def copy(self, template: str, *, small: bool = False, name: str = "") -> Iterator[str]:
        """A database like the template, on the small disk where asked; gone afterwards, unless it
        has a name."""
        source = sql.Identifier(self.template(template))
        self._number += 1
        own = name or f"case_{self._number}"
        made = sql.Identifier(own)
        where = sql.SQL(" TABLESPACE small" if small else "")
        text = sql.SQL("CREATE DATABASE {} OWNER bp010 TEMPLATE {} STRATEGY file_copy{}")
        with self.admin() as server:
            server.execute(text.format(made, source, where))
        yield self.server.url(own)
        if not name:
            with self.admin() as server:
                server.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(made))

    def twin(self, work: Work, template: str) -> Twin:
        """What the work leaves where nobody disturbs it, and what it takes."""
        key = f"{work.name} on {template}"
        if key not in self._twins:
            with self.copy(template) as url:
                begun = time.monotonic()
                work.run(url)
                seconds = time.monotonic() - begun
                with psycopg.connect(url) as db:
                    tables = [name for (name,) in db.execute(USED.encode()).fetchall()]
                self._twins[key] = Twin(work.state(url), seconds, tables)
        return self._twins[key]

    def try_case(self, case: Case) -> str:
        """How the case went: `struck` and survived, `missed` where the work did not notice at any
        moment, or why it was not tried. Raises Lost."""
        if case.fault in FULL and self.disk is None:
            return f"not tried: {self.reason}"
        work = self.works[case.work]
        template = self._revision(case) if work.name == "migrate" else work.template
        twin = self.twin(work, template)
        for attempt in range(MOMENTS):
            earlier = replace(case, moment=case.moment * 0.6**attempt, attempt=attempt)
            with self.copy(template, small=case.fault == "disk full") as url:
                with self.impatient(url, case.fault):
                    noticed = _Fault(self, url, earlier, work, twin).strike()
                if not noticed and attempt < MOMENTS - 1:
                    continue
                self._again(work, url)
                state = work.state(url)
            if different := _different(twin.state, state, case):
                raise Lost(f"{earlier}: differs in {different}")
            if noticed:
                break
        return f"struck: {', '.join(noticed)}" if noticed else "missed"

    @contextmanager
    def impatient(self, url: str, fault: str) -> Iterator[None]:
        """Where locks are the fault: the sessions of this database wait no longer than this."""
        settings = {"locked": "lock_timeout = '300ms'", "deadlock": "deadlock_timeout = '1s'"}
        name = sql.Identifier(databases.name(url)).as_string()
        if fault in settings:
            with self.admin() as server:
                server.execute(f"ALTER DATABASE {name} SET {settings[fault]}".encode())
        yield
        if fault in settings:
            with self.admin() as server:
                server.execute(f"ALTER DATABASE {name} RESET ALL".encode())

    def _revision(self, case: Case) -> str:
        known = chain.revisions()
        return f"revision_{random.Random(case.seed).randrange(1, len(known))}"

    def _again(self, work: Work, url: str) -> None:
        """Once the fault is over: the server is there, and the work ends well in the end."""
        self.admin().close()
        for attempt in range(TRIES):
            try:
                work.run(url)
                return
            except (psycopg.Error, Bp010Error) as error:
                last = error
                time.sleep(0.2 * attempt)
        raise Lost(f"{work.name} fails after the fault, too: {last}")


def _different(expected: Any, found: Any, case: Case) -> str:
    """The tables that differ. What comes twice or at another time is rejected so often and then:
    of that only what it is counts."""
    if not isinstance(expected, dict):
        return "" if expected == found else "the catalog"
    apart = {REJECTED} if case.work == "ingest" or case.fault in DELIVERED else set()
    lines = []
    for name in expected.keys() - apart:
        was, now = expected[name], found.get(name)
        if isinstance(was, list) and was != now:
            before, after = Counter(map(str, was)), Counter(map(str, now or []))
            lost, new = before - after, after - before
            examples = " ".join([*list(lost)[:1], *list(new)[:1]])
            lines.append(f"{name} ({lost.total()} rows lost, {new.total()} new: {examples})")
        elif was != now:
            lines.append(f"{name} ({was} became {now})")
    return ", ".join(lines)


def _landed(yard: Yard, name: str) -> None:
    """Three wells, their polls in landing, results of the models."""
    with yard.copy("seeded", name=name) as url:
        fill(url)


def _seeded_template(yard: Yard, name: str) -> None:
    """No wells: `ingest` brings them."""
    with yard.copy("migrated", name=name) as url:
        _seed(url)


def _migrated_template(yard: Yard, name: str) -> None:
    """revision_N: so many revisions; otherwise all of them."""
    url = yard.server.url(name)
    databases.create_if_missing(url)
    number = re.search(r"_(\d+)$", name)
    chain.migrate(url, "head" if number is None else f"+{number[1]}")


def _legacy_template(yard: Yard, name: str) -> None:
    url = yard.server.url(name)
    databases.create_if_missing(url)
    legacy.build(url, wells=2, readings=60)


class _Templates(dict[str, Callable[[Yard, str], None]]):
    def __missing__(self, name: str) -> Callable[[Yard, str], None]:
        return _migrated_template  # revision_N


TEMPLATES = _Templates(
    landed=_landed, seeded=_seeded_template, migrated=_migrated_template, legacy=_legacy_template
)


# -- faults -------------------------------------------------------------------------------------


class _Fault:
    """One fault, at its moment in its place."""

    def __init__(self, yard: Yard, url: str, case: Case, work: Work, twin: Twin) -> None:
        self.yard, self.url, self.case, self.work, self.twin = yard, url, case, work, twin
        self.dice = random.Random(case.seed + 1 + case.attempt)
        self.name = databases.name(url)
        self.said: list[str] = []

    def strike(self) -> list[str]:
        """Let the work begin and the fault happen; how it showed, if it did."""
        if self.case.fault in FULL:
            self._full()
        elif self.case.fault in DELIVERED:
            getattr(self, "_" + re.sub(r"\W", "_", self.case.fault))()
        elif self.case.place:
            self._held(*self.case.place)
        else:
            self._at_a_moment()
        return self._noticed()

    def _noticed(self) -> list[str]:
        """How the fault showed: what the work raised, and what the ledger has of its steps."""
        if self.case.fault in DELIVERED:
            return [self.case.fault]
        if self.work.name == "cycles":
            self.yard.admin().close()
            with psycopg.connect(self.url) as db:
                errors = "SELECT error_sqlstate FROM etl.etl_ejecucion_pasos"
                self.said += [code for (code,) in db.execute(errors.encode()) if code]
                lost = "SELECT FROM etl.etl_ejecuciones WHERE estado = 'en_proceso'"
                self.said += ["a run cut off"] * len(db.execute(lost.encode()).fetchall())
        return sorted(set(self.said))

    # -- struck

    def _at_a_moment(self) -> None:
        if self.case.fault == "connection lost":
            child = multiprocessing.get_context("fork").Process(target=_quietly, args=[self])
            child.start()
            self._wait()
            child.kill()
            child.join()
            self.said += ["killed"] if child.exitcode else []
            return
        if self.case.fault in LOCKS:
            self._in_its_way()
        else:
            with self.yard.admin() as admin, self._working() as worker:
                self._wait()
                pids = until(lambda: self._pids() or not worker.is_alive())
                if pids is True:
                    return
                if self.case.fault != "cancel":
                    self._end(pids, admin)
                while self.case.fault == "cancel" and worker.is_alive() and not self.said:
                    if self._cancel(admin) and self.work.name == "cycles":
                        break  # a cycle is one statement, whose steps say it in the ledger

    @contextmanager
    def _working(self, cycle: str | None = None) -> Iterator[threading.Thread]:
        """The work goes on in a thread, which has ended afterwards."""
        worker = threading.Thread(target=_quietly, args=[self, cycle])
        worker.start()
        yield worker
        worker.join(120)
        if worker.is_alive():
            raise Lost(f"{self.case}: hangs")

    def _held(self, cycle: str, step: int) -> None:
        """Strike when the step has done its work and has not committed."""
        with self._slowed(cycle, step), self.yard.admin() as admin:
            somebody = self._somebody()
            somebody.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            with self._working(cycle):
                (pid,) = until(lambda: self._pids(but=somebody.info.backend_pid))[:1]
                until(lambda: waits(admin, pid))
                if self.case.fault == "deadlock":
                    self._embrace(somebody, pid)
                elif self.case.fault == "locked":
                    self._block(somebody, admin, pid)
                else:
                    self._end([pid], admin)
                with suppress(psycopg.Error):
                    somebody.close()

    @contextmanager
    def _slowed(self, cycle: str, step: int) -> Iterator[None]:
        """The step stops at its end for as long as somebody wants it to."""
        of_step = " WHERE ciclo = %s AND orden = %s"
        with psycopg.connect(self.url, autocommit=True) as db:
            at(db)
            for earlier in ("stage", "reporting"):
                if cycle not in ("stage", earlier):
                    call(db, earlier)
            row = db.execute(
                f"SELECT llamada FROM etl.ciclo_pasos{of_step}".encode(), [cycle, step]
            ).fetchone()
            assert row
            db.execute(
                "UPDATE etl.ciclo_pasos SET llamada = format('CALL prueba.demorar(%%L)', llamada)"
                f"{of_step}".encode(),
                [cycle, step],
            )
        yield
        self.yard.admin().close()
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute(
                f"UPDATE etl.ciclo_pasos SET llamada = %s{of_step}".encode(), [*row, cycle, step]
            )

    def _wait(self) -> None:
        time.sleep(self.case.moment * self.twin.seconds)

    def _pids(self, but: int = 0) -> list[int]:
        admin = self.yard.server.url("postgres", "postgres")
        with suppress(psycopg.Error), psycopg.connect(admin) as server:
            rows = server.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
                " AND backend_type = 'client backend' ORDER BY backend_start",
                [self.name, but],
            )
            return [pid for (pid,) in rows]
        return []

    def _cancel(self, admin: Connection) -> bool:
        """Whether some statement was under way within a quarter of a second: it is cancelled."""
        for _ in range(100):
            if admin.execute(CANCEL, [self.name]).fetchall():
                return True
            time.sleep(0.0025)
        return False

    def _end(self, pids: list[int], admin: Connection) -> None:
        fault = self.case.fault
        if fault == "immediate stop":
            self.yard.shaken = True
            stop(self.yard.server)
        elif fault == "kill -9":
            self.yard.shaken = True
            for pid in pids[:1]:
                self._kill(pid)
        else:
            ending = "cancel" if fault == "cancel" else "terminate"
            for pid in pids:
                admin.execute(f"SELECT pg_{ending}_backend(%s)".encode(), [pid])

    def _kill(self, pid: int) -> None:
        """And wait until the server has noticed, which ends every other session."""
        witness = psycopg.connect(self.yard.server.url("postgres", "postgres"), autocommit=True)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            witness.close()
            return
        with suppress(psycopg.Error):
            until(lambda: not witness.execute("SELECT pg_sleep(0.05)"), 10)

    # -- locks

    def _somebody(self) -> Connection:
        """A session that is in the way, and is no deadlock's victim: the work is."""
        url = self.yard.server.url(self.name, "postgres")
        somebody: Connection = psycopg.connect(url, autocommit=True)
        somebody.execute("SET lock_timeout = '3s'; SET deadlock_timeout = '60s'")
        return somebody

    def _in_its_way(self) -> None:
        """Hold a table that the work uses, another one in each attempt, until that waits for it;
        then let its patience end, or ask for a table that the work holds. In every second attempt
        before the work begins; a deadlock's table only against writers then: who reads the catalog
        of a table that is closed altogether holds nothing yet."""
        early = self.case.attempt % 2 == 1
        mode = "EXCLUSIVE" if early and self.case.fault == "deadlock" else "ACCESS EXCLUSIVE"
        with closing(self._somebody()) as somebody, self.yard.admin() as admin:
            there = somebody.execute(THERE.encode(), [self.twin.tables]).fetchall()
            if not there:
                return  # revisions that make everything that they use
            random.Random(self.case.seed).shuffle(there)
            (table,) = there[self.case.attempt % len(there)]
            somebody.autocommit = False
            if early:
                lock(somebody, table, mode)
            with self._working() as worker, suppress(psycopg.Error):
                if not early:
                    self._wait()
                    lock(somebody, table)
                self._wait_and_see(worker, somebody, admin)
                somebody.rollback()

    def _wait_and_see(
        self, worker: threading.Thread, somebody: Connection, admin: Connection
    ) -> None:
        """Once the work waits for somebody's table."""

        def waiting() -> list[int]:
            own = self._pids(but=somebody.info.backend_pid)
            return [pid for pid in own if waits(admin, pid)]

        pids = until(lambda: waiting() or not worker.is_alive())
        if pids is True:
            return
        if self.case.fault == "deadlock":
            self._embrace(somebody, pids[0])
        else:
            until(lambda: not waits(admin, pids[0]))
            self.said.append("lock timeout")

    def _embrace(self, somebody: Connection, pid: int) -> None:
        """The work waits for somebody, who now waits for the work: the server ends the work's."""
        tables = [name for (name,) in somebody.execute(HELD.encode(), [pid]).fetchall()]
        if not tables:
            return
        with suppress(psycopg.Error), somebody.transaction():
            lock(somebody, self.dice.choice(tables))
            self.said.append("deadlock")

    def _block(self, somebody: Connection, admin: Connection, pid: int) -> None:
        """The step's patience ends when it has done all; then at a table of its own."""
        tables = [name for (name,) in somebody.execute(HELD.encode(), [pid]).fetchall()]
        until(lambda: not waits(admin, pid))
        if not tables:
            return
        with somebody.transaction():
            lock(somebody, self.dice.choice(tables))
            somebody.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
            until(lambda: waits(admin, pid))
            until(lambda: not waits(admin, pid))
            self.said.append("lock timeout")

    # -- full disks

    def _full(self) -> None:
        """Leave little room, work until it is used up, make room again."""
        assert self.yard.disk is not None
        if self.case.fault == "WAL full":
            self.yard.shaken = True
            with wal_disk(self.yard):
                self._ballast(int(self.case.moment * (2 << 20)), burn=True)
        else:
            self._ballast(int(self.case.moment * (3 << 20)))

    def _ballast(self, room: int, *, burn: bool = False) -> None:
        assert self.yard.disk is not None
        ballast = self.yard.disk / "ballast"
        usage = os.statvfs(self.yard.disk)
        try:
            with ballast.open("wb") as file:
                left = usage.f_bavail * usage.f_frsize - room
                while left > 0:
                    left -= file.write(bytes(min(left, 1 << 20)))
            worker = threading.Thread(target=_quietly, args=[self])
            worker.start()
            if burn:
                self._wait()
                self._burn()
            worker.join(120)
        finally:
            ballast.unlink(missing_ok=True)

    def _burn(self) -> None:
        """Others write, too, until there is no room for the next segment and the server panics."""
        url = self.yard.server.url("postgres", "postgres")
        with suppress(psycopg.Error), psycopg.connect(url, autocommit=True) as server:
            for _ in range(30):
                server.execute("SELECT pg_logical_emit_message(false, 'x', 'x')")
                server.execute("SELECT pg_switch_wal()")
            return
        self.said.append("panic")
        self.yard.shaken = True

    # -- how and when it comes

    def _twice_and_out_of_order(self) -> None:
        """Some polls come once more, all in any order, and a cycle between the parts."""
        with psycopg.connect(self.url, autocommit=True) as db:
            at(db)
            self._set_apart(db)
            for part in (f"hashint8extended(poll, {self.case.seed}) % 2 = 0", "TRUE"):
                self._deliver(db, part)
                if self.dice.random() < 0.7:
                    call(db, "stage")
                    call(db, "reporting")

    def _60_days_late(self) -> None:
        """The first half comes when the second was worked on 60 days ago."""
        with psycopg.connect(self.url, autocommit=True) as db:
            at(db)
            self._set_apart(db)
            self._deliver(db, "poll % 2 = 0")
            rounds(db, 1)
            at(db, "2026-03-06 03:00+00")
            rounds(db, 1)
            self._deliver(db, "poll % 2 = 1")
            rounds(db, 1)

    def _set_apart(self, db: Connection) -> None:
        """The polls, numbered; the rows of one stay together and in their order."""
        db.execute(
            "CREATE TABLE prueba.aparte AS SELECT idn,"
            f" dense_rank() OVER (ORDER BY cargado_en) AS poll, {DELIVERY}"
            " FROM stage.landing_scada_data;"
            "DELETE FROM stage.landing_scada_data; DELETE FROM etl.cargas_pendientes"
        )

    def _deliver(self, db: Connection, which: str) -> None:
        db.execute(
            f"INSERT INTO stage.landing_scada_data ({DELIVERY})"
            f" SELECT {DELIVERY} FROM prueba.aparte WHERE {which}"
            f" ORDER BY hashint8extended(poll, {self.case.seed}), idn".encode()
        )

    def _clock_forward(self) -> None:
        self._clock(f"{self.dice.choice(['1 day', '40 days', '2 years'])}")

    def _clock_back(self) -> None:
        self._clock(f"-{self.dice.choice(['1 hour', '20 hours'])}")

    def _clock(self, moved: str) -> None:
        """The cycles work at a wrong time, then at the right one."""
        with psycopg.connect(self.url, autocommit=True) as db:
            wrong = db.execute("SELECT %s::timestamptz + %s::interval", [NOW, moved]).fetchone()
            assert wrong
            at(db, wrong[0])
            rounds(db, 2)

    def _partition_missing(self) -> None:
        """Months without their partitions: what comes waits in the default one."""
        with psycopg.connect(self.url, autocommit=True) as db:
            at(db)
            for table in ("stage.tbl_pozo_produccion", "reporting.fact_operaciones_horarias"):
                for (part,) in db.execute(
                    "SELECT particion::text FROM etl.fnc_particiones(%s) WHERE desde IS NOT NULL",
                    [table],
                ).fetchall():
                    db.execute(f"DROP TABLE {part}".encode())
            rounds(db, 1)

    def _idle_in_transaction(self) -> None:
        """A loader that stops in the middle of its transaction is ended, and begins again."""
        with suppress(psycopg.Error), psycopg.connect(self.url) as db:
            db.execute("SET idle_in_transaction_session_timeout = '50ms'")
            db.execute("DELETE FROM stage.landing_scada_data WHERE random() < 0.5")
            db.execute("UPDATE stage.tbl_pozo_maestra SET radio_pozo = -1")
            call_and_wait = threading.Thread(target=_quietly, args=[self])
            call_and_wait.start()
            time.sleep(0.3)
            db.execute("SELECT 1")
            raise Lost("the session was not ended")
        with suppress(RuntimeError):
            call_and_wait.join(120)

    def _two_schedulers(self) -> None:
        workers = [threading.Thread(target=_quietly, args=[self]) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(120)


def _quietly(fault: _Fault, cycle: str | None = None) -> None:
    """Do the work, whatever becomes of it: what it leaves is judged later."""
    try:
        if cycle is None:
            fault.work.run(fault.url)
            return
        with psycopg.connect(fault.url, autocommit=True) as db:
            call(at(db), cycle)
    except (psycopg.Error, Bp010Error, OSError) as error:
        fault.said.append(type(error).__name__)


def lock(somebody: Connection, table: str, mode: str = "ACCESS EXCLUSIVE") -> None:
    somebody.execute(f"LOCK TABLE {table} IN {mode} MODE".encode())


def stop(server: Cluster) -> None:
    """At once, without a checkpoint, as if the power had gone."""
    server._pg("pg_ctl", "-D", str(server.data), "-m", "immediate", "-w", "stop")


# -- disks ----------------------------------------------------------------------------------------


def mount(folder: Path) -> str:
    """Mount a small disk; empty where that went well, else the reason."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL},mode=0755", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        return f"no disk can be made full here: {error}"
    return "" if done.returncode == 0 else f"no disk can be made full here: {done.stderr.strip()}"


@contextmanager
def wal_disk(yard: Yard) -> Iterator[None]:
    """The WAL on the small disk for a while: moved there and back while the server is down."""
    server, wal = yard.server, yard.server.data / "pg_wal"
    assert yard.disk is not None
    there = yard.disk / "pg_wal"
    owner = server.data.stat()
    with yard.admin() as admin:
        admin.execute("ALTER SYSTEM SET max_wal_size = '32MB'")
        admin.execute("ALTER SYSTEM SET min_wal_size = '32MB'")
        admin.execute("SELECT pg_reload_conf()")
        admin.execute("CHECKPOINT")
        admin.execute("SELECT pg_switch_wal()")
        admin.execute("CHECKPOINT")
    server.down()
    _move(wal, there)
    wal.symlink_to(there)
    os.lchown(wal, owner.st_uid, owner.st_gid)
    server.up()
    try:
        yield
    finally:
        with suppress(Bp010Error):
            server.up()
        server.down()
        wal.unlink()
        _move(there, wal)
        server.up()
        with yard.admin() as admin:
            admin.execute("ALTER SYSTEM RESET max_wal_size")
            admin.execute("ALTER SYSTEM RESET min_wal_size")
            admin.execute("SELECT pg_reload_conf()")


def _move(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
    subprocess.run(["rm", "-rf", str(source)], check=True)


@contextmanager
def terminable() -> Iterator[None]:
    """SIGTERM ends the run as Ctrl-C does: server and disk are cleared away. Only the first one
    counts."""

    def end(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    yield
    signal.signal(signal.SIGTERM, before)


def folder(parent: Path) -> Path:
    """A new folder for a yard, named after this process; what killed ones left is cleared."""
    for left in parent.glob(f"bp010-torture-{os.geteuid()}-*"):
        if not Path(f"/proc/{left.name.rsplit('-', 1)[1]}").exists():
            subprocess.run(["umount", str(left / "disk")], capture_output=True, check=False)
            shutil.rmtree(left, ignore_errors=True)
    new = parent / f"bp010-torture-{os.geteuid()}-{os.getpid()}"
    new.mkdir(mode=0o755)
    return new


@contextmanager
def yard(folder: Path, home: Path) -> Iterator[Yard]:
    """A server of its own, without durability against the machine's own crash."""
    server = Cluster(home, durable=False)
    server.up()
    disk = folder / "disk"
    reason = mount(disk)
    try:
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
            admin.execute("ALTER ROLE bp010 CREATEROLE")
            admin.execute("ALTER SYSTEM SET deadlock_timeout = '100ms'")
            admin.execute("ALTER SYSTEM SET autovacuum = off")
            admin.execute("SELECT pg_reload_conf()")
            if not reason:
                owner = server.data.stat()
                (disk / "space").mkdir(mode=0o700)
                os.chown(disk / "space", owner.st_uid, owner.st_gid)
                admin.execute(f"CREATE TABLESPACE small LOCATION '{disk / 'space'}'".encode())
                admin.execute("GRANT CREATE ON TABLESPACE small TO bp010")
        with terminable():
            yield Yard(server, folder, works(folder), None if reason else disk, reason)
    finally:
        server.destroy()
        if not reason:
            subprocess.run(["umount", str(disk)], check=True)
