"""Every column of every computed table and of every view has the value that columns.csv names.

The values that are expected come from what was put in and from columns.csv alone, by
`support.truth`: no routine, no view and no computed table is asked what is right.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from support.databases import new_database
from support.truth import comparison, scenario
from support.truth.field import COLUMNS, Field, prepared, views
from support.truth.model import FREE, Column, Truth, sheet
from support.truth.physics import PUBLISHED
from support.truth.tables import KEYS
from support.truth.views import PHRASES


@pytest.fixture(scope="module")
def field(cluster: Any, seeded_template: Any) -> Iterator[Field]:
    """What was put in, and the readings and models' words of it; nothing computed yet."""
    with prepared(cluster, seeded_template.template_dbname) as prepared_field:
        yield prepared_field


@pytest.fixture(scope="module")
def made(field: Field) -> Iterator[Field]:
    """The field after its cycles have run."""
    with field.undone() as connection:
        scenario.report(connection)
        yield field


@pytest.fixture(scope="module")
def columns() -> Mapping[str, Mapping[str, Column]]:
    return sheet(COLUMNS)


@pytest.mark.parametrize("table", KEYS)
def test_every_column_has_the_value_that_columns_csv_names(made: Field, table: str) -> None:
    assert made.truth.expected(table), "no row to compare"
    assert list(map(str, made.differences([table]))) == []


def test_a_second_round_of_the_cycles_changes_no_value(cluster: Any, seeded_template: Any) -> None:
    with prepared(cluster, seeded_template.template_dbname) as own, own.undone() as connection:
        for _ in range(2):
            scenario.report(connection)
        assert list(map(str, own.differences())) == []


def test_late_readings_make_the_same_values(cluster: Any, seeded_template: Any) -> None:
    template = seeded_template.template_dbname
    with new_database(cluster, template) as url, psycopg.connect(url) as connection:
        scenario.load(connection, late=True)
        scenario.pivot(connection)
        scenario.report(connection)
        scenario.arrive(connection)
        scenario.read(connection)
        truth = comparison.expectation(connection, sheet(COLUMNS))
        scenario.report(connection)
        assert list(map(str, comparison.differences(connection, truth, KEYS))) == []


def test_every_computed_table_and_every_view_is_compared(
    made: Field, columns: Mapping[str, Mapping[str, Column]]
) -> None:
    computed = {
        table
        for table, own in columns.items()
        if any(column.owner not in FREE | {"none"} for column in own.values())
    }
    assert computed | views(made.connection) == set(KEYS)


def test_no_column_is_left_out_of_a_view(
    made: Field, columns: Mapping[str, Mapping[str, Column]]
) -> None:
    for view in views(made.connection):
        cursor = made.connection.execute(f"SELECT * FROM {view} LIMIT 0".encode())
        assert [column.name for column in cursor.description or ()] == sorted(
            columns[view], key=[column.name for column in cursor.description or ()].index
        )


# --- The scenario tells columns apart


def test_no_two_columns_of_a_table_look_alike(made: Field) -> None:
    """Whichever two columns of one type are taken for one another, some row shows it."""
    alike = [
        f"{table}: {one} and {other}"
        for table in KEYS
        for one, other in itertools.combinations(made.truth.computed(table), 2)
        if _values(made.truth, table, one) == _values(made.truth, table, other)
        and _origin(made.truth, table, one) != _origin(made.truth, table, other)
    ]
    assert alike == []


def _values(truth: Truth, table: str, column: str) -> list[tuple[str, Any]]:
    """A column of the expected rows; values of different types are never equal."""
    return [_typed(row[column]) for row in truth.expected(table)]


def _typed(value: Any) -> tuple[str, Any]:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return "number", float(value)
    return type(value).__name__, value


def _origin(truth: Truth, table: str, column: str) -> tuple[Any, str]:
    """Sources and formula, of the first column where one is another's copy."""
    line = truth.columns[table][column]
    formula = line.formula.partition(", rounded to")[0]
    if formula == "as it is" and line.owner not in FREE:
        source = line.sources[0]
        if source.column in truth.columns.get(source.table, {}):
            return _origin(truth, source.table, source.column)
    return line.sources, formula


@pytest.mark.parametrize("table", ["stage.tbl_pozo_maestra", "stage.tbl_pozo_reservas"])
def test_no_two_columns_that_are_put_in_look_alike(made: Field, table: str) -> None:
    rows = made.truth.inputs[table]
    names = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    seen = {name: [_typed(row[name]) for row in rows] for name in names}
    pairs = itertools.combinations(names, 2)
    assert [(one, other) for one, other in pairs if seen[one] == seen[other]] == []


# --- The notation


def test_every_phrase_is_used(columns: Mapping[str, Mapping[str, Column]]) -> None:
    formulas = "\n".join(column.formula for own in columns.values() for column in own.values())
    assert [text for text in PHRASES if text not in formulas] == []


def test_what_a_formula_names_is_a_source_of_the_column(made: Field) -> None:
    """`source` is complete: the lineage of a column can be read there without reading its formula.
    `source` is complete: the lineage of a column can be read there without reading its formula."""
    missing = []
    for table in KEYS:
        for name in made.truth.computed(table):
            column = made.truth.columns[table][name]
            parser = made.truth.parser(column)
            if column.owner != "none":
                parser.formula()
            named = {made.truth.full(reference) for reference in parser.named}
            missing += [
                f"{table}.{name}: {'.'.join(reference)}"
                for reference in named - set(column.sources)
            ]
    assert missing == []


@pytest.mark.parametrize("example", PUBLISHED)
def test_physics_gives_what_was_published(example: str) -> None:
    computed, published, tolerance = PUBLISHED[example]
    assert computed == pytest.approx(published, abs=tolerance)
