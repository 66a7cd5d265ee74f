#!/usr/bin/env bash
# python-calamine 0.9.1, to_python() of an .xlsx (written by openpyxl 3.1.5, which reads it back whole).
# Guess: a column of hourly times, each cell formatted yyyy-mm-dd hh:mm:ss, gives datetimes.
# Seen: the one at midnight is a date: its time is gone, and sorting or comparing the column raises
# TypeError, on files that cross midnight only. The cell's number format plays no part.
# Exits 1 when python-calamine behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5 2>/dev/null
cd "$folder"
cat >try.py <<'PY'
import sys
from datetime import datetime, timedelta

import openpyxl
from python_calamine import CalamineWorkbook

book = openpyxl.Workbook()
for hour in range(3):
    book.active.append([datetime(2026, 11, 29, 23) + timedelta(hours=hour)])
for row in book.active.iter_rows():
    row[0].number_format = "yyyy-mm-dd hh:mm:ss"
book.save("hours.xlsx")
rows = CalamineWorkbook.from_path("hours.xlsx").get_sheet_by_index(0).to_python()
types = [type(moment).__name__ for (moment,) in rows]
kept = [type(row[0].value).__name__ for row in openpyxl.load_workbook("hours.xlsx").active.iter_rows()]
print("calamine:", types, "openpyxl:", kept)
try:
    sorted(moment for (moment,) in rows)
    comparing = "works"
except TypeError as error:
    comparing = "TypeError"
    print("sorting:", error)
seen = (types, kept, comparing)
expected = (["datetime", "date", "datetime"], ["datetime"] * 3, "TypeError")
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
venv/bin/python try.py
