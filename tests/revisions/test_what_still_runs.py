"""`proven` means that it will run: bodies, calls in rows, names in strings and in the tool."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl.base.errors import RevisionError
from bp010ctl.revisions import drafts, proof
from bp010ctl.revisions.idle import Idle
from bp010ctl.schema import bodies
from support import PROJECT, chains, sampled

FUNCTION = """CREATE OR REPLACE FUNCTION {name}(p_x integer)
RETURNS integer
LANGUAGE {language}
AS $$
    -- {about}
    {body}
$$;
"""
MADE = {
    "procedures/s.doble": FUNCTION.format(
        name="s.doble", language="sql", about="twice", body="SELECT 2 * p_x"
    ),
    "procedures/s.cuatro": FUNCTION.format(
        name="s.cuatro", language="sql", about="", body="SELECT\n        s.doble(s.doble(p_x))"
    ),
    "procedures/s.solo": FUNCTION.format(
        name="s.solo", language="sql", about="not s.doble", body="SELECT p_x"
    ),
    "procedures/s.dicho": FUNCTION.format(
        name="s.dicho", language="sql", about="", body="SELECT p_x + 1"
    ),
    "procedures/s.dice": FUNCTION.format(
        name="s.dice", language="plpgsql", about="s.solo is no call",
        body="BEGIN\n    EXECUTE format(\n        'SELECT s.dicho(%s)', p_x) INTO p_x;\n"
        "    RETURN p_x;\nEND",
    ),
    "procedures/s.paso": "CREATE OR REPLACE PROCEDURE s.paso(p_x integer)\nLANGUAGE sql AS "
    "'SELECT 1';\n",
    "procedures/s.fila": "CREATE OR REPLACE PROCEDURE s.fila()\nLANGUAGE sql AS 'SELECT 1';\n",
    "procedures/s.consulta": FUNCTION.format(
        name="s.consulta", language="sql", about="", body="SELECT p_x"
    ),
    "views/s.vista": "CREATE OR REPLACE VIEW s.vista AS\nSELECT s.cuatro(1) AS x;\n",
}  # fmt: skip
TABLES = """CREATE SCHEMA s;
CREATE TABLE s.pasos (orden integer, llamada text);
CREATE TABLE s.otros (llamada text);
INSERT INTO s.otros VALUES ('CALL s.fila()');
"""
SEEDS = "orden,llamada\n1,CALL s.paso({desde})\n"


@pytest.fixture
def project(tmp_path: Path, fresh_url: str) -> Path:
    folder = chains.project(
        tmp_path / "project",
        {"v01_tablas": ({"010_s": TABLES}, {"010_s": "DROP TABLE s.otros;\nDROP TABLE s.pasos;\n"
                                                     "DROP SCHEMA s;\n"})},
    )  # fmt: skip
    chains.write(folder, MADE)
    (folder / "seeds").mkdir()
    (folder / "seeds/s.pasos.csv").write_text(SEEDS)
    (folder / "bp010ctl/queries").mkdir(parents=True)
    (folder / "bp010ctl/queries/uno.sql").write_text("-- s.solo\nSELECT s.consulta(1)\n")
    assert drafts.create("All of it", fresh_url, folder) is not None
    return folder


def told(project: Path, url: str) -> str:
    with pytest.raises(RevisionError) as caught:
        drafts.create("Something else", url, project)
    return caught.value.what


def test_a_body_that_calls_what_is_gone_is_named_by_file_and_line(
    project: Path, fresh_url: str
) -> None:
    (project / "sql/procedures/s.doble.sql").unlink()
    assert told(project, fresh_url).splitlines() == [
        "these would not run any more:",
        "    sql/procedures/s.cuatro.sql:7: function s.doble(integer) does not exist",
    ]


COUNTED_ON = {
    "s.paso": "seeds/s.pasos.csv:2: CALL s.paso({desde}): procedure s.paso(unknown) does not exist",
    "s.fila": "a row of s.otros, llamada: CALL s.fila(): procedure s.fila() does not exist",
    "s.dicho": "sql/procedures/s.dice.sql:8 names s.dicho",
    "s.consulta": "bp010ctl/queries/uno.sql:2 names s.consulta",
}


@pytest.mark.parametrize(
    ("gone", "line"), sampled({name: (name, line) for name, line in COUNTED_ON.items()}, 4)
)
def test_who_counts_on_a_name_is_told(project: Path, fresh_url: str, gone: str, line: str) -> None:
    (project / f"sql/procedures/{gone}.sql").unlink()
    assert f"    {line}" in told(project, fresh_url).splitlines()


EXECUTES = """CREATE OR REPLACE FUNCTION s.ejecuta()
RETURNS integer
LANGUAGE plpgsql{settings}
AS $$
DECLARE
    v_x integer;
