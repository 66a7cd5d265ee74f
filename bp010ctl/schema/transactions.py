"""Bodies that end the transaction where PostgreSQL does not let them, which shows when they run.

COMMIT and ROLLBACK, and CALL of a procedure with one, are refused in a function, in a procedure
with SET or SECURITY DEFINER, and between BEGIN and EXCEPTION. plpgsql_check sees only the last, and
that only for COMMIT itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pglast.parser import ParseError, Token, scan

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.schema.bodies import Fault

SQLSTATE = "2D000"
BEFORE = {";", "BEGIN", "THEN", "LOOP", "ELSE"}
"""What a statement comes after; ON COMMIT is none."""


@dataclass(frozen=True)
class Ending:
    """COMMIT or ROLLBACK (called is empty) or a CALL in a body; line counts from the opening quote.

    guarded: it stands between a BEGIN and its EXCEPTION.
    """

    line: int
    called: str
    guarded: bool


@dataclass
class _Block:
    """An open BEGIN, or CASE; inside: the places of what stands in it so far."""

    is_case: bool
    inside: list[int] = field(default_factory=list)


def check(connection: Connection) -> list[Fault]:
    """Every statement that would fail with `invalid transaction termination`."""
    rows = queries.tuples(connection, "schema/transactions")
    routines = [(name, body, reason, endings(body)) for name, body, reason in rows]
    ending = _ending((name, found) for name, _, _, found in routines)
    return [
        _fault(name, body, one, reason)
        for name, body, reason, found in routines
        for one in found
        if (reason or one.guarded) and (not one.called or one.called in ending)
    ]


def procedures(connection: Connection) -> set[str]:
    """The names of those that end their transaction, by themselves or by what they call."""
    rows = queries.tuples(connection, "schema/transactions")
    return _ending((name, endings(body)) for name, body, _ in rows)


def _ending(routines: Iterable[tuple[str, Sequence[Ending]]]) -> set[str]:
    called = [(name, {one.called for one in found}) for name, found in routines]
    known = {""}  # COMMIT itself
    while more := {name for name, names in called if names & known} - known:
        known |= more
    return known - {""}


def endings(body: str) -> list[Ending]:
    """What in a PL/pgSQL body ends the transaction, or may by what it calls."""
    try:
        tokens = [token for token in scan(body) if not token.name.endswith("_COMMENT")]
    except ParseError:
        return []
    found: list[tuple[int, str]] = []
    guarded: set[int] = set()
    blocks: list[_Block] = []
    for number, (before, token) in enumerate(zip([None, *tokens], tokens, strict=False)):
        word = body[token.start : token.end + 1].upper()
        after = tokens[number + 1 : number + 4]
        _open_or_close(blocks, word, _text(body, before), _text(body, *after[:1]))
        if word == "EXCEPTION" and _text(body, before) == ";":
            innermost = next((block for block in reversed(blocks) if not block.is_case), None)
            guarded.update(innermost.inside if innermost else ())
        if (called := _called(word, before, after, body)) is not None:
            for block in blocks:
                block.inside.append(len(found))
            found.append((token.start, called))
    return [
        Ending(body.count("\n", 0, start) + 1, called, place in guarded)
        for place, (start, called) in enumerate(found)
    ]


def _text(body: str, token: Token | None = None) -> str:
    return "" if token is None else body[token.start : token.end + 1].upper()


def _open_or_close(blocks: list[_Block], word: str, before: str, after: str) -> None:
    if word == "BEGIN" or (word == "CASE" and before != "END"):
        blocks.append(_Block(word == "CASE"))
    elif word == "END" and after not in {"IF", "LOOP"} and blocks:
        blocks.pop()


def _called(word: str, before: Token | None, after: Sequence[Token], body: str) -> str | None:
    """'' for COMMIT and ROLLBACK, the name for CALL, None for anything else."""
    following = [_text(body, token) for token in after]
    if word in {"COMMIT", "ROLLBACK"} and _text(body, before) in BEFORE:
        return None if following[:1] == ["TO"] else ""
    if word == "CALL" and following[1:2] == ["."]:
        return f"{following[0]}.{following[2]}".lower().replace('"', "")
    return None


def _fault(name: str, body: str, one: Ending, reason: str | None) -> Fault:
    what = f"CALL {one.called} ends" if one.called else "COMMIT or ROLLBACK ends"
    where = "between BEGIN and EXCEPTION" if one.guarded else f"in {reason}"
    message = f"{what} the transaction, which PostgreSQL refuses {where}"
    return Fault(name, body, one.line, "error", SQLSTATE, message, None)
