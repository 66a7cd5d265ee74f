#!/usr/bin/env bash
# cftime 1.6.6.1 and xarray 2026.9.0, the units of a netCDF time axis with a zone ("hours since … -6:00").
# Guess: -6:00, as the CF conventions themselves write a zone, means what -06:00 means, or is refused.
# Seen: cftime drops a zone whose hour has one digit and reads the axis as UTC, six hours early, without a
# word; date2num writes the same way. xarray, which decodes with pandas unless told otherwise, has the right
# instant: one file, two times, by the option use_cftime.
# Instead: two digits (-06:00), or UTC in the units.
# Exits 1 when they behave otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check cftime==1.6.6.1 xarray==2026.9.0 pandas==3.1.1 numpy==2.4.6 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys
from datetime import datetime

import cftime
import xarray


def hour_by_xarray(units, use_cftime):
    data = xarray.Dataset(coords={"time": ("time", [0.0], {"units": units})})
    times = xarray.coders.CFDatetimeCoder(use_cftime=use_cftime)
    return int(xarray.decode_cf(data, decode_times=times).time.dt.hour[0])


seen = {}
for zone in ["-06:00", "-0600", "-6:00", "-6", "+5:30"]:
    units = f"hours since 2026-01-01 06:00:00 {zone}"
    seen[zone] = (
        cftime.num2date(0, units).hour,
        int(cftime.date2num(datetime(2026, 1, 1, 12), units)),
        hour_by_xarray(units, use_cftime=False),
        hour_by_xarray(units, use_cftime=True),
    )
    read, written, plain, asked = seen[zone]
    print(f"06:00 {zone:<6} is {read:02}:00 UTC for cftime, {plain:02}:00 for xarray, {asked:02}:00 with use_cftime")
right, dropped = (12, 0, 12, 12), (6, 6, 12, 6)
expected = {"-06:00": right, "-0600": right, "-6:00": dropped, "-6": dropped, "+5:30": (6, 6, 0, 6)}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
