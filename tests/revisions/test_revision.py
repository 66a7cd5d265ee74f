"""The next revision: what changes in sql/ becomes frozen SQL, up and down, proven or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from bp010ctl.base import sqlfiles
from bp010ctl.base.errors import RevisionError
from bp010ctl.migrations import chain
from bp010ctl.migrations.engine import Options
from bp010ctl.revisions import drafts, planning
from bp010ctl.schema import catalog, objects
from support import PROJECT, chains

DOBLE = """CREATE OR REPLACE FUNCTION s.doble(p_x integer)
RETURNS integer
LANGUAGE sql
AS $$
    -- doubles
    SELECT 2 * p_x
$$;

COMMENT ON FUNCTION s.doble(integer) IS 'Twice the value.';
"""
TRIPLE = DOBLE.replace("doble", "triple").replace("2 *", "3 *")
VISTA = """CREATE OR REPLACE VIEW s.vista AS
SELECT
    pozo.pozo_id,
    s.doble(pozo.pozo_id) AS doble
FROM s.pozo;

COMMENT ON VIEW s.vista IS 'Wells and their doubles.';
"""
RESUMEN = """CREATE OR REPLACE VIEW s.resumen AS
SELECT sum(vista.doble) AS total
FROM s.vista;
"""
TABLE = """CREATE SCHEMA s;
CREATE TABLE s.pozo (pozo_id integer PRIMARY KEY);
"""
GRANTS = """GRANT SELECT ON s.resumen TO PUBLIC;
REVOKE EXECUTE ON FUNCTION s.doble(integer) FROM PUBLIC;
COMMENT ON COLUMN s.resumen.total IS 'Sum of the doubles.';
COMMENT ON VIEW s.resumen IS 'One row.';
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two revisions that make a table, a function, and two views on top of each other."""
    folder = chains.project(
        tmp_path / "project",
        {
            "v01_tablas": ({"010_s": TABLE}, {"010_s": "DROP TABLE s.pozo;\nDROP SCHEMA s;\n"}),
            "v02_objetos": (
                {
                    "010_s.doble": DOBLE,
                    "020_s.vista": VISTA,
                    "030_s.resumen": RESUMEN,
                    "040_permisos": GRANTS,
                },
                {
                    "010_s": "DROP VIEW s.resumen;\nDROP VIEW s.vista;\n"
                    "DROP FUNCTION s.doble(integer);\n"
                },
            ),
        },
    )
    chains.write(
        folder,
        {"procedures/s.doble": DOBLE, "views/s.vista": VISTA, "views/s.resumen": RESUMEN},
    )
    return folder


def frozen(project: Path, revision: str) -> dict[str, str]:
    """The frozen files of a revision: up/name -> text."""
    folder = sqlfiles.folder(project / "migrations", revision)
    return {
        str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.sql"))
    }


def everything(project: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(project)): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


def refused(project: Path, server: str) -> str:
    """The error of `revision`, which must leave the project as it was."""
    before = everything(project)
    with pytest.raises(RevisionError) as caught:
        drafts.create("Something new", server, project)
    assert everything(project) == before
    return str(caught.value)


def test_a_changed_function_is_frozen_with_its_previous_text(project: Path, fresh_url: str) -> None:
    text = DOBLE.replace("2 * p_x", "p_x + p_x")
    chains.write(project, {"procedures/s.doble": text})
    draft = drafts.create("Añade, no multiplica", fresh_url, project)
    assert draft is not None
    assert draft.revision == "v13_anade_no_multiplica"
    assert draft.changes == [planning.Change("changed", "s.doble")]
    assert frozen(project, draft.revision) == {
        "up/010_s.doble.sql": text,
        "down/010_s.doble.sql": DOBLE,
    }
    assert [revision.name for revision in chain.revisions(project)][-1] == draft.revision
    assert chain.revisions(project)[-1].sentence == "Añade, no multiplica"


def test_a_second_revision_finds_nothing_changed(project: Path, fresh_url: str) -> None:
    chains.write(project, {"procedures/s.doble": DOBLE.replace("doubles", "dobla")})
    assert drafts.create("A comment in the body", fresh_url, project) is not None
    before = everything(project)
    assert drafts.create("Once more", fresh_url, project) is None
    assert everything(project) == before


def test_a_blank_in_a_body_is_a_change(project: Path, fresh_url: str) -> None:
    chains.write(project, {"procedures/s.doble": DOBLE.replace("2 * p_x", "2  * p_x")})
    draft = drafts.create("A blank", fresh_url, project)
    assert draft is not None
    assert [step.name for step in draft.up] == ["s.doble"]


def test_new_objects_in_the_order_they_need(project: Path, fresh_url: str) -> None:
    encima = "CREATE OR REPLACE FUNCTION s.a_encima() RETURNS bigint\nLANGUAGE sql\nBEGIN ATOMIC\n"
    encima += "    SELECT total FROM s.nueva;\nEND;\n"
    nueva = (
        "CREATE OR REPLACE VIEW s.nueva AS\nSELECT sum(s.triple(pozo_id)) AS total FROM s.pozo;\n"
    )
    chains.write(
        project,
        {"procedures/s.a_encima": encima, "views/s.nueva": nueva, "procedures/s.triple": TRIPLE},
    )
    draft = drafts.create("New ones", fresh_url, project)
    assert draft is not None
    assert [step.name for step in draft.up] == ["s.triple", "s.nueva", "s.a_encima"]
    assert [step.text for step in draft.down] == [
        "DROP FUNCTION s.a_encima();\n",
        "DROP VIEW s.nueva;\n",
        "DROP FUNCTION s.triple(integer);\n",
    ]


def test_a_removed_view_comes_back_down(project: Path, fresh_url: str) -> None:
    (project / "sql/views/s.resumen.sql").unlink()
    draft = drafts.create("Nobody reads it", fresh_url, project)
    assert draft is None or draft.changes == [planning.Change("removed", "s.resumen")]
    assert draft is not None
    assert [(step.name, step.text) for step in draft.up] == [
        ("s.resumen.drop", "DROP VIEW s.resumen;\n")
    ]
    assert drafts.create("Once more", fresh_url, project) is None


@pytest.mark.slow
def test_a_removed_name_may_come_again(project: Path, fresh_url: str) -> None:
    path = project / "sql/views/s.resumen.sql"
    path.unlink()
    drafts.create("It goes", fresh_url, project)
    path.write_text(RESUMEN)
    draft = drafts.create("Comes back", fresh_url, project)
    assert draft is not None
    assert draft.changes == [planning.Change("new", "s.resumen")]


def test_a_renamed_function_takes_its_readers_along(project: Path, fresh_url: str) -> None:
    (project / "sql/procedures/s.doble.sql").unlink()
    chains.write(
        project,
        {
            "procedures/s.dos_veces": DOBLE.replace("s.doble", "s.dos_veces"),
            "views/s.vista": VISTA.replace("s.doble", "s.dos_veces"),
        },
    )
    draft = drafts.create("A better name", fresh_url, project)
    assert draft is not None
    assert [step.name for step in draft.up] == [
        "s.resumen.drop",
        "s.vista.drop",
        "s.doble.drop",
        "s.dos_veces",
        "s.vista",
        "s.resumen",
        "s.resumen.grants",
    ]


def test_a_removed_function_that_is_still_read_is_refused(project: Path, fresh_url: str) -> None:
    (project / "sql/procedures/s.doble.sql").unlink()
    error = refused(project, fresh_url)
    assert "s.vista cannot be made: function s.doble(integer) does not exist" in error
    assert "sql/views/s.vista.sql, line 4" in error


def test_another_result_type_drops_and_makes_again_with_dependents(
    project: Path, fresh_url: str
) -> None:
    text = DOBLE.replace("RETURNS integer", "RETURNS bigint")
    chains.write(project, {"procedures/s.doble": text})
    draft = drafts.create("Room for more", fresh_url, project)
    assert draft is not None
    names = [step.name for step in draft.up]
    assert names[:3] == ["s.resumen.drop", "s.vista.drop", "s.doble.drop"]
    assert names[3:6] == ["s.doble", "s.vista", "s.resumen"]
    chain.migrate(fresh_url, project=project)
    with psycopg.connect(fresh_url) as connection:
        row = {entry.identity: entry.definition for entry in catalog.fingerprint(connection)}
    assert "PUBLIC=SELECT" in row["s.resumen"]
    assert "comment One row." in row["s.resumen"]
    assert "comment Sum of the doubles." in row["s.resumen.total"]
    assert "RETURNS bigint" in row["s.doble(p_x integer)"]
    assert "PUBLIC=EXECUTE" not in row["s.doble(p_x integer)"]


def test_a_grant_and_a_comment_that_came_with_a_new_text_go_down_with_it(
    project: Path, fresh_url: str
) -> None:
    text = VISTA + "\nGRANT SELECT ON s.vista TO PUBLIC;\n"
    text += "COMMENT ON COLUMN s.vista.doble IS 'Twice.';\n"
    chains.write(project, {"views/s.vista": text})
    draft = drafts.create("Seen by all", fresh_url, project)
    assert draft is not None
    assert [step.text for step in draft.up] == [text]
    assert [step.text for step in draft.down] == [
        VISTA,
        "COMMENT ON COLUMN s.vista.doble IS NULL;\nREVOKE SELECT ON TABLE s.vista FROM PUBLIC;\n",
    ]


def test_other_arguments_leave_no_overload_behind(project: Path, fresh_url: str) -> None:
    solo = "CREATE OR REPLACE FUNCTION s.solo(p_x integer)\n"
    solo += "RETURNS integer\nLANGUAGE sql AS 'SELECT 1';\n"
    chains.write(project, {"procedures/s.solo": solo})
    drafts.create("First one", fresh_url, project)
    text = solo.replace("p_x integer", "p_x integer, p_y text DEFAULT NULL")
    chains.write(project, {"procedures/s.solo": text})
    draft = drafts.create("More to say", fresh_url, project)
    assert draft is not None
    assert [step.text for step in draft.up] == ["DROP FUNCTION s.solo(integer);\n", text]
    assert [step.text for step in draft.down] == ["DROP FUNCTION s.solo(integer, text);\n", solo]


INSTANT = "timestamp with time zone"
TEXTS = ", ".join(["text"] * 12)
TEXTS_BROKEN = TEXTS.replace(", ", ",\n    ")


@pytest.mark.parametrize(
    ("types", "drop"),
    [
        (f"{INSTANT}, {INSTANT}", f"DROP FUNCTION s.solo({INSTANT}, {INSTANT});\n"),
        (f"{INSTANT}, {TEXTS}", f"DROP FUNCTION\ns.solo({INSTANT}, {TEXTS});\n"),
        (
            f"{INSTANT}, {INSTANT}, {TEXTS}",
            f"DROP FUNCTION s.solo(\n    {INSTANT},\n    {INSTANT},\n    {TEXTS_BROKEN}\n);\n",
        ),
    ],
)
def test_a_long_drop_is_broken_as_the_linter_wants_it(
    project: Path, fresh_url: str, types: str, drop: str
) -> None:
    solo = f"CREATE OR REPLACE FUNCTION s.solo({types})\n"
    solo += "RETURNS integer\nLANGUAGE sql AS 'SELECT 1';\n"
    chains.write(project, {"procedures/s.solo": solo})
    draft = drafts.create("Many instants", fresh_url, project)
    assert draft is not None
    assert [step.text for step in draft.down] == [drop]


@pytest.mark.slow
def test_a_type_given_as_a_column_s_is_that_type(project: Path, fresh_url: str) -> None:
    text = "CREATE OR REPLACE FUNCTION s.solo(p_x s.pozo.pozo_id%TYPE)\n"
    text += "RETURNS integer\nLANGUAGE sql AS 'SELECT 1';\n"
    chains.write(project, {"procedures/s.solo": text})
    drafts.create("First one", fresh_url, project)
    chains.add_revision(
        project,
        "v14_la_usa_una_columna",
        "v13_first_one",
        {"010": "ALTER TABLE s.pozo ADD COLUMN dos integer DEFAULT s.solo(1);\n"},
        {"010": "ALTER TABLE s.pozo DROP COLUMN dos;\n"},
    )
    chains.write(project, {"procedures/s.solo": text.replace("SELECT 1", "SELECT 2")})
    draft = drafts.create("Another body", fresh_url, project)
    assert draft is not None
    assert [step.name for step in draft.up] == ["s.solo"]


def test_overloads_live_in_one_file(project: Path, fresh_url: str) -> None:
    other = DOBLE.replace("integer", "text").replace("2 * p_x", "p_x || p_x")
    chains.write(project, {"procedures/s.doble": DOBLE + other})
    draft = drafts.create("Texts too", fresh_url, project)
    assert draft is not None
    assert [step.text for step in draft.up] == [DOBLE + other]
    assert [step.text for step in draft.down] == ["DROP FUNCTION s.doble(text);\n", DOBLE]


@pytest.mark.slow
def test_a_procedure_may_become_a_function_and_back(project: Path, fresh_url: str) -> None:
    procedure = "CREATE OR REPLACE PROCEDURE s.hace(p_x integer)\nLANGUAGE sql AS 'SELECT 1';\n"
    function = procedure.replace("PROCEDURE", "FUNCTION").replace("\n", " RETURNS integer\n", 1)
    chains.write(project, {"procedures/s.hace": procedure})
    drafts.create("As a procedure", fresh_url, project)
    chains.write(project, {"procedures/s.hace": function})
    draft = drafts.create("As a function", fresh_url, project)
    assert draft is not None
    assert [step.text for step in draft.up] == ["DROP PROCEDURE s.hace(integer);\n", function]
    assert [step.text for step in draft.down] == ["DROP FUNCTION s.hace(integer);\n", procedure]


@pytest.mark.slow
def test_a_function_may_become_a_view(project: Path, fresh_url: str) -> None:
    chains.write(project, {"procedures/s.cambia": TRIPLE.replace("s.triple", "s.cambia")})
    drafts.create("As a function", fresh_url, project)
    (project / "sql/procedures/s.cambia.sql").unlink()
    chains.write(project, {"views/s.cambia": "CREATE VIEW s.cambia AS SELECT 1 AS x;\n"})
    draft = drafts.create("As a view", fresh_url, project)
    assert draft is not None
    assert [step.name for step in draft.up] == ["s.cambia.drop", "s.cambia"]
    assert draft.down[0].text == "DROP VIEW s.cambia;\n"


def test_a_view_column_added_at_the_end_goes_in_place_and_comes_out_by_drop(
    project: Path, fresh_url: str
) -> None:
    text = VISTA.replace("AS doble\n", "AS doble,\n    1 AS uno\n")
    chains.write(project, {"views/s.vista": text})
    draft = drafts.create("One more column", fresh_url, project)
    assert draft is not None
    assert [step.name for step in draft.up] == ["s.vista"]
    assert [step.name for step in draft.down] == [
        "s.resumen.drop",
        "s.vista.drop",
        "s.vista",
        "s.resumen",
        "s.resumen.grants",
    ]


def test_a_default_that_needs_it_is_not_dropped(project: Path, fresh_url: str) -> None:
    chains.add_revision(
        project,
        "v03_columna",
        "v02_objetos",
        {"010_x": "ALTER TABLE s.pozo ADD COLUMN dos integer DEFAULT s.doble(1);\n"},
        {"010_x": "ALTER TABLE s.pozo DROP COLUMN dos;\n"},
    )
    chains.write(project, {"procedures/s.doble": DOBLE.replace("RETURNS integer", "RETURNS text")})
    error = refused(project, fresh_url)
    assert (
        "default value for column dos of table s.pozo (sql/tables/s.pozo.sql) depends on "
        "function s.doble(integer)" in error
    )
    assert "on: sql/procedures/s.doble.sql" in error


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("procedures/s.otra", TRIPLE, "the file makes function s.triple"),
        ("views/s.triple", TRIPLE, "a function does not belong here"),
        ("procedures/s.rota", "CREATE FUNCTION\n  s.rota( RETURNS", "not valid SQL"),
        ("procedures/s.nada", "-- nothing yet\n", "makes no routine and no view"),
        ("procedures/s.dos", TRIPLE.replace("triple", "dos") + TRIPLE, "makes function s.triple"),
        ("views/s.tabla", "CREATE TABLE s.tabla (x integer);\n", "holds a Create statement"),
        ("procedures/suelta", "CREATE FUNCTION suelta() RETURNS text\nLANGUAGE sql AS '';",
         "not qualified by its schema"),
        ("views/s.rota", "CREATE VIEW s.rota AS\nSELECT x\nFROM s.no_hay;\n",
         'relation "s.no_hay" does not exist'),
        ("procedures/s.doble", DOBLE.replace("SELECT 2", "SELECT\n    2 * '('::point,"),
         "s.doble cannot be made"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_work_is_refused_and_nothing_written(
    project: Path, fresh_url: str, name: str, text: str, message: str
) -> None:
    chains.write(project, {name: text})
    error = refused(project, fresh_url)
    assert message in error
    assert name in error


def test_two_files_of_one_name_are_refused(project: Path, fresh_url: str) -> None:
    chains.write(project, {"procedures/s.vista": VISTA})
    assert "two files for s.vista" in refused(project, fresh_url)


def test_a_change_by_hand_without_its_frozen_text_is_refused(project: Path, fresh_url: str) -> None:
    chains.add_revision(
        project,
        "v03_a_mano",
        "v02_objetos",
        {"010_parche": DOBLE.replace("2 *", "20 *")},
        {"010_parche": DOBLE},
    )
    error = refused(project, fresh_url)
    assert "do not lead to their own frozen texts" in error
    assert "~ function s.doble(p_x integer)  (sql/procedures/s.doble.sql)" in error


def test_a_dry_run_writes_nothing(project: Path, fresh_url: str) -> None:
    chains.write(project, {"procedures/s.triple": TRIPLE})
    before = everything(project)
    draft = drafts.create("Only looking", fresh_url, project, dry_run=True)
    assert draft is not None
    assert draft.files == [
        "migrations/versions/003_v13_only_looking.py",
        "migrations/frozen/003_v13_only_looking/up/010_s.triple.sql",
        "migrations/frozen/003_v13_only_looking/down/010_s.triple.drop.sql",
        "migrations/frozen/003_v13_only_looking/SHA256SUMS",
    ]
    assert everything(project) == before


def test_no_scratch_database_stays(project: Path, fresh_url: str, server_url: str) -> None:
    chains.write(project, {"procedures/s.doble": "CREATE FUNCTION"})
    refused(project, fresh_url)
    chains.write(project, {"procedures/s.doble": DOBLE.replace("2 *", "no_hay *")})
    refused(project, fresh_url)
    with psycopg.connect(server_url) as connection:
        left = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'bp010_scratch%'"
        ).fetchall()
    assert left == []


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("Carta más nueva", "v13_carta_mas_nueva"),
        ('It\'s 100 % of "well-1"', "v13_it_s_100"),
        ("Hora de cambio: an hour that the zone repeats", "v13_hora_de_cambio"),
        ("Cartas, y lo demás", "v13_cartas_y_lo_demas"),
        ("Card sync keeps the newest card", "v13_card_sync_keeps"),
        ("Canales de aviso de la noche", "v13_canales_de_aviso"),
        ("Particionado automaticamente recuperado", "v13_particionado_automaticamente"),
    ],
)
def test_the_message_names_the_revision(message: str, name: str) -> None:
    assert drafts.next_name(["v04_stage", "v12_vistas"], message) == name


def test_numbers_go_on_from_the_highest() -> None:
    assert drafts.next_name(["v04_a", "v17_b", "v16_c"], "x y") == "v18_x_y"


@pytest.mark.parametrize("message", ["¡…!", "Mends", "Otorrinolaringologicamente mejorado"])
def test_a_message_without_two_words_is_refused(message: str) -> None:
    with pytest.raises(RevisionError, match="no two words to name"):
        drafts.next_name([], message)


def test_a_long_message_with_quotes_survives_in_lines_that_fit(
    project: Path, fresh_url: str
) -> None:
    message = 'Says """three""" \\ times, ' + "and why that is so " * 6 + "for all of them"
    chains.write(project, {"procedures/s.triple": TRIPLE})
    drafts.create(message, fresh_url, project)
    newest = chain.revisions(project)[-1]
    assert newest.sentence == message
    assert max(map(len, newest.script.read_text(encoding="utf-8").splitlines())) <= 100


@pytest.mark.needs_migrated("plans from what the migrations make")
def test_the_project_s_own_sql_is_what_its_migrations_make(
    tmp_path: Path, migrated_url: str
) -> None:
    assert planning.plan(migrated_url, PROJECT).changes == []
    (tmp_path / "migrations").symlink_to(PROJECT / "migrations")
    shutil.copytree(PROJECT / "sql", tmp_path / "sql")
    shutil.copy(PROJECT / "alembic.ini", tmp_path)
    path = sorted((tmp_path / "sql" / "procedures").glob("*.sql"))[0]
    path.write_text(path.read_text() + "\n-- one more line\n")
    planned = planning.plan(migrated_url, tmp_path)
    assert planned.changes == [planning.Change("changed", path.stem)]
    assert [step.name for step in planned.up + planned.down] == [path.stem, path.stem]


@pytest.mark.slow
def test_a_revision_of_the_whole_project_goes_up_and_down(tmp_path: Path, fresh_url: str) -> None:
    for folder in ("migrations", "sql"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    shutil.copy(PROJECT / "alembic.ini", tmp_path)
    assert drafts.create("Nothing", fresh_url, tmp_path) is None
    path = sorted((tmp_path / "sql" / "procedures").glob("*.sql"))[0]
    path.write_text(path.read_text() + "\n-- one more line\n")
    draft = drafts.create("One line more", fresh_url, tmp_path)
    assert draft is not None
    assert draft.changes == [planning.Change("changed", path.stem)]
    chain.migrate(fresh_url, project=tmp_path)
    chain.migrate(fresh_url, "base", Options(allow_data_loss=True), project=tmp_path)


def alembic(project: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("alembic"), *words],
        cwd=project, env=os.environ | {"BP010_DATABASE_URL": url},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_alembic_check_reports_what_revision_would_write(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, project=project)
    clean = alembic(project, fresh_url, "check")
    assert "No new upgrade operations detected" in clean.stdout
    assert clean.returncode == 0
    (project / "sql/views/s.resumen.sql").unlink()
    chains.write(
        project, {"procedures/s.doble": DOBLE.replace("2 *", "3 *"), "procedures/s.triple": TRIPLE}
    )
    done = alembic(project, fresh_url, "check")
    assert done.returncode != 0
    draft = drafts.create("The same", fresh_url, project, dry_run=True)
    assert draft is not None
    told = str([(change.kind, change.name) for change in draft.changes])
    assert f"New upgrade operations detected: {told}" in done.stderr + done.stdout
    written = everything(project)
    refused = alembic(project, fresh_url, "revision", "--autogenerate", "-m", "by alembic")
    assert "bp010ctl revision -m" in refused.stderr + refused.stdout
    assert refused.returncode != 0
    assert everything(project) == written


def test_a_changed_signature_keeps_the_grants_that_were_given_elsewhere(
    project: Path, fresh_url: str
) -> None:
    text = DOBLE.replace("p_x integer", "p_x integer, p_y integer DEFAULT 1")
    chains.write(
        project,
        {"procedures/s.doble": text.replace("s.doble(integer)", "s.doble(integer,integer)")},
    )
    draft = drafts.create("One more", fresh_url, project)
    assert draft is not None
    assert draft.up[-2].text == (
        "REVOKE EXECUTE ON FUNCTION s.doble(integer, integer) FROM PUBLIC;\n"
    )


def test_every_current_text_is_frozen_and_the_other_way_round() -> None:
    names = [revision.name for revision in chain.revisions()]
    newest = objects.frozen(PROJECT / "migrations", names)
    current = objects.current(PROJECT)
    assert sorted(newest) == sorted(current)
    assert [name for name in newest if newest[name].text != current[name].text] == []
