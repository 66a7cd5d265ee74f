#!/usr/bin/env bash
# PostgreSQL 15 (Debian 12), text of double precision, extra_float_digits = 1 (the default).
# Guess: since version 12 the text is the shortest one that reads back as the same number, as in Python,
# JavaScript and MariaDB, so that equal numbers have equal texts (and equal MD5s) on both sides.
# Seen: where the shortest text lies just on the edge of the numbers that read back as this one, one more
# digit is written: -4.43348266131569e16 comes back as -4.4334826613156896e+16, though PostgreSQL
# itself reads both as the same number. A comparison of two databases by the MD5 of texts
# has false alarms.
# Exits 1 when PostgreSQL behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
bin=/usr/lib/postgresql/15/bin
[ -x $bin/initdb ] || apt-get install -y -qq postgresql-15 >/dev/null
as=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
cd "$folder"
"${as[@]}" $bin/initdb -D data -A trust >/dev/null
seen=$(echo "SELECT '-4.43348266131569e16'::float8::text, '-4.43348266131569e16'::float8 =
'-4.4334826613156896e16'::float8" | tr '\n' ' ' | "${as[@]}" $bin/postgres --single -D data postgres |
    sed -n 's/.* = "\([^"]*\)".*/\1/p' | paste -sd' ')
python3 -c "print('Python:', repr(float('-4.43348266131569e16')))"
echo "PostgreSQL: $seen"
[ "$seen" = "-4.4334826613156896e+16 t" ] || { echo "this has changed: $seen"; exit 1; }
