"""The parts of the data quality run, each by itself, with the rules on three variables.

Water cut (ID 57) from 0 to 100 %, the surface card's positions (ID 155), the well's type (ID 3);
a value is late after 2 s.
"""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from support.readings import (
    insert,
    insert_readings,
    make_wells,
    row,
    rows,
    set_clock,
    set_config,
    xmins,
)

Connection = psycopg.Connection[Any]
HOUR = "2026-01-07 10:00:00+00"
CARD = "[1,2,3]"


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2 and the three rules; noon of 7 January 2026, UTC."""
    set_clock(seeded_db, "2026-01-07 12:00+00")
    make_wells(seeded_db, 1, 2, tipo_pozo="VERTICAL")
    seeded_db.execute(
        "DELETE FROM referencial.tbl_dq_rules WHERE variable_id NOT IN"
        " (SELECT variable_id FROM referencial.tbl_maestra_variables"
        "  WHERE id_formato1 IN (3, 57, 155))"
    )
    return seeded_db


def reading(time: str, well: int = 1, **values: Any) -> dict[str, Any]:
    """A reading of 7 January that arrives at once."""
    moment = f"2026-01-07 {time}+00"
    return {"well_id": well, "timestamp_lectura": moment, "cargado_en": moment} | values


def rule(db: Connection, id_formato1: int) -> int:
    query = "SELECT regla_id FROM stage.vw_dq_reglas WHERE id_formato1 = %s"
    return int(row(db, query, id_formato1)["regla_id"])


# -- what the rules run on ----------------------------------------------------------------------


def test_a_variable_is_found_by_the_map_in_readings_else_by_its_name(db: Connection) -> None:
    sources = db.execute(
        "SELECT id_formato1, prioridad, origen, columna, tipo FROM stage.vw_origen_variables"
        " WHERE id_formato1 IN (3, 10, 57, 151, 155) ORDER BY 1, 2"
    ).fetchall()
    assert sources == [
        (3, 2, "maestra", "tipo_pozo", "texto"),
        (10, 3, "reservas", "gravedad_api", "numero"),
        (57, 1, "lecturas", "porcentaje_agua", "numero"),
        (151, 4, "foto", "pwf_psi_act", "numero"),
        (155, 1, "lecturas", "surface_rod_position", "carta"),
        (155, 4, "foto", "surface_rod_position", "texto"),
    ]
    db.execute("UPDATE referencial.tbl_maestra_variables SET activo = false WHERE id_formato1 = 10")
    gone = "SELECT FROM stage.vw_origen_variables WHERE id_formato1 = 10"
    assert db.execute(gone).fetchall() == []


def test_a_rule_has_finite_limits_and_says_what_a_violation_gives(db: Connection) -> None:
    db.execute(
        "UPDATE referencial.tbl_dq_rules SET severidad = 'INFO', valor_min = NULL, valor_max = 80"
        " WHERE regla_id = %s",
        [rule(db, 57)],
    )
    rules = db.execute(
        "SELECT origen, columna, tipo, valor_min, minimo, maximo, resultado"
        " FROM stage.vw_dq_reglas WHERE id_formato1 = 57"
    ).fetchall()
    lowest = -1.7976931348623157e308
    assert rules == [("lecturas", "porcentaje_agua", "numero", None, lowest, 80, "WARNING")]
    db.execute("UPDATE referencial.tbl_dq_rules SET activo = false")
    assert db.execute("SELECT FROM stage.vw_dq_reglas").fetchall() == []


# -- hours --------------------------------------------------------------------------------------

COUNTS = """
SELECT
    j.well_id, to_char(j.hora, 'HH24:MI'), j.fecha::text, to_char(j.ultima_lectura, 'HH24:MI'),
    j.lecturas, j.evaluadas, j.fallos, j.avisos, j.tardias,
    (SELECT array_agg(to_char(m, 'HH24:MI')) FROM unnest(j.momentos) AS m), j.valores
