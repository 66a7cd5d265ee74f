"""The same definition as two servers print it, made alike.

16 and up leave out the prefix of a column where a view's query reads one source only; 17 and up
know the privilege MAINTAIN. What else differs (identities of partitions, NOT NULL as constraints)
the catalog's query leaves out for every version. What a dump has restored was parsed once more from
its own text, so that (a OR b) OR c has become a OR b OR c.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pglast import ast, parse_sql
from pglast.parser import ParseError
from pglast.stream import RawStream

from bp010ctl.schema.catalog import Object

WITHOUT_PREFIX = 16
WITH_MAINTAIN = 17
DEFINITION = "definition "
"""Begins a view's query, which is the last line of what the catalog says of it."""


def alike(objects: Iterable[Object], one: int, other: int) -> Iterator[Object]:
    """The objects without what only one of the two versions prints; as they are where both do."""
    below, above = sorted((one, other))
    prefixes = below < WITHOUT_PREFIX <= above
    maintain = below < WITH_MAINTAIN <= above
    for item in objects:
        if prefixes and item.kind in {"view", "materialized view"}:
            head, mark, query = item.definition.partition(DEFINITION)
            item = item._replace(definition=head + mark + unprefixed(query))
        if maintain and "=MAINTAIN" in item.grants:
            kept = [entry for entry in item.grants.split(", ") if "=MAINTAIN" not in entry]
            item = item._replace(grants=", ".join(kept))
        yield item


def reread(item: Object) -> str:
    """Its definition with the expressions as they are after they were parsed from their text."""
    if item.kind in {"view", "materialized view"}:
        head, mark, query = item.definition.partition(DEFINITION)
        return head + mark + _reread("", query)
    first, newline, rest = item.definition.partition("\n")
    begin = {"constraint": "ALTER TABLE t ADD ", "index": ""}.get(item.kind)
    return item.definition if begin is None else _reread(begin, first) + newline + rest


def _reread(begin: str, text: str) -> str:
    try:
        return str(RawStream()(begin + text.removesuffix(" NOT VALID")))
    except (ParseError, ValueError, NotImplementedError):
        return text


def unprefixed(query: str) -> str:
    """A query of one source without that source's name before its columns, in its own clauses."""
    try:
        (statement,) = parse_sql(query)
    except (ParseError, ValueError):
        return query
    source = _only_source(statement.stmt)
    if source is None:
        return query
    prefix = re.compile(r'("(?:[^"]|"")*"|[^\s".]+)\.')
    for place in sorted(_columns(statement.stmt, source), reverse=True):
        if word := prefix.match(query, place):
            query = query[:place] + query[word.end() :]
    return query


def _only_source(query: Any) -> str | None:
    """The name by which a query's columns are called where it reads one source."""
    sources: Any = query.fromClause if isinstance(query, ast.SelectStmt) else ()
    if len(sources or ()) != 1:
        return None
    (source,) = sources
    alias = getattr(source, "alias", None)
    return alias.aliasname if alias else getattr(source, "relname", None)


def _columns(query: Any, source: str) -> Iterator[int]:
    """Where the query itself says source.column; what queries inside it say is left alone."""
    waiting: list[Any] = [
        part for part in (getattr(query, name) for name in query) if part is not query.withClause
    ]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple | list):
            waiting += node
        elif isinstance(node, ast.ColumnRef):
            fields: Any = node.fields
            plain = len(fields) == 2 and isinstance(fields[1], ast.String)
            if plain and fields[0].sval == source:
                yield int(node.location or 0)
        elif isinstance(node, ast.Node) and not isinstance(node, ast.SelectStmt):
            waiting += [getattr(node, str(name)) for name in iter(node)]
