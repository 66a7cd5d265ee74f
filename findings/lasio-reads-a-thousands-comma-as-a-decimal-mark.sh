#!/usr/bin/env bash
# lasio 0.32, the usual reader of LAS, the text format of well logs and of many loggers.
# Guess: 1,004 beside 998.5 in one column is 1004, or text, or an error.
# Seen: it becomes 1.004 without a word. The default read policy turns a comma between digits into a point
# value by value, though the other numbers of the same column have points.
# Exits 1 when lasio behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check lasio==0.32 numpy==2.4.6 2>/dev/null
cat >"$folder/logger.las" <<'LAS'
~VERSION INFORMATION
 VERS. 2.0 : CWLS LOG ASCII STANDARD - VERSION 2.0
 WRAP. NO  : ONE LINE PER STEP
~WELL INFORMATION
 STRT.H   1 : FIRST HOUR
 STOP.H   3 : LAST HOUR
 STEP.H   1 : STEP
 NULL. -999.25 : NO VALUE
~CURVE INFORMATION
 HOUR.H  : HOUR
 PIP.PSI : PUMP INTAKE PRESSURE
~ASCII
 1 998.5
 2 1,004
 3 1,010
LAS
seen=$("$folder/venv/bin/python" -c '
import sys, lasio
print([float(value) for value in lasio.read(sys.argv[1])["PIP"]])
' "$folder/logger.las")
echo "lasio 0.32: 998.5, 1,004 and 1,010 are read as $seen"
[ "$seen" = "[998.5, 1.004, 1.01]" ]
