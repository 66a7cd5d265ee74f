"""What parts of a parsed statement are: constants, names, conditions, aggregates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pglast.ast
from pglast.enums import BoolExprType

ast: Any = pglast.ast
"""To the type checker every attribute of a node may be None."""

ROW_FUNCTIONS = {"array_agg", "to_json", "to_jsonb", "row_to_json"}
"""Functions that keep the fields of the whole rows that they are given."""

FIELD_OPERATORS = {"->", "->>"}
"""Operators that take a field out of JSON."""

COUNTS = {"count", "num_nonnulls", "num_nulls"}
"""Functions that only look whether there is a value."""

COLLECTING = {
    "array_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg", "string_agg",
}  # fmt: skip
"""Aggregates that keep what they are given: a filter only chooses what that is."""

AGGREGATES = COLLECTING | {
    "avg", "bit_and", "bit_or", "bool_and", "bool_or", "count", "max", "min", "sum",
}  # fmt: skip


def literal(node: Any) -> str:
    """A constant as text, cast or not; empty where it is something else."""
    if isinstance(node, ast.TypeCast):
        return literal(node.arg)
    value = node.val if isinstance(node, ast.A_Const) else None
    if isinstance(value, ast.Integer):
        return str(value.ival)
    return str(value.sval) if isinstance(value, ast.String) else ""


def plain_name(node: Any) -> str | None:
    """A column reference of one part, else None."""
    if isinstance(node, ast.ColumnRef) and len(node.fields) == 1:
        return getattr(node.fields[0], "sval", None)
    return None


def name_of(value: Any) -> str:
    """What PostgreSQL calls an output column without an alias."""
    if isinstance(value, ast.ColumnRef):
        return str(value.fields[-1].sval)
    if isinstance(value, ast.FuncCall):
        return str(value.funcname[-1].sval)
    if isinstance(value, ast.TypeCast):
        return name_of(value.arg)
    return "?column?"


def conjuncts(condition: Any) -> Iterable[Any]:
    """The parts of a condition that all have to hold."""
    if isinstance(condition, ast.BoolExpr) and condition.boolop == BoolExprType.AND_EXPR:
        for part in condition.args:
            yield from conjuncts(part)
    elif condition is not None:
        yield condition


def aggregates(node: Any) -> bool:
    """Whether an expression has an aggregate, which makes one row of all."""
    if isinstance(node, ast.SubLink) or not isinstance(node, ast.Node | tuple):
        return False
    if isinstance(node, ast.FuncCall) and not node.over and node.funcname[-1].sval in AGGREGATES:
        return True
    parts = node if isinstance(node, tuple) else (getattr(node, name) for name in node)
    return any(map(aggregates, parts))


def is_column(node: Any, alias: str, column: str) -> bool:
    """Whether an expression is that column of the table of that alias."""
    if not isinstance(node, ast.ColumnRef):
        return False
    names = [getattr(part, "sval", "*") for part in node.fields]
    return names[-1] == column and names[:-1] in ([], [alias])


def places_in(body: str) -> list[str]:
    """The texts, in order, of the constant array in which a body looks for its argument."""
    match = re.search(r"\bARRAY\[([^\]]*)\]", body) if "array_position(" in body else None
    return re.findall(r"'(\w+)'", match[1]) if match else []


def elements_of(text: str) -> list[str]:
    """The elements of an array of names, as a constant."""
    return [element.strip() for element in text.strip("{}").split(",") if element.strip()]
