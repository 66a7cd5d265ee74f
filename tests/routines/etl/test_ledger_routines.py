"""The routines that open, close, judge and repair runs of the ledger, each by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from bp010ctl.migrations import chain
from support.fakes import add_run, rows, set_clock, until
from support.readings import scalar

Connection = psycopg.Connection[Any]
NOON = "2026-01-08 12:00:00+00"


@pytest.fixture
def ledger(bare: Connection) -> Connection:
    """An empty ledger; the clock stands at noon of 8 January 2026, UTC."""
    bare.execute("SELECT set_config('bp010.ahora', %s, true)", [NOON])
    return bare


def add_step(db: Connection, run: int, order: int, state: str, **columns: Any) -> None:
    row = {"ejecucion_id": run, "orden": order, "estado": state, "paso": f"s.p{order}"} | columns
    names = ", ".join(row)
    marks = ", ".join(f"%({name})s" for name in row)
    db.execute(f"INSERT INTO etl.etl_ejecucion_pasos ({names}) VALUES ({marks})".encode(), row)


# -- clocks and versions ------------------------------------------------------------------------


@pytest.mark.parametrize("clock", ["etl.fnc_ahora", "etl.fnc_reloj"])
def test_a_clock_that_was_set_stands_still(ledger: Connection, clock: str) -> None:
    assert str(scalar(ledger, f"SELECT {clock}()")) == "2026-01-08 12:00:00+00:00"
    set_clock(ledger, "2020-02-29 23:59:59.5+00")
    assert str(scalar(ledger, f"SELECT {clock}()")) == "2020-02-29 23:59:59.500000+00:00"


def test_without_a_setting_one_clock_stands_in_a_transaction_and_the_other_goes_on(
    bare: Connection,
) -> None:
    first, started = "SELECT etl.fnc_ahora() = now()", "SELECT etl.fnc_reloj() > now()"
    assert scalar(bare, first) is True
    assert scalar(bare, started) is True
    assert scalar(bare, "SELECT set_config('bp010.ahora', '', true)") == ""
    assert scalar(bare, first) is True  # an empty setting is none
    set_clock(bare, "noon")
    with pytest.raises(psycopg.errors.InvalidDatetimeFormat):
        bare.execute("SELECT etl.fnc_reloj()")


def test_the_version_is_the_newest_revision_or_none(bare: Connection) -> None:
    assert scalar(bare, "SELECT etl.fnc_version()") == chain.revisions()[-1].name
    bare.execute("ALTER TABLE public.alembic_version RENAME TO hidden")
    assert scalar(bare, "SELECT etl.fnc_version()") is None


# -- kinds of errors ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sqlstate", "kind", "passes"),
    [
        (None, None, False),
        ("57014", "interrumpido", False),  # query_canceled
        ("08006", "conexion", False),  # connection_failure
        ("57P01", "interrumpido", False),  # admin_shutdown
        ("40001", "db_error", True),  # serialization_failure
        ("40P01", "db_error", True),  # deadlock_detected
        ("55P03", "db_error", True),  # lock_not_available
        ("23505", "db_error", False),  # unique_violation
        ("", "db_error", False),
    ],
)
def test_an_sqlstate_has_a_kind_and_may_pass(
    bare: Connection, sqlstate: str | None, kind: str | None, passes: bool
) -> None:
    assert scalar(bare, "SELECT etl.fnc_clasificar_error(%s)", sqlstate) == kind
    assert scalar(bare, "SELECT etl.fnc_es_transitorio(%s)", sqlstate) is passes


@pytest.mark.parametrize(
    ("minutes", "change", "over"),
    [
        ("10 min", "", False),
        ("10 min 1 s", "", True),
        ("10 min 1 s", "fecha_desde = '2025-01-01'", False),  # no limit over a range
        ("10 min 1 s", "sentencia_inicio = sentencia_inicio - interval '1 us'", False),
        ("10 min 1 s", "backend_pid = 0", False),
        ("10 min 1 s", "estado = 'exitoso', fecha_fin = fecha_inicio", False),
    ],
)
def test_time_is_over_when_a_run_of_this_very_statement_is_over_its_limit(
    ledger: Connection, minutes: str, change: str, over: bool
) -> None:
    ledger.execute("INSERT INTO etl.ciclos (ciclo, limite_segundos) VALUES ('c', 600)")
    unfinished(ledger, pid=ledger.info.backend_pid)
    cursor = ledger.execute(  # one message to the server, so one statement_timestamp()
        "UPDATE etl.etl_ejecuciones SET sentencia_inicio = statement_timestamp(),"
        f" fecha_inicio = etl.fnc_reloj() - interval '{minutes}';"
        f"UPDATE etl.etl_ejecuciones SET {change or 'estado = estado'};"
        "SELECT etl.fnc_tiempo_agotado()".encode()
    )
    while cursor.nextset():
        pass
    assert cursor.fetchone() == (over,)


@pytest.mark.parametrize(
    ("limit", "over"), [("0", False), ("1500ms", False), ("1d", False), ("40ms", True)]
)
def test_time_is_over_when_the_statement_timeout_is(
    ledger: Connection, limit: str, over: bool
) -> None:
    ledger.execute("SET LOCAL statement_timeout = 0")
    cursor = ledger.execute(  # no timer is armed within the message, so it can be looked at
        f"SELECT pg_sleep(0.05); SET LOCAL statement_timeout = '{limit}';"
        "SELECT etl.fnc_tiempo_agotado()".encode()
    )
    while cursor.nextset():
        pass
    assert cursor.fetchone() == (over,)


# -- the data that a run covered ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ("'2026-01-05', '2026-01-06', NULL, NULL", '["2026-01-05 00:00:00","2026-01-07 00:00:00")'),
        ("'2026-01-05', NULL, NULL, NULL", '["2026-01-05 00:00:00","2026-01-06 00:00:00")'),
        (
            "'2026-01-05', '2026-01-06', '22:30', '01:15'",
            '["2026-01-05 22:30:00","2026-01-06 01:15:00")',
        ),
        ("'2026-01-05', NULL, '06:00', NULL", '["2026-01-05 06:00:00","2026-01-06 00:00:00")'),
        ("'2026-01-05', '2026-01-05', '08:00', '08:00'", "empty"),
        ("'2026-01-05', '2026-01-01', NULL, NULL", "empty"),  # the wrong way round
        ("NULL, '2026-01-05', NULL, NULL", None),  # what had changed
        ("'-infinity', 'infinity', NULL, NULL", "[-infinity,infinity)"),
    ],
)
def test_a_window_is_whole_days_or_times_and_never_an_error(
    bare: Connection, arguments: str, window: str | None
) -> None:
    assert scalar(bare, f"SELECT etl.fnc_ventana({arguments})::text") == window


# -- opening a run ------------------------------------------------------------------------------

OPEN = """
SELECT etl.fnc_iniciar_ejecucion(
    p_ciclo => 'c', p_desde => %s, p_hasta => %s, p_well_id => %s, p_modo => %s, p_origen => %s,
    p_recupera_id => %s, p_ocupado_por => %s
)
"""


def open_run(
    db: Connection,
    start: str | None = None,
    end: str | None = None,
    well: int | None = None,
    mode: str | None = None,
    origin: str | None = "test",
    recovers: int | None = None,
    busy: int | None = None,
) -> dict[str, Any]:
    number = scalar(db, OPEN, start, end, well, mode, origin, recovers, busy)
    (run,) = rows(db, "SELECT * FROM etl.etl_ejecuciones WHERE id = %s", number)
    return run


@pytest.mark.routine("etl.fnc_iniciar_ejecucion")
def test_a_run_over_what_changed_is_opened_without_a_range(ledger: Connection) -> None:
    run = open_run(ledger)
    opened = ("estado", "modo", "origen", "fecha_fin", "fecha_desde", "ubicacion_id", "error_tipo")
    assert [run[column] for column in opened] == [
        "en_proceso", "incremental_c", "test", None, None, None, None,
    ]  # fmt: skip
    assert str(run["fecha_inicio"]) == "2026-01-08 12:00:00+00:00"
    assert run["backend_pid"] == ledger.info.backend_pid
    assert run["version_etl"].startswith("v")
    assert run["host"] == "local"
    assert scalar(ledger, "SHOW synchronous_commit") == "on"


@pytest.mark.routine("etl.fnc_iniciar_ejecucion")
def test_whole_days_of_the_zone_are_days_and_other_limits_times(seeded_db: Connection) -> None:
    db = seeded_db
    db.execute(
        "UPDATE referencial.tbl_config_kpi SET valor_texto = 'America/Bogota'"
        " WHERE kpi_nombre = 'OPERACION' AND parametro = 'zona_horaria'"
    )  # UTC - 5 h all year
    columns = ("fecha_desde", "fecha_hasta", "hora_desde", "hora_hasta", "modo")

    def opened(start: str | None, end: str | None) -> list[str | None]:
        run = open_run(db, start, end)
        return [None if run[column] is None else str(run[column]) for column in columns]

    assert opened("2026-01-05 05:00+00", "2026-01-07 05:00+00") == [
        "2026-01-05", "2026-01-06", None, None, "completo",
    ]  # fmt: skip
    assert opened("2026-01-05 04:30+00", "2026-01-05 12:00+00") == [
        "2026-01-04", "2026-01-05", "23:30:00", "07:00:00", "completo",
    ]  # fmt: skip
    late = scalar(db, OPEN, "2026-01-05 05:00+00", None, None, None, None, None, None)
    limits = "SELECT fecha_desde::text, fecha_hasta::text FROM etl.etl_ejecuciones WHERE id = %s"
    endless = {"fecha_desde": "2026-01-05", "fecha_hasta": "infinity"}
    assert rows(db, limits, late) == [endless]


@pytest.mark.routine("etl.fnc_iniciar_ejecucion")
def test_a_run_of_a_well_has_its_name_and_an_unknown_well_only_its_number(
    ledger: Connection,
) -> None:
    ledger.execute(
        "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
        " VALUES (7, 'Pozo Siete', '2026-01-01')"
    )
    known, unknown = open_run(ledger, well=7, mode="recuperacion"), open_run(ledger, well=8)
    assert (known["ubicacion_id"], known["ubicacion_nombre"]) == ("7", "Pozo Siete")
    assert known["modo"] == "recuperacion"
    assert (unknown["ubicacion_id"], unknown["ubicacion_nombre"]) == ("8", None)


@pytest.mark.routine("etl.fnc_iniciar_ejecucion")
def test_an_attempt_that_found_the_cycle_busy_is_closed_at_once(ledger: Connection) -> None:
    run = open_run(ledger, busy=4711)
    assert (run["estado"], run["error_tipo"], run["duracion_segundos"]) == ("fallido", "unknown", 0)
    assert run["fecha_fin"] == run["fecha_inicio"]
    assert run["error_mensaje"] == 'cycle "c" was already running in process 4711, nothing done'


@pytest.mark.routine("etl.fnc_iniciar_ejecucion")
def test_a_recovery_of_a_run_that_is_not_there_is_refused(ledger: Connection) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="fk_ejecucion_recupera"):
        open_run(ledger, recovers=999_999)


# -- closing a run ------------------------------------------------------------------------------

CLOSE = "SELECT etl.fnc_cerrar_ejecucion(%s::bigint, %s::boolean, %s::double precision)"
OPENED = {"estado": "en_proceso", "fecha_fin": None}


def unfinished(db: Connection, **columns: Any) -> int:
    number = add_run(db, "c", "2026-01-08 11:00+00")
    db.execute(
        "UPDATE etl.etl_ejecuciones SET estado = 'en_proceso', fecha_fin = NULL,"
        " duracion_segundos = NULL, backend_pid = %(pid)s, backend_inicio = %(since)s"
        " WHERE id = %(id)s",
        {"pid": None, "since": None, "id": number} | columns,
    )
    return number


def test_a_run_sums_the_last_try_of_each_step(ledger: Connection) -> None:
    run = unfinished(ledger)
    add_step(ledger, run, 1, "fallido", intento=1, error_sqlstate="40001", error_mensaje="later")
    add_step(
        ledger, run, 1, "exitoso", intento=2, registros=10, detalle='{"extraidos": 4}',
    )  # fmt: skip
    add_step(ledger, run, 2, "exitoso", registros=5, detalle='{"extraidos": 3, "rechazados": 0}')
    assert scalar(ledger, CLOSE, run, False, 90.5) == "exitoso"
    (closed,) = rows(ledger, "SELECT * FROM etl.etl_ejecuciones WHERE id = %s", run)
    assert (closed["registros_cargados"], closed["registros_extraidos"]) == (15, 7)
    assert (closed["error_tipo"], closed["error_mensaje"]) == (None, None)
    assert str(closed["fecha_fin"]) == "2026-01-08 11:01:30.500000+00:00"
    assert closed["duracion_segundos"] == 90.5
    assert scalar(ledger, CLOSE, run, False, 90.5) == "exitoso"  # once more: the same


@pytest.mark.parametrize(
    ("detail", "failed", "stopped", "state"),
    [
        ('{"rechazados": 2}', False, False, "parcial"),
        ("{}", True, False, "parcial"),
        ("{}", True, True, "fallido"),
        ("{}", False, True, "fallido"),  # cancelled between two steps
    ],
)
def test_a_run_is_partial_by_a_failed_step_or_rejected_values(
    ledger: Connection, detail: str, failed: bool, stopped: bool, state: str
) -> None:
    run = unfinished(ledger)
    add_step(ledger, run, 1, "exitoso", registros=1, detalle=detail)
    if failed:
        add_step(ledger, run, 2, "fallido", error_sqlstate="57014", error_mensaje="too long")
        add_step(ledger, run, 3, "fallido", error_sqlstate="23505", error_mensaje="twice")
    assert scalar(ledger, CLOSE, run, stopped, 1) == state
    (closed,) = rows(ledger, "SELECT * FROM etl.etl_ejecuciones WHERE id = %s", run)
    assert closed["error_tipo"] == ("db_error" if failed else None)  # of the last step that failed
    assert closed["error_mensaje"] == ("s.p2: too long; s.p3: twice" if failed else None)


def test_a_run_without_steps_ends_well_and_an_unknown_one_closes_nothing(
    ledger: Connection,
) -> None:
    assert scalar(ledger, CLOSE, unfinished(ledger), False, 0) == "exitoso"
    assert scalar(ledger, CLOSE, 999_999, False, 0) is None


# -- runs whose process is gone -----------------------------------------------------------------


def test_a_run_of_a_lost_process_ends_at_its_last_sign_of_life(ledger: Connection) -> None:
    run = unfinished(ledger, pid=999_999, since="2026-01-08 10:00+00")
    add_step(
        ledger, run, 1, "exitoso",
        fecha_inicio="2026-01-08 11:00+00", fecha_fin="2026-01-08 11:04+00",
    )  # fmt: skip
    add_step(ledger, run, 2, "en_proceso", fecha_inicio="2026-01-08 11:05+00")
    assert scalar(ledger, "SELECT etl.fnc_cerrar_interrumpidas()") == 1
    (closed,) = rows(ledger, "SELECT * FROM etl.etl_ejecuciones WHERE id = %s", run)
    assert (closed["estado"], closed["error_tipo"]) == ("fallido", "interrumpido")
    assert str(closed["fecha_fin"]) == "2026-01-08 11:05:00+00:00"
    assert closed["duracion_segundos"] == 300
    assert closed["error_mensaje"] == "server process 999999 was lost in step s.p2"
    states = "SELECT estado FROM etl.etl_ejecucion_pasos WHERE ejecucion_id = %s ORDER BY orden"
    assert rows(ledger, states, run) == [{"estado": "exitoso"}, {"estado": "fallido"}]
    assert scalar(ledger, "SELECT etl.fnc_cerrar_interrumpidas()") == 0


def test_an_outside_load_goes_on_while_its_session_is_there(ledger: Connection) -> None:
    since = scalar(ledger, "SELECT etl.fnc_inicio_sesion()")
    run = unfinished(ledger, pid=ledger.info.backend_pid, since=since)
    assert scalar(ledger, "SELECT etl.fnc_cerrar_interrumpidas()") == 0
    state = "SELECT estado FROM etl.etl_ejecuciones WHERE id = %s"
    assert scalar(ledger, state, run) == "en_proceso"
    ledger.execute(
        "UPDATE etl.etl_ejecuciones SET backend_inicio = backend_inicio - interval '1 d'"
    )
    assert scalar(ledger, "SELECT etl.fnc_cerrar_interrumpidas()") == 1  # another process's number
    assert scalar(ledger, state, run) == "fallido"


def test_a_cycle_s_run_goes_on_while_the_statement_does_that_made_it(ledger: Connection) -> None:
    since = scalar(ledger, "SELECT etl.fnc_inicio_sesion()")
    run = unfinished(ledger, pid=ledger.info.backend_pid, since=since)
    own = "UPDATE etl.etl_ejecuciones SET sentencia_inicio = statement_timestamp()"
    assert scalar(ledger, f"WITH u AS ({own} RETURNING 1) SELECT count(*) FROM u") == 1
    state = "SELECT estado FROM etl.etl_ejecuciones WHERE id = %s"
    assert scalar(ledger, state, run) == "en_proceso"
    assert scalar(ledger, "SELECT etl.fnc_cerrar_interrumpidas()") == 1  # in a later statement
    assert scalar(ledger, state, run) == "fallido"


def test_closing_one_cycle_leaves_the_others_alone(ledger: Connection) -> None:
    run = unfinished(ledger, pid=999_999)
    assert scalar(ledger, "SELECT etl.fnc_cerrar_interrumpidas('other')") == 0
    state = "SELECT estado FROM etl.etl_ejecuciones WHERE id = %s"
    assert scalar(ledger, state, run) == "en_proceso"
    assert scalar(ledger, "SELECT etl.fnc_cerrar_interrumpidas('c')") == 1
    assert scalar(ledger, state, run) == "fallido"


# -- who is running a cycle ---------------------------------------------------------------------


def test_the_holder_of_a_cycle_s_turn_is_named(ledger: Connection) -> None:
    assert scalar(ledger, "SELECT etl.fnc_ocupante('c')") is None
    assert scalar(ledger, "SELECT etl.fnc_tomar_turno('c')") is True  # over with that statement
    assert scalar(ledger, "SELECT etl.fnc_ocupante('c')") is None
    assert scalar(ledger, "SELECT etl.fnc_tomar_turno('c', true)") is True
    assert scalar(ledger, "SELECT etl.fnc_ocupante('c')") == ledger.info.backend_pid
    assert scalar(ledger, "SELECT etl.fnc_tomar_turno('c')") is True  # it keeps it already
    assert scalar(ledger, "SELECT etl.fnc_ocupante('d')") is None
    assert scalar(ledger, "SELECT etl.fnc_ocupante(NULL)") is None


def test_a_turn_is_given_back_by_who_took_it(ledger: Connection) -> None:
    left = "SELECT count(*) FROM etl.ciclo_turnos"
    ledger.execute("SELECT etl.fnc_tomar_turno('c', true)")
    ledger.execute("SELECT etl.fnc_soltar_turno('c')")  # that of a statement, which it is not
    assert scalar(ledger, left) == 1
    ledger.execute("UPDATE etl.ciclo_turnos SET backend_pid = backend_pid + 1")
    ledger.execute("SELECT etl.fnc_soltar_turno('c', true)")  # somebody else's
    assert scalar(ledger, left) == 1
    ledger.execute("UPDATE etl.ciclo_turnos SET backend_pid = backend_pid - 1")
    ledger.execute("SELECT etl.fnc_soltar_turno('c', true)")
    assert scalar(ledger, left) == 0
    ledger.execute("SELECT etl.fnc_soltar_turno('c', true)")
    taken = "SELECT etl.fnc_tomar_turno('c'), etl.fnc_soltar_turno('c'), etl.fnc_ocupante('c')"
    assert rows(ledger, taken)[0]["fnc_ocupante"] is None
    assert scalar(ledger, left) == 0


def test_a_turn_of_somebody_alive_is_not_to_be_had(ledger: Connection) -> None:
    with psycopg.connect(ledger.info.dsn, autocommit=True) as other:
        other.execute("SELECT etl.fnc_tomar_turno('c', true)")
        assert scalar(ledger, "SELECT etl.fnc_tomar_turno('c')") is False
        assert scalar(ledger, "SELECT etl.fnc_tomar_turno('c', true)") is False
        ledger.rollback()
        other.execute("UPDATE etl.ciclo_turnos SET sentencia_inicio = statement_timestamp()")
        assert scalar(ledger, "SELECT etl.fnc_tomar_turno('c')") is True  # that is over
        ledger.rollback()
        other.execute("DELETE FROM etl.ciclo_turnos")


# -- runs over their limit ----------------------------------------------------------------------


@contextmanager
def overdue(db: Connection, minutes: str) -> Iterator[Going]:
    """Another session in a statement that made a run so long before noon, cancelled or not."""
    db.execute("INSERT INTO etl.ciclos (ciclo, limite_segundos) VALUES ('c', 600)")
    with psycopg.connect(db.info.dsn, autocommit=True) as other:
        going = Going(other)
        going.start()
        times = until(lambda: asleep(db, other.info.backend_pid))[0]
        run = unfinished(db, pid=other.info.backend_pid, since=times["backend_start"])
        db.execute(
            "UPDATE etl.etl_ejecuciones SET fecha_inicio = etl.fnc_reloj() - %s::interval,"
            " sentencia_inicio = %s WHERE id = %s",
            [minutes, times["query_start"], run],
        )
        yield going
        other.cancel()
        going.join()


def asleep(db: Connection, pid: int) -> list[dict[str, Any]]:
    """When the process and its statement started, once that sleeps."""
    db.execute("SELECT pg_stat_clear_snapshot()")
    query = "SELECT backend_start, query_start FROM pg_stat_activity WHERE pid = %s"
    return rows(db, query + " AND wait_event = 'PgSleep' AND query_start IS NOT NULL", pid)


class Going(threading.Thread):
    """A statement that goes on; error: what ended it early."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection
        self.error: psycopg.Error | None = None

    def run(self) -> None:
        try:
            self.connection.execute("SELECT pg_sleep(60)")
        except psycopg.Error as error:
            self.error = error


