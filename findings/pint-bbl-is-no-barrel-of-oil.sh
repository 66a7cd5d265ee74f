#!/usr/bin/env bash
# pint 0.25.3, the units of an oil field in its default registry.
# Guess: bbl is the barrel of oil, 42 gallons or 0.159 m3: nobody else writes it so; what a field's
# abbreviations do not mean here is refused as undefined.
# Seen: bbl is the barrel of 31.5 gallons, 0.119 m3: a rate of 100 bbl/day loses a quarter, without a
# word, and oil_bbl is the oil barrel. Other words of the field are known too, as something else: cfm
# is the centifermi (a length), md the milliday, mD the millidebye and cp the cup.
# Exits 1 when pint behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pint==0.25.3 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys

import pint

units = pint.UnitRegistry()
rate = {name: round(units(f"100 {name}/day").to("m^3/day").magnitude, 2) for name in ("bbl", "oil_bbl")}
names = {word: str(units(word).units) for word in ("bbl", "cfm", "md", "mD", "cp")}
print("100 a day in m3:", rate)
print("read as:", names)
expected = (
    {"bbl": 11.92, "oil_bbl": 15.9},
    {"bbl": "barrel", "cfm": "centifermi", "md": "milliday", "mD": "millidebye", "cp": "cup"},
)
sys.exit(0 if (rate, names) == expected else f"this has changed: {rate} {names}")
PY
"$folder/venv/bin/python" "$folder/try.py"
