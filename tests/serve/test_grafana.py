"""The Grafana dashboard asks only for metrics that are served and SQL that the database runs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from support import PROJECT

BOARD = PROJECT / "docs" / "grafana" / "bp010.json"


def targets() -> list[dict[str, Any]]:
    board = json.loads(BOARD.read_text(encoding="utf-8"))
    return [target for panel in board["panels"] for target in panel["targets"]]


def test_every_metric_of_the_dashboard_is_served(client: TestClient) -> None:
    served = set(re.findall(r"^# TYPE (\w+)", client.get("/metrics").text, re.M))
    asked = {
        name
        for target in targets()
        for name in re.findall(r"\bbp010_\w+", target.get("expr", ""))
        if not target["expr"].partition(name)[2].startswith("(")
    }
    assert len(asked) > 9
    assert asked <= served


def test_its_queries_run_and_find_something(rows: Callable[..., Any]) -> None:
    queries = [target["rawSql"] for target in targets() if "rawSql" in target]
    assert len(queries) == 2
    for query in queries:
        moments = query.replace("$__timeFrom()", "(now() - interval '2 days')").replace(
            "$__timeTo()", "now()"
        )
        assert rows(moments), query
