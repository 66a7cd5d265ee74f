"""stage.sp_execute_dq_validation: every rule, in one pass, the same whatever way readings came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from support.readings import (
    Connection,
    dumps,
    insert,
    insert_readings,
    make_wells,
    row,
    rows,
    set_clock,
    set_config,
    xmins,
)

START = datetime(2026, 1, 7, tzinfo=UTC)
GOOD = {
    "presion_cabezal": 450.0,
    "presion_casing": 80.0,
    "porcentaje_agua": 80.0,
    "pump_fill_monitor": 59.0,
    "produccion_petroleo_diaria": 18.0,
}
TABLES = ("stage.tbl_pozo_scada_dq", "stage.tbl_dq_resumen", "stage.tbl_dq_resumen_horario")
CARD = "[1.9,4.6,8.4]"


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2; the clock stands at 2026-01-08 00:00 UTC."""
    set_clock(seeded_db, START + timedelta(days=1))
    make_wells(seeded_db, 1, 2, tipo_pozo="VERTICAL")
    return seeded_db


def reading(minute: float = 0, well: int = 1, **values: Any) -> dict[str, Any]:
    """A reading that passes every rule but where `values` say otherwise; it arrives at once."""
    time = START + timedelta(minutes=minute)
    key = {"well_id": well, "timestamp_lectura": time, "cargado_en": time + timedelta(seconds=1)}
    return key | GOOD | values


def validate(
    connection: Connection, desde: object = None, hasta: object = None, well: int | None = None
) -> None:
    connection.execute(
        "CALL stage.sp_execute_dq_validation(%s::timestamptz, %s::timestamptz, %s::integer)",
        [desde, hasta, well],
    )


def verdicts(connection: Connection, well: int = 1) -> list[tuple[Any, ...]]:
    """Minute, variable, verdict and value of each row kept on readings."""
    cursor = connection.execute(
        "SELECT extract(epoch FROM d.timestamp_lectura - %s)::integer / 60, v.id_formato1, "
        "d.resultado_dq, d.valor_observado FROM stage.tbl_pozo_scada_dq AS d "
        "INNER JOIN referencial.tbl_maestra_variables AS v USING (variable_id) "
        "WHERE d.well_id = %s AND d.origen = 'lecturas' ORDER BY 1, 2",
        [START, well],
    )
    return cursor.fetchall()


def counts(connection: Connection, id_formato1: int, well: int = 1) -> list[tuple[Any, ...]]:
    """Day, judged, PASS, WARNING, FAIL, late of one rule."""
    cursor = connection.execute(
        "SELECT s.fecha::text, s.total_evaluadas, s.total_pass, s.total_warning, s.total_fail, "
        "s.total_tardias FROM stage.tbl_dq_resumen AS s "
        "INNER JOIN stage.vw_dq_reglas AS r USING (regla_id) "
        "WHERE s.well_id = %s AND r.id_formato1 = %s ORDER BY 1",
        [well, id_formato1],
    )
    return cursor.fetchall()


def change_rule(connection: Connection, id_formato1: int, **values: object) -> None:
    for column, value in values.items():
        connection.execute(
            f"UPDATE referencial.tbl_dq_rules SET {column} = %s WHERE variable_id = "
            "(SELECT variable_id FROM referencial.tbl_maestra_variables "
            "WHERE id_formato1 = %s)".encode(),
            [value, id_formato1],
        )


def test_below_the_minimum_and_above_the_maximum_fail(db: Connection) -> None:
    insert_readings(
        db,
        [
            reading(0, porcentaje_agua=100.5, presion_cabezal=-1.0),
            reading(1, porcentaje_agua=0.0, presion_cabezal=2000.0),  # the limits themselves pass
            reading(2, porcentaje_agua=100.0, presion_cabezal=2000.1),
        ],
    )
    validate(db)
    assert verdicts(db) == [(0, 54, "FAIL", -1), (0, 57, "FAIL", 100.5), (2, 54, "FAIL", 2000.1)]
    assert counts(db, 57) == [("2026-01-07", 3, 2, 0, 1, 0)]


