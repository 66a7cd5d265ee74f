#!/usr/bin/env bash
# pgsql-parser 18.2.8 (npm, PostgreSQL's own parser) and the pgsql-deparser 18.3.8 that belongs to it.
# Guess: a tree of PostgreSQL's parser that is written as SQL again parses to the same tree, or the writer
# says what it cannot write.
# Seen: clauses are left out, and what stays is valid SQL of another meaning: FETCH … WITH TIES becomes
# LIMIT, GROUP BY DISTINCT keeps the doubles, SELECT INTO TEMP and CREATE UNLOGGED TABLE AS make lasting
# tables, a key loses its INCLUDE, a table its TABLESPACE, COMMIT its AND CHAIN.
# Exits 1 when they behave otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit --ignore-scripts --prefix . pgsql-parser@18.2.8 pgsql-deparser@18.3.8 \
    >/dev/null 2>&1
cat >statements <<'SQL'
SELECT a FROM t ORDER BY a FETCH FIRST 5 ROWS WITH TIES
SELECT a FROM t GROUP BY DISTINCT ROLLUP (a, b), ROLLUP (a, c)
SELECT * INTO TEMP t FROM u
CREATE UNLOGGED TABLE t AS SELECT 1
ALTER TABLE t ADD CONSTRAINT k UNIQUE (a) INCLUDE (b)
CREATE TABLE t (a int) TABLESPACE fast
COMMIT AND CHAIN
CREATE UNLOGGED TABLE t (a int)
SELECT a FROM t FOR UPDATE SKIP LOCKED
SQL
cat >write.mjs <<'JS'
import { readFileSync } from "fs";
import { deparse, parse } from "pgsql-parser";
for (const statement of readFileSync("statements", "utf8").trim().split("\n"))
  console.log((await deparse(await parse(statement))).replace(/\s+/g, " ").replace("( a int )", "(a int)"));
JS
node write.mjs >written
cat >expected <<'SQL'
SELECT a FROM t ORDER BY a LIMIT 5
SELECT a FROM t GROUP BY ROLLUP (a, b), ROLLUP (a, c)
SELECT * INTO t FROM u
CREATE TABLE t AS SELECT 1
ALTER TABLE t ADD CONSTRAINT k UNIQUE (a)
CREATE TABLE t (a int)
COMMIT
CREATE UNLOGGED TABLE t (a int)
SELECT a FROM t FOR UPDATE SKIP LOCKED
SQL
paste -d'#' statements written | sed 's/#/\n    -> /'
cmp -s written expected || { echo "this has changed"; exit 1; }
