#!/usr/bin/env bash
# adbc-driver-postgresql 1.13.0, reading from PostgreSQL 15 (Debian 12) into Arrow.
# Guess: 'infinity', the usual end of what is valid until further notice, arrives as the latest time that
# Arrow can hold, as null, or as an error; connectorx 0.4.6 gives a year near 262142.
# Seen: the shift from PostgreSQL's epoch (2000) to 1970 overflows. infinity becomes the earliest of all
# times, one microsecond (dates: one day) before -infinity, without an error: a filter "valid until
# later than today" drops exactly the rows that are valid for ever.
# Exits 1 when the driver behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
bin=/usr/lib/postgresql/15/bin
[ -x $bin/initdb ] || apt-get install -y -qq postgresql-15 >/dev/null
as=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
trap 'cd /; "${as[@]}" $bin/pg_ctl -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
cd "$folder"
"${as[@]}" $bin/initdb -D data -U postgres -A trust >/dev/null
"${as[@]}" $bin/pg_ctl -D data -l data/log -w start \
    -o "-k $folder -p 33985 -c listen_addresses=127.0.0.1" >/dev/null
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check adbc-driver-postgresql==1.13.0 adbc-driver-manager==1.13.0 \
    pyarrow==26.0.1 2>/dev/null
cat >try.py <<'PY'
import sys
from datetime import datetime

import adbc_driver_postgresql.dbapi as adbc
import pyarrow
import pyarrow.compute

QUERY = "SELECT 'infinity'::timestamp AS t, 'infinity'::date AS d UNION ALL SELECT '-infinity', '-infinity'"
with adbc.connect("postgresql://postgres@127.0.0.1:33985/postgres") as link, link.cursor() as cursor:
    cursor.execute(QUERY)
    table = cursor.fetch_arrow_table()
times = table["t"].cast(pyarrow.int64()).to_pylist()
days = table["d"].cast(pyarrow.int32()).to_pylist()
later = pyarrow.compute.greater(table["t"], pyarrow.scalar(datetime(2026, 11, 30), table["t"].type))
print("infinity, -infinity in microseconds:", times, "in days:", days)
print("later than 2026-11-30:", later.to_pylist())
seen = (times, days, later.to_pylist())
expected = (
    [-9222425352054775809, -9222425352054775808],
    [-2147472692, -2147472691],
    [False, False],
)
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
venv/bin/python try.py
