"""The 21 series of an hour by their names, where they fall, and what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
import pytest

from support.readings import row, rows, scalar
from support.strategies import COUNTERS

Connection = psycopg.Connection[Any]
NAN = float("nan")
NAMES = (
    "fluido_dia", "petroleo_dia", "agua_dia", "gas_dia", "emboladas_dia", "paro_dia", "fallas_dia",
    "energia_dia", "fluido_medidor", "petroleo_medidor", "agua_medidor", "gas_medidor",
    "emboladas_medidor", "marcha_medidor", "energia_medidor", "fallas_medidor", "paro_medidor",
    "marcha_vida", "emboladas_vida", "motor", "reloj",
)  # fmt: skip
"""Positions 1 to 21, in the order of `COUNTERS`, the columns of a reading that they come from."""


def matrix(**series: Sequence[float]) -> list[list[float]]:
    """A row of 21 series per reading: those given by name, the others missing."""
    length = max(map(len, series.values()))
    readings = [[NAN] * 21 for _ in range(length)]
    for name, values in series.items():
        for reading, value in zip(readings, values, strict=True):
            reading[NAMES.index(name)] = float(value)
    return readings


def test_every_series_has_a_name_and_a_position(bare: Connection) -> None:
    assert len(COUNTERS) == 19
    positions = [scalar(bare, "SELECT reporting.fnc_serie(%s)", name) for name in NAMES]
    assert positions == list(range(1, 22))
    assert scalar(bare, "SELECT reporting.fnc_serie(NULL)") is None
    with pytest.raises(psycopg.errors.InvalidParameterValue, match='series "ninguna" does not ex'):
        bare.execute("SELECT reporting.fnc_serie('ninguna')")


def test_an_array_of_series_has_their_names(bare: Connection) -> None:
    values = [10.0 + place for place in range(1, 22)]
    named = row(bare, "SELECT * FROM reporting.fnc_series(%s)", values)
    assert named == dict(zip(NAMES, values, strict=True))
    assert set(row(bare, "SELECT * FROM reporting.fnc_series(NULL)").values()) == {None}


@pytest.mark.parametrize(
    ("before", "now", "falls"),
    [(10, 9, True), (10, 10, False), (9, 10, False), (NAN, 1, True), (1, NAN, False)],
)
def test_a_series_falls_where_it_is_lower_than_before(
    bare: Connection, before: float, now: float, falls: bool
) -> None:
    readings = matrix(agua_dia=[before, now], fluido_dia=[5, 4])
    assert scalar(bare, "SELECT reporting.fnc_cae(%s, 2, 3)", readings) is falls
    assert scalar(bare, "SELECT reporting.fnc_cae(%s, 1, 3)", readings) is None  # nothing before


CHANGED = "SELECT filas FROM reporting.fnc_filas_cambiadas(%s, %s)"


@pytest.mark.parametrize("name", NAMES[:19])
def test_a_row_is_looked_at_where_any_counter_falls(bare: Connection, name: str) -> None:
    readings = matrix(**{name: [5, 6, 4, 7, 7, 1]})
    assert scalar(bare, CHANGED, readings, 6) == [3, 6]
    assert scalar(bare, CHANGED, readings, 2) is None


def test_a_row_is_looked_at_where_the_motor_changes_but_not_the_clock(bare: Connection) -> None:
    readings = matrix(motor=[1, 1, 0, 0, 1], reloj=[50, 40, 30, 20, 10])
    assert scalar(bare, CHANGED, readings, 5) == [3, 5]


SUMMED = "SELECT * FROM reporting.fnc_resumir_matriz(%s, %s)"


def summed(db: Connection, readings: list[list[float]], *names: str) -> dict[str, list[Any]]:
    """First, last and increment of the series."""
    hour = row(db, SUMMED, readings, len(readings))
    arrays = [hour[column] for column in ("primeros", "ultimos", "incrementos")]
    return {name: [array[NAMES.index(name)] for array in arrays] for name in names}


def test_an_hour_counts_from_its_first_value_to_its_last(bare: Connection) -> None:
    readings = matrix(
        fluido_medidor=[100, 101, 103], fluido_dia=[10, 12, 3], agua_dia=[NAN, 5, 8],
        energia_medidor=[7, NAN, NAN], motor=[1, 0, 1], reloj=[0, 60, 180],
    )  # fmt: skip
    names = ("fluido_medidor", "fluido_dia", "agua_dia", "energia_medidor", "gas_dia", "motor")
    assert summed(bare, readings, *names, "reloj") == {
        "fluido_medidor": [100, 103, 3],
        "fluido_dia": [10, 3, 5],  # 2, and 3 after a restart
        "agua_dia": [5, 8, 3],  # what was there
        "energia_medidor": [7, 7, None],
        "gas_dia": [None, None, None],
        "motor": [1, 1, 1],  # it stopped once
        "reloj": [0, 180, 60],  # and had run for a minute
    }
    hour = row(bare, SUMMED, readings, 3)
    assert (hour["ruido_diario"], hour["ruido_medidor"]) == (False, False)


def test_one_reading_counts_nothing_and_none_is_no_reading(bare: Connection) -> None:
    readings = matrix(fluido_medidor=[100])
    assert summed(bare, readings, "fluido_medidor") == {"fluido_medidor": [100, 100, None]}


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("fluido_dia", (True, False)), ("energia_dia", (True, False)),
        ("fluido_medidor", (False, True)), ("emboladas_vida", (False, True)),
    ],
)  # fmt: skip
def test_noise_belongs_to_the_kind_of_counter(
    bare: Connection, name: str, flags: tuple[bool, bool]
) -> None:
    readings = matrix(**{name: [10, 12, 11, 13]})
    assert summed(bare, readings, name) == {name: [10, 13, 4]}
    hour = row(bare, SUMMED, readings, 4)
    assert (hour["ruido_diario"], hour["ruido_medidor"]) == flags


def test_a_value_that_is_not_to_be_believed_is_left_out(bare: Connection) -> None:
    readings = matrix(agua_medidor=[50, 1e300, 53], gas_medidor=[-1, 20, 24])
    assert summed(bare, readings, "agua_medidor", "gas_medidor") == {
        "agua_medidor": [50, 53, 3],
        "gas_medidor": [20, 24, 4],
    }


# -- what looks back ----------------------------------------------------------------------------


def test_no_days_no_trends(bare: Connection) -> None:
    query = "SELECT * FROM reporting.fnc_tendencias_diarias(%s::integer[], %s::integer[])"
    assert rows(bare, query, [], []) == []
    assert rows(bare, query, [1], [20260105]) == []  # the day has no fact
