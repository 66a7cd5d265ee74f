"""The ledger's views and commands: what is a gap, how reliable it is, and how much they read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from bp010ctl.cycles import health, ledger
from support import PROJECT, Cli, fakes
from support.fakes import add_run, call, define, set_clock

Connection = psycopg.Connection[Any]
DAY = {"fecha_desde": "2026-01-05", "fecha_hasta": "2026-01-05"}


@pytest.fixture
def db(db: Connection) -> Connection:
    """The session with its clock at noon of 8 January."""
    set_clock(db, "2026-01-08 12:00+00")
    return db


def gaps(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute("SELECT * FROM etl.v_gaps_por_recuperar").fetchall()


def columns(db: Connection, view: str) -> list[str]:
    attributes = db.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " ORDER BY attnum",
        [view],
    )
    return [name for (name,) in attributes]


def test_the_views_have_the_columns_that_others_count_on(db: Connection) -> None:
    assert columns(db, "etl.v_gaps_por_recuperar") == [
        "etl_tipo", "ubicacion_id", "ubicacion_nombre", "fecha_desde", "fecha_hasta",
        "hora_desde", "hora_hasta", "fecha_fallo", "error_tipo", "error_mensaje",
        "horas_desde_fallo",
    ]  # fmt: skip
    assert columns(db, "etl.v_metricas_confiabilidad") == [
        "etl_tipo", "ubicacion_id", "ubicacion_nombre", "fecha", "total_ejecuciones",
        "ejecuciones_exitosas", "ejecuciones_fallidas", "tasa_exito_pct",
        "duracion_promedio_seg", "total_registros_cargados",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("later", "covered"),
    [
        ({}, True),
        ({"estado": "parcial"}, True),
        ({"estado": "fallido"}, False),
        ({"fecha_inicio": "2026-01-08 09:00+00"}, False),
        ({"fecha_hasta": "2026-01-06"}, True),
        ({"hora_desde": "00:00", "hora_hasta": "12:00"}, False),
        ({"fecha_desde": "2026-01-06", "fecha_hasta": "2026-01-06"}, False),
        ({"ubicacion_id": "otra"}, False),
        ({"ubicacion_id": None}, True),
        ({"etl_tipo": "otro"}, False),
        ({"fecha_desde": None, "fecha_hasta": None}, False),
    ],
)
def test_a_gap_is_covered_by_a_later_success_over_as_much(
    db: Connection, later: dict[str, Any], covered: bool
) -> None:
    place = {"ubicacion_id": "uno", **DAY}
    add_run(db, "carga", "2026-01-08 10:00+00", estado="fallido", **place)
    row = {"etl_tipo": "carga", "fecha_inicio": "2026-01-08 11:00+00", **place} | later
    kind, start = row.pop("etl_tipo"), row.pop("fecha_inicio")
    add_run(db, kind, start, **row)
    kinds = [gap[1] for gap in gaps(db) if gap[7].hour == 10]
    assert kinds == ([] if covered else ["uno"])


def test_gaps_are_the_oldest_first_and_seven_days_old_at_most(db: Connection) -> None:
    for start in ("2026-01-07 10:00+00", "2026-01-02 10:00+00", "2025-12-31 10:00+00"):
        add_run(db, "carga", start, estado="fallido", error_tipo="timeout", **DAY)
    rows = gaps(db)
    assert [gap[7].day for gap in rows] == [2, 7]
    assert rows[0][-1] == pytest.approx(6 * 24 + 2, abs=0.01)


def test_a_window_in_the_wrong_order_breaks_nothing(db: Connection) -> None:
    add_run(db, "carga", "2026-01-08 10:00+00", estado="fallido", fecha_desde="2026-01-05",
            fecha_hasta="2026-01-01", hora_desde="12:00", hora_hasta="10:00")  # fmt: skip
    assert len(gaps(db)) == 1


def test_metrics_count_runs_by_day_of_the_operating_zone(db: Connection) -> None:
    fakes.rows(db, "SELECT 1")
    db.execute(
        "INSERT INTO referencial.tbl_config_kpi (kpi_nombre, parametro, valor_texto)"
        " VALUES ('OPERACION', 'zona_horaria', 'America/Bogota')"
        " ON CONFLICT (kpi_nombre, parametro) DO UPDATE SET valor_texto = excluded.valor_texto"
    )
    for hour, state in enumerate(("exitoso", "exitoso", "fallido", "parcial")):
        add_run(
            db, "c", f"2026-01-08 0{hour}:30+00", estado=state, registros_cargados=10,
            error_tipo="db_error" if state == "fallido" else None,
        )  # fmt: skip
    add_run(db, "c", "2026-01-08 06:30+00", estado="parcial", error_tipo="db_error")
    add_run(db, "c", "2026-01-08 06:31+00", estado="fallido", ocupado_por=1)
    add_run(db, "c", "2026-01-08 06:32+00", estado="fallido", ticks_perdidos=3)
    metrics = db.execute(
        "SELECT fecha::text, total_ejecuciones, ejecuciones_exitosas, ejecuciones_fallidas,"
        " tasa_exito_pct::float, duracion_promedio_seg, total_registros_cargados"
        " FROM etl.v_metricas_confiabilidad"
    ).fetchall()
    assert metrics == [("2026-01-08", 1, 0, 1, 0.0, 1.0, 0), ("2026-01-07", 4, 3, 1, 75.0, 1.0, 40)]


def test_the_newest_run_of_each_kind_and_place(db: Connection) -> None:
    for kind, place, start, state in (
        ("a", None, "2026-01-08 10:00+00", "exitoso"),
        ("a", None, "2026-01-08 11:00+00", "fallido"),
        ("b", "uno", "2026-01-08 10:00+00", "exitoso"),
        ("b", "dos", "2026-01-08 10:00+00", "fallido"),
        ("b", None, "2026-01-08 09:00+00", "parcial"),
    ):
        add_run(db, kind, start, ubicacion_id=place, estado=state)
    runs = db.execute(
        "SELECT etl_tipo, ubicacion_id, estado, extract(hour FROM ultimo_exito)::int"
        " FROM etl.v_ultimas_ejecuciones ORDER BY etl_tipo, ubicacion_id NULLS FIRST"
    ).fetchall()
    assert runs == [
        ("a", None, "fallido", 10),
        ("b", None, "parcial", 9),
        ("b", "dos", "fallido", None),
        ("b", "uno", "exitoso", 10),
    ]


@pytest.fixture(scope="module")
def long_ledger(cluster: Any, migrated_template: Any) -> Iterator[str]:
    """100,000 runs of a month with their failures, missing starts and recoveries."""
    from support.databases import new_database

    with new_database(cluster, migrated_template.template_dbname) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute((PROJECT / "tests" / "fixtures" / "ledger_100k.sql").read_bytes())
            connection.execute("VACUUM ANALYZE etl.etl_ejecuciones")
        yield url


ROWS_READ = """
SELECT
    sum(tablas.seq_tup_read) AS en_orden,
    sum((
        SELECT coalesce(sum(indices.idx_tup_read), 0)
        FROM pg_catalog.pg_stat_user_indexes AS indices
        WHERE indices.relid = tablas.relid
    )) AS por_indice
