#!/usr/bin/env bash
# adbc-driver-postgresql 1.13.0, adbc_ingest() of unsigned counters, and Polars 2.1.0's write_database() through
# it, into PostgreSQL 15 (Debian 12).
# Guess: an unsigned column gets a PostgreSQL type that holds its values, as uint8, uint16 and uint32 do (they
# become smallint, integer and bigint), or a value that does not fit is refused.
# Seen: uint64 becomes bigint too, bit by bit: 2^63 is stored as -9223372036854775808 and 2^64 - 1 (a
# device's "no value") as -1. COPY reports success, and a meter's total runs backwards.
# Instead: cast to decimal128(20, 0), which becomes numeric.
# Exits 1 when they behave otherwise.
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
    -o "-k $folder -p 33972 -c listen_addresses=127.0.0.1" >/dev/null
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check adbc-driver-postgresql==1.13.0 adbc-driver-manager==1.13.0 \
    pyarrow==26.0.1 polars==2.1.0 'psycopg[binary]==3.3.9' 2>/dev/null
cat >try.py <<'PY'
import sys

import adbc_driver_postgresql.dbapi as adbc
import polars
import psycopg
import pyarrow

SERVER = "postgresql://postgres@127.0.0.1:33972/postgres"


def stored(name):
    with psycopg.connect(SERVER) as link:
        rows = link.execute(f"SELECT pg_typeof(total)::text, total::text FROM {name}").fetchall()
    return rows[0][0], [value for _, value in rows]


def by_adbc(name, values, kind, cast=None):
    column = pyarrow.array(values, kind)
    with adbc.connect(SERVER) as link, link.cursor() as cursor:
        rows = cursor.adbc_ingest(name, pyarrow.table({"total": column.cast(cast) if cast else column}))
        link.commit()
    return *stored(name), rows


top = 2**63
polars.DataFrame({"total": polars.Series([top], dtype=polars.UInt64)}).write_database("p", SERVER, engine="adbc")
seen = {
    "uint32": by_adbc("a", [2**32 - 1], pyarrow.uint32()),
    "uint64": by_adbc("b", [top - 1, top, 2**64 - 1], pyarrow.uint64()),
    "uint64 as decimal": by_adbc("c", [top], pyarrow.uint64(), pyarrow.decimal128(20, 0)),
    "Polars": stored("p"),
}
for name, value in seen.items():
    print(f"{name}: {value}")
lowest = str(-top)
expected = {
    "uint32": ("bigint", ["4294967295"], 1),
    "uint64": ("bigint", [str(top - 1), lowest, "-1"], 3),
    "uint64 as decimal": ("numeric", [str(top)], 1),
    "Polars": ("bigint", [lowest]),
}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
venv/bin/python try.py
