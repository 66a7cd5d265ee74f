#!/usr/bin/env bash
# influxdb-client 1.50.0 and influxdb3-python 0.21.0, a pandas 3.1.1 DataFrame whose times are in a column.
# Guess: with data_frame_timestamp_column="timestamp" that column is the time and every other one a field.
# Seen: a column whose name is any part of the word timestamp is left out too: of p, t, q and amps (the
# pressure, the temperature, the rate, the current) q and amps arrive, and the write succeeds. With the times
# in the index all four do; with the same frame from Polars 2.1.0, influxdb3-python sends all four.
# Instead: set_index() before writing.
# Exits 1 when they behave otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check influxdb-client==1.50.0 influxdb3-python==0.21.0 \
    pandas==3.1.1 polars==2.1.0 pyarrow==26.0.1 tzdata==2026.6 2>/dev/null
cat >"$folder/try.py" <<'PY'
import gzip
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas
import polars
from influxdb_client import InfluxDBClient
from influxdb_client.client.write_api import SYNCHRONOUS
from influxdb_client_3 import InfluxDBClient3, WriteOptions, WriteType, write_client_options


class Database(BaseHTTPRequestHandler):
    """Takes line protocol and answers 204, as InfluxDB does."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        fields = body.decode().split(" ")[1]
        arrived.append(" ".join(sorted(field.split("=")[0] for field in fields.split(","))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


arrived = []
server = ThreadingHTTPServer(("127.0.0.1", 0), Database)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
reading = {"p": [50.0], "t": [80.0], "q": [7.0], "amps": [31.0]}
frame = pandas.DataFrame({"timestamp": pandas.to_datetime(["2026-11-30T06:00:00Z"])} | reading)
by_column = {"data_frame_measurement_name": "well", "data_frame_timestamp_column": "timestamp"}
with InfluxDBClient(url=url, token="none", org="field") as client:
    writer = client.write_api(write_options=SYNCHRONOUS)
    writer.write("readings", record=frame, **by_column)
    writer.write("readings", record=frame.set_index("timestamp"), data_frame_measurement_name="well")
options = write_client_options(write_options=WriteOptions(write_type=WriteType.synchronous))
with InfluxDBClient3(host=url, token="none", database="readings", write_client_options=options) as client:
    client.write(record=frame, **by_column)
    client.write(record=polars.from_pandas(frame), **by_column)
names = ["influxdb-client", "… times in the index", "influxdb3-python", "… from Polars"]
for name, fields in zip(names, arrived, strict=True):
    print(f"{name:<21} fields that arrived: {fields}")
expected = ["amps q", "amps p q t", "amps q", "amps p q t"]
sys.exit(0 if arrived == expected else f"this has changed: {arrived}")
PY
"$folder/venv/bin/python" "$folder/try.py"
