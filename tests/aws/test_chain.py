"""The state machine as moto executes it, its tasks done by the handlers on a real database."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from bp010ctl.base import amazon
from support import PROJECT, fakes
from support.cloud import REGION, Call
from support.fakes import define

boto3 = pytest.importorskip("boto3", reason="the extra aws is missing: scripts/setup")
moto = pytest.importorskip("moto", reason="moto is missing: scripts/setup --aws")
handlers = pytest.importorskip("aws.handlers", reason="the extra aws is missing: scripts/setup")

pytestmark = pytest.mark.slow

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/chain"
FUNCTIONS = {name: f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}" for name in ("poll", "run")}


def answered(request: Any, **_: Any) -> Any:
    """Lambda's answer to an invocation: what the handler returned, or raised."""
    from botocore.awsrequest import AWSResponse

    name = request.url.partition("function%3A")[2].partition("/")[0]
    headers = {"Content-Type": "application/json"}
    try:
        document = getattr(handlers, name)(json.loads(request.body), Call())
    except Exception as error:
        headers["X-Amz-Function-Error"] = "Unhandled"
        document = {"errorType": type(error).__name__, "errorMessage": str(error)}
    body = json.dumps(document).encode()

    class Raw:
        def stream(self, **_: Any) -> Iterator[bytes]:
            yield body

        def read(self, *_: Any) -> bytes:
            return body

    return AWSResponse(request.url, 200, headers, Raw())


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Step Functions that executes, SNS, and handlers in the place of Lambda."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    amazon.client.cache_clear()
    with moto.mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        boto3.setup_default_session()
        boto3.DEFAULT_SESSION.events.register_first("before-send.lambda.Invoke", answered)
        yield boto3.client("stepfunctions", region_name=REGION)
    boto3.setup_default_session()
    amazon.client.cache_clear()


@pytest.fixture
def faked(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    fakes.install(database)
    with psycopg.connect(database) as connection:
        for cycle in ("stage", "universal", "reporting"):
            define(connection, cycle, f"anotar('{cycle}')")
    monkeypatch.setenv("BP010_DATABASE_URL", database)
    return database


Execute = Callable[..., dict[str, Any]]


@pytest.fixture
def execute(cloud: Any) -> Execute:
    """Run the chain as it is, but for waits of a second at most; its end, with its history."""
    topic = boto3.client("sns", region_name=REGION).create_topic(Name="alarms")["TopicArn"]
    text = (PROJECT / "aws" / "chain.asl.json").read_text(encoding="utf-8")
    given = {"PollFunctionArn": FUNCTIONS["poll"], "RunFunctionArn": FUNCTIONS["run"],
             "AlarmTopicArn": topic}  # fmt: skip
    for name, value in given.items():
        text = text.replace(f"${{{name}}}", value)
    machine = json.loads(text)
    for state in machine["States"].values():
        for retry in state.get("Retry", ()):
            retry["IntervalSeconds"] = 1
            retry.pop("JitterStrategy", None)
            retry["BackoffRate"] = 1
    machine["States"]["Later"]["Seconds"] = 1
    arn = cloud.create_state_machine(name="chain", definition=json.dumps(machine), roleArn=ROLE)

    def run(name: str = "one", document: dict[str, Any] | None = None) -> dict[str, Any]:
        started = cloud.start_execution(
            stateMachineArn=arn["stateMachineArn"], name=name, input=json.dumps(document or {})
        )
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            end: dict[str, Any] = cloud.describe_execution(executionArn=started["executionArn"])
            if end["status"] != "RUNNING":
                history = cloud.get_execution_history(
                    executionArn=started["executionArn"], maxResults=1000
                )
                return end | {"events": history["events"]}
            time.sleep(0.2)
        raise AssertionError("it does not end")

    return run


def traces(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT paso FROM prueba.hecho ORDER BY momento")
        return [paso for (paso,) in rows]


def attempts(end: dict[str, Any], kind: str) -> int:
    return sum(event["type"] == kind for event in end["events"])


def test_the_chain_runs_its_phases_in_order(faked: str, execute: Execute) -> None:
    end = execute()
    assert end["status"] == "SUCCEEDED", end
    assert traces(faked) == ["stage", "universal", "reporting"]
    output = json.loads(end["output"])
    assert output["poll"] == {"outcomes": {}}
    assert [output[name]["state"] for name in ("stage", "universal", "reporting")] == ["done"] * 3


def test_a_failing_phase_is_tried_again(faked: str, execute: Execute) -> None:
    with psycopg.connect(faked) as connection:
        define(connection, "stage", "insistir('P0001', 2)")
    end = execute()
    assert end["status"] == "SUCCEEDED", end
    assert traces(faked) == ["insistir", "universal", "reporting"]
    assert attempts(end, "TaskFailed") == 2


def test_a_phase_that_goes_on_failing_is_caught_told_and_ends_the_chain(
    faked: str, execute: Execute
) -> None:
    with psycopg.connect(faked) as connection:
        define(connection, "stage", "fallar('P0001')")
    end = execute()
    assert (end["status"], end["error"]) == ("FAILED", "ChainFailed")
    assert json.loads(end["cause"])["errorType"] == "ChainError"
    assert attempts(end, "TaskFailed") == 5, "four tries more"
    published = moto.backends.get_backend("sns")[ACCOUNT][REGION].topics
    (topic,) = published.values()
    ((_, message, subject, *_),) = topic.sent_notifications
    assert subject == "BP010: the chain failed"
    assert "cycle stage failed" in message
    assert "universal" not in traces(faked)


def test_models_that_fail_keep_no_figures_from_being_computed(faked: str, execute: Execute) -> None:
    with psycopg.connect(faked) as connection:
        define(connection, "universal", "fallar('P0001')")
    end = execute()
    assert end["status"] == "SUCCEEDED", end
    assert traces(faked) == ["stage", "reporting"]
    assert json.loads(end["output"])["universal"]["Error"] == "ChainError"


def test_the_same_execution_twice_runs_nothing_twice(faked: str, execute: Execute) -> None:
    execute("one")
    handlers.run({"id": "one", "mode": "stage"}, Call())
    assert traces(faked) == ["stage", "universal", "reporting"]


@pytest.mark.needs_library("pg_cron")
def test_a_rebuild_is_started_in_the_database_and_waited_for_outside(
    faked: str, execute: Execute
) -> None:
    with psycopg.connect(faked) as connection:
        define(connection, "reporting", "limites({desde}, {hasta}, {pozo})")
    end = execute("rebuild", {"rebuild": {"mode": "reporting", "first": "2026-01-01",
                                          "last": "2026-01-31"}})  # fmt: skip
    assert end["status"] == "SUCCEEDED", end
    (days,) = traces(faked)
    assert days.startswith("2026-01-01")