def test_a_verdict_says_what_was_expected_and_what_is_wrong(db: Connection) -> None:
    insert_readings(db, [reading(presion_cabezal=2500.0)])
    validate(db)
    verdict = row(db, "SELECT * FROM stage.tbl_pozo_scada_dq")
    assert [float(verdict["valor_esperado_min"]), verdict["valor_esperado_max"]] == [0.0001, 2000]
    assert verdict["mensaje_error"] == "well_head_pressure_psi_act = 2500, mayor que 2000"
    reading_id = row(db, "SELECT produccion_id FROM stage.tbl_pozo_produccion")["produccion_id"]
    assert verdict["produccion_id"] == reading_id


def test_a_rule_of_severity_info_warns(db: Connection) -> None:
    change_rule(db, 57, severidad="INFO")
    insert_readings(db, [reading(porcentaje_agua=101.0)])
    validate(db)
    assert verdicts(db) == [(0, 57, "WARNING", 101)]
    assert counts(db, 57) == [("2026-01-07", 1, 0, 1, 0, 0)]


def test_a_missing_value_is_not_judged(db: Connection) -> None:
    insert_readings(db, [reading(0, porcentaje_agua=None), reading(1)])
    validate(db)
    assert verdicts(db) == []
    assert counts(db, 57) == [("2026-01-07", 1, 1, 0, 0, 0)]
    assert counts(db, 59) == [("2026-01-07", 0, 0, 0, 0, 0)]  # ran, found nothing to judge


def test_a_switched_off_rule_leaves_no_verdict(db: Connection) -> None:
    insert_readings(db, [reading(porcentaje_agua=101.0)])
    validate(db)
    change_rule(db, 57, activo=False)
    validate(db, START, START + timedelta(days=1))
    assert verdicts(db) == []
    ran = "SELECT FROM stage.tbl_dq_resumen WHERE regla_id NOT IN "
    assert rows(db, ran + "(SELECT regla_id FROM stage.vw_dq_reglas)") == []


def test_late_arrivals_are_counted_and_make_no_row(db: Connection) -> None:
    late = {"cargado_en": START + timedelta(seconds=3)}
    insert_readings(db, [reading(0) | late, reading(1)])
    validate(db)
    assert verdicts(db) == []
    assert counts(db, 54) == [("2026-01-07", 2, 2, 0, 0, 1)]
    change_rule(db, 54, latencia_max_segundos=3)
    validate(db, START, START + timedelta(hours=1))
    assert counts(db, 54) == [("2026-01-07", 2, 2, 0, 0, 0)]
    assert counts(db, 55) == [("2026-01-07", 2, 2, 0, 0, 1)]


def test_pass_is_kept_one_by_one_only_when_asked_for(db: Connection) -> None:
    insert_readings(db, [reading(0), reading(1, porcentaje_agua=101.0)])
    validate(db)
    assert len(verdicts(db)) == 1
    set_config(db, "DQ", "guardar_pass", 1)
    validate(db, START, START + timedelta(hours=1))
    kept = verdicts(db)
    assert len(kept) == 2 * len(GOOD)
    assert [line for line in kept if line[2] == "FAIL"] == [(1, 57, "FAIL", 101)]
    set_config(db, "DQ", "guardar_pass", 0)
    validate(db, START, START + timedelta(hours=1))
    assert len(verdicts(db)) == 1


@pytest.mark.parametrize(
    ("card", "points"),
    [
        (CARD, None),
        ("[1,2]", 2),
        ("[1.9", 0),
        ("[]", 0),
        ("[1,null,3]", 0),
        ("[1,NaN,3]", 0),
        ("[1e400,2,3]", 0),
        ("1,2,3", 0),
        ("", 0),
        ("[[1,2],[3,4]]", 0),
    ],
)
def test_a_card_must_parse_and_have_more_than_two_points(
    db: Connection, card: str, points: int | None
) -> None:
    insert_readings(db, [reading(surface_rod_position=card, downhole_pump_load=CARD)])
    validate(db)
    assert verdicts(db) == ([] if points is None else [(0, 155, "FAIL", points)])
    assert counts(db, 158) == [("2026-01-07", 1, 1, 0, 0, 0)]


