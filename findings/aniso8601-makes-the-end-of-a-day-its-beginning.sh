#!/usr/bin/env bash
# aniso8601 10.0.1 (dates of Flask-RESTful and graphene), 24:00, ISO 8601's end of a day.
# Guess: 2026-11-30T24:00 is the midnight at which December begins, as arrow 1.4.0 and dateutil 2.9.0
# read it, or it is refused.
# Seen: it is the midnight at which the 30th begins, a day too early: the whole day 00:00/24:00 is an
# interval of no length, and a query for the production of the day finds nothing. No error.
# Exits 1 when aniso8601 behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check aniso8601==10.0.1 arrow==1.4.0 python-dateutil==2.9.0.post0 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys

import aniso8601
import arrow
from dateutil.parser import isoparse

END = "2026-11-30T24:00:00Z"
start, end = aniso8601.parse_interval("2026-11-30T00:00:00Z/2026-11-30T24:00:00Z")
seen = {
    "aniso8601": f"{aniso8601.parse_datetime(END):%d %H:%M}",
    "arrow": f"{arrow.get(END):DD HH:mm}",
    "dateutil": f"{isoparse(END):%d %H:%M}",
    "hours of the day": (end - start).total_seconds() / 3600,
}
print(f"{END} and the day up to it: {seen}")
expected = {"aniso8601": "30 00:00", "arrow": "01 00:00", "dateutil": "01 00:00", "hours of the day": 0.0}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
