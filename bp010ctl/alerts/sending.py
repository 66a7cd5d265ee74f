"""One message out, by a process of its own: it can be ended in time, whatever it is doing.

    python -m bp010ctl.alerts.sending      parcel as JSON on standard input, outcome on output

Left to Apprise (pinned) it would not be so: a redirect is followed by an empty GET and counts as
delivered, what looks like a tag in a mail's text is lost without a format, what `notify` returns is
no bool, and a slow receiver is waited for as long as it gives a byte now and then.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from bp010ctl.base.errors import AlertsError

KINDS = {"INFO": "info", "WARNING": "warning", "CRITICAL": "failure"}
LONGEST_REASON = 300
SMALLEST_LIMIT = 1.0


@dataclass(frozen=True)
class Parcel:
    """A message and where it goes. address: with its secrets. limit: seconds it may take."""

    address: str
    title: str
    text: str
    severity: str
    limit: float


def send(parcel: Parcel) -> str | None:
    """Why it was not delivered; None where the receiver took it. The reason may hold secrets.

    Raises AlertsError where Apprise is not installed.
    """
    document = json.dumps(parcel.__dict__)
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__], input=document, capture_output=True, text=True,
            timeout=parcel.limit,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"not delivered within {parcel.limit:g} s"
    try:
        outcome = json.loads(done.stdout)
    except ValueError:
        lines = done.stderr.strip().splitlines()
        return f"the sender failed: {lines[-1] if lines else f'exit code {done.returncode}'}"
    if outcome.get("missing"):
        raise AlertsError(
            "the package apprise is not installed",
            hint="pip install '.[alerts]' (make setup does)",
        )
    reason: str | None = outcome["reason"]
    return reason


def deliver(parcel: Parcel) -> str | None:
    """As `send`, in this process: what its child does."""
    import apprise

    asset = apprise.AppriseAsset(
        async_mode=False, http_redirects=False, app_id="BP010", app_desc="BP010",
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )  # fmt: skip
    target = apprise.Apprise.instantiate(parcel.address, asset=asset, suppress_exceptions=True)
    if target is None:
        return "the address is none that Apprise knows, or it lacks a part"
    target.redirects = False  # whatever the address says
    patience = max(SMALLEST_LIMIT, parcel.limit / 2)
    target.socket_connect_timeout = target.socket_read_timeout = patience
    target.overflow_mode = apprise.OverflowMode.SPLIT
    lines: list[str] = []
    with _Listening(lines):
        sent = apprise.Apprise(asset=asset)
        sent.add(target)
        outcome = sent.notify(
            body=parcel.text, title=parcel.title, notify_type=KINDS[parcel.severity],
            body_format=apprise.NotifyFormat.TEXT,
        )  # fmt: skip
    return None if bool(outcome) else _reason(lines)


class _Listening(logging.Handler):
    """Keeps what Apprise logs of a failure while it sends."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines
        self._logger = logging.getLogger("apprise")

    def __enter__(self) -> None:
        self._logger.setLevel(logging.DEBUG)
        self._logger.propagate = False
        self._logger.addHandler(self)

    def __exit__(self, *error: object) -> None:
        self._logger.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.levelno >= logging.WARNING or "Exception" in text:
            self._lines.append(" ".join(text.split()))


def _reason(lines: list[str]) -> str:
    text = "; ".join(dict.fromkeys(lines)) or "the receiver did not take it"
    if any(f"error={code}" in text for code in (301, 302, 303, 307, 308)):
        text += " a redirect is not followed"
    return text


def _main() -> None:
    outcome: dict[str, Any] = {}
    try:
        outcome["reason"] = deliver(Parcel(**json.load(sys.stdin)))
    except ModuleNotFoundError as error:
        outcome["missing"] = error.name
    print(json.dumps(outcome))


if __name__ == "__main__":
    _main()
