"""The picture of a column has what routines and views make of it, and links to more."""

from __future__ import annotations

import re
import threading
import time

import pytest
from starlette.testclient import TestClient

from bp010ctl.base.errors import LineageError
from bp010ctl.serve import binding, flows, web

VALUES = [
    ("raw.t.a", "mid.t.b", "mid.load"),
    ("etl.fnc()", "mid.t.b", "mid.load"),
    ("mid.t.b", "top.v.c", "top.v"),
    ("mid.t.b", "top.v.<i>", "top.v"),
    ("other.t.x", "other.t.y", "other.load"),
    ("top.v.c", "raw.t.a", "back.load"),
]
FLOWS = flows.Flows.of(VALUES)


def test_sources_stand_left_and_what_is_made_right() -> None:
    shown = flows.picture(FLOWS, "mid.t.b")
    assert shown.steps[-1] == ["raw.t.a", "etl.fnc()"]
    assert shown.steps[0] == ["mid.t.b"]
    assert shown.steps[1] == ["top.v.<i>", "top.v.c"]
    assert {line for line in shown.lines if line[1] == "mid.t.b"} == set(VALUES[:2])
    assert not [line for line in shown.lines if "other" in line[0]]


def test_a_circle_ends() -> None:
    names = [name for step in flows.picture(FLOWS, "raw.t.a").steps.values() for name in step]
    assert set(names) == {"raw.t.a", "mid.t.b", "top.v.c", "top.v.<i>", "etl.fnc()"}


def test_what_is_too_much_to_draw_is_counted() -> None:
    many = flows.Flows.of([(f"raw.t.c{n:02}", "mid.t.b", "mid.load") for n in range(20)])
    shown = flows.picture(many, "mid.t.b")
    assert (len(shown.steps[-1]), shown.left_out) == (flows.MOST, {-1: 20 - flows.MOST})
    assert "+6" in flows.drawing(shown, "mid.t.b", "picture")


def test_every_box_is_a_link_and_no_name_is_markup() -> None:
    text = str(flows.drawing(flows.picture(FLOWS, "mid.t.b"), "mid.t.b", "picture"))
    assert set(re.findall('href="/lineage/([^"]+)"', text)) == {
        "raw.t.a", "mid.t.b", "top.v.c", "top.v.&lt;i&gt;",
    }  # fmt: skip
    assert "<i>" not in text
    assert text.count("<title>mid.load</title>") == 2


def test_it_is_read_once_and_a_fault_is_told() -> None:
    reads: list[int] = []
    go = threading.Event()

    def read() -> flows.Flows:
        go.wait(5)
        reads.append(1)
        if len(reads) > 1:
            raise LineageError("the database has no tables")
        return FLOWS

    reading = flows.Reading(read, seconds=0.05)
    assert [reading.get() for _ in range(5)] == [None] * 5
    go.set()
    assert within(lambda: reading.get() is FLOWS)
    assert within(lambda: (reading.get(), reading.fault)[1] == "the database has no tables")
    assert reading.get() is FLOWS
    assert len(reads) == 2


def within(true: object, seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if callable(true) and true():
            return True
        time.sleep(0.01)
    return False


@pytest.fixture
def told(field_url: str) -> TestClient:
    app = web.application(binding.pool(field_url, 2), web.Options(watch=field_url, hosts=None))
    return TestClient(app)


def test_the_page_draws_lists_and_refuses(told: TestClient) -> None:
    with told as client:
        client.app.app.state.flows = flows.Reading(lambda: FLOWS)  # type: ignore[attr-defined]
        assert within(lambda: "refresh" not in client.get("/lineage").headers)
        page = client.get("/lineage?busca=MID&lang=en").text
        assert re.findall('href="/lineage/([^"]+)"', page) == ["mid.t.b"]
        assert '<svg class="lineage"' in client.get("/lineage/mid.t.b").text
        assert client.get("/lineage/no.such.column").status_code == 404
        assert client.get("/lineage?busca=<script>").text.count("<script>") == 0


@pytest.mark.slow
def test_a_users_login_reads_the_flows_of_the_database(web_url: str, field_url: str) -> None:
    seen, whole = flows.read(web_url), flows.read(field_url)
    assert (seen.partial, whole.partial) == (True, False)
    assert len(seen.sources) > 0.8 * len(whole.sources)
    uptime = "reporting.dataset_current_values.kpi_uptime_pct_act"
    names = [name for step in flows.picture(seen, uptime).steps.values() for name in step]
    assert "reporting.fact_operaciones_diarias.kpi_uptime_pct" in names
