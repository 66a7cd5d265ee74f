#!/usr/bin/env bash
# PostgreSQL 15.20 (Debian 12); a policy as the manual's own example has it (5.8, Row Security Policies):
# USING (user_name = current_user), where user_name is the primary key.
# Guess: a query finds the user's one row by the key, as it does for the same name written as a constant.
# Seen: it reads the whole table, 100,000 rows, with enable_seqscan = off too. current_user is of type name,
# and a name has collation C (since version 12), which a comparison takes over and ::text keeps; an index of
# another collation, that of every text column by default, even where the database's own is C, does not serve.
# current_user::text COLLATE "default" reads one row.
# Exits 1 when PostgreSQL behaves otherwise.
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
"${as[@]}" $bin/initdb -D data -U postgres -A trust --locale=C.UTF-8 >/dev/null
"${as[@]}" $bin/pg_ctl -D data -l data/log -w start -o "-k $folder -p 33987 -c listen_addresses=" >/dev/null
ask() { $bin/psql -h "$folder" -p 33987 -U "$1" -d "$2" -qAtX -v ON_ERROR_STOP=1 "${@:3}"; }
ask postgres postgres -c "CREATE ROLE alice LOGIN"
ask postgres postgres -c "CREATE DATABASE of_c TEMPLATE template0 LOCALE 'C'"
wrong=0
for database in postgres of_c; do
    ask postgres $database <<'SQL'
CREATE TABLE passwd (user_name text PRIMARY KEY, shell text);
INSERT INTO passwd SELECT 'user' || n, '/bin/sh' FROM generate_series(1, 99999) AS n;
INSERT INTO passwd VALUES ('alice', '/bin/sh');
ALTER TABLE passwd ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_row ON passwd USING (user_name = current_user);
GRANT SELECT ON passwd TO alice;
VACUUM ANALYZE passwd;
SQL
    for written in "current_user" "current_user::text" "(SELECT current_user::text)" "'alice'" \
        'current_user::text COLLATE "default"'; do
        ask postgres $database -c "ALTER POLICY own_row ON passwd USING (user_name = $written)"
        plan=$(ask alice $database -c "SET enable_seqscan = off" \
            -c "EXPLAIN (ANALYZE, TIMING off, SUMMARY off) SELECT * FROM passwd")
        read_=$(grep -o "Rows Removed by Filter: [0-9]*" <<<"$plan" | grep -o "[0-9]*$" || echo 0)
        case $written in "'alice'" | *COLLATE*) expected=0 ;; *) expected=99999 ;; esac
        printf '%-8s user_name = %-38s %s other rows read\n' "$database" "$written" "$read_"
        [ "$read_" = $expected ] || wrong=1
    done
done
[ $wrong = 0 ] || { echo "this has changed"; exit 1; }
