"""Bodies as plpgsql_check and PostgreSQL see them, in a scratch database that is what sql/ says."""

from __future__ import annotations

from pathlib import Path

from bp010ctl.base import database, queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import LintError, RevisionError
from bp010ctl.lint import utilities
from bp010ctl.lint.findings import Finding
from bp010ctl.migrations import chain, prepared
from bp010ctl.migrations.engine import Options
from bp010ctl.revisions import changes
from bp010ctl.schema import bodies, objects, transactions


def check(server: str, project: Path) -> list[Finding]:
    """Every warning about every body. server: where a scratch database may be made.

    What has changed in sql/ since head is checked as it is now; where that cannot be made, that is
    the finding. Raises LintError where the server has no plpgsql_check.
    """
    names = [revision.name for revision in chain.revisions(project)]
    have = objects.frozen(project / "migrations", names)
    want = objects.current(project)
    as_they_are = Options(as_they_are=True)
    with (
        prepared.database(server, options=as_they_are, project=project) as url,
        database.connect(url) as connection,
    ):
        if not bodies.can_check(connection):
            raise LintError(
                "the server has no plpgsql_check",
                hint="`make setup` installs it; `bp010ctl db up` again, to use it",
            )
        try:
            if any(have.get(name) != want.get(name) for name in have.keys() | want.keys()):
                changes.plan(connection, have, want)
        except RevisionError as error:
            return [Finding(_file(error, project), 1, 1, "revision", error.what)]
        faults = {("plpgsql", fault) for fault in bodies.check(connection)}
        faults |= {("plpgsql", fault) for fault in transactions.check(connection)}
        faults |= {("sql", fault) for fault in bodies.check_sql(connection)}
        missing = [named for named in _named(want) if not _is_there(connection, named)]
        comparisons = queries.tuples(connection, "lint/comparisons", {"esquemas": _schemas(want)})
        connection.rollback()
    findings = {_finding(language, fault, want, project) for language, fault in faults}
    findings |= {_missing(name, named, want, project) for name, named in missing}
    return sorted(findings | {_no_index(row, want, project) for row in comparisons})


def _schemas(want: changes.Texts) -> list[str]:
    return sorted({name.partition(".")[0] for name in want})


def _named(want: changes.Texts) -> list[tuple[str, utilities.Named]]:
    """What utility statements name, each with the routine in which."""
    return [
        (name, named) for name, source in want.items() for named in utilities.names(source.text)
    ]


def _is_there(connection: Connection, of: tuple[str, utilities.Named]) -> bool:
    _, named = of
    ((there,),) = queries.tuples(
        connection, "lint/named", {"relacion": named.relation, "columna": named.column}
    )
    return bool(there)


def _missing(name: str, named: utilities.Named, want: changes.Texts, project: Path) -> Finding:
    source = want[name]
    line = source.text[: named.place].count("\n") + 1
    what = f"column {named.column} of {named.relation}" if named.column else named.relation
    message = f"{what} is not there: the statement would fail when it runs"
    return Finding(str(source.path.relative_to(project)), line, 1, "unknown-name", message)


def _no_index(comparison: tuple[str, ...], want: changes.Texts, project: Path) -> Finding:
    """Under a policy only leakproof comparisons use an index."""
    view, left, operator, right = comparison
    source = want.get(view)
    path = str(source.path.relative_to(project)) if source else view
    message = (
        f"compares {left} {operator} {right}: under a row-level policy this uses no index;"
        " compare values of one type: of time, float8, integer or text (for LIKE 'x%': ^@)"
    )
    return Finding(path, 1, 1, "policy-index", message)


def _finding(language: str, fault: bodies.Fault, want: changes.Texts, project: Path) -> Finding:
    source = want.get(fault.name)
    path = str(source.path.relative_to(project)) if source else fault.name
    line = objects.line_of(source.text, fault.body, fault.line) if source else fault.line
    hint = f" ({fault.hint})" if fault.hint else ""
    rule = f"{language}-{fault.level.replace(' ', '-')}"
    return Finding(path, line, 1, rule, f"{fault.message}{hint}")


def _file(error: RevisionError, project: Path) -> str:
    place = (error.on or "sql").partition(", line ")[0]
    return place.removeprefix(f"{project}/")
