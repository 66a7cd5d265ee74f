"""200 readers of the pages for five minutes, with live wells and every cycle in the database.

Each reader keeps a stream open and asks for a page every few seconds, as an open tab does. Told:
answers, errors, times, the web server's memory minute by minute, and what the ledger says of the
cycles. READERS and SECONDS change how many and how long.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter

import httpx2
import psutil

from bp010ctl.base import database
from bp010ctl.cycles import health, runner

URL = os.environ["BP010_DATABASE_URL"]
READERS = int(os.environ.get("READERS", "200"))
SECONDS = int(os.environ.get("SECONDS", "300"))
PAUSE = 10.0
"""Seconds that a reader looks at a page, half to one and a half of it."""
PATHS = (
    "/", "/?orden=-fluido", "/?estado=alerta", "/well/101", "/well/105", "/well/103?grano=dia",
    "/api/v1/wells", "/field.csv", "/catalogue",
    "/origin/reporting.dataset_current_values.kpi_uptime_pct_act?pozo=101",
)  # fmt: skip


def main() -> None:
    bp = [sys.executable, "-m", "bp010ctl"]
    subprocess.run([*bp, "simulate", "--hours", "3"], check=True, stdout=subprocess.DEVNULL)
    with database.connect(URL, autocommit=True) as connection:
        runner.run(connection, "incremental")
    subprocess.run([*bp, "cron", "apply"], check=True, stdout=subprocess.DEVNULL)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    wells = subprocess.Popen([*bp, "simulate", "--live"], stdout=subprocess.DEVNULL)
    web = subprocess.Popen([*bp, "serve", "--open", "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        asyncio.run(crowd(f"http://127.0.0.1:{port}", psutil.Process(web.pid)))
        cycles()
    finally:
        wells.terminate()
        web.terminate()
        wells.wait(20)
        web.wait(20)


async def crowd(address: str, web: psutil.Process) -> None:
    """All readers at once, and the server's memory while they read."""
    answers: Counter[str] = Counter()
    took: list[float] = []
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=READERS)
    async with httpx2.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        for _ in range(100):
            try:
                await client.get("/health")
                break
            except httpx2.HTTPError:
                await asyncio.sleep(0.2)
        end = time.monotonic() + SECONDS
        readers = [reader(client, end, random.Random(n), answers, took) for n in range(READERS)]
        streams = [asyncio.create_task(stream(client, answers)) for _ in range(READERS)]
        watching = asyncio.create_task(watch(web))
        await asyncio.gather(*readers)
        for task in (*streams, watching):
            task.cancel()
    took.sort()
    print(f"{READERS} readers, {SECONDS} s: {dict(answers)}")
    for part in (0.5, 0.95, 0.99, 1):
        print(f"    {100 * part:3.0f} % within {1000 * took[round(part * (len(took) - 1))]:.0f} ms")


async def reader(
    client: httpx2.AsyncClient, end: float, dice: random.Random, answers: Counter[str],
    took: list[float],
) -> None:  # fmt: skip
    await asyncio.sleep(dice.random() * PAUSE)
    while time.monotonic() < end:
        begun = time.monotonic()
        try:
            answer = await client.get(dice.choice(PATHS))
            answers[str(answer.status_code)] += 1
        except httpx2.HTTPError as error:
            answers[type(error).__name__] += 1
        took.append(time.monotonic() - begun)
        await asyncio.sleep(PAUSE * (0.5 + dice.random()))


async def stream(client: httpx2.AsyncClient, answers: Counter[str]) -> None:
    """An open tab's stream; what it hears is counted."""
    async with client.stream("GET", "/live") as heard:
        async for line in heard.aiter_lines():
            if line.startswith("data:"):
                answers["heard"] += 1


async def watch(web: psutil.Process) -> None:
    while True:
        memory = web.memory_info().rss / 2**20
        print(f"    web server: {memory:.0f} MB, {web.num_fds()} files", flush=True)
        await asyncio.sleep(30)


def cycles() -> None:
    """How the cycles did meanwhile, and what `health` says."""
    with database.connect(URL, autocommit=True) as connection:
        for kind, state, count, longest in connection.execute(
            "SELECT etl_tipo, estado, count(*), max(duracion_segundos) FROM etl.etl_ejecuciones"
            " GROUP BY etl_tipo, estado ORDER BY etl_tipo, estado"
        ):
            print(f"    {kind:<14} {state:<12} {count:4}   longest {longest or 0:.1f} s")
        for check in health.checks(connection):
            if check.level:
                print(f"    {health.LEVELS[check.level]}: {check.name}: {check.message}")


if __name__ == "__main__":
    main()
