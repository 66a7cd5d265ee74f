#!/usr/bin/env bash
# historian-data-compression 0.0.14, swinging door (the compression of process historians).
# Guess: the archived points are readings, and the line through them is nowhere further from the readings
# than the deviation.
# Seen: with a deviation of 0.5 a pressure that goes from 50 to 60 is given back up to 9.2 off, a sine wave
# of amplitude 10 up to 17.5 off, far outside of what was measured: the archived points are computed
# crossings of two slopes, at times and with values that no reading had. dead_band_compression keeps readings.
# Exits 1 when the package behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check historian-data-compression==0.0.14 \
    numpy==2.4.6 pandas==3.1.1 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys

import numpy
import pandas
from historian_data_compression import point_generator, swinging_door_compression

times = pandas.date_range("2026-01-01", periods=500, freq="min")
signals = {
    "step": numpy.where(numpy.arange(500) < 250, 50.0, 60.0),
    "sine": 100 + 10 * numpy.sin(numpy.arange(500) / 20),
}
seen = {}
for name, values in signals.items():
    frame = pandas.DataFrame({"time": times, "value": values})
    measured = dict(point_generator(frame))
    archived = list(swinging_door_compression(point_generator(frame), deviation=0.5))
    line = numpy.interp(list(measured), *zip(*archived))
    invented = sum(measured.get(time) != value for time, value in archived)
    seen[name] = (round(float(abs(line - values).max()), 1), len(archived), invented)
    print(f"{name}: deviation 0.5, largest error {seen[name][0]}, {invented} of {len(archived)} points never measured")
expected = {"step": (9.2, 3, 1), "sine": (17.5, 23, 21)}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
