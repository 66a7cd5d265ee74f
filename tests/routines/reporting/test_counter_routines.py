"""Counters: what they counted between values, within an hour, across hours, days and restarts.

An hour's readings are a matrix: a row of 21 series for each reading, NaN where a value is missing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest

from support.facts import close_counters, insert_days, insert_hours, insert_summary, make_dimensions
from support.readings import (
    insert,
    insert_readings,
    make_wells,
    row,
    rows,
    scalar,
    set_clock,
    set_config,
)
from support.strategies import COUNTERS

Connection = psycopg.Connection[Any]
NAN = float("nan")
FLUID_METER, MOTOR, CLOCK = 9, 20, 21
"""Positions, from 1."""
DAY = "2026-01-05"


def series(**positions: list[float]) -> list[list[float]]:
    """A matrix of readings whose series in p2=[…] have these values, the others none."""
    length = max(map(len, positions.values()))
    matrix = [[NAN] * 21 for _ in range(length)]
    for name, column in positions.items():
        for line, value in enumerate(column):
            matrix[line][int(name[1:]) - 1] = float(value)
    return matrix


# -- two values ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "counted"),
    [
        (10, 12.5, 2.5),
        (10, 10, 0),
        (10, 4, 4),  # a fall below half is a restart: the new value was counted
        (10, 5, 0),  # up to half it is noise
        (10, 9.9, 0),
        (10, 0, 0),
        (0, 3, 3),
        (None, 3, None),
        (3, None, None),
    ],
)
def test_a_counter_counts_its_steps_and_whole_after_a_restart(
    bare: Connection, before: float | None, now: float | None, counted: float | None
) -> None:
    assert scalar(bare, "SELECT reporting.fnc_incremento(%s, %s)", before, now) == counted


@pytest.mark.parametrize(
    ("value", "credible"),
    [
        (0, True), (1e-30, True), (12.5, True), (1e15, True),
        (1.1e15, False), (1e-31, False), (-1, False), (NAN, False),
        (float("inf"), False), (None, False),
    ],
)  # fmt: skip
def test_no_counter_shows_less_than_nothing_or_more_than_all(
    bare: Connection, value: float | None, credible: bool
) -> None:
    counter = scalar(bare, "SELECT reporting.fnc_contador_creible(%s)", value)
    assert counter == value if credible else counter != counter


@pytest.mark.parametrize(
    ("total", "number", "mean"),
    [(10, 4, 2.5), (0, 3, 0), (10, 0, None), (None, 0, None), (NAN, 2, None), (1e300, 2, None)],
)
def test_a_mean_needs_values_and_a_total_that_arithmetic_can_take(
    bare: Connection, total: float | None, number: int, mean: float | None
) -> None:
    assert scalar(bare, "SELECT reporting.fnc_promedio(%s, %s)", total, number) == mean


@pytest.mark.parametrize(
    ("one", "other", "both"), [(1, 2, 3), (1, None, 1), (None, 2, 2), (None, None, None)]
)
def test_a_sum_takes_what_is_there(
    bare: Connection, one: float | None, other: float | None, both: float | None
) -> None:
    assert scalar(bare, "SELECT reporting.fnc_sumar(%s, %s)", one, other) == both


# -- the readings of an hour --------------------------------------------------------------------


def test_a_reading_is_a_row_of_21_series(bare: Connection) -> None:
    make_wells(bare, 1, 2)
    values = dict(zip(COUNTERS, range(1, 20), strict=True))
    moment = "1970-01-02 00:00:00+00"
    insert_readings(
        bare,
        [
            {"well_id": 1, "timestamp_lectura": moment, "estado_motor": True} | values,
            {"well_id": 2, "timestamp_lectura": moment},
        ],
    )
    query = "SELECT reporting.fnc_serie_lectura(l) FROM stage.tbl_pozo_produccion AS l"
    query += " WHERE l.well_id = %s"
    assert scalar(bare, query, 1) == [*range(1, 20), 1, 86400]
    assert [value == value for value in scalar(bare, query, 2)] == [False] * 21  # NaN


def test_each_series_has_its_name_and_its_place(bare: Connection) -> None:
    query = "SELECT * FROM reporting.fnc_series(%s::float8[])"
    named = row(bare, query, [float(place) for place in range(1, 22)])
    assert list(named.values()) == [*range(1, 22)]
    for name, place in named.items():
        assert scalar(bare, "SELECT reporting.fnc_serie(%s)", name) == place
    assert (named["fluido_medidor"], named["motor"], named["reloj"]) == (FLUID_METER, MOTOR, CLOCK)
    assert set(row(bare, query, None).values()) == {None}
    with pytest.raises(
        psycopg.errors.InvalidParameterValue, match='series "marcha" does not exist'
    ):
        bare.execute("SELECT reporting.fnc_serie('marcha')")


@pytest.mark.parametrize(
    ("before", "now", "falls"),
    [(2, 1, True), (1, 2, False), (1, 1, False), (NAN, 1, True), (1, NAN, False)],
)
def test_a_series_falls_from_one_reading_to_the_next(
    bare: Connection, before: float, now: float, falls: bool
) -> None:
    query = "SELECT reporting.fnc_cae(%s, 2, %s)"
    assert scalar(bare, query, series(p9=[before, now]), FLUID_METER) is falls


CHANGED = "SELECT filas FROM reporting.fnc_filas_cambiadas(%s, %s)"


@pytest.mark.parametrize("place", range(1, 22))
def test_a_fall_of_any_counter_is_found_and_the_motor_s_change(
    bare: Connection, place: int
) -> None:
    rising, falling = [10.0, 11.0, 12.0, 13.0], [10.0, 11.0, 3.0, 4.0]
    others = {f"p{other}": rising for other in range(1, 22) if other not in (place, MOTOR)}
    matrix = series(**others, **{f"p{place}": falling})
    if place == MOTOR:
        matrix = series(**others, p20=[1, 1, 0, 0])
    expected = None if place == CLOCK else [3]
    assert scalar(bare, CHANGED, matrix, 4) == expected


def test_of_an_hour_without_falls_no_reading_is_looked_at(bare: Connection) -> None:
    assert scalar(bare, CHANGED, series(p9=[10, 10, 12], p20=[1, 1, 1]), 3) is None
    assert scalar(bare, CHANGED, series(p9=[10]), 1) is None
    assert scalar(bare, CHANGED, series(p9=[10, 9, 8], p20=[0, 1, 0]), 3) == [2, 3]


SUMMARISE = "SELECT * FROM reporting.fnc_resumir_matriz(%s, %s)"


def test_an_hour_s_series_are_first_last_and_what_they_counted(bare: Connection) -> None:
    matrix = series(
        p1=[5, 6, 2, 3],  # a restart: 1 + 2 + 1
        p9=[100, 102, 101, 103],  # a dip is noise: 2 + 0 + 2
        p10=[NAN, 7, 8, NAN],  # looked at value by value
        p18=[50, 50.25, 50.5, 50.75], p20=[1, 0, 1, 1], p21=[0, 900, 1800, 2700],
    )  # fmt: skip
    hour = row(bare, SUMMARISE, matrix, 4)
    there = {1: (5, 3, 4), 9: (100, 103, 4), 10: (7, 8, 1), 18: (50, 50.75, 0.75)}
    there |= {MOTOR: (1, 1, 1), CLOCK: (0, 2700, 900 + 900)}
    arrays = (hour["primeros"], hour["ultimos"], hour["incrementos"])
    by_place = dict(enumerate(zip(*arrays, strict=True), 1))
    assert by_place == dict.fromkeys(range(1, 22), (None, None, None)) | there
    assert (hour["ruido_diario"], hour["ruido_medidor"]) == (False, True)


def test_an_hour_of_one_reading_has_counted_nothing(bare: Connection) -> None:
    hour = row(bare, SUMMARISE, series(p1=[5], p20=[1], p21=[60]), 1)
    assert (hour["primeros"][0], hour["ultimos"][0]) == (5, 5)
    assert hour["incrementos"] == [None] * 21
    assert (hour["ruido_diario"], hour["ruido_medidor"]) == (False, False)


CORRECT = "SELECT correcciones, ruidos, dudosas FROM reporting.fnc_corregir_series(%s, %s)"


@pytest.mark.parametrize(
    ("values", "correction", "noise"),
    [
        ([10, 12, 3, 5], 12, False),  # last - first = -5; it counted 2 + 3 + 2 = 7
        ([10, 12, 11, 13], 1, True),  # last - first = 3; it counted 2 + 0 + 2 = 4
        ([10, 4, 2, 1], 13, True),  # -9; restart to 4, noise to 2 (half), noise to 1: 4
        ([10, 12, 13, 15], 0, False),
    ],
)
def test_falls_within_an_hour_are_corrected(
    bare: Connection, values: list[float], correction: float, noise: bool
) -> None:
    matrix = series(p9=values)
    ((corrections, noises, doubtful),) = bare.execute(CORRECT, [matrix, [2, 3, 4]]).fetchall()
    assert corrections[FLUID_METER - 1] == correction
    assert noises[FLUID_METER - 1] is noise
    assert doubtful is None


def test_the_motor_s_stops_and_times_are_corrected_too(bare: Connection) -> None:
    matrix = series(p20=[1, 0, 1, 0], p21=[100, 200, 350, 400])
    ((corrections, _, _),) = bare.execute(CORRECT, [matrix, [2, 3, 4]]).fetchall()
    assert corrections[MOTOR - 1] == 2
    # stopped at 200, started at 350, stopped at 400: with last and first it ran 100 + 50 s
    assert corrections[CLOCK - 1] == 200 - 350 + 400


def test_a_fall_from_or_to_a_value_that_is_none_is_doubtful(bare: Connection) -> None:
    matrix = series(p1=[10, -1, 12], p2=[NAN, 5, 6], p9=[1, 2, 3])
    ((corrections, noises, doubtful),) = bare.execute(CORRECT, [matrix, [2, 3]]).fetchall()
    assert doubtful == 2**1 + 2**2
    assert (corrections[0], noises[0]) == (0, False)
    ((corrections, noises, doubtful),) = bare.execute(CORRECT, [matrix, []]).fetchall()
    assert (corrections, noises, doubtful) == (None, None, None)


LOOK = "SELECT primeros, ultimos, incrementos, ruidos FROM reporting.fnc_resumir_series(%s, %s)"


def looked_at(db: Connection, matrix: list[list[float]], *positions: int) -> dict[int, list[Any]]:
    """First, last, increment and noise of the positions that are not NULL."""
    bits = sum(2**position for position in positions)
    (arrays,) = db.execute(LOOK, [matrix, bits]).fetchall()
    by_position = {place: list(facts) for place, facts in enumerate(zip(*arrays, strict=True), 1)}
    return {place: facts for place, facts in by_position.items() if facts != [None] * 4}


def test_a_series_with_gaps_is_looked_at_value_by_value(bare: Connection) -> None:
    matrix = series(p1=[NAN, 10, NAN, 12, -1, 3], p2=[1, NAN, NAN, NAN, NAN, NAN], p3=[1] * 6)
    assert looked_at(bare, matrix, 1, 2) == {
        1: [10, 3, 5, False],  # 10 to 12, restart to 3
        2: [1, 1, None, None],  # one value counts nothing
    }
    assert looked_at(bare, matrix, 4) == {}
    assert looked_at(bare, series(p1=[10, NAN, 9]), 1) == {1: [10, 9, 0, True]}


def test_the_clock_counts_seconds_while_the_motor_ran(bare: Connection) -> None:
    matrix = series(p20=[1, NAN, 0, 1, 1], p21=[0, NAN, 60, 130, 200])
    by_position = looked_at(bare, matrix, MOTOR, CLOCK)
    assert by_position[MOTOR][:3] == [1, 1, 1]  # it stopped once
    assert by_position[CLOCK][:3] == [0, 200, 60 + 70]  # 0 to 60 and 130 to 200


# -- hours of a day -----------------------------------------------------------------------------


def summary(db: Connection, hour: str, **columns: Any) -> None:
    """A row of the hourly summaries, of a time of the day or of any moment."""
    insert_summary(db, hour if "+" in hour else f"{DAY} {hour}+00", **columns)


def close(db: Connection, day: str, **values: float) -> None:
    """Last values of series of well 1 on a day, p9=100."""
    close_counters(db, day, {int(name[1:]): value for name, value in values.items()})


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2 in the dimension; days of UTC; noon of 6 January 2026; nothing waits."""
    set_clock(seeded_db, "2026-01-06 12:00+00")
    make_wells(seeded_db, 1, 2)
    make_dimensions(seeded_db, (1, 2), [])
    seeded_db.execute("DELETE FROM etl.claves_sucias")
    return seeded_db


