#!/usr/bin/env bash
# dlt 1.31.0, sql_database from MariaDB 10.11 through PyMySQL, into DuckDB.
# Guess: a TIME of 30:00:00 (MySQL's TIME is a span up to 838:59:59) arrives as a span, or is refused.
# Seen: it arrives as 06:00:00, the time of day of the next day, without an error or a warning.
# Exits 1 when dlt behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; sleep 1; rm -rf "$folder"' EXIT
chmod 755 "$folder"
command -v /usr/sbin/mariadbd >/dev/null || apt-get install -y -qq mariadb-server-core mariadb-client-core >/dev/null
owner=$(id -un)
[ "$owner" != root ] || owner=nobody
mkdir "$folder/data"
[ "$(id -u)" != 0 ] || chown "$owner" "$folder" "$folder/data"
mariadb-install-db --no-defaults --user="$owner" --datadir="$folder/data" \
    --auth-root-authentication-method=normal --skip-test-db >/dev/null 2>&1
/usr/sbin/mariadbd --no-defaults --user="$owner" --datadir="$folder/data" --socket="$folder/s" \
    --pid-file="$folder/pid" --bind-address=127.0.0.1 --port=33998 >"$folder/log" 2>&1 &
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "dlt[duckdb]==1.31.0" sqlalchemy==2.0.44 pymysql==1.2.4 2>/dev/null
cd "$folder"
cat >try.py <<'PY'
import sys
import time

import pymysql


def connect():
    for _ in range(300):
        try:
            return pymysql.connect(unix_socket="s", user="root", charset="utf8mb4", autocommit=True)
        except pymysql.MySQLError:
            time.sleep(0.2)
    sys.exit("no server")


cursor = connect().cursor()
cursor.execute("CREATE DATABASE d")
cursor.execute("USE d")
import os

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
import dlt
from dlt.sources.sql_database import sql_database

cursor.execute("CREATE TABLE t (id int PRIMARY KEY, v time)")
cursor.execute("INSERT INTO t VALUES (1, '30:00:00'), (2, '10:00:00')")
pipeline = dlt.pipeline("p", destination=dlt.destinations.duckdb("out.duckdb"), dataset_name="x",
                        pipelines_dir="state")
pipeline.run(sql_database("mysql+pymysql://root@127.0.0.1:33998/d"))
with pipeline.sql_client() as client, client.execute_query("SELECT id, v FROM t ORDER BY 1") as rows:
    seen = [(number, str(value)) for number, value in rows.fetchall()]
print(seen)
expected = [(1, "06:00:00"), (2, "10:00:00")]
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
venv/bin/python try.py
