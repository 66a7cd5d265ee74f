#!/usr/bin/env bash
# psycopg 3.3.9, Connection.notifies(), on PostgreSQL 15 (Debian 12).
# Guess: whoever leaves the loop over notifies() by break, or takes one with next(), finds the rest
# in the next loop: since 3.2.4 the connection keeps what comes while no loop runs.
# Seen: what arrived in the same read as the one taken is lost with the generator, for good: of five
# notifications four. Those that come during another statement are kept. stop_after=1 gives all five.
# Exits 1 when psycopg behaves otherwise.
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
"${as[@]}" $bin/pg_ctl -D data -l data/log -w start -o "-k $folder -p 33986 -c listen_addresses=127.0.0.1" >/dev/null
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check "psycopg[binary]==3.3.9" 2>/dev/null
cat >try.py <<'PY'
import sys

import psycopg

listener, sender = (
    psycopg.connect("postgresql://postgres@127.0.0.1:33986/postgres", autocommit=True) for _ in range(2)
)
listener.execute("LISTEN alerts")


def send():
    sender.execute("SELECT pg_notify('alerts', n::text) FROM generate_series(1, 5) AS n")


def taken(**options):
    return [notification.payload for notification in listener.notifies(timeout=2, **options)]


send()
for first in listener.notifies(timeout=10):
    break
seen = {"after break": [first.payload, taken()]}
send()
listener.execute("SELECT pg_sleep(1)")
seen["after a statement"] = [taken()]
send()
seen["stop_after=1"] = [taken(stop_after=1), taken()]
print(seen)
five = ["1", "2", "3", "4", "5"]
expected = {"after break": ["1", []], "after a statement": [five], "stop_after=1": [five, []]}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
venv/bin/python try.py
