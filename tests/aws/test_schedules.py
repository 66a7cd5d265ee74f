"""The template's schedules in moto's Scheduler, and what they send given to the handlers."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from bp010ctl.aws import templates
from bp010ctl.base import amazon
from support import PROJECT
from support.cloud import Call

handlers = pytest.importorskip("aws.handlers", reason="the extra aws is missing: scripts/setup")

ACCOUNT = "arn:aws:x:us-east-1:123456789012"
TEMPLATE = templates._read(PROJECT / "aws" / "template.yaml")


def filled(value: Any) -> Any:
    """A value of the template as a deployment has it: an ARN, or a parameter's default."""
    if not isinstance(value, dict):
        return value
    if "GetAtt" in value:
        return f"{ACCOUNT}:{value['GetAtt'].partition('.')[0]}"
    if "Ref" in value:
        return templates._plain(value, TEMPLATE) or f"{ACCOUNT}:{value['Ref']}"
    return {key: filled(inner) for key, inner in value.items()}


def test_what_the_schedules_send_their_handlers_know(
    services: None, seeded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BP010_DATABASE_URL", seeded)
    with psycopg.connect(seeded) as connection:
        (now,) = connection.execute("SELECT now()").fetchone() or ()
    scheduler = amazon.client("scheduler")
    sent = {}
    for name, resource in TEMPLATE["Resources"].items():
        if resource["Type"] == templates.SCHEDULE:
            scheduler.create_schedule(Name=name, **filled(resource["Properties"]))
            kept = scheduler.get_schedule(Name=name)
            text = kept["Target"]["Input"].replace(
                "<aws.scheduler.scheduled-time>", f"{now:%Y-%m-%dT%H:%M:%SZ}"
            )
            sent[kept["Target"]["Arn"].rpartition(":")[2]] = json.loads(text)
    assert set(sent) == {"PollFunction", "HealthFunction", "Chain"}
    assert handlers.poll(sent["PollFunction"], Call())["outcomes"] == {}
    assert handlers.health(sent["HealthFunction"], Call())["level"] in (1, 2)


@pytest.mark.parametrize(
    "change",
    [{"ScheduleExpression": "cron(99 6 * * ? *)"}, {"ScheduleExpressionTimezone": "Mars/Olympus"}],
)
def test_what_moto_takes_the_check_does_not(services: None, change: dict[str, str]) -> None:
    """Where this fails moto has learnt it, and its Scheduler is a gate as well."""
    resource = TEMPLATE["Resources"]["DailyChain"]["Properties"]
    properties = filled(resource) | change
    amazon.client("scheduler").create_schedule(Name="wrong", **properties)
    from bp010ctl.aws import schedules

    zone = properties["ScheduleExpressionTimezone"]
    assert list(schedules.faults(properties["ScheduleExpression"], zone))
