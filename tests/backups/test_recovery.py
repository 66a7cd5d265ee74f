"""docs/backup.md, run word for word: a server brought back to the minute, its cycles going on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl.server.cluster import Cluster
from support import PROJECT
from support.fakes import call, until
from support.readings import make_wells, scalar

pytestmark = [pytest.mark.slow, pytest.mark.needs_library("pg_cron")]
BLOCKS = re.findall(r"```sh\n(.*?)```", (PROJECT / "docs" / "backup.md").read_text(), re.DOTALL)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the server's user can enter, with the old server, the new one and backups."""
    parent = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path("/tmp")
    folder = parent / f"bp010-pitr-{os.getpid()}"
    folder.mkdir(mode=0o755)
    yield folder
    for home in ("old", "new"):
        Cluster(folder / home).destroy()
    shutil.rmtree(folder)


def shell(place: Path, text: str, **variables: str) -> None:
    tools = Path(sys.executable).parent
    environment = {
        name: value for name, value in os.environ.items() if name != "BP010_DATABASE_URL"
    }
    environment |= {"PATH": f"{tools}:{os.environ['PATH']}", "BP010_HOME": str(place / "old")}
    environment |= {"BACKUPS": str(place / "backups"), "RECOVERED": str(place / "new")} | variables
    done = subprocess.run(
        ["bash", "-euc", text], env=environment, cwd=PROJECT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def read(db: psycopg.Connection[Any], moment: str) -> None:
    db.execute(
        "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura, pip)"
        " VALUES (1, %s, 700)",
        [moment],
    )


def test_the_chapter_brings_a_server_back_to_the_minute_and_its_cycles_go_on(place: Path) -> None:
    (place / "backups").mkdir(mode=0o755)
    archive, base, recover, resume = BLOCKS
    shell(place, f"bp010ctl db up; bp010ctl migrate; bp010ctl seed; bp010ctl cron apply\n{archive}")
    shell(place, "\n".join([archive.split("install")[0], base]))
    old = Cluster(place / "old")
    with psycopg.connect(old.url(), autocommit=True) as db:
        make_wells(db, 1)
        read(db, "2026-01-07 10:00+00")
        call(db, "stage")
        time.sleep(1.5)
        moment = str(scalar(db, "SELECT clock_timestamp()"))
        time.sleep(1.5)
        db.execute("DELETE FROM stage.tbl_pozo_produccion")
        read(db, "2026-01-07 10:05+00")
    with psycopg.connect(old.url("postgres", "postgres"), autocommit=True) as server:
        server.execute("SELECT pg_switch_wal()")
        last = "SELECT last_archived_time > %s::timestamptz + '1 s' FROM pg_stat_archiver"
        until(lambda: scalar(server, last, moment))

    owner = f"owner={old.data.owner()}\n"
    shell(place, owner + recover, MOMENT=moment)
    new = Cluster(place / "new")
    readings = "SELECT array_agg(timestamp_lectura::text) FROM stage.tbl_pozo_produccion"
    launcher = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'pg_cron launcher'"
    runs = "SELECT count(*) FROM etl.etl_ejecuciones WHERE fecha_inicio > %s"
    with psycopg.connect(new.url(), autocommit=True) as db:
        assert scalar(db, readings) == ["2026-01-07 10:00:00+00"]
        assert scalar(db, launcher) == 0
        assert scalar(db, runs, moment) == 0

    shell(place, resume, BP010_HOME=str(place / "new"))
    done = f"{runs} AND origen = 'pg_cron' AND estado IN ('exitoso', 'parcial')"
    with psycopg.connect(new.url(), autocommit=True) as db:
        until(lambda: scalar(db, done, moment), 150)
        for cycle in ("vigilancia", "stage", "reporting", "recuperacion"):
            call(db, cycle)
        days = "SELECT sum(lecturas) FROM reporting.fact_operaciones_diarias"
        until(lambda: scalar(db, days) == 1, 60)  # pg_cron may be at the same cycle
        assert db.execute("SELECT * FROM etl.v_gaps_por_recuperar").fetchall() == []
    with psycopg.connect(new.url("postgres", "postgres")) as server:
        addresses = "SELECT array_agg(DISTINCT nodename) FROM cron.job"
        assert scalar(server, addresses) == [str(new.status().socket)]
