"""The parts of the pivot: reading values, sorting them into readings, counting what is no use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import psycopg
import pytest

from support.readings import insert, make_wells, set_clock

Connection = psycopg.Connection[Any]
LOAD, LATER = "2026-01-07 15:30:00+00", "2026-01-07 15:40:00+00"
WHP, CHP, MOTOR, LIFE, ENERGY, POC = 137, 131, 3, 1206, 934, 291
SURFACE_X, SURFACE_Y = 10000, 10001


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Well 1; the clock stands at 16:00 of 7 January 2026, UTC."""
    set_clock(seeded_db, "2026-01-07 16:00+00")
    make_wells(seeded_db, 1)
    return seeded_db


def land(
    db: Connection,
    *values: tuple[Any, ...],
    load: str = LOAD,
    unit: int | None = 1,
    time: str | None = "2026-01-07 15:23:04+00",
) -> None:
    """Landing rows (tag, measure[, time]) of one load."""
    insert(
        db,
        "stage.landing_scada_data",
        [
            {
                "unit_id": unit, "var_id": tag, "measure": measure, "cargado_en": load,
                "moddate": when[0] if when else time,
            }
            for tag, measure, *when in values
        ],
    )  # fmt: skip


# -- values -------------------------------------------------------------------------------------

READ = """
SELECT var_id, texto, numero, motivo, detalle, crudo
FROM stage.fnc_leer_landing(ARRAY[%s::timestamptz], ARRAY[1], %s, %s)
ORDER BY idn
"""