BEGIN
    EXECUTE {statement} INTO v_x;
    RETURN v_x;
END
$$;
"""
STRINGS = {
    "other arguments": (
        "", "format('SELECT s.solo(%s)', 1)", ("p_x integer", "p_x integer, p_y integer"),
        "SELECT s.solo(%s): function s.solo(unknown) does not exist"),
    "pieces of one": ("", "'SELECT s.solo(p_x => $1) FROM ' || 'pg_class' USING 1", ("p_x", "p_z"),
                      "sql/procedures/s.ejecuta.sql:8: function s.solo(p_x => integer)"),
    "a string of two lines": (
        "", "format('SELECT s.solo(p_x '\n        '=> %L)', 1)", ("p_x", "p_z"),
        "SELECT s.solo(p_x => %L): function s.solo(p_x => unknown) does not exist"),
    "a name of the search_path": (
        "\nSET search_path = s", "format('SELECT solo(%s)', 1)", None,
        "SELECT solo(%s): function solo(unknown) does not exist"),
    "a name in capitals": (
        "", "format('SELECT S.SOLO(%s)', 1)", None, "sql/procedures/s.ejecuta.sql:8 names S.SOLO"),
    "a name in quotes": (
        "", "format('SELECT \"s\".\"solo\"(%s)', 1)", None,
        "sql/procedures/s.ejecuta.sql:8 names \"s\".\"solo\""),
    "a name apart from its schema": (
        "", "format('SELECT %I.%I(1)', 's', 'solo')", None,
        "sql/procedures/s.ejecuta.sql:8 names solo"),
}  # fmt: skip


@pytest.mark.parametrize(("settings", "statement", "edit", "line"), sampled(STRINGS, 7))
def test_sql_made_at_run_time_is_held_to_it(
    project: Path,
    fresh_url: str,
    settings: str,
    statement: str,
    edit: tuple[str, str] | None,
    line: str,
) -> None:
    """A statement in a string that was alive before; plpgsql_check puts pieces together."""
    executes = EXECUTES.format(settings=settings, statement=statement)
    chains.write(project, {"procedures/s.ejecuta": executes})
    assert drafts.create("It executes it", fresh_url, project) is not None
    path = project / "sql/procedures/s.solo.sql"
    path.write_text(path.read_text().replace(*edit)) if edit else path.unlink()
    assert line in told(project, fresh_url)


@pytest.mark.slow
def test_a_row_may_call_nothing_that_commits(project: Path, fresh_url: str) -> None:
    ends = "CREATE OR REPLACE PROCEDURE s.fila()\nLANGUAGE plpgsql AS 'BEGIN COMMIT; END';\n"
    chains.write(project, {"procedures/s.fila": ends})
    assert "a row of s.otros, llamada: CALL s.fila(): s.fila ends its transaction" in told(
        project, fresh_url
    )


@pytest.mark.slow
def test_a_comment_counts_on_nothing(project: Path, fresh_url: str) -> None:
    (project / "sql/procedures/s.solo.sql").unlink()
    draft = drafts.create("Nobody calls it", fresh_url, project)
    assert draft is not None
    assert [step.name for step in draft.up] == ["s.solo.drop"]


def test_a_call_with_other_arguments_leads_nowhere(project: Path, fresh_url: str) -> None:
    text = MADE["procedures/s.paso"].replace("p_x integer", "p_x integer, p_y integer")
    chains.write(project, {"procedures/s.paso": text})
    assert "seeds/s.pasos.csv:2: CALL s.paso({desde}): procedure" in told(project, fresh_url)
    (project / "seeds/s.pasos.csv").write_text(SEEDS.replace("{desde}", "{desde}, {hasta}"))
    assert drafts.create("Both of them", fresh_url, project) is not None


def test_what_was_broken_before_is_not_the_change_s_doing(project: Path, fresh_url: str) -> None:
    (project / "seeds/s.pasos.csv").write_text("orden,llamada\n1,CALL s.nunca()\n")
    text = MADE["procedures/s.solo"].replace("p_x\n", "-p_x\n")
    chains.write(project, {"procedures/s.solo": text})
    assert drafts.create("Another sign", fresh_url, project) is not None


def by_hand(project: Path, up: str, down: str) -> list[str]:
    below = drafts.next_name([], "All of it")
    chains.add_revision(project, "v14_a_mano", below, {"010": up}, {"010": down})
    return [below, "v14_a_mano"]


@pytest.mark.slow
def test_prove_holds_a_revision_written_by_hand_to_it(project: Path, fresh_url: str) -> None:
    text = MADE["procedures/s.dicho"]
    by_hand(project, "DROP FUNCTION s.dicho(integer);\nDROP PROCEDURE s.fila();\n",
            text + ";\n" + MADE["procedures/s.fila"])  # fmt: skip
    (result,) = proof.prove(fresh_url, ["v14"], project)
    (fault,) = result.faults
    assert "    sql/procedures/s.dice.sql:8 names s.dicho" in fault.splitlines()
    assert "CALL s.fila(): procedure s.fila() does not exist" in fault


def test_prove_sees_a_broken_sql_body(project: Path, fresh_url: str) -> None:
    alter = "ALTER TABLE s.pasos {} COLUMN extra{};\n"
    cuenta = "CREATE FUNCTION s.cuenta() RETURNS bigint\nLANGUAGE sql AS 'SELECT sum(extra) FROM "
    cuenta += "s.pasos';\n"
    first, second = by_hand(project, alter.format("ADD", " integer") + cuenta,
                            "DROP FUNCTION s.cuenta();\n" + alter.format("DROP", ""))  # fmt: skip
    chains.add_revision(project, "v15_sin_ella", second, {"010": alter.format("DROP", "")},
                        {"010": alter.format("ADD", " integer")})  # fmt: skip
    one, two, three = proof.prove(fresh_url, [first, second, "v15"], project)
    assert (one.faults, two.faults) == ([], [])
    assert three.faults[0].endswith('s.cuenta, line 1 of its body: column "extra" does not exist')


@pytest.mark.slow
def test_a_query_of_the_tool_whose_column_goes_is_named(project: Path, fresh_url: str) -> None:
    (project / "bp010ctl/queries/dos.sql").write_text(
        "SELECT pasos.orden FROM s.pasos AS pasos WHERE pasos.llamada = %(llamada)s\n"
        "AND pasos.llamada LIKE 'CALL %%'\n"
    )
    rename = "ALTER TABLE s.pasos RENAME COLUMN {} TO {};\n"
    names = by_hand(project, rename.format("orden", "lugar"), rename.format("lugar", "orden"))
    (fault,) = proof.prove(fresh_url, names, project)[-1].faults
    assert "bp010ctl/queries/dos.sql: column pasos.orden does not exist" in fault


@pytest.mark.needs_library("plpgsql_check")
def test_seeds_and_queries_that_lose_a_column_are_named(seeded_db: Any) -> None:
    before = Idle.read(seeded_db, PROJECT)
    seeded_db.execute(
        "ALTER TABLE referencial.tbl_maestra_variables RENAME COLUMN nombre_tecnico TO tecnico"
    )
    told = Idle.read(seeded_db, PROJECT).but(before).told({}, PROJECT)
    assert "`bp010ctl seed`: 2 problems in the seed files" in told
    assert "unknown column of referencial.tbl_maestra_variables; did you mean tecnico?" in told
    assert 'bp010ctl/ingest/queries/variables.sql: column "nombre_tecnico" does not exist' in told


@pytest.mark.slow
def test_a_query_of_the_tool_whose_view_loses_a_column_is_named(
    project: Path, fresh_url: str
) -> None:
    (project / "bp010ctl/queries/dos.sql").write_text("SELECT vista.x FROM s.vista AS vista\n")
    chains.write(project, {"views/s.vista": MADE["views/s.vista"].replace("AS x", "AS y")})
    assert "    bp010ctl/queries/dos.sql: column vista.x does not exist" in told(project, fresh_url)


def test_without_plpgsql_check_nothing_is_called_proven(
    project: Path, fresh_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    never: Callable[[psycopg.Connection], bool] = lambda connection: False  # noqa: E731
    monkeypatch.setattr(bodies, "can_check", never)
    text = MADE["procedures/s.solo"].replace("p_x\n", "-p_x\n")
    chains.write(project, {"procedures/s.solo": text})
    draft = drafts.create("Another sign", fresh_url, project)
    assert draft is not None
    assert draft.unchecked == [bodies.UNCHECKED]
    (result,) = proof.prove(fresh_url, [draft.revision], project)
    assert (result.faults, result.unchecked) == ([], [bodies.UNCHECKED])