@pytest.mark.parametrize(("minutes", "cancelled"), [("9 min", 0), ("10 min", 0), ("10 min 1 s", 1)])
def test_a_run_over_its_limit_is_cancelled(
    ledger: Connection, minutes: str, cancelled: int
) -> None:
    with overdue(ledger, minutes) as going:
        assert scalar(ledger, "SELECT etl.fnc_cancelar_excedidas()") == cancelled
        if cancelled:
            going.join(10)
            assert isinstance(going.error, psycopg.errors.QueryCanceled)
        assert going.is_alive() == (not cancelled)
        assert not going.connection.closed


def test_a_minute_later_its_process_is_ended(ledger: Connection) -> None:
    with overdue(ledger, "11 min 1 s") as going:
        assert scalar(ledger, "SELECT etl.fnc_cancelar_excedidas()") == 1
        going.join(10)
        assert isinstance(going.error, psycopg.OperationalError)
        assert going.connection.closed


@pytest.mark.parametrize(
    "change",
    [
        "fecha_desde = '2025-01-01'",
        "sentencia_inicio = sentencia_inicio - interval '1 us'",
        "sentencia_inicio = NULL",
        "backend_inicio = backend_inicio - interval '1 us'",
    ],
)
def test_a_run_over_a_range_or_of_another_statement_is_left_alone(
    ledger: Connection, change: str
) -> None:
    with overdue(ledger, "3 hours") as going:
        ledger.execute(f"UPDATE etl.etl_ejecuciones SET {change}".encode())
        assert scalar(ledger, "SELECT etl.fnc_cancelar_excedidas()") == 0
        assert going.is_alive()


