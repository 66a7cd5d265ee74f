"""Invariants of the facts, on a real database, for readings that Hypothesis makes up.

Whatever gaps, restarts, duplicates and orders: the hours add up to the day, any way of delivering
the same readings ends in the same rows, and a second run touches none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import readings
from support.facts import SUMS, equal
from support.readings import Connection
from support.strategies import START, WELLS, columns, distinct, minute, rows, tries

quick = tries(12)
reading = st.fixed_dictionaries(
    {"well_id": st.sampled_from(list(WELLS)), "minute": minute} | columns
)
some_readings = distinct(reading)


@pytest.fixture
def db(seeded: str) -> Iterator[Connection]:
    """Three wells of different regimes in a zone whose clock changes; nothing is committed."""
    with psycopg.connect(seeded) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        readings.set_clock(connection, "2026-04-01 00:00+00")
        readings.set_config(connection, "OPERACION", "zona_horaria", "Europe/Oslo")
        for well, regime in WELLS.items():
            readings.make_wells(
                connection, well, contador_diario=regime, np_inicial_bbl=well * 1000.1,
                diametro_embolo_bomba=2.0, longitud_carrera_nominal_unidad_in=120.0,
            )  # fmt: skip
        connection.commit()
        yield connection


def facts_after(db: Connection, deliver: Any) -> dict[str, Any]:
    """The tables after a way of delivering readings; undone afterwards."""
    with db.transaction(force_rollback=True):
        deliver()
        return readings.dumps(db)


def in_one_range_run(db: Connection, found: list[dict[str, Any]]) -> None:
    readings.insert_readings(db, rows(found))
    readings.load_facts(db, "-infinity", "infinity")


@quick
@given(found=some_readings)
def test_hours_of_a_day_add_up_to_the_day(db: Connection, found: list[dict[str, Any]]) -> None:
    with db.transaction(force_rollback=True):
        in_one_range_run(db, found)
        sums = ", ".join(f"sum({hour})" for hour in SUMS)
        by_hours = db.execute(
            f"SELECT pozo_id, fecha_id, {sums} FROM reporting.fact_operaciones_horarias"
            " WHERE pozo_id <> 2 GROUP BY 1, 2 ORDER BY 1, 2".encode()
        ).fetchall()
        by_days = db.execute(
            f"SELECT pozo_id, fecha_id, {', '.join(SUMS.values())}"
            " FROM reporting.fact_operaciones_diarias WHERE pozo_id <> 2 ORDER BY 1, 2".encode()
        ).fetchall()
        closed = db.execute(
            "SELECT produccion_petroleo_bbl - coalesce(diferencia_petroleo_bbl, 0), ("
            "   SELECT sum(prod_petroleo_bbl) FROM reporting.fact_operaciones_horarias AS h"
            "   WHERE (h.pozo_id, h.fecha_id) = (d.pozo_id, d.fecha_id))"
            " FROM reporting.fact_operaciones_diarias AS d"
            " WHERE pozo_id = 2 AND lecturas > 0"
        ).fetchall()
    assert len(by_days) == len(by_hours)
    for day, hours in zip(by_days, by_hours, strict=True):
        assert all(equal(*pair) for pair in zip(day, hours, strict=True)), (day, hours)
    for day_oil, hours_oil in closed:  # less the difference that the closed day brought
        assert hours_oil is None or equal(day_oil, hours_oil, precision=2.0)


@quick
@given(found=some_readings, data=st.data())
def test_any_batches_in_any_order_end_in_the_same_rows(
    db: Connection, found: list[dict[str, Any]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(found))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(found)), max_size=4)))

    def in_batches() -> None:
        for first, last in zip([0, *cuts], [*cuts, len(order)], strict=True):
            readings.insert_readings(db, rows(order[first:last]))
            readings.load_facts(db)

    expected = facts_after(db, lambda: in_one_range_run(db, found))
    assert facts_after(db, in_batches) == expected


@quick
@given(found=some_readings, data=st.data())
def test_corrected_and_deleted_readings_leave_no_trace(
    db: Connection, found: list[dict[str, Any]], data: st.DataObject
) -> None:
    wrong = data.draw(
        st.lists(st.sampled_from(found), unique_by=lambda r: (r["well_id"], r["minute"]))
    )
    keys = [(r["well_id"], START + timedelta(minutes=r["minute"])) for r in wrong]

    def with_detours() -> None:
        readings.insert_readings(db, rows(found))
        readings.load_facts(db)
        for key in keys:
            db.execute(
                "UPDATE stage.tbl_pozo_produccion SET produccion_petroleo_diaria = 77,"
                " medidor_produccion_gas = 3, estado_motor = NOT estado_motor"
                " WHERE (well_id, timestamp_lectura) = (%s, %s)", key,
            )  # fmt: skip
        readings.load_facts(db)
        for key in keys:
            db.execute(
                "DELETE FROM stage.tbl_pozo_produccion"
                " WHERE (well_id, timestamp_lectura) = (%s, %s)", key,
            )  # fmt: skip
        readings.load_facts(db)
        readings.insert_readings(db, rows(wrong))
        readings.load_facts(db)

    expected = facts_after(db, lambda: in_one_range_run(db, found))
    assert facts_after(db, with_detours) == expected


@quick
@pytest.mark.slow  # its kin over the whole chain is in test_chain_properties
@given(found=some_readings)
def test_a_second_run_touches_no_row(db: Connection, found: list[dict[str, Any]]) -> None:
    with db.transaction(force_rollback=True):
        in_one_range_run(db, found)
        before = readings.xmins(db)
        with db.transaction():  # a transaction of its own shows in xmin
            readings.load_facts(db, "-infinity", "infinity")
            readings.load_facts(db)
        assert readings.xmins(db) == before


@quick
@pytest.mark.slow  # its kin over the whole chain is in test_chain_properties
@given(found=some_readings)
def test_deleting_everything_and_loading_it_again_gives_the_same(
    db: Connection, found: list[dict[str, Any]]
) -> None:
    def twice() -> None:
        in_one_range_run(db, found)
        db.execute("DELETE FROM stage.tbl_pozo_produccion")
        readings.load_facts(db)
        for table in readings.FACTS[3:]:
            assert readings.dump(db, table) == []
        readings.insert_readings(db, rows(found))
        readings.load_facts(db)

    expected = facts_after(db, lambda: in_one_range_run(db, found))
    assert facts_after(db, twice) == expected


@quick
@pytest.mark.slow  # its kin over the whole chain is in test_chain_properties
@given(found=some_readings, crash=st.integers(1, 3))
def test_a_crash_gives_the_keys_back(
    db: Connection, found: list[dict[str, Any]], crash: int
) -> None:
    def with_a_crash() -> None:
        readings.insert_readings(db, rows(found))
        for _ in range(crash):
            with db.transaction(force_rollback=True):
                readings.load_facts(db)
        readings.load_facts(db)

    expected = facts_after(db, lambda: in_one_range_run(db, found))
    assert facts_after(db, with_a_crash) == expected


@quick
@given(found=some_readings, clock=st.datetimes(datetime(2026, 3, 1), datetime(2030, 1, 1)))
def test_facts_do_not_depend_on_the_clock(
    db: Connection, found: list[dict[str, Any]], clock: datetime
) -> None:
    """A month-old poll and a well that fell silent end in the same facts as fresh ones."""

    def at_another_time() -> None:
        readings.insert_readings(db, rows(found))
        db.execute("SELECT set_config('bp010.ahora', %s, true)", [f"{clock}+00"])
        readings.load_facts(db, "-infinity", "infinity")

    expected = facts_after(db, lambda: in_one_range_run(db, found))
    assert facts_after(db, at_another_time) == expected
