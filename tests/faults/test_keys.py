"""The torture's comparison: other numbers are no difference, another row behind them is."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from support.keys import Keys
from support.readings import insert_readings, make_wells

Connection = psycopg.Connection[Any]
VERDICTS = "stage.tbl_pozo_scada_dq"
RULES = "referencial.tbl_dq_rules"
OF = "(SELECT r.{} FROM referencial.tbl_dq_rules AS r JOIN referencial.tbl_maestra_variables AS v"
OF += " ON v.variable_id = r.variable_id WHERE v.id_formato1 = {})"


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Two readings of a well, and a verdict of rule 54 on the first one."""
    make_wells(seeded_db, 1)
    times = [f"2026-01-05 0{hour}:00+00" for hour in (1, 2)]
    insert_readings(seeded_db, [{"well_id": 1, "timestamp_lectura": when} for when in times])
    seeded_db.execute(
        f"INSERT INTO {VERDICTS} (produccion_id, well_id, timestamp_lectura, variable_id, regla_id)"
        " SELECT min(produccion_id), 1, min(timestamp_lectura),"
        f" {OF.format('variable_id', 54)}, {OF.format('regla_id', 54)}"
        " FROM stage.tbl_pozo_produccion".encode()
    )
    return seeded_db


def compared(db: Connection) -> list[Any]:
    keys = Keys.read(db)
    return [keys.rows(db, table, ()) for table in (VERDICTS, RULES)]


def test_other_numbers_of_the_same_rules_and_readings_are_no_difference(db: Connection) -> None:
    before = compared(db)
    assert [len(rows) for rows in before] == [1, 35]
    for table, column in [(RULES, "regla_id"), ("stage.tbl_pozo_produccion", "produccion_id")]:
        for renumbered in (table, VERDICTS):
            db.execute(f"UPDATE {renumbered} SET {column} = {column} + 1000".encode())
    assert compared(db) == before


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("regla_id", OF.format("regla_id", 55)),
        ("regla_id", "-1"),
        ("variable_id", OF.format("variable_id", 55)),
        ("produccion_id", "produccion_id + 1"),
    ],
)
def test_a_verdict_of_another_rule_or_reading_is_one(
    db: Connection, column: str, value: str
) -> None:
    before = compared(db)
    db.execute(f"UPDATE {VERDICTS} SET {column} = {value}".encode())
    assert compared(db)[0] != before[0]


def test_a_rule_of_another_variable_is_one(db: Connection) -> None:
    before = compared(db)
    spare = (
        "(SELECT min(variable_id) FROM referencial.tbl_maestra_variables"
        f" WHERE variable_id NOT IN (SELECT variable_id FROM {RULES}))"
    )
    db.execute(
        f"UPDATE {RULES} SET variable_id = {spare} WHERE regla_id ="
        f" (SELECT regla_id FROM {VERDICTS})".encode()
    )
    after = compared(db)
    assert after[0] != before[0]
    assert after[1] != before[1]
