"""Routines and views as text: the current files of sql/, and what the revisions have frozen.

An object is a routine name (all its overloads, in one file) or a view, `schema.name`. Its current
text is sql/procedures/schema.name.sql or sql/views/schema.name.sql; a revision freezes it as
up/NNN_schema.name.sql, byte for byte, and its removal as up/NNN_schema.name.drop.sql.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pglast import ast, parse_sql
from pglast.enums import FunctionParameterMode
from pglast.parser import ParseError
from pglast.stream import RawStream

from bp010ctl.base import sqlfiles
from bp010ctl.base.errors import RevisionError

FOLDERS = {"procedures": {"function", "procedure"}, "views": {"view"}}
"""Where in sql/ which kinds of object are."""

FROZEN = re.compile(r"\d+_(?P<name>[^.]+\.[^.]+)(?P<dropped>\.drop)?\.sql")
CREATES = re.compile(
    rb"(\s|--[^\n]*\n|/\*.*?\*/)*CREATE\s+(OR\s+REPLACE\s+)?(FUNCTION|PROCEDURE|VIEW)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Source:
    """An object's file and text."""

    name: str
    path: Path
    text: str


@dataclass(frozen=True)
class Signature:
    """What a CREATE statement makes: `function`, `procedure` or `view`, and its input types."""

    kind: str
    name: str
    arguments: str = ""


def current(project: Path) -> dict[str, Source]:
    """The objects of sql/ by name. Raises RevisionError for a name that two files claim."""
    sources: dict[str, Source] = {}
    for folder in FOLDERS:
        for path in sorted((project / "sql" / folder).glob("*.sql")):
            name = path.stem
            if name in sources:
                raise RevisionError(f"two files for {name}", on=f"{sources[name].path}, {path}")
            sources[name] = Source(name, path, sqlfiles.text(path))
    return sources


def frozen(migrations: Path, revisions: Iterable[str]) -> dict[str, Source]:
    """The newest frozen text of each object, through the revisions in their order."""
    newest: dict[str, Source] = {}
    for revision in revisions:
        for path in sorted((sqlfiles.folder(migrations, revision) / "up").glob("*.sql")):
            matched = FROZEN.fullmatch(path.name)
            if matched is None:
                continue
            name = matched["name"]
            if matched["dropped"]:
                newest.pop(name, None)
            elif CREATES.match(sqlfiles.content(path)):
                newest[name] = Source(name, path, sqlfiles.text(path))
    return newest


def signatures(source: Source) -> list[Signature]:
    """What the file makes: one view, or one routine with its overloads, as the file is called.

    Besides CREATE only COMMENT, GRANT and REVOKE are allowed. Raises RevisionError.
    """
    made = [
        _signature(raw.stmt, source)
        for raw in _parsed(source)
        if not isinstance(raw.stmt, ast.CommentStmt | ast.GrantStmt)
    ]
    if not made:
        raise RevisionError("the file makes no routine and no view", on=str(source.path))
    for statement in made:
        _check(statement, source)
    if len(made) > 1 and made[0].kind == "view":
        raise RevisionError("a view has one definition", on=str(source.path))
    return made


def attached(source: Source) -> list[str]:
    """The file's COMMENT, GRANT and REVOKE statements, as they are written."""
    return [
        source.text[raw.stmt_location :][: raw.stmt_len or None]
        for raw in _parsed(source)
        if isinstance(raw.stmt, ast.CommentStmt | ast.GrantStmt)
    ]


def place(
    texts: Mapping[str, Source], name: str, body: str, line: int, project: Path | None = None
) -> str:
    """Where a line of a routine's body (the first is that of its opening quote) is: file:line.

    project: the folder that the file is told from.
    """
    source = texts.get(name)
    if source is None:
        return f"{name}, line {line} of its body"
    path = source.path.relative_to(project) if project else source.path
    return f"{path}:{line_of(source.text, body, line)}"


def line_of(text: str, body: str, line: int) -> int:
    """The line of a file for a line of a body in it; 1 where the body is written otherwise."""
    start = text.find(body)
    return 1 if start < 0 else text.count("\n", 0, start) + line


def _check(made: Signature, source: Source) -> None:
    if made.name != source.name:
        raise RevisionError(
            f"the file makes {made.kind} {made.name}",
            on=str(source.path),
            hint=f"one object per file, named for it: {made.name}.sql",
        )
    folder = source.path.parent.name
    if made.kind not in FOLDERS.get(folder, {made.kind}):
        proper = next(name for name, kinds in FOLDERS.items() if made.kind in kinds)
        raise RevisionError(
            f"a {made.kind} does not belong here", on=str(source.path), hint=f"move it to {proper}/"
        )


def _parsed(source: Source) -> tuple[ast.RawStmt, ...]:
    try:
        return tuple(parse_sql(source.text))
    except ParseError as error:
        line = source.text.count("\n", 0, _position(error, source.text)) + 1
        raise RevisionError(
            f"not valid SQL: {error.args[0]}", on=f"{source.path}, line {line}"
        ) from None


def _position(error: ParseError, text: str) -> int:
    """Where in the text, in characters; pglast takes the parser's characters for bytes."""
    position = error.args[1] if len(error.args) > 1 else None
    return len(text) if position is None else len(text[:position].encode())


def _signature(statement: ast.Node | None, source: Source) -> Signature:
    if isinstance(statement, ast.ViewStmt):
        view = statement.view
        assert view is not None
        return Signature("view", _name((view.schemaname, view.relname), source))
    if isinstance(statement, ast.CreateFunctionStmt):
        kind = "procedure" if statement.is_procedure else "function"
        name = _name([part.sval for part in statement.funcname or ()], source)
        return Signature(kind, name, _arguments(statement))
    raise RevisionError(
        f"the file holds a {type(statement).__name__.removesuffix('Stmt')} statement",
        on=str(source.path),
        hint="one routine or view per file, with its COMMENT, GRANT and REVOKE; "
        "tables belong to a revision's own frozen files",
    )


def _name(parts: Iterable[str | None], source: Source) -> str:
    name = ".".join(part for part in parts if part)
    if name.count(".") != 1:
        raise RevisionError(
            f"{name} is not qualified by its schema", on=str(source.path), hint="write schema.name"
        )
    return name


def _arguments(statement: ast.CreateFunctionStmt) -> str:
    output = {FunctionParameterMode.FUNC_PARAM_OUT, FunctionParameterMode.FUNC_PARAM_TABLE}
    return ", ".join(
        RawStream()(parameter.argType)
        for parameter in statement.parameters or ()
        if parameter.mode not in output
    )