@pytest.mark.parametrize("value", [1000.0, 1e308, float("inf"), float("-inf"), float("nan"), -5.0])
def test_an_absurd_value_fails_and_nothing_else_suffers(db: Connection, value: float) -> None:
    wild = reading(porcentaje_agua=value, pump_fill_monitor=value)
    insert_readings(db, [wild, reading(well=2)])
    validate(db)
    assert [line[:3] for line in verdicts(db)] == [(0, 57, "FAIL"), (0, 64, "FAIL")]
    assert verdicts(db, 2) == []


def test_without_a_maximum_infinity_and_nan_still_fail(db: Connection) -> None:
    insert_readings(
        db,
        [
            reading(0, produccion_petroleo_diaria=1e300),
            reading(1, produccion_petroleo_diaria=float("inf")),
            reading(2, produccion_petroleo_diaria=float("nan")),
        ],
    )
    validate(db)
    assert [line[:3] for line in verdicts(db)] == [(1, 108, "FAIL"), (2, 108, "FAIL")]


def test_every_rule_runs_on_something_and_the_run_says_on_what(db: Connection) -> None:
    notices: list[str] = []
    db.add_notice_handler(lambda notice: notices.append(notice.message_primary or ""))
    insert_readings(db, [reading()])
    validate(db)
    ran = rows(db, "SELECT DISTINCT origen, regla_id FROM stage.tbl_dq_resumen WHERE well_id = 1")
    assert len(ran) == 35
    assert {line["origen"] for line in ran} == {"lecturas", "maestra", "reservas", "foto"}
    assert len(notices) == 1
    assert "foto: 151; lecturas: 54 55 57 59 64 73 76 77 78 108 155 156 157 158" in notices[0]
    assert "sin origen" not in notices[0]


def test_a_rule_whose_variable_is_nowhere_is_named(db: Connection) -> None:
    notices: list[str] = []
    db.add_notice_handler(lambda notice: notices.append(notice.message_primary or ""))
    db.execute(
        "INSERT INTO referencial.tbl_dq_rules (variable_id, valor_min) "
        "SELECT variable_id, 0 FROM referencial.tbl_maestra_variables WHERE id_formato1 = 58"
    )
    db.execute("ALTER TABLE stage.tbl_pozo_reservas RENAME contenido_finos TO finos")
    validate(db)
    assert "sin origen: 58" in notices[0]


def test_rules_on_the_well_are_judged_once_at_its_newest_reading(db: Connection) -> None:
    insert(
        db,
        "stage.tbl_pozo_reservas",
        [
            {"well_id": 1, "fecha_registro": "2025-01-01", "factor_volumetrico": 1.1},
            {"well_id": 1, "fecha_registro": "2026-01-01", "factor_volumetrico": 0},
        ],
    )
    db.execute("UPDATE stage.tbl_pozo_maestra SET radio_pozo = -1 WHERE well_id = 1")
    insert_readings(db, [reading(minute) for minute in range(0, 180, 30)])
    validate(db)
    lines = rows(
        db,
        "SELECT origen, valor_observado, timestamp_lectura FROM stage.tbl_pozo_scada_dq ORDER BY 1",
    )
    newest = START + timedelta(minutes=150)
    assert [tuple(line.values()) for line in lines] == [
        ("maestra", -1, newest),
        ("reservas", 0, newest),
    ]
    assert counts(db, 19) == [("2026-01-07", 1, 0, 0, 1, 0)]
    assert counts(db, 20) == [("2026-01-07", 0, 0, 0, 0, 0)]  # not known, not judged


def test_the_verdict_on_the_well_moves_with_its_newest_reading(db: Connection) -> None:
    db.execute("UPDATE stage.tbl_pozo_maestra SET radio_pozo = -1 WHERE well_id = 1")
    insert_readings(db, [reading(0)])
    validate(db)
    set_clock(db, START + timedelta(minutes=1500))
    insert_readings(db, [reading(1500)])
    validate(db)
    times = rows(db, "SELECT timestamp_lectura AS t FROM stage.tbl_pozo_scada_dq")
    assert times == [{"t": START + timedelta(minutes=1500)}]
    assert counts(db, 19) == [("2026-01-08", 1, 0, 0, 1, 0)]
    db.execute("UPDATE stage.tbl_pozo_maestra SET radio_pozo = 0.3 WHERE well_id = 1")
    validate(db)
    assert counts(db, 19) == [("2026-01-08", 1, 1, 0, 0, 0)]
    assert rows(db, "SELECT FROM stage.tbl_pozo_scada_dq") == []