def test_the_value_before_an_hour_is_of_the_day_else_of_the_last_day_that_has_one(
    db: Connection,
) -> None:
    close(db, "2026-01-02", p9=80, p1=8)
    close(db, "2026-01-04", p9=90, p1=9)
    summary(db, "01:00", ultimos={1: 5, 9: 100})
    summary(db, "02:00", ultimos={2: 1})

    def before(position: int, hour: str) -> Any:
        query = "SELECT valor FROM reporting.fnc_valor_anterior(1, %s, %s, %s, %s)"
        return scalar(db, query, position, DAY, f"{DAY} 00:00+00", f"{DAY} {hour}+00")

    assert (before(9, "03:00"), before(1, "03:00")) == (100, 5)
    assert (before(9, "01:00"), before(1, "01:00")) == (90, None)  # 1 starts each day at 0
    assert before(10, "03:00") is None


def test_a_day_closes_with_the_last_value_of_each_series(db: Connection) -> None:
    set_config(db, "OPERACION", "zona_horaria", "America/Bogota")  # its day starts at 05:00 UTC
    summary(db, "04:00", ultimos={9: 1, 3: 3})  # of the day before
    summary(db, "05:00", ultimos={9: 100, 1: 5})
    summary(db, "2026-01-06 04:00+00", ultimos={1: 7, 18: 2500})
    query = "SELECT * FROM reporting.fnc_cerrar_contadores(%s, %s::date[]) ORDER BY 1, 2"
    day = date(2026, 1, 5)
    assert db.execute(query, [[1], [DAY]]).fetchall() == [
        (1, 1, day, 7), (1, 9, day, 100), (1, 18, day, 2500),
    ]  # fmt: skip
    assert db.execute(query, [[2], [DAY]]).fetchall() == []
    assert db.execute(query, [[], []]).fetchall() == []


