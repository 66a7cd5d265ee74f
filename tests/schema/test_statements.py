"""sql/tables, sql/types and sql/triggers: the current text of what people do not write as files."""

from __future__ import annotations

from pathlib import Path

import psycopg

from bp010ctl.base import generated
from bp010ctl.schema import catalog, statements
from support import PROJECT

KINDS = {"table", "column", "constraint", "index", "partition", "trigger", "type", "policy"}


def read(url: str) -> dict[str, str]:
    with psycopg.connect(url) as connection:
        return statements.texts(connection)


def test_the_files_are_what_the_revisions_make(migrated_url: str) -> None:
    texts = read(migrated_url)
    on_disk = {name: (PROJECT / name).read_text() for name in texts if (PROJECT / name).is_file()}
    assert on_disk == texts, "run `make docs`"
    assert not generated.gone(texts, PROJECT, statements.FILES), "run `make docs`"


def test_running_the_files_makes_the_same_tables_types_and_triggers(
    migrated_url: str, fresh_url: str
) -> None:
    """The files are complete: what the catalog says of a database made from them is the same."""
    texts = [
        *(path.read_text() for path in sorted((PROJECT / "sql" / "procedures").glob("*.sql"))),
        *(path.read_text() for path in sorted((PROJECT / "sql" / "views").glob("*.sql"))),
        *read(migrated_url).values(),
    ]
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute("SET check_function_bodies = off")
        for schema in statements.SCHEMAS:
            connection.execute(f"CREATE SCHEMA {schema}")
        pending = [piece for text in texts for piece in _pieces(text)]
        while pending:
            left = [piece for piece in pending if not _runs(connection, piece)]
            assert len(left) < len(pending), left[:3]
            pending = left
        made = _objects(connection)
    with psycopg.connect(migrated_url) as connection:
        assert not catalog.difference(_objects(connection), made)


def _pieces(text: str) -> list[str]:
    """The statements of a file; a routine's file is one, with its comments and grants."""
    if "CREATE OR REPLACE" in text:
        return [text]
    return [piece for piece in text.split(";\n\n") if piece.strip()]


def _runs(connection: psycopg.Connection, piece: str) -> bool:
    try:
        connection.execute(piece.encode())
    except psycopg.Error:
        return False
    return True


def _objects(connection: psycopg.Connection) -> list[catalog.Row]:
    """Without parentheses: PostgreSQL keeps `(a OR b) OR c`, and `a OR b OR c` once it is reread.
    Without partitions' own indexes: PostgreSQL names them in the order in which they are made."""
    rows = catalog.fingerprint(connection, statements.SCHEMAS)
    plain = str.maketrans("", "", "()")
    return [
        row._replace(definition=row.definition.translate(plain))
        for row in rows
        if row.kind in KINDS and not (row.kind == "index" and "partition of" in row.definition)
    ]


def test_what_is_added_by_hand_shows_in_the_text(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute(
            "CREATE TYPE stage.prueba AS ENUM ('uno', 'dos');"
            "CREATE DOMAIN stage.pct AS double precision CONSTRAINT chk CHECK (VALUE >= 0);"
            "CREATE TABLE stage.tbl_prueba (id integer GENERATED ALWAYS AS IDENTITY,"
            " doble integer GENERATED ALWAYS AS (2) STORED, nombre text DEFAULT 'x' NOT NULL,"
            " CONSTRAINT uq_prueba UNIQUE (nombre)) WITH (fillfactor = 70);"
            "COMMENT ON COLUMN stage.tbl_prueba.nombre IS 'It''s a name.';"
            "CREATE INDEX ix_prueba ON stage.tbl_prueba (lower(nombre)) WHERE id > 0;"
            "ALTER TABLE stage.tbl_prueba ENABLE ROW LEVEL SECURITY;"
            "CREATE POLICY propias ON stage.tbl_prueba FOR SELECT TO bp010_lectura USING (id > 1);"
        )
        texts = statements.texts(connection)
        connection.rollback()
    assert texts["sql/types/stage.prueba.sql"].endswith("AS ENUM (\n    'uno',\n    'dos'\n);\n")
    assert "CONSTRAINT chk CHECK ((VALUE >= " in texts["sql/types/stage.pct.sql"]
    text = texts["sql/tables/stage.tbl_prueba.sql"]
    for expected in (
        "    id integer GENERATED ALWAYS AS IDENTITY NOT NULL,\n",
        "    doble integer GENERATED ALWAYS AS (2) STORED,\n",
        "    nombre text DEFAULT 'x'::text NOT NULL,\n",
        "    CONSTRAINT uq_prueba UNIQUE (nombre)\n) WITH (fillfactor=70);\n",
        "IS 'It''s a name.';\n",
        "CREATE INDEX ix_prueba ON stage.tbl_prueba USING btree (lower(nombre)) WHERE (id > 0);\n",
        "ALTER TABLE stage.tbl_prueba ENABLE ROW LEVEL SECURITY;\n",
        "CREATE POLICY propias ON stage.tbl_prueba FOR SELECT TO bp010_lectura\n"
        "    USING ((id > 1));\n",
    ):
        assert expected in text


def test_a_file_of_nothing_is_found(migrated_url: str, tmp_path: Path) -> None:
    left = tmp_path / "sql" / "tables" / "stage.tbl_de_antes.sql"
    left.parent.mkdir(parents=True)
    left.touch()
    gone = generated.gone(read(migrated_url), tmp_path, statements.FILES)
    assert gone == ["sql/tables/stage.tbl_de_antes.sql"]
