"""The five handlers: each reads its event, calls its job, and answers JSON.

What a job refuses is raised as it is: Step Functions matches the name of its class. Log lines have
the event's id and never a secret; figures that alarms look at go out as metrics.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from bp010ctl.aws import events, jobs
from bp010ctl.base.errors import Bp010Error

Kind = TypeVar("Kind", bound=events.Event)
Document = dict[str, Any]

logger = Logger(service="bp010")
metrics = Metrics(namespace="BP010", service="bp010")


def migrate(event: Any, context: Any) -> Document:
    """The database at its newest revision: events.Migrate, answers events.Migrated."""
    return _done("migrate", events.Migrate, jobs.migrate, event, context)


def seed(event: Any, context: Any) -> Document:
    """The published reference data loaded: events.Seed, answers events.Seeded."""
    return _done("seed", events.Seed, jobs.seed, event, context)


def poll(event: Any, context: Any) -> Document:
    """The sources polled: events.Poll, answers events.Polled."""
    answer = _done("poll", events.Poll, jobs.poll, event, context)
    failed = sum(outcome == "fallido" for outcome in answer["outcomes"].values())
    _measure("FailedPolls", failed)
    _measure("LandedRows", answer["landed"])
    return answer


def run(event: Any, context: Any) -> Document:
    """Cycles run, or started and looked at: events.Run, answers events.Ran."""
    return _done("run", events.Run, jobs.run, event, context)


def health(event: Any, context: Any) -> Document:
    """How it is: events.Health, answers events.Healthy."""
    answer = _done("health", events.Health, jobs.health, event, context)
    _measure("HealthLevel", answer["level"])
    return answer


def _done(
    name: str,
    form: type[Kind],
    job: Callable[[Kind, jobs.Left], events.Answer],
    event: Any,
    context: Any,
) -> Document:
    logger.append_keys(job=name, request=getattr(context, "aws_request_id", None))
    try:
        asked = events.read(form, event)
        logger.append_keys(id=asked.id)
        answer = job(asked, lambda: context.get_remaining_time_in_millis() / 1000)
    except Bp010Error as error:
        logger.error(
            error.what, extra={"error": type(error).__name__, "on": error.on, "hint": error.hint}
        )
        raise
    document: Document = answer.document()
    logger.info("done", extra={"answer": document})
    return document


def _measure(name: str, value: float) -> None:
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
    metrics.flush_metrics()
