"""What a migration does to production although Squawk lets it pass."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bp010ctl.lint import heavy, safety
from support import PROJECT, chains

FELT = {
    "TRUNCATE s.pozo": "loses-rows",
    "DELETE FROM s.pozo": "loses-rows",
    "DROP OWNED BY alguien": "loses-rows",
    "UPDATE s.pozo SET x = 1": "writes-every-row",
    "CLUSTER s.pozo USING ix": "rewrites-table",
    "VACUUM (FULL) s.pozo": "rewrites-table",
    "ALTER TABLE s.pozo SET LOGGED": "rewrites-table",
    "ALTER TABLE s.pozo SET TABLESPACE pg_default": "rewrites-table",
    "LOCK TABLE s.pozo": "closes-table",
    "REFRESH MATERIALIZED VIEW s.foto": "closes-table",
    "ALTER TABLE s.pozo DISABLE TRIGGER ALL": "switches-off",
    "ALTER TABLE s.pozo DISABLE RULE r": "switches-off",
    "DROP VIEW s.vista CASCADE": "drops-unnamed",
    "ALTER TABLE s.pozo DROP COLUMN x CASCADE": "drops-unnamed",
}
NOT_FELT = [
    "DELETE FROM s.pozo WHERE x > 1",
    "UPDATE s.pozo SET x = 1 WHERE x IS NULL",
    "LOCK TABLE s.pozo IN SHARE MODE",
    "REFRESH MATERIALIZED VIEW CONCURRENTLY s.foto",
    "DROP VIEW s.vista",
    "VACUUM s.pozo",
    "ALTER TABLE s.pozo ENABLE TRIGGER ALL",
    "CREATE TABLE s.nueva (x integer); UPDATE s.nueva SET x = 1; TRUNCATE s.nueva",
    "CREATE TABLE s.nueva AS SELECT 1 AS x; DELETE FROM s.nueva",
]


def rules(statement: str, name: str = "v61_una_mas-up") -> list[tuple[int, str]]:
    return [(line, rule) for line, _, rule, _ in heavy.reports(name, f"SELECT 1;\n{statement};\n")]


@pytest.mark.parametrize("statement", FELT)
def test_what_production_feels_is_told_at_its_line(statement: str) -> None:
    assert rules(statement) == [(1, FELT[statement])]


@pytest.mark.parametrize("statement", NOT_FELT)
def test_what_it_does_not_feel_is_let_be(statement: str) -> None:
    assert rules(statement) == []


def test_a_statement_that_cannot_be_read_hides_no_other() -> None:
    assert rules("DROP TABLE %s;\nTRUNCATE s.pozo") == [(2, "loses-rows")]


def test_frozen_text_of_before_and_ways_down_are_let_be() -> None:
    assert rules("TRUNCATE s.pozo", "v60_una_menos-up") == []
    assert rules("TRUNCATE s.pozo", "v61_una_mas-down") == []


def test_it_is_found_in_a_do_block_and_waived_with_a_reason(tmp_path: Path) -> None:
    waived = "-- squawk-ignore loses-rows: nobody reads them\nTRUNCATE s.pozo;\n"
    inside = "DO $$\nBEGIN\n    DELETE FROM s.pozo;\nEND\n$$;\n"
    project = chains.project(
        tmp_path / "project",
        {"v61_una_mas": ({"010": waived + inside}, {"010": "SELECT 1;\n"})},
    )
    shutil.copy(PROJECT / ".squawk.toml", project)
    documents = safety.documents(project, ["v61_una_mas"], [])
    findings = safety.check(documents, project)
    assert [(finding.line, finding.rule) for finding in findings] == [(5, "loses-rows")]
