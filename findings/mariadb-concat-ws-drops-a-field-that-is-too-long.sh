#!/usr/bin/env bash
# MariaDB 10.11 (Debian 12), CONCAT_WS and a text over max_allowed_packet.
# Guess: a function that cannot build its result gives NULL or an error, and a row that is put together
# by CONCAT_WS has all of its fields or none.
# Seen: a field that grows over max_allowed_packet while it is built (HEX, REPEAT, REPLACE) becomes
# NULL with no more than a warning, and CONCAT_WS leaves NULLs out: the row comes back one field short,
# the later ones in their neighbours' places, and IFNULL(field, '') makes an empty text of 3 MB.
# CONCAT with the separators spelt out gives NULL for the whole row.
# Exits 1 when MariaDB behaves otherwise.
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
"$folder/venv/bin/pip" install -q --disable-pip-version-check pymysql==1.2.4 2>/dev/null
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
cursor.execute("SET GLOBAL max_allowed_packet = 1048576")
cursor = connect().cursor()
cursor.execute("CREATE TABLE d.t (a int, b longblob, c int)")
cursor.execute("INSERT INTO d.t VALUES (1, REPEAT('x', 600000), 3)")
cursor.execute(
    "SELECT CONCAT_WS(',', a, HEX(b), c), CONCAT(a, ',', HEX(b), ',', c), IFNULL(HEX(b), ''),"
    " b IS NULL FROM d.t"
)
seen = cursor.fetchone()
print(seen)
expected = ("1,3", None, "", 0)
sys.exit(0 if seen == expected else f"this has changed: {str(seen)[:200]}")
PY
venv/bin/python try.py
