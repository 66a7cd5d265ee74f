#!/usr/bin/env bash
# asyncpg 0.32.0 and psycopg 3.3.9, Python floats for INTEGER and NUMERIC columns of PostgreSQL 15 (Debian 12).
# Guess: asyncpg is strict (it refuses 5 for a TEXT): a float for an INTEGER is refused, or rounded as
# PostgreSQL and psycopg do it; for a NUMERIC it is the number that one reads, 0.1.
# Seen: it is cut: 2.999 becomes 2, and 0.29 * 100 becomes 28, by execute, executemany and
# copy_records_to_table alike. In a NUMERIC 0.1 becomes all 55 decimal places of the double, and is
# not found again by WHERE v = 0.1; psycopg writes 0.1. No error, no warning.
# Instead: round() to an int, Decimal(str(x)), or a column of DOUBLE PRECISION.
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
    -o "-k $folder -p 33986 -c listen_addresses=127.0.0.1" >/dev/null
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check asyncpg==0.32.0 'psycopg[binary]==3.3.9' 2>/dev/null
cat >try.py <<'PY'
import asyncio
import sys

import asyncpg
import psycopg

SERVER = "postgresql://postgres@127.0.0.1:33986/postgres"
INSERT = "INSERT INTO readings VALUES ({}, {})"
ROWS = [(2.999, 0.1), (0.29 * 100, 0.5)]


async def write_by_asyncpg():
    link = await asyncpg.connect(SERVER)
    await link.execute("CREATE TABLE readings (strokes integer, pressure numeric)")
    await link.execute(INSERT.format("$1", "$2"), *ROWS[0])
    await link.executemany(INSERT.format("$1", "$2"), ROWS[1:])
    await link.copy_records_to_table("readings", records=ROWS[1:])
    try:
        await link.fetchval("SELECT $1::text", 5)
    except asyncpg.DataError:
        strict.append("refused")
    await link.close()


def read():
    rows = [strokes for (strokes,) in link.execute("SELECT strokes FROM readings")]
    places = link.execute("SELECT max(scale(pressure)) FROM readings").fetchone()[0]
    return rows, places, link.execute("SELECT count(*) FROM readings WHERE pressure = 0.1").fetchone()[0]


strict = []
asyncio.run(write_by_asyncpg())
with psycopg.connect(SERVER, autocommit=True) as link:
    seen = {"asyncpg": read(), "an int for a text": strict}
    link.execute("TRUNCATE readings")
    link.cursor().executemany(INSERT.format("%s", "%s"), ROWS)
    seen["psycopg"] = read()
for name, value in seen.items():
    print(f"{name}: {value}")
expected = {
    "asyncpg": ([2, 28, 28], 55, 0),
    "an int for a text": ["refused"],
    "psycopg": ([3, 29], 1, 1),
}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
venv/bin/python try.py
