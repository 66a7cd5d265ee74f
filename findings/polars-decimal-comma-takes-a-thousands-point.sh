#!/usr/bin/env bash
# Polars 2.1.0, read_csv(decimal_comma=True) with a declared column of Float64; the same file by DuckDB 2.0.1
# with decimal_separator = ','.
# Guess: where the comma divides the decimals, 1.251 is 1251 (thousands are divided by points in such files:
# 1.251,7), or it is refused as 1.251,7 is.
# Seen: 1.251 is read as 1.251, among 731,5 and 1250,75 in the same column: a thousandth of what was written,
# without an error. With both marks, 1.251,7, the very same reader refuses the file. DuckDB refuses both.
# Instead: read as text; a file has one decimal mark, and a point in a file of commas divides thousands.
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

START = "pressure\n731,5\n1250,75\n"


def by_polars(text):
    try:
        rows = polars.read_csv(
            text.encode(), separator=";", decimal_comma=True, schema={"pressure": polars.Float64}
        )
        return rows["pressure"].to_list()
    except polars.exceptions.ComputeError:
        return "refused"


def by_duckdb(text):
    with open("file.csv", "w") as file:
        file.write(text)
    try:
        rows = duckdb.sql(
            "SELECT * FROM read_csv('file.csv', delim = ';', header = true, decimal_separator = ',',"
            " columns = {'pressure': 'DOUBLE'})"
        )
        return [pressure for (pressure,) in rows.fetchall()]
    except duckdb.ConversionException:
        return "refused"


seen = {
    "Polars, 1.251": by_polars(START + "1.251\n"),
    "Polars, 1.251,7": by_polars(START + "1.251,7\n"),
    "DuckDB, 1.251": by_duckdb(START + "1.251\n"),
    "DuckDB, 1.251,7": by_duckdb(START + "1.251,7\n"),
}
for name, value in seen.items():
    print(f"{name}: {value}")
expected = {
    "Polars, 1.251": [731.5, 1250.75, 1.251],
    "Polars, 1.251,7": "refused",
    "DuckDB, 1.251": "refused",
    "DuckDB, 1.251,7": "refused",
}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
cd "$folder"
venv/bin/python try.py
