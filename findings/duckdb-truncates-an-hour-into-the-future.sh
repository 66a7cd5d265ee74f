#!/usr/bin/env bash
# DuckDB 2.0.1, date_trunc('hour', …) of TIMESTAMPTZ, in the night in which clocks go back (Ciudad Juarez,
# 1 November 2026); the same Arrow column by pyarrow 26.0.1 and Polars 2.1.0.
# Guess: a truncated instant is not later than the instant, and hours that are hours apart stay apart, as in
# Polars and in DuckDB's own time_bucket.
# Seen: the first pass of 01:00 (-06:00) is truncated to the beginning of the second (-07:00), up to an
# hour after the reading. The sums by the hour have one hour of six readings and one that is missing.
# pyarrow's floor_temporal refuses the whole column as ambiguous, though every value is an instant: a job
# that fails in one night of the year.
# Instead: time_bucket(INTERVAL '1 hour', …), or truncate in UTC.
# Exits 1 when they behave otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check duckdb==2.0.1 polars==2.1.0 pyarrow==26.0.1 \
    pytz==2026.6 tzdata==2026.6 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys
from datetime import UTC, datetime, timedelta

import duckdb
import polars
import pyarrow
import pyarrow.compute

ZONE = "America/Ciudad_Juarez"
times = [datetime(2026, 11, 1, 6, tzinfo=UTC) + timedelta(minutes=20 * count) for count in range(12)]
column = pyarrow.array(times, pyarrow.timestamp("us", ZONE))
readings = pyarrow.table({"t": column})


def by_duckdb(hour):
    query = f"SELECT {hour} AS hour, count(*), min(t) < min({hour}) FROM readings GROUP BY ALL ORDER BY hour"
    return [(f"{hour:%H:%M%z}", count, later) for hour, count, later in database.sql(query).fetchall()]


database = duckdb.connect()
database.sql(f"SET TimeZone = '{ZONE}'")
groups = polars.from_arrow(readings).group_by_dynamic("t", every="1h").agg(polars.len()).rows()
seen = {
    "DuckDB date_trunc": by_duckdb("date_trunc('hour', t)"),
    "DuckDB time_bucket": by_duckdb("time_bucket(INTERVAL '1 hour', t)"),
    "Polars": [(f"{hour:%H:%M%z}", count) for hour, count in groups],
}
try:
    pyarrow.compute.floor_temporal(column, unit="hour")
    seen["pyarrow"] = "works"
except pyarrow.ArrowInvalid as error:
    seen["pyarrow"] = str(error)[:23]
for name, value in seen.items():
    print(f"{name}: {value}")
hours = ["00:00-0600", "01:00-0600", "01:00-0700", "02:00-0700"]
expected = {
    "DuckDB date_trunc": [(hours[0], 3, False), (hours[2], 6, True), (hours[3], 3, False)],
    "DuckDB time_bucket": [(hour, 3, False) for hour in hours],
    "Polars": [(hour, 3) for hour in hours],
    "pyarrow": "Local time is ambiguous",
}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