FROM stage.{function} AS j
ORDER BY 1, 2, 3
"""
JUDGE = COUNTS.format(function="fnc_dq_juzgar_horas(%s::integer[], %s::timestamptz[], %s)")


def judged(
    db: Connection, *hours: str, wells: tuple[int, ...] = (1,), keep: bool = False
) -> list[tuple[Any, ...]]:
    keys = [(well, f"2026-01-07 {hour}+00") for well in wells for hour in hours]
    parameters = [[well for well, _ in keys], [hour for _, hour in keys], keep]
    return db.execute(JUDGE.encode(), parameters).fetchall()


def test_an_hour_is_counted_by_rule_and_only_violations_are_kept(db: Connection) -> None:
    insert_readings(
        db,
        [
            reading("10:00", porcentaje_agua=80.0, surface_rod_position=CARD),
            reading("10:30", porcentaje_agua=100.5),
            reading("10:59:59", surface_rod_position="[1,2]", cargado_en="2026-01-07 11:01+00"),
            reading("11:00", porcentaje_agua=-1.0),  # of the next hour
        ],
    )
    # rules in the order of their numbers: water cut, card
    assert judged(db, "10:00") == [
        (1, "10:00", "2026-01-07", "10:59", 3, [2, 2], [1, 1], [0, 0], [0, 1],
         ["10:30", "10:59"], [[100.5, None], [None, 2.0]])
    ]  # fmt: skip
    ((*_, moments, values),) = judged(db, "10:00", keep=True)
    assert moments == ["10:00", "10:30", "10:59"]
    assert values == [[80.0, 3.0], [100.5, None], [None, 2.0]]


def test_an_hour_without_readings_counts_nothing_and_one_without_violations_keeps_none(
    db: Connection,
) -> None:
    nothing = ("2026-01-07", None, 0, [0, 0], [0, 0], [0, 0], [0, 0], None, None)
    assert judged(db, "10:00") == [(1, "10:00", *nothing)]
    assert judged(db) == []
    insert_readings(db, [reading("10:00", porcentaje_agua=80.0), reading("10:00", 2)])
    assert judged(db, "10:00", "11:00", wells=(1, 2)) == [
        (1, "10:00", "2026-01-07", "10:00", 1, [1, 0], [0, 0], [0, 0], [0, 0], None, None),
        (1, "11:00", *nothing),
        (2, "10:00", "2026-01-07", "10:00", 1, [0, 0], [0, 0], [0, 0], [0, 0], None, None),
        (2, "11:00", *nothing),
    ]


def test_a_rule_of_severity_info_counts_as_a_warning(db: Connection) -> None:
    db.execute("UPDATE referencial.tbl_dq_rules SET severidad = 'INFO'")
    insert_readings(db, [reading("10:00", porcentaje_agua=float("nan"))])
    ((*_, evaluated, failures, warnings, _, _, _),) = judged(db, "10:00")
    assert (evaluated, failures, warnings) == ([1, 0], [0, 0], [1, 0])


def test_an_hour_across_the_zone_s_midnight_is_cut_there(db: Connection) -> None:
    set_config(db, "OPERACION", "zona_horaria", "Asia/Kolkata")  # midnight is 18:30 UTC
    insert_readings(db, [reading("18:29:59"), reading("18:30"), reading("18:40")])
    assert [part[:5] for part in judged(db, "18:00")] == [
        (1, "18:00", "2026-01-07", "18:29", 1),
        (1, "18:00", "2026-01-08", "18:40", 2),
    ]


def test_the_query_of_the_rules_runs_by_itself_and_without_rules(db: Connection) -> None:
    insert_readings(db, [reading("10:30", porcentaje_agua=101.0)])
    stretches = COUNTS.format(
        function="fnc_dq_juzgar_tramos(stage.fnc_dq_sentencia(), %s, %s, 'UTC', false)"
    )
    keys = [[1], [HOUR]]
    assert db.execute(stretches.encode(), keys).fetchall() == [
        (1, "10:00", "2026-01-07", "10:30", 1, [1, 0], [1, 0], [0, 0], [0, 0],
         ["10:30"], [[101.0, None]])
    ]  # fmt: skip
    db.execute("UPDATE referencial.tbl_dq_rules SET activo = false")
    assert db.execute(stretches.encode(), keys).fetchall() == [
        (1, "10:00", "2026-01-07", "10:30", 1, [], [], [], [], None, None)
    ]


HOURS = "ARRAY(SELECT j FROM stage.fnc_dq_juzgar_horas(%s, %s::timestamptz[], true) AS j)"


def test_judged_hours_become_counts_and_verdicts(db: Connection) -> None:
    insert_readings(
        db, [reading("10:10", porcentaje_agua=101.0), reading("10:20", porcentaje_agua=50.0)]
    )
    keys = [[1, 1], [HOUR, "2026-01-07 11:00:00+00"]]
    counts = f"SELECT * FROM stage.fnc_dq_cuentas_hora({HOURS})"
    (counted,) = rows(db, counts, *keys)  # the hour without readings has none
    assert {name: counted[name] for name in ("well_id", "lecturas", "evaluadas", "fallos")} == {
        "well_id": 1, "lecturas": 2, "evaluadas": [2, 0], "fallos": [1, 0],
    }  # fmt: skip
    kept = f"""
        SELECT to_char(timestamp_lectura, 'HH24:MI'), regla_id, valor_observado,
            valor_esperado_min, valor_esperado_max, resultado_dq, mensaje_error, origen
        FROM stage.fnc_dq_veredictos_hora({HOURS}) ORDER BY 1"""
    message = "porcentaje_agua = 101, mayor que 100"
    bad = ("10:10", rule(db, 57), 101, 0, 100, "FAIL", message, "lecturas")
    assert db.execute(kept.encode(), keys).fetchall() == [bad]
    set_config(db, "DQ", "guardar_pass", 1)
    assert db.execute(kept.encode(), keys).fetchall() == [
        bad, ("10:20", rule(db, 57), 50, 0, 100, "PASS", None, "lecturas"),
    ]  # fmt: skip
    assert rows(db, "SELECT FROM stage.fnc_dq_cuentas_hora('{}')") == []
    assert rows(db, "SELECT FROM stage.fnc_dq_veredictos_hora('{}')") == []


# -- verdicts and counts of readings ------------------------------------------------------------


def judge(db: Connection, *hours: str, well: int = 1) -> tuple[int, int]:
    """Verdicts written and removed."""
    times = [f"2026-01-07 {hour}+00" for hour in hours]
    call = "CALL stage.sp_dq_juzgar_lecturas(%s::integer[], %s::timestamptz[])"
    (counts,) = db.execute(call, [[well] * len(times), times]).fetchall()
    return counts[0], counts[1]


VERDICTS = """
SELECT to_char(d.timestamp_lectura, 'HH24:MI'), v.id_formato1, d.resultado_dq, d.valor_observado,
    d.mensaje_error, d.origen
