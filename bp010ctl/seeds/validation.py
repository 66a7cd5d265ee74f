"""What no single cell tells: duplicate keys, references to rows that are not there, checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from psycopg import sql

from bp010ctl.base.composing import columns, name_of, trusted
from bp010ctl.seeds import files
from bp010ctl.seeds.files import Content, InvalidSeeds, Problem, Row, Value
from bp010ctl.seeds.tables import Constraint, Cursor, Reference, Table
from bp010ctl.seeds.upsert import Load

Key = tuple[Value, ...]


def check(
    cursor: Cursor, known: Mapping[str, Table], paths: Mapping[str, Path]
) -> dict[str, Content]:
    """The contents of every file, all of them valid; else InvalidSeeds with every problem."""
    problems: list[Problem] = []
    contents = {name: files.read(path, known[name], problems) for name, path in paths.items()}
    for name, content in contents.items():
        problems.extend(_duplicates(known[name], content))
        for reference in known[name].references:
            problems.extend(_unmet(cursor, known, contents, content, reference))
    if problems:
        raise InvalidSeeds(sorted(problems, key=_place))
    return contents


def _place(problem: Problem) -> tuple[str, int]:
    return problem.file, problem.line or 0


def _key(row: Row, names: tuple[str, ...]) -> Key | None:
    """The row's values of these columns, None where one is empty, wrong or not in the file."""
    values = tuple(row.values.get(name) for name in names)
    return None if None in values else values


def _shown(row: Row, names: tuple[str, ...]) -> str:
    return ", ".join(row.cells[name] for name in names)


def _duplicates(table: Table, content: Content) -> Iterator[Problem]:
    for names in table.uniques:
        first: dict[Key, int] = {}
        for row in content.rows:
            key = _key(row, names)
            if key is None:
                continue
            if key in first:
                reason = f"is already in line {first[key]}"
                yield Problem(content.file, row.line, ", ".join(names), _shown(row, names), reason)
            first.setdefault(key, row.line)


def _unmet(
    cursor: Cursor,
    known: Mapping[str, Table],
    contents: Mapping[str, Content],
    content: Content,
    reference: Reference,
) -> Iterator[Problem]:
    """Rows whose reference is neither in the target's file nor, without one, in its table."""
    target = contents.get(reference.target)
    if target is not None and not target.readable:
        return
    if target is None:
        present = _stored(cursor, known[reference.target], reference.target_names)
        place = f"table {reference.target}; load it first, or together"
    else:
        present = {_key(row, reference.target_names) for row in target.rows}
        place = target.file
    for row in content.rows:
        key = _key(row, reference.names)
        if key is not None and key not in present:
            names = ", ".join(reference.names)
            value = _shown(row, reference.names)
            yield Problem(content.file, row.line, names, value, f"is not in {place}")


def _stored(cursor: Cursor, table: Table, names: tuple[str, ...]) -> set[Key | None]:
    text = sql.SQL("SELECT {} FROM {} WHERE activo" if table.deactivates else "SELECT {} FROM {}")
    return set(cursor.execute(text.format(columns(names), name_of(table.name))).fetchall())


def violations(cursor: Cursor, load: Load) -> list[Problem]:
    """The rows of a load that its table's CHECK constraints refuse."""
    text = sql.SQL("SELECT linea FROM {} WHERE NOT ({})")
    return [
        _violation(load.content, check, line)
        for check in load.table.checks
        for (line,) in cursor.execute(
            text.format(load.rows, trusted(check.expression or "TRUE"))
        ).fetchall()
    ]


def _violation(content: Content, constraint: Constraint, line: int) -> Problem:
    row = next(row for row in content.rows if row.line == line)
    names = [name for name in constraint.columns if name in row.cells]
    reason = f"violates {constraint.name}: {constraint.comment or constraint.expression}"
    return Problem(
        content.file, line, ", ".join(names) or None, _shown(row, tuple(names)) or None, reason
    )
