"""What is wrong with a SAM template and its state machine: what cfn-lint does not look at.

Schedules, time zones, states, and whether handlers, events and errors are those of the code. Reads
files only: no account, no Docker, no network.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bp010ctl.aws import events, schedules, states
from bp010ctl.base.errors import AmazonError, Bp010Error

FUNCTION, MACHINE = "AWS::Serverless::Function", "AWS::Serverless::StateMachine"
SCHEDULE, LOG = "AWS::Scheduler::Schedule", "AWS::Logs::LogGroup"
PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
LONGEST = 900
"""Seconds that Lambda gives at most."""
EVENTS: dict[str, type[events.Event]] = {
    "migrate": events.Migrate, "seed": events.Seed, "poll": events.Poll, "run": events.Run,
    "health": events.Health,
}  # fmt: skip
A_MOMENT = "2026-01-31T06:00:00Z"
"""As the Scheduler writes what it puts in place of <aws.scheduler.scheduled-time>."""
UNBOUNDED = ("logs:",)
"""Actions that know no narrower resource than all."""


@dataclass(frozen=True)
class Finding:
    """Something wrong: the resource or the state, and what."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


def findings(path: Path) -> list[Finding]:
    """Everything that is wrong with a template. Raises AmazonError where it cannot be read."""
    template = _read(path)
    resources: dict[str, Any] = template.get("Resources", {})
    looks = {FUNCTION: _function, SCHEDULE: _schedule, MACHINE: _machine, LOG: _log}
    found = []
    for name, resource in resources.items():
        look = looks.get(resource.get("Type"))
        properties = resource.get("Properties", {})
        wide = _policies(properties)
        own = look(properties, template, path) if look else ()
        found += [Finding(name, what) for what in (*own, *wide)]
    return found


def _read(path: Path) -> dict[str, Any]:
    """The template; `!Ref X` is {"Ref": "X"}, other tags likewise."""
    import yaml

    class Loader(yaml.CSafeLoader):  # type: ignore[misc]
        """Knows CloudFormation's tags."""

    def tagged(loader: Any, suffix: str, node: Any) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return {suffix: loader.construct_scalar(node)}
        if isinstance(node, yaml.SequenceNode):
            return {suffix: loader.construct_sequence(node, deep=True)}
        return {suffix: loader.construct_mapping(node, deep=True)}

    Loader.add_multi_constructor("!", tagged)
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader)
    except yaml.YAMLError as error:
        raise AmazonError(f"not YAML: {error}", on=str(path)) from None
    if not isinstance(document, dict) or not isinstance(document.get("Resources"), dict):
        raise AmazonError("not a template: it has no Resources", on=str(path))
    return document


def _plain(value: Any, template: Mapping[str, Any]) -> Any:
    """A value, or the default of the parameter that it refers to."""
    if isinstance(value, dict) and set(value) == {"Ref"}:
        return template.get("Parameters", {}).get(value["Ref"], {}).get("Default")
    return value


def _function(given: Any, template: Any, path: Path) -> Iterator[str]:
    module, _, name = str(given.get("Handler")).rpartition(".")
    source = path.parents[1] / Path(*module.split(".")).with_suffix(".py")
    if not source.is_file() or name not in _functions(source):
        yield f"there is no handler {given.get('Handler')}"
    if not 1 <= given.get("Timeout", 3) <= LONGEST:
        yield f"Timeout is 1 to {LONGEST} s"
    if "DeadLetterQueue" not in given:
        yield "an event that it cannot do is lost: DeadLetterQueue"
    if "LogGroup" not in given.get("LoggingConfig", {}):
        yield "its log is kept for ever: LoggingConfig with a LogGroup"


def _functions(source: Path) -> set[str]:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def _log(given: Any, template: Any, path: Path) -> Iterator[str]:
    if "RetentionInDays" not in given:
        yield "it is kept for ever: RetentionInDays"


