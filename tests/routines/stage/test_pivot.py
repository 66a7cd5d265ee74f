"""SCADA landing into readings: polls, history, and everything that controllers get wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import psycopg
import pytest

from support import readings
from support.readings import Connection

NOW = datetime(2026, 1, 7, 16, 0, tzinfo=UTC)
ARRIVAL = datetime(2026, 1, 7, 15, 30, tzinfo=UTC)
DAY = datetime(2026, 1, 7, tzinfo=UTC)
WHP, CHP, OIL, MOTOR, LIFE, ENERGY = 137, 131, 1216, 3, 1206, 934
SURFACE_X, SURFACE_Y, PUMP_X, PUMP_Y = 10000, 10001, 10002, 10003


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 to 3, a clock that stands still, readings cut in UTC."""
    seeded_db.execute("SET TimeZone = 'UTC'")
    readings.set_clock(seeded_db, NOW)
    readings.make_wells(seeded_db, 1, 2, 3)
    return seeded_db


def land(
    db: Connection,
    *values: tuple[Any, ...],
    arrival: datetime = ARRIVAL,
    unit: int | None = 1,
    at: str = "15:23:04",
) -> None:
    """Landing rows (var_id, measure[, time of day or full moddate]) of one load."""
    rows = []
    for var, measure, *when in values:
        moment = when[0] if when else at
        whole = not isinstance(moment, str)
        rows.append(
            {
                "unit_id": unit, "location_id": 1, "var_id": var, "measure": measure,
                "moddate": moment if whole else DAY,
                "modtime": None if whole else time.fromisoformat(moment),
                "cargado_en": arrival,
            }
        )  # fmt: skip
    readings.insert(db, "stage.landing_scada_data", rows)


def pivot(db: Connection) -> None:
    db.execute("CALL stage.sp_pivot_landing()")


def found(db: Connection, columns: str = "presion_cabezal") -> list[tuple[Any, ...]]:
    query = (
        f"SELECT well_id, timestamp_lectura, {columns} FROM stage.tbl_pozo_produccion ORDER BY 1, 2"
    )
    return db.execute(query.encode()).fetchall()


def rejected(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT var_id, motivo, valor_crudo, veces FROM stage.tbl_landing_rechazos ORDER BY 1, 2, 3"
    ).fetchall()


def moment(text: str) -> datetime:
    return datetime.combine(date(2026, 1, 7), time.fromisoformat(text), UTC)


def test_a_poll_is_one_reading_at_its_newest_time(db: Connection) -> None:
    land(db, (WHP, "450", "15:23:04"), (CHP, "80", "15:24:07"), (OIL, "18", "03:00:00"))
    pivot(db)
    columns = "presion_cabezal, presion_casing, produccion_petroleo_diaria"
    assert found(db, columns) == [(1, moment("15:24:07"), 450, 80, 18)]
    assert rejected(db) == []


def test_repeated_variables_are_history_minute_by_minute(db: Connection) -> None:
    land(
        db,
        (WHP, "450", "10:00:10"), (WHP, "451", "10:01:20"), (WHP, "452", "10:01:50"),
        (CHP, "80", "10:01:00"), (CHP, "81", "10:02:00"),
    )  # fmt: skip
    pivot(db)
    assert found(db, "presion_cabezal, presion_casing") == [
        (1, moment("10:00:00"), 450, None),
        (1, moment("10:01:00"), 452, 80),
        (1, moment("10:02:00"), None, 81),
    ]


def test_a_row_sent_twice_is_no_history(db: Connection) -> None:
    land(db, (WHP, "450", "15:23:04"), (WHP, "450", "15:23:04"), (CHP, "80", "02:00:00"))
    pivot(db)
    assert found(db, "presion_cabezal, presion_casing") == [(1, moment("15:23:04"), 450, 80)]


def test_a_full_moddate_is_the_time_and_a_midnight_takes_modtime(db: Connection) -> None:
    land(db, (WHP, "450", moment("10:11:12")))
    land(db, (WHP, "451", "00:00:00"), unit=2)
    land(db, (WHP, "452", DAY), unit=3)
    pivot(db)
    times = {well: when for well, when, _ in found(db)}
    assert times == {1: moment("10:11:12"), 2: DAY, 3: DAY}


