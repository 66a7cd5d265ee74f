#!/usr/bin/env bash
# pyModbusTCP 0.3.1, its utils for 32-bit numbers; pymodbus 3.16.1 beside it.
# Guess: a total that does not fit into two registers is refused, as get_2comp() of the same module refuses
# one that does not fit and pymodbus does; and so is a list of three registers for numbers of two.
# Seen: long_list_to_word() keeps the lower 32 bits: 5,000,000,000 is written as 705,032,704, a plausible
# total. word_list_to_long() drops the third register. No error in either.
# Instead: check the range and the count oneself, or convert with pymodbus.
# Exits 1 when they behave otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pyModbusTCP==0.3.1 pymodbus==3.16.1 2>/dev/null
cat >"$folder/try.py" <<'PY'
import struct
import sys

from pymodbus.client.mixin import ModbusClientMixin
from pymodbus.exceptions import ModbusException
from pyModbusTCP.utils import get_2comp, long_list_to_word, word_list_to_long

TOTAL = 5_000_000_000
UINT32 = ModbusClientMixin.DATATYPE.UINT32


def answer(call, *values):
    try:
        return call(*values)
    except (ValueError, struct.error, ModbusException):
        return "refused"


seen = {
    "written": word_list_to_long(long_list_to_word([TOTAL])),
    "get_2comp": answer(get_2comp, TOTAL, 32),
    "three registers": answer(word_list_to_long, [1, 2, 3]),
    "written by pymodbus": answer(ModbusClientMixin.convert_to_registers, TOTAL, UINT32),
    "three by pymodbus": answer(ModbusClientMixin.convert_from_registers, [1, 2, 3], UINT32),
}
for name, value in seen.items():
    print(f"{name}: {value}")
expected = {
    "written": [705032704],
    "get_2comp": "refused",
    "three registers": [65538],
    "written by pymodbus": "refused",
    "three by pymodbus": "refused",
}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