@pytest.mark.parametrize(("text", "verdict"), [("HORIZONTAL", 0), (None, 1), ("  ", 1)])
def test_a_text_must_be_there(db: Connection, text: str | None, verdict: int) -> None:
    db.execute("UPDATE stage.tbl_pozo_maestra SET tipo_pozo = %s WHERE well_id = 1", [text])
    insert_readings(db, [reading()])
    validate(db)
    assert counts(db, 3) == [("2026-01-07", 1, 1 - verdict, 0, verdict, 0)]


def test_the_snapshots_pwf_is_judged(db: Connection) -> None:
    insert_readings(db, [reading()])
    insert(db, "reporting.dataset_current_values", [{"well_id": 1, "pwf_psi_act": -3.0}])
    validate(db)
    assert counts(db, 151) == [("2026-01-07", 1, 0, 0, 1, 0)]


def test_a_corrected_value_takes_its_verdict_back(db: Connection) -> None:
    insert_readings(db, [reading(porcentaje_agua=101.0)])
    validate(db)
    db.execute("UPDATE stage.tbl_pozo_produccion SET porcentaje_agua = 99")
    validate(db)
    assert verdicts(db) == []
    assert counts(db, 57) == [("2026-01-07", 1, 1, 0, 0, 0)]


def test_deleted_readings_leave_nothing_behind(db: Connection) -> None:
    insert_readings(db, [reading(0, porcentaje_agua=101.0), reading(90)])
    validate(db)
    db.execute("DELETE FROM stage.tbl_pozo_produccion WHERE timestamp_lectura = %s", [START])
    validate(db)
    assert counts(db, 57) == [("2026-01-07", 1, 1, 0, 0, 0)]
    db.execute("DELETE FROM stage.tbl_pozo_produccion")
    validate(db)
    assert [rows(db, f"SELECT FROM {table}") for table in TABLES] == [[], [], []]


def test_a_deleted_reading_takes_its_verdicts_along_at_once(db: Connection) -> None:
    insert_readings(db, [reading(0, porcentaje_agua=101.0), reading(1, porcentaje_agua=102.0)])
    validate(db)
    db.execute("DELETE FROM stage.tbl_pozo_produccion WHERE timestamp_lectura = %s", [START])
    assert verdicts(db) == [(1, 57, "FAIL", 102)]


def test_a_deleted_rule_takes_its_verdicts_along_at_once(db: Connection) -> None:
    insert_readings(db, [reading(porcentaje_agua=101.0, presion_cabezal=-1.0)])
    validate(db)
    db.execute(
        "DELETE FROM referencial.tbl_dq_rules AS r USING stage.vw_dq_reglas AS v"
        " WHERE r.regla_id = v.regla_id AND v.id_formato1 = 57"
    )
    assert verdicts(db) == [(0, 54, "FAIL", -1)]


@pytest.mark.commits
def test_a_reading_deleted_while_it_is_judged_keeps_its_verdict_until_the_next_run(
    db: Connection,
) -> None:
    insert_readings(db, [reading(0, porcentaje_agua=101.0), reading(1, porcentaje_agua=102.0)])
    db.commit()
    validate(db)
    with psycopg.connect(db.info.dsn, options="-c lock_timeout=2s") as other:  # it need not wait
        other.execute("DELETE FROM stage.tbl_pozo_produccion WHERE timestamp_lectura = %s", [START])
    db.commit()
    assert verdicts(db) == [(0, 57, "FAIL", 101), (1, 57, "FAIL", 102)]
    validate(db)
    assert verdicts(db) == [(1, 57, "FAIL", 102)]


