"""`bp010ctl where`: everything about a name, told from the project's files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bp010ctl import index
from bp010ctl.base.errors import UsageError
from support import PROJECT, Cli

FILES = index.Files(PROJECT)
OBJECTS = [
    path.stem for folder in ("procedures", "views") for path in (PROJECT / "sql" / folder).iterdir()
]


def only(name: str) -> index.Entry:
    (entry,) = index.find(name, FILES)
    return entry


def test_a_routine_has_its_text_migrations_chain_and_meaning() -> None:
    entry = only("stage.fnc_hora_scada")
    assert entry.kind == "routine"
    assert entry.text == ["sql/procedures/stage.fnc_hora_scada.sql"]
    revision, deed, path = entry.migrations[0]
    assert (revision, deed) == ("v13_pivote", "makes")
    assert path.endswith("_stage.fnc_hora_scada.sql")
    assert [chain.partition(" (")[0] for chain in entry.chains] == ["stage 1"]
    assert "(* * * * *): stage.sp_pivot_landing → " in entry.chains[0]
    assert entry.chains[0].endswith(" → stage.fnc_hora_scada")
    assert "stage.fnc_leer_landing" in entry.used_by
    assert entry.meaning.startswith("Time of a SCADA value")


@pytest.mark.parametrize(
    "name",
    [
        "fnc_hora_scada",
        "stage.fnc_hora_scada(timestamptz, time, text, timestamptz)",
        "fnc_hora_scada.sql",
    ],
)
def test_the_schema_may_be_left_out_and_what_is_around_a_name_does_not_matter(name: str) -> None:
    assert only(name).name == "stage.fnc_hora_scada"


@pytest.mark.parametrize("name", OBJECTS)
def test_each_routine_and_view_is_found_with_text_and_migration(name: str) -> None:
    entry = only(name)
    assert entry.name == name
    assert all((PROJECT / path).is_file() for path in entry.text)
    assert entry.migrations[0][1] == "makes"
    assert "drops" not in entry.migrations[-1]
    assert entry.meaning


def test_the_newest_migration_of_a_routine_has_its_current_text() -> None:
    for name in OBJECTS[:: len(OBJECTS) // 12]:
        entry = only(name)
        newest = (PROJECT / entry.migrations[-1][2]).read_bytes()
        assert newest == (PROJECT / entry.text[0]).read_bytes(), name


def test_a_table_is_found_with_its_seeds_and_what_the_revisions_did_to_it() -> None:
    entry = only("seeds/referencial.tbl_dq_rules.csv")
    assert entry.kind == "table"
    assert entry.text == ["sql/tables/referencial.tbl_dq_rules.sql"]
    assert entry.seeds[0] == "seeds/referencial.tbl_dq_rules.csv"
    deeds = {revision: deed for revision, deed, _ in entry.migrations}
    assert deeds["v04_referencial"] == "makes"
    assert deeds["v17_tandas"] == "changes", "it got a trigger then"
    assert "v06_2_motor_dq" not in deeds, "only a foreign key of another table names it there"


def test_a_column_has_unit_source_and_owner_of_the_model() -> None:
    entry = only("stage.tbl_pozo_produccion.pip")
    assert entry.kind == "column"
    assert entry.meaning.startswith("unit psi; from SCADA tag 740")
    assert entry.meaning.endswith("filled by stage.sp_pivot_landing")
    assert entry.text == ["sql/tables/stage.tbl_pozo_produccion.sql"]
    assert any(
        place.startswith("seeds/referencial.tbl_var_scada_map.csv:") for place in entry.seeds
    )


def test_a_cycle_has_its_steps_and_a_revision_its_files() -> None:
    cycle = only("universal")
    assert [chain.partition(" (")[0] for chain in cycle.chains] == [
        "universal 1",
        "universal 2",
        "universal 3",
    ]
    revision = only("v19")
    assert revision.name == "v19_horas_por_indice"
    assert [Path(path).name for _, _, path in revision.migrations] == [
        "010_stage.fnc_horas_con_lecturas.sql"
    ]


def test_a_trigger_is_its_own_thing_and_uses_its_function() -> None:
    trigger = only("stage.tbl_pozo_produccion.tg_encolar_insert")
    assert trigger.kind == "trigger"
    assert trigger.migrations[0][1] == "makes"
    assert trigger.name in only("etl.fnc_encolar_lecturas").used_by


def test_a_test_that_names_a_routine_is_found_at_its_line(tmp_path: Path) -> None:
    for name in ("sql", "migrations", "model", "seeds", "alembic.ini"):
        (tmp_path / name).symlink_to(PROJECT / name)
    (tmp_path / "tests" / "deep").mkdir(parents=True)
    (tmp_path / "tests" / "deep" / "test_one.py").write_text(
        "# stage.fnc_hora_scada_otra\nASK = 'SELECT stage.fnc_hora_scada(NULL)'\n"
    )
    (entry,) = index.find("stage.fnc_hora_scada", index.Files(tmp_path))
    assert entry.tests == ["tests/deep/test_one.py:2"]


def test_what_is_not_there_is_said_with_what_is_near() -> None:
    with pytest.raises(UsageError) as caught:
        index.find("stage.fnc_hora_scata", FILES)
    assert "stage.fnc_hora_scada" in str(caught.value)


def test_the_command_shows_and_gives_json(cli: Cli) -> None:
    shown = cli("where", "stage.fnc_hora_scada")
    assert shown.returncode == 0, shown.stderr
    assert "text        sql/procedures/stage.fnc_hora_scada.sql" in shown.stdout
    given = json.loads(cli("where", "stage.fnc_hora_scada", "--json").stdout)
    assert [entry["name"] for entry in given] == ["stage.fnc_hora_scada"]
    missing = cli("where", "no_such_thing")
    assert missing.returncode == 2
    assert "no_such_thing" in missing.stderr


def test_many_of_one_name_are_listed(cli: Cli) -> None:
    done = cli("where", "well_id")
    assert done.returncode == 0
    assert "column   stage.tbl_pozo_produccion.well_id" in done.stdout
    assert "name one of them" in done.stderr