def test_midnight_of_the_operating_zone_takes_modtime_too(db: Connection) -> None:
    readings.set_config(db, "OPERACION", "zona_horaria", "America/Bogota")
    local_midnight = datetime(2026, 1, 7, 5, tzinfo=UTC)
    readings.insert(
        db,
        "stage.landing_scada_data",
        [{"unit_id": 1, "var_id": WHP, "measure": "450", "moddate": local_midnight,
          "modtime": time(9, 30)}],
    )  # fmt: skip
    pivot(db)
    assert found(db) == [(1, moment("14:30:00"), 450)]


def test_the_hour_that_comes_twice_is_told_by_the_arrival_else_kept_out(db: Connection) -> None:
    """Day and time apart, New York's nights of 2025: a poll each quarter, each as it came."""
    readings.set_config(db, "OPERACION", "zona_horaria", "America/New_York")
    midnight = datetime(2025, 11, 2, 4, tzinfo=UTC)
    polls = [  # local time, value, when it came
        ("01:15:00", "1", datetime(2025, 11, 2, 5, 16, tzinfo=UTC)),
        ("01:45:00", "2", datetime(2025, 11, 2, 5, 46, tzinfo=UTC)),
        ("01:15:00", "3", datetime(2025, 11, 2, 6, 16, tzinfo=UTC)),
        ("01:45:00", "4", datetime(2025, 11, 2, 6, 46, tzinfo=UTC)),
        ("02:15:00", "5", datetime(2025, 11, 2, 7, 16, tzinfo=UTC)),
        ("01:30:00", "6", datetime(2025, 11, 3, tzinfo=UTC)),  # a day late
    ]
    spring = [("02:30:00", "7", datetime(2025, 3, 9, 7, 31, tzinfo=UTC))]
    for day, values in ((midnight, polls), (datetime(2025, 3, 9, 5, tzinfo=UTC), spring)):
        readings.insert(
            db,
            "stage.landing_scada_data",
            [
                {
                    "unit_id": 1, "location_id": 1, "var_id": WHP, "measure": value,
                    "moddate": day, "modtime": time.fromisoformat(at), "cargado_en": arrival,
                }
                for at, value, arrival in values
            ],
        )  # fmt: skip
    pivot(db)
    stored = [(at.strftime("%H:%M"), value) for _, at, value in found(db)]
    assert stored == [("05:15", 1), ("05:45", 2), ("06:15", 3), ("06:45", 4), ("07:15", 5)]
    assert rejected(db) == [(WHP, "hora_ambigua", "6", 1), (WHP, "hora_inexistente", "7", 1)]
    details = db.execute("SELECT detalle FROM stage.tbl_landing_rechazos ORDER BY motivo")
    assert details.fetchall() == [
        ("2025-11-02 04:00:00+00 01:30:00",),
        ("2025-03-09 05:00:00+00 02:30:00",),
    ]


def test_conversions_are_applied_once(db: Connection) -> None:
    land(db, (LIFE, "252205"), (ENERGY, "5756"), (294, "1518"))
    pivot(db)
    columns = "horas_operacion_acumuladas, energia_medidor_acumulada, tiempo_operacion_medidor_acum"
    [(_, _, life, energy, run)] = found(db, columns)
    assert (life, energy, run) == pytest.approx((2522 + 5 / 60, 575.6, 15.3))


def test_the_later_arrival_wins_whatever_the_order_and_null_never_erases(db: Connection) -> None:
    land(db, (WHP, "460"), (CHP, "81"), arrival=ARRIVAL + timedelta(minutes=2))
    pivot(db)
    land(db, (WHP, "450"), (OIL, "18"), arrival=ARRIVAL)  # committed late by a slow writer
    pivot(db)
    land(db, (CHP, "82"), arrival=ARRIVAL + timedelta(minutes=5))
    pivot(db)
    columns = "presion_cabezal, presion_casing, produccion_petroleo_diaria"
    assert found(db, columns) == [(1, moment("15:23:04"), 460, 82, 18)]


def test_loads_of_one_run_that_meet_in_a_reading_end_in_one_row(db: Connection) -> None:
    land(db, (WHP, "460"), arrival=ARRIVAL + timedelta(minutes=2))
    land(db, (WHP, "450"), (OIL, "18"), arrival=ARRIVAL)
    pivot(db)
    columns = "presion_cabezal, produccion_petroleo_diaria"
    assert found(db, columns) == [(1, moment("15:23:04"), 460, 18)]


