#!/usr/bin/env bash
# Apprise 2.3.0, a json:// webhook behind a redirect (301 or 302: the receiver has moved).
# Guess: the alert is posted to the new address, or notify() reports a failure.
# Seen: the redirect is followed as a GET without a body, the receiver answers 200 to it, and notify()
# says SUCCESS: nobody got the alert and nothing says so. Behind 307 or 308 it is posted again.
# Exits 1 when Apprise behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check apprise==2.3.0 requests==2.34.2 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import apprise


class Receiver(BaseHTTPRequestHandler):
    def answer(self):
        size = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(size)
        code = 200
        if self.path.startswith("/old/"):
            code = int(self.path.removeprefix("/old/"))
        else:
            arrived.append((self.command, size > 0))
        self.send_response(code)
        self.send_header("Location", "/new")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
seen = {}
for code in (301, 302, 307, 308):
    arrived = []
    alerts = apprise.Apprise()
    alerts.add(f"json://127.0.0.1:{server.server_port}/old/{code}")
    said = bool(alerts.notify(title="well stopped", body="pump intake pressure is low"))
    seen[code] = (said, *arrived)
    print(f"behind {code}: success {said}, arrived {arrived} (method, with a body)")
lost, posted = (True, ("GET", False)), (True, ("POST", True))
expected = {301: lost, 302: lost, 307: posted, 308: posted}
sys.exit(0 if seen == expected else f"this has changed: {seen}")
PY
"$folder/venv/bin/python" "$folder/try.py"