def read(db: Connection, *values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    land(db, *values)
    return db.execute(READ.encode(), [LOAD, LOAD, LOAD]).fetchall()


@pytest.mark.parametrize(
    ("tag", "measure", "number"),
    [
        (WHP, "450.5", 450.5),
        (WHP, "\t 4.5e2\u00a0\n", 450.0),
        (LIFE, "252205", 2522 + 5 / 60),
        (ENERGY, "5756", 575.6),
        (MOTOR, "1", 1),
        (MOTOR, "0.0", 0),
        (MOTOR, " TRUE ", 1),
        (MOTOR, "f", 0),
    ],
)
def test_a_value_is_read_by_its_column_s_type_and_converted(
    db: Connection, tag: int, measure: str, number: float
) -> None:
    assert read(db, (tag, measure)) == [
        (tag, None, pytest.approx(number, rel=1e-12), None, None, None)
    ]


def test_a_card_comes_as_text_with_its_name_and_place(db: Connection) -> None:
    land(db, (SURFACE_X, " [1,2,3]\n"))
    query = (
        "SELECT v.columna, v.texto, v.numero, v.motivo, v.crudo, a.attname::text"
        " FROM stage.fnc_leer_landing(ARRAY[%s::timestamptz], ARRAY[1], %s, %s) AS v"
        " JOIN pg_attribute AS a ON a.attnum = v.posicion"
        " AND a.attrelid = 'stage.tbl_pozo_produccion'::regclass"
    )
    column = "surface_rod_position"
    assert db.execute(query.encode(), [LOAD, LOAD, LOAD]).fetchall() == [
        (column, "[1,2,3]", None, None, " [1,2,3]\n", column)
    ]


@pytest.mark.parametrize(
    ("tag", "measure", "reason", "detail"),
    [
        (WHP, "abc", "no_numerico", None),
        (WHP, "nan", "no_finito", None),
        (WHP, "1e400", "fuera_de_rango", None),
        (WHP, " ", "valor_ausente", None),
        (WHP, None, "valor_ausente", None),
        (LIFE, "199", "fuera_de_rango", "no es hhmm"),
        (ENERGY, "1e16", "fuera_de_rango", "no es x0.1"),
        (MOTOR, "2", "booleano_ilegible", None),
        (MOTOR, "yes", "booleano_ilegible", None),
        (SURFACE_X, "[1,2]", "carta_ilegible", None),
        (SURFACE_X, "[1,2,x]", "carta_ilegible", None),
        (None, "450", "variable_ausente", None),
    ],
)
def test_a_value_that_cannot_be_used_says_why_and_stays_as_it_came(
    db: Connection, tag: int | None, measure: str | None, reason: str, detail: str | None
) -> None:
    ((_, _, _, *rest),) = read(db, (tag, measure))
    assert rest == [reason, detail, measure]


@pytest.mark.parametrize(
    ("time", "reason"),
    [
        (None, "fecha_ausente"),
        ("2026-01-08 16:00:00+00", None),  # a day ahead of the clock
        ("2026-01-08 16:00:01+00", "fecha_futura"),
        ("1950-01-01 00:00:00+00", None),
        ("1949-12-31 23:59:59+00", "fecha_invalida"),
    ],
)
def test_a_time_must_be_there_and_not_beyond_tomorrow_or_1950(
    db: Connection, time: str | None, reason: str | None
) -> None:
    ((*_, cause, detail, _),) = read(db, (WHP, "450", time))
    assert cause == reason
    assert detail == (time if reason and time else None)


def test_tags_without_a_map_row_other_loads_and_other_units_are_left_out(db: Connection) -> None:
    land(db, (WHP, "1"), load=LATER)
    land(db, (WHP, "2"), unit=2)
    assert read(db, (99_999, "3"), (CHP, "4")) == [(CHP, None, 4.0, None, None, None)]


def test_no_loads_give_no_values(db: Connection) -> None:
    land(db, (WHP, "1"))
    query = "SELECT * FROM stage.fnc_leer_landing('{}', '{}', %s, %s)"
    assert db.execute(query.encode(), [LOAD, LOAD]).fetchall() == []


# -- values of readings -------------------------------------------------------------------------

SORTED = """
SELECT
    var_id,
    to_char(timestamp_lectura, 'HH24:MI:SS'),
    coalesce(numero::text, texto),
    motivo,
    detalle
FROM stage.fnc_valores_por_lectura(%s::timestamptz[], %s::integer[])
ORDER BY timestamp_lectura NULLS LAST, var_id
"""


def by_reading(db: Connection, *loads: str) -> list[tuple[Any, ...]]:
    return db.execute(SORTED.encode(), [list(loads), [1] * len(loads)]).fetchall()


def day(time: str) -> str:
    return f"2026-01-07 {time}+00"


def test_values_of_a_load_without_repetition_have_its_newest_time(db: Connection) -> None:
    land(db, (WHP, "450", day("15:00:10")), (CHP, "80", day("15:23:04")), (POC, "x"))
    assert by_reading(db, LOAD) == [
        (CHP, "15:23:04", "80", None, None),
        (WHP, "15:23:04", "450", None, None),  # and nothing of what is no number
    ]


def test_in_a_history_each_minute_is_a_reading_and_the_later_value_stays(db: Connection) -> None:
    land(db, (WHP, "450", day("10:00:50")), (WHP, "451", day("10:00:10")))
    land(db, (CHP, "80", day("10:01:30")))
    assert by_reading(db, LOAD) == [
        (WHP, "10:00:00", "450", None, None),  # 10:00:50 is the later one
        (CHP, "10:01:00", "80", None, None),
    ]


def test_of_two_loads_for_one_reading_the_later_arrival_stays(db: Connection) -> None:
    land(db, (WHP, "450", day("10:00:00")), (CHP, "80", day("10:00:00")), load=LATER)
    land(db, (WHP, "999", day("10:00:00")), (POC, "3", day("10:00:00")), load=LOAD)
    assert by_reading(db, LOAD, LATER) == [
        (CHP, "10:00:00", "80", None, None),
        (WHP, "10:00:00", "450", None, None),
        (POC, "10:00:00", "3", None, None),
    ]


def test_halves_of_a_card_with_unequal_points_are_both_refused(db: Connection) -> None:
    land(db, (SURFACE_X, "[1,2,3,4]"), (SURFACE_Y, "[1,2,3]"), (WHP, "450"))
    assert by_reading(db, LOAD) == [
        (WHP, "15:23:04", "450", None, None),
        (SURFACE_X, "15:23:04", "[1,2,3,4]", "carta_desigual", "4 y 3 puntos"),
        (SURFACE_Y, "15:23:04", "[1,2,3]", "carta_desigual", "4 y 3 puntos"),
    ]


def test_half_a_card_alone_is_used(db: Connection) -> None:
    land(db, (SURFACE_Y, "[1,2,3]"))
    assert by_reading(db, LOAD) == [(SURFACE_Y, "15:23:04", "[1,2,3]", None, None)]


# -- the statement -------------------------------------------------------------------------------


def statement(db: Connection) -> str:
    return str(db.execute("SELECT stage.fnc_sentencia_pivote()").fetchall()[0][0])


def test_the_statement_has_the_columns_of_the_map_each_by_its_type(db: Connection) -> None:
    columns = "'presion_cabezal', 'estado_motor', 'surface_rod_load'"
    db.execute(
        f"DELETE FROM referencial.tbl_var_scada_map WHERE columna_stage NOT IN ({columns})".encode()
    )
    places = db.execute(
        "SELECT attnum FROM pg_attribute WHERE attrelid = 'stage.tbl_pozo_produccion'::regclass"
        f" AND attname IN ({columns}) ORDER BY attnum".encode()
    ).fetchall()
    text = statement(db)
    head, motor, load = (f"FILTER (WHERE posicion = {place})" for (place,) in places)
    assert f"(max(numero) {head})::double precision AS presion_cabezal" in text
    assert f"max(numero) {motor} = 1 AS estado_motor" in text
    assert f"max(texto) {load} AS surface_rod_load" in text
    assert "(well_id, timestamp_lectura, cargado_en, presion_cabezal, estado_motor," in text
    assert "presion_casing" not in text


def test_without_a_column_in_the_map_there_is_no_statement(db: Connection) -> None:
    db.execute("DELETE FROM referencial.tbl_var_scada_map")
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="names no column"):
        statement(db)


