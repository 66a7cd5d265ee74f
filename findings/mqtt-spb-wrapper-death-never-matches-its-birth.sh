#!/usr/bin/env bash
# mqtt-spb-wrapper 2.1.2, an edge node against mosquitto 2.0.11 (Debian 12).
# Guess: an edge node's last will (NDEATH) carries the number bdSeq of its birth (NBIRTH), by which a host
# knows that this death ends that birth, and not an older one that comes late.
# Seen: the will says 0, the birth 1: the counter moves on between the two (the helper's --bdSeq counts
# nothing down; Python reads two minus signs). A host that follows the specification never takes this node
# as dead.
# Exits 1 when the package behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; sleep 1; rm -rf "$folder"' EXIT
chmod 755 "$folder"
command -v /usr/sbin/mosquitto >/dev/null || RUNLEVEL=1 apt-get install -y -qq mosquitto >/dev/null
printf 'listener 33981 127.0.0.1\nallow_anonymous true\npersistence false\n' >"$folder/conf"
/usr/sbin/mosquitto -c "$folder/conf" >/dev/null 2>&1 &
echo $! >"$folder/pid"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check mqtt-spb-wrapper==2.1.2 \
    protobuf==3.20.3 paho-mqtt==1.6.1 2>/dev/null
cat >"$folder/try.py" <<'PY'
import os
import socket
import threading

import paho.mqtt.client as mqtt
from mqtt_spb_wrapper import MqttSpbEntityEdgeNode, SpbPayloadParser

numbers, arrived, subscribed = {}, threading.Event(), threading.Event()


def on_message(client, context, message):
    kind = message.topic.split("/")[2]
    for metric in SpbPayloadParser(bytes(message.payload)).payload["metrics"]:
        if metric["name"] == "bdSeq":
            numbers[kind] = metric["value"]
            arrived.set()


host = mqtt.Client(client_id="host")
host.on_message = on_message
host.on_subscribe = lambda *_: subscribed.set()
host.connect("127.0.0.1", 33981)
host.loop_start()
host.subscribe("spBv1.0/#", 1)
assert subscribed.wait(10)
node = MqttSpbEntityEdgeNode("field", "node", include_spb_rebirth=False)
node.data.set_value("pressure", 998.5)
assert node.connect("127.0.0.1", 33981, timeout=10)
node.publish_birth()
assert arrived.wait(10)
arrived.clear()
node._mqtt.socket().shutdown(socket.SHUT_RDWR)  # the line is cut: the broker publishes the will
assert arrived.wait(10)
print(numbers if numbers == {"NBIRTH": 1, "NDEATH": 0} else f"this has changed: {numbers}", flush=True)
os._exit(0 if numbers == {"NBIRTH": 1, "NDEATH": 0} else 1)
PY
"$folder/venv/bin/python" "$folder/try.py"
