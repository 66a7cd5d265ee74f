"""Helpers that read cards and raw values: pure functions, by hand."""

from __future__ import annotations

from random import Random
from typing import Any

import psycopg
import pytest

from support.readings import scalar

Connection = psycopg.Connection[Any]


# -- card arrays --------------------------------------------------------------------------------

CARDS = [
    # text, legible, points, number of points, usable (three points or more)
    ("[1.9,4.6,-8]", True, [1.9, 4.6, -8.0], 3, True),
    (" [ 1 , 2e3,\n-0.5E-2 ] ", True, [1.0, 2000.0, -0.005], 3, True),
    ("[7]", True, [7.0], 1, False),
    ("[0,0]", True, [0.0, 0.0], 2, False),
    ("[1,2,3,4]", True, [1.0, 2.0, 3.0, 4.0], 4, True),
    ("[]", False, None, 0, False),
    ("", False, None, 0, False),
    ("1,2,3", False, None, 0, False),
    ("[1,2,3", False, None, 0, False),
    ("[1,,3]", False, None, 0, False),
    ("[1,2,3,]", False, None, 0, False),
    ("[1,null,3]", False, None, 0, False),
    ("[1,NaN,3]", False, None, 0, False),
    ("[1,\f2,3]", False, None, 0, False),  # JSON knows no white space but its own four
    ("[1,\u20032,3]", False, None, 0, False),
    ("\t[1 ,\n2,\r3 ] ", True, [1, 2, 3], 3, True),
    ("[01,2,3]", False, None, 0, False),  # no JSON number has a leading zero
    ("[+1,2,3]", False, None, 0, False),
    ("[.5,2,3]", False, None, 0, False),
    ("[1,2,1e400]", False, None, 0, False),
    ('["1","2","3"]', False, None, 0, False),
    ("[[1,2],[3,4]]", False, None, 0, False),
    (None, None, None, None, None),
]


@pytest.mark.parametrize(("text", "legible", "points", "size", "usable"), CARDS)
def test_a_card_is_an_array_of_plain_numbers_and_nothing_else(
    bare: Connection, text: str | None, legible: Any, points: Any, size: Any, usable: Any
) -> None:
    assert scalar(bare, "SELECT stage.fnc_carta_legible(%s)", text) is legible
    assert scalar(bare, "SELECT stage.fnc_carta_puntos(%s)", text) == points
    assert scalar(bare, "SELECT stage.fnc_carta_tamano(%s)", text) == size
    assert scalar(bare, "SELECT stage.fnc_carta_util(%s)", text) is usable
    assert scalar(bare, "SELECT stage.fnc_es_carta(%s)", text) is usable


@pytest.mark.parametrize(
    ("text", "least", "greatest"),
    [
        ("[25.6,-3.25,0,99.5]", -3.25, 99.5),
        ("[4]", 4, 4),
        ("[1,x]", None, None),
        (None, None, None),
    ],
)
def test_the_extremes_of_a_card_are_always_one_row(
    bare: Connection, text: str | None, least: float | None, greatest: float | None
) -> None:
    query = "SELECT minimo, maximo FROM stage.fnc_carta_extremos(%s)"
    assert bare.execute(query, [text]).fetchall() == [(least, greatest)]


def test_the_extremes_are_those_of_the_points_however_many_and_however_written(
    bare: Connection,
) -> None:
    chance = Random("cards")
    shapes = ("{:.1f}", "{:.0f}", "{:.3e}", " {:.2f}", "{:.2f}\t")
    cards = [
        "["
        + ",".join(chance.choice(shapes).format(chance.gauss(0, top)) for _ in range(size))
        + "]"
        for size in (1, 2, 3, 4, 199, 200)
        for top in (1, 300, 20_000)
    ]
    query = """
        SELECT extremos.minimo, extremos.maximo, min(punto), max(punto)
        FROM unnest(%s::text[]) AS carta
        CROSS JOIN LATERAL stage.fnc_carta_extremos(carta) AS extremos
        CROSS JOIN LATERAL unnest(stage.fnc_carta_puntos(carta)) AS punto
        GROUP BY carta, extremos.minimo, extremos.maximo
    """
    extremes = bare.execute(query, [cards]).fetchall()
    assert len(extremes) == len(set(cards))
    assert all(row[:2] == row[2:] for row in extremes)


@pytest.mark.parametrize(
    ("points", "usable"), [(2, False), (3, True), (10_000, True), (10_001, False)]
)
def test_a_card_has_3_to_10_000_points(bare: Connection, points: int, usable: bool) -> None:
    assert scalar(bare, "SELECT stage.fnc_es_carta(%s)", f"[{','.join(['1'] * points)}]") is usable


def test_a_text_too_long_for_a_card_is_not_read(bare: Connection) -> None:
    blanks = " " * 299_993  # with [1,2,3] 300,000 characters
    assert scalar(bare, "SELECT stage.fnc_es_carta(%s)", f"[1,2,3]{blanks}") is True
    assert scalar(bare, "SELECT stage.fnc_es_carta(%s)", f"[1,2,3]{blanks} ") is False


