"""Every cell of docs/reference/roles.md, tried by a login that is in that group and in no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict

from bp010ctl.roles import rights
from bp010ctl.roles.rights import Line
from bp010ctl.schema.statements import SCHEMAS
from bp010ctl.server.cluster import Cluster
from bp010ctl.server.groups import GROUPS
from support import PROJECT
from support.databases import new_database, settle

Connection = psycopg.Connection[Any]
WRITTEN = (PROJECT / rights.DOCUMENT).read_text(encoding="utf-8")
LINES = rights.parsed(WRITTEN)
TRY = """
CREATE SCHEMA prueba_derechos;
GRANT USAGE ON SCHEMA prueba_derechos TO public;
CREATE FUNCTION prueba_derechos.intentar(p_sentencias text []) RETURNS SETOF text
LANGUAGE plpgsql AS $$
-- How each statement ends: run as the caller, and undone.
DECLARE
    v_sentencia text;
BEGIN
    FOREACH v_sentencia IN ARRAY p_sentencias LOOP
        BEGIN
            EXECUTE v_sentencia;
            RAISE EXCEPTION USING ERRCODE = 'P0100';
        EXCEPTION
            WHEN OTHERS THEN RETURN NEXT SQLSTATE;
        END;
    END LOOP;
END;
$$;
GRANT EXECUTE ON FUNCTION prueba_derechos.intentar(text []) TO public;
"""


NO_RIGHT = errors.InsufficientPrivilege.sqlstate
NOBODY_CAN = errors.ObjectNotInPrerequisiteState.sqlstate
"""Writing into a view that is more than a table's rows."""


WRITES = {"INSERT", "UPDATE", "DELETE"}


@dataclass(frozen=True)
class Cell:
    """One right of one object, and the statement that needs that right and no other."""

    object: str
    action: str
    statement: str
    allowed: bool


@pytest.fixture(scope="module")
def trial(cluster: Cluster, migrated_template: Any) -> Iterator[str]:
    """A migrated database with what tries statements, and a login in each group."""
    with new_database(cluster, migrated_template.template_dbname) as url:
        name = str(conninfo_to_dict(url)["dbname"])
        with psycopg.connect(cluster.url(name, "postgres"), autocommit=True) as server:
            server.execute(TRY)
            for group in GROUPS:
                server.execute(f"CREATE ROLE prueba_{group} LOGIN IN ROLE {group}".encode())
        settle(url)
        yield url
        with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as server:
            for group in GROUPS:
                server.execute(f"DROP ROLE prueba_{group}".encode())


def cells(line: Line, group: str, owner: Connection) -> Iterator[Cell]:
    held = re.sub(r"\(\w+\)", "", line.rights[group])
    for letter, statement in _statements(line, owner).items():
        yield Cell(line.identity, rights.ACTIONS[letter], statement, letter in held)


def _statements(line: Line, owner: Connection) -> dict[str, str]:
    """For each letter that its kind knows, a statement that changes no row."""
    if line.kind == "database":
        return {"T": "CREATE TEMPORARY TABLE propia ()", "C": "CREATE SCHEMA propio"}
    if line.kind == "schema":
        return {
            "U": f"SELECT to_regclass('{line.name}.nada')",
            "C": f"CREATE TABLE {line.name}.propia ()",
        }
    if line.kind in {"function", "procedure"}:
        return {"X": _call(line, owner)}
    written = {
        "r": f"SELECT FROM {line.identity} LIMIT 1",
        "a": f"INSERT INTO {line.identity} DEFAULT VALUES",
        "w": f"UPDATE {line.identity} SET {_column(line, owner)} = DEFAULT WHERE FALSE",
        "d": f"DELETE FROM {line.identity} WHERE FALSE",
    }
    return written if line.kind == "view" else {**written, "D": f"TRUNCATE {line.identity}"}


def _column(line: Line, owner: Connection) -> str:
    """The column that some group may write, where none may write them all; else the first one."""
    row = owner.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped ORDER BY attacl IS NULL, attnum LIMIT 1",
        [line.identity],
    ).fetchone()
    assert row is not None
    return sql.Identifier(row[0]).as_string(owner)


