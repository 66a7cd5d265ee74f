"""The gates of the template find what is wrong, and the template itself has nothing of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bp010ctl.aws import schedules, states, templates
from support import PROJECT, sampled

AWS = PROJECT / "aws"
TEMPLATE, CHAIN = "template.yaml", "chain.asl.json"

FAULTS = {
    "minute 99": (TEMPLATE, "cron(10 6 * * ? *)", "cron(99 6 * * ? *)", "99 is not 0 to 59"),
    "both days": (TEMPLATE, "cron(10 6 * * ? *)", "cron(10 6 * * * *)", "only one"),
    "five fields": (TEMPLATE, "cron(10 6 * * ? *)", "cron(10 6 * * ?)", "here are 5"),
    "unknown zone": (TEMPLATE, "America/Bogota", "America/Bogotá", "no time zone America/Bogotá"),
    "unknown unit": (TEMPLATE, "rate(5 minutes)", "rate(5 mins)", "is no rate"),
    "unknown key": (TEMPLATE, '"due": "<aws', '"when": "<aws', "there is no key 'when'"),
    "broken input": (TEMPLATE, 'time>"}\'', 'time>"\'', "Input is no JSON"),
    "no handler": (TEMPLATE, "aws.handlers.run", "aws.handlers.runs", "no handler aws."),
    "too long": (TEMPLATE, "Timeout: 900", "Timeout: 901", "Timeout is 1 to 900 s"),
    "wide action": (TEMPLATE, "Action: s3:GetObject", "Action: s3:*", "its role may do s3:*"),
    "wide resource": (TEMPLATE, "Resource: !GetAtt DeadLetters.Arn", 'Resource: "*"',
                      "may sqs:SendMessage on everything"),
    "kept for ever": (TEMPLATE, "Properties: {RetentionInDays: !Ref RetentionDays}",
                      "Properties: {LogGroupName: x}", "kept for ever"),
    "lost events": (TEMPLATE, "        DeadLetterConfig: {Arn: !GetAtt DeadLetters.Arn}\n", "",
                    "what its target refuses is lost"),
    "no filling": (TEMPLATE, "        AlarmTopicArn: !Ref AlarmTopic\n", "", "${AlarmTopicArn}"),
    "undefined next": (CHAIN, '"Next": "Universal"', '"Next": "Universe"', "no state Universe"),
    "unreachable": (CHAIN, '"Next": "Universal"', '"Next": "Reporting"', "no state leads to it"),
    "nobody raises": (CHAIN, '"Busy", ', '"Occupied", ', "nobody raises Occupied"),
    "all not alone": (CHAIN, '"ErrorEquals": ["States.ALL"], "Res',
                      '"ErrorEquals": ["States.ALL", "Busy"], "Res', "stands alone"),
    "two ways on": (CHAIN, '"Seconds": 60, ', '"Seconds": 60, "End": true, ', "one of them only"),
    "no default": (CHAIN, ',\n      "Default": "Later"', "", "a Default"),
    "no retry": (CHAIN, '"Retry": [{', '"Retried": [{', "a task without Retry"),
    "no start": (CHAIN, '"StartAt": "What"', '"StartAt": "That"', "no state That"),
    "asked wrongly": (CHAIN, '"mode": "stage"', '"cycle": "stage"', "no key 'cycle'"),
    "waits too little": (CHAIN, '"TimeoutSeconds": 930', '"TimeoutSeconds": 60', "may take 900 s"),
}  # fmt: skip
"""A file, what is in it, what is put there instead, and what the check says of that."""


def planted(folder: Path, file: str, before: str, after: str) -> Path:
    for name in (TEMPLATE, CHAIN, "handlers.py"):
        (folder / "aws").mkdir(exist_ok=True)
        shutil.copy(AWS / name, folder / "aws" / name)
    path = folder / "aws" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return folder / "aws" / TEMPLATE


def test_the_template_has_nothing_of_it() -> None:
    assert templates.findings(AWS / TEMPLATE) == []


@pytest.mark.parametrize(("file", "before", "after", "what"), sampled(FAULTS, 3))
def test_a_planted_fault_is_found(
    tmp_path: Path, file: str, before: str, after: str, what: str
) -> None:
    found = templates.findings(planted(tmp_path, file, before, after))
    assert any(what in str(one) for one in found), found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("DBInstanceClass:", "DBInstanceKlass:"),
        ("!GetAtt DeadLetters.Arn", "!GetAtt DeadLetter.Arn"),
        ("Runtime: python3.13", "Runtime: python3.1"),
        ("RetentionInDays: !Ref RetentionDays", "RetentionInDays: 31"),
    ],
)
def test_what_cfn_lint_is_for_it_finds(tmp_path: Path, before: str, after: str) -> None:
    api = pytest.importorskip("cfnlint.api", reason="cfn-lint is missing: scripts/setup --aws")
    text = (AWS / TEMPLATE).read_text(encoding="utf-8")
    assert before in text
    assert api.lint_all(text.replace(before, after, 1))


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 12 * * ? *)", "cron(15 12 * * ? *)", "cron(0 18 ? * MON-FRI *)",
        "cron(0 8 1 * ? *)",
        "cron(0/10 * ? * MON-FRI *)", "cron(0/5 8-17 ? * MON-FRI *)", "cron(0 9 ? * 2#1 *)",
        "cron(0 0 L * ? 2030)", "cron(0 0 15W JAN,JUL ? *)", "cron(0 10 29 2 ? *)",
        "rate(1 minute)", "rate(12 hours)",
        "at(2026-12-24T18:00:00)",
    ],
)  # fmt: skip
def test_schedules_of_the_manual_are_right(expression: str) -> None:
    assert list(schedules.faults(expression, "America/Bogota")) == []


@pytest.mark.parametrize(
    "expression",
    [
        "cron(60 12 * * ? *)", "cron(0 24 * * ? *)", "cron(0 12 0 * ? *)", "cron(0 12 30 2 ? *)",
        "cron(0 12 * 13 ? *)", "cron(0 12 ? * 8 *)", "cron(0 12 ? * MON#6 *)",
        "cron(0 12 * * ? 1969)", "cron(0 12 ? * ? *)", "cron(*/0 12 * * ? *)",
        "cron(0 12 32W * ? *)", "cron(0  12 * * ? *)", "rate(0 minutes)", "rate(5 minute",
        "every 5 minutes", "at(2026-02-30T00:00:00)", "",
        "cron(5-99 12 * * ? *)", "cron(0,61 12 * * ? *)", "cron(0 12 * FEBR ? *)", "*/5 * * * *",
    ],
)  # fmt: skip
def test_schedules_that_no_manual_has_are_wrong(expression: str) -> None:
    assert list(schedules.faults(expression, None))


def test_a_machine_that_only_goes_round_is_told() -> None:
    round_ = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}
    assert list(states.faults(round_)) == ["no state ends it"]
    assert "StartAt: there is no state None" in list(states.faults({}))
