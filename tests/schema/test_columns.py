"""model/columns.csv: every column's unit, source, formula and owner, held to the database.

That the values are those of source and formula is held by tests/truth.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from bp010ctl import lineage, simulator
from bp010ctl.cycles import runner
from bp010ctl.lineage import Lineage, documents
from support import PROJECT
from support.databases import new_database
from support.readings import AUDIT, insert, make_wells, set_clock

FILE = PROJECT / documents.COLUMNS
COLUMNS = ["schema", "table", "column", "unit", "source", "formula", "owner", "empty_unless"]
SCHEMAS = {"stage", "universal", "reporting"}
WORDS = {"seed", "ingest", "ml", "default", "none", "view"}
"""Owners that are no routine: a seed file, `bp010ctl ingest`, the ML services, the column's own
default, nobody, the view itself."""

START = datetime(2026, 1, 5, tzinfo=UTC)
Row = dict[str, str]
Key = tuple[str, str]


@pytest.fixture(scope="module")
def whole(migrated_url: str) -> Lineage:
    """The lineage of what the migrations make."""
    return lineage.load(migrated_url)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with FILE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def key(row: Row) -> Key:
    """(schema.table, column)"""
    return f"{row['schema']}.{row['table']}", row["column"]


def place(row: Row) -> str:
    return ".".join(key(row))


# --- The file and the catalog


def test_the_file_is_sorted_and_says_what_its_columns_are(rows: list[Row]) -> None:
    with FILE.open(newline="", encoding="utf-8") as file:
        assert next(csv.reader(file)) == COLUMNS
    order = [(row["schema"], row["table"], row["column"]) for row in rows]
    assert order == sorted(order)


def test_every_column_is_listed_exactly_once(rows: list[Row], whole: Lineage) -> None:
    listed = Counter(map(key, rows))
    there = {
        (relation.name, column)
        for relation in whole.schema.relations.values()
        if relation.kind == "view" or relation.name.partition(".")[0] in SCHEMAS
        for column in relation.column_names
    }
    assert {name: count for name, count in listed.items() if count > 1} == {}
    assert there - set(listed) == set(), "not listed"
    assert set(listed) - there == set(), "no such column"


def test_units_agree_with_the_comments(rows: list[Row], whole: Lineage) -> None:
    for row in rows:
        table, column = key(row)
        remark = next(
            shown.remark for shown in whole.schema.relations[table].columns if shown.name == column
        )
        unit = documents.unit_of(remark)
        assert not unit or not row["unit"] or row["unit"] == unit, (place(row), remark)


def test_columns_named_as_sources_exist(rows: list[Row], whole: Lineage) -> None:
    columns = {
        f"{relation.name}.{column}"
        for relation in whole.schema.relations.values()
        for column in relation.column_names
    }
    names = columns | whole.schema.relations.keys() | whole.schema.overloads.keys()
    pattern = re.compile(
        r"\b(?:stage|referencial|universal|reporting|etl)\.[a-z]\w*(?:\.\w+)?\b(?!\*)"
    )
    wrong = {
        place(row): name
        for row in rows
        for name in pattern.findall(row["source"])
        if name not in names and not (PROJECT / "seeds" / f"{name}").exists()
    }
    assert wrong == {}


# --- Owners


def test_owners_are_routines_or_one_of_six_words(rows: list[Row], whole: Lineage) -> None:
    known = whole.schema.overloads.keys() | WORDS
    assert {place(row): row["owner"] for row in rows if row["owner"] not in known} == {}


def test_a_routine_writes_the_columns_that_it_owns(rows: list[Row], whole: Lineage) -> None:
    """Audit times apart: etl.fnc_guardar sets those of any table."""
    silent = {}
    for row in rows:
        if row["column"] in AUDIT:
            continue
        if row["owner"] not in WORDS and not _writes(whole, row["owner"], *key(row)):
            silent[place(row)] = row["owner"]
    assert silent == {}


def _writes(whole: Lineage, owner: str, table: str, column: str) -> bool:
    for routine in whole.schema.overloads[owner]:
        for called in whole.called(routine.key):
            if (table, column) in whole.uses[called].writes or table in whole.declared(called)[1]:
                return True
    return False


def test_only_owned_columns_are_written(rows: list[Row], whole: Lineage) -> None:
    """What a chain step writes has a routine as its owner, not a file or nobody."""
    allowed = {key(row) for row in rows if row["owner"] in {"none", "ml"}}
    for step in whole.project.steps:
        for routine in whole.schema.overloads[step.routine]:
            for called in whole.called(routine.key):
                assert not whole.uses[called].writes & allowed, called


def test_seeds_and_defaults_fill_what_they_own(
    rows: list[Row], whole: Lineage, migrated_url: str
) -> None:
    with psycopg.connect(migrated_url) as connection:
        defaults = {
            (f"{schema}.{table}", column)
            for schema, table, column in connection.execute(
                "SELECT table_schema, table_name, column_name FROM information_schema.columns "
                "WHERE column_default IS NOT NULL OR is_identity = 'YES'"
            )
        }
    for row in rows:
        table, column = key(row)
        if row["owner"] == "default":
            assert (table, column) in defaults, place(row)
        elif row["owner"] == "seed":
            assert column in whole.project.columns.get(table, ()), place(row)


def test_a_column_that_nobody_fills_says_why(rows: list[Row]) -> None:
    for row in rows:
        if row["owner"] == "none":
            assert len(row["formula"]) > 20, place(row)
            assert not row["empty_unless"], place(row)
        elif row["owner"] != "ingest":
            assert row["source"] or row["formula"], place(row)


# --- No column is silently empty


@pytest.fixture(scope="module")
def filled(cluster: Any, seeded_template: Any) -> set[Key]:
    """Which columns hold a value after a simulated field went through the whole chain twice."""
    with (
        new_database(cluster, seeded_template.template_dbname) as url,
        psycopg.connect(url) as connection,
    ):
        _field(connection)
        _run(connection, START + timedelta(hours=50))
        _models(connection)
        _run(connection, START + timedelta(hours=50, minutes=5))
        return _filled(connection)


def _field(connection: psycopg.Connection[Any]) -> None:
    """Landed polls of two days, with every imperfection; both kinds of daily counters."""
    for first, regime in ((101, "acumulado"), (201, "dia_cerrado")):
        options = simulator.Options(
            start=START, wells=3, hours=50, every=900, first_id=first, regime=regime,
            imperfections=simulator.DIRTY,
        )  # fmt: skip
        simulator.write_wells(connection, simulator.wells(options), START.date())
        simulator.write_landing(connection, simulator.simulate(options))
    connection.commit()


def _run(connection: psycopg.Connection[Any], now: datetime) -> None:
    set_clock(connection, now)
    connection.commit()
    result = runner.run(connection, "incremental")
    assert [step for step in result.steps if step.error] == []


def _models(connection: psycopg.Connection[Any]) -> None:
    """What the ML services and an expert write about the first well's newest reading."""
    well, noon = 101, START + timedelta(hours=36)
    reading = connection.execute(
        "SELECT max(timestamp_lectura) FROM stage.tbl_pozo_produccion "
        "WHERE well_id = %s AND surface_rod_load IS NOT NULL", [well]
    ).fetchone()  # fmt: skip
    assert reading
    stroke = {"well_id": well, "timestamp_lectura": reading[0], "estado": "COMPLETADO"}
    insert(connection, "universal.stroke", [stroke])
    answers = connection.execute(
        "SELECT max(s.stroke_id), min(p.patron_id)"
        " FROM universal.stroke AS s CROSS JOIN universal.patron AS p"
    ).fetchone()
    assert answers
    stroke_id, patron_id = answers
    insert(
        connection,
        "universal.diagnostico",
        [{"stroke_id": stroke_id, "patron_id": patron_id, "score": 0.9}],
    )
    expert = {
        "stroke_id": stroke_id, "patron_id": patron_id, "experto": "e1", "comentario": "full card",
    }  # fmt: skip
    insert(connection, "universal.validacion_experta", [expert])
    curve = {
        "well_id": well, "fecha_calculo": noon, "metodo": "Vogel", "qmax": 600, "ip": 0.5,
        "pwf_actual": 900, "pip_actual": 500, "punto_operacion_bpd": 250,
    } | dict.fromkeys(("curva_yacimiento", "curva_bomba", "alertas"), json.dumps([]))  # fmt: skip
    insert(connection, "universal.ipr_resultados", [curve])
    curves = connection.execute("SELECT max(ipr_id) FROM universal.ipr_resultados").fetchone()
    assert curves
    point = {
        "well_id": well, "fecha_calculo": START + timedelta(hours=49), "q_actual": 250,
        "pwf_calculado": 900, "ip_actual": 0.5, "eficiencia": 42, "alertas": json.dumps([]),
        "curva_referencia_id": curves[0],
    }  # fmt: skip
    insert(connection, "universal.ipr_puntos_operacion", [point])
    decline = {
        "well_id": well, "fecha_analisis": noon, "tipo_curva": "hyperbolic", "qi": 200, "di": 0.3,
        "b": 0.5, "r_squared": 0.9, "eur_total": 5e5, "eur_p10": 4e5, "eur_p50": 5e5,
        "eur_p90": 6e5,
    }  # fmt: skip
    insert(connection, "universal.arps_resultados_declinacion", [decline])
    connection.commit()


