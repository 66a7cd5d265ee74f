"""`bp010ctl seed --sql`: the reference data for a DBA, run by psql."""

from __future__ import annotations

import csv
import os
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import seeds
from bp010ctl.base.errors import SeedError
from bp010ctl.drift import seedrows
from support import PROJECT

FOLDER = PROJECT / "seeds"


@pytest.fixture
def script(bare: psycopg.Connection[Any]) -> str:
    return seeds.script.of(bare, FOLDER)


def run(url: str, text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["psql", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-q", "-o", os.devnull, url],
        input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip


def rows(url: str) -> dict[str, Any]:
    """What the seed tables hold, in the terms of their files."""
    with psycopg.connect(url) as connection:
        return {name: table.values for name, table in seedrows.read(connection, FOLDER).items()}


def test_the_script_loads_what_a_load_loads(
    script: str, bare: psycopg.Connection[Any], database: str, seeded: str
) -> None:
    assert bare.execute("SELECT count(*) FROM referencial.tbl_dq_rules").fetchone() == (0,)
    done = run(database, script)
    assert done.returncode == 0, done.stderr
    assert rows(database) == rows(seeded)


def test_it_mends_what_was_edited_and_changes_nothing_twice(script: str, seeded: str) -> None:
    before = rows(seeded)
    with psycopg.connect(seeded) as connection:
        connection.execute("UPDATE referencial.tbl_dq_rules SET valor_max = 3 WHERE regla_id = 15")
        connection.execute(
            "INSERT INTO referencial.tbl_valores_ausentes (texto, clase) VALUES ('no hay', 'vacio')"
        )
        query = "SELECT xmin::text, regla_id FROM referencial.tbl_dq_rules ORDER BY regla_id"
        written = connection.execute(query.encode()).fetchall()
    assert run(seeded, script).returncode == 0
    assert rows(seeded) == before
    with psycopg.connect(seeded) as connection:
        again = connection.execute(query.encode()).fetchall()
    changed = {new[1] for old, new in zip(written, again, strict=True) if old[0] != new[0]}
    assert changed == {15}


def test_a_row_that_is_in_use_stops_it_and_nothing_is_kept(script: str, seeded: str) -> None:
    """A variable of nobody's file is deactivated, but the unit that it has cannot go."""
    with psycopg.connect(seeded) as connection:
        connection.execute(
            "WITH unidad AS (INSERT INTO referencial.tbl_ref_unidades (simbolo, nombre)"
            " VALUES ('xx', 'equis') RETURNING unidad_id)"
            " INSERT INTO referencial.tbl_maestra_variables"
            " (id_formato1, nombre_tecnico, unidad_id)"
            " SELECT 99999, 'equis', unidad_id FROM unidad"
        )
    before = rows(seeded)
    done = run(seeded, script)
    assert done.returncode == 3
    assert "violates foreign key constraint" in done.stderr
    assert rows(seeded) == before


def test_texts_that_copy_would_take_apart_arrive(
    bare: psycopg.Connection[Any], database: str, tmp_path: Path
) -> None:
    name = "referencial.tbl_catalogo_status.csv"
    odd = 'Alerta; con "comillas", tab\t y barra \\N'
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    table[3]["status_label"] = odd
    with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table[0].keys())
        writer.writeheader()
        writer.writerows(table)
    done = run(database, seeds.script.of(bare, tmp_path))
    assert done.returncode == 0, done.stderr
    with psycopg.connect(database) as connection:
        query = "SELECT status_label FROM referencial.tbl_catalogo_status WHERE status_level = 3"
        assert connection.execute(query).fetchone() == (odd,)


def test_invalid_files_give_no_script(bare: psycopg.Connection[Any], tmp_path: Path) -> None:
    name = "referencial.tbl_catalogo_status.csv"
    text = (FOLDER / name).read_text(encoding="utf-8").replace("\n3,", "\ntres,")
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SeedError, match="tres"):
        seeds.script.of(bare, tmp_path)
