"""What each group may do: operators run cycles, loaders load, and nobody becomes the owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bp010ctl.cycles import cron, runner
from bp010ctl.cycles.tracker import ETLEjecucion, ETLTracker, TrackerError
from bp010ctl.server.cluster import Cluster
from support import fakes
from support.fakes import add_run, call, define, runs, steps, traces
from support.readings import make_wells, set_clock

Connection = psycopg.Connection[Any]
As = Callable[[str], str]
NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


@pytest.fixture
def db(seeded: str) -> Iterator[Connection]:
    fakes.install(seeded)
    with psycopg.connect(seeded, autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        yield connection


@pytest.fixture(scope="module")
def members(server_url: str) -> Iterator[None]:
    """The owner is in each group while this file's tests run."""
    groups = "bp010_operacion, bp010_escritura, bp010_lectura"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f"GRANT {groups} TO bp010".encode())
        yield
        server.execute(f"REVOKE {groups} FROM bp010".encode())


@pytest.fixture
def role(members: None, seeded: str) -> As:
    """The URL of the database for somebody who is a member of a group and nothing else."""
    return lambda name: make_conninfo(seeded, options=f"-c role={name}")


def refused(connection: Connection, role: str, statement: str) -> None:
    """A session that is of a group and nothing else may not do this."""
    connection.execute(f"SET LOCAL ROLE {role}".encode())
    with pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement.encode())


# -- what is run --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE etl.ciclo_pasos SET llamada = 'CALL prueba.anotar(''x'')'",
        "INSERT INTO etl.ciclo_pasos (ciclo, orden, llamada) VALUES ('stage', 9, 'CALL a.b()')",
        "DELETE FROM etl.ciclo_pasos",
        "UPDATE etl.ciclos SET expresion_cron = '* * * * *'",
        "UPDATE etl.ciclos SET ciclo = 'x'' ; DROP TABLE y'",
        "INSERT INTO etl.ciclos (ciclo) VALUES ('otro')",
        "CREATE PROCEDURE etl.propia() LANGUAGE sql AS ''",
        "CREATE TABLE public.propia (x text)",
    ],
)
@pytest.mark.parametrize("name", ["bp010_operacion", "bp010_escritura", "bp010_lectura"])
@pytest.mark.usefixtures("members")
def test_only_the_owner_says_what_cycles_run(
    seeded_db: Connection, name: str, statement: str
) -> None:
    refused(seeded_db, name, statement)


def test_operators_switch_cycles_off_and_on(db: Connection, role: As) -> None:
    define(db, "c", "anotar('x')", cron="* * * * *")
    with psycopg.connect(role("bp010_operacion"), autocommit=True) as operator:
        operator.execute("UPDATE etl.ciclos SET activo = false WHERE ciclo = 'c'")
        call(db, "c", origen="pg_cron")
        assert (runs(db), traces(db)) == ([], [])
        call(db, "c")  # a person may
        operator.execute("UPDATE etl.ciclos SET activo = true WHERE ciclo = 'c'")
    call(db, "c", origen="pg_cron")
    assert [run["estado"] for run in runs(db, "c")] == ["exitoso", "exitoso"]


def test_what_is_switched_off_by_an_operator_misses_nothing(db: Connection, role: As) -> None:
    """pg_cron goes on starting it, because its jobs are the owner's."""
    define(db, "c", "anotar('x')", cron="* * * * *")
    set_clock(db, "2026-03-15 11:59:30+00")
    db.execute("SELECT etl.fnc_programar('c', '* * * * *', 'pg_cron')")
    with psycopg.connect(role("bp010_operacion")) as operator:
        for minute in range(30):
            for session in (db, operator):
                set_clock(session, f"2026-03-15 12:{minute:02}:01+00")
            call(db, "c", origen="pg_cron")
            if minute in (9, 19):
                assert cron.switch(operator, None, ["c"], active=minute == 19) == ["c"]
            db.execute("CALL etl.sp_vigilancia()")
    assert len(runs(db, "c")) == 20
    assert [run for run in runs(db, "c") if run["ticks_perdidos"]] == []
    open_ = db.execute("SELECT desde::text FROM etl.ciclo_vigencias WHERE hasta IS NULL")
    assert open_.fetchall() == [("2026-03-15 12:20:01+00",)]


