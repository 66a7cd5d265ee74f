#!/usr/bin/env bash
# DuckDB 2.0.1, read_csv of a column of times with years of two digits, 01/02/26 00:50; the same CSV by
# Polars 2.1.0 with try_parse_dates.
# Guess: the column stays text, or 26 is the year 2026: in any case no one-digit year comes out, and
# two days that are two days apart stay so.
# Seen: no error and no warning. DuckDB makes TIMESTAMP of it with the day as the year: 26 February of the
# year 1, and the 13th is in the year 13. Polars makes dates of it with the day first, but in the year 26.
# An hour's average, a join or a partition by month goes on with these.
# Instead: read times as text and cast them by a declared format ('%d/%m/%y').
# Exits 1 when they behave otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check duckdb==2.0.1 polars==2.1.0 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys

import duckdb
import polars

with open("times.csv", "w") as file:
    file.write("t,v\n01/02/26 00:50,1\n13/02/26 00:50,2\n")
with open("days.csv", "w") as file:
    file.write("t,v\n01/02/26,1\n13/02/26,2\n")
read = duckdb.sql("SELECT * FROM read_csv('times.csv')")
declared = duckdb.sql(
    "SELECT strptime(t, '%d/%m/%y %H:%M')::VARCHAR FROM read_csv('times.csv', all_varchar = true)"
)
seen = {
    "DuckDB": [str(read.types[0]), *(str(t) for t, _ in read.fetchall())],
    "DuckDB, declared": [t for (t,) in declared.fetchall()],
    "Polars": [str(t) for t, _ in polars.read_csv("days.csv", try_parse_dates=True).rows()],
}
for name, value in seen.items():
    print(f"{name}: {value}")
expected = {
    "DuckDB": ["TIMESTAMP", "0001-02-26 00:50:00", "0013-02-26 00:50:00"],
    "DuckDB, declared": ["2026-02-01 00:50:00", "2026-02-13 00:50:00"],
    "Polars": ["0026-02-01", "0026-02-13"],
}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
cd "$folder"
venv/bin/python try.py