FROM pg_catalog.pg_stat_user_tables AS tablas
WHERE tablas.schemaname = 'etl' AND tablas.relname ~ '^etl_ejecucion'
"""


def rows_read(connection: Connection, ask: Callable[[Connection], Any]) -> tuple[int, int]:
    """Rows of the ledger that a question reads: in whole scans, and by index."""

    def so_far() -> tuple[int, int]:
        connection.execute("SELECT pg_stat_force_next_flush()")
        connection.execute("SELECT pg_stat_clear_snapshot()")
        counts = connection.execute(ROWS_READ.encode()).fetchone()
        assert counts is not None
        return int(counts[0]), int(counts[1])

    before = so_far()
    assert ask(connection)
    after = so_far()
    return after[0] - before[0], after[1] - before[1]


@pytest.mark.parametrize(
    ("question", "most"),
    [("gaps", 1_000), ("cycles", 5_000), ("runs", 100), ("health", 6_000), ("watch", 1_500)],
)
def test_of_a_ledger_of_100_000_runs_a_question_reads_a_few_by_index(
    long_ledger: str, question: str, most: int
) -> None:
    ask: Callable[[Connection], Any] = {
        "gaps": ledger.gaps,
        "cycles": ledger.cycles,
        "runs": lambda c: ledger.runs(c, 20, failed=True),
        "health": health.checks,
        "watch": lambda c: c.execute("CALL etl.sp_vigilancia()"),
    }[question]
    with psycopg.connect(long_ledger, autocommit=True) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM etl.etl_ejecuciones").fetchall()
        assert count >= 100_000
        scanned, looked_up = rows_read(connection, ask)
    assert scanned == 0
    assert 0 < looked_up <= most


def test_metrics_of_a_month_read_each_run_of_it_once(long_ledger: str) -> None:
    with psycopg.connect(long_ledger, autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM etl.etl_ejecuciones").fetchone()
        scanned, looked_up = rows_read(connection, lambda c: ledger.metrics(c, 30))
    assert row is not None
    assert scanned == 0
    assert 0.9 * row[0] < looked_up < row[0] + 100  # a few more find the kinds and places


# -- commands -----------------------------------------------------------------------------------


def test_runs_shows_them_and_failed_shows_why(cli: Cli, url: str, db: Connection) -> None:
    db.execute("RESET bp010.ahora")
    define(db, "bueno", "pozos(3)")
    define(db, "malo", "fallar('23505')")
    call(db, "bueno", origen="prueba")
    call(db, "malo")
    shown = cli("runs", url=url).stdout.splitlines()
    assert "bueno" in shown[0]
    assert "3 rows" in shown[0]
    failed = cli("runs", "--failed", url=url).stdout
    assert "bueno" not in failed
    assert "23505 no luck" in failed
    (row,) = json.loads(cli("runs", "--failed", "--json", url=url).stdout)
    assert row["pasos_fallidos"][0]["error_sqlstate"] == "23505"


def test_follow_shows_runs_as_they_end(url: str, db: Connection) -> None:
    db.execute("RESET bp010.ahora")
    define(db, "c", "anotar('x')")
    call(db, "c", origen="antes")
    with psycopg.connect(url, autocommit=True) as other:
        seen = ledger.follow(other, every=0.05)
        assert next(seen)["origen"] == "antes"
        call(db, "c", origen="después")
        row = next(seen)
    assert (row["origen"], row["estado"]) == ("después", "exitoso")


def test_follow_ends_with_ctrl_c_and_no_traceback(url: str, db: Connection, tmp_path: Any) -> None:
    import os
    import signal

    db.execute("RESET bp010.ahora")
    define(db, "c", "anotar('x')")
    call(db, "c")
    with subprocess.Popen(
        [sys.executable, "-m", "bp010ctl", "runs", "--follow", "--json"],
        env=dict(os.environ) | {"BP010_DATABASE_URL": url}, cwd=PROJECT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["etl_tipo"] == "c"
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
    assert "Traceback" not in stderr


def test_gaps_and_recover(cli: Cli, url: str, db: Connection) -> None:
    db.execute("RESET bp010.ahora")
    assert "no gaps" in cli("gaps", url=url).stdout
    define(db, "c", "insistir('23505', 1)", cron="0 0 1 1 *")
    call(db, "c")
    assert "not yet" in cli("gaps", url=url).stdout
    assert json.loads(cli("gaps", "--json", url=url).stdout)[0]["de_ciclo"] is True
    planned = json.loads(cli("recover", "--dry-run", "--json", url=url).stdout)
    told = cli("recover", "--dry-run", url=url).stdout
    assert "c: what changed" in told
    assert "1 gap would be run again" in told
    done = cli("recover", "--max", "1", "--json", url=url)
    assert done.returncode == 0, done.stderr
    assert [run["recupera_id"] for run in json.loads(done.stdout)] == [planned[0]["id"]]
    assert json.loads(cli("recover", "--dry-run", "--json", url=url).stdout) == []
    assert "nothing to recover" in cli("recover", url=url).stdout
    assert json.loads(cli("gaps", "--json", url=url).stdout) == []


def test_recover_fails_where_the_gap_does(cli: Cli, url: str, db: Connection) -> None:
    db.execute("RESET bp010.ahora")
    define(db, "c", "fallar('23505')", cron="0 0 1 1 *")
    call(db, "c")
    done = cli("recover", url=url)
    assert done.returncode == 1
    assert "1 recovered" in done.stdout
    assert json.loads(cli("recover", "--dry-run", "--json", url=url).stdout) == []  # it waits


def test_metrics_shows_the_last_days(cli: Cli, url: str, db: Connection) -> None:
    db.execute("RESET bp010.ahora")
    assert "nothing has run yet" in cli("metrics", url=url).stdout
    define(db, "c", "anotar('x')")
    call(db, "c")
    assert "100.0" in cli("metrics", url=url).stdout
    assert json.loads(cli("metrics", "--json", url=url).stdout)[0]["tasa_exito_pct"] == 100


def levels(cli: Cli, url: str) -> tuple[int, dict[str, int]]:
    done = cli("health", "--json", url=url)
    return done.returncode, {check["name"]: check["level"] for check in json.loads(done.stdout)}


def test_health_is_well_when_the_cycles_run(cli: Cli, url: str, db: Connection) -> None:
    db.execute("RESET bp010.ahora")
    define(db, "c", "anotar('x')", cron="* * * * *")
    db.execute("SELECT etl.fnc_programar('c', '* * * * *', 'prueba')")
    call(db, "c")
    code, checks = levels(cli, url)
    assert (code, set(checks.values())) == (0, {0})
    assert "cycle c" in checks


def test_health_tells_lag_gaps_alerts_and_default_partitions(
    cli: Cli, url: str, db: Connection
) -> None:
    define(db, "c", "anotar('x')", cron="* * * * *")
    db.execute("INSERT INTO stage.landing_scada_data (unit_id, var_id) VALUES (1, 1)")
    set_clock(db, "2020-01-01 00:00+00")
    db.execute("SELECT etl.fnc_programar('c', '* * * * *', 'prueba')")
    db.execute("RESET bp010.ahora")
    add_run(db, "c", "2020-01-01 00:00+00")
    for _ in range(5):
        add_run(db, "c", str(db.execute("SELECT now()").fetchone()[0]), estado="fallido")  # type: ignore[index]
    db.execute("CALL etl.sp_vigilancia()")
    code, checks = levels(cli, url)
    assert code == 2
    assert checks["cycle c"] == 2
    assert checks["alert fallos"] == 2
    assert (checks["gaps"], checks["alert gap"], checks["default partitions"]) == (1, 1, 1)


def test_health_says_which_cycle_is_paused(cli: Cli, url: str, db: Connection) -> None:
    define(db, "c", "anotar('x')", cron="* * * * *")
    db.execute("UPDATE etl.ciclos SET activo = false WHERE ciclo = 'c'")
    shown = cli("health", url=url)
    assert shown.returncode == 1
    assert "paused: bp010ctl cron resume c" in shown.stdout


def test_health_without_a_schedule_is_a_warning(cli: Cli, url: str) -> None:
    code, checks = levels(cli, url)
    assert (code, checks["cycles"]) == (1, 1)


def test_health_without_a_server_is_critical(cli: Cli) -> None:
    done = cli("health", url="postgresql://nobody@localhost:1/nothing")
    assert done.returncode == 2
    assert "no connection" in done.stdout


@pytest.mark.parametrize(
    "table",
    [
        "etl.alertas",
        *(
            pytest.param(table, marks=pytest.mark.slow)
            for table in ("etl.etl_ejecuciones", "stage.tbl_pozo_produccion")
        ),
    ],
)
def test_health_behind_a_lock_says_so_and_whose(
    cli: Cli, url: str, db: Connection, table: str
) -> None:
    """No answer is not well: each check that is held up is critical, the others answer."""
    if table == "stage.tbl_pozo_produccion":
        db.execute("INSERT INTO stage.landing_scada_data (unit_id, var_id) VALUES (1, 1)")
        table = "stage.landing_scada_data_default"
    with psycopg.connect(url, application_name="somebody") as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        done = cli("health", url=url)
    assert done.returncode == 2
    assert "behind a lock of" in done.stdout
    assert "somebody" in done.stdout
    assert "disk" in done.stdout


def test_health_misses_a_default_partition(cli: Cli, url: str, db: Connection) -> None:
    facts = "reporting.fact_operaciones_horarias"
    db.execute(f"ALTER TABLE {facts} DETACH PARTITION {facts}_default".encode())
    shown = cli("health", url=url)
    assert shown.returncode == 2
    assert f"{facts}: no default partition" in shown.stdout
    db.execute("CALL etl.sp_crear_particiones()")
    assert "4, all empty" in cli("health", url=url).stdout
