"""The field's first page beside the same table in Streamlit, in one browser and one run.

Streamlit is installed into a throwaway environment and shows the rows of the list that the page
shows, with its own data frame. Told of each: bytes on the wire until the table stands there, and
the seconds until then, the least of some visits with an empty cache. Needs `make setup-browser`.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bp010ctl.base import database
from bp010ctl.cycles import runner

URL = os.environ["BP010_DATABASE_URL"]
VISITS = 5
APP = """
import os, psycopg, streamlit
from psycopg.rows import dict_row
streamlit.set_page_config(layout="wide")
with psycopg.connect(os.environ["BP010_DATABASE_URL"], row_factory=dict_row) as connection:
    rows = connection.execute("SELECT * FROM reporting.vw_dashboard_main").fetchall()
streamlit.dataframe([{name: row[name] for name in list(row)[:20]} for row in rows])
"""


def main() -> None:
    if importlib.util.find_spec("playwright") is None or not shutil.which("chromium"):
        print("left out: no browser here, see make setup-browser")
        return
    simulate = [sys.executable, "-m", "bp010ctl", "simulate", "--hours", "2"]
    subprocess.run(simulate, check=True, stdout=subprocess.DEVNULL)
    with database.connect(URL, autocommit=True) as connection:
        runner.run(connection, "incremental")
    folder = Path(tempfile.mkdtemp(prefix="bp010-streamlit-"))
    try:
        measure(other(folder))
    finally:
        shutil.rmtree(folder)


def other(folder: Path) -> list[str]:
    """The command that serves the table with Streamlit, which it installs first."""
    subprocess.run([sys.executable, "-m", "venv", folder / "v"], check=True)
    wanted = ["streamlit", "psycopg[binary]"]
    subprocess.run([folder / "v/bin/pip", "install", "-q", *wanted], check=True)
    (folder / "app.py").write_text(APP, encoding="utf-8")
    return [
        str(folder / "v/bin/streamlit"), "run", str(folder / "app.py"), "--server.headless=true",
        "--browser.gatherUsageStats=false", "--server.address=127.0.0.1", "--server.port",
    ]  # fmt: skip


def measure(streamlit: list[str]) -> None:
    driving = importlib.import_module("playwright.sync_api").sync_playwright
    ours = [sys.executable, "-m", "bp010ctl", "serve", "--open", "--port"]
    with (
        serving(ours) as here, serving(streamlit) as there, driving() as driver,
    ):  # fmt: skip
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        ours_bytes, ours_seconds = visited(browser, here, "tr[data-well]")
        their_bytes, their_seconds = visited(browser, there, "[data-testid=stDataFrame] canvas")
        browser.close()
    print(f"serve:     {ours_bytes:>10,} bytes, {1000 * ours_seconds:.0f} ms to the table")
    print(f"Streamlit: {their_bytes:>10,} bytes, {1000 * their_seconds:.0f} ms to the table")
    print(
        f"    {ours_bytes / their_bytes:.4f} x the bytes,"
        f" {ours_seconds / their_seconds:.2f} x the time"
    )


@contextmanager
def serving(command: list[str]) -> Iterator[str]:
    """The address of a server that is up, until it is no longer needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(20)


def visited(browser: Any, address: str, table: str) -> tuple[int, float]:
    """Bytes and seconds until the table stands there: the least of some first visits."""
    visits = [visit(browser, address, table) for _ in range(VISITS + 1)][1:]
    return min(size for size, _ in visits), min(seconds for _, seconds in visits)


def visit(browser: Any, address: str, table: str) -> tuple[int, float]:
    context = browser.new_context()
    page = context.new_page()
    size = 0

    def count(event: dict[str, Any]) -> None:
        nonlocal size
        size += int(event.get("encodedDataLength") or 0)

    def framed(event: dict[str, Any]) -> None:
        nonlocal size
        size += len(event["response"]["payloadData"])

    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", count)
    wire.on("Network.webSocketFrameReceived", framed)
    begun = time.monotonic()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(table, timeout=60_000)
    took = time.monotonic() - begun
    page.wait_for_timeout(500)
    context.close()
    return size, took


if __name__ == "__main__":
    main()
