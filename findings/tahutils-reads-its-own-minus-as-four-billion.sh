#!/usr/bin/env bash
# tahutils 0.1.11 (Sparkplug B on Eclipse Tahu's Python code): a birth that it writes and reads itself.
# Guess: what SpbModel writes parse_payload_to_metric_dict() reads as the same numbers.
# Seen: every negative integer comes back without its sign: -5 (Int8) as 251, -300 (Int16) as 65236, -70000
# (Int32) as 4294897296 and -5000000000 (Int64) as 18446744068709551616. The writer sends the two's complement
# that the specification asks for, the reader hands it out as it is. Unsigned numbers and floats are right.
# Instead: take the sign back oneself: value - (1 << bits) where value >> (bits - 1).
# Exits 1 when tahutils behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check tahutils==0.1.11 protobuf==4.25.9 paho-mqtt==1.6.1 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys

from tahutils.parse import parse_payload_to_metric_dict, payload_from_string
from tahutils.spb import SpbModel
from tahutils.tahu.sparkplug_b import MetricDataType

VALUES = {"Int8": -5, "Int16": -300, "Int32": -70_000, "Int64": -5_000_000_000, "UInt32": 3_000_000_000, "Double": -1.5}
device = SpbModel({name: getattr(MetricDataType, name) for name in VALUES}, is_device=True)
payload = payload_from_string(bytes(device.getBirthPayload(VALUES)))
seen = {name: metric.value for name, metric in parse_payload_to_metric_dict(payload).items()}
print("written:", VALUES)
print("read:   ", seen)
expected = VALUES | {"Int8": 251, "Int16": 65236, "Int32": 4294897296, "Int64": 18446744068709551616}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