def _call(line: Line, owner: Connection) -> str:
    """A call with nothing as arguments; of a function, in a query that gives no row.

    A function's are queries: of a constant NULL the planner asks no right where it is strict.
    """
    procedure = line.kind == "procedure"
    row = owner.execute(
        "SELECT format('%%I.%%I(%%s)', nspname, proname, (SELECT string_agg(format(%s,"
        " CASE WHEN t::regtype::text LIKE 'any%%' THEN 'integer[]' ELSE t::regtype::text END)"
        ", ', ' ORDER BY n) FROM unnest(proargtypes) WITH ORDINALITY AS u (t, n)))"
        " FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = %s"
        " AND format('%%s(%%s)', proname, pg_get_function_identity_arguments(pg_proc.oid)) = %s",
        ["NULL::%s" if procedure else "(SELECT NULL::%s)", line.schema, line.name],
    ).fetchone()
    assert row is not None, line.identity
    return f"CALL {row[0]}" if procedure else f"SELECT {row[0]} WHERE FALSE"


def test_every_object_has_its_line(trial: str) -> None:
    """A new table or routine without one fails here: `bp010ctl docs` writes it, you judge it."""
    with psycopg.connect(trial) as owner:
        assert rights.document(rights.read(owner)) == WRITTEN
    assert [line for line in rights.parsed(WRITTEN) if set(line.rights) != set(GROUPS)] == []


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_can_do_what_its_column_says_and_nothing_else(trial: str, group: str) -> None:
    with psycopg.connect(trial) as owner:
        tried = [cell for line in LINES for cell in cells(line, group, owner)]
    others = [name for name in (*GROUPS, "bp010", "postgres") if name != group]
    tried += [Cell(name, "SET ROLE", f"SET ROLE {name}", allowed=False) for name in others]
    (database,) = (line for line in LINES if line.kind == "database")
    with psycopg.connect(trial, user=f"prueba_{group}") as connection:
        assert "c" in database.rights[group]  # it did; who is in no group does not, see below
        connection.execute("SET statement_timeout = '20s'")
        rows = connection.execute(
            "SELECT prueba_derechos.intentar(%s)", [[cell.statement for cell in tried]]
        ).fetchall()
    wrong = [
        f"{cell.object} {cell.action}: {code}"
        for cell, (code,) in zip(tried, rows, strict=True)
        if cell.allowed == (code == NO_RIGHT or (code == NOBODY_CAN and cell.action in WRITES))
    ]
    assert not wrong, "\n".join(wrong)
    assert len(tried) > 500


def test_public_has_nothing(trial: str) -> None:
    with psycopg.connect(trial) as owner:
        held = [
            (line.identity, line.rights[rights.PUBLIC])
            for line in rights.read(owner)
            if line.rights[rights.PUBLIC]
        ]
    assert held == []


def test_a_login_in_no_group_does_not_get_in(cluster: Cluster, trial: str) -> None:
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as server:
        server.execute("CREATE ROLE prueba_nadie LOGIN")
        try:
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(trial, user="prueba_nadie")
        finally:
            server.execute("DROP ROLE prueba_nadie")


def test_what_is_made_later_follows(trial: str) -> None:
    """A routine is nobody's but the runners'; a table is read as its schema's others are."""
    with psycopg.connect(trial) as owner:
        owner.execute(
            "CREATE FUNCTION stage.fnc_nueva() RETURNS integer LANGUAGE sql AS 'SELECT 1';"
            "CREATE TABLE stage.tbl_nueva (x integer); CREATE TABLE reporting.tbl_nueva (x integer)"
        )
        new = {
            line.identity: line.rights
            for line in rights.read(owner)
            if line.name.startswith(("fnc_nueva", "tbl_nueva"))
        }
        owner.rollback()
    operacion, escritura, modelos, lectura, panel, pool = GROUPS
    assert new == {
        "stage.fnc_nueva()": dict.fromkeys((rights.PUBLIC, *GROUPS), "") | {operacion: "X"},
        "stage.tbl_nueva": dict.fromkeys((operacion, escritura, modelos, lectura), "r")
        | dict.fromkeys((panel, pool, rights.PUBLIC), ""),
        "reporting.tbl_nueva": dict.fromkeys((operacion, lectura), "r")
        | dict.fromkeys((escritura, modelos, panel, pool, rights.PUBLIC), ""),
    }


def test_every_routine_with_its_owners_rights_pins_its_path(trial: str) -> None:
    with psycopg.connect(trial) as owner:
        rows = owner.execute(
            "SELECT oid::regprocedure::text, proconfig FROM pg_proc WHERE prosecdef"
            " AND pronamespace = ANY (%s::regnamespace[])",
            [list(SCHEMAS)],
        ).fetchall()
    assert len(rows) > 9
    assert [
        name for name, settings in rows if settings != ["search_path=pg_catalog, pg_temp"]
    ] == []
