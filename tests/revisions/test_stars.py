"""A star in a view is the columns of one day: no revision may leave it saying something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bp010ctl.base.errors import RevisionError
from bp010ctl.migrations import chain
from bp010ctl.revisions import drafts, proof
from support import chains

BELOW = "CREATE SCHEMA s;\nCREATE TABLE s.pozo (pozo_id integer);\n"
VISTA = "CREATE OR REPLACE VIEW s.vista AS\nSELECT pozo_id AS a\nFROM s.pozo;\n"
TODO = "CREATE OR REPLACE VIEW s.todo AS\nSELECT vista.*\nFROM s.vista;\n"
DENTRO = """CREATE OR REPLACE VIEW s.dentro WITH (security_barrier = true) AS
SELECT count(*) AS filas
FROM (SELECT * FROM s.pozo) AS pozos;

COMMENT ON VIEW s.dentro IS 'One row; it counts.';
"""
ATOMICA = """CREATE OR REPLACE FUNCTION s.atomica()
RETURNS SETOF s.pozo
LANGUAGE sql
BEGIN ATOMIC
    SELECT pozo.* FROM s.pozo;
END;
"""


@pytest.fixture
def project(tmp_path: Path, fresh_url: str) -> Path:
    folder = chains.project(
        tmp_path / "project",
        {"v01_tablas": ({"010": BELOW}, {"010": "DROP TABLE s.pozo;\nDROP SCHEMA s;\n"})},
    )
    chains.write(folder, {"views/s.vista": VISTA, "views/s.todo": TODO, "views/s.dentro": DENTRO})
    assert drafts.create("All of it", fresh_url, folder) is not None
    return folder


def test_a_star_above_a_changed_view_is_refused_until_it_names_its_columns(
    project: Path, fresh_url: str
) -> None:
    chains.write(project, {"views/s.vista": VISTA.replace("AS a", "AS a,\n    1 AS b")})
    with pytest.raises(RevisionError) as caught:
        drafts.create("One column more", fresh_url, project)
    assert "sql/views/s.todo.sql: the columns of its * are others now" in caught.value.what
    assert "name its columns" in (caught.value.hint or "")
    chains.write(project, {"views/s.todo": TODO.replace("vista.*", "vista.a")})
    assert drafts.create("One column more", fresh_url, project) is not None
    assert drafts.create("Nothing else", fresh_url, project) is None


def table_gets_a_column(project: Path) -> None:
    chains.add_revision(
        project,
        "v14_una_columna",
        chain.revisions(project)[-1].name,
        {"010": "ALTER TABLE s.pozo ADD COLUMN zona text;\n"},
        {"010": "ALTER TABLE s.pozo DROP COLUMN zona;\n"},
    )


@pytest.mark.slow
def test_prove_does_not_let_a_table_outgrow_a_star(project: Path, fresh_url: str) -> None:
    table_gets_a_column(project)
    (proven,) = proof.prove(fresh_url, ["v14"], project)
    assert "s.dentro.sql: the columns of its * are others now" in proven.faults[0]


@pytest.mark.slow
def test_a_chain_that_a_star_has_locked_is_opened_by_naming_its_columns(
    project: Path, fresh_url: str
) -> None:
    table_gets_a_column(project)
    chains.write(project, {"views/s.vista": VISTA.replace("AS a", "AS a,\n    1 AS b")})
    with pytest.raises(RevisionError, match=r"s\.dentro\.sql: the columns of its \*"):
        drafts.create("Something else", fresh_url, project)
    chains.write(project, {"views/s.vista": VISTA})
    chains.write(
        project, {"views/s.dentro": DENTRO.replace("SELECT * FROM", "SELECT pozo_id FROM")}
    )
    draft = drafts.create("Its columns are named", fresh_url, project)
    assert draft is not None
    assert [step.name for step in draft.up] == ["s.dentro"]
    assert "security_barrier=true" in draft.down[0].text
    assert "COMMENT ON VIEW s.dentro IS 'One row; it counts.'" in draft.down[0].text
    assert drafts.create("Nothing else", fresh_url, project) is None


@pytest.mark.slow
def test_a_star_whose_columns_stay_is_let_be(project: Path, fresh_url: str) -> None:
    chains.write(project, {"views/s.vista": VISTA.replace("AS a", " AS a")})
    draft = drafts.create("A blank more", fresh_url, project)
    assert draft is not None
    assert [step.name for step in draft.up] == ["s.vista"]


@pytest.mark.slow
def test_a_body_between_begin_atomic_and_end_is_held_to_it(project: Path, fresh_url: str) -> None:
    view = "CREATE OR REPLACE VIEW s.dentro AS\nSELECT 1 AS filas;\n"
    chains.write(project, {"views/s.dentro": view, "procedures/s.atomica": ATOMICA})
    assert drafts.create("In the standard's form", fresh_url, project) is not None
    table_gets_a_column(project)
    (proven,) = proof.prove(fresh_url, ["v14_una"], project)
    assert "s.atomica.sql: the columns of its * are others now" in "\n".join(proven.faults)
