"""The SQL inside routines and DO blocks, line by line where it stands in its file.

PostgreSQL's own parsers (pglast) say where the statements are; linters that are blind inside `$$`
then see them as a document with everything else left blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pglast
from pglast import ast
from pglast.parser import ParseError

PLACEHOLDER = re.compile(r"%(?:\d+\$)?[ILs]")
OWN_TYPE = re.compile(r"\b[a-z]\w*\.\w+(?!\w*[%.(])(?P<array>\s*\[)?")
DECLARATIONS = re.compile(r"\bDECLARE\b.*?\bBEGIN\b", re.DOTALL | re.IGNORECASE)
BLOCK = re.compile(r"^([ \t]*)(?:DECLARE\b|(?=BEGIN\b))", re.MULTILINE | re.IGNORECASE)
STATEMENT, EXPRESSION = 0, 2
"""How PL/pgSQL parses a piece: as a whole statement, or as what stands after SELECT."""


@dataclass(frozen=True)
class Body:
    """The text between the quotes of a routine or DO block, and where it starts in its file.

    outer: where the whole statement starts and ends. parameters: name and whether it is a row of
    some table.
    """

    language: str
    text: str
    start: int
    outer: tuple[int, int]
    is_routine: bool
    parameters: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class Piece:
    """A statement or expression of a body; start is its place in the body, in characters."""

    text: str
    start: int
    mode: int
    dynamic: bool = False


def bodies(text: str) -> list[Body]:
    """The bodies in a file, in their order. Raises ParseError where the file is no SQL."""
    made = []
    for raw in pglast.parse_sql(text):
        statement = raw.stmt
        start = raw.stmt_location or 0
        outer = (start, start + (raw.stmt_len or len(text)))
        if isinstance(statement, ast.DoStmt):
            body = _body(text, outer, statement.args, None)
        elif isinstance(statement, ast.CreateFunctionStmt):
            named = [parameter for parameter in statement.parameters or () if parameter.name]
            given = tuple((parameter.name, _is_row(parameter.argType)) for parameter in named)
            body = _body(text, outer, statement.options, given)
        else:
            continue
        if body:
            made.append(body)
    return made


def _is_row(kind: ast.TypeName) -> bool:
    """Types of ours have a schema, and those that are no arrays are taken for rows."""
    names = [part.sval for part in kind.names or ()]
    return len(names) > 1 and names[0] != "pg_catalog" and not kind.arrayBounds


def _body(
    text: str,
    outer: tuple[int, int],
    given: Any,
    parameters: tuple[tuple[str, bool], ...] | None,
) -> Body | None:
    options = {option.defname: option.arg for option in given or ()}
    source = options.get("as")
    if source is None:
        return None  # in the SQL standard's form: part of the statement itself
    content = str((source if type(source) is ast.String else source[0]).sval)
    start = text.find(content, outer[0])
    language = options["language"].sval if "language" in options else "plpgsql"
    if start < 0:
        return None
    end = min(outer[1], len(text) - 1)
    is_routine = parameters is not None
    return Body(language, content, start, (outer[0], end), is_routine, parameters or ())


def pieces(body: Body) -> list[Piece]:
    """The statements and expressions of a body; of dynamic SQL what its constants say."""
    if body.language == "sql":
        return [Piece(body.text, 0, STATEMENT)]
    if body.language != "plpgsql":
        return []
    return list(_walk(_tree(body), body.text, _Lines(body.text)))


def _tree(body: Body) -> Any:
    """pglast knows no types of ours and no parameters: declarations of others stand in for them."""
    plain = DECLARATIONS.sub(lambda match: OWN_TYPE.sub(_other_type, match[0]), body.text)
    known = " ".join(f"{name} {'record' if row else 'text'};" for name, row in body.parameters)
    plain = BLOCK.sub(rf"\g<1>DECLARE {known} ", plain, count=1)
    for kind in ("void", "record", "SETOF record", "trigger"):
        try:
            return pglast.parse_plpgsql(
                f"CREATE FUNCTION f() RETURNS {kind} LANGUAGE plpgsql AS $bp010${plain}$bp010$"
            )
        except ParseError:
            continue
    return []


def _other_type(match: re.Match[str]) -> str:
    return f"text{match['array']}" if match["array"] else "record"


class _Lines:
    """Where each line of a body starts, in characters; the first one has the number 1."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def start(self, line: int) -> int:
        return self.starts[min(line, len(self.starts)) - 1]


