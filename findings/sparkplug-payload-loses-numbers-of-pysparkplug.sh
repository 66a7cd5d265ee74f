#!/usr/bin/env bash
# sparkplug-payload 1.0.3 (npm, Eclipse Tahu's) reads what pysparkplug 0.6.1 (PyPI) has written.
# Guess: Sparkplug B is a standard with a protobuf schema, so a device in Python and a host in JavaScript
# agree on integers.
# Seen: every UInt32 arrives as null (one writes it to int_value, as the specification has it, the other
# looks in long_value), an Int16 of -300 as 65236 and an Int8 of -5 as 251 (two's complement of the
# type's own width against that of 32 bits). Int32, Int64 and UInt64 arrive whole. No error on either side.
# Exits 1 when they behave otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check pysparkplug==0.6.1 protobuf==7.36.2 2>/dev/null
npm install --silent --no-fund --no-audit --ignore-scripts --prefix . sparkplug-payload@1.0.3 >/dev/null 2>&1
cat >write.py <<'PY'
import pysparkplug as sparkplug

VALUES = {
    "strokes/UINT32": 7,
    "runtime/UINT32": 3_000_000_000,
    "trim/INT8": -5,
    "load/INT16": -300,
    "offset/INT32": -70_000,
    "total/INT64": -5_000_000_000,
    "volume/UINT64": 5_000_000_000,
}
metrics = tuple(
    sparkplug.Metric(timestamp=1, name=name, datatype=sparkplug.DataType[name.split("/")[1]], value=value)
    for name, value in VALUES.items()
)
birth = sparkplug.DBirth(timestamp=1, seq=1, metrics=metrics)
assert [m.value for m in sparkplug.DBirth.decode(birth.encode()).metrics] == list(VALUES.values())
open("payload", "wb").write(birth.encode())
print("written:", VALUES)
PY
cat >read.js <<'JS'
const payload = require("sparkplug-payload").get("spBv1.0").decodePayload(require("fs").readFileSync("payload"));
console.log(payload.metrics.map((metric) => `${metric.name}=${metric.value}`).join(" "));
JS
venv/bin/python write.py
seen=$(node read.js)
echo "read:    $seen"
expected="strokes/UINT32=null runtime/UINT32=null trim/INT8=251 load/INT16=65236 offset/INT32=-70000"
expected="$expected total/INT64=-5000000000 volume/UINT64=5000000000"
[ "$seen" = "$expected" ] || { echo "this has changed"; exit 1; }