def increments(db: Connection) -> list[dict[str, Any]]:
    query = "SELECT * FROM reporting.fnc_incrementar_tramos('{1}', %s) ORDER BY tramo"
    return rows(db, query, [date(2026, 1, 5)])


def test_an_hour_counts_its_own_readings_and_the_step_to_its_first(db: Connection) -> None:
    close(db, "2026-01-04", p9=90, p1=50)
    summary(db, "01:00", primeros={1: 3, 9: 95}, ultimos={1: 4, 9: 100}, incrementos={1: 1, 9: 5})
    summary(db, "03:00", primeros={1: 6, 9: 98}, ultimos={1: 6, 9: 99}, incrementos={9: 1})
    summary(db, "04:00", primeros={9: 40}, ultimos={9: 40})
    first, second, third = increments(db)
    # meters step from the day before (90), counters of the day start at 0
    assert (first["totales"][8], first["totales"][0]) == (10, 4)
    # 100 to 98 is noise and counts nothing; 4 to 6 counts 2
    assert (second["totales"][8], second["totales"][0]) == (1, 2)
    assert (second["ruido_medidor"], second["ruido_diario"]) == (True, False)
    # 99 to 40 is a restart: 40 were counted
    assert (third["totales"][8], third["totales"][0]) == (40, None)
    assert third["ruido_medidor"] is False


