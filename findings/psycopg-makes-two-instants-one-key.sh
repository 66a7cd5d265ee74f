#!/usr/bin/env bash
# psycopg 3.3.9, TIMESTAMPTZ under SET TimeZone = 'America/Ciudad_Juarez', PostgreSQL 15 (Debian 12); asyncpg 0.32.0.
# Guess: two rows whose times PostgreSQL tells apart, under a primary key, are two in Python.
# Seen: psycopg gives the session's zone to both, and Python compares two times of one zone by their wall
# clocks: the readings of both passes of 01:30 (1 November 2026) are equal, their difference is 0 s where
# PostgreSQL says 3600, and a dict by time keeps one of them. asyncpg gives UTC, and both are there.
# Instead: SET TimeZone = 'UTC' for what is compared or keyed, and the field's zone only for showing.
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
    -o "-k $folder -p 33975 -c listen_addresses=127.0.0.1" >/dev/null
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check 'psycopg[binary]==3.3.9' asyncpg==0.32.0 tzdata==2026.6 2>/dev/null
cat >try.py <<'PY'
import asyncio
import sys

import asyncpg
import psycopg

SERVER = "postgresql://postgres@127.0.0.1:33975/postgres"
ZONE = "America/Ciudad_Juarez"
QUERY = "SELECT t, value FROM readings ORDER BY t"


async def by_asyncpg():
    link = await asyncpg.connect(SERVER, server_settings={"timezone": ZONE})
    rows = await link.fetch(QUERY)
    await link.close()
    return rows


def compared(rows):
    (first, _), (second, _) = rows
    return first == second, (second - first).total_seconds(), len({time: value for time, value in rows})


with psycopg.connect(SERVER, autocommit=True) as link:
    link.execute("CREATE TABLE readings (t timestamptz PRIMARY KEY, value double precision)")
    link.execute("INSERT INTO readings VALUES ('2026-11-01 01:30-06', 50), ('2026-11-01 01:30-07', 80)")
    link.execute(f"SET TimeZone = '{ZONE}'")
    seen = {"psycopg": compared(link.execute(QUERY).fetchall())}
    link.execute("SET TimeZone = 'UTC'")
    seen["psycopg in UTC"] = compared(link.execute(QUERY).fetchall())
seen["asyncpg"] = compared([tuple(row) for row in asyncio.run(by_asyncpg())])
for name, (equal, seconds, keys) in seen.items():
    print(f"{name}: equal {equal}, {seconds} s apart, {keys} keys")
apart = (False, 3600.0, 2)
expected = {"psycopg": (True, 0.0, 1), "psycopg in UTC": apart, "asyncpg": apart}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
venv/bin/python try.py
