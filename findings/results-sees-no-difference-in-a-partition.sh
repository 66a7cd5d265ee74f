#!/usr/bin/env bash
# results 2.0.1789346060 (PyPI, migra's successor), `results dbdiff A B` of two schemas on PostgreSQL 15.
# Guess: no output and exit 0 means that the two databases have the same structure; a thing it cannot compare
# is named.
# Seen: a table with other columns is told (exit 2), but these are not: a partition with other bounds (where
# rows are refused or land elsewhere), a domain with another CHECK or base type, a composite type with
# another field's type (migra itself saw that one), an aggregate with another start value. Output empty, exit 0.
# Instead: compare pg_dump --schema-only of both as well before a database is called equal.
# Exits 1 when results behaves otherwise.
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
    -o "-k $folder -p 33974 -c listen_addresses=127.0.0.1" >/dev/null
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check results==2.0.1789346060 'psycopg[binary]==3.3.9' 2>/dev/null
cat >try.py <<'PY'
import subprocess
import sys

import psycopg

SERVER = "postgresql://postgres@127.0.0.1:33974/"
PARTED = "CREATE TABLE readings (t int) PARTITION BY RANGE (t); CREATE TABLE p PARTITION OF readings FOR VALUES FROM (0) TO "
PAIRS = {
    "another column": ("CREATE TABLE wells (a int)", "CREATE TABLE wells (a int, b int)"),
    "a partition's bounds": (PARTED + "(10)", PARTED + "(20)"),
    "a domain's check": ("CREATE DOMAIN d AS int CHECK (value > 0)", "CREATE DOMAIN d AS int CHECK (value > 10)"),
    "a domain's type": ("CREATE DOMAIN d AS int", "CREATE DOMAIN d AS numeric(5, 1)"),
    "a field's type": ("CREATE TYPE c AS (v int)", "CREATE TYPE c AS (v double precision)"),
    "an aggregate's start": (
        "CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int)",
        "CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int, initcond = '5')",
    ),
}
seen = {}
for name, definitions in PAIRS.items():
    for database, definition in zip("ab", definitions, strict=True):
        with psycopg.connect(SERVER + "postgres", autocommit=True) as link:
            link.execute(f"DROP DATABASE IF EXISTS {database}")
            link.execute(f"CREATE DATABASE {database}")
        with psycopg.connect(SERVER + database) as link:
            link.execute(definition)
    command = ["venv/bin/results", "dbdiff", SERVER + "a", SERVER + "b"]
    run = subprocess.run(command, capture_output=True, text=True)
    seen[name] = (run.returncode, bool(run.stdout.strip()))
    print(f"{name}: exit {run.returncode}, {run.stdout.strip() or 'no output'}")
expected = {name: (0, False) for name in PAIRS} | {"another column": (2, True)}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
venv/bin/python try.py
