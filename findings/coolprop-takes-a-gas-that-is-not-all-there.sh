#!/usr/bin/env bash
# CoolProp 8.0.0, PropsSI of a gas given by its mole fractions, as a chromatograph gives them.
# Guess: fractions that add up to 0.95 (a component is missing) are made up to one or refused; one of 1.5 is
# refused, so somebody looks at them.
# Seen: only each one is held to 0 … 1, not their sum. The gas is computed as it stands: at 50 bar Z is
# 0.896 where the same parts made up to one give 0.844, and the molar mass is 5 % too small; with 1.1
# in all Z is 0.573. No error, no warning; by a cubic equation (SRK) likewise.
# Instead: divide by the sum oneself, and look at how far from one it was.
# Exits 1 when CoolProp behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check CoolProp==8.0.0 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys

from CoolProp.CoolProp import PropsSI

PARTS = {"Methane": 0.70, "Ethane": 0.20, "Propane": 0.05}


def gas(quantity, total, model="HEOS"):
    scale = total / sum(PARTS.values())
    name = "&".join(f"{part}[{share * scale!r}]" for part, share in PARTS.items())
    return round(PropsSI(quantity, "T", 300, "P", 5e6, f"{model}::{name}"), 5)


seen = {total: (gas("Z", total), gas("Z", total, "SRK"), gas("M", total)) for total in (1.0, 0.95, 1.1)}
for total, (z, cubic, mass) in seen.items():
    print(f"fractions of {total} in all: Z {z}, by SRK {cubic}, molar mass {mass} kg/mol")
try:
    PropsSI("Z", "T", 300, "P", 5e6, "HEOS::Methane[1.5]&Ethane[0.2]")
    seen["1.5"] = "computed"
except ValueError:
    seen["1.5"] = "refused"
print("one fraction of 1.5:", seen["1.5"])
expected = {
    1.0: (0.84366, 0.84837, 0.02047),
    0.95: (0.89591, 0.86882, 0.01945),
    1.1: (0.57297, 0.80976, 0.02252),
    "1.5": "refused",
}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