def test_the_verdict_of_a_reading_that_moves_moves_with_the_next_run(db: Connection) -> None:
    insert_readings(db, [reading(0, porcentaje_agua=101.0)])
    validate(db)
    db.execute(
        "UPDATE stage.tbl_pozo_produccion"
        " SET timestamp_lectura = timestamp_lectura + interval '2 hours'"
    )
    validate(db)
    assert verdicts(db) == [(120, 57, "FAIL", 101)]


@pytest.mark.commits
def test_judging_writes_nothing_to_the_readings(db: Connection) -> None:
    """A lock on a row is written into it: pages of readings would go to the log once more."""
    insert_readings(db, [reading(minute, porcentaje_agua=101.0) for minute in range(5)])
    db.commit()
    validate(db)
    db.commit()
    assert len(verdicts(db)) == 5
    assert rows(db, "SELECT FROM stage.tbl_pozo_produccion WHERE xmax <> '0'::xid") == []


@pytest.mark.commits
def test_late_data_recounts_its_own_day_only(db: Connection) -> None:
    insert_readings(db, [reading(0), reading(1500)])
    validate(db)
    db.commit()
    before = xmins(db, ("stage.tbl_dq_resumen",))["stage.tbl_dq_resumen"]
    insert_readings(db, [reading(30, porcentaje_agua=-1.0)])
    validate(db)
    assert counts(db, 57) == [("2026-01-07", 2, 1, 0, 1, 0), ("2026-01-08", 1, 1, 0, 0, 0)]
    after = xmins(db, ("stage.tbl_dq_resumen",))["stage.tbl_dq_resumen"]
    assert len(set(before) - set(after)) == len(GOOD)


@pytest.mark.commits
def test_second_run_changes_nothing_in_any_way_of_calling(db: Connection) -> None:
    bad: dict[str, Any] = {"porcentaje_agua": 101.0, "surface_rod_position": "[1"}
    db.execute("UPDATE stage.tbl_pozo_maestra SET radio_pozo = -1")
    set_clock(db, START + timedelta(days=3))
    insert_readings(db, [reading(minute, **bad) for minute in range(0, 3000, 100)])
    validate(db)
    db.commit()
    before = xmins(db, TABLES)
    validate(db)
    validate(db, START, START + timedelta(days=3))
    validate(db, "-infinity", "infinity", 1)
    assert xmins(db, TABLES) == before


def some_readings() -> list[dict[str, Any]]:
    """Two wells over three days with gaps, failures and illegible cards."""
    return [
        reading(
            minute,
            well,
            porcentaje_agua=(minute * 7 + well) % 130,
            surface_rod_load="[1,2" if minute % 600 == 0 else None,
        )
        for well in (1, 2)
        for minute in range(0, 4320, 47)
        if not 900 < minute < 1700
    ]


def results(connection: Connection) -> dict[str, Any]:
    """All verdicts and counts, without the surrogate number of the reading."""
    verdict = (
        "SELECT to_jsonb(d) - 'dq_id' - 'produccion_id' AS fila FROM stage.tbl_pozo_scada_dq AS d "
        "ORDER BY well_id, timestamp_lectura, regla_id"
    )
    return dumps(connection, TABLES[1:]) | {"verdicts": rows(connection, verdict)}


def test_any_batches_in_any_order_end_like_one_range_run(db: Connection) -> None:
    everything = some_readings()
    set_clock(db, START + timedelta(days=3))
    insert_readings(db, everything)
    validate(db, START, START + timedelta(days=3))
    expected = results(db)
    db.execute("DELETE FROM stage.tbl_pozo_produccion")
    validate(db)
    for part in (everything[2::3], everything[::3], everything[1::3]):
        insert_readings(db, reversed(part))
        validate(db)
    assert results(db) == expected
    assert len(expected["verdicts"]) > 30


def test_a_range_recomputes_exactly_its_hours(db: Connection) -> None:
    insert_readings(db, [reading(minute, porcentaje_agua=101.0) for minute in (0, 60, 120)])
    validate(db)
    db.execute("DELETE FROM stage.tbl_pozo_scada_dq")
    validate(db, START + timedelta(hours=1), START + timedelta(hours=2))
    assert [line[0] for line in verdicts(db)] == [60]