def test_the_motor_s_step_is_a_stop_and_the_clock_s_the_seconds_it_ran(db: Connection) -> None:
    summary(
        db, "01:00", primeros={20: 1, 21: 1000}, ultimos={20: 1, 21: 1600}, incrementos={21: 600}
    )
    summary(db, "02:00", primeros={20: 0, 21: 1900}, ultimos={20: 0, 21: 2000})
    summary(db, "03:00", primeros={20: 1, 21: 2500}, ultimos={20: 1, 21: 2500})
    totals = [(hour["totales"][19], hour["totales"][20]) for hour in increments(db)]
    # nobody knows before 1000; it ran on to 1900, when it was seen stopped; then it stood
    assert totals == [(None, 600), (1, 300), (0, 0)]


def test_an_hour_that_comes_twice_is_measured_together(bare: Connection) -> None:
    # Oslo goes back from 03:00 to 02:00 on 25 October 2026: 02:00 is at 00:00 and at 01:00 UTC
    for hour, level, water in (("00", 100.0, 10.0), ("01", 40.0, None), ("02", 7.0, 7.0)):
        summary(
            bare, f"2026-10-25 {hour}:00+00", nivel_suma=level, nivel_n=2,
            corte_agua_suma=water, corte_agua_n=1 if water else 0, ultimos={18: float(hour) + 1},
        )  # fmt: skip
    query = "SELECT * FROM reporting.fnc_medidas_hora(1, %s, 'Europe/Oslo')"
    measured = bare.execute(query, ["2026-10-25 00:00+00"]).fetchall()
    assert measured == [(35, 10, 2)]  # 140 / 4, the only water cut, the later lifetime hours
    assert bare.execute(query, ["2026-10-25 02:00+00"]).fetchall() == [(3.5, 7, 3)]
    assert bare.execute(query, ["2026-10-25 05:00+00"]).fetchall() == []


