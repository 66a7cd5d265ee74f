#!/usr/bin/env bash
# sqlfluff 4.5.0, `fix`, dialect postgres, default rules, on PostgreSQL 15 (Debian 12).
# Guess: a formatter puts a query's columns in another order (rule ST06) at most where their order means
# nothing, as it leaves INSERT … SELECT and UNION alone.
# Seen: in UPDATE … SET (field, name) = (SELECT upper(…), …) it puts the plain column before the
# computed one, and the update writes each value into the other's column; WHERE (field, name) IN (SELECT …)
# then finds nothing. Both are still valid SQL, and no error comes.
# Exits 1 when sqlfluff behaves otherwise.
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
"${as[@]}" $bin/pg_ctl -D data -l data/log -w start -o "-k $folder -c listen_addresses=''" >/dev/null
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check sqlfluff==4.5.0 2>/dev/null
cat >update.sql <<'SQL'
UPDATE wells SET (field, name) = (SELECT upper(places.field), places.name FROM places);
SQL
cat >count.sql <<'SQL'
SELECT count(*) FROM places WHERE ('NORTH', 'A-1') IN (SELECT upper(field), name FROM places);
SQL
run() {
    $bin/psql -h "$folder" -U postgres -d postgres -qAt <<SQL
CREATE TEMP TABLE wells AS SELECT 'x' AS field, 'y' AS name;
CREATE TEMP TABLE places AS SELECT 'north' AS field, 'A-1' AS name;
$(cat update.sql)
SELECT 'field ' || field || ', name ' || name FROM wells;
$(cat count.sql)
SQL
}
before=$(run | paste -sd';')
venv/bin/sqlfluff fix -q --dialect postgres update.sql count.sql >/dev/null 2>&1 || true
after=$(run | paste -sd';')
echo "before: $before"
echo "after:  $after"
cat update.sql
expected="field NORTH, name A-1;1 field A-1, name NORTH;0"
[ "$before $after" = "$expected" ] || { echo "this has changed"; exit 1; }
