"""Each object that the catalog names is found in the file of sql/ that has its text."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from bp010ctl.schema import catalog, places
from bp010ctl.schema.places import Places
from support import PROJECT

ELSEWHERE = {
    "schema", "role", "database", "default privileges", "publication", "event trigger", "language",
}  # fmt: skip
"""Kinds that no file of sql/ has: they stand in the revisions alone."""


@pytest.fixture(scope="module")
def objects(migrated_url: str) -> list[catalog.Row]:
    with psycopg.connect(migrated_url) as connection:
        return catalog.fingerprint(connection)


def test_every_object_of_the_chain_has_a_file(objects: list[catalog.Row]) -> None:
    files = Places(PROJECT, objects)
    paths = {
        (made.kind, made.identity): files.of(made.kind, made.identity)
        for made in objects
        if made.kind not in ELSEWHERE
    }
    assert [key for key, path in paths.items() if not path] == []
    tables = [(name, path) for (kind, name), path in paths.items() if kind == "table"]
    assert len(tables) > 50
    for name, path in tables:
        assert f" {name}" in (PROJECT / path).read_text()


@pytest.mark.parametrize(
    ("kind", "identity", "path"),
    [
        ("column", "stage.tbl_pozo_produccion.well_id", "tables/stage.tbl_pozo_produccion"),
        ("table", "stage.tbl_pozo_produccion_default", "tables/stage.tbl_pozo_produccion"),
        ("trigger", "stage.landing_scada_data tg_encolar_carga",
         "triggers/stage.landing_scada_data.tg_encolar_carga"),
        ("enum", "reporting.veredicto", "types/reporting.veredicto"),
        ("composite type", "reporting.veredicto", "types/reporting.veredicto"),
        ("column", "etl.v_gaps_por_recuperar.ciclo", "views/etl.v_gaps_por_recuperar"),
        ("function", "etl.fnc_version()", "procedures/etl.fnc_version"),
    ],
)  # fmt: skip
def test_a_part_is_in_the_file_of_its_whole(
    objects: list[catalog.Row], kind: str, identity: str, path: str
) -> None:
    assert Places(PROJECT, objects).of(kind, identity) == f"sql/{path}.sql"


def test_what_has_no_file_is_not_sent_to_one(objects: list[catalog.Row], tmp_path: Path) -> None:
    assert Places(tmp_path, objects).of("function", "etl.fnc_version()") == ""
    assert Places(PROJECT, objects).of("role", "bp010_lectura") == ""
    assert Places(PROJECT, []).told("table", "etl.nada") == ""


@pytest.mark.parametrize(
    ("description", "path"),
    [
        ("default value for column x of table s.pozo", "sql/tables/s.pozo.sql"),
        ('constraint c on table s."El pozo"', "sql/tables/s.El pozo.sql"),
        ("rule r on view s.vista", "sql/views/s.vista.sql"),
        ("event trigger t", ""),
    ],
)
def test_what_postgresql_describes_is_found_too(description: str, path: str) -> None:
    assert places.path_described(description) == path