@pytest.mark.commits
def test_a_second_run_and_a_second_load_write_nothing(db: Connection) -> None:
    land(db, (WHP, "450"), (MOTOR, "1"))
    pivot(db)
    db.commit()
    before = readings.xmins(db, ["stage.tbl_pozo_produccion"])
    pivot(db)
    land(db, (WHP, "450"), (MOTOR, "1"), arrival=ARRIVAL + timedelta(hours=1))
    pivot(db)
    assert readings.xmins(db, ["stage.tbl_pozo_produccion"]) == before
    assert db.execute("SELECT count(*) FROM etl.cargas_pendientes").fetchone() == (0,)


def test_nothing_to_do_is_fine(db: Connection) -> None:
    pivot(db)
    assert found(db) == []


def test_an_unknown_unit_waits_for_its_master_row(db: Connection) -> None:
    land(db, (WHP, "450"), unit=77)
    pivot(db)
    pivot(db)
    assert found(db) == []
    assert rejected(db) == [(WHP, "unidad_desconocida", "450", 1)]
    readings.make_wells(db, 77)
    pivot(db)
    assert found(db) == [(77, moment("15:23:04"), 450)]
    assert rejected(db) == []


@pytest.mark.commits
def test_a_load_that_commits_late_is_not_skipped(db: Connection, seeded: str) -> None:
    with psycopg.connect(seeded) as slow:
        land(slow, (WHP, "450"), arrival=ARRIVAL - timedelta(hours=1))
        land(db, (WHP, "460"), unit=2)
        pivot(db)
        db.commit()
        slow.commit()
    pivot(db)
    assert [row[0] for row in found(db)] == [1, 2]


@pytest.mark.commits
def test_a_rolled_back_pivot_gives_its_loads_back(db: Connection) -> None:
    land(db, (WHP, "450"))
    db.commit()
    pivot(db)
    db.rollback()
    pivot(db)
    assert len(found(db)) == 1


def test_a_new_variable_needs_a_column_and_a_map_row_only(db: Connection) -> None:
    db.execute("ALTER TABLE stage.tbl_pozo_produccion ADD COLUMN vibracion double precision")
    db.execute('ALTER TABLE stage.tbl_pozo_produccion ADD COLUMN "cuenta" integer')
    db.execute(
        "INSERT INTO referencial.tbl_var_scada_map (var_id_scada, id_formato1, columna_stage)"
        " VALUES (99001, 54, 'vibracion'), (99002, 54, 'cuenta')"
    )
    land(db, (99001, "3.5"), (99002, "7"), (WHP, "450"))
    land(db, (99002, "3000000000"), unit=2)
    pivot(db)
    assert found(db, "vibracion, cuenta, presion_cabezal") == [(1, moment("15:23:04"), 3.5, 7, 450)]
    assert rejected(db) == [(99002, "fuera_de_rango", "3000000000", 1)]


def test_readings_are_known_to_every_consumer(db: Connection) -> None:
    land(db, (WHP, "450"))
    pivot(db)
    keys = db.execute("SELECT consumidor, well_id, hora FROM etl.claves_sucias ORDER BY 1")
    consumers = ("carta", "dq", "foto", "hechos")
    assert keys.fetchall() == [(name, 1, moment("15:00:00")) for name in consumers]