FROM stage.tbl_pozo_scada_dq AS d
INNER JOIN referencial.tbl_maestra_variables AS v USING (variable_id)
ORDER BY 1, 2
"""


def verdicts(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute(VERDICTS.encode()).fetchall()


QUALITY = ("stage.tbl_pozo_scada_dq", "stage.tbl_dq_resumen_horario", "stage.tbl_dq_resumen")


def test_verdicts_and_counts_are_written_and_once_more_nothing(db: Connection) -> None:
    insert_readings(
        db, [reading("10:10", porcentaje_agua=101.0), reading("10:20", porcentaje_agua=50.0)]
    )
    assert judge(db, "10:00") == (1, 0)
    message = "porcentaje_agua = 101, mayor que 100"
    assert verdicts(db) == [("10:10", 57, "FAIL", 101, message, "lecturas")]
    hourly = "SELECT lecturas, reglas, evaluadas, fallos FROM stage.tbl_dq_resumen_horario"
    assert db.execute(hourly).fetchall() == [(2, [rule(db, 57), rule(db, 155)], [2, 0], [1, 0])]
    daily = "SELECT regla_id, total_evaluadas, total_pass, total_fail FROM stage.tbl_dq_resumen"
    assert db.execute(daily + " ORDER BY 1").fetchall() == [
        (rule(db, 57), 2, 1, 1), (rule(db, 155), 0, 0, 0),
    ]  # fmt: skip
    before = xmins(db, QUALITY)
    db.execute("SAVEPOINT again")
    assert judge(db, "10:00") == (0, 0)
    assert xmins(db, QUALITY) == before


def test_a_corrected_reading_takes_its_verdict_back(db: Connection) -> None:
    insert_readings(db, [reading("10:10", porcentaje_agua=101.0)])
    judge(db, "10:00")
    db.execute("UPDATE stage.tbl_pozo_produccion SET porcentaje_agua = 102")
    assert judge(db, "10:00") == (1, 0)
    db.execute("UPDATE stage.tbl_pozo_produccion SET porcentaje_agua = 99")
    assert judge(db, "10:00") == (0, 1)
    assert verdicts(db) == []
    db.execute("DELETE FROM stage.tbl_pozo_produccion")
    assert judge(db, "10:00") == (0, 0)
    assert [rows(db, f"SELECT FROM {table}") for table in QUALITY] == [[], [], []]


def test_passes_are_kept_one_by_one_only_on_demand(db: Connection) -> None:
    set_config(db, "DQ", "guardar_pass", 1)
    insert_readings(db, [reading("10:10", porcentaje_agua=50.0)])
    assert judge(db, "10:00") == (1, 0)
    assert verdicts(db) == [("10:10", 57, "PASS", 50, None, "lecturas")]
    set_config(db, "DQ", "guardar_pass", 0)
    assert judge(db, "10:00") == (0, 1)


def test_no_hours_write_nothing(db: Connection) -> None:
    insert_readings(db, [reading("10:10", porcentaje_agua=101.0)])
    assert judge(db) == (0, 0)
    assert verdicts(db) == []


# -- days ---------------------------------------------------------------------------------------


def hourly(db: Connection, hour: str, day: str, *counts: list[int], rule: int) -> None:
    evaluated, failures, warnings, late = counts
    insert(
        db,
        "stage.tbl_dq_resumen_horario",
        [
            {
                "well_id": 1, "hora": hour, "fecha": day, "ultima_lectura": hour, "lecturas": 1,
                "reglas": [rule], "evaluadas": evaluated, "fallos": failures, "avisos": warnings,
                "tardias": late,
            }
        ],
    )  # fmt: skip


RESUME = """
    SELECT * FROM etl.fnc_guardar(
        'stage.tbl_dq_resumen', 'stage.fnc_dq_cuentas_dia', %s::integer[], %s::date[],
        p_ambito => 'well_id = clave.pozo AND fecha = clave.periodo AND origen = ''lecturas''',
        p_ajenas => '{actualizado_en}'
    )
