#!/usr/bin/env bash
# adbc-driver-postgresql 1.13.0, reading an array of two dimensions from PostgreSQL 15 (Debian 12), alone and
# under Polars 2.1.0's read_database_uri(engine="adbc").
# Guess: a pump card kept as {{position,load},…} arrives as a list of lists, as in psycopg 3.3.9, or is
# refused, as adbc_ingest() refuses a list of lists on the way in.
# Seen: it arrives as one list, position and load by turns, without an error: a card of three points is a list
# of six numbers, a 2 x 3 and a 3 x 2 array are the same, and '24:00', which PostgreSQL's TIME
# allows, reads as 00:00.
# Instead: unnest it in the query, or keep a column for each.
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
    -o "-k $folder -p 33973 -c listen_addresses=127.0.0.1" >/dev/null
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check adbc-driver-postgresql==1.13.0 adbc-driver-manager==1.13.0 \
    pyarrow==26.0.1 polars==2.1.0 'psycopg[binary]==3.3.9' 2>/dev/null
cat >try.py <<'PY'
import sys

import adbc_driver_postgresql.dbapi as adbc
import polars
import psycopg

SERVER = "postgresql://postgres@127.0.0.1:33973/postgres"
QUERY = """SELECT '{{0,10},{50,12},{100,9}}'::float8[] AS card, '{{1,2,3},{4,5,6}}'::int[] AS wide,
    '{{1,2},{3,4},{5,6}}'::int[] AS tall, '24:00'::time AS end_of_day"""
with adbc.connect(SERVER) as link, link.cursor() as cursor:
    cursor.execute(QUERY)
    card, wide, tall, end_of_day = cursor.fetchone()
with psycopg.connect(SERVER) as link:
    by_psycopg = link.execute(QUERY.replace("'24:00'::time", "NULL")).fetchone()[0]
by_polars = polars.read_database_uri(QUERY, SERVER, engine="adbc")["card"].to_list()[0]
seen = (card, by_polars, wide == tall, f"{end_of_day:%H:%M}", by_psycopg)
print("ADBC:", card, "wide equals tall:", wide == tall, "24:00 is", seen[3])
print("Polars:", by_polars, "psycopg:", by_psycopg)
flat = [0.0, 10.0, 50.0, 12.0, 100.0, 9.0]
expected = (flat, flat, True, "00:00", [[0.0, 10.0], [50.0, 12.0], [100.0, 9.0]])
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
venv/bin/python try.py