CARD = "[1.9,4.6,8.4]"
GOOD_NUMBERS = {
    " 450 ": 450, "\t450\n": 450, "1e3": 1000, "1E+3": 1000, "-12.50": -12.5, ".5": 0.5,
    "5.": 5, "+7": 7, "000": 0, "1e308": 1e308, "1e-300": 1e-300, "0e999": 0,
    "2.0999999046325684": 2.0999999046325684, "123456789012345678901": 123456789012345678901.0,
}  # fmt: skip
BAD_NUMBERS = {
    "texto": "no_numerico", "": "valor_ausente", "   ": "valor_ausente", None: "valor_ausente",
    "NaN": "no_finito", "nan": "no_finito", "Infinity": "no_finito", "-Infinity": "no_finito",
    "inf": "no_finito", "1e400": "fuera_de_rango", "-1e400": "fuera_de_rango",
    "1e-400": "fuera_de_rango", "1e99999999999": "fuera_de_rango", "9" * 400: "fuera_de_rango",
    "1,5": "no_numerico", "1.234,5": "no_numerico", "--": "valor_ausente", "-": "valor_ausente",
    "+-1": "no_numerico", "٣٤": "no_numerico", "１２": "no_numerico", "½": "no_numerico",
    "12abc": "no_numerico", "1 2": "no_numerico", "0x10": "no_numerico", "1e": "no_numerico",
    "e5": "no_numerico", ".": "no_numerico", "1.2.3": "no_numerico", "NULL": "valor_ausente",
    "I/O Timeout": "sin_valor", " bad ": "sin_valor", "-999.25": "centinela",
    "-999.2500": "centinela", "1.0000000150474662e+30": "centinela", "-9999": "centinela",
    "true": "no_numerico", "12;DROP TABLE": "no_numerico", "'": "no_numerico",
    "#VALUE!": "sin_valor", "\\N": "valor_ausente", "1_000": "no_numerico", "$5": "no_numerico",
    "%s": "no_numerico", "🛢": "no_numerico", "x" * 5000: "no_numerico",
}  # fmt: skip
BAD_CARDS = {
    "[1.9,4.6": "carta_ilegible", "1.9,4.6,8.4": "carta_ilegible", "[]": "carta_ilegible",
    "[1,2]": "carta_ilegible", "[1,NaN,3]": "carta_ilegible", "[1,null,3]": "carta_ilegible",
    '["1","2","3"]': "carta_ilegible", "[1,,3]": "carta_ilegible", "[1,2,3]]": "carta_ilegible",
    "[1e999,2,3]": "carta_ilegible", "{}": "carta_ilegible", "": "valor_ausente",
    "No Data": "sin_valor", "null": "valor_ausente",
}  # fmt: skip


def test_every_kind_of_bad_input_in_one_load_harms_only_itself(db: Connection) -> None:
    """Each bad value comes with a good one of the same unit and load; units 1000 and up."""
    cases: list[tuple[tuple[Any, ...], str]] = []
    cases += [((WHP, raw), reason) for raw, reason in BAD_NUMBERS.items()]
    cases += [((MOTOR, raw), "booleano_ilegible") for raw in ("2", "encendido", "NaN", "1e400")]
    cases += [((MOTOR, "Bad"), "sin_valor"), ((LIFE, "-9999"), "centinela")]
    cases += [((LIFE, raw), "fuera_de_rango") for raw in ("252275", "1e308")]
    cases += [((ENERGY, "1e-320"), "fuera_de_rango")]
    cases += [((PUMP_X, raw), reason) for raw, reason in BAD_CARDS.items()]
    cases += [
        ((WHP, "450", datetime(2099, 1, 1, tzinfo=UTC)), "fecha_futura"),
        ((WHP, "450", NOW + timedelta(days=1, seconds=1)), "fecha_futura"),
        ((WHP, "450", datetime(1900, 1, 1, tzinfo=UTC)), "fecha_invalida"),
        ((None, "450"), "variable_ausente"),
    ]
    million = "[" + ",".join(["1.5"] * 1_000_000) + "]"
    cases.append(((PUMP_X, million), "carta_ilegible"))
    assert len(cases) >= 40
    units = range(1000, 1000 + len(cases))
    readings.make_wells(db, *units)
    for unit, (bad, _) in zip(units, cases, strict=True):
        land(db, bad, (CHP, "80"), (SURFACE_X, CARD), (SURFACE_Y, CARD), unit=unit)
    land(db, (WHP, "450"), unit=None)
    land(db, (SURFACE_X, "[1,2,3]"), (SURFACE_Y, "[1,2,3,4]"), (CHP, "80"), unit=1)
    readings.insert(
        db,
        "stage.landing_scada_data",
        [{"unit_id": 2, "var_id": WHP, "measure": "450", "cargado_en": ARRIVAL},
         {"unit_id": 2, "var_id": CHP, "measure": "80", "moddate": DAY, "cargado_en": ARRIVAL}],
    )  # fmt: skip
    pivot(db)

    good = db.execute(
        "SELECT well_id FROM stage.tbl_pozo_produccion"
        " WHERE presion_casing = 80 AND presion_cabezal IS NULL AND surface_rod_position = %s"
        " AND surface_rod_load = %s AND well_id >= 1000 ORDER BY 1",
        [CARD, CARD],
    ).fetchall()
    assert [well for (well,) in good] == list(units)
    assert found(db, "presion_casing, surface_rod_position")[:2] == [
        (1, moment("15:23:04"), 80, None), (2, DAY, 80, None)
    ]  # fmt: skip
    reasons = dict(
        db.execute(
            "SELECT unit_id, motivo FROM stage.tbl_landing_rechazos WHERE unit_id >= 1000"
        ).fetchall()
    )
    assert reasons == {u: reason for u, (_, reason) in zip(units, cases, strict=True)}
    others = db.execute(
        "SELECT unit_id, var_id, motivo FROM stage.tbl_landing_rechazos"
        " WHERE unit_id IS NULL OR unit_id < 1000 ORDER BY 1, 2"
    ).fetchall()
    assert others == [
        (1, SURFACE_X, "carta_desigual"),
        (1, SURFACE_Y, "carta_desigual"),
        (2, WHP, "fecha_ausente"),
        (None, WHP, "unidad_ausente"),
    ]


