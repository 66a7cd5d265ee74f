"""Readings that a real pg_restore brings make their hours dirty, or the night finds them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl.server.cluster import Cluster
from support.databases import new_database
from support.fakes import set_clock
from support.readings import make_wells

pytestmark = pytest.mark.needs_program("pg_dump")
TABLE = "stage.tbl_pozo_produccion"
HOURS = [("2026-02-20 23:00"), ("2026-03-01 00:00"), ("2026-03-10 10:00")]
FULL = "2026-03-05 07:00"
"""An hour of which the database that is restored into has a reading already."""


def prepared(url: str) -> psycopg.Connection[Any]:
    """A session of a database with well 1, its partitions and no reading."""
    db = psycopg.connect(url, autocommit=True)
    db.execute("SET timezone = 'UTC'")
    set_clock(db, "2026-03-15 12:00+00")
    make_wells(db, 1)
    db.execute("CALL etl.sp_crear_particiones()")
    for month, following in (("02", "03"), ("03", "04")):
        limits = (f"2026-{month}-01 00:00+00", f"2026-{following}-01 00:00+00")
        db.execute(
            "SELECT etl.fnc_crear_particion(%s, %s, %s, %s)", [TABLE, f"2026_{month}", *limits]
        )
    return db


def read(db: psycopg.Connection[Any], *moments: str) -> None:
    for moment in moments:
        insert = f"INSERT INTO {TABLE} (well_id, timestamp_lectura, pip) VALUES (1, %s, 700)"
        db.execute(insert.encode(), [moment])


def dirty(db: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    return db.execute(
        "SELECT consumidor, to_char(hora, 'YYYY-MM-DD HH24:MI') FROM etl.claves_sucias"
        " ORDER BY 2, 1"
    ).fetchall()


def keys(*hours: str) -> list[tuple[str, str]]:
    return [(consumer, hour) for hour in hours for consumer in ("carta", "dq", "foto", "hechos")]


@pytest.fixture
def dump(seeded: str, cluster: Cluster, tmp_path: Path) -> Path:
    """A dump of the readings of two months alone, as pg_dump makes it: partition by partition."""
    with prepared(seeded) as db:
        read(db, *(f"{hour}:00+00" for hour in HOURS), f"{FULL[:13]}:30+00")
    path = tmp_path / "lecturas.dump"
    subprocess.run(
        [str(cluster._bindir() / "pg_dump"), "-Fc", "-a", "-t", f"{TABLE}*", "-f", path, seeded],
        check=True,
    )
    return path


def restore(cluster: Cluster, dump: Path, url: str, *options: str) -> None:
    subprocess.run(
        [str(cluster._bindir() / "pg_restore"), "--data-only", *options, "-d", url, dump],
        check=True,
    )


def test_restored_readings_make_their_hours_dirty(
    cluster: Cluster, seeded_template: Any, dump: Path
) -> None:
    with new_database(cluster, seeded_template.template_dbname) as url, prepared(url) as db:
        restore(cluster, dump, url)
        assert dirty(db) == keys(*HOURS[:2], FULL, HOURS[2])


def test_behind_disabled_triggers_the_night_finds_them(
    cluster: Cluster, seeded_template: Any, dump: Path
) -> None:
    """Only a superuser can disable all triggers; the moved reading is one that was there before."""
    with new_database(cluster, seeded_template.template_dbname) as url, prepared(url) as db:
        read(db, f"{FULL}:00+00", "2026-03-12 03:00:00+00")
        db.execute("CALL reporting.sp_load_to_reporting()")
        db.execute("DELETE FROM etl.claves_sucias")
        superuser = cluster.url(db.info.dbname, "postgres")
        restore(cluster, dump, superuser, "--disable-triggers")
        with psycopg.connect(superuser) as session:
            session.execute("SET session_replication_role = replica")
            session.execute(
                f"UPDATE {TABLE} SET timestamp_lectura = '2026-02-25 03:00+00'"
                " WHERE timestamp_lectura = '2026-03-12 03:00+00'"
            )
        assert dirty(db) == []
        db.execute("CALL etl.sp_reconciliar()")
        moved = ["2026-02-25 03:00", "2026-03-12 03:00"]
        assert dirty(db) == keys(*sorted([*HOURS, FULL, *moved]))
