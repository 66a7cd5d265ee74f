"""The schedule: pg_cron's jobs from any database, one real firing, and the scheduler without it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl.base import database as databases
from bp010ctl.cycles import cron, health, scheduler
from bp010ctl.server.cluster import Cluster
from support import PROJECT, Cli, fakes, sampled
from support.databases import lasting, new_database
from support.fakes import call, define, runs, steps, until

pytestmark = pytest.mark.needs_library("pg_cron")

Connection = psycopg.Connection[Any]
HAND = "bp010ctl cron run"


@pytest.fixture(scope="module", autouse=True)
def firing(
    cluster: Cluster, migrated_template: Any, server_url: str
) -> Iterator[tuple[str, float]]:
    """A database whose cycle pg_cron is to start while the other tests run, and since when."""
    with new_database(cluster, migrated_template.template_dbname) as url:
        fakes.install(url)
        with databases.connect(url) as connection:
            define(connection, "c", "pozos(3)", cron="* * * * *")
            with cron.connect(connection) as home:
                cron.apply(connection, home)
        yield url, time.time()
        with databases.connect(url) as connection, cron.connect(connection) as home:
            cron.remove(connection, home)


@pytest.fixture
def url(database: str) -> Iterator[str]:
    fakes.install(database)
    with psycopg.connect(database) as connection:
        define(connection, "diario", "anotar('x')", cron="40 3 1 1 *")
        define(connection, "semanal", "anotar('y')", cron="0 4 1 1 0")
        define(connection, "manual", "anotar('z')")
    yield database
    with databases.connect(database) as connection, cron.connect(connection) as home:
        cron.remove(connection, home)


def jobs(url: str) -> list[tuple[str, str, str, str, bool]]:
    """Name without prefix, schedule, command, database, active."""
    with databases.connect(url) as connection, cron.connect(connection) as home:
        entries = cron.jobs(home, connection.info.dbname)
    return [(job.cycle, job.schedule, job.command, job.database, job.active) for job in entries]


def open_schedules(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        cycles = connection.execute(
            "SELECT ciclo FROM etl.ciclo_vigencias WHERE hasta IS NULL ORDER BY ciclo"
        )
        return [name for (name,) in cycles]


def test_apply_makes_a_job_for_each_cycle_and_twice_is_once(cli: Cli, url: str) -> None:
    name = databases.name(url)
    done = cli("cron", "apply", url=url)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("scheduled") == 3
    first = jobs(url)
    assert first[0] == (
        "diario", "40 3 1 1 *", "CALL etl.sp_ejecutar_ciclo('diario', p_origen => 'pg_cron')",
        name, True,
    )  # fmt: skip
    assert [job[0] for job in first] == ["diario", "purga", "semanal"]
    assert open_schedules(url) == ["diario", "semanal"]
    again = cli("cron", "apply", url=url)
    assert again.stdout.count("unchanged") == 3
    assert jobs(url) == first


def test_the_first_apply_makes_the_partitions(cli: Cli, seeded: str) -> None:
    ask = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'stage.tbl_pozo_produccion'::regclass"
    try:
        with psycopg.connect(seeded, autocommit=True) as connection:
            (before,) = connection.execute(ask).fetchone() or ()
            assert "mantenimiento: run" in cli("cron", "apply", url=seeded).stderr
            assert connection.execute(ask).fetchone() == (before + 4,)
        assert "mantenimiento: run" not in cli("cron", "apply", url=seeded).stderr
    finally:
        cli("cron", "remove", url=seeded)


def test_apply_follows_the_cycles_as_they_change(cli: Cli, url: str) -> None:
    cli("cron", "apply", url=url)
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE etl.ciclos SET expresion_cron = '5 5 1 1 *' WHERE ciclo = 'diario'"
        )
        connection.execute("DELETE FROM etl.ciclos WHERE ciclo = 'semanal'")
        define(connection, "nuevo", "anotar('n')", cron="6 6 1 1 *")
    words = dict(line.split() for line in cli("cron", "apply", url=url).stdout.splitlines())
    assert words == {
        "diario": "updated", "nuevo": "scheduled", "purga": "unchanged", "semanal": "removed",
    }  # fmt: skip
    assert [(job[0], job[1]) for job in jobs(url) if job[0] != "purga"] == [
        ("diario", "5 5 1 1 *"),
        ("nuevo", "6 6 1 1 *"),
    ]
    assert open_schedules(url) == ["diario", "nuevo"]


def test_a_paused_cycle_stays_paused_until_it_is_resumed(cli: Cli, url: str) -> None:
    cli("cron", "apply", url=url)
    assert "paused: diario" in cli("cron", "pause", "diario", url=url).stdout
    assert "already paused" in cli("cron", "pause", "diario", url=url).stdout
    assert "diario         unchanged" in cli("cron", "apply", url=url).stdout
    assert all(job[4] for job in jobs(url)), "its job starts, and does nothing"
    assert open_schedules(url) == ["semanal"]
    status = {
        row["ciclo"]: row for row in json.loads(cli("cron", "status", "--json", url=url).stdout)
    }
    assert (status["diario"]["activo"], status["semanal"]["activo"]) == (False, True)
    assert "resumed: diario" in cli("cron", "resume", url=url).stdout
    assert all(job[4] for job in jobs(url))
    assert open_schedules(url) == ["diario", "semanal"]


def test_pausing_what_is_no_cycle_names_the_cycles(cli: Cli, url: str) -> None:
    done = cli("cron", "pause", "nada", url=url)
    assert done.returncode == 2
    assert "diario, semanal" in done.stderr


def test_jobs_of_others_are_untouched(cli: Cli, url: str, cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as home:
        home.execute("SELECT cron.schedule('tuyo', '0 0 1 1 *', 'SELECT 1')")
        home.execute("SELECT cron.schedule('bp010:otra:stage', '0 0 1 1 *', 'SELECT 1')")
        before = (
            "SELECT * FROM cron.job WHERE jobname IN ('tuyo', 'bp010:otra:stage') ORDER BY jobid"
        )
        rows = home.execute(before).fetchall()
        try:
            cli("cron", "apply", url=url)
            cli("cron", "pause", url=url)
            cli("cron", "remove", url=url)
            assert home.execute(before).fetchall() == rows
            assert len(rows) == 2
        finally:
            home.execute("SELECT cron.unschedule('tuyo'), cron.unschedule('bp010:otra:stage')")


def test_remove_takes_everything_of_ours_away(cli: Cli, url: str) -> None:
    setting = (
        "SELECT count(*) FROM pg_db_role_setting WHERE setdatabase = ("
        "SELECT oid FROM pg_database WHERE datname = current_database()) AND setrole <> 0"
    )
    cli("cron", "apply", url=url)
    with psycopg.connect(url) as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == ("2h",)
        assert connection.execute(setting).fetchone() == (1,)
    assert "removed: diario, semanal" in cli("cron", "remove", url=url).stdout
    assert jobs(url) == []
    assert open_schedules(url) == []
    with psycopg.connect(url) as connection:
        assert connection.execute(setting).fetchone() == (0,)
    assert "no jobs" in cli("cron", "remove", url=url).stdout


def test_status_shows_next_and_last_run_lag_and_overlap(cli: Cli, url: str) -> None:
    cli("cron", "apply", url=url)
    with psycopg.connect(url, autocommit=True) as connection:
        before = connection.execute("SELECT clock_timestamp()").fetchone()
        call(connection, "diario")
    shown = cli("cron", "status", url=url).stdout
    assert "40 3 1 1 *" in shown
    assert "exitoso" in shown
    by_name = {
        row["ciclo"]: row for row in json.loads(cli("cron", "status", "--json", url=url).stdout)
    }
    assert set(by_name) == {"diario", "semanal"}
    assert by_name["diario"]["proxima"][5:16] == "01-01 03:40"
    with psycopg.connect(url) as connection:
        since = connection.execute(
            "SELECT extract(EPOCH FROM clock_timestamp() - %s)", before
        ).fetchone()
    assert since is not None
    assert 0 <= by_name["diario"]["atraso_segundos"] <= since[0]
    assert by_name["diario"]["solapes"] == 0
    assert by_name["semanal"]["ultima"] is None


def test_a_long_database_name_still_makes_distinct_job_names() -> None:
    names = {cron.name_of("x" * 63, cycle) for cycle in ("mantenimiento", "recuperacion")}
    assert len(names) == 2
    assert all(len(name) <= 63 for name in names)
    assert cron.name_of("x" * 63, "stage") != cron.name_of("x" * 62 + "y", "stage")


def test_the_history_of_our_runs_is_purged_and_that_of_others_is_not(
    cli: Cli, url: str, cluster: Cluster, server_url: str
) -> None:
    cli("cron", "apply", url=url)
    (purge,) = [job for job in jobs(url) if job[0] == "purga"]
    assert purge[3] == "postgres"
    ours = "CALL etl.sp_ejecutar_ciclo('diario', p_origen => 'pg_cron')"
    with psycopg.connect(server_url, autocommit=True) as server:
        for number, (target, command, age) in enumerate(
            [(databases.name(url), ours, 8), (databases.name(url), ours, 6), ("otra", ours, 8)]
        ):
            server.execute(
                "INSERT INTO cron.job_run_details (runid, jobid, database, username, command,"
                " start_time) VALUES (%s, 0, %s, 'bp010', %s, now() - %s * interval '1 day')",
                [-number - 1, target, command, age],
            )
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as home:
            home.execute(purge[2])
        left = server.execute("SELECT runid FROM cron.job_run_details WHERE runid < 0 ORDER BY 1")
        assert left.fetchall() == [(-3,), (-2,)]
        server.execute("DELETE FROM cron.job_run_details WHERE runid < 0")


def test_health_misses_the_jobs_of_a_scheduled_database(url: str) -> None:
    with databases.connect(url) as connection, cron.connect(connection) as home:
        cron.apply(connection, home)
        for job in cron.jobs(home, connection.info.dbname):
            home.execute("SELECT cron.unschedule(%s::bigint)", [job.id])
        (check,) = [result for result in health.checks(connection) if result.name == "pg_cron"]
    assert check.level == health.CRITICAL


def test_a_dry_run_says_what_would_be_done_and_does_nothing(cli: Cli, url: str) -> None:
    def state() -> Any:
        with psycopg.connect(url) as connection:
            active = connection.execute(
                "SELECT ciclo, activo FROM etl.ciclos ORDER BY 1"
            ).fetchall()
        return jobs(url), open_schedules(url), active

    done = cli("cron", "apply", "--dry-run", "--json", url=url)
    assert json.loads(done.stdout) == [
        {"cycle": cycle, "done": "scheduled"} for cycle in ("diario", "semanal", "purga")
    ]
    assert "nothing was changed" in done.stderr
    assert (jobs(url), open_schedules(url)) == ([], [])
    cli("cron", "apply", url=url)
    before = state()
    for words, told in {
        ("pause", "diario"): {"paused": ["diario"]},
        ("resume",): {"resumed": []},
        ("remove",): {"removed": ["diario", "semanal"]},
    }.items():
        done = cli("cron", *words, "--dry-run", "--json", url=url)
        assert json.loads(done.stdout) == told
        assert state() == before


FIELD = [
    "*",
    "7",
    "1-5",
    "*/2",
    "1-5/2",
    "3/2",
    "5-1",
    "*/0",
    "60",
    "1,3",
    "1,",
    "MON",
    "@daily",
    "",
]


def test_what_the_ledger_takes_pg_cron_takes(url: str) -> None:
    """Every pair of such fields, the other three being stars: what is taken here is taken there."""
    texts = [f"{one} {other} * * *" for one in FIELD for other in FIELD]
    texts += [f"* * {one} {one} {other}" for one in FIELD for other in FIELD]
    with databases.connect(url) as connection, cron.connect(connection) as home:
        query = "SELECT texto, etl.fnc_es_cron(texto) FROM unnest(%s::text[]) AS texto"
        verdicts = dict(connection.execute(query, [texts]).fetchall())
        taken = [text for text, good in verdicts.items() if good]
        assert 50 < len(taken) < len(texts) / 2
        for text in taken:
            home.execute("SELECT cron.schedule('prueba', %s, 'SELECT 1')", [text])
        home.rollback()


def take_a_bad_schedule(url: str, cycle: str) -> None:
    """As a table did before it had a rule."""
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE etl.ciclos DROP CONSTRAINT chk_expresion_cron")
        connection.execute(
            "UPDATE etl.ciclos SET expresion_cron = '5/15 * * * *' WHERE ciclo = %s", [cycle]
        )


def test_a_schedule_that_pg_cron_refuses_is_named_and_nothing_changes(cli: Cli, url: str) -> None:
    cli("cron", "apply", url=url)
    before = jobs(url)
    take_a_bad_schedule(url, "semanal")
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE etl.ciclos SET expresion_cron = '9 9 1 1 *' WHERE ciclo = 'diario'"
        )
    done = cli("cron", "apply", url=url)
    assert done.returncode == 1
    assert "invalid schedule: 5/15 * * * *" in done.stderr
    assert "on: cycle semanal" in done.stderr
    assert (jobs(url), open_schedules(url)) == (before, ["diario", "semanal"])


def test_one_bad_schedule_does_not_blind_health(cli: Cli, url: str) -> None:
    cli("cron", "apply", url=url)
    take_a_bad_schedule(url, "semanal")
    done = cli("health", "--json", url=url)
    told = {check["name"]: check["message"] for check in json.loads(done.stdout)}
    assert {"alerts", "queue", "pg_cron"} <= told.keys()
    assert 'cron field "5/15" is not valid' in told["cycles"]


# -- a server without pg_cron, and servers that crash ---------------------------------------------


CHANGED = {
    "deleted": ("SELECT cron.unschedule(jobid) FROM cron.job WHERE jobname = %s",
                "no job in pg_cron"),
    "paused": ("SELECT cron.alter_job(jobid, active => FALSE) FROM cron.job WHERE jobname = %s",
               "paused in pg_cron"),
    "rescheduled": (
        "SELECT cron.alter_job(jobid, schedule => '1 1 1 1 *') FROM cron.job WHERE jobname = %s",
        "pg_cron starts it at '1 1 1 1 *', not at '40 3 1 1 *'"),
    "another command": (
        "SELECT cron.alter_job(jobid, command => 'SELECT 1') FROM cron.job WHERE jobname = %s",
        "pg_cron runs 'SELECT 1' in"),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "fault"), sampled(CHANGED, 2))
def test_a_job_changed_in_pg_cron_is_told(url: str, cli: Cli, statement: str, fault: str) -> None:
    with databases.connect(url) as connection, cron.connect(connection) as home:
        cron.apply(connection, home)
        assert cron.faults(connection, home) == {}
        name = cron.name_of(connection.info.dbname, "diario")
        home.execute(statement.encode(), [name])
        home.commit()
        told = cron.faults(connection, home)
    assert list(told) == ["diario"]
    assert told["diario"].startswith(fault)
    health = cli("health", "--json", url=url)
    assert health.returncode == 2
    assert fault in health.stdout.replace("\\", "")
    status = json.loads(cli("cron", "status", "--json", url=url).stdout)
    assert {row["ciclo"]: row["trabajo"] for row in status} == {"semanal": "ok"} | told


def test_what_the_owner_paused_is_resumed_by_an_operator_and_the_other_way_round(url: str) -> None:
    with databases.connect(url) as connection, cron.connect(connection) as home:
        cron.apply(connection, home)
        for first, second in ((home, None), (None, home)):  # only the owner sees pg_cron's jobs
            assert cron.switch(connection, first, ["diario"], active=False) == ["diario"]
            assert cron.faults(connection, home) == {}
            assert starts(url) == 0
            assert cron.switch(connection, second, ["diario"], active=True) == ["diario"]
            assert cron.faults(connection, home) == {}
            assert starts(url) == 1
        assert open_schedules(url) == ["diario", "semanal"]


def starts(url: str) -> int:
    """How many runs follow when the job of `diario` starts."""
    number = "SELECT count(*) FROM etl.etl_ejecuciones WHERE etl_tipo = 'diario'"
    with psycopg.connect(url, autocommit=True) as connection:
        (before,) = connection.execute(number).fetchone() or (0,)
        connection.execute(cron.command_of("diario").encode())
        (after,) = connection.execute(number).fetchone() or (0,)
    return int(after) - int(before)


def test_a_job_that_was_paused_in_pg_cron_is_told_though_its_cycle_is_off(url: str) -> None:
    """As `cron pause` did once: an operator who resumes the cycle would start nothing."""
    with databases.connect(url) as connection, cron.connect(connection) as home:
        cron.apply(connection, home)
        cron.switch(connection, home, ["diario"], active=False)
        name = cron.name_of(connection.info.dbname, "diario")
        for mend in (
            lambda: cron.apply(connection, home),
            lambda: cron.switch(connection, home, ["diario"], active=True),
        ):
            home.execute(CHANGED["paused"][0].encode(), [name])
            home.commit()
            assert cron.faults(connection, home) == {"diario": "paused in pg_cron"}
            mend()
            assert cron.faults(connection, home) == {}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A server of this module's own, without pg_cron, that may be killed."""
    memory = Path("/dev/shm")
    home = memory / f"bp010-suite-{os.geteuid()}-b-{os.getpid()}"
    if not os.access(memory, os.W_OK):
        home = tmp_path_factory.mktemp("bare")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cluster, "has_library", lambda self, name: False)
        own = Cluster(home, durable=False)
        own.up()
        yield own
        own.destroy()