def test_numbers_as_controllers_write_them_are_read(db: Connection) -> None:
    units = range(100, 100 + len(GOOD_NUMBERS))
    readings.make_wells(db, *units)
    for unit, raw in zip(units, GOOD_NUMBERS, strict=True):
        land(db, (WHP, raw), unit=unit)
    pivot(db)
    assert [value for _, _, value in found(db)] == list(GOOD_NUMBERS.values())
    assert rejected(db) == []


@pytest.mark.parametrize(
    ("raw", "state"),
    [("true", True), ("false", False), ("1", True), ("0", False), ("t", True), ("F", False),
     (" True ", True), ("1.0", True), ("0.0", False)],
)  # fmt: skip
def test_booleans_come_in_many_spellings(db: Connection, raw: str, state: bool) -> None:
    land(db, (MOTOR, raw))
    pivot(db)
    assert found(db, "estado_motor") == [(1, moment("15:23:04"), state)]


def test_a_bad_value_is_counted_with_its_first_and_last_time(db: Connection) -> None:
    for minutes in range(3):
        land(db, (WHP, "--"), arrival=ARRIVAL + timedelta(minutes=minutes))
        pivot(db)
    [row] = readings.rows(db, "SELECT * FROM stage.tbl_landing_rechazos")
    assert row["veces"] == 3
    assert row["primera_vez"] == ARRIVAL
    assert row["ultima_vez"] == ARRIVAL + timedelta(minutes=2)


def test_variables_without_a_map_row_stay_in_landing_silently(db: Connection) -> None:
    land(db, (4242, "texto"), (WHP, "450"))
    pivot(db)
    assert found(db) == [(1, moment("15:23:04"), 450)]
    assert rejected(db) == []
    assert db.execute("SELECT count(*) FROM stage.landing_scada_data").fetchone() == (2,)


def test_cards_are_kept_to_the_last_character(db: Connection) -> None:
    card = "[1.9, 4.60,  -0.50,8.4e1]"
    land(db, (PUMP_X, card), (PUMP_Y, CARD.replace("]", ",5]")))
    pivot(db)
    columns = "downhole_pump_position, downhole_pump_load"
    assert found(db, columns) == [(1, moment("15:23:04"), card, "[1.9,4.6,8.4,5]")]


def test_an_unknown_unit_is_one_row_for_each_variable_whatever_the_values(db: Connection) -> None:
    for minute in range(5):
        arrival = ARRIVAL + timedelta(minutes=minute)
        land(db, (WHP, f"{450 + minute}"), (CHP, "80"), unit=99, arrival=arrival)
        land(db, (WHP, f"{minute}"), unit=None, arrival=arrival)
        pivot(db)
    rows = db.execute(
        "SELECT unit_id, var_id, valor_crudo, veces, ultima_vez - primera_vez"
        " FROM stage.tbl_landing_rechazos ORDER BY 1, 2"
    ).fetchall()
    span = timedelta(minutes=4)
    assert rows == [(99, CHP, "80", 5, span), (99, WHP, "450", 5, span), (None, WHP, "0", 5, span)]


def map_to(db: Connection, var: int, column: str) -> None:
    db.execute(
        "UPDATE referencial.tbl_var_scada_map SET columna_stage = %s WHERE var_id_scada = %s",
        [column, var],
    )


