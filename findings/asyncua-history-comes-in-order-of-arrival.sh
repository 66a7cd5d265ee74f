#!/usr/bin/env bash
# asyncua 2.1.0 (OPC UA), a server's history in memory (its default), read raw by its client.
# Guess: history is given in order of the source's time, so that a reading that arrived late (a logger
# that was offline) stands where it belongs, and "the first two from 00:01" are the two earliest.
# Seen: it is given in order of arrival. The reading of 00:01:30 comes after that of 00:04, backwards it
# comes first, and the first two from 00:01 are those of 00:01 and 00:02: the late one is passed over, and
# whoever goes on from the last time received never gets it.
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

logging.disable(logging.CRITICAL)
START = datetime(2026, 11, 30, tzinfo=UTC)


async def main():
    server = Server()
    await server.init()
    server.set_endpoint("opc.tcp://127.0.0.1:33983")
    pressure = await server.nodes.objects.add_variable(2, "pressure", 0.0)
    async with server:
        await server.historize_node_data_change(pressure, period=None, count=100)
        for seconds in (60, 120, 180, 240, 90):
            time = START + timedelta(seconds=seconds)
            value = ua.Variant(float(seconds), ua.VariantType.Double)
            await server.write_attribute_value(
                pressure.nodeid, ua.DataValue(value, SourceTimestamp=time, ServerTimestamp=time)
            )
        await asyncio.sleep(2)
        async with Client("opc.tcp://127.0.0.1:33983") as client:
            node = client.get_node(pressure.nodeid)

            async def seconds(first, last, limit=0):
                values = await node.read_raw_history(first, last, limit)
                return [int(value.Value.Value) for value in values]

            end = START + timedelta(hours=1)
            return [
                await seconds(START, end),
                await seconds(end, START, 1),
                await seconds(START, end, 2),
            ]


seen = asyncio.run(main())
print(f"all: {seen[0]}, the newest: {seen[1]}, the first two: {seen[2]} (seconds after midnight)")
expected = [[60, 120, 180, 240, 90], [90], [60, 120]]
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
venv/bin/python try.py
