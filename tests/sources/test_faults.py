"""The worker under faults: killed at random, its database restarted, its source away for a while.

Afterwards the readings are those of a twin that nobody disturbed, and every hole is in the ledger.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import seeds, simulator
from bp010ctl.base import database
from bp010ctl.migrations import chain
from bp010ctl.server.cluster import Cluster
from bp010ctl.simulator import serving
from sources.conftest import Connection
from sources.test_gaps import HISTORY, add, readings, served
from support import PROJECT
from support.fakes import until
from support.readings import rows, scalar

pytestmark = pytest.mark.slow


WORKERS: list[subprocess.Popen[bytes]] = []


@pytest.fixture(autouse=True)
def no_worker_stays() -> Iterator[None]:
    """A test that fails leaves no worker behind."""
    yield
    while WORKERS:
        worker = WORKERS.pop()
        worker.kill()
        worker.wait()


class Field:
    """Two wells with a poll a second, served, and a source that asks for them each second."""

    def __init__(self, url: str, database_url: str, field: serving.Field, start: datetime) -> None:
        self.url = database_url
        self.field = field
        self.start = start
        with database.connect(database_url, autocommit=True) as db:
            add(db, url, start, HISTORY)
            db.execute("UPDATE etl.fuentes SET cadencia_segundos = 1, limite_segundos = 5")

    def worker(self) -> subprocess.Popen[bytes]:
        """One more worker; it ends with the test at the latest."""
        worker = subprocess.Popen(
            [sys.executable, "-m", "bp010ctl", "source", "run"], cwd=PROJECT,
            env=os.environ | {"BP010_DATABASE_URL": self.url},
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        WORKERS.append(worker)
        return worker

    def settle(self) -> None:
        """Let a worker poll on until nothing is left to be made up for, and stop it."""
        worker = self.worker()
        with database.connect(self.url, autocommit=True) as db:
            newest = scalar(db, "SELECT max(id) FROM etl.etl_ejecuciones")
            until(
                lambda: scalar(
                    db,
                    "SELECT count(*) FROM etl.etl_ejecuciones"
                    " WHERE id > %s AND estado = 'exitoso' AND modo LIKE 'incremental%%'",
                    newest,
                ) and not scalar(db, "SELECT count(*) FROM etl.v_gaps_pendientes")
            )  # fmt: skip
        worker.terminate()
        worker.communicate()
        assert worker.returncode == 0

    def compare(self) -> int:
        """The readings against those of a twin; how many there are."""
        with database.connect(self.url, autocommit=True) as db:
            end = scalar(db, "SELECT cubierta_hasta FROM etl.fuentes")
            ours = readings(db)
            twice = rows(
                db, "SELECT FROM stage.landing_scada_data"
                " GROUP BY unit_id, var_id, moddate, modtime HAVING count(*) > 1",
            )  # fmt: skip
            db.execute("TRUNCATE stage.landing_scada_data, etl.cargas_pendientes")
            db.execute("DELETE FROM stage.tbl_pozo_produccion")
            polls = [
                poll for unit in (101, 102)
                for poll in self.field.between(unit, self.start.timestamp(), end.timestamp())
            ]  # fmt: skip
            simulator.write_landing(db, polls)
            twin = readings(db)
        assert ours == twin
        assert twice == []
        return len(twin)


def make(url: str, database_url: str, field: serving.Field, now: datetime) -> Field:
    with database.connect(database_url, autocommit=True) as db:
        simulator.write_wells(db, simulator.wells(options(now)), now.date())
    return Field(url, database_url, field, now)


def options(now: datetime) -> simulator.Options:
    return simulator.Options(
        now.replace(second=0, microsecond=0) - timedelta(minutes=1), 2, None, 1, 3,
        imperfections=simulator.CLEAN,
    )  # fmt: skip


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[Cluster, str]]:
    """A server that may be restarted, and a database of it."""
    server = Cluster(tmp_path / "h", durable=False)
    server.up()
    url = server.url("faults")
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE faults")
    chain.migrate(url)
    with psycopg.connect(url) as connection:
        seeds.load(connection, PROJECT / "seeds")
    yield server, url
    server.destroy()


def test_a_worker_killed_at_thirty_moments_loses_and_doubles_nothing(seeded: str) -> None:
    dice, now = random.Random(16), datetime.now(UTC)
    field = serving.Field(options(now))
    with served(field) as url:
        made = make(url, seeded, field, now)
        for _ in range(30):
            worker = made.worker()
            assert worker.stdout is not None
            worker.stdout.readline()  # its first poll
            time.sleep(dice.uniform(0, 2))
            worker.kill()
            worker.communicate()
        made.settle()
        assert made.compare() >= 60
    with database.connect(seeded, autocommit=True) as db:
        polls = scalar(db, "SELECT count(*) FROM etl.etl_ejecuciones WHERE estado = 'exitoso'")
        assert polls >= 15  # some of those that were killed had polled
        assert holes(db) == []


def test_ten_restarts_of_the_database_lose_and_double_nothing(own: tuple[Cluster, str]) -> None:
    server, url = own
    dice, now = random.Random(17), datetime.now(UTC)
    field = serving.Field(options(now))
    with served(field) as api:
        made = make(api, url, field, now)
        worker = made.worker()
        for _ in range(10):
            time.sleep(dice.uniform(0.5, 4))
            pid = int((server.data / "postmaster.pid").read_text().split("\n")[0])
            os.kill(pid, signal.SIGQUIT)
            gone = Path(f"/proc/{pid}")
            until(partial(_is_gone, gone))
            server.up()
        time.sleep(3)
        assert worker.poll() is None  # it outlived them all
        worker.terminate()
        worker.communicate()
        assert worker.returncode == 0
        made.settle()
        assert made.compare() >= 40
    with database.connect(url, autocommit=True) as db:
        assert holes(db) == []


@contextmanager
def serving_process(start: datetime, port: int = 0) -> Iterator[str]:
    """The same field, served by a process of its own, whose connections end with it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bp010ctl", "simulate", "--serve", str(port), "--wells", "2",
         "--every", "1", "--seed", "3", "--clean", "--zone", "UTC",
         "--start", f"{start:%Y-%m-%dT%H:%M:%S}"],
        stdout=subprocess.PIPE, text=True, cwd=PROJECT,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[0]
    finally:
        process.kill()
        process.communicate()


