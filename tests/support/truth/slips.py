"""Wrong columns, made on purpose: two columns of a list of SQL taken for one another.

PostgreSQL's own lexer says where the lists of a view or routine are: the outputs of a SELECT, what
an UPDATE sets, rows of VALUES, arguments of a call, elements of a row or array, names after AS. A
slip exchanges two elements of a list or of two rows, or takes a column for another one of the same
relation that the text uses. Some lists are left alone, because no value comes of their order:

- those of ORDER BY, GROUP BY, PARTITION BY, DISTINCT ON, ON CONFLICT, USING and IN;
- arguments of functions that do not mind their order (`COMMUTATIVE`);
- rows compared by IS DISTINCT FROM: they say whether to write, not what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from pglast.parser import scan

from bp010ctl.lint import embedded

COMMUTATIVE = {"greatest", "least", "num_nonnulls", "num_nulls", "fnc_sumar"}
OTHER_LISTS = {"BY", "ON", "CONFLICT", "IN_P", "USING", "OVER", "DISTINCT", "ANY", "FILTER"}
SELECT_ENDS = {
    "FROM", "INTO", "WHERE", "UNION", "EXCEPT", "INTERSECT", "LIMIT", "ORDER", "HAVING", "GROUP_P",
    "OFFSET",
}  # fmt: skip
SET_ENDS = {"FROM", "WHERE", "RETURNING"}
ORDER_ENDS = {
    "SELECT", "FROM", "LIMIT", "OFFSET", "FOR", "ON", "RETURNING", "UNION", "HAVING", "RANGE",
    "ROWS", "INTO",
}  # fmt: skip
LITERALS = {"SCONST", "ICONST", "FCONST", "NULL_P", "TRUE_P", "FALSE_P"}
NO_CALL = {
    "AND", "OR", "NOT", "WHERE", "THEN", "WHEN", "ELSE", "FROM", "SELECT", "WITH", "JOIN", "EXISTS",
    "LATERAL_P", "MATERIALIZED", "ALL", "UNION", "SET", "RETURN", "CASE",
}  # fmt: skip


@dataclass(frozen=True)
class Word:
    """A word of SQL: its name in the grammar, its text, where it starts and ends."""

    name: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Bracket:
    """What stands between ( ) or [ ]."""

    opening: Word
    inside: tuple[Word | Bracket, ...]
    closing: Word

    name = "BRACKET"
    text = "("

    @property
    def start(self) -> int:
        return self.opening.start

    @property
    def end(self) -> int:
        return self.closing.end


Piece = Word | Bracket
Element = tuple[Piece, ...]


@dataclass(frozen=True)
class Listing:
    """A list of elements, and what it lists: outputs, assignments, arguments, values, names."""

    kind: str
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class Slip:
    """The text of a view or routine with a wrong column in it."""

    what: str
    text: str


@dataclass(frozen=True)
class Spot:
    """A place in a view or routine where a wrong column may stand; line: in its file.

    candidates: slips at this place in the order in which they are to be tried, until one compiles.
    """

    name: str
    line: int
    candidates: tuple[Slip, ...]


# -- reading


def pieces(text: str) -> tuple[Piece, ...]:
    """The words of a text, those in brackets together; comments are left out."""
    open_words: list[Word] = []
    levels: list[list[Piece]] = [[]]
    for token in scan(text):
        if token.name in {"SQL_COMMENT", "C_COMMENT"}:
            continue
        word = Word(token.name, text[token.start : token.end + 1], token.start, token.end + 1)
        if word.text in {"(", "["}:
            open_words.append(word)
            levels.append([])
        elif word.text in {")", "]"} and open_words:
            inside = tuple(levels.pop())
            levels[-1].append(Bracket(open_words.pop(), inside, word))
        else:
            levels[-1].append(word)
    return tuple(levels[0])


def listings(level: Sequence[Piece]) -> Iterator[Listing]:
    """The lists of a text whose order makes values, those in brackets included."""
    ordered = False
    for place, piece in enumerate(level):
        if piece.name in {"ORDER", "GROUP_P", "PARTITION"}:
            ordered = True
        elif ordered and piece.name in ORDER_ENDS:
            ordered = False
        if ordered:
            continue
        if piece.name == "SELECT":
            yield Listing("outputs", _until(level, place + 1, SELECT_ENDS))
        elif piece.name == "RETURNING":
            yield Listing("outputs", _until(level, place + 1, {"INTO"}))
        elif piece.name == "SET" and level[place - 1].name != "RESET":
            yield Listing("assignments", _until(level, place + 1, SET_ENDS))
        elif piece.name == "VALUES":
            yield from _columns_of_rows(level, place + 1)
        if isinstance(piece, Bracket):
            kind = _kind(level, place)
            if kind and not _is_query(piece):
                yield Listing(kind, _until(piece.inside, 0, {"ORDER"}))
            yield from listings(piece.inside)


def _columns_of_rows(level: Sequence[Piece], start: int) -> Iterator[Listing]:
    """Each column of the rows of a VALUES: what one row says in the place of another."""
    rows = []
    while start < len(level) and isinstance(row := level[start], Bracket):
        rows.append(split(row.inside))
        start += 2
    if len(rows) > 1:
        for elements in zip(*rows, strict=True):
            yield Listing("values", elements)


def _until(level: Sequence[Piece], start: int, ends: set[str]) -> tuple[Element, ...]:
    end = start
    while end < len(level) and level[end].name not in ends and level[end].text != ";":
        end += 1
    if start < end and level[start].name == "DISTINCT":
        start += 3 if level[start + 1].name == "ON" else 1
    return split(level[start:end])


def split(level: Sequence[Piece]) -> tuple[Element, ...]:
    """The elements between the commas."""
    elements: list[list[Piece]] = [[]]
    for piece in level:
        if piece.text == ",":
            elements.append([])
        else:
            elements[-1].append(piece)
    return tuple(tuple(element) for element in elements if element)


def _is_query(bracket: Bracket) -> bool:
    first = bracket.inside[0] if bracket.inside else None
    if isinstance(first, Bracket):
        return _is_query(first)
    return first is not None and first.name in {"SELECT", "WITH", "VALUES"}


def _kind(level: Sequence[Piece], place: int) -> str:
    """What a bracket lists; nothing where its order makes no value."""
    before = [piece.name for piece in level[max(0, place - 4) : place]]
    after = level[place + 1].name if place + 1 < len(level) else ""
    last = level[place - 1] if place else None
    if last is None or last.text == ",":
        return "" if after == "IS" else "values"
    if (
        after == "IS"
        or before[-2:] == ["DISTINCT", "FROM"]
        or before[-3:-1] == ["DISTINCT", "FROM"]
    ):
        return ""  # compared by IS DISTINCT FROM, ROW( ) too
    if last.name in OTHER_LISTS or last.text.lower() in COMMUTATIVE:
        return ""
    if last.name == "VALUES" or last.name == "ROW" or last.text == "=":
        return "values"
    bracket = level[place]
    if isinstance(bracket, Bracket) and bracket.opening.text == "[":
        return "values" if last.name == "ARRAY" else ""
    if "AS" in before[-2:] or "INTO" in before:
        return "names"
    if isinstance(last, Bracket) or last.name in NO_CALL or not last.text.isidentifier():
        return ""
    return "arguments"


# -- exchanging


def span(element: Element) -> tuple[int, int]:
    return element[0].start, element[-1].end


def named(element: Element, text: str) -> tuple[str, str]:
    """Expression and name of an output: after AS, else the column's own; "" without one."""
    for place, piece in enumerate(element):
        if piece.name == "AS" and place == len(element) - 2:
            return text[element[0].start : element[place - 1].end], element[-1].text
    expression = text[slice(*span(element))]
    plain = len(element) > 1 and element[-2].text == "." and isinstance(element[-1], Word)
    return expression, element[-1].text if plain else ""