# -- how far a change reaches -------------------------------------------------------------------


def test_a_day_reaches_itself_the_next_value_of_a_meter_and_what_it_reports(db: Connection) -> None:
    db.execute("UPDATE reporting.dim_pozo SET contador_diario = 'dia_cerrado' WHERE pozo_id = 2")
    close(db, "2026-01-08", p9=1, p1=1)
    close(db, "2026-01-09", p9=2, p18=1)
    close(db, "2026-01-07", p1=1)  # a counter of the day does not reach on
    query = "SELECT pozo_id, fecha::text FROM reporting.fnc_dias_afectados(%s, %s::date[])"
    query += " ORDER BY 1, 2"
    assert db.execute(query, [[1, 2], ["2026-01-05", "2026-01-05"]]).fetchall() == [
        (1, "2026-01-05"), (1, "2026-01-08"), (1, "2026-01-09"),
        (2, "2026-01-04"), (2, "2026-01-05"),
    ]  # fmt: skip
    assert db.execute(query, [[], []]).fetchall() == []


def test_days_of_a_range_with_facts_are_found_by_their_date(db: Connection) -> None:
    set_config(db, "OPERACION", "zona_horaria", "America/Bogota")
    insert_days(db, [{"pozo_id": well, "fecha": date(2026, 1, 4)} for well in (1, 2)])
    insert_hours(db, [{"pozo_id": 1, "fecha_hora": "2026-01-06 10:00+00"}])
    query = "SELECT * FROM reporting.fnc_dias_con_hechos(%s, %s, %s) ORDER BY 1, 2"

    def found(start: str | None, end: str | None, well: int | None = None) -> list[Any]:
        return db.execute(query, [start, end, well]).fetchall()

    assert found(None, None) == []
    assert found("-infinity", None) == [(1, 20260104), (1, 20260106), (2, 20260104)]
    assert found("-infinity", "infinity", 2) == [(2, 20260104)]
    # 6 January of Bogotá is over at 05:00 UTC of the 7th; the end is not included
    assert found("2026-01-05 05:00+00", "2026-01-07 05:00+00") == [(1, 20260106)]
    assert found("2026-01-05 05:00+00", "2026-01-06 05:00+00") == []


def pending(db: Connection, start: str | None, end: str | None, well: int | None = None) -> Any:
    query = "SELECT well_id, to_char(tramo, 'MM-DD HH24:MI')"
    query += " FROM reporting.fnc_tramos_pendientes(%s, %s, %s) ORDER BY 1, 2"
    return db.execute(query.encode(), [start, end, well]).fetchall()


def test_dirty_hours_are_claimed_once_in_the_zone_s_hours(db: Connection) -> None:
    enqueue = "SELECT etl.fnc_encolar_claves('hechos', '{1,2}', %s)"
    db.execute(enqueue, [[f"{DAY} 10:00+00", f"{DAY} 11:00+00"]])
    assert pending(db, None, None) == [(1, "01-05 10:00"), (2, "01-05 11:00")]
    assert pending(db, None, None) == []
    set_config(db, "OPERACION", "zona_horaria", "Asia/Kolkata")  # its hours start at half past
    db.execute(enqueue, [[f"{DAY} 10:00+00", f"{DAY} 10:00+00"]])
    assert pending(db, None, None, 1) == [(1, "01-05 09:30"), (1, "01-05 10:30")]
    assert pending(db, None, None) == [(2, "01-05 09:30"), (2, "01-05 10:30")]


