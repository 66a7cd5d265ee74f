"""Parts of the one writer, etl.fnc_guardar: what a source gives, and the statement made of it."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from support.readings import row, rows, scalar

Connection = psycopg.Connection[Any]

OBJECTS = """
CREATE SCHEMA pruebas;
CREATE TABLE pruebas.medidas (
    fecha date,
    well_id integer,
    presion double precision,
    "Nota" text,
    ajena integer,
    doble double precision GENERATED ALWAYS AS (presion * 2) STORED,
    fecha_carga timestamptz,
    PRIMARY KEY (well_id, fecha)
);
CREATE FUNCTION pruebas.una(p_pozos integer[])
RETURNS TABLE (well_id integer, fecha date, presion numeric, "Nota" text)
LANGUAGE sql AS 'SELECT 1, date ''2026-01-05'', 10.5, ''x''';
CREATE FUNCTION pruebas.filas(p_pozos integer[], p_fechas date[]) RETURNS SETOF pruebas.medidas
LANGUAGE sql AS 'SELECT * FROM pruebas.medidas';
CREATE FUNCTION pruebas.tres(a integer[], b integer[], c integer[]) RETURNS SETOF pruebas.medidas
LANGUAGE sql AS 'SELECT * FROM pruebas.medidas';
CREATE VIEW pruebas.todas AS SELECT well_id, fecha, presion FROM pruebas.medidas;
"""


@pytest.fixture
def db(bare: Connection) -> Connection:
    bare.execute(OBJECTS.encode())
    return bare


# -- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "pattern", "between", "text"),
    [
        (["well_id", "Nota"], "%I", ", ", 'well_id, "Nota"'),
        (["b", "a"], "g.%1$I = n.%1$I", " AND ", "g.b = n.b AND g.a = n.a"),
        (["order"], "%I", ", ", '"order"'),
        ([], "%I", ", ", None),
        (None, "%I", ", ", None),
    ],
)
def test_names_are_quoted_and_joined_in_their_order(
    bare: Connection, names: list[str] | None, pattern: str, between: str, text: str | None
) -> None:
    query = "SELECT etl.fnc_lista(%s::name[], %s, %s)"
    assert scalar(bare, query, names, pattern, between) == text


# -- what a source gives ------------------------------------------------------------------------

SOURCE = """
    SELECT llamada, columna::text, tipo::regtype::text
    FROM etl.fnc_columnas_fuente(%s) ORDER BY posicion
"""


@pytest.mark.parametrize(
    ("source", "call", "columns"),
    [
        ("todas", "pruebas.todas", ["well_id integer", "fecha date", "presion double precision"]),
        (
            "una", "pruebas.una($1)",
            ["well_id integer", "fecha date", "presion numeric", "Nota text"],
        ),
        (
            "filas", "pruebas.filas($1, $2)",
            [
                "fecha date", "well_id integer", "presion double precision", "Nota text",
                "ajena integer", "doble double precision", "fecha_carga timestamp with time zone",
            ],
        ),
    ],
)  # fmt: skip
def test_a_source_gives_columns_in_their_order(
    db: Connection, source: str, call: str, columns: list[str]
) -> None:
    entries = db.execute(SOURCE, [f"pruebas.{source}"]).fetchall()
    assert {called for called, _, _ in entries} == {call}
    assert [f"{column} {kind}" for _, column, kind in entries] == columns


def test_what_is_not_there_or_takes_too_much_gives_none(db: Connection) -> None:
    for source in ("pruebas.tres", "pruebas.ninguna", "pg_catalog.now", "no_hay"):
        assert rows(db, "SELECT * FROM etl.fnc_columnas_fuente(%s)", source) == []


PARTS = "SELECT * FROM etl.fnc_partes_guardar(%s::regclass, %s, %s::text[])"


def test_source_and_table_have_a_key_values_and_stamps(db: Connection) -> None:
    assert row(db, PARTS, "pruebas.medidas", "pruebas.una", []) == {
        "o_llamada": "pruebas.una($1)",
        # a numeric becomes what the table stores
        "o_columnas": "fuente.well_id, fuente.fecha, fuente.presion::double precision AS presion,"
        ' fuente."Nota"',
        "o_clave": ["well_id", "fecha"],
        "o_valores": ["presion", "Nota"],
        "o_sellos": ["fecha_carga"],
    }
    left = row(db, PARTS, "pruebas.medidas", "pruebas.filas", ["ajena", "Nota"])
    # what is generated is not written, and a stamp that the source gives is a value
    assert (left["o_valores"], left["o_sellos"]) == (["presion", "fecha_carga"], None)


def test_a_source_that_does_not_fit_is_refused(db: Connection) -> None:
    for source, error, words in (
        ("tres", "UndefinedObject", "gives no columns"),
        ("una", "UndefinedColumn", "well_id"),
    ):
        table = "pruebas.medidas" if source == "tres" else "referencial.tbl_ref_unidades"
        with pytest.raises(getattr(psycopg.errors, error), match=words), db.transaction():
            db.execute(PARTS, [table, f"pruebas.{source}", []])


# -- the statement ------------------------------------------------------------------------------

STATEMENT = (
    "SELECT etl.fnc_sentencia_guardar(%s::regclass, %s, %s, %s, %s::text[], %s, %s::text[], %s)"
)
KEYS = "unnest($1, $2) AS clave (pozo, periodo)"


def statement(
    db: Connection,
    scope: str | None,
    returned: list[str],
    update: bool = False,
    apart: bool = False,
) -> str:
    arguments = ["pruebas.medidas", "pruebas.una", KEYS, scope, returned, update, [], apart]
    return str(scalar(db, STATEMENT, *arguments))


def plain(text: str) -> str:
    """A statement on one line, to look for parts of it."""
    return " ".join(text.split())


def test_the_statement_locks_in_key_order_and_compares_first(db: Connection) -> None:
    text = plain(statement(db, None, ["well_id", "fecha"]))
    assert 'INSERT INTO pruebas.medidas AS guardada (well_id, fecha, presion, "Nota"' in text
    assert "ORDER BY well_id, fecha ON CONFLICT (well_id, fecha)" in text
    assert '(guardada.presion, guardada."Nota") IS DISTINCT FROM' in text
    assert "RETURNING guardada.well_id AS pozo, guardada.fecha::text AS valor" in text
    assert "DELETE" not in text
    assert "DELETE FROM pruebas.medidas" in statement(db, "guardada.ajena = 1", [])


@pytest.mark.parametrize("apart", [False, True])
def test_the_statement_runs_and_writes_once(db: Connection, apart: bool) -> None:
    scope = "well_id = clave.pozo AND fecha = clave.periodo"
    prepared = statement(db, scope, ["well_id"], apart=apart)
    db.execute(f"PREPARE guardar (integer[], date[]) AS {prepared}".encode())
    run = "EXECUTE guardar ('{1,2}', '{2026-01-05,2026-01-06}')"
    db.execute("INSERT INTO pruebas.medidas VALUES ('2026-01-06', 2, 7, 'z')")
    assert sorted(db.execute(run).fetchall()) == [(1, None, False), (2, None, True)]
    assert db.execute("SELECT well_id, presion, doble FROM pruebas.medidas").fetchall() == [
        (1, 10.5, 21)
    ]  # fmt: skip
    assert db.execute(run).fetchall() == []
    db.execute("DEALLOCATE guardar")


def test_updating_only_inserts_nothing(db: Connection) -> None:
    text = plain(statement(db, None, [], update=True))
    assert "INSERT" not in text
    assert "FOR NO KEY UPDATE OF guardada" in text
