"""`make format` changes layout, never meaning."""

from __future__ import annotations

from typing import Any

import pytest
from pglast import keywords, parse_sql
from sqlfluff.core import FluffConfig, Linter

from support import PROJECT

KEYWORDS = sorted(
    keywords.RESERVED_KEYWORDS
    | keywords.UNRESERVED_KEYWORDS
    | keywords.COL_NAME_KEYWORDS
    | keywords.TYPE_FUNC_NAME_KEYWORDS
)


def meaning(text: str) -> Any:
    """The statement as PostgreSQL's parser understands it, wherever its words stand."""
    statement = parse_sql(text)[0].stmt
    assert statement is not None
    return _bare(statement(skip_none=True))


def _bare(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {name: _bare(part) for name, part in tree.items() if name != "location"}
    return [_bare(part) for part in tree] if isinstance(tree, list | tuple) else tree


@pytest.fixture(scope="module")
def linter() -> Linter:
    only = "[sqlfluff]\nrules = RF06\nexclude_rules = \n"
    return Linter(config=FluffConfig.from_strings((PROJECT / ".sqlfluff").read_text(), only))


@pytest.mark.slow
def test_a_quoted_name_keeps_its_meaning_whatever_keyword_it_is(linter: Linter) -> None:
    """Without its quotes `user` is the session's user (findings/sqlfluff-fix-unquotes-…)."""
    texts = [f'SELECT "{word}" FROM stage.logins;\n' for word in KEYWORDS]
    for text in texts:
        fixed, _ = linter.lint_string(text, fix=True).fix_string()
        assert meaning(fixed) == meaning(text), f"{text} becomes {fixed}"


def test_quotes_that_mean_nothing_still_go(linter: Linter) -> None:
    fixed, _ = linter.lint_string('SELECT "pozo" FROM stage.logins;\n', fix=True).fix_string()
    assert fixed == "SELECT pozo FROM stage.logins;\n"


def test_an_alias_that_names_columns_stays() -> None:
    files = [(PROJECT / name).read_text() for name in (".sqlfluff", ".sqlfluff-format")]
    formatter = Linter(config=FluffConfig.from_strings(*files))
    text = "SELECT id\nFROM jsonb_to_recordset('[]'::jsonb) AS j (id integer);\n"
    fixed, _ = formatter.lint_string(text, fix=True).fix_string()
    assert meaning(fixed) == meaning(text), fixed


def test_format_leaves_out_what_lint_does_and_one_rule_more() -> None:
    lint, form = (
        set(FluffConfig.from_path(str(PROJECT), extra_config_path=extra).get("rule_denylist"))
        for extra in (None, str(PROJECT / ".sqlfluff-format"))
    )
    assert lint
    assert form == lint | {"AL05"}