@pytest.mark.parametrize(
    ("day", "of_day", "reason"),
    [
        ("2026-01-08 00:00+00", "16:00", None),  # a day ahead to the second
        ("2026-01-08 00:00+00", "16:01", "fecha_futura"),
        ("1949-12-31 00:00+00", "24:00", None),
        ("1949-12-31 00:00+00", "23:59", "fecha_invalida"),
    ],
)
def test_day_and_time_together_are_within_the_bounds(
    db: Connection, day: str, of_day: str, reason: str | None
) -> None:
    row = {"unit_id": 1, "var_id": WHP, "measure": "450", "cargado_en": LOAD}
    insert(db, "stage.landing_scada_data", [{**row, "moddate": day, "modtime": of_day}])
    assert [value[3] for value in db.execute(READ.encode(), [LOAD] * 3).fetchall()] == [reason]
    pivot(db, LOAD)
    assert len(readings(db)) == (reason is None)


# -- plain polls --------------------------------------------------------------------------------

TEXTS = {
    "text": ["[1,2,3]", "[4, 5.5,6]", "[1,2]", " [1,2,3]", "[1,2,3,4]", "[1,x,3]"],
    "boolean": ["1", "0", "1.0", "2", "true", "on"],
    "number": [
        "450", "-12.50", "7.", "-0", " 5", "1e3", ".5", "", "-999", "-999.25", "-998.9", "-1000",
        "1" + "0" * 29, "9" * 31, "9" * 301, "abc", "199", "235959", "32768", "-2147483649", "٣",
    ],
}  # fmt: skip
MOMENTS = [
    ("2026-01-07 15:23:04+00", None),
    ("2026-01-07 00:00:00+00", "15:24:00"),
    ("2026-01-07 06:00:00+00", "09:25:30"),
    ("2025-10-06 00:00:00+00", "17:43:59"),
    ("2026-04-05 06:00:00+00", "02:30:00"),
    ("2026-01-09 00:00:00+00", "15:24:00"),
    ("1949-01-01 00:00:00+00", None),
    ("infinity", None),
    (None, "15:24:00"),
]
LAID_OUT = """
SELECT cargado_en, es_plana, timestamp_lectura::text, to_jsonb(planas)
FROM ({}) AS planas
"""
ONE_BY_ONE = """
SELECT valores.cargado_en, valores.motivo, atributo.attname::text,
    coalesce(valores.texto, valores.numero::text),
    (max(valores.momento) OVER (PARTITION BY valores.cargado_en))::text
FROM stage.fnc_leer_landing($1, $2, $3, $4) AS valores
INNER JOIN pg_attribute AS atributo
    ON valores.posicion = atributo.attnum
    AND atributo.attrelid = 'stage.tbl_pozo_produccion'::regclass
"""