def _schedule(given: Any, template: Any, path: Path) -> Iterator[str]:
    expression = _plain(given.get("ScheduleExpression"), template)
    zone = _plain(given.get("ScheduleExpressionTimezone"), template)
    yield from schedules.faults(str(expression), zone)
    if str(expression).startswith("cron") and zone is None:
        yield "a cron without ScheduleExpressionTimezone runs in UTC"
    target = given.get("Target", {})
    if "DeadLetterConfig" not in target:
        yield "what its target refuses is lost: DeadLetterConfig"
    kind = _event_of(target.get("Arn"), template)
    yield from _input(str(target.get("Input", "{}")), kind)


def _input(text: str, kind: type[events.Event] | None) -> Iterator[str]:
    try:
        document = json.loads(
            text.replace("<aws.scheduler.scheduled-time>", "2026-01-31T06:00:00Z")
        )
        if kind:
            events.read(kind, document)
    except ValueError as error:
        yield f"Input is no JSON: {error}"
    except Bp010Error as error:
        yield f"Input: {error.what}"


def _event_of(arn: Any, template: Any) -> type[events.Event] | None:
    """What a function of the template is asked, found by a reference to its Arn."""
    named = arn.get("GetAtt") if isinstance(arn, dict) else None
    name = (".".join(named) if isinstance(named, list) else str(named)).partition(".")[0]
    resource = template["Resources"].get(name, {})
    handler = str(resource.get("Properties", {}).get("Handler")).rpartition(".")[2]
    return EVENTS.get(handler)


def _machine(given: Any, template: Any, path: Path) -> Iterator[str]:
    file = path.parent / str(given.get("DefinitionUri"))
    try:
        text = file.read_text(encoding="utf-8")
        machine = json.loads(text)
    except (OSError, ValueError) as error:
        yield f"{file.name}: {error}"
        return
    yield from states.faults(machine)
    known = given.get("DefinitionSubstitutions", {})
    used = set(PLACEHOLDER.findall(text))
    yield from (f"${{{name}}} is filled in by nothing" for name in sorted(used - set(known)))
    yield from (f"{name} is used by no state" for name in sorted(set(known) - used))
    for name, state in machine.get("States", {}).items():
        yield from (f"{name}: {fault}" for fault in _asked(state, known, template))


def _asked(state: Any, known: Any, template: Any) -> Iterator[str]:
    """Whether a task asks its handler for what that knows, and waits as long as it may take."""
    given = state.get("Parameters", {})
    payload = given.get("Payload", {})
    placeholder = PLACEHOLDER.fullmatch(str(given.get("FunctionName")))
    arn = known.get(placeholder[1]) if placeholder else None
    kind = _event_of(arn, template)
    if arn is None or kind is None:
        return
    try:
        fixed = {key: value for key, value in payload.items() if not key.endswith(".$")}
        events.read(kind, fixed)
    except Bp010Error as error:
        yield error.what
    for key in sorted({key.removesuffix(".$") for key in payload} - set(kind.__dataclass_fields__)):
        yield f"its handler knows no key {key}"
    name = str(arn.get("GetAtt")).partition(".")[0]
    longest = template["Resources"][name]["Properties"].get("Timeout", 3)
    if state.get("TimeoutSeconds", LONGEST + 1) < longest:
        yield f"it waits {state['TimeoutSeconds']} s, its handler may take {longest} s"


def _policies(given: Any) -> Iterator[str]:
    """Statements that allow more than they need: any action, or any resource."""
    for statement in _statements(given.get("Policies", [])):
        actions = statement.get("Action", [])
        actions = [actions] if isinstance(actions, str) else actions
        for action in actions:
            if action.endswith("*"):
                yield f"its role may do {action}"
            elif statement.get("Resource") in ("*", ["*"]) and not action.startswith(UNBOUNDED):
                yield f"its role may {action} on everything"


def _statements(policies: Any) -> Iterator[Mapping[str, Any]]:
    for policy in policies if isinstance(policies, list) else []:
        if isinstance(policy, dict):
            yield from policy.get(
                "Statement", policy.get("PolicyDocument", {}).get("Statement", [])
            )