STEP = "INSERT INTO etl.ciclo_pasos (ciclo, orden, llamada) VALUES"
WORSE = [
    "CALL prueba.anotar('x'); DROP TABLE prueba.hecho",
    "CALL prueba.anotar('x') ; CREATE ROLE intruso SUPERUSER",
    "CALL prueba.anotar((SELECT 'x'))",
    "CALL prueba.anotar(pg_sleep(9)::text)",
    "CALL prueba.anotar('x' || 'y')",
    "CALL prueba.anotar('a', VARIADIC ARRAY['x'])",
    r"CALL prueba.anotar('\''); DROP TABLE prueba.hecho; --')",
    "CALL prueba.anotar($$x$$)",
    "CALL prueba.anotar(E'x')",
    "CALL prueba.anotar('x') -- and more",
    "CALL prueba.anotar('x') /* and more */",
    "CALL anotar('x')",
    "CALL \"prueba\".anotar('x')",
    "CALL prueba.anotar('x",
    "CALL prueba.anotar('x')\nCALL prueba.anotar('y')",
    "DO $$ BEGIN END $$",
    "SELECT 1",
    "",
]
FAIR = [
    "CALL a.b()",
    "call a.b (1, -2.5, NULL, true, 'it''s', {desde}, {hasta}, {pozo})",
    "CALL etl.sp_reconciliar(p_dias => 35)",
    "CALL a.b('x; y -- z /* $$')",
]


@pytest.mark.parametrize("text", WORSE)
def test_a_step_that_is_not_one_call_with_constants_is_refused(
    seeded_db: Connection, text: str
) -> None:
    with pytest.raises(errors.CheckViolation, match="chk_llamada"):
        seeded_db.execute(f"{STEP} ('stage', 99, %s)".encode(), [text])


def test_what_passes_for_a_step_where_its_check_is_gone_does_not_run(db: Connection) -> None:
    db.execute("ALTER TABLE etl.ciclo_pasos DROP CONSTRAINT chk_llamada")
    for number, text in enumerate(WORSE):
        define(db, f"c{number}", "anotar('x')")
        db.execute("UPDATE etl.ciclo_pasos SET llamada = %s WHERE ciclo = %s", [text, f"c{number}"])
        for strings in ("on", "off"):
            db.execute(f"SET standard_conforming_strings = {strings}".encode())
            call(db, f"c{number}")
    failed = [steps(db, run["id"])[0]["error_sqlstate"] for run in runs(db)]
    assert failed == ["42601", "42601"] * len(WORSE)
    assert traces(db) == []


@pytest.mark.parametrize("text", FAIR)
def test_a_call_with_constants_is_a_step(seeded_db: Connection, text: str) -> None:
    seeded_db.execute(f"{STEP} ('stage', 99, %s)".encode(), [text])


def test_the_steps_of_the_seeds_are_such_calls(db: Connection) -> None:
    cursor = db.execute(
        "SELECT bool_and(etl.fnc_es_llamada(llamada)), count(*) FROM etl.ciclo_pasos"
    )
    assert cursor.fetchone() == (True, 23)


def test_a_routine_of_somebody_else_is_not_run(
    cluster: Cluster, seeded: str, db: Connection
) -> None:
    name = str(conninfo_to_dict(seeded)["dbname"])
    with psycopg.connect(cluster.url(name, "postgres")) as other:
        other.execute(
            "CREATE SCHEMA ajeno; GRANT USAGE ON SCHEMA ajeno TO public;"
            "CREATE PROCEDURE ajeno.entrar() LANGUAGE sql"
            " AS $$ INSERT INTO prueba.hecho VALUES ('entrar') $$;"
            # an overload among routines of ours is somebody else's as well
            "CREATE PROCEDURE prueba.anotar(p_paso integer) LANGUAGE sql"
            " AS $$ INSERT INTO prueba.hecho VALUES ('anotar') $$"
        )
    define(db, "c", "ajeno.entrar()", "anotar(1)", optional=[1, 2])
    call(db, "c")
    (run,) = runs(db, "c")
    assert [step["error_sqlstate"] for step in steps(db, run["id"])] == ["42501", "42501"]
    assert traces(db) == []