def polls(db: Connection, count: int, seed: int) -> list[datetime]:
    """Land loads of well 1: mostly plain values, now and then one of the odd ones; their stamps."""
    chance = Random(seed)
    tags = db.execute(
        "SELECT mapa.var_id_scada, format_type(atributo.atttypid, NULL)"
        " FROM referencial.tbl_var_scada_map AS mapa JOIN pg_attribute AS atributo"
        " ON atributo.attrelid = 'stage.tbl_pozo_produccion'::regclass"
        " AND atributo.attname = mapa.columna_stage ORDER BY 1"
    ).fetchall()
    stamps = [datetime(2026, 1, 7, 15, 30, tzinfo=UTC) + timedelta(minutes=n) for n in range(count)]
    rows = []
    for stamp in stamps:
        odd = chance.choice([0, 0, 0.05, 0.3])
        for tag, kind in chance.sample(tags, chance.randint(1, len(tags))):
            texts = TEXTS.get(kind, TEXTS["number"])
            date, clock = chance.choice(MOMENTS if chance.random() < odd / 4 else MOMENTS[:4])
            rows += [
                {
                    "unit_id": 1, "var_id": tag, "cargado_en": stamp,
                    "measure": chance.choice(texts if chance.random() < odd else texts[:2]),
                    "moddate": date, "modtime": clock,
                }
            ] * (2 if chance.random() < odd / 10 else 1)  # fmt: skip
    insert(db, "stage.landing_scada_data", rows)
    return stamps


def test_a_plain_poll_is_what_its_values_are_one_by_one(db: Connection) -> None:
    stamps = polls(db, 60, seed=20261130)
    laid_out = str(db.execute("SELECT stage.fnc_sentencia_sondeos()").fetchall()[0][0])
    given = [stamps, [1] * len(stamps), stamps[0], stamps[-1]]
    cursor = psycopg.RawCursor(db)
    wide = cursor.execute(LAID_OUT.format(laid_out).encode(), given).fetchall()
    values = cursor.execute(ONE_BY_ONE.encode(), given).fetchall()
    plain = [poll for poll in wide if poll[1]]
    for stamp, _, moment, row in plain:
        mine = [value for value in values if value[0] == stamp]
        assert len(mine) == len({column for *_, column, _, _ in mine})
        for _, reason, column, text, newest in mine:
            assert (reason, newest) == (None, moment)
            if isinstance(row[column], str):
                assert row[column] == text
            else:
                assert float(row[column]) == pytest.approx(float(text), rel=1e-14)
    assert 10 <= len(plain) <= 50


def test_a_plain_poll_needs_no_second_look(db: Connection) -> None:
    """A poll with a value to be reasoned about takes the other way, and arrives all the same."""
    land(db, (WHP, "450"), (CHP, "80"))
    land(db, (WHP, "451"), (CHP, "Bad"), load=LATER, time="2026-01-07 15:33:00+00")
    pivot(db, LOAD, LATER)
    assert [row[:3] for row in readings(db)] == [("15:23:04", 450, 80), ("15:33:00", 451, None)]
    assert rejected(db) == [(1, CHP, "sin_valor", "Bad", None, 1)]


