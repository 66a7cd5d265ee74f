"""A database in a folder and back: equal, compared, and never half there."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from bp010ctl import drift
from bp010ctl.backups import dumping, manifest, planning, programs, restoring
from bp010ctl.base import database as databases
from bp010ctl.base.errors import BackupError, Bp010Error
from bp010ctl.commands import backup as command
from bp010ctl.cycles import cron
from bp010ctl.server.cluster import Cluster
from support import Cli
from support.fakes import call, runs
from support.readings import insert_readings, make_wells, scalar

COPY = "restaurada"


@pytest.fixture
def copied(seeded: str, cluster: Cluster) -> Iterator[str]:
    """The URL of the copy's name on the suite's server; whatever is there goes afterwards."""
    yield cluster.url(COPY)
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(COPY)))


def bring_back(url: str, folder: Path, **options: Any) -> restoring.Restored:
    plan = planning.plan(url, folder, replacing=options.pop("replacing", False))
    return restoring.restore(url, folder, plan, step=lambda name: None, **options)


def names_on(cluster: Cluster) -> set[str]:
    with psycopg.connect(cluster.url("postgres")) as server:
        return {name for (name,) in server.execute("SELECT datname FROM pg_database")}


@contextmanager
def writing(url: str) -> Iterator[list[int]]:
    """A loader and the cycles, again and again, until the block is over; how many rounds."""
    over, rounds = threading.Event(), [0]

    def work() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not over.is_set():
                moment = datetime(2026, 1, 7, tzinfo=UTC) + timedelta(seconds=rounds[0])
                insert_readings(
                    connection, [{"well_id": 1, "timestamp_lectura": moment, "pip": 700.0}]
                )
                call(connection, "stage")
                call(connection, "reporting")
                rounds[0] += 1

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield rounds
    finally:
        over.set()
        thread.join()


@pytest.mark.needs_program("pg_dump")
def test_a_live_database_comes_back_as_it_was_at_one_moment(
    seeded: str, copied: str, tmp_path: Path, cluster: Cluster
) -> None:
    with psycopg.connect(seeded) as connection:
        make_wells(connection, 1)
    with writing(seeded) as rounds:
        while rounds[0] < 1:
            pass
        begun = rounds[0]
        done = dumping.dump(seeded, tmp_path / "b")
        while rounds[0] < begun + 2:
            pass
    content = manifest.load(tmp_path / "b")
    assert content.tables["stage.tbl_pozo_produccion"][0] >= 1
    restored = bring_back(copied, tmp_path / "b")
    assert restored.differences == []
    assert (restored.tables, restored.rows) == (len(content.tables), content.rows)
    with psycopg.connect(copied, autocommit=True) as db:
        after = manifest.read(db)
        sums = {name: tuple(value) for name, value in done.manifest.tables.items()}
        assert {name: tuple(value) for name, value in after.tables.items()} == sums
        assert scalar(db, "SELECT count(*) FROM stage.tbl_pozo_produccion") < rounds[0]
        for cycle in ("vigilancia", "stage", "universal", "reporting"):
            call(db, cycle)
        assert {run["estado"] for run in runs(db)} <= {"exitoso", "parcial", "fallido"}
        lost = [run for run in runs(db) if run["estado"] == "fallido"]
        assert {run["error_tipo"] for run in lost} <= {"interrumpido"}
        read, known = (
            scalar(db, text)
            for text in (
                "SELECT count(*) FROM stage.tbl_pozo_produccion",
                "SELECT sum(lecturas) FROM reporting.fact_operaciones_diarias",
            )
        )
        assert read == known  # the cycles went on from where the moment left them
    with_url = cluster.url("postgres")
    verdict = drift.verdict(copied, lambda: with_url)
    assert (verdict.findings, verdict.rewritten, verdict.not_compared) == ([], [], [])


@pytest.mark.slow
@pytest.mark.needs_program("pg_dump")
def test_what_a_dump_leaves_out_is_restored_or_named(
    seeded: str, copied: str, tmp_path: Path, server_url: str
) -> None:
    name = databases.name(seeded)
    admin = databases.with_name(server_url, name)
    role = f"ajeno_{os.getpid()}"
    with psycopg.connect(admin, autocommit=True) as server:
        for text in (
            f"CREATE ROLE {role} LOGIN PASSWORD 'secreto' IN ROLE bp010_lectura",
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {role} GRANT SELECT ON TABLES TO bp010_lectura",
            f"ALTER DATABASE {name} SET jit = off",
            f"ALTER DATABASE {name} SET search_path = stage, public",
            f"ALTER ROLE bp010 IN DATABASE {name} SET statement_timeout = '2h'",
            f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC",
            f"GRANT CREATE ON DATABASE {name} TO bp010_operacion",
            f"COMMENT ON DATABASE {name} IS 'it''s, bp010:protegida'",
            "CREATE FUNCTION public.nada() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
            "ALTER FUNCTION public.nada() OWNER TO bp010",
            "CREATE EVENT TRIGGER vigila ON ddl_command_end EXECUTE FUNCTION public.nada()",
        ):
            server.execute(text.encode())
    try:
        dumping.dump(seeded, tmp_path / "b")
        differences = {
            (one.kind, one.name): one for one in bring_back(copied, tmp_path / "b").differences
        }
        assert {kind for kind, _ in differences} <= {
            "event trigger",
            "default privileges",
            "setting",
        }
        trigger = differences["event trigger", "vigila"]
        assert "CREATE EVENT TRIGGER vigila ON ddl_command_end" in str(trigger.mend)
        privileges = differences["default privileges", f"of {role}"]
        assert f"ALTER DEFAULT PRIVILEGES FOR ROLE {role} GRANT SELECT" in str(privileges.mend)
        with psycopg.connect(copied) as db:
            assert scalar(db, "SHOW search_path") == "stage, public"
            assert scalar(db, "SHOW jit") == "off"
            assert scalar(db, "SHOW statement_timeout") == "2h"
            comment = "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            assert scalar(db, f"{comment} WHERE datname = current_database()") == (
                "it's, bp010:protegida"
            )
            may = "SELECT has_database_privilege('bp010_operacion', current_database(), 'CREATE')"
            assert scalar(db, may) is True
            may = "SELECT has_database_privilege('public', current_database(), 'TEMPORARY')"
            assert scalar(db, may) is False
        whole = bring_back(databases.with_name(server_url, COPY), tmp_path / "b", replacing=True)
        assert whole.differences == []  # a superuser brings all of it back
        with psycopg.connect(copied) as db:
            owner = "SELECT pg_get_userbyid(datdba) FROM pg_database"
            assert scalar(db, f"{owner} WHERE datname = current_database()") == "bp010"
            assert scalar(db, "SELECT count(*) FROM pg_event_trigger") == 1
    finally:
        for database in (name, COPY):
            with (
                suppress(psycopg.OperationalError),
                psycopg.connect(databases.with_name(admin, database), autocommit=True) as server,
            ):
                server.execute("DROP EVENT TRIGGER IF EXISTS vigila")
                server.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


@pytest.mark.slow
@pytest.mark.needs_program("pg_dump")
def test_a_row_that_is_not_as_it_was_is_found(
    seeded: str, copied: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison looks at values: a database that was changed behind its back is not equal."""
    dumping.dump(seeded, tmp_path / "b")
    filled = restoring._fill

    def changed(url: str, *given: Any) -> None:
        filled(url, *given)
        with psycopg.connect(url) as db:
            db.execute("UPDATE referencial.tbl_dq_rules SET activo = NOT activo WHERE regla_id = 1")
            db.execute("DELETE FROM referencial.tbl_dq_consistencia_map")
            db.execute("DROP VIEW reporting.vw_evaluacion_pozos")
            db.execute("REVOKE SELECT ON stage.tbl_pozo_maestra FROM bp010_lectura")

    monkeypatch.setattr(restoring, "_fill", changed)
    differences = {
        (one.kind, one.name): one.what for one in bring_back(copied, tmp_path / "b").differences
    }
    assert differences["table", "referencial.tbl_dq_rules"].startswith("other values")
    assert differences["table", "referencial.tbl_dq_consistencia_map"].startswith("0 rows")
    assert differences["view", "reporting.vw_evaluacion_pozos"] == manifest.LOST
    assert differences["table", "stage.tbl_pozo_maestra"] == manifest.CHANGED


