#!/usr/bin/env bash
# aiomqtt 2.5.1 (on paho-mqtt 2.2.0), a durable session with QoS 1 at mosquitto 2.0.11 (Debian 12).
# Guess: "at least once" holds up to `async for message in client.messages`: a consumer that fails at the
# first of twenty messages gets the other nineteen when it comes back.
# Seen: all twenty are acknowledged as they come off the line, before the loop has given them out. After
# an exception in the loop's body the queue is dropped with the client, the broker has nothing left,
# and the next run gets none.
# Exits 1 when they behave otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; sleep 1; rm -rf "$folder"' EXIT
chmod 755 "$folder"
command -v /usr/sbin/mosquitto >/dev/null || RUNLEVEL=1 apt-get install -y -qq mosquitto >/dev/null
printf 'listener 33987 127.0.0.1\nallow_anonymous true\npersistence false\n' >"$folder/conf"
/usr/sbin/mosquitto -c "$folder/conf" >/dev/null 2>&1 &
echo $! >"$folder/pid"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check aiomqtt==2.5.1 paho-mqtt==2.2.0 2>/dev/null
cat >"$folder/try.py" <<'PY'
import asyncio
import sys

import aiomqtt


def client(name, clean):
    return aiomqtt.Client("127.0.0.1", 33987, identifier=name, clean_session=clean)


async def main():
    async with client("historian", False) as consumer:
        await consumer.subscribe("readings", qos=1)
    async with client("meter", True) as meter:
        for number in range(20):
            await meter.publish("readings", str(number), qos=1)
    first, second = [], []
    try:
        async with client("historian", False) as consumer:
            async for message in consumer.messages:
                first.append(message.payload)
                await asyncio.sleep(2)
                raise RuntimeError("the database is away")
    except RuntimeError:
        pass
    try:
        async with asyncio.timeout(5), client("historian", False) as consumer:
            async for message in consumer.messages:
                second.append(message.payload)
    except TimeoutError:
        pass
    return len(first), len(second)


seen = asyncio.run(main())
print(f"of twenty messages the first run took {seen[0]} and failed; the second got {seen[1]}")
sys.exit(0 if seen == (1, 0) else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
