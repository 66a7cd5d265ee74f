"""A live database with its cycles running, brought to another server, where they go on."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bp010ctl import drift
from bp010ctl.backups import dumping, manifest, planning, restoring
from bp010ctl.base import database as databases
from bp010ctl.cycles import cron
from bp010ctl.server.cluster import Cluster
from support.fakes import call, until
from support.interruptions import prepare
from support.readings import scalar

pytestmark = [pytest.mark.slow, pytest.mark.needs_library("pg_cron")]
BY_CRON = "SELECT count(*) FROM etl.etl_ejecuciones WHERE origen = 'pg_cron'"


@pytest.fixture
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, Cluster]]:
    parent = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else tmp_path_factory.mktemp("two")
    made = [
        Cluster(parent / f"bp010-suite-{os.geteuid()}-{name}-{os.getpid()}", durable=False)
        for name in ("from", "to")
    ]
    for server in made:
        server.up()
    yield made[0], made[1]
    for server in made:
        server.destroy()


def test_cycles_go_on_where_the_backup_was_brought_and_make_up_for_the_time_between(
    servers: tuple[Cluster, Cluster], tmp_path: Path
) -> None:
    old, new = servers
    url = prepare(old, "campo")
    with databases.connect(url) as connection, cron.connect(connection) as home:
        cron.apply(connection, home)
    with psycopg.connect(url, autocommit=True) as db:
        until(
            lambda: scalar(
                db, f"{BY_CRON} AND etl_tipo = 'stage' AND fecha_fin > now() - interval '1 day'"
            ),
            150,
        )
    done = dumping.dump(url, tmp_path / "b")
    taken = time.time()
    old.down()

    time.sleep(130)  # starts that nobody makes
    target = new.url("otro")
    plan = planning.plan(target, tmp_path / "b")
    restored = restoring.restore(target, tmp_path / "b", plan, cycles=False, step=lambda name: None)
    assert restored.differences == []
    with psycopg.connect(target) as db:
        sums = {name: list(pair) for name, pair in manifest.read(db).tables.items()}
    noted = "etl.ciclo_vigencias"  # --no-cycles ends what was scheduled
    expected = {name: list(pair) for name, pair in done.manifest.tables.items()}
    assert {k: v for k, v in sums.items() if k != noted} == {
        k: v for k, v in expected.items() if k != noted
    }

    plan = planning.plan(target, tmp_path / "b", replacing=True)
    restored = restoring.restore(target, tmp_path / "b", plan, step=lambda name: None)
    assert restored.differences == []
    verdict = drift.verdict(target, new.url)
    assert (verdict.findings, verdict.rewritten, verdict.not_compared) == ([], [], [])
    since = f"{BY_CRON} AND fecha_inicio > to_timestamp({taken}) AND ticks_perdidos IS NULL"
    with psycopg.connect(target, autocommit=True) as db:
        until(lambda: scalar(db, f"{since} AND estado IN ('exitoso', 'parcial')"), 180)
        lost = "SELECT sum(ticks_perdidos) FROM etl.etl_ejecuciones WHERE etl_tipo = 'stage'"
        until(lambda: scalar(db, lost), 120)
        for cycle in ("stage", "universal", "reporting", "recuperacion"):
            call(db, cycle)
        assert db.execute("SELECT FROM etl.v_gaps_por_recuperar").fetchall() == []