def exchanged(listing: Listing, text: str, one: int, other: int) -> str | None:
    """The text with two elements exchanged; None where that is the same, or one a constant."""
    first, second = sorted((listing.elements[one], listing.elements[other]), key=span)
    if any(_is_constant(element, listing.kind) for element in (first, second)):
        return None
    new = _exchange(listing.kind, text, first, second)
    if new is None:
        return None
    (start, end), (again, stop) = span(first), span(second)
    return text[:start] + new[0] + text[end:again] + new[1] + text[stop:]


def _exchange(kind: str, text: str, first: Element, second: Element) -> tuple[str, str] | None:
    texts = text[slice(*span(first))], text[slice(*span(second))]
    if kind == "outputs":
        (one, name), (other, again) = named(first, text), named(second, text)
        if one == other or "*" in (one[-1], other[-1]):
            return None
        return _output(other, name), _output(one, again)
    if kind == "assignments":
        (target, _, value), (goal, _, other) = (part.partition("=") for part in texts)
        if not value or not other or value.strip() == other.strip() or "(" in target + goal:
            return None
        return f"{target}= {other.strip()}", f"{goal}= {value.strip()}"
    return None if texts[0] == texts[1] else (texts[1], texts[0])


def _is_constant(element: Element, kind: str) -> bool:
    """Whether an element is a literal; an argument: whether it names no column and no variable."""
    return element[0].name in LITERALS or (kind == "arguments" and not _names_a_value(element))


def _names_a_value(level: Sequence[Piece]) -> bool:
    for place, piece in enumerate(level):
        after = level[place + 1].text if place + 1 < len(level) else ""
        if isinstance(piece, Bracket):
            if _names_a_value(piece.inside):
                return True
        elif piece.name == "IDENT" and after not in {".", "("}:
            return place == 0 or level[place - 1].name != "TYPECAST"
    return False


def _output(expression: str, name: str) -> str:
    return f"{expression} AS {name}" if name else expression


# -- the spots of a file