# -- the recovery step --------------------------------------------------------------------------


def test_the_recovery_step_names_its_runs_and_sums_their_rows(ledger: Connection) -> None:
    mine = {"backend_pid": 5, "backend_inicio": "2026-01-08 10:00+00"}
    lost = add_run(ledger, "c", "2026-01-08 09:00+00", estado="fallido")
    run = add_run(ledger, "v", "2026-01-08 11:00+00", **mine)
    first = add_run(
        ledger, "c", "2026-01-08 11:01+00", recupera_id=lost, registros_cargados=8, **mine
    )
    second = add_run(
        ledger, "c", "2026-01-08 11:02+00", recupera_id=lost, registros_cargados=4, **mine
    )
    add_run(ledger, "c", "2026-01-08 11:03+00", recupera_id=lost, backend_pid=6)  # somebody else's
    add_run(ledger, "c", "2026-01-08 11:04+00", registros_cargados=2, **mine)  # no recovery
    ledger.execute("SELECT etl.fnc_anotar_recuperacion(%s, 3)", [run])
    (step,) = rows(ledger, "SELECT * FROM etl.etl_ejecucion_pasos WHERE ejecucion_id = %s", run)
    assert (step["orden"], step["paso"], step["estado"]) == (3, "etl.sp_recuperar", "exitoso")
    assert (step["registros"], step["duracion_segundos"]) == (12, 2)
    assert (step["detalle"], step["error_sqlstate"]) == ({"ejecuciones": [first, second]}, None)
    with pytest.raises(psycopg.errors.UniqueViolation):
        ledger.execute("SELECT etl.fnc_anotar_recuperacion(%s, 3)", [run])