@pytest.mark.slow
@pytest.mark.needs_program("pg_dump")
def test_in_the_place_of_another_only_when_it_is_whole(
    seeded: str, copied: str, cluster: Cluster, tmp_path: Path, cli: Cli
) -> None:
    dumping.dump(seeded, tmp_path / "b")
    bring_back(copied, tmp_path / "b")
    with psycopg.connect(copied, autocommit=True) as db:
        db.execute("CREATE TABLE public.despues ()")
    with pytest.raises(BackupError, match="is there already and not empty"):
        planning.plan(copied, tmp_path / "b")
    before = names_on(cluster)
    for file in (tmp_path / "b" / "data").glob("*.dat.gz"):
        content = file.read_bytes()
        file.write_bytes(content[: len(content) // 2])
    broken = cli("restore", str(tmp_path / "b"), "--replace", "--confirm", COPY, url=copied)
    assert broken.returncode == 1
    assert "pg_restore failed" in broken.stderr
    assert "Traceback" not in broken.stderr
    assert names_on(cluster) == before
    with psycopg.connect(copied) as db:
        assert scalar(db, "SELECT to_regclass('public.despues') IS NOT NULL")

    dumping.dump(seeded, tmp_path / "c")
    refused = cli("restore", str(tmp_path / "c"), "--replace", "--json", url=copied)
    assert refused.returncode == 3
    assert "not confirmed, nothing was done" in json.loads(refused.stdout)["error"]
    done = cli("restore", str(tmp_path / "c"), "--replace", "--confirm", COPY, "--json", url=copied)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["differences"] == []
    with psycopg.connect(copied) as db:
        assert scalar(db, "SELECT to_regclass('public.despues') IS NULL")
    assert names_on(cluster) == before


@pytest.mark.needs_program("pg_dump")
def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    seeded: str, copied: str, cluster: Cluster, tmp_path: Path, cli: Cli
) -> None:
    made = cli("backup", str(tmp_path / "b"), "--json", url=seeded)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["tables"]["referencial.tbl_dq_rules"][0] > 30
    before = names_on(cluster)
    planned = cli("restore", str(tmp_path / "b"), "--into", COPY, "--dry-run", url=seeded)
    assert planned.returncode == 0, planned.stderr
    assert f"create database {COPY}" in planned.stdout
    assert planned.stdout.endswith("nothing was done\n")
    assert names_on(cluster) == before


@pytest.mark.needs_program("pg_dump")
def test_files_are_the_owners_and_no_folder_is_written_over(seeded: str, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    for folder, why in (("full", "something already"), ("no/such", "no such folder")):
        with pytest.raises(BackupError, match=why):
            dumping.dump(seeded, tmp_path / folder)
    dumping.dump(seeded, tmp_path / "b")
    modes = {stat.S_IMODE(file.stat().st_mode) & 0o077 for file in (tmp_path / "b").rglob("*")}
    assert modes == {0}
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o700
    with pytest.raises(BackupError, match="no backup"):
        manifest.load(tmp_path / "full")


def test_a_failed_dump_leaves_no_folder(
    seeded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "find", lambda *given: "/bin/false")
    with pytest.raises(BackupError, match="false failed with 1"):
        dumping.dump(seeded, tmp_path / "b")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.needs_program("pg_dump")
def test_a_table_that_changes_meanwhile_is_tried_again(
    seeded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []
    run = programs.run

    def once_refused(*given: Any) -> str:
        tries.append(given)
        if len(tries) == 1:
            raise programs.ProgramFailed("could not obtain lock on relation x")
        return run(*given)

    monkeypatch.setattr(programs, "run", once_refused)
    assert dumping.dump(seeded, tmp_path / "b").manifest.rows > 0
    assert len(tries) == 2


def test_the_password_is_on_no_command_line(tmp_path: Path) -> None:
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "said: $*"\necho "knew: $PGPASSWORD"\n')
    program.chmod(0o755)
    heard = programs.run([str(program)], "postgresql://u:se%20creto@h/d?sslmode=require")
    arguments, knew = heard.splitlines()
    assert "creto" not in arguments
    assert "--no-password" in arguments
    assert "sslmode=require" in arguments
    assert knew == "knew: se creto"


@pytest.mark.parametrize(
    ("differences", "uncompared", "equal"),
    [
        ([], [], True),
        ([], ["cron jobs: none were to be made"], True),
        ([manifest.Difference("view", "a.b", manifest.LOST)], [], False),
    ],
)
def test_equal_is_said_of_what_was_compared_alone(
    capsys: pytest.CaptureFixture[str],
    differences: list[manifest.Difference],
    uncompared: list[str],
    equal: bool,
) -> None:
    done = restoring.Restored("x", 1, 2, differences, [], ["rows", "objects"], uncompared)
    command._show(done, json=False)
    lines = capsys.readouterr().out.splitlines()
    assert ("equal to the backup: rows, objects" in lines) == equal
    assert [line for line in lines if line.startswith("not compared")] == [
        f"not compared: {part}" for part in uncompared
    ]


@pytest.mark.slow
@pytest.mark.needs_library("pg_cron")
@pytest.mark.needs_program("pg_dump")
def test_the_cycles_go_on_under_the_new_name_or_nobody_misses_them(
    seeded: str, copied: str, tmp_path: Path
) -> None:
    def jobs(url: str) -> list[str]:
        with databases.connect(url) as connection, cron.connect(connection) as home:
            return [job.cycle for job in cron.jobs(home, connection.info.dbname)]

    def forget(url: str) -> None:
        with (
            suppress(psycopg.Error, Bp010Error),
            databases.connect(url) as connection,
            cron.connect(connection) as home,
        ):
            cron.remove(connection, home)

    with databases.connect(seeded) as connection, cron.connect(connection) as home:
        connection.execute(  # so that none starts here
            "UPDATE etl.ciclos SET expresion_cron = '40 3 1 1 *' WHERE expresion_cron IS NOT NULL"
        )
        cron.apply(connection, home)
    try:
        dumping.dump(seeded, tmp_path / "b")
        restored = bring_back(copied, tmp_path / "b")
        assert restored.differences == []
        assert ("jobs" in restored.compared, restored.uncompared) == (True, [])
        assert jobs(copied) == jobs(seeded) != []
        forget(copied)
        quiet = bring_back(copied, tmp_path / "b", replacing=True, cycles=False)
        assert (quiet.cycles, quiet.differences, jobs(copied)) == ([], [], [])
        assert "jobs" not in quiet.compared
        assert quiet.uncompared == ["cron jobs: none were to be made"]
        with psycopg.connect(copied) as db:
            assert not cron.scheduled(db)
    finally:
        forget(seeded)
        forget(copied)