def spots(path: Path, seed: str = "", limit: int = 12) -> Iterator[Spot]:
    """Every element of a list, to be exchanged with another; every column, to be taken for another.

    Which others are tried, at most `limit` of them, the seed decides.
    """
    text = path.read_text(encoding="utf-8")
    statement = _statement(text)
    bodies = embedded.bodies(statement)
    start = bodies[0].start if bodies else statement.index(" AS\n") + len(" AS\n")
    body = bodies[0].text if bodies else statement[start:]
    before, after = statement[:start], statement[start + len(body) :]
    chance = Random(f"{seed}{path.stem}")
    level = pieces(body)
    lists = [listing for listing in listings(level) if listing.elements]
    seen: set[int] = set()
    for place, candidates in (
        *_elements(lists, body, chance),
        *_columns(lists, level, body, chance),
    ):
        new = list(islice((made for made in candidates if hash(made[1]) not in seen), limit))
        if new:
            seen.add(hash(new[0][1]))
            line = text[: start + place].count("\n") + 1
            made = tuple(Slip(what, before + changed + after) for what, changed in new)
            yield Spot(path.stem, line, made)


def _statement(text: str) -> str:
    """The statement that makes the object, without the comments on it."""
    bodies = embedded.bodies(text)
    if bodies:
        return text[: bodies[0].outer[1]] + ";"
    statement, _ = re.split(r";[^\n]*\n\nCOMMENT ON", text, maxsplit=1)
    return f"{statement};"


Candidates = tuple[int, Iterator[tuple[str, str]]]
"""A place in the body, and what may be done there, as it is asked for: in words, and the body with
it done."""


def _elements(lists: Sequence[Listing], body: str, chance: Random) -> Iterator[Candidates]:
    """Each element with the others of its list that make a difference."""
    for listing in lists:
        numbers = range(len(listing.elements))
        for one in numbers:
            others = [other for other in numbers if other != one]
            chance.shuffle(others)
            yield listing.elements[one][0].start, _with_others(listing, body, one, others)


def _with_others(
    listing: Listing, body: str, one: int, others: Sequence[int]
) -> Iterator[tuple[str, str]]:
    for other in others:
        new = exchanged(listing, body, one, other)
        if new is not None:
            both = (listing.elements[one], listing.elements[other])
            words = [_short(body[slice(*span(element))]) for element in both]
            yield f"{listing.kind}: {words[0]} and {words[1]} exchanged", new


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else f"{plain[:57]}…"


# -- a column for another of its relation


Use = tuple[str, Word]
"""A relation's name and a column of it, as they are used; parameters are columns of no relation."""


def uses(level: Sequence[Piece], queries: bool = True, judging: bool = False) -> Iterator[Use]:
    """Every column that is written with its relation, and every parameter, those in brackets
    included. Without `queries`: none of queries in brackets, which are lists of their own, and none
    that only orders an aggregate. Parameters that a CASE looks at guard against bad values: none of
    them, which is what `judging` says of a bracket in a condition."""
    for place, piece in enumerate(level):
        if piece.name == "ORDER" and not queries:
            return
        judging = piece.name == "WHEN" or (judging and piece.name != "THEN")
        if isinstance(piece, Bracket):
            if queries or not _is_query(piece):
                yield from uses(piece.inside, queries, judging)
        elif piece.text == "." and 0 < place < len(level) - 1:
            relation, column = level[place - 1], level[place + 1]
            call = place + 2 < len(level) and isinstance(level[place + 2], Bracket)
            if isinstance(relation, Word) and isinstance(column, Word) and not call:
                yield relation.text, column
        elif (
            piece.text.startswith("p_")
            and not judging
            and isinstance(piece, Word)
            and (not place or level[place - 1].text != ".")
        ):
            yield "", piece


def _columns(
    lists: Sequence[Listing], level: Sequence[Piece], body: str, chance: Random
) -> Iterator[Candidates]:
    """Each column in a list with the others of its relation that the text uses."""
    known: dict[str, list[str]] = {}
    for relation, column in uses(level):
        columns = known.setdefault(relation, [])
        if column.text not in columns:
            columns.append(column.text)
    done: set[int] = set()
    for listing in lists:
        for element in listing.elements:
            for relation, column in uses(element, queries=False):
                if column.start in done or column.text == "*":
                    continue
                done.add(column.start)
                others = [
                    name for name in known.get(relation, ()) if name not in {column.text, "*"}
                ]
                chance.shuffle(others)
                whole = relation and listing.kind == "outputs" and len(element) == 3
                yield column.start, _taken(relation, column, others, bool(whole), body)


def _taken(
    relation: str, column: Word, others: Sequence[str], whole: bool, body: str
) -> Iterator[tuple[str, str]]:
    """Each of the others in a column's place; whole: an output by itself, which keeps its name."""
    for other in others:
        new = f"{other} AS {column.text}" if whole else other
        what = f"{other} for {column.text}" + (f" of {relation}" if relation else "")
        yield what, body[: column.start] + new + body[column.end :]