def test_a_source_that_was_away_is_one_gap_that_is_made_up_for(seeded: str) -> None:
    now = datetime.now(UTC)
    chosen = options(now)
    with database.connect(seeded, autocommit=True) as db:
        with serving_process(chosen.start) as url:
            made = make(url, seeded, serving.Field(chosen), now)
            worker = made.worker()
            until(lambda: scalar(db, "SELECT count(*) FROM etl.etl_ejecuciones") >= 3)
        failed = "SELECT count(*) FROM etl.etl_ejecuciones WHERE error_tipo = 'conexion'"
        until(lambda: scalar(db, failed) >= 4)
        assert scalar(db, "SELECT count(*) FROM etl.v_gaps_por_recuperar") == 1
        with serving_process(chosen.start, int(url.rsplit(":", 1)[1])):
            until(lambda: scalar(db, "SELECT count(*) FROM etl.v_gaps_por_recuperar") == 0)
            worker.terminate()
            worker.communicate()
            assert worker.returncode == 0
            made.settle()
    assert made.compare() >= 10


def _is_gone(process: Path) -> bool:
    return not process.exists()


def holes(db: Connection) -> list[dict[str, Any]]:
    """Stretches of the source's time that no good run of the ledger covers."""
    return rows(
        db,
        "WITH covered AS (SELECT"
        " range_agg(etl.fnc_ventana(fecha_desde, fecha_hasta, hora_desde, hora_hasta)) AS all_"
        " FROM etl.etl_ejecuciones WHERE etl_tipo = 'http' AND estado <> 'fallido')"
        " SELECT unnest(all_) FROM covered WHERE (SELECT count(*) FROM unnest(all_)) > 1",
    )