def test_a_recovery_step_without_recoveries_is_empty(ledger: Connection) -> None:
    run = add_run(ledger, "v", "2026-01-08 11:00+00")
    ledger.execute("SELECT etl.fnc_anotar_recuperacion(%s, 1)", [run])
    (step,) = rows(ledger, "SELECT * FROM etl.etl_ejecucion_pasos WHERE ejecucion_id = %s", run)
    assert (step["registros"], step["detalle"]) == (0, {"ejecuciones": []})


# -- rows written -------------------------------------------------------------------------------


def test_rows_are_counted_by_computed_schema_queue_and_rejects(ledger: Connection) -> None:
    total = "SELECT cargados, extraidos, rechazados FROM etl.fnc_filas_escritas()"
    (before,) = ledger.execute(total).fetchall()
    ledger.execute(
        "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
        " SELECT n, 'P-' || n, '2026-01-01' FROM generate_series(1, 3) AS n"
    )
    ledger.execute("UPDATE stage.tbl_pozo_maestra SET campo = 'A' WHERE well_id < 3")
    ledger.execute("DELETE FROM stage.tbl_pozo_maestra WHERE well_id = 3")
    ledger.execute(
        "INSERT INTO etl.claves_sucias (consumidor, well_id, hora) SELECT 'kpi', 1, now()"
    )
    ledger.execute("DELETE FROM etl.claves_sucias")
    ledger.execute(
        "INSERT INTO stage.tbl_landing_rechazos (unit_id, var_id, motivo, primera_vez, ultima_vez)"
        " VALUES (1, 61, 'no_numerico', now(), now())"
    )
    ledger.execute("INSERT INTO etl.ciclos (ciclo) VALUES ('counts nowhere')")
    (after,) = ledger.execute(total).fetchall()
    # three wells, two changed, one deleted; one key off the queue; one value rejected
    assert [b - a for a, b in zip(before, after, strict=True)] == [6, 1, 1]
