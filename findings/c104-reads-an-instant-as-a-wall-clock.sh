#!/usr/bin/env bash
# c104 2.2.1 (IEC 60870-5-104), recorded_at of a measured value, on a machine whose zone is Ciudad Juarez.
# Guess: a datetime with its zone is an instant, and is sent as that instant; the package's own example passes
# recorded_at = now in UTC.
# Seen: the zone is thrown away and the rest taken as the machine's wall clock. 06:00 UTC goes over the line as
# 13:00 UTC, seven hours in the future, and the two readings of 01:30, an hour apart in the night in which
# clocks go back, carry one time. A reader on the same machine gets 06:00 back, without a zone: a test of both
# ways on one machine sees nothing, nor does one whose zone is UTC.
# Instead: hand over the machine's local time without a zone, or run both ends with TZ=UTC.
# Exits 1 when c104 behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check c104==2.2.1 tzdata==2026.6 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import c104

FIELD = ZoneInfo("America/Ciudad_Juarez")
SENT = [
    datetime(2026, 11, 30, 6, 0, tzinfo=UTC),
    datetime(2026, 11, 30, 6, 0, tzinfo=UTC).astimezone(FIELD),
    datetime(2026, 11, 1, 7, 30, tzinfo=UTC).astimezone(FIELD),
    datetime(2026, 11, 1, 8, 30, tzinfo=UTC).astimezone(FIELD),
]
received = []


def on_receive(
    point: c104.Point, previous_info: c104.Information, message: c104.IncomingMessage
) -> c104.ResponseState:
    minute, hour = message.raw[-5] & 63, message.raw[-4] & 31
    received.append((f"{hour:02}:{minute:02}", f"{point.info.recorded_at:%H:%M}", point.info.recorded_at.tzinfo))
    return c104.ResponseState.SUCCESS


def wait(done):
    limit = time.monotonic() + 30
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.1)


server = c104.Server(ip="127.0.0.1", port=33950)
pressure = server.add_station(1).add_point(io_address=11, type=c104.Type.M_ME_TF_1)
client = c104.Client()
line = client.add_connection(ip="127.0.0.1", port=33950, init=c104.Init.NONE)
line.add_station(1).add_point(io_address=11, type=c104.Type.M_ME_TF_1).on_receive(callable=on_receive)
server.start()
client.start()
wait(lambda: line.is_connected and line.unmute())
for count, moment in enumerate(SENT, 1):
    pressure.info = c104.ShortInfo(actual=50.0, recorded_at=moment)
    wait(lambda: pressure.transmit(cause=c104.Cot.SPONTANEOUS))
    wait(lambda count=count: len(received) == count)
    line_time, read, zone = received[-1]
    print(f"{moment} ({moment.astimezone(UTC):%H:%M} UTC) goes out as {line_time}, is read as {read}, zone {zone}")
client.stop()
server.stop()
expected = [("13:00", "06:00", None), ("06:00", "23:00", None), ("08:30", "01:30", None), ("08:30", "01:30", None)]
sys.exit(0 if received == expected else f"this has changed: {received}")
PY
TZ=America/Ciudad_Juarez "$folder/venv/bin/python" "$folder/try.py"
