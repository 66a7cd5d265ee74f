#!/usr/bin/env bash
# pymodbus 3.16.1 (PyPI) reads from a server of jsmodbus 5.0.0 (npm) over the end of its registers.
# Guess: a request for eight registers of which four exist is answered with exception 2, "illegal data
# address"; and a client that asked for eight takes an answer of four as an error.
# Seen: the server sends the four that there are, and the client gives them out as a good answer:
# isError() is False, and four readings stand where eight were asked for. jsmodbus's own client does the
# same; modbus-serial 8.0.25 refuses such an answer.
# Exits 1 when they behave otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check pymodbus==3.16.1 2>/dev/null
npm install --silent --no-fund --no-audit --ignore-scripts --prefix . jsmodbus@5.0.0 modbus-serial@8.0.25 \
    >/dev/null 2>&1
cat >server.js <<'JS'
const net = require("net");
const modbus = require("jsmodbus");
const holding = Buffer.alloc(20);
for (let index = 0; index < 10; index++) holding.writeUInt16BE(index + 1, index * 2);
const server = new net.Server();
new modbus.server.TCP(server, { holding });
server.listen(33984, "127.0.0.1", () => require("fs").writeFileSync("ready", ""));
JS
cat >other.js <<'JS'
const Serial = require("modbus-serial");
const client = new Serial();
const done = (text) => (console.log(text), process.exit(0));
client.connectTCP("127.0.0.1", { port: 33984 }).then(() => {
  client.setID(1);
  client.readHoldingRegisters(6, 8).then((answer) => done("answer"), (error) => done("refused"));
});
JS
cat >read.py <<'PY'
import time
from pathlib import Path

from pymodbus.client import ModbusTcpClient

while not Path("ready").exists():
    time.sleep(0.1)
client = ModbusTcpClient("127.0.0.1", port=33984)
client.connect()
answer = client.read_holding_registers(6, count=8)
print(answer.isError(), answer.registers)
client.close()
PY
node server.js & echo $! >pid
seen="$(venv/bin/python read.py), modbus-serial: $(node other.js)"
echo "pymodbus, eight registers asked for: error $seen"
[ "$seen" = "False [7, 8, 9, 10], modbus-serial: refused" ] || { echo "this has changed"; exit 1; }