# -- the ledger ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE etl.etl_ejecuciones SET estado = 'exitoso'",
        "INSERT INTO etl.etl_ejecuciones (etl_tipo, backend_pid) VALUES ('stage', 1)",
        "DELETE FROM etl.etl_ejecuciones",
        "UPDATE etl.etl_ejecucion_pasos SET estado = 'exitoso'",
        "INSERT INTO etl.etl_ejecucion_pasos (ejecucion_id, orden, paso) VALUES (1, 1, 'x')",
        "SELECT etl.fnc_abrir_carga('stage', NULL, NULL, now()::date, now()::date)",
        "DELETE FROM etl.ciclo_turnos",
    ],
)
@pytest.mark.usefixtures("members")
def test_loaders_touch_no_run_of_a_cycle(seeded_db: Connection, statement: str) -> None:
    add_run(seeded_db, "stage", "2026-01-01 00:00+00", estado="fallido")
    refused(seeded_db, "bp010_escritura", statement)


def test_loaders_write_runs_of_their_own(db: Connection, role: As) -> None:
    number = add_run(db, "stage", "2026-01-01 00:00+00", estado="fallido")
    day = date(2026, 1, 1)
    with ETLTracker(role("bp010_escritura")) as tracker:
        with tracker.ejecucion(ETLEjecucion("scada", "u", "Uno", day, day)) as run:
            run.registros_cargados = 5
        with pytest.raises(TrackerError, match=f"no run {number}"):
            tracker.finalizar_ejecucion_exitosa(number)
    states = {run["etl_tipo"]: (run["estado"], run["registros_cargados"]) for run in runs(db)}
    assert states == {"stage": ("fallido", None), "scada": ("exitoso", 5)}


@pytest.mark.parametrize("known", [True, False])
def test_a_forged_row_does_not_have_a_healthy_session_ended(
    seeded: str, db: Connection, known: bool
) -> None:
    """Neither a process that has the number of one that was, nor one that runs something else."""
    with psycopg.connect(seeded, autocommit=True) as innocent:
        row = innocent.execute("SELECT etl.fnc_inicio_sesion(), statement_timestamp()").fetchone()
        assert row is not None
        start, statement = row
        for minutes in (16, 60):
            add_run(
                db, "reporting", str(datetime.now(UTC) - timedelta(minutes=minutes)),
                backend_pid=innocent.info.backend_pid, sentencia_inicio=statement,
                backend_inicio=start if known else start - timedelta(days=1),
            )  # fmt: skip
        db.execute("UPDATE etl.etl_ejecuciones SET estado = 'en_proceso', fecha_fin = NULL")
        db.execute("CALL etl.sp_vigilancia()")
        assert innocent.execute("SELECT 1").fetchone() == (1,)
    assert {run["error_tipo"] for run in runs(db)} == {"interrumpido"}


# -- work ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["incremental", "full-reset"])
def test_operators_run_the_chains(seeded: str, db: Connection, role: As, mode: str) -> None:
    make_wells(db, 1, 2)
    set_clock(db, NOW)
    db.execute(
        "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura, pip, current_amperage)"
        " SELECT w, %s::timestamptz - n * interval '10 minutes', 700, 30"
        " FROM generate_series(1, 2) AS w, generate_series(0, 20) AS n",
        [NOW],
    )
    with psycopg.connect(role("bp010_operacion")) as operator:
        set_clock(operator, NOW)
        result = runner.run(operator, mode)
    assert [step.error for step in result.steps if step.error] == []
    assert result.estado == "exitoso"
    row = db.execute("SELECT count(*) FROM reporting.dataset_current_values").fetchone()
    assert row == (2,)


def test_loaders_delete_a_master_with_all_that_hangs_on_it(db: Connection, role: As) -> None:
    make_wells(db, 1, 2)
    set_clock(db, NOW)
    db.execute(
        "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura, pip)"
        " SELECT w, %s, -5 FROM generate_series(1, 2) AS w",
        [NOW],
    )
    db.execute("CALL reporting.sp_load_to_reporting()")
    db.execute("CALL stage.sp_execute_dq_validation()")
    verdicts = "SELECT array_agg(DISTINCT well_id) FROM stage.tbl_pozo_scada_dq"
    assert db.execute(verdicts).fetchone() == ([1, 2],)
    with psycopg.connect(role("bp010_escritura")) as loader:
        loader.execute("DELETE FROM stage.tbl_pozo_maestra WHERE well_id = 1")
    assert db.execute(verdicts).fetchone() == ([2],)
    left = db.execute("SELECT well_id FROM stage.tbl_pozo_produccion").fetchall()
    assert left == [(2,)]