"""
"""As stage.sp_dq_juzgar_lecturas writes the days."""


def daily(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT fecha::text, origen, total_evaluadas, total_pass, total_warning, total_fail,"
        " total_tardias FROM stage.tbl_dq_resumen ORDER BY fecha, regla_id"
    ).fetchall()


def test_a_day_adds_up_its_hours_and_no_others(db: Connection) -> None:
    water = rule(db, 57)
    # 7 January in a zone ahead of UTC and in one behind: its hours lie on three days of UTC
    for hour in ("2026-01-06 11:00+00", "2026-01-07 10:00+00", "2026-01-08 09:00+00"):
        hourly(db, hour, "2026-01-07", [10], [2], [1], [3], rule=water)
    hourly(db, "2026-01-08 09:00+00", "2026-01-08", [100], [0], [0], [0], rule=water)
    db.execute(RESUME, [[1], ["2026-01-07"]])
    assert daily(db) == [("2026-01-07", "lecturas", 30, 21, 3, 6, 9)]
    before = xmins(db, ["stage.tbl_dq_resumen"])
    db.execute("SAVEPOINT again")
    db.execute(RESUME, [[1], ["2026-01-07"]])
    assert xmins(db, ["stage.tbl_dq_resumen"]) == before
    db.execute("DELETE FROM stage.tbl_dq_resumen_horario WHERE fecha = '2026-01-07'")
    db.execute(RESUME, [[1, 1], ["2026-01-07", "2026-01-08"]])
    assert daily(db) == [("2026-01-08", "lecturas", 100, 100, 0, 0, 0)]
    db.execute(RESUME, [[], []])
    assert len(daily(db)) == 1


def test_counts_of_a_rule_that_is_gone_are_not_added_up(db: Connection) -> None:
    hourly(db, HOUR, "2026-01-07", [10], [0], [0], [0], rule=999_999)
    assert rows(db, "SELECT FROM stage.fnc_dq_cuentas_dia('{1}', '{2026-01-07}')") == []
    db.execute(RESUME, [[1], ["2026-01-07"]])
    assert daily(db) == []


# -- what describes the well --------------------------------------------------------------------


def described(db: Connection, *ids: int) -> list[tuple[Any, ...]]:
    query = "SELECT * FROM stage.fnc_valores_pozo(%s::integer[]) ORDER BY 1, 2"
    return db.execute(query, [list(ids)]).fetchall()


def test_a_well_s_values_come_from_master_newest_reserves_and_snapshot(db: Connection) -> None:
    db.execute("UPDATE stage.tbl_pozo_maestra SET radio_pozo = 4.67, tipo_pozo = '  '")
    reserves = [("2026-01-01", 30.0), ("2026-01-05", 42.0), ("2026-01-03", 35.0)]
    insert(
        db,
        "stage.tbl_pozo_reservas",
        [{"well_id": 1, "fecha_registro": day, "gravedad_api": api} for day, api in reserves],
    )
    insert(db, "reporting.dataset_current_values", [{"well_id": 1, "pwf_psi_act": float("nan")}])
    assert described(db, 3, 10, 19, 57, 151, 99_999) == [
        (1, 3, None, None),  # a blank text is none
        (1, 10, 42, None),
        (1, 19, 4.67, None),
        (1, 151, None, None),  # NaN is none; 57 is of the readings, 99999 of nothing
        (2, 3, None, None),
        (2, 10, None, None),
        (2, 19, 4.67, None),
        (2, 151, None, None),
    ]
    assert described(db) == []


def test_rules_on_the_well_are_judged_at_its_newest_reading(db: Connection) -> None:
    db.execute("UPDATE stage.tbl_pozo_maestra SET tipo_pozo = NULL")
    insert_readings(db, [reading("10:00"), reading("11:00")])  # well 2 has none: no verdict
    call = "CALL stage.sp_dq_reglas_pozo(%s::integer)"
    db.execute(call, [None])
    assert verdicts(db) == [("11:00", 3, "FAIL", None, "tipo_pozo: falta", "maestra")]
    assert daily(db) == [("2026-01-07", "maestra", 1, 0, 0, 1, 0)]
    before = xmins(db, QUALITY)
    db.execute("SAVEPOINT again")
    db.execute(call, [None])
    db.execute(call, [1])
    assert xmins(db, QUALITY) == before
    insert_readings(db, [reading("11:30")])
    db.execute("UPDATE stage.tbl_pozo_maestra SET tipo_pozo = 'VERTICAL'")
    db.execute(call, [2])  # another well's business
    assert len(verdicts(db)) == 1
    db.execute(call, [1])
    assert verdicts(db) == []
    assert daily(db) == [("2026-01-07", "maestra", 1, 1, 0, 0, 0)]


def test_what_describes_a_well_is_judged_once_and_counted_on_its_newest_day(
    db: Connection,
) -> None:
    db.execute("UPDATE stage.tbl_pozo_maestra SET tipo_pozo = NULL WHERE well_id = 2")
    insert_readings(db, [reading("10:00"), reading("10:00", 2), reading("11:00", 2)])
    judgements = "ARRAY(SELECT j FROM stage.fnc_dq_juzgar_pozos(%s::integer) AS j)"
    verdict = "SELECT well_id, to_char(timestamp_lectura, 'HH24:MI'), resultado_dq, mensaje_error"
    query = f"{verdict} FROM stage.fnc_dq_juzgar_pozos(%s::integer) ORDER BY 1"
    bad = (2, "11:00", "FAIL", "tipo_pozo: falta")
    assert db.execute(query.encode(), [None]).fetchall() == [(1, "10:00", "PASS", None), bad]
    assert db.execute(query.encode(), [2]).fetchall() == [bad]
    kept = f"{verdict} FROM stage.fnc_dq_veredictos_pozo({judgements}) ORDER BY 1"
    assert db.execute(kept.encode(), [None]).fetchall() == [bad]
    counts = f"""
        SELECT well_id, fecha::text, origen, total_evaluadas, total_pass, total_warning, total_fail
        FROM stage.fnc_dq_cuentas_pozo({judgements}) ORDER BY 1"""
    assert db.execute(counts.encode(), [None]).fetchall() == [
        (1, "2026-01-07", "maestra", 1, 1, 0, 0), (2, "2026-01-07", "maestra", 1, 0, 0, 1),
    ]  # fmt: skip
    set_config(db, "DQ", "guardar_pass", 1)
    assert len(db.execute(kept.encode(), [None]).fetchall()) == 2


# -- what the snapshot shows --------------------------------------------------------------------


def status(db: Connection, well: int = 1) -> str:
    query = "SELECT dq_status FROM reporting.dataset_current_values WHERE well_id = %s"
    return str(row(db, query, well)["dq_status"])


def verdict(db: Connection, time: str, result: str, well: int = 1) -> None:
    insert(
        db,
        "stage.tbl_pozo_scada_dq",
        [
            {
                "produccion_id": 1, "well_id": well, "timestamp_lectura": time,
                "regla_id": rule(db, 57), "resultado_dq": result,
            }
        ],
    )  # fmt: skip


def test_the_snapshot_shows_the_worst_of_24_hours(db: Connection) -> None:
    insert(db, "reporting.dataset_current_values", [{"well_id": 1}, {"well_id": 2}])
    publish = "CALL stage.sp_publicar_dq_status(%s::integer)"
    db.execute(publish, [None])
    assert (status(db), status(db, 2)) == ("NO_DATA", "NO_DATA")
    verdict(db, "2026-01-06 12:00:00+00", "FAIL")  # 24 hours ago: not within them
    db.execute(publish, [1])
    assert status(db) == "NO_DATA"
    hourly(db, "2026-01-06 11:30+00", "2026-01-06", [1], [0], [0], [0], rule=1)
    db.execute("UPDATE stage.tbl_dq_resumen_horario SET ultima_lectura = '2026-01-06 12:00:01+00'")
    db.execute(publish, [1])
    assert status(db) == "PASS"  # something was judged, nothing violated
    verdict(db, "2026-01-06 12:00:01+00", "WARNING")
    db.execute(publish, [2])
    assert status(db) == "PASS"  # of well 1 nothing was asked
    db.execute(publish, [1])
    assert status(db) == "WARNING"
    verdict(db, "2026-01-07 11:00:00+00", "FAIL")
    db.execute(publish, [None])
    assert (status(db), status(db, 2)) == ("FAIL", "NO_DATA")
    before = xmins(db, ["reporting.dataset_current_values"])
    db.execute("SAVEPOINT again")
    db.execute(publish, [None])
    assert xmins(db, ["reporting.dataset_current_values"]) == before


def test_hours_in_which_nothing_was_judged_are_no_pass(db: Connection) -> None:
    insert(db, "reporting.dataset_current_values", [{"well_id": 1}])
    hourly(db, HOUR, "2026-01-07", [0], [0], [0], [0], rule=1)
    db.execute("CALL stage.sp_publicar_dq_status()")
    assert status(db) == "NO_DATA"


# -- verdicts go with what they are about -------------------------------------------------------


@pytest.mark.routine("stage.fnc_retirar_veredictos")
def test_deleted_readings_take_their_verdicts_along(db: Connection) -> None:
    insert_readings(db, [reading("10:10"), reading("10:10", 2), reading("10:20")])
    for well, time in ((1, "10:10"), (1, "10:20"), (2, "10:10")):
        verdict(db, f"2026-01-07 {time}+00", "FAIL", well)
    left = "SELECT well_id, to_char(timestamp_lectura, 'HH24:MI') FROM stage.tbl_pozo_scada_dq"
    db.execute("DELETE FROM stage.tbl_pozo_produccion WHERE well_id = 1 AND false")
    assert len(db.execute(left).fetchall()) == 3
    db.execute(
        "DELETE FROM stage.tbl_pozo_produccion"
        " WHERE well_id = 1 AND timestamp_lectura = '2026-01-07 10:10+00'"
    )
    assert db.execute(left + " ORDER BY 1").fetchall() == [(1, "10:20"), (2, "10:10")]


@pytest.mark.routine("stage.fnc_retirar_veredictos_regla")
def test_a_deleted_rule_takes_its_verdicts_along(db: Connection) -> None:
    verdict(db, HOUR, "FAIL")
    card = rule(db, 155)
    db.execute(
        "INSERT INTO stage.tbl_pozo_scada_dq (produccion_id, well_id, timestamp_lectura, regla_id)"
        " VALUES (1, 1, %s, %s)",
        [HOUR, card],
    )
    db.execute("DELETE FROM referencial.tbl_dq_rules WHERE regla_id = %s", [rule(db, 57)])
    assert rows(db, "SELECT regla_id FROM stage.tbl_pozo_scada_dq") == [{"regla_id": card}]