# -- readings -----------------------------------------------------------------------------------


def pivot(db: Connection, *loads: str) -> None:
    db.execute(
        "CALL stage.sp_pivotar_cargas(%s::timestamptz[], %s::integer[])",
        [list(loads), [1] * len(loads)],
    )


def readings(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT to_char(timestamp_lectura, 'HH24:MI:SS'), presion_cabezal, presion_casing,"
        " estado_motor, surface_rod_position, cargado_en::text, xmin::text"
        " FROM stage.tbl_pozo_produccion ORDER BY timestamp_lectura"
    ).fetchall()


def rejected(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT unit_id, var_id, motivo, valor_crudo, detalle, veces"
        " FROM stage.tbl_landing_rechazos ORDER BY unit_id, var_id, valor_crudo"
    ).fetchall()


def test_a_load_is_one_reading_and_once_more_changes_no_reading(db: Connection) -> None:
    land(db, (WHP, "450"), (CHP, "80"), (MOTOR, "t"), (SURFACE_X, "[1,2,3]"), (POC, "x"))
    pivot(db, LOAD)
    (first,) = readings(db)
    assert first[:-1] == ("15:23:04", 450, 80, True, "[1,2,3]", "2026-01-07 15:30:00+00")
    assert rejected(db) == [(1, POC, "no_numerico", "x", None, 1)]
    db.execute("SAVEPOINT again")  # a subtransaction has a number of its own
    pivot(db, LOAD)
    assert readings(db) == [first]
    assert rejected(db) == [(1, POC, "no_numerico", "x", None, 2)]


def test_the_later_arrival_wins_whichever_is_pivoted_first_and_null_never_erases(
    db: Connection,
) -> None:
    land(db, (WHP, "450"), load=LATER)
    land(db, (WHP, "1"), (CHP, "80"), load=LOAD)
    pivot(db, LATER)
    pivot(db, LOAD)
    ((_, whp, chp, *_, arrival, _),) = readings(db)
    assert (whp, chp, arrival) == (450, 80, "2026-01-07 15:40:00+00")


def test_nothing_to_pivot_writes_nothing(db: Connection) -> None:
    pivot(db)
    land(db, (99_999, "1"))  # no tag of the map
    pivot(db, LOAD)
    assert (readings(db), rejected(db)) == ([], [])


def test_values_of_unknown_units_are_counted_by_tag_and_text(db: Connection) -> None:
    land(db, (WHP, "450"), (WHP, "450"), (CHP, "x" * 300), (99_999, "1"), unit=77)
    land(db, (WHP, "450"), unit=77, load=LATER)
    land(db, (WHP, "7"), unit=None)
    reject = "CALL stage.sp_rechazar_cargas(%s::timestamptz[], %s::integer[])"
    db.execute(reject, [[LOAD, LATER], [77, 77]])
    waits = "espera a que la unidad tenga fila maestra"
    assert rejected(db) == [
        (77, CHP, "unidad_desconocida", "x" * 200, waits, 1),
        (77, WHP, "unidad_desconocida", "450", waits, 3),
    ]
    times = (
        "SELECT primera_vez::text, ultima_vez::text FROM stage.tbl_landing_rechazos WHERE veces > 1"
    )
    assert db.execute(times.encode()).fetchall() == [
        ("2026-01-07 15:30:00+00", "2026-01-07 15:40:00+00")
    ]
    db.execute(reject, [[LOAD], [None]])
    assert rejected(db)[-1] == (None, WHP, "unidad_ausente", "7", None, 1)
    db.execute(reject, [[LOAD], [77]])  # once more: counted again
    assert [(tag, times) for _, tag, *_, times in rejected(db)] == [(CHP, 2), (WHP, 5), (WHP, 1)]
