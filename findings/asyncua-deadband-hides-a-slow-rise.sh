#!/usr/bin/env bash
# asyncua 2.1.0 (OPC UA), its server and its client, Subscription.deadband_monitor.
# Guess: an absolute deadband of 1 reports a value when it is more than 1 away from the last one reported, as
# OPC UA has it, so that a client is never further off than that; a percent deadband of a node without a
# range is refused.
# Seen: the server compares with the value before, reported or not. A pressure that rises by 0.4 at a time
# from 0 to 20 is never reported: the client still shows 0, and the subscription is healthy. The same
# rise in steps of 5 comes through. A percent deadband is accepted and does nothing.
# Instead: subscribe without a deadband and compare in the client.
# Exits 1 when asyncua behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check asyncua==2.1.0 2>/dev/null
cat >"$folder/try.py" <<'PY'
import asyncio
import logging
import sys

from asyncua import Client, Server

logging.disable(logging.CRITICAL)
ADDRESS = "opc.tcp://127.0.0.1:33961"
ABSOLUTE, PERCENT = 1, 2
RISE = [round(0.4 * step, 1) for step in range(1, 51)]


class Reports:
    def __init__(self):
        self.values = []

    def datachange_notification(self, node, value, data):
        self.values.append(value)


async def reported(client, pressure, values, kind, deadband):
    await pressure.write_value(0.0)
    reports = Reports()
    subscription = await client.create_subscription(100, reports)
    await subscription.deadband_monitor(client.get_node(pressure.nodeid), deadband, deadbandtype=kind, queuesize=100)
    await asyncio.sleep(1)
    for value in values:
        await pressure.write_value(value)
        await asyncio.sleep(0.05)
    await asyncio.sleep(1)
    await subscription.delete()
    return reports.values


async def main():
    server = Server()
    await server.init()
    server.set_endpoint(ADDRESS)
    pressure = await server.nodes.objects.add_variable(2, "pressure", 0.0)
    async with server, Client(ADDRESS) as client:
        return (
            await reported(client, pressure, RISE, ABSOLUTE, 1.0),
            await reported(client, pressure, [5.0, 10.0, 15.0, 20.0], ABSOLUTE, 1.0),
            len(await reported(client, pressure, RISE, PERCENT, 10.0)),
        )


seen = asyncio.run(main())
print(f"deadband 1, from 0 to {RISE[-1]} by 0.4: {seen[0]}; by 5: {seen[1]}")
print(f"deadband 10 %, by 0.4: {seen[2]} reports of {len(RISE)} values after the first")
expected = ([0.0], [0.0, 5.0, 10.0, 15.0, 20.0], 51)
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
