#!/usr/bin/env bash
# sqlfluff 4.5.0, `fix`, dialect postgres, default rules.
# Guess: a formatter changes layout, and takes quotes off an identifier (rule RF06) only where the
# identifier means the same without them.
# Seen: it also unquotes "user", "current_user" and "system_user". A column becomes the name of the
# session's user (pglast 8.7, PostgreSQL's own parser: ColumnRef becomes a function), and every row
# silently shows it. "session_user", "current_date" and other words of the same kind keep their quotes.
# "table" and "collation" lose theirs too, and the statement no longer parses.
# Exits 1 when sqlfluff behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check sqlfluff==4.5.0 pglast==8.7 2>/dev/null
cd "$folder"
cat >try.py <<'PY'
import subprocess
import sys

from pglast import parse_sql
from pglast.parser import ParseError


def kind(text):
    try:
        target = parse_sql(text)[0].stmt.targetList[0].val
    except ParseError:
        return "no SQL any more"
    return type(target).__name__


seen = {}
for word in ["user", "current_user", "system_user", "session_user", "current_date", "table"]:
    with open("query.sql", "w") as file:
        file.write(f'SELECT "{word}" FROM logins;\n')
    before = kind(open("query.sql").read())
    subprocess.run(
        ["venv/bin/sqlfluff", "fix", "-q", "--dialect", "postgres", "query.sql"],
        capture_output=True,
    )
    text = open("query.sql").read()
    seen[word] = kind(text)
    print(f"{word:<14} {before} -> {seen[word]:<18} {text.strip()}")

expected = {
    "user": "SQLValueFunction",
    "current_user": "SQLValueFunction",
    "system_user": "FuncCall",
    "session_user": "ColumnRef",
    "current_date": "ColumnRef",
    "table": "no SQL any more",
}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
venv/bin/python try.py
