"""A body that changes under an index, a CHECK or a stored column takes along what it has stored."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from bp010ctl.base.errors import MigrationError, RevisionError
from bp010ctl.migrations import chain
from bp010ctl.revisions import drafts, proof
from support import chains

CLAVE = """CREATE OR REPLACE FUNCTION s.clave(p_x integer)
RETURNS integer
LANGUAGE sql
IMMUTABLE
AS $$
    -- what rows are found by
    SELECT p_x
$$;
"""
ENCIMA = """CREATE OR REPLACE FUNCTION s.encima(p_x integer)
RETURNS integer
LANGUAGE plpgsql
IMMUTABLE
AS $$
BEGIN
    RETURN s.clave(p_x);
END;
$$;
"""
TABLES = "CREATE SCHEMA s;\nCREATE TABLE s.pozo (x integer);\n"
OTHER = CLAVE.replace("SELECT p_x", "SELECT p_x + 100")


@pytest.fixture
def project(tmp_path: Path, fresh_url: str) -> Path:
    folder = chains.project(
        tmp_path / "project",
        {"v01_tablas": ({"010": TABLES}, {"010": "DROP TABLE s.pozo;\nDROP SCHEMA s;\n"})},
    )
    chains.write(folder, {"procedures/s.clave": CLAVE, "procedures/s.encima": ENCIMA})
    assert drafts.create("Both of them", fresh_url, folder) is not None
    return folder


def above(project: Path, up: str, down: str) -> None:
    below = chain.revisions(project)[-1].name
    chains.add_revision(project, "v14_encima_de_ellas", below, {"010": up}, {"010": down})


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(statement.encode()).fetchall()


INDEX = (
    "CREATE INDEX ix ON s.pozo (s.encima(x)) WHERE s.clave(x) > 0;\n", "DROP INDEX s.ix;\n"
)  # fmt: skip
CHECK = (
    "ALTER TABLE s.pozo ADD CONSTRAINT chk CHECK (s.encima(x) < 50);\n"
    "COMMENT ON CONSTRAINT chk ON s.pozo IS 'It''s small.';\n",
    "ALTER TABLE s.pozo DROP CONSTRAINT chk;\n",
)


@pytest.mark.slow
def test_an_index_is_built_anew_by_way_of_others_too(project: Path, fresh_url: str) -> None:
    above(project, *INDEX)
    chain.migrate(fresh_url, project=project)
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute("INSERT INTO s.pozo SELECT g FROM generate_series(1, 3) AS g")
    chains.write(project, {"procedures/s.clave": OTHER})
    draft = drafts.create("Another key", fresh_url, project)
    assert draft is not None
    assert [step.name for step in draft.up] == ["s.clave", "s.pozo.reindex"]
    assert [undo.text for undo in draft.down] == [CLAVE, "REINDEX INDEX s.ix;\n"]
    chain.migrate(fresh_url, project=project)
    setting = "SET enable_seqscan = off"
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute(setting.encode())
        by_index = connection.execute(
            "SELECT x FROM s.pozo WHERE s.encima(x) = 102 AND s.clave(x) > 0"
        ).fetchall()
    assert by_index == [(2,)]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["STRICT", "SET timezone = 'UTC'"])
def test_how_a_function_runs_is_stored_with_its_answers(
    project: Path, fresh_url: str, how: str
) -> None:
    above(project, *INDEX)
    chains.write(project, {"procedures/s.clave": CLAVE.replace("LANGUAGE", f"{how}\nLANGUAGE", 1)})
    draft = drafts.create("Runs another way", fresh_url, project)
    assert draft is not None
    assert [step.name for step in draft.up] == ["s.clave", "s.pozo.reindex"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("up", "down", "what"),
    [
        (*INDEX, "index s.ix of s.pozo: functions in index expression must be marked IMMUTABLE"),
        ("CREATE TABLE s.p (x integer) PARTITION BY LIST (s.encima(x));\n", "DROP TABLE s.p;\n",
         "partition key s.p: functions in partition key expression must be marked IMMUTABLE"),
    ],
)  # fmt: skip
def test_a_function_under_an_index_stays_immutable(
    project: Path, fresh_url: str, up: str, down: str, what: str
) -> None:
    """PostgreSQL lets it be; only a restored dump would fail."""
    above(project, up, down)
    chains.write(project, {"procedures/s.encima": ENCIMA.replace("IMMUTABLE", "STABLE")})
    with pytest.raises(RevisionError) as caught:
        drafts.create("It looks around", fresh_url, project)
    assert what in caught.value.what


@pytest.mark.slow
def test_a_comment_in_the_body_stores_nothing_anew(project: Path, fresh_url: str) -> None:
    above(project, *INDEX)
    chains.write(project, {"procedures/s.clave": CLAVE.replace("what rows", "which  rows")})
    draft = drafts.create("Another word", fresh_url, project)
    assert draft is not None
    assert [step.name for step in draft.up] == ["s.clave"]


def test_rows_that_a_check_would_not_let_in_stop_the_revision(
    project: Path, fresh_url: str
) -> None:
    above(project, *CHECK)
    chains.write(project, {"procedures/s.clave": OTHER})
    draft = drafts.create("Another key", fresh_url, project)
    assert draft is not None
    assert [step.name for step in draft.up] == ["s.clave", "s.pozo.check"]
    chain.migrate(fresh_url, "v14", project=project)
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute("INSERT INTO s.pozo VALUES (1)")
    with pytest.raises(MigrationError, match=r'check constraint "chk" .* is violated by some row'):
        chain.migrate(fresh_url, project=project)
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute("DELETE FROM s.pozo")
    chain.migrate(fresh_url, project=project)
    comment = "SELECT obj_description(oid) FROM pg_constraint WHERE conname = 'chk'"
    assert rows(fresh_url, comment) == [("It's small.",)]


@pytest.mark.slow
def test_a_materialized_view_is_filled_anew(project: Path, fresh_url: str) -> None:
    above(project, "CREATE MATERIALIZED VIEW s.mv AS SELECT s.encima(x) AS k FROM s.pozo;\n",
          "DROP MATERIALIZED VIEW s.mv;\n")  # fmt: skip
    chains.write(project, {"procedures/s.clave": OTHER})
    draft = drafts.create("Another key", fresh_url, project)
    assert draft is not None
    assert draft.up[-1].text == "REFRESH MATERIALIZED VIEW s.mv;\n"


@pytest.mark.parametrize(
    ("up", "down", "what"),
    [
        ("ALTER TABLE s.pozo ADD COLUMN k integer GENERATED ALWAYS AS (s.encima(x)) STORED;\n",
         "ALTER TABLE s.pozo DROP COLUMN k;\n", "generated column s.pozo.k keeps"),
        ("CREATE DOMAIN s.d AS integer CONSTRAINT c CHECK (s.encima(VALUE) < 50);\n",
         "DROP DOMAIN s.d;\n", "check of a domain c of s.d keeps"),
        ("CREATE TABLE s.p (x integer) PARTITION BY LIST (s.encima(x));\n"
         "CREATE TABLE s.p_1 PARTITION OF s.p FOR VALUES IN (1);\n",
         "DROP TABLE s.p;\n", "partition key s.p keeps"),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_anew_in_place_is_refused(
    project: Path, fresh_url: str, up: str, down: str, what: str
) -> None:
    above(project, up, down)
    chains.write(project, {"procedures/s.clave": OTHER})
    with pytest.raises(RevisionError) as caught:
        drafts.create("Another key", fresh_url, project)
    assert what in caught.value.what
    assert "written by hand" in (caught.value.hint or "")


@pytest.mark.parametrize("anew", ["", "REINDEX INDEX s.ix;\n"])
def test_prove_holds_a_revision_written_by_hand_to_it(
    project: Path, fresh_url: str, anew: str
) -> None:
    above(project, *INDEX)
    chains.add_revision(project, "v15_otra_clave", "v14_encima_de_ellas",
                        {"010_s.clave": OTHER, "020": anew + "SELECT 1;\n"},
                        {"010_s.clave": CLAVE, "020": "REINDEX INDEX s.ix;\n"})  # fmt: skip
    chains.write(project, {"procedures/s.clave": OTHER})
    (proven,) = proof.prove(fresh_url, ["v15"], project)
    told = "these keep what a function said before its body changed:\n    index s.ix of s.pozo"
    assert proven.faults == ([] if anew else [told])
