"""`bp010ctl variable add`: the variable that it writes arrives in the readings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import seeds
from bp010ctl.base.errors import UsageError
from bp010ctl.migrations import chain
from bp010ctl.revisions import drafts, variables
from bp010ctl.revisions.variables import MAP, MEANINGS, VARIABLES, Variable
from support import PROJECT, Cli

PRESSURE = Variable("presion_separador", 99_400, "psi", "Separator's pressure", conversion="x0.1")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what a variable is made of."""
    folder = tmp_path / "project"
    folder.mkdir()
    drafts.copy_project(PROJECT, folder)
    for name in ("seeds", "model"):
        shutil.copytree(PROJECT / name, folder / name)
    return folder


def changed(project: Path, name: Path) -> tuple[list[str], list[str]]:
    """Lines that the copy has and the project has not, and the other way round."""
    ours, theirs = ((root / name).read_text().splitlines() for root in (project, PROJECT))
    return [line for line in ours if line not in theirs], [
        line for line in theirs if line not in ours
    ]


def test_a_poll_of_its_tag_is_in_the_readings(project: Path, seeded: str) -> None:
    draft = variables.add(PRESSURE, project).draft
    assert draft.revision.endswith("_variable_presion_separador")
    chain.migrate(seeded, project=project)
    with psycopg.connect(seeded) as db:
        seeds.load(db, project / "seeds")
        db.execute(
            "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
            " VALUES (7, 'P-7', '2026-01-01');"
            "INSERT INTO stage.landing_scada_data (unit_id, var_id, measure, moddate)"
            " VALUES (7, 99400, '1234', '2026-01-07 10:00+00')"
        )
        db.execute("CALL stage.sp_pivot_landing()")
        readings = "SELECT well_id, presion_separador FROM stage.tbl_pozo_produccion"
        assert db.execute(readings.encode()).fetchall() == [(7, pytest.approx(123.4))]
        comment = (
            "SELECT col_description(attrelid, attnum) FROM pg_attribute WHERE attname = %s"
            " AND attrelid = 'stage.tbl_pozo_produccion'::regclass"
        )
        assert db.execute(comment, [PRESSURE.name]).fetchone() == ("Separator's pressure (psi).",)


def test_each_file_gets_one_line_in_its_place(project: Path) -> None:
    variables.add(PRESSURE, project)
    assert changed(project, MAP) == ([f"99400,163,{PRESSURE.name},x0.1,,Separator's pressure"], [])
    assert changed(project, VARIABLES) == ([f"163,{PRESSURE.name},,SENSOR,psi,,"], [])
    (line,), gone = changed(project, MEANINGS)
    assert gone == []
    assert line == (
        "stage,tbl_pozo_produccion,presion_separador,psi,SCADA tag 99400,as it is,"
        "stage.sp_pivot_landing,"
    )
    names = [row.split(",")[:3] for row in (project / MEANINGS).read_text().splitlines()[1:]]
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": "pip"}, "there is a variable 'pip' already"),
        ({"name": "well_id"}, "already"),
        ({"name": "Presión"}, "no name of a column"),
        ({"tag": 740}, "tag 740 fills pip already"),
        ({"unit": "furlong"}, "'furlong' is no unit"),
        ({"type": "json"}, "no type of a reading"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    project: Path, change: dict[str, Any], reason: str
) -> None:
    revisions = len(chain.revisions(project))
    with pytest.raises(UsageError, match=reason):
        variables.add(Variable(**{**vars(PRESSURE), **change}), project)
    assert [changed(project, path) for path in (MAP, VARIABLES, MEANINGS)] == [([], [])] * 3
    assert len(chain.revisions(project)) == revisions


def test_the_command_shows_all_of_it_and_writes_nothing_on_a_dry_run(cli: Cli) -> None:
    words = ["variable", "add", "presion_separador", "--tag", "99400", "--unit", "psi", "-m", "X y"]
    shown = cli(*words, "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert "ALTER TABLE stage.tbl_pozo_produccion ADD COLUMN presion_separador" in shown.stdout
    assert "dry run: nothing was written" in shown.stdout
    document = json.loads(cli(*words, "--dry-run", "--json").stdout)
    assert set(document["lines"]) == {str(path) for path in (MAP, VARIABLES, MEANINGS)}
    assert document["revision"].endswith("_variable_presion_separador")
    assert not list((PROJECT / "migrations" / "versions").glob("*presion_separador*"))