# -- numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("12", 12.0, None),
        ("-1.5", -1.5, None),
        ("+7.", 7.0, None),
        (".5", 0.5, None),
        ("1e3", 1000.0, None),
        ("-2.5E-2", -0.025, None),
        ("0", 0.0, None),
        ("0e9999", 0.0, None),
        ("1.7976931348623157e308", 1.7976931348623157e308, None),
        ("1.8e308", None, "fuera_de_rango"),
        ("1e400", None, "fuera_de_rango"),
        ("1e-400", None, "fuera_de_rango"),
        ("1e99999", None, "fuera_de_rango"),
        ("9" * 301, 1e301, None),
        ("9" * 401, None, "fuera_de_rango"),
        ("", None, "valor_ausente"),
        (None, None, "valor_ausente"),
        ("NaN", None, "no_finito"),
        ("-Infinity", None, "no_finito"),
        ("INF", None, "no_finito"),
        ("abc", None, "no_numerico"),
        ("1,5", None, "no_numerico"),
        ("1 5", None, "no_numerico"),
        (" 5", None, "no_numerico"),  # blanks are cut off before
        ("0x1F", None, "no_numerico"),
        ("\u0661", None, "no_numerico"),  # an Arabic digit
        ("--1", None, "no_numerico"),
        ("1e", None, "no_numerico"),
        (".", None, "no_numerico"),
    ],
)
def test_a_number_is_read_or_the_reason_said(
    bare: Connection, text: str | None, number: float | None, reason: str | None
) -> None:
    result = scalar(bare, "SELECT stage.fnc_leer_numero(%s)", text)
    assert result == (pytest.approx(number, rel=1e-15) if number else number)
    if reason is not None:
        assert scalar(bare, "SELECT stage.fnc_motivo_ilegible(%s)", text) == reason


# -- conversions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "conversion", "converted"),
    [
        (252205, "hhmm", 2522 + 5 / 60),
        (1518, "hhmm", 15.3),
        (59, "hhmm", 59 / 60),
        (60, "hhmm", None),  # minutes go up to 59
        (199, "hhmm", None),
        (0, "hhmm", 0),
        (-130, "hhmm", -1.5),
        (5756, "x0.1", 575.6),
        (-3, "x0.1", -0.3),
        (7.25, None, 7.25),
        (7.25, "x10", None),
        (None, "hhmm", None),
        (None, None, None),
        (float("inf"), "hhmm", None),
        (float("nan"), "x0.1", None),
        (float("-inf"), "x0.1", None),
    ],
)
def test_a_raw_value_is_converted_as_the_map_says(
    bare: Connection, raw: float | None, conversion: str | None, converted: float | None
) -> None:
    result = scalar(bare, "SELECT stage.fnc_convertir_scada(%s, %s)", raw, conversion)
    assert result == (None if converted is None else pytest.approx(converted, rel=1e-12))


# -- times --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moddate", "modtime", "time"),
    [
        ("2026-01-07 00:00+00", "15:23:04", "2026-01-07 15:23:04"),  # a midnight of UTC
        ("2026-01-07 05:00+00", "15:23:04", "2026-01-07 20:23:04"),  # a midnight of Bogotá
        ("2026-01-07 15:24:07+00", "15:23:04", "2026-01-07 15:24:07"),  # a time of its own
        ("2026-01-07 06:00+00", "15:23:04", "2026-01-07 21:23:04"),  # a midnight of Mexico City
        ("2026-01-06 18:15+00", "15:23:04", "2026-01-07 09:38:04"),  # a midnight of Kathmandu
        ("2026-01-07 03:30+00", "23:59:59", "2026-01-08 03:29:59"),  # of St. John's
        ("2026-01-06 13:30+00", "10:15", "2026-01-06 23:45:00"),  # and of Adelaide's summer
        ("2026-01-07 15:15+00", "15:15:00.4", "2026-01-07 15:15:00"),  # UTC, one of them rounded
        ("2026-01-07 15:15+00", "15:14:59.6", "2026-01-07 15:15:00"),
        ("2026-01-07 15:15+00", "10:15:01", "2026-01-07 15:15:00"),  # Bogotá, cut to seconds
        ("2026-01-07 15:15+00", "10:15:01.1", "2026-01-08 01:30:01.1"),  # no time of the two
        ("2026-01-07 00:00+00", None, "2026-01-07 00:00:00"),
        ("2026-01-07 00:00+00", "00:00", "2026-01-07 00:00:00"),
        (None, "15:23:04", None),
        ("infinity", "15:23:04", "infinity"),
    ],
)
def test_the_day_and_the_time_of_a_value_come_apart(
    bare: Connection, moddate: str | None, modtime: str | None, time: str | None
) -> None:
    query = "SELECT (stage.fnc_hora_scada(%s, %s, 'America/Bogota') AT TIME ZONE 'UTC')::text"
    assert scalar(bare, query, moddate, modtime) == time


