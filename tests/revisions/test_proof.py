"""Proof of revisions: what a broken downgrade does is seen, whatever it is."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from bp010ctl.base.errors import MigrationError
from bp010ctl.migrations import chain
from bp010ctl.revisions import proof, samples
from bp010ctl.server.cluster import Cluster
from support import PROJECT, Cli, chains, sampled

FUNCTION = """CREATE OR REPLACE FUNCTION a.f()
RETURNS integer
LANGUAGE sql AS 'SELECT {}';
"""
BELOW = """CREATE SCHEMA a;
CREATE TABLE a.t (x integer PRIMARY KEY, y text NOT NULL, z timestamptz);
CREATE TABLE a.u (x integer REFERENCES a.t, estado text CHECK (estado IN ('uno', 'dos')));
COMMENT ON TABLE a.t IS 'a table';
GRANT SELECT ON a.t TO PUBLIC;
"""
UP = (
    FUNCTION.format(2)
    + "CREATE FUNCTION a.g() RETURNS integer LANGUAGE sql AS 'SELECT 1';\n"
    + "COMMENT ON TABLE a.t IS 'the table';\nREVOKE SELECT ON a.t FROM PUBLIC;\n"
    + "ALTER TABLE a.t ADD COLUMN w integer DEFAULT 7;\n"
    + "CREATE TABLE a.v (x integer);\n"
)
DOWN = (
    "DROP TABLE a.v;\n"
    "ALTER TABLE a.t DROP COLUMN w;\n"
    "GRANT SELECT ON a.t TO PUBLIC;\n"
    "COMMENT ON TABLE a.t IS 'a table';\n"
    "DROP FUNCTION a.g();\n"
) + FUNCTION.format(1)

BROKEN = {
    "restores nothing": ("SELECT 1;\n", "~ function a.f()"),
    "leaves a stray function": (DOWN.replace("DROP FUNCTION a.g();\n", ""), "+ function a.g()"),
    "leaves the new body": (
        DOWN.replace(FUNCTION.format(1), FUNCTION.format(2)),
        "- AS $function$SELECT 1$function$",
    ),
    "loses a grant": (DOWN.replace("GRANT SELECT ON a.t TO PUBLIC;\n", ""), "PUBLIC=SELECT"),
    "loses a comment": (
        DOWN.replace("COMMENT ON TABLE a.t IS 'a table';\n", "COMMENT ON TABLE a.t IS NULL;\n"),
        "- comment a table",
    ),
    "keeps a column": (DOWN.replace("ALTER TABLE a.t DROP COLUMN w;\n", ""), "+ column a.t.w"),
    "loses rows of another table": (DOWN + "DELETE FROM a.u;\n", "the rows of a.u: 1 before, 0"),
    "empties another table": (DOWN + "TRUNCATE a.u;\n", "the rows of a.u: 1 before, 0 after"),
    "adds rows": (DOWN + "INSERT INTO a.u VALUES (NULL, NULL);\n", "a.u: 1 before, 2 after"),
    "changes values of another table": (
        DOWN + "UPDATE a.u SET estado = 'dos';\n",
        "changes values in a.u",
    ),
    "makes a table anew without its rows": (
        DOWN.replace("ALTER TABLE a.t DROP COLUMN w;\n", "DELETE FROM a.u;\nDELETE FROM a.t;\n"
                     "ALTER TABLE a.t DROP COLUMN w;\n"),
        "the rows of a.t: 1 before, 0 after",
    ),
    "fails": (DOWN + "DROP TABLE a.nada;\n", 'table "nada" does not exist'),
    "fails when there are rows": (
        DOWN + "ALTER TABLE a.u ADD CONSTRAINT c CHECK (x IS NULL);\n",
        "is violated by some row",
    ),
}  # fmt: skip


def project(folder: Path, down: str, up: str = UP) -> Path:
    return chains.project(
        folder / "project",
        {
            "v01_a": (
                {"010": BELOW, "020_a.f": FUNCTION.format(1)},
                {"010": "DROP FUNCTION a.f();\nDROP TABLE a.u;\nDROP TABLE a.t;\nDROP SCHEMA a;\n"},
            ),
            "v02_b": ({"010": up}, {"010": down}),
            "v03_c": ({"010": "CREATE SCHEMA c;\n"}, {"010": "DROP SCHEMA c;\n"}),
        },
    )


@pytest.fixture(scope="module")
def scratch(cluster: Cluster) -> str:
    return cluster.url("postgres")


def test_a_good_revision_is_proven_with_rows_in_its_tables(tmp_path: Path, scratch: str) -> None:
    proofs = proof.prove(scratch, project=project(tmp_path, DOWN))
    assert [proven.revision for proven in proofs] == ["v01_a", "v02_b", "v03_c"]
    assert [proven.faults for proven in proofs] == [[], [], []]
    assert [proven.rows for proven in proofs] == [2, 3, 3]


@pytest.mark.parametrize(("down", "told"), sampled(BROKEN, 30))
def test_a_downgrade_is_caught_that(tmp_path: Path, scratch: str, down: str, told: str) -> None:
    first, second, third = proof.prove(scratch, project=project(tmp_path, down))
    assert first.faults == []
    assert told in "\n".join(second.faults)
    if second.faults[0].startswith("going"):
        assert third.faults == []  # the next one is proven on its own, unless it cannot be reached


def test_a_fault_names_the_file_with_the_text(tmp_path: Path, scratch: str) -> None:
    down = DOWN.replace(FUNCTION.format(1), FUNCTION.format(2)) + "DELETE FROM a.u;\n"
    folder = project(tmp_path, down)
    chains.write(folder, {"procedures/a.f": FUNCTION.format(2), "tables/a.u": "-- a.u\n"})
    (proven,) = proof.prove(scratch, ["v02"], folder)
    assert "~ function a.f()  (sql/procedures/a.f.sql)\n" in proven.faults[0]
    assert proven.faults[1].endswith("the rows of a.u: 1 before, 0 after  (sql/tables/a.u.sql)")


def test_an_upgrade_that_is_different_the_second_time_is_caught(
    tmp_path: Path, scratch: str
) -> None:
    up = (
        UP
        + "DO $$ BEGIN IF to_regclass('public.memoria') IS NULL THEN "
        + ("CREATE TABLE a.once (x integer); END IF; END $$;\n")
    )
    down = DOWN + "DROP TABLE IF EXISTS a.once;\nCREATE TABLE public.memoria ();\n"
    proofs = proof.prove(scratch, ["v02"], project(tmp_path, down, up))
    assert [fault.partition(":")[0] for fault in proofs[0].faults] == [
        "going down does not lead back to what was below",
        "going up again does not lead to the same",
    ]
    assert "- table a.once" in proofs[0].faults[1]


def test_a_conversion_that_can_be_undone_is_none(tmp_path: Path, scratch: str) -> None:
    up = UP + "UPDATE a.u SET estado = 'dos';\nALTER TABLE a.t ALTER COLUMN x TYPE bigint;\n"
    down = "ALTER TABLE a.t ALTER COLUMN x TYPE integer;\nUPDATE a.u SET estado = 'uno';\n" + DOWN
    assert proof.prove(scratch, ["v02_b"], project(tmp_path, down, up))[0].faults == []


@pytest.mark.slow
def test_rows_that_nobody_could_make_are_said_not_to_be_tried(tmp_path: Path, scratch: str) -> None:
    """The table is there and empty; a revision that says nothing of it is proven without."""
    folder = project(tmp_path, DOWN)
    check = "CREATE TABLE a.rara (x text NOT NULL CHECK (x ~ '^A{3}-[0-9]{4}$'));\n"
    for name, below, up, down in (
        ("v04_d", "v03_c", check, "DROP TABLE a.rara;\n"),
        ("v05_e", "v04_d", "DELETE FROM a.rara;\n", "SELECT 1;\n"),
        ("v06_f", "v05_e", "SELECT 1;\n", "SELECT 1;\n"),
    ):
        chains.add_revision(folder, name, below, {"010": up}, {"010": down})
    proofs = proof.prove(scratch, ["v04_d", "v05_e", "v06_f"], folder)
    assert [proven.faults for proven in proofs] == [[], [], []]
    assert [proven.unchecked for proven in proofs] == [
        [], ["v05_e with rows: none could be put into a.rara"], []
    ]  # fmt: skip


def test_only_the_revisions_asked_for(tmp_path: Path, scratch: str) -> None:
    folder = project(tmp_path, DOWN)
    assert [proven.revision for proven in proof.prove(scratch, ["v03", "v01"], folder)] == [
        "v01_a",
        "v03_c",
    ]
    with pytest.raises(MigrationError, match="no revision 'v09'"):
        proof.prove(scratch, ["v09"], folder)


def test_every_table_of_the_real_chain_gets_a_row(database: str) -> None:
    with psycopg.connect(database) as connection:
        samples.fill(connection, PROJECT / "seeds")
        columns = samples.tables(connection)
        contents = samples.contents(
            connection, [(name, [column.name for column in own]) for name, own in columns.items()]
        )
    empty = [name for name, (count, _) in contents.items() if not count]
    assert empty == []
    assert contents["referencial.tbl_maestra_variables"][0] == 130


@pytest.mark.slow
@pytest.mark.needs_library("plpgsql_check")
def test_the_command_says_which_are_proven(cluster: Cluster, cli: Cli) -> None:
    head = chain.revisions()[-1].name
    done = cli("prove", head, home=cluster.home)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"✓ {head}")
    assert done.stdout.endswith("1 of 1 proven\n")
    (report,) = json.loads(cli("prove", head, "--json", home=cluster.home).stdout)
    assert report["faults"] == []
    assert report["rows"] > 400
