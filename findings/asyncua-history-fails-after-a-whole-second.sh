#!/usr/bin/env bash
# asyncua 2.1.0 (OPC UA), a server whose history is kept by its own HistorySQLite. Python 3.11.
# Guess: a value whose source time is a whole second, as most meters give it, is kept and read like others.
# Seen: it is stored without complaint, and from then on every read of the node's history that covers it
# ends in BadInternalError, all the good values included: the time is written with its zone, and
# Python's converter cannot read "00+00" as seconds. With a microsecond added all is well.
# Exits 1 when asyncua behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check asyncua==2.1.0 2>/dev/null
cd "$folder"
cat >try.py <<'PY'
import asyncio
import logging
import sys
from datetime import UTC, datetime, timedelta

from asyncua import Client, Server, ua
from asyncua.server.history_sql import HistorySQLite

logging.disable(logging.CRITICAL)
MIDNIGHT = datetime(2026, 11, 30, tzinfo=UTC)


async def history(microseconds):
    server = Server()
    await server.init()
    server.iserver.history_manager.set_storage(HistorySQLite(f"history{len(microseconds)}.db"))
    server.set_endpoint("opc.tcp://127.0.0.1:33982")
    pressure = await server.nodes.objects.add_variable(2, "pressure", 0.0)
    await server.iserver.history_manager.init()
    async with server:
        await server.historize_node_data_change(pressure, period=None, count=100)
        for minute, microsecond in enumerate(microseconds, 1):
            time = MIDNIGHT + timedelta(minutes=minute, microseconds=microsecond)
            value = ua.Variant(float(minute), ua.VariantType.Double)
            await server.write_attribute_value(
                pressure.nodeid, ua.DataValue(value, SourceTimestamp=time, ServerTimestamp=time)
            )
        await asyncio.sleep(2)
        async with Client("opc.tcp://127.0.0.1:33982") as client:
            node = client.get_node(pressure.nodeid)
            try:
                values = await node.read_raw_history(MIDNIGHT, MIDNIGHT + timedelta(hours=1))
                return [value.Value.Value for value in values]
            except ua.UaError as error:
                return type(error).__name__


seen = (asyncio.run(history([1, 1, 1])), asyncio.run(history([1, 1, 1, 0])))
print(f"three readings off the second: {seen[0]}; a fourth at 00:04:00: {seen[1]}")
sys.exit(0 if seen == ([1.0, 2.0, 3.0], "BadInternalError") else f"this has changed: {seen}")
PY
venv/bin/python try.py
