"""What docs/style.md asks of a routine or view, and no other linter sees inside `$$`: outputs that
have a name, aliases that are words, lines that fit, and a reason where a routine is long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pglast
from pglast import ast
from pglast.parser import ParseError, scan
from pglast.visitors import Ancestor, Visitor

from bp010ctl.base import sqlfiles
from bp010ctl.lint import embedded
from bp010ctl.lint.findings import Finding

LONGEST = 120
WIDEST = 120
"""Characters in a line of a body: texts that become SQL are in them."""
REASON = "Long because"
RELATIONS = {"FROM", "JOIN", "INTO", "UPDATE", "TABLE", "VIEW", "FUNCTION", "PROCEDURE", "CALL"}
"""What stands before the name of a relation or routine."""
QUOTED = re.compile(r"\A(\$\w*\$|[eE]?')(.*)(?:\$\w*\$|')\Z", re.DOTALL)

Fault = tuple[int, str, str]
"""Place in a text, rule, message."""


def check(project: Path, files: Iterable[Path]) -> list[Finding]:
    """The findings in files of sql/, whose paths are relative to the project."""
    return [finding for path in files for finding in _of_file(path, sqlfiles.text(project / path))]


def _of_file(path: Path, text: str) -> Iterator[Finding]:
    try:
        bodies = embedded.bodies(text)
    except ParseError:
        return  # sqlfluff says so itself
    for place, rule, message in (
        *_lengths(bodies),
        *_widths(bodies),
        *_outputs(bodies),
        *_of_texts(text, bodies),
    ):
        before = text[:place]
        line, column = before.count("\n") + 1, place - before.rfind("\n")
        yield Finding(str(path), line, column, rule, message)


def _lengths(bodies: Iterable[embedded.Body]) -> Iterator[Fault]:
    for body in bodies:
        lines = body.text.count("\n") + 1
        if lines > LONGEST and REASON not in body.text:
            message = (
                f"a body of {lines} lines, more than {LONGEST}: split it along its steps, or say in"
                f' its header "{REASON} …"'
            )
            yield body.start, "long-routine", message


def _widths(bodies: Iterable[embedded.Body]) -> Iterator[Fault]:
    for body in bodies:
        place = body.start
        for line in body.text.split("\n"):
            if len(line) > WIDEST:
                message = f"a line of {len(line)} characters, more than {WIDEST}"
                yield place, "long-line", message
            place += len(line) + 1


# -- outputs --------------------------------------------------------------------------------------


def _outputs(bodies: Iterable[embedded.Body]) -> Iterator[Fault]:
    for body in bodies:
        for piece in embedded.pieces(body):
            if piece.mode == embedded.STATEMENT:
                for place in _nameless(piece, body):
                    message = "an output without a name: give it one by AS"
                    yield body.start + piece.start + place, "unnamed-output", message


def _nameless(piece: embedded.Piece, body: embedded.Body) -> list[int]:
    """Where a statement's outputs without a name begin. Variables after INTO, which the piece
    lacks, name those of the whole statement."""
    try:
        statement = pglast.parse_sql(piece.text)
    except ParseError:
        return []
    written = body.text[piece.start : piece.start + len(piece.text)]
    visitor = _Outputs(into=not piece.dynamic and written != piece.text)
    visitor(statement)
    return [0 if piece.dynamic else place for place in visitor.places]


class _Outputs(Visitor):
    """Collects outputs that are no column by itself and have no name, but for the only one of a
    query: that is a value, whose name nobody reads, unless the query is a relation."""

    def __init__(self, into: bool) -> None:
        self.into = into
        self.places: list[int] = []

    def visit_SelectStmt(self, ancestors: Ancestor, select: ast.SelectStmt) -> None:
        outputs = select.targetList or ()
        holder, names = _holder(ancestors)
        if names or (holder is ast.RawStmt and self.into):
            return
        if len(outputs) == 1 and holder not in {ast.CommonTableExpr, ast.RangeSubselect}:
            return
        for output in outputs:
            if output.name is None and not isinstance(output.val, ast.ColumnRef):
                self.places.append(output.location)


def _holder(ancestors: Ancestor) -> tuple[type, Any]:
    """What a query is the query of, through arms of UNION, and the names that are given there."""
    above: Ancestor | None = ancestors
    while above and isinstance(above.node, ast.SelectStmt):
        above = above.parent
    node = above.node if above else None
    if isinstance(node, ast.CommonTableExpr):
        return type(node), node.aliascolnames
    if isinstance(node, ast.RangeSubselect):
        return type(node), node.alias and node.alias.colnames
    return type(node), None


# -- aliases --------------------------------------------------------------------------------------


def _of_texts(text: str, bodies: Sequence[embedded.Body]) -> Iterator[Fault]:
    """Aliases of one letter in a view's query, or in bodies and in the texts that these run."""
    if not bodies:
        yield from _aliases(text, 0)
    for body in bodies:
        yield from _aliases(body.text, body.start, inside=True)


def _aliases(text: str, start: int, inside: bool = False) -> Iterator[Fault]:
    """Names of one letter after AS, in the list of columns behind such a name, or as a column's
    relation; inside: strings are looked at as SQL too. `%I` and `%1$s` are no names."""
    try:
        tokens = [token for token in scan(text) if "COMMENT" not in token.name]
    except ParseError:
        return
    words = [text[token.start : token.end + 1] for token in tokens]
    for number, (token, word) in enumerate(zip(tokens, words, strict=True)):
        if token.name == "SCONST" and inside:
            content = QUOTED.match(word)
            assert content, word
            yield from _aliases(content[2], start + token.start + len(content[1]), inside=True)
        elif (
            len(word) == 1
            and word.isalpha()
            and text[token.start - 1 : token.start] not in {"%", "$"}
            and _is_alias(words, number)
        ):
            yield start + token.start, "short-alias", f'"{word}" says nothing: name what it holds'


def _is_alias(words: Sequence[str], number: int) -> bool:
    """Whether a word is an alias, and not a schema, by what stands around it."""
    before = words[number - 1].upper() if number else ""
    if before == "AS" or (words[number + 1 : number + 2] == ["."] and before not in RELATIONS):
        return True
    while number >= 3 and words[number - 1] in {",", "("}:
        if words[number - 1] == "(":
            return words[number - 3] == "AS"
        number -= 2
    return False