def test_a_local_midnight_is_one_in_summer_and_in_winter_time(bare: Connection) -> None:
    # Asunción went from UTC - 3 h to UTC - 4 h at midnight before 24 March 2024
    query = "SELECT (stage.fnc_hora_scada(%s, %s, 'America/Asuncion') AT TIME ZONE 'UTC')::text"
    assert scalar(bare, query, "2024-03-23 03:00+00", "12:00") == "2024-03-23 15:00:00"
    assert scalar(bare, query, "2024-03-24 04:00+00", "12:00") == "2024-03-24 16:00:00"


@pytest.mark.parametrize(
    ("local", "arrival", "time"),
    [
        # New York's clock went back at 06:00 UTC: 01:00 to 02:00 came twice
        ("2025-11-02 01:30", "2025-11-02 05:31", "2025-11-02 05:30:00"),
        ("2025-11-02 01:30", "2025-11-02 06:10", "2025-11-02 05:30:00"),
        ("2025-11-02 01:30", "2025-11-02 06:26", "2025-11-02 06:30:00"),  # its clock runs ahead
        ("2025-11-02 01:30", "2025-11-02 07:29", "2025-11-02 06:30:00"),
        ("2025-11-02 01:30", "2025-11-02 07:31", None),
        ("2025-11-02 01:30", None, "2025-11-02 06:30:00"),
        ("2025-11-02 00:59:59", "2025-11-09 00:00", "2025-11-02 04:59:59"),
        ("2025-11-02 02:00", "2025-11-09 00:00", "2025-11-02 07:00:00"),
        # and forward at 07:00 UTC: 02:00 to 03:00 never was
        ("2025-03-09 01:59:59", "2025-03-09 07:00", "2025-03-09 06:59:59"),
        ("2025-03-09 02:00", "2025-03-09 07:00", None),
        ("2025-03-09 02:59:59", None, None),
        ("2025-03-09 03:00", "2025-03-09 07:00", "2025-03-09 07:00:00"),
    ],
)
def test_the_arrival_tells_the_passes_of_an_hour_apart(
    bare: Connection, local: str, arrival: str | None, time: str | None
) -> None:
    query = (
        "SELECT (stage.fnc_hora_de_cambio(%s, 'America/New_York',"
        " %s::timestamp AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')::text"
    )
    assert scalar(bare, query, local, arrival) == time
    moddate, modtime = local.split()
    midnight = {"2025-11-02": "2025-11-02 04:00+00", "2025-03-09": "2025-03-09 05:00+00"}[moddate]
    query = (
        "SELECT (stage.fnc_hora_scada(%s, %s, 'America/New_York',"
        " %s::timestamp AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')::text"
    )
    assert scalar(bare, query, midnight, modtime, arrival) == time


def test_a_change_of_half_an_hour(bare: Connection) -> None:
    query = (
        "SELECT (stage.fnc_hora_de_cambio('2025-04-06 01:45', 'Australia/Lord_Howe',"
        " %s::timestamp AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')::text"
    )
    assert scalar(bare, query, "2025-04-05 14:46") == "2025-04-05 14:45:00"
    assert scalar(bare, query, "2025-04-05 15:16") == "2025-04-05 15:15:00"


# -- comparisons --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operator", "results"),
    [
        # 1 ? 2, 2 ? 2, 3 ? 2
        (">", [False, False, True]),
        ("<", [True, False, False]),
        (">=", [False, True, True]),
        ("<=", [True, True, False]),
        ("=", [False, True, False]),
        ("!=", [True, False, True]),
        ("<>", [None, None, None]),  # no operator of the rules
    ],
)
def test_a_comparison_holds_or_not(bare: Connection, operator: str, results: list[Any]) -> None:
    query = "SELECT stage.fnc_cumple(%s, %s, 2)"
    assert [scalar(bare, query, left, operator) for left in (1, 2, 3)] == results
    assert scalar(bare, query, None, operator) is None
    assert scalar(bare, "SELECT stage.fnc_cumple(1, %s, NULL)", operator) is None


# -- what a violated rule says ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "least", "most", "said"),
    [
        ("numero", 101, 0, 100, "wc = 101, mayor que 100"),
        ("numero", -0.5, 0, 100, "wc = -0.5, menor que 0"),
        ("numero", float("nan"), 0, 100, "wc = NaN, no es un número finito"),
        ("numero", float("inf"), 0, None, "wc = Infinity, no es un número finito"),
        ("texto", None, None, None, "wc: falta"),
        ("carta", 0, None, None, "wc: no es una carta legible"),
        ("carta", 2, None, None, "wc: carta de 2 puntos, hacen falta más de 2"),
    ],
)
def test_a_violation_is_put_into_words(
    bare: Connection, kind: str, value: Any, least: Any, most: Any, said: str
) -> None:
    query = "SELECT stage.fnc_dq_mensaje('wc', %s, %s, %s, %s)"
    assert scalar(bare, query, kind, value, least, most) == said