@pytest.mark.parametrize("column", ["presion_cabezl", "timestamp_lectura", "well_id", "ctid"])
def test_the_map_takes_no_column_that_the_pivot_cannot_fill(db: Connection, column: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        map_to(db, WHP, column)


@pytest.mark.parametrize(
    ("column", "fillable"),
    [("presion_cabezal", True), ("surface_rod_load", True), ("estado_motor", True),
     ("produccion_id", False), ("cargado_en", False), ("Presion_Cabezal", False), ("", False)],
)  # fmt: skip
def test_which_columns_a_variable_may_fill(db: Connection, column: str, fillable: bool) -> None:
    text = "SELECT referencial.fnc_es_columna_scada(%s)"
    assert db.execute(text, [column]).fetchone() == (fillable,)


def pivot_again(db: Connection, first: datetime, last: datetime | None, well: int | None) -> None:
    db.execute("CALL stage.sp_pivot_landing(%s, %s, %s)", [first, last, well])


def test_what_arrived_before_the_map_was_mended_is_pivoted_again(db: Connection) -> None:
    """Of the days of arrival and the well that are asked for, whatever they are stamped with."""
    db.execute("DELETE FROM referencial.tbl_var_scada_map WHERE var_id_scada = %s", [WHP])
    last_month = DAY - timedelta(days=20)
    for unit, arrival in ((1, ARRIVAL), (1, ARRIVAL - timedelta(days=2)), (2, ARRIVAL)):
        land(db, (WHP, "450", last_month), (CHP, "80", last_month), unit=unit, arrival=arrival)
        last_month += timedelta(hours=1)
    pivot(db)
    assert [value for _, _, value in found(db)] == [None, None, None]
    db.execute(
        "INSERT INTO referencial.tbl_var_scada_map (var_id_scada, id_formato1, columna_stage)"
        " SELECT %s, id_formato1, 'presion_cabezal' FROM referencial.tbl_var_scada_map LIMIT 1",
        [WHP],
    )
    pivot(db)
    assert [value for _, _, value in found(db)] == [None, None, None]
    pivot_again(db, DAY, DAY + timedelta(days=1), 1)
    assert [value for _, _, value in found(db)] == [450, None, None]
    pivot_again(db, DAY - timedelta(days=2), DAY, None)
    assert [value for _, _, value in found(db)] == [450, 450, None]
    pivot_again(db, DAY, None, None)
    assert [value for _, _, value in found(db)] == [450, 450, 450]
    assert [value for _, _, value in found(db, "presion_casing")] == [80, 80, 80]
    assert db.execute("SELECT count(*) FROM etl.cargas_pendientes").fetchone() == (0,)


def test_pivoting_again_changes_no_reading_of_an_unchanged_map(db: Connection) -> None:
    land(db, (WHP, "450"), (CHP, "80"), (OIL, "--"))
    land(db, (WHP, "451"), arrival=ARRIVAL + timedelta(days=1))
    pivot(db)
    before = found(db, "presion_cabezal, presion_casing, cargado_en, xmin")
    pivot_again(db, DAY, None, None)
    assert found(db, "presion_cabezal, presion_casing, cargado_en, xmin") == before
    assert rejected(db) == [(OIL, "valor_ausente", "--", 2)]  # what cannot be used is counted again


def test_pivoting_again_leaves_unknown_units_waiting(db: Connection) -> None:
    land(db, (WHP, "450"), unit=99)
    pivot(db)
    pivot_again(db, DAY, None, None)
    assert rejected(db) == [(WHP, "unidad_desconocida", "450", 1)]
    readings.make_wells(db, 99)
    pivot(db)
    assert found(db) == [(99, moment("15:23:04"), 450)]


def test_one_well_alone_leaves_the_others_loads_in_the_queue(db: Connection) -> None:
    for unit in (1, 2, 99, None):
        land(db, (WHP, "450"), unit=unit)
    db.execute("CALL stage.sp_pivot_landing(p_well_id => 2)")
    assert found(db) == [(2, moment("15:23:04"), 450)]
    assert rejected(db) == []
    pivot(db)
    assert [well for well, *_ in found(db)] == [1, 2]
    assert [reason for _, reason, *_ in rejected(db)] == ["unidad_ausente", "unidad_desconocida"]


@pytest.mark.commits
def test_landing_waits_for_a_map_that_was_not_loaded(db: Connection) -> None:
    land(db, (WHP, "450"))
    db.commit()
    db.execute("CREATE TEMP TABLE kept AS SELECT * FROM referencial.tbl_var_scada_map")
    db.execute("DELETE FROM referencial.tbl_var_scada_map")
    db.commit()
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState) as caught:
        pivot(db)
    assert "bp010ctl seed" in str(caught.value.diag.message_hint)
    db.rollback()
    db.execute("INSERT INTO referencial.tbl_var_scada_map SELECT * FROM kept")
    pivot(db)
    assert found(db) == [(1, moment("15:23:04"), 450)]