def _walk(node: Any, body: str, lines: _Lines, line: int = 1) -> Iterator[Piece]:
    """Every expression below a node, with the line of the statement that it belongs to."""
    if isinstance(node, list):
        for part in node:
            yield from _walk(part, body, lines, line)
    elif isinstance(node, dict):
        line = node.get("lineno", line)
        for name, content in node.items():
            if name == "PLpgSQL_expr":
                piece = _piece(content, body, lines.start(line))
                if piece:
                    yield piece
            elif name == "PLpgSQL_stmt_dynexecute":
                yield from _dynamic(content, body, lines)
                yield from _walk(content, body, lines, line)
            else:
                yield from _walk(content, body, lines, line)


def _piece(content: dict[str, Any], body: str, after: int) -> Piece | None:
    """Found again in the body: what the parser has left blank (INTO …) is blank here too."""
    query: str = content["query"]
    mode = content.get("parseMode", STATEMENT)
    if mode not in {STATEMENT, EXPRESSION}:  # variable := expression
        query = query.partition(":=")[2].strip() or query.partition("=")[2].strip()
        mode = EXPRESSION
    start = _place(query, body, after)
    if start is None and query.startswith("SELECT "):  # PERFORM
        query = query.removeprefix("SELECT ")
        mode, start = EXPRESSION, _place(query, body, after)
    if start is None:
        return None
    stretch = body[start : start + len(query)]
    kept = "".join(
        "\n" if there == "\n" else own for own, there in zip(query, stretch, strict=True)
    )
    return Piece(kept, start, mode)


def _place(query: str, body: str, after: int) -> int | None:
    lead = re.split(r" {6,}|\n", query, maxsplit=1)[0]
    start = body.find(lead, after) if lead else -1
    while start >= 0:
        stretch = body[start : start + len(query)]
        if len(stretch) == len(query) and all(
            own in {" ", there} for own, there in zip(query, stretch, strict=True)
        ):
            return start
        start = body.find(lead, start + 1)
    return None


def _dynamic(content: dict[str, Any], body: str, lines: _Lines) -> Iterator[Piece]:
    """What EXECUTE runs, as far as its constants say: the rest is a name."""
    query = content["query"]["PLpgSQL_expr"]["query"]
    try:
        statement: Any = pglast.parse_sql(f"SELECT {query}")[0].stmt
        text = _constant(statement.targetList[0].val)
        pglast.parse_sql(text)
    except (ParseError, TypeError, AttributeError, ValueError):
        return
    start = lines.start(content["lineno"])
    yield Piece(" ".join(text.split()), start, STATEMENT, dynamic=True)


def _constant(node: Any) -> str:
    """The text of an expression of constants, format() and ||; `x` for everything else."""
    kind = type(node)
    if kind is ast.A_Const and isinstance(node.val, ast.String):
        return node.val.sval or ""
    if kind is ast.FuncCall and node.funcname[-1].sval == "format":
        text = _constant(node.args[0])
        return PLACEHOLDER.sub(lambda match: "'x'" if match[0].endswith("L") else "x", text)
    if kind is ast.A_Expr and node.name[-1].sval == "||":
        return _constant(node.lexpr) + _constant(node.rexpr)
    return "x"


def document(text: str) -> str:
    """The file with everything blank but the SQL in its bodies, each piece where it stands."""
    canvas = [char if char == "\n" else " " for char in text]
    for body in bodies(text):
        for piece in pieces(body):
            if not piece.dynamic:
                _paint(canvas, piece, body.start + piece.start)
    return "".join(canvas)


def _paint(canvas: list[str], piece: Piece, start: int) -> None:
    """Put a piece on the blank page, with the `;` and the SELECT that make it a statement; left out
    where there is no room for them or another piece already is (an expression inside a loop)."""
    prefix = "SELECT " if piece.mode == EXPRESSION else ""
    end = start + len(piece.text)
    first = start - len(prefix)
    room = canvas[max(first, 0) : end]
    if first < 0 or any(char not in " \n" for char in room) or "\n" in canvas[first:start]:
        return
    stop = "" if piece.text.rstrip().endswith(";") else ";"
    if stop and (end >= len(canvas) or canvas[end] not in " \n"):
        return
    canvas[first:end] = prefix + piece.text
    if stop:
        canvas[end] = ";" if canvas[end] == " " else ";\n"
