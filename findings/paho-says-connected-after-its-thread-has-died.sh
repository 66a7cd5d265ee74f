#!/usr/bin/env bash
# paho-mqtt 2.2.0, loop_start() and an exception in one's own on_message; mosquitto 2.0.11 (Debian 12).
# Guess: an exception in a callback is logged and the next message comes, or the client disconnects and
# says so.
# Seen: the network thread ends. is_connected() stays True and publish() goes on returning success, while
# nothing is received or sent any more: no on_disconnect, no reconnection, and a supervisor that asks
# is_connected() sees a healthy client.
# Exits 1 when paho behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; sleep 1; rm -rf "$folder"' EXIT
chmod 755 "$folder"
command -v /usr/sbin/mosquitto >/dev/null || RUNLEVEL=1 apt-get install -y -qq mosquitto >/dev/null
printf 'listener 33988 127.0.0.1\nallow_anonymous true\npersistence false\n' >"$folder/conf"
/usr/sbin/mosquitto -c "$folder/conf" >/dev/null 2>&1 &
echo $! >"$folder/pid"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check paho-mqtt==2.2.0 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys
import threading
import time

import paho.mqtt.client as mqtt


def client(name):
    made = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=name)
    made.connect("127.0.0.1", 33988)
    made.loop_start()
    return made


def on_message(consumer, context, message):
    received.append(float(message.payload))


threading.excepthook = lambda event: print("thread ended:", event.exc_value)
received, subscribed, lost = [], threading.Event(), []
consumer, meter = client("consumer"), client("meter")
consumer.on_message = on_message
consumer.on_subscribe = lambda *_: subscribed.set()
consumer.on_disconnect = lambda *_: lost.append(True)
consumer.subscribe("pressure", 1)
assert subscribed.wait(10)
for reading in ("998.5", "997.5", "N/A", "996.5", "995.5"):
    meter.publish("pressure", reading, 1).wait_for_publish(10)
time.sleep(3)
answer = consumer.publish("seen", "3", 1)
time.sleep(3)
seen = (received, consumer.is_connected(), answer.rc == mqtt.MQTT_ERR_SUCCESS, answer.is_published(), lost)
print("received %s, connected %s, publish() succeeded %s, published %s, disconnections %s" % seen)
expected = ([998.5, 997.5], True, True, False, [])
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
