#!/usr/bin/env bash
# mosquitto 2.0.11 (Debian 12), a durable session whose consumer is away, QoS 1, with paho-mqtt 2.2.0.
# Guess: a message published with QoS 1 for a session that stays is kept until its consumer is back, or the
# publisher is told (MQTT 5 has the reason code "quota exceeded").
# Seen: of 3,000 messages, each confirmed with "success", the returning consumer gets the first 1,000:
# max_queued_messages is 1000 unless set, and what comes above it is thrown away, the newest first, with
# one line in the broker's log as the only trace.
# Exits 1 when they behave otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; sleep 1; rm -rf "$folder"' EXIT
chmod 755 "$folder"
command -v /usr/sbin/mosquitto >/dev/null || RUNLEVEL=1 apt-get install -y -qq mosquitto >/dev/null
printf 'listener 33989 127.0.0.1\nallow_anonymous true\npersistence false\n' >"$folder/conf"
/usr/sbin/mosquitto -c "$folder/conf" >/dev/null 2>&1 &
echo $! >"$folder/pid"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check paho-mqtt==2.2.0 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys
import time
from collections import Counter

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

WEEK = Properties(PacketTypes.CONNECT)
WEEK.SessionExpiryInterval = 604800


def client(name, on_message=None):
    made = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=name, protocol=mqtt.MQTTv5)
    made.on_message = on_message
    made.connect("127.0.0.1", 33989, clean_start=False, properties=WEEK)
    made.loop_start()
    return made


consumer = client("historian")
consumer.subscribe("readings", 1)
time.sleep(1)
consumer.disconnect()
consumer.loop_stop()
confirmed, received = Counter(), []
meter = client("meter")
meter.on_publish = lambda client, context, number, reason, properties: confirmed.update([str(reason)])
for number in range(3000):
    meter.publish("readings", str(number), 1).wait_for_publish(10)
client("historian", lambda client, context, message: received.append(int(message.payload)))
time.sleep(5)
print(f"confirmed {dict(confirmed)}, received {len(received)}, the last {received[-1]}")
seen = (dict(confirmed), len(received), received[-1])
sys.exit(0 if seen == ({"Success": 3000}, 1000, 999) else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
