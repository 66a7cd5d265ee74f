#!/usr/bin/env bash
# pymodbus 3.16.1, convert_from_registers and convert_to_registers with DATATYPE.BITS.
# Guess: the sixteen bits of a status register come in order, from bit 0 or from bit 15, and a list that
# is handed over to be converted is left as it is.
# Seen: they come byte by byte: bits 8 to 15 first, then 0 to 7. Bit 0 of a register (1, "running") is
# at place 8 of the list, bit 8 at place 0, and writing back agrees, so that no test of both ways sees
# it; the device does. The caller's list of bits is lengthened to sixteen by the conversion.
# Exits 1 when pymodbus behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pymodbus==3.16.1 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys

from pymodbus.client.mixin import ModbusClientMixin as Modbus

BITS = Modbus.DATATYPE.BITS
places = {bit: Modbus.convert_from_registers([1 << bit], BITS).index(True) for bit in range(16)}
flags = [True, False, True]
register = Modbus.convert_to_registers(flags, BITS)
print("bit of the register: place in the list", places)
print("[True, False, True] is written as", register, "and the list has now", len(flags), "places")
expected = ({bit: (bit + 8) % 16 for bit in range(16)}, [0x0500], 16)
seen = (places, register, len(flags))
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
