"""What changes is told to every browser; a lost connection is told, and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest

from bp010ctl.cycles import runner
from bp010ctl.serve import live

BEAT = 0.05


async def heard(wire: live.Wire, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first state that fits, within five seconds."""
    async with asyncio.timeout(5):
        async for state in wire.told():
            if fits(state):
                return state
    raise AssertionError("the stream ended")


async def later(wire: live.Wire, before: int) -> dict[str, Any]:
    """The first state after so many changes."""
    return await heard(wire, lambda state: state["changes"] > before)


def listening(url: str, trial: Callable[[live.Wire], Awaitable[None]], beat: float = BEAT) -> None:
    async def run() -> None:
        wire = live.Wire(url, beat)
        task = asyncio.create_task(wire.run())
        try:
            await trial(wire)
        finally:
            task.cancel()

    asyncio.run(run())


def test_a_new_snapshot_and_an_alert_are_told_to_all(field_url: str) -> None:
    async def trial(wire: live.Wire) -> None:
        await heard(wire, lambda state: state["connected"])
        with psycopg.connect(field_url, autocommit=True) as owner:
            for change in (
                "UPDATE reporting.dataset_current_values SET updated_at = updated_at"
                " + interval '1 ms' WHERE well_id = 2",
                "NOTIFY bp010_alertas, '{}'",
            ):
                before = wire.changes
                owner.execute(change.encode())
                states = await asyncio.gather(*[later(wire, before) for _ in range(20)])
                assert all(state["connected"] for state in states)

    listening(field_url, trial)


def test_a_lost_connection_is_told_and_comes_back(
    field_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PAUSES", (0.1,))

    async def trial(wire: live.Wire) -> None:
        await heard(wire, lambda state: state["connected"])
        before = wire.changes
        with psycopg.connect(field_url, autocommit=True) as owner:
            owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'bp010ctl serve live'"
                " AND datname = current_database()"
            )
        await heard(wire, lambda state: not state["connected"])
        await heard(wire, lambda state: state["connected"] and state["changes"] > before)

    listening(field_url, trial)


def test_the_end_of_a_run_is_told_to_a_login_that_sees_no_well(
    web_url: str, field_url: str
) -> None:
    async def trial(wire: live.Wire) -> None:
        await heard(wire, lambda state: state["connected"])
        before = wire.changes
        with psycopg.connect(field_url, autocommit=True) as owner:
            result = await asyncio.to_thread(runner.run, owner, "incremental")
        assert result.estado == "exitoso"
        await later(wire, before)

    listening(web_url, trial, beat=4)


def test_what_is_told_is_heard_before_the_next_look(field_url: str) -> None:
    async def trial(wire: live.Wire) -> None:
        await heard(wire, lambda state: state["connected"])
        loop = asyncio.get_running_loop()
        before, begun = wire.changes, loop.time()
        with psycopg.connect(field_url, autocommit=True) as owner:
            owner.execute("NOTIFY bp010_ciclos")
        await later(wire, before)
        assert loop.time() - begun < 4  # half of the beat: not found by looking

    listening(field_url, trial, beat=8)


def test_nothing_new_is_no_change(field_url: str) -> None:
    async def trial(wire: live.Wire) -> None:
        known = await heard(wire, lambda state: state["connected"])
        await asyncio.sleep(BEAT * 6)
        assert wire.changes == known["changes"]

    listening(field_url, trial)
