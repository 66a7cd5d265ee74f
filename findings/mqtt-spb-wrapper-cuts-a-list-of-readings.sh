#!/usr/bin/env bash
# mqtt-spb-wrapper 2.1.2, Sparkplug B entities: a list of readings with their times, sent and read by it.
# Guess: buffered readings sent as one list arrive as they would have one by one.
# Seen: the first value alone decides the type of all. After a whole number the fractions are cut off
# (120, 120.7, 121.4 arrive as 120, 120, 121); otherwise they are sent in single precision
# (123456789.5 arrives as 123456790.0), while the same value sent alone arrives whole. No error.
# Exits 1 when the package behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check mqtt-spb-wrapper==2.1.2 \
    protobuf==3.20.3 paho-mqtt==1.6.1 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys

from mqtt_spb_wrapper import SpbEntity


def passed(values, times):
    sender, receiver = (SpbEntity("field", "node", "well") for _ in range(2))
    sender.data.set_value("level", values, times)
    receiver.deserialize_payload_data(sender.serialize_payload_data())
    return receiver.data.get_value("level")


readings = [[120, 120.7, 121.4], [120.0, 120.7, 123456789.5]]
seen = [(passed(row, [1000, 2000, 3000]), [passed(value, 1000) for value in row]) for row in readings]
for row, (together, alone) in zip(readings, seen):
    print(f"{row}: as a list {together}, one by one {alone}")
expected = [
    ([120, 120, 121], [120, 120.7, 121.4]),
    ([120.0, 120.7, 123456790.0], [120.0, 120.7, 123456789.5]),
]
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
