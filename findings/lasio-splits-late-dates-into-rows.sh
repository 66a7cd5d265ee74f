#!/usr/bin/env bash
# lasio 0.32, the usual reader of LAS, the text format of well logs and of many loggers.
# Guess: a column of dates is read alike wherever in the file the first date stands, or refused.
# Seen: a date keeps its hyphens only where every one of the first 21 lines has a hyphen. A column that
# says NONE there and holds dates from line 22 on has each date torn into three numbers, as if
# they had run together: 24 rows become 26, the rows after it slide into their neighbours' columns, and
# nothing is said. The same three lines below 21 lines with dates are read as they stand.
# Exits 1 when lasio behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check lasio==0.32 numpy==2.4.6 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys

import lasio

HEADER = """~VERSION INFORMATION
 VERS. 2.0 : CWLS LOG ASCII STANDARD - VERSION 2.0
 WRAP. NO  : ONE LINE PER STEP
~WELL INFORMATION
 STRT.H    1 : FIRST HOUR
 STOP.H   24 : LAST HOUR
 STEP.H    1 : STEP
 NULL. -999.25 : NO VALUE
~CURVE INFORMATION
 HOUR.H    : HOUR
 PIP.PSI   : PUMP INTAKE PRESSURE
 SERVICED. : DAY OF THE LAST SERVICE
~ASCII
"""


def read(serviced):
    rows = [f" {hour} {900 + hour} {serviced}" for hour in range(1, 22)]
    rows += [f" {hour} {900 + hour} 2026-11-0{hour - 21}" for hour in (22, 23, 24)]
    log = lasio.read(HEADER + "\n".join(rows) + "\n")
    return len(log["HOUR"]), [float(hour) for hour in log["HOUR"][-4:]]


seen = {serviced: read(serviced) for serviced in ("2026-10-31", "NONE")}
for serviced, (rows, hours) in seen.items():
    print(f"{serviced} in the first 21 lines: {rows} rows, the last hours {hours}")
expected = {
    "2026-10-31": (24, [21.0, 22.0, 23.0, 24.0]),
    "NONE": (26, [-11.0, 923.0, -2.0, 2026.0]),
}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
