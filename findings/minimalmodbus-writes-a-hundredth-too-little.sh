#!/usr/bin/env bash
# minimalmodbus 2.1.1, write_register(…, number_of_decimals=N), over a pair of pseudo-terminals.
# Guess: 0.29 with two decimals is written as 29, as its read_register gives 0.29 for a 29.
# Seen: the product 28.999999999999996 is cut, not rounded: the register gets 28. Of the 1000 values from
# 0.00 to 9.99, each as read_register gives it, 69 are written one hundredth too low, so a setpoint that
# is read and written back as it is has changed. No error.
# Instead: scale oneself, write_register(address, round(value * 100)).
# Exits 1 when minimalmodbus behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check minimalmodbus==2.1.1 pyserial==3.5 2>/dev/null
cat >"$folder/try.py" <<'PY'
import os
import sys
import threading
import tty

import minimalmodbus

READ, WRITE = 3, 6
device, line = os.openpty()
tty.setraw(device)
tty.setraw(line)
registers = {}


def answer():
    """A device with holding registers; the answer to function 6 is its request."""
    while True:
        request = b""
        while len(request) < 8:
            request += os.read(device, 8 - len(request))
        address = int.from_bytes(request[2:4], "big")
        if request[1] == WRITE:
            registers[address] = int.from_bytes(request[4:6], "big")
            os.write(device, request)
        else:
            body = request[:2] + b"\x02" + registers[address].to_bytes(2, "big")
            os.write(device, body + crc(body))


def crc(body):
    value = 0xFFFF
    for byte in body:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value.to_bytes(2, "little")


threading.Thread(target=answer, daemon=True).start()
controller = minimalmodbus.Instrument(os.ttyname(line), 1)
controller.serial.baudrate = 115200
controller.serial.timeout = 5
low = 0
for hundredths in range(1000):
    controller.write_register(7, hundredths / 100, number_of_decimals=2, functioncode=WRITE)
    low += registers[7] == hundredths - 1
registers[7] = 29
setpoint = controller.read_register(7, number_of_decimals=2)
controller.write_register(7, setpoint, number_of_decimals=2, functioncode=WRITE)
seen = (low, setpoint, registers[7])
print(f"{low} of 1000 values are written too low; 29 is read as {setpoint} and written back as {registers[7]}")
expected = (69, 0.29, 28)
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
