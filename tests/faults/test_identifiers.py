"""Objects whose names want to be executed: whatever reads the catalog takes them for names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from bp010ctl import adoption, drift
from bp010ctl.backups import dumping, manifest, planning, restoring
from bp010ctl.cycles import health
from bp010ctl.roles import checks, members, rights, wells
from bp010ctl.roles.wells import Scope
from bp010ctl.server.cluster import Cluster
from support import PROJECT, fuzz, legacy
from support.databases import settle
from support.fakes import call
from support.readings import Connection, insert_readings, make_wells

LONGEST = 58
"""Bytes of a name, which has a number besides: PostgreSQL keeps 63."""
EACH = (
    "CREATE TABLE stage.{n} ({n} text CONSTRAINT {n} CHECK ({n} <> ''), id bigint"
    " GENERATED ALWAYS AS IDENTITY)",
    "COMMENT ON TABLE stage.{n} IS {t}",
    "CREATE INDEX {i} ON stage.{n} ({n})",
    "CREATE VIEW reporting.{n} AS SELECT {n} FROM stage.{n}",
    "CREATE FUNCTION etl.{n}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TRIGGER {n} BEFORE INSERT ON stage.{n} FOR EACH ROW EXECUTE FUNCTION etl.{n}()",
    "CREATE TYPE universal.{n} AS ENUM ({t})",
)
SOME = (
    "ALTER TABLE stage.tbl_pozo_maestra ADD COLUMN {n} text",
    "CREATE TRIGGER {n} BEFORE DELETE ON stage.tbl_pozo_reservas"
    " FOR EACH ROW EXECUTE FUNCTION etl.{n}()",
    "CREATE TABLE reporting.{p} PARTITION OF stage.tbl_pozo_produccion"
    " FOR VALUES FROM ('{year}-01-01') TO ('{year}-02-01')",
    "CREATE TABLE stage.{p} PARTITION OF stage.landing_scada_data"
    " FOR VALUES FROM ('{year}-01-01') TO ('{year}-01-02')",
)
"""On the model's own tables; so many columns and partitions would be another test."""


def names(number: int) -> list[str]:
    texts = fuzz.injections(number)
    return [
        text.encode()[:LONGEST].decode(errors="ignore") + str(place)
        for place, text in enumerate(texts)
    ]


def make(db: Connection, number: int) -> None:
    """Tables, columns, views, routines, triggers, types, constraints and partitions."""
    for place, name in enumerate(names(number)):
        for text in (*EACH, *(SOME if place < 8 else ())):
            db.execute(
                sql.SQL(text).format(
                    n=sql.Identifier(name),
                    i=sql.Identifier(f"{name}ix"),
                    p=sql.Identifier(f"{name}p"),
                    t=sql.Literal(name),
                    year=sql.SQL(str(2040 + place)),
                )
            )


@pytest.fixture
def copy(cluster: Cluster) -> Iterator[str]:
    """The URL of a database that is to be made, and whose name wants to be executed, too."""
    name = names(11)[-1]
    yield cluster.url(name)
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name)))


@pytest.mark.slow
@pytest.mark.needs_program("pg_dump")
def test_names_in_the_catalog_are_names(
    seeded: str, cluster: Cluster, tmp_path: Path, copy: str
) -> None:
    number = 200
    with psycopg.connect(seeded, autocommit=True) as db:
        fuzz.arm(db)
        make(db, number)
        make_wells(db, 1)
        insert_readings(
            db, [{"well_id": 1, "timestamp_lectura": "2026-01-07 10:00+00", "pip": 700.0}]
        )
        for cycle in ("stage", "universal", "reporting", "mantenimiento", "vigilancia"):
            call(db, cycle)
        errors = "SELECT error_mensaje FROM etl.etl_ejecucion_pasos WHERE estado = 'fallido'"
        assert db.execute(errors).fetchall() == []
        assert len(health.checks(db)) > 5
        assert len(rights.read(db)) > 4 * number
        checks.read(db)
        told = drift.verdict(seeded, lambda: seeded)
        assert len(told.findings) > 2 * number
        done = dumping.dump(seeded, tmp_path / "b")
        restored = restoring.restore(
            copy, tmp_path / "b", planning.plan(copy, tmp_path / "b"), step=lambda name: None
        )
        assert restored.differences == []
        with psycopg.connect(copy) as there:
            assert manifest.read(there).tables == done.manifest.tables
            assert not fuzz.executed(there)
        assert not fuzz.executed(db)


@pytest.mark.parametrize("number", [8, pytest.param(200, marks=pytest.mark.slow)])
def test_names_of_logins_users_and_fields_are_names(
    seeded: str, cluster: Cluster, number: int
) -> None:
    name = str(psycopg.conninfo.conninfo_to_dict(seeded)["dbname"])
    with psycopg.connect(cluster.url(name, "postgres")) as admin:
        fuzz.arm(admin)
        for place, login in enumerate(names(number), 1):
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(login)))
            assert members.grant(admin, login, "pool") == ["bp010_panel", "bp010_pool"]
            admin.execute(
                "INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo, campo) VALUES (%s, %s, %s)",
                [place, login, login],
            )
            wells.give(admin, login, [Scope("field", login, wells.READS)])
            assert wells.visible(admin, login) == [place]
            assert members.revoke(admin, login, "pool") == ["bp010_pool"]
        assert {login.name for login in members.logins(admin)} >= set(names(number))
        assert dict(wells.users(admin)).keys() >= set(names(number))
        checks.read(admin)
        assert not fuzz.executed(admin)
        admin.rollback()
    settle(seeded)


@pytest.mark.slow
def test_an_old_database_with_such_names_is_adopted(fresh_url: str) -> None:
    number = 200
    legacy.build(fresh_url, wells=1, readings=5)
    with psycopg.connect(fresh_url) as db:
        fuzz.arm(db)
        db.execute("CREATE SCHEMA IF NOT EXISTS etl; CREATE SCHEMA IF NOT EXISTS universal")
        for place, name in enumerate(names(number)):
            for text in (*EACH, *(SOME[:1] if place < 8 else ())):
                identifier, index = sql.Identifier(name), sql.Identifier(f"{name}ix")
                db.execute(sql.SQL(text).format(n=identifier, i=index, t=sql.Literal(name)))
    adoption.adopt(fresh_url, None, PROJECT)
    with psycopg.connect(fresh_url) as db:
        assert not fuzz.executed(db)
        kept = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname = ANY (%s)"
        assert db.execute(kept, [names(number)]).fetchone() == (number,)
