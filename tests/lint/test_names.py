"""Names and length of routines: outputs without a name, aliases of one letter, long bodies."""

from __future__ import annotations

from pathlib import Path

import pytest

from bp010ctl.lint import names
from support import PROJECT

FILE = Path("sql/procedures/stage.prueba.sql")
COLUMNS, LOOP = "RETURNS TABLE (uno integer, otro integer)\nLANGUAGE sql", "LANGUAGE plpgsql"


def found(folder: Path, body: str, head: str = COLUMNS) -> list[str]:
    """Findings in a function with this body, as `line rule`."""
    path = folder / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"CREATE FUNCTION stage.prueba()\n{head}\nAS $$\n{body}\n$$;\n", encoding="utf-8"
    )
    return [f"{finding.line} {finding.rule}" for finding in names.check(folder, [FILE])]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT pozo.x, pozo.y + 1 FROM stage.pozo AS pozo;",
        "INSERT INTO stage.pozo (x, y) SELECT pozo.x, 'ñandú' FROM stage.pozo AS pozo;",
        "WITH cuenta AS (SELECT count(*) FROM stage.pozo) SELECT cuenta.* FROM cuenta;",
        "SELECT cuenta.* FROM (SELECT count(*) FROM stage.pozo) AS cuenta;",
        "SELECT pozo.x, pozo.y FROM stage.pozo UNION ALL SELECT pozo.x, NULL FROM stage.pozo;",
    ],
)
def test_an_output_needs_a_name(tmp_path: Path, query: str) -> None:
    assert found(tmp_path, f"-- año\n    {query}") == ["6 unnamed-output"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT pozo.x, pozo.y + 1 AS otro FROM stage.pozo AS pozo;",
        "SELECT pozo.*, (SELECT count(*) FROM stage.pozo) AS otro FROM stage.pozo AS pozo;",
        "SELECT count(*) FROM stage.pozo;",
        "WITH cuenta (uno) AS (SELECT count(*) FROM stage.pozo) SELECT cuenta.* FROM cuenta;",
        "SELECT pozo.x, 1 AS otro FROM stage.pozo WHERE pozo.x IN (SELECT 1 UNION SELECT 2);",
    ],
)
def test_an_output_with_a_name_or_a_query_of_one_value_is_fine(tmp_path: Path, query: str) -> None:
    assert found(tmp_path, query) == []


def test_a_line_of_a_body_has_an_end(tmp_path: Path) -> None:
    fits, too_wide = ("-- " + "x" * (width - 3) for width in (120, 121))
    body = f"{fits}\n{too_wide}\nSELECT 1;"
    assert found(tmp_path, body) == ["6 long-line"]


def test_variables_after_into_are_names(tmp_path: Path) -> None:
    select = "SELECT min(pozo.x), max(pozo.x) INTO v_uno, v_otro FROM stage.pozo AS pozo;"
    body = f"DECLARE v_uno integer; v_otro integer;\nBEGIN\n    {select}\nEND;"
    assert found(tmp_path, body, f"RETURNS void\n{LOOP}") == []
    body = body.replace("FROM stage.pozo AS pozo", "FROM (SELECT 1, 2) AS pozo")
    assert found(tmp_path, body, f"RETURNS void\n{LOOP}") == ["7 unnamed-output"] * 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT p.x FROM stage.pozo AS p;",
        "SELECT pozo.x FROM stage.pozo AS p (x);",
        "SELECT pozos.n FROM unnest('{1}'::integer[]) AS pozos (x, n);",
        "SELECT EXISTS (SELECT FROM stage.pozo AS pozo WHERE a.x = pozo.x);",
    ],
)
def test_an_alias_is_a_word(tmp_path: Path, query: str) -> None:
    assert set(found(tmp_path, query)) == {"5 short-alias"}


def test_an_alias_in_a_text_that_is_run_is_a_word_too(tmp_path: Path) -> None:
    query = "format('SELECT t.%1$I'\n        ' FROM %2$s AS t', 'x', 'stage.pozo')"
    body = f"BEGIN\n    EXECUTE {query};\nEND;"
    findings = found(tmp_path, body, f"RETURNS void\n{LOOP}")
    assert findings == ["6 short-alias", "7 short-alias"]
    assert found(tmp_path, body.replace("t.", "pozo.").replace(" t'", " pozo'"), LOOP) == []


def test_a_long_body_says_why(tmp_path: Path) -> None:
    longest = "SELECT 1 AS uno, 2 AS otro;" + "\n" * (names.LONGEST - 3)
    assert found(tmp_path, longest) == []
    assert found(tmp_path, f"{longest}\n") == ["4 long-routine"]
    assert found(tmp_path, f"-- Purpose: one. Long because it is a test.\n{longest}") == []


def test_the_project_s_own_texts_keep_to_it() -> None:
    files = sorted((PROJECT / "sql").glob("[pv]*/*.sql"))
    assert len(files) > 150
    assert names.check(PROJECT, [path.relative_to(PROJECT) for path in files]) == []
