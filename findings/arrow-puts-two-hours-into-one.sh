#!/usr/bin/env bash
# arrow 1.4.0, floor("hour"), span("hour") and range("hour") in the night in which clocks go back
# (Ciudad Juarez, 1 November 2026). pendulum 3.3.0 beside it.
# Guess: the hour that holds an instant holds it, whichever of the two passes of 01:00 it is; and a range by
# the hour has every hour of the night.
# Seen: floor() forgets the pass: the reading of 01:30-07:00 goes into the hour that ended half an hour
# before it, which counts twice its readings while the next has none, and range("hour") leaves the second pass
# out. pendulum keeps the two apart in both.
# Instead: arrow in UTC, to the zone at the end.
# Exits 1 when arrow behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check arrow==1.4.0 pendulum==3.3.0 tzdata==2026.6 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys
from collections import Counter

import arrow
import pendulum

ZONE = "America/Ciudad_Juarez"
readings = [f"2026-11-01T{hour:02}:{minute:02}:00+00:00" for hour in range(6, 10) for minute in (0, 20, 40)]
by_arrow = [arrow.get(time).to(ZONE) for time in readings]
by_pendulum = [pendulum.parse(time).in_timezone(ZONE) for time in readings]
upper = by_arrow[7].span("hour")[1]
seen = {
    "arrow": dict(Counter(f"{time.floor('hour'):HH:mmZZ}" for time in by_arrow)),
    "pendulum": dict(Counter(time.start_of("hour").format("HH:mmZ") for time in by_pendulum)),
    "01:20-07:00 is within its own span": by_arrow[7].to("UTC") <= upper.to("UTC"),
    "arrow's range": [f"{time:HH:mmZZ}" for time in arrow.Arrow.range("hour", by_arrow[0], by_arrow[-1])],
}
for name, value in seen.items():
    print(f"{name}: {value}")
expected = {
    "arrow": {"00:00-06:00": 3, "01:00-06:00": 6, "02:00-07:00": 3},
    "pendulum": {"00:00-06:00": 3, "01:00-06:00": 3, "01:00-07:00": 3, "02:00-07:00": 3},
    "01:20-07:00 is within its own span": False,
    "arrow's range": ["00:00-06:00", "01:00-06:00", "02:00-07:00"],
}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
