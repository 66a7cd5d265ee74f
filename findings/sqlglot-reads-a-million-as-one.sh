#!/usr/bin/env bash
# sqlglot 30.30.0, transpile() from postgres to postgres; pglast 8.8 is PostgreSQL's own parser (18).
# Guess: what is read as PostgreSQL and written as PostgreSQL means the same, or is refused.
# Seen: numbers as PostgreSQL 16 and later write them change: 1_000_000 becomes 1 with the alias _000_000,
# 0x1F and 0b101 become bit strings, 0o17 becomes 0 with an alias. The precision of
# CURRENT_TIMESTAMP(0) is gone, so that whole seconds get their microseconds back. No error.
# Exits 1 when sqlglot behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check sqlglot==30.30.0 pglast==8.8 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys

import sqlglot
from pglast import ast, parse_sql


def value(query):
    constant = parse_sql(query)[0].stmt.targetList[0].val
    if isinstance(constant, ast.SQLValueFunction):
        return "no precision" if constant.typmod == -1 else f"precision {constant.typmod}"
    return (type(constant.val).__name__, getattr(constant.val, "ival", getattr(constant.val, "bsval", None)))


seen = {}
for text in ["1_000_000", "0x1F", "0b101", "0o17", "CURRENT_TIMESTAMP(0)"]:
    query = f"SELECT {text}"
    (written,) = sqlglot.transpile(query, read="postgres", write="postgres")
    seen[text] = (value(query), value(written))
    print(f"{query:<28} -> {written:<28} {seen[text][0]} -> {seen[text][1]}")
expected = {
    "1_000_000": (("Integer", 1000000), ("Integer", 1)),
    "0x1F": (("Integer", 31), ("BitString", "x1F")),
    "0b101": (("Integer", 5), ("BitString", "b101")),
    "0o17": (("Integer", 15), ("Integer", 0)),
    "CURRENT_TIMESTAMP(0)": ("precision 0", "no precision"),
}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