def test_a_range_adds_hours_with_readings_summaries_or_facts(db: Connection) -> None:
    insert_readings(db, [{"well_id": 1, "timestamp_lectura": f"{DAY} 10:59:59+00"}])
    summary(db, "12:00")
    insert_hours(db, [{"pozo_id": 2, "fecha_hora": f"{DAY} 13:00+00"}])
    db.execute("DELETE FROM etl.claves_sucias")
    limits = (f"{DAY} 10:00+00", f"{DAY} 14:00+00")
    assert pending(db, *limits) == [(1, "01-05 10:00"), (1, "01-05 12:00"), (2, "01-05 13:00")]
    assert pending(db, *limits, 2) == [(2, "01-05 13:00")]
    assert pending(db, f"{DAY} 11:00+00", None, 1) == [(1, "01-05 12:00")]
    assert pending(db, None, f"{DAY} 11:00+00") == [(1, "01-05 10:00")]


# -- what looks back ----------------------------------------------------------------------------


def test_np_adds_up_from_before_the_first_reading_and_a_late_day_moves_later_months(
    db: Connection,
) -> None:
    db.execute("UPDATE reporting.dim_pozo SET np_inicial_bbl = 1000 WHERE pozo_id = 1")
    insert(
        db,
        "reporting.fact_operaciones_mensuales",
        [
            {"pozo_id": well, "anio_mes": month, "total_petroleo_bbl": oil}
            for well, month, oil in (
                (1, "2025-11", 10.0), (1, "2025-12", None), (1, "2026-01", 5.5),
                (2, "2026-01", 7.0),
            )
        ],
    )  # fmt: skip
    computed = "SELECT * FROM reporting.fnc_np_acumulado(%s) ORDER BY pozo_id, anio_mes"
    assert db.execute(computed, [[1, 2]]).fetchall() == [
        ("2025-11", 1, 1010), ("2025-12", 1, 1010), ("2026-01", 1, 1015.5), ("2026-01", 2, 7),
    ]  # fmt: skip
    bring = """
        SELECT pozo, valor FROM etl.fnc_guardar(
            'reporting.fact_operaciones_mensuales', 'reporting.fnc_np_acumulado', %s::integer[],
            p_devuelve => '{pozo_id,anio_mes}', p_solo_actualiza => TRUE
        ) ORDER BY pozo, valor"""
    assert db.execute(bring, [[1, 2]]).fetchall() == [
        (1, "2025-11"), (1, "2025-12"), (1, "2026-01"), (2, "2026-01"),
    ]  # fmt: skip
    np = "SELECT produccion_petroleo_acumulada_bbl FROM reporting.fact_operaciones_mensuales"
    np += " ORDER BY pozo_id, anio_mes"
    assert [total for (total,) in db.execute(np.encode())] == [1010, 1010, 1015.5, 7]
    assert db.execute(bring, [[1, 2]]).fetchall() == []
    db.execute("UPDATE reporting.fact_operaciones_mensuales SET total_petroleo_bbl = 2"
               " WHERE anio_mes = '2025-12'")  # fmt: skip
    assert db.execute(bring, [[1]]).fetchall() == [(1, "2025-12"), (1, "2026-01")]
    assert [total for (total,) in db.execute(np.encode())] == [1010, 1012, 1017.5, 7]
    assert db.execute(bring, [[]]).fetchall() == []
    assert db.execute(computed, [[]]).fetchall() == []


TREND = """
    SELECT valor::integer FROM etl.fnc_guardar(
        'reporting.fact_operaciones_diarias', 'reporting.fnc_tendencias_diarias',
        %s::integer[], %s::integer[],
        p_devuelve => '{pozo_id,fecha_id}', p_solo_actualiza => TRUE
    ) ORDER BY valor
"""


def trends(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT fecha_id % 100, motor_current_avg_7d, numero_fallas_avg_7d, kpi_mtbf_hrs"
        " FROM reporting.fact_operaciones_diarias ORDER BY fecha_id"
    ).fetchall()


