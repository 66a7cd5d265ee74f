#!/usr/bin/env bash
# pgpq 0.12.0 (Arrow to PostgreSQL's binary COPY), columns as its own schema() proposes them.
# Guess: Arrow's timestamp[us, tz=America/Mexico_City] is an instant, so the column it proposes is
# TIMESTAMP WITH TIME ZONE.
# Seen: it proposes TIMESTAMP, with a zone as without one, and fills it with the wall clock of UTC. An
# instant of 18:00 in Mexico reads 00:00 of the next day and no longer says of which zone: where the session's
# zone is not UTC, comparing it with now() is six hours off, and days are cut in the wrong place.
# Exits 1 when pgpq behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pgpq==0.12.0 pyarrow==26.0.1 2>/dev/null
cat >"$folder/try.py" <<'PY'
import struct
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow
from pgpq import ArrowToPostgresBinaryEncoder

evening = datetime(2026, 11, 30, 18, tzinfo=ZoneInfo("America/Mexico_City"))
seen = {}
for zone in ("America/Mexico_City", None):
    moment = evening if zone else evening.replace(tzinfo=None)
    column = pyarrow.array([moment], pyarrow.timestamp("us", zone))
    batch = pyarrow.record_batch({"moment": column})
    encoder = ArrowToPostgresBinaryEncoder(batch.schema)
    proposed = encoder.schema().columns[0].data_type.ddl()
    written = encoder.write_header() + encoder.write_batch(batch) + encoder.finish()
    since_2000 = struct.unpack(">q", written[-10:-2])[0]  # before the two bytes that end a binary COPY
    clock = datetime(2000, 1, 1) + timedelta(microseconds=since_2000)
    seen[str(column.type)] = (proposed, str(clock))
    print(f"{column.type}: a column {proposed} that reads {clock}")
expected = {
    "timestamp[us, tz=America/Mexico_City]": ("TIMESTAMP", "2026-12-01 00:00:00"),
    "timestamp[us]": ("TIMESTAMP", "2026-11-30 18:00:00"),
}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
