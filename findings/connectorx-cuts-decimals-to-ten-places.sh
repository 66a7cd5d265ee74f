#!/usr/bin/env bash
# connectorx 0.4.6, read_sql from MariaDB 10.11, return_type="arrow".
# Guess: a DECIMAL(20,15) arrives with its fifteen places, or an error says that it cannot.
# Seen: the Arrow column is decimal128(38, 10) whatever the column's scale: every place after the
# tenth is gone, without an error or a warning.
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

cursor.execute("CREATE TABLE t (v decimal(20,15))")
cursor.execute("INSERT INTO t VALUES (0.123456789012345)")
table = connectorx.read_sql("mysql://root@127.0.0.1:33998/d", "SELECT v FROM t", return_type="arrow")
seen = (str(table.schema.field("v").type), str(table["v"][0]))
print(seen)
expected = ("decimal128(38, 10)", "0.1234567890")
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
venv/bin/python try.py