def _filled(connection: psycopg.Connection[Any]) -> set[Key]:
    tables: dict[str, list[str]] = {}
    filled = connection.execute(
        "SELECT c.table_schema || '.' || c.table_name, c.column_name"
        " FROM information_schema.columns AS c"
        " INNER JOIN information_schema.tables AS t USING (table_schema, table_name)"
        " WHERE c.table_schema = ANY (%s) OR t.table_type = 'VIEW'"
        " AND c.table_schema IN ('etl', 'referencial')", [list(SCHEMAS)]
    )  # fmt: skip
    for table, column in filled:
        tables.setdefault(table, []).append(column)
    with_values = set()
    for table, columns in tables.items():
        counts = sql.SQL(", ").join(
            sql.SQL("count({})").format(sql.Identifier(column)) for column in columns
        )
        name = sql.Identifier(*table.split("."))
        row = connection.execute(sql.SQL("SELECT {} FROM {}").format(counts, name)).fetchone()
        assert row
        with_values |= {
            (table, column) for column, count in zip(columns, row, strict=True) if count
        }
    return with_values


def test_no_column_is_silently_empty(rows: list[Row], filled: set[Key]) -> None:
    """Every column with an owner holds a value somewhere, or says what it takes."""
    empty = [
        place(row)
        for row in rows
        if row["owner"] != "none" and not row["empty_unless"] and key(row) not in filled
    ]
    assert empty == []


def test_a_column_that_nobody_fills_is_empty(rows: list[Row], filled: set[Key]) -> None:
    nobody = {key(row) for row in rows if row["owner"] == "none"}
    assert nobody & filled == set()


def test_what_takes_something_special_is_empty_without_it(
    rows: list[Row], filled: set[Key]
) -> None:
    """Else the reason is out of date."""
    assert [place(row) for row in rows if row["empty_unless"] and key(row) in filled] == []


def test_a_well_without_readings_invents_nothing(seeded: str) -> None:
    """Facts are about readings: a well alone has none."""
    with psycopg.connect(seeded) as connection:
        make_wells(connection, 7)
        connection.commit()
        _run(connection, START)
        facts = connection.execute(
            "SELECT count(*) FROM reporting.fact_operaciones_horarias"
        ).fetchone()
        assert facts == (0,)