def test_a_day_looks_back_seven_days_and_to_the_last_failure(db: Connection) -> None:
    days = {1: (10.0, 0), 2: (20.0, 2), 8: (40.0, 0), 9: (None, 0)}
    insert_days(
        db,
        [
            {
                "pozo_id": 1, "fecha": date(2026, 1, day), "motor_current_a_avg_day": current,
                "numero_fallas": failures, "tiempo_operacion_hrs": 21.0,
                "horas_vida_ultima_falla": 2510.0 if failures else None,
            }
            for day, (current, failures) in days.items()
        ],
    )  # fmt: skip
    for day, hours in ((1, 2500), (2, 2524), (8, 2650), (9, 2674)):
        close(db, f"2026-01-{day:02}", p18=hours)
    assert db.execute(TREND, [[1], [20260101]]).fetchall() == [
        (20260101,), (20260102,), # up to the next failure, at least six days on
    ]  # fmt: skip
    assert db.execute(TREND, [[1], [20260108]]).fetchall() == [(20260108,), (20260109,)]
    assert trends(db) == [
        (1, 10, 0, 2500),  # no failure yet: the lifetime's hours
        (2, 15, 1, 10.5),  # 21 h over two failures
        (8, 30, 1, 140),  # 2 and 8 January; 2650 - 2510 h since the failure
        (9, 40, 0, 164),
    ]
    assert db.execute(TREND, [[1], [20260101]]).fetchall() == []
    assert db.execute(TREND, [[], []]).fetchall() == []


def test_a_change_reaches_the_next_failure_weeks_later(db: Connection) -> None:
    """Not one before it, and no day after it."""
    failures = {date(2025, 12, 20), date(2026, 1, 20)}
    days = [date(2025, 12, 20), *(date(2026, 1, day) for day in (1, 10, 20, 21))]
    make_dimensions(db, (), days)
    insert_days(
        db,
        [
            {"pozo_id": 1, "fecha": day, "numero_fallas": int(day in failures)}
            | {"tiempo_operacion_hrs": 5.0, "motor_current_a_avg_day": 9.0}
            for day in days
        ],
    )
    changed = db.execute(TREND, [[1], [20260101]]).fetchall()
    assert changed == [(20260101,), (20260110,), (20260120,)]


def test_a_counter_of_lifetime_hours_that_was_replaced_counts_from_its_start(
    db: Connection,
) -> None:
    insert_days(
        db,
        [
            {"pozo_id": 1, "fecha": date(2026, 1, 1), "numero_fallas": 1}
            | {"tiempo_operacion_hrs": 5.0, "horas_vida_ultima_falla": 2510.0},
            {"pozo_id": 1, "fecha": date(2026, 1, 2), "numero_fallas": 0},
        ],
    )  # fmt: skip
    close(db, "2026-01-02", p18=30)
    db.execute(TREND, [[1, 1], [20260101, 20260102]])
    assert [day[3] for day in trends(db)] == [5, 30]


def test_the_calendar_has_whole_months_in_spanish_once(db: Connection) -> None:
    db.execute("DELETE FROM reporting.dim_tiempo")
    for _ in range(2):
        db.execute("CALL reporting.sp_cargar_calendario('{2024-02-29,2024-02-01}')")
        assert scalar(db, "SELECT count(*) FROM reporting.dim_tiempo") == 29
    assert row(db, "SELECT * FROM reporting.dim_tiempo WHERE fecha_id = 20240229") == {
        "fecha_id": 20240229, "fecha": date(2024, 2, 29), "anio": 2024, "mes": 2, "dia": 29,
        "mes_nombre": "Febrero", "dia_semana": "Jueves", "anio_mes": "2024-02", "trimestre": 1,
        "semestre": 1,
    }  # fmt: skip
    db.execute("CALL reporting.sp_cargar_calendario('{}')")
    db.execute("CALL reporting.sp_cargar_calendario('{2024-07-01}')")
    july = row(
        db, "SELECT dia_semana, semestre FROM reporting.dim_tiempo WHERE fecha_id = 20240701"
    )
    assert july == {"dia_semana": "Lunes", "semestre": 2}