@pytest.fixture(scope="module")
def bare_template(bare: Cluster) -> str:
    """A migrated database on it."""
    from bp010ctl.migrations import chain

    url = bare.url("plantilla")
    databases.create_if_missing(url)
    chain.migrate(url)
    fakes.install(url)
    return "plantilla"


@pytest.fixture
def bare_url(bare: Cluster, bare_template: str) -> str:
    """A new copy of that database; it goes with the server, which a test may crash."""
    name = f"prueba_{time.monotonic_ns()}"
    with psycopg.connect(bare.url("postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {bare_template}".encode())
    return bare.url(name)


@pytest.mark.slow
def test_without_pg_cron_apply_says_exactly_what_to_do(cli: Cli, bare_url: str) -> None:
    done = cli("cron", "apply", url=bare_url)
    assert done.returncode == 1
    for step in ("shared_preload_libraries = 'pg_cron'", "CREATE EXTENSION pg_cron",
                 "GRANT USAGE ON SCHEMA cron TO \"bp010\"", "bp010ctl cron run"):  # fmt: skip
        assert step in done.stderr
    assert "Traceback" not in done.stderr
    assert cli("cron", "status", url=bare_url).returncode == 0


def test_the_foreground_scheduler_starts_what_is_due_and_nothing_else(bare_url: str) -> None:
    with psycopg.connect(bare_url, autocommit=True) as db:
        define(db, "c", "pozos(3)", cron="* * * * *")
        define(db, "d", "anotar('x')", cron="0 0 1 1 *")
        define(db, "pausado", "anotar('x')", cron="* * * * *")
        db.execute("UPDATE etl.ciclos SET activo = false WHERE ciclo = 'pausado'")
        lines: list[str] = []
        hand = scheduler.Scheduler(bare_url, lines.append)
        now = hand._start_due(db, datetime.now(UTC) - timedelta(seconds=61))
        for thread, _ in list(hand.running.values()):
            thread.join()
        hand._start_due(db, now)
        assert [(run["etl_tipo"], run["estado"], run["origen"]) for run in runs(db)] == [
            ("c", "exitoso", HAND)
        ]
        assert lines[0].startswith("c: done")
        assert open_schedules(bare_url) == ["c", "d"]
        hand.stop.set()
        hand.run()
        assert open_schedules(bare_url) == []


def test_a_cycle_that_still_runs_is_not_started_again(bare_url: str) -> None:
    with psycopg.connect(bare_url, autocommit=True) as db:
        define(db, "c", "esperar(4242)", cron="* * * * *")
        db.execute("SELECT pg_advisory_lock(4242)")
        lines: list[str] = []
        hand = scheduler.Scheduler(bare_url, lines.append)
        minute_ago = datetime.now(UTC) - timedelta(seconds=61)
        hand._start_due(db, minute_ago)
        until(lambda: runs(db))
        hand._start_due(db, minute_ago)
        assert lines == ["c: still running, not started again"]
        hand.cancel()
        for thread, _ in list(hand.running.values()):
            thread.join()
        assert [run["error_tipo"] for run in runs(db)] == ["interrumpido"]


def test_ctrl_c_ends_the_scheduler_cleanly(bare_url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bp010ctl", "cron", "run"],
        env=dict(os.environ) | {"BP010_DATABASE_URL": bare_url}, cwd=PROJECT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert "Ctrl-C stops" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 0, stderr
    assert "stopped" in stdout
    assert "Traceback" not in stderr
    assert open_schedules(bare_url) == []


@pytest.mark.parametrize(
    "death", sampled({death: (death,) for death in ("immediate stop", "kill -9 of the backend")}, 2)
)
def test_a_crash_of_the_server_is_made_up_for_by_the_next_run(
    bare: Cluster, bare_url: str, death: str
) -> None:
    with psycopg.connect(bare_url, autocommit=True) as db:
        define(db, "c", "pasar(1)", "pasar(2)", "dormir(60)")
        db.execute("INSERT INTO prueba.cola SELECT 1, n FROM generate_series(1, 5) AS n")
    with fakes.calling(bare_url, "c") as called:
        with psycopg.connect(bare_url, autocommit=True) as db:
            until(lambda: len([s for r in runs(db) for s in steps(db, r["id"])]) == 3)
        if death.startswith("kill"):
            os.kill(called.pid, signal.SIGKILL)
        else:
            bare._pg("pg_ctl", "-D", str(bare.data), "-m", "immediate", "-w", "stop")
    assert isinstance(called.error, psycopg.OperationalError)
    if death.startswith("immediate"):
        bare.up()
    db = until(lambda: lasting(bare_url))
    with db:
        assert [run["estado"] for run in runs(db)] == ["en_proceso"]
        db.execute("UPDATE etl.ciclo_pasos SET llamada = 'CALL prueba.pasar(3)' WHERE orden = 3")
        call(db, "c")
        assert [(run["estado"], run["error_tipo"]) for run in runs(db)] == [
            ("fallido", "interrumpido"),
            ("exitoso", None),
        ]
        stages = db.execute("SELECT etapa, count(*) FROM prueba.cola GROUP BY 1").fetchall()
        assert stages == [(4, 5)]
        assert db.execute("SELECT 1 FROM etl.v_gaps_por_recuperar").fetchall() == []


# -- last, because it may take until the next minute ----------------------------------------------


@pytest.mark.slow
def test_pg_cron_really_starts_the_cycle(firing: tuple[str, float]) -> None:
    url, since = firing
    with psycopg.connect(url, autocommit=True) as db:
        left = 150 - (time.time() - since)
        (run,) = until(lambda: [r for r in runs(db, "c") if r["fecha_fin"]], max(left, 5))[:1]
        assert (run["estado"], run["origen"], run["registros_cargados"]) == (
            "exitoso",
            "pg_cron",
            3,
        )
        assert runs(db, "c")[0]["modo"] == "incremental_c"
