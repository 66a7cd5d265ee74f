#!/usr/bin/env bash
# lasio 0.32, the header of a LAS file.
# Guess: the name of a well is text.
# Seen: every header value that Python's int or float takes becomes a number: the well "12E5" is
# 1200000.0, "007" is 7 and "1_04" is 104; written again, the file holds those. Two
# wells, "1E3" and "1000", are one. UWI and API alone keep their texts.
# Exits 1 when lasio behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check lasio==0.32 numpy==2.4.6 2>/dev/null
cat >"$folder/try.py" <<'PY'
import io
import sys

import lasio

TEXT = """~VERSION INFORMATION
 VERS. 2.0 : CWLS LOG ASCII STANDARD - VERSION 2.0
 WRAP. NO  : ONE LINE PER STEP
~WELL INFORMATION
 STRT.H   1 : FIRST HOUR
 STOP.H   2 : LAST HOUR
 STEP.H   1 : STEP
 NULL. -999.25 : NO VALUE
 WELL. NAME : WELL
 UWI.  NAME : UNIQUE WELL IDENTIFIER
~CURVE INFORMATION
 HOUR.H  : HOUR
 PIP.PSI : PUMP INTAKE PRESSURE
~ASCII
 1 998.5
 2 997.5
"""

seen = {}
for name in ["12E5", "007", "1_04", "1E3", "A-1"]:
    log = lasio.read(TEXT.replace("NAME", name))
    written = io.StringIO()
    log.write(written, version=2.0)
    again = next(line for line in written.getvalue().splitlines() if line.startswith("WELL."))
    seen[name] = (again.split(".", 1)[1].split(":")[0].strip(), str(log.well["UWI"].value))
    print(f"well {name:<5} is written back as {seen[name][0]:<10} its UWI as {seen[name][1]}")
expected = {
    "12E5": ("1200000.0", "12E5"),
    "007": ("7", "007"),
    "1_04": ("104", "1_04"),
    "1E3": ("1000.0", "1E3"),
    "A-1": ("A-1", "A-1"),
}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
