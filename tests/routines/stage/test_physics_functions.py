"""The formulas of stage.fnc_calc_* against hand values, and against what a field sends instead."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import psycopg
import pytest
from psycopg import Connection

pytestmark = pytest.mark.routine(
    "stage.fnc_calc_sg_petroleo", "stage.fnc_calc_gradiente", "stage.fnc_calc_fluid_level_tvd",
    "stage.fnc_calc_pwf", "stage.fnc_calc_hydralift_load_pct", "stage.fnc_calc_road_load_pct",
    "stage.fnc_calc_variance_pct", "stage.fnc_calc_desplazamiento_bpd", "stage.fnc_calc_finito",
)  # fmt: skip

Row = tuple[float | None]
NAN, INFINITE = float("nan"), float("inf")

# function: the arguments of an ordinary well and the value worked out by hand from them
ORDINARY: dict[str, tuple[tuple[float, ...], float]] = {
    "fnc_calc_sg_petroleo": ((42.0,), 0.815562),  # 141.5 / 173.5
    "fnc_calc_gradiente": ((42.0, 80.0, 1.05), 0.434348),  # 0.433 · (0.84 + 0.2 · 0.815562)
    "fnc_calc_fluid_level_tvd": ((731.0, 80.0, 0.434348, 8491.0), 6992.2),  # 8491 − 651/0.434348
    "fnc_calc_pwf": ((731.0, 0.434348, 8491.0, 10200.0), 1473.3),  # 731 + 0.434348 · 1709
    "fnc_calc_hydralift_load_pct": ((28440.0, 40000.0), 71.1),
    "fnc_calc_road_load_pct": ((28440.0, 84000.0), 33.857143),
    "fnc_calc_variance_pct": ((9.0, 10.0), -10.0),
    "fnc_calc_desplazamiento_bpd": ((2.25, 100.0, 2.0), 118.0575),  # 0.1166 · 5.0625 · 200
}
FUNCTIONS = sorted(ORDINARY)


@pytest.fixture(scope="module")
def db(migrated_url: str) -> Iterator[Connection[Row]]:
    with psycopg.connect(migrated_url, autocommit=True) as connection:
        yield connection


def call(db: Connection[Row], function: str, *arguments: float | None) -> float | None:
    marks = ", ".join(["%s::float8"] * len(arguments))
    row = db.execute(f"SELECT stage.{function}({marks})", arguments).fetchone()
    assert row is not None
    return row[0]


def test_every_formula_is_tested(db: Connection[Row]) -> None:
    functions = db.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'stage'::regnamespace"
        " AND proname LIKE 'fnc\\_calc\\_%'"
    )
    assert {str(row[0]) for row in functions} == {*FUNCTIONS, "fnc_calc_finito"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_ordinary_well_gives_the_hand_value(db: Connection[Row], function: str) -> None:
    arguments, value = ORDINARY[function]
    assert call(db, function, *arguments) == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("unusable", [None, NAN, INFINITE, -INFINITE], ids=str)
def test_without_one_value_there_is_no_result(
    db: Connection[Row], function: str, unusable: float | None
) -> None:
    arguments, _ = ORDINARY[function]
    for missing in range(len(arguments)):
        with_a_hole = [*arguments[:missing], unusable, *arguments[missing + 1 :]]
        assert call(db, function, *with_a_hole) is None, f"argument {missing}"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_value_raises(db: Connection[Row], function: str) -> None:
    garbage = [0.0, -1.0, 5e-324, 1e-200, 1e200, -1.7e308, 1.7e308, NAN, INFINITE, None]
    for arguments in product(garbage, repeat=len(ORDINARY[function][0])):
        result = call(db, function, *arguments)
        assert result is None or abs(result) < INFINITE, arguments


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("fnc_calc_sg_petroleo", (-131.5,)),
        ("fnc_calc_fluid_level_tvd", (731, 80, 0, 8491)),
        ("fnc_calc_hydralift_load_pct", (28440, 0)),
        ("fnc_calc_road_load_pct", (28440, 0)),
        ("fnc_calc_variance_pct", (9, 0)),
    ],
)
def test_a_division_by_zero_gives_nothing(
    db: Connection[Row], function: str, arguments: tuple[float, ...]
) -> None:
    assert call(db, function, *arguments) is None


@pytest.mark.parametrize("cut", [-0.1, 100.1, 1000])
def test_an_impossible_water_cut_gives_no_gradient(db: Connection[Row], cut: float) -> None:
    assert call(db, "fnc_calc_gradiente", 42, cut, 1.05) is None


@pytest.mark.parametrize(
    ("pip", "level"), [(80.0, 8491.0), (0.0, 8491.0), (1e6, 0.0), (731.0, 6992.2)]
)
def test_the_fluid_level_stays_between_surface_and_pump(
    db: Connection[Row], pip: float, level: float
) -> None:
    depth = call(db, "fnc_calc_fluid_level_tvd", pip, 80, 0.434348, 8491)
    assert depth == pytest.approx(level, rel=1e-5)


def test_a_pump_below_the_formation_adds_no_column(db: Connection[Row]) -> None:
    assert call(db, "fnc_calc_pwf", 731, 0.434, 10300, 10200) == 731


def test_strokes_counted_give_the_same_volume_as_their_rate(db: Connection[Row]) -> None:
    by_rate = call(db, "fnc_calc_desplazamiento_bpd", 2.25, 100, 2.1)
    by_count = call(db, "fnc_calc_desplazamiento_bpd", 2.25, 100, 3024 / 1440)
    assert by_rate == pytest.approx(by_count)


@pytest.mark.parametrize(
    ("value", "kept"), [(0.0, 0.0), (-7.5, -7.5), (1e51, None), (1e-51, None), (NAN, None)]
)
def test_only_what_arithmetic_can_take_is_kept(
    db: Connection[Row], value: float, kept: float | None
) -> None:
    assert call(db, "fnc_calc_finito", value) == kept