def test_the_same_day_twice_is_that_day(db: Connection) -> None:
    insert_readings(db, [reading(minute, porcentaje_agua=101.0) for minute in (-1, 0, 1439, 1440)])
    db.execute("DELETE FROM etl.claves_sucias")
    validate(db, "2026-01-07 00:00+00", "2026-01-07 00:00+00")
    assert [line[0] for line in verdicts(db)] == [0, 1439]


def test_a_range_leaves_the_keys_outside_for_later(db: Connection) -> None:
    insert_readings(db, [reading(0, porcentaje_agua=101.0), reading(120, porcentaje_agua=101.0)])
    validate(db, START, START + timedelta(minutes=30))
    assert [line[0] for line in verdicts(db)] == [0]
    validate(db)
    assert [line[0] for line in verdicts(db)] == [0, 120]


def test_one_well_leaves_the_others_for_later(db: Connection) -> None:
    insert_readings(db, [reading(0, well, porcentaje_agua=101.0) for well in (1, 2)])
    validate(db, well=2)
    assert [verdicts(db, 1), len(verdicts(db, 2))] == [[], 1]
    validate(db)
    assert len(verdicts(db, 1)) == 1


@pytest.mark.parametrize(
    ("zone", "split"),
    [
        ("UTC", {"2026-01-07": 24}),
        ("Asia/Kolkata", {"2026-01-07": 18, "2026-01-08": 6}),  # +5:30
        ("America/Bogota", {"2026-01-06": 5, "2026-01-07": 19}),
        ("Pacific/Kiritimati", {"2026-01-07": 10, "2026-01-08": 14}),
    ],
)
def test_days_are_those_of_the_operating_zone(
    db: Connection, zone: str, split: dict[str, int]
) -> None:
    set_config(db, "OPERACION", "zona_horaria", zone)
    insert_readings(db, [reading(60 * hour + 45) for hour in range(24)])
    validate(db)
    assert {line[0]: line[1] for line in counts(db, 57)} == split


def test_a_day_of_25_hours_counts_them_all(db: Connection) -> None:
    set_config(db, "OPERACION", "zona_horaria", "America/New_York")
    fall_back = datetime(2026, 11, 1, tzinfo=UTC)
    set_clock(db, fall_back + timedelta(days=2))
    shift = (fall_back - START) / timedelta(minutes=1)
    insert_readings(db, [reading(shift + 30 * half) for half in range(72)])
    validate(db)
    assert counts(db, 57)[1][:2] == ("2026-11-01", 50)


def test_the_snapshot_shows_the_worst_of_the_last_day(db: Connection) -> None:
    insert(db, "reporting.dataset_current_values", [{"well_id": 1}, {"well_id": 2}])
    insert_readings(db, [reading(0, porcentaje_agua=101.0), reading(600), reading(0, 2)])
    set_clock(db, START + timedelta(hours=11))
    validate(db)
    assert statuses(db) == ["FAIL", "PASS"]
    change_rule(db, 57, severidad="INFO")
    validate(db, START, START + timedelta(hours=1))
    assert statuses(db) == ["WARNING", "PASS"]
    set_clock(db, START + timedelta(hours=25))
    validate(db)
    assert statuses(db) == ["PASS", "NO_DATA"]


def statuses(connection: Connection) -> list[str]:
    query = "SELECT dq_status FROM reporting.dataset_current_values ORDER BY well_id"
    return [line["dq_status"] for line in rows(connection, query)]


def test_no_readings_and_no_rules_are_no_error(db: Connection) -> None:
    validate(db)
    validate(db, "-infinity", "infinity")
    db.execute("UPDATE referencial.tbl_dq_rules SET activo = false")
    insert_readings(db, [reading()])
    validate(db)
    assert [rows(db, f"SELECT FROM {table}") for table in TABLES[:2]] == [[], []]


def test_a_well_that_goes_takes_its_verdicts_along(db: Connection) -> None:
    insert_readings(db, [reading(porcentaje_agua=101.0)])
    validate(db)
    db.execute("DELETE FROM stage.tbl_pozo_maestra WHERE well_id = 1")
    validate(db)
    assert [rows(db, f"SELECT FROM {table}") for table in TABLES] == [[], [], []]
