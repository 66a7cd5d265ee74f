"""Whether a state machine of Step Functions can be walked: states, errors, what they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bp010ctl.aws import events
from bp010ctl.base import amazon, errors

State = Mapping[str, Any]
ENDS = {"Succeed", "Fail"}
KINDS = ENDS | {"Task", "Choice", "Wait", "Pass", "Parallel", "Map"}
STATES = {
    "States.ALL", "States.DataLimitExceeded", "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout", "States.Http.Socket", "States.IntrinsicFailure",
    "States.ItemReaderFailed", "States.NoChoiceMatched", "States.ParameterPathFailure",
    "States.Permissions", "States.ResultPathMatchFailure", "States.ResultWriterFailed",
    "States.Runtime", "States.TaskFailed", "States.Timeout", "States.BranchFailed",
    "States.QueryEvaluationError",
}  # fmt: skip
LAMBDA = {
    "Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException", "Lambda.ClientExecutionTimeoutException", "Lambda.Unknown",
}  # fmt: skip
WAITS = ("Seconds", "SecondsPath", "Timestamp", "TimestampPath")


def faults(machine: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a machine, state by state."""
    states: Mapping[str, State] = machine.get("States", {})
    if machine.get("StartAt") not in states:
        yield f"StartAt: there is no state {machine.get('StartAt')}"
    for name, state in states.items():
        yield from (f"{name}: {fault}" for fault in _state(state))
        for target in targets(state):
            if target not in states:
                yield f"{name}: there is no state {target}"
    reached = _reached(machine.get("StartAt"), states)
    for name in states:
        if name not in reached:
            yield f"{name}: no state leads to it"
    if not any(_ends(states[name]) for name in reached):
        yield "no state ends it"


def targets(state: State) -> list[str]:
    """The states that one leads to."""
    ways = [*state.get("Catch", ()), *state.get("Choices", ()), state]
    named = [way.get("Next") for way in ways] + [state.get("Default")]
    return [name for name in named if name is not None]


def _ends(state: State) -> bool:
    return state.get("Type") in ENDS or state.get("End") is True


def _reached(start: Any, states: Mapping[str, State]) -> set[str]:
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name in states and name not in reached:
            reached.add(name)
            ahead += targets(states[name])
    return reached


def _state(state: State) -> Iterator[str]:
    kind = state.get("Type")
    if kind not in KINDS:
        yield f"there is no type {kind}"
    if kind in ENDS | {"Choice"}:
        if "Next" in state or "End" in state:
            yield f"a state of type {kind} has neither Next nor End"
    elif ("Next" in state) == ("End" in state):
        yield "a state has Next or End, and one of them only"
    if kind == "Choice" and not (state.get("Choices") and "Default" in state):
        yield "a choice has Choices, and a Default for what none of them is"
    if kind == "Wait" and sum(name in state for name in WAITS) != 1:
        yield f"a wait has one of {', '.join(WAITS)}"
    if kind == "Task":
        yield from _task(state)


def _task(state: State) -> Iterator[str]:
    for name in ("Retry", "Catch"):
        if not state.get(name):
            yield f"a task without {name}"
        yield from (f"{name}: {fault}" for fault in _names(state.get(name, ())))
    if "lambda" in str(state.get("Resource")) and "TimeoutSeconds" not in state:
        yield "a task without TimeoutSeconds waits for a year"


def _names(ways: Any) -> Iterator[str]:
    """The errors that are tried again or caught: names that somebody raises, in a right order."""
    for place, way in enumerate(ways, start=1):
        names = way.get("ErrorEquals", [])
        if not names:
            yield "no ErrorEquals"
        if "States.ALL" in names and (len(names) > 1 or place < len(ways)):
            yield "States.ALL stands alone, and last"
        for name in names:
            if name not in STATES | LAMBDA and not _is_ours(name):
                yield f"nobody raises {name}"


def _is_ours(name: str) -> bool:
    """Whether a handler may raise it: Lambda tells the name of the exception's class."""
    pending: list[type[BaseException]] = [errors.Bp010Error, amazon.Throttled, events.OutOfTime]
    while pending:
        kind = pending.pop()
        if kind.__name__ == name:
            return True
        pending += kind.__subclasses__()
    return False
