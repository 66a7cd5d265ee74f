#!/usr/bin/env bash
# connectorx 0.4.6, read_sql from MariaDB 10.11 with partition_on and partition_num.
# Guess: reading in partitions gives the same rows as reading at once, as the parts share out all rows.
# Seen: the parts are ranges between the column's MIN and MAX, so that rows whose partition column is
# NULL are in none of them: they are missing, without an error or a warning.
# Exits 1 when connectorx behaves otherwise.
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
"$folder/venv/bin/pip" install -q --disable-pip-version-check pymysql==1.2.4 connectorx==0.4.6 pyarrow==26.0.1 2>/dev/null
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
import connectorx

cursor.execute("CREATE TABLE t (id int, v int)")
cursor.execute("INSERT INTO t VALUES (1, 1), (2, 2), (NULL, 3), (NULL, 4)")
where = "mysql://root@127.0.0.1:33998/d"
whole = connectorx.read_sql(where, "SELECT id, v FROM t", return_type="arrow")
parts = connectorx.read_sql(
    where, "SELECT id, v FROM t", return_type="arrow", partition_on="id", partition_num=2
)
seen = (whole.num_rows, parts.num_rows)
print(f"at once {seen[0]} rows, in parts {seen[1]}")
sys.exit(0 if seen == (4, 2) else f"this has changed: {seen}")
PY
venv/bin/python try.py
