#!/usr/bin/env bash
# alembic 1.20.1 with SQLAlchemy 2.1.9, autogenerate (and so `alembic check`), PostgreSQL 15 (Debian 12).
# Guess: where the model has an index on the whole table and the database one on a part of it, `check` says so,
# as it does for columns in another order.
# Seen: only columns, their order and UNIQUE are compared. A unique index on the rows WHERE active counts as
# the unique index on all rows, so duplicates that the model forbids get in; so do another condition, BRIN
# for B-tree, a lost INCLUDE, another collation or operator class: "No new upgrade operations detected".
# A changed expression or DESC is seen.
# Instead: compare pg_get_indexdef() of the database with that of one built from the migrations.
# Exits 1 when alembic behaves otherwise.
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
    -o "-k $folder -p 33988 -c listen_addresses=127.0.0.1" >/dev/null
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check alembic==1.20.1 sqlalchemy==2.1.9 'psycopg[binary]==3.3.9' 2>/dev/null
cat >try.py <<'PY'
import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Boolean, Column, Index, MetaData, Table, Text, create_engine, text

ON_LIVE = {
    "UNIQUE (name) WHERE active": ("UNIQUE (name)", Index("i", "name", unique=True)),
    "(name) WHERE active": ("(name) WHERE NOT active", Index("i", "name", postgresql_where=text("NOT active"))),
    "USING brin (name)": ("(name)", Index("i", "name")),
    "(name) INCLUDE (active)": ("(name)", Index("i", "name")),
    '(name COLLATE "C")': ("(name)", Index("i", "name")),
    "(name text_pattern_ops)": ("(name)", Index("i", "name")),
    "(name DESC)": ("(name)", Index("i", "name")),
    "(lower(name))": ("(upper(name))", Index("i", text("upper(name)"))),
}
engine = create_engine("postgresql+psycopg://postgres@127.0.0.1:33988/postgres")
seen = {}
for definition, (wanted, index) in ON_LIVE.items():
    unique, place = ("UNIQUE", definition[7:]) if definition.startswith("UNIQUE") else ("", definition)
    with engine.begin() as link:
        link.exec_driver_sql("DROP TABLE IF EXISTS wells")
        link.exec_driver_sql("CREATE TABLE wells (name text, active boolean)")
        link.exec_driver_sql(f"CREATE {unique} INDEX i ON wells {place}")
        model = MetaData()
        Table("wells", model, Column("name", Text), Column("active", Boolean), index)
        differences = compare_metadata(MigrationContext.configure(link), model)
    seen[definition] = len(differences)
    print(f"live {definition:<27} model {wanted:<24} differences: {len(differences)}")
expected = dict.fromkeys(list(ON_LIVE)[:6], 0) | dict.fromkeys(list(ON_LIVE)[6:], 2)
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
venv/bin/python try.py
