"""`bp010ctl drift`: is the database what its revision makes of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bp010ctl.commands import console

if TYPE_CHECKING:
    from bp010ctl.drift import Finding, Verdict

LONGEST = 60
"""Lines of one difference that a person is shown."""


def drift(
    json: Annotated[bool, typer.Option("--json", help="The verdict as JSON.")] = False,
) -> None:
    """Say what in the database was edited by hand since it was migrated. Only reads.

    Compares tables, routines, views, grants, comments, reference rows and cron jobs with what the
    applied revision makes. Exit code 1 where something differs. `-`: as it should be, `+`: as it
    is. Revisions that are not migrated yet are told apart and are no drift.

    Example: `bp010ctl drift --json | jq .findings`
    """
    from dataclasses import asdict

    from bp010ctl import drift as drifts
    from bp010ctl.server import scratch, target

    verdict = drifts.verdict(target.url(), scratch.server_url)
    if json:
        console.as_json(asdict(verdict) | {"clean": verdict.clean})
    else:
        _tell(verdict)
    if not verdict.clean:
        raise typer.Exit(1)


def _tell(verdict: Verdict) -> None:
    place = verdict.revision or "base"
    console.say(f"{verdict.database} is at {place}{'' if verdict.pending else ' (head)'}")
    for note in verdict.notes:
        console.say(f"  note: {note}")
    if verdict.pending:
        console.say(f"not migrated yet: {', '.join(verdict.pending)}")
    if verdict.clean:
        console.say("no drift")
        return
    for rewritten in verdict.rewritten:
        console.say(f"frozen text changed after this database was migrated: {rewritten}")
    if verdict.rewritten:
        console.say("  hint: put that text back; what is new in it becomes a revision of its own")
    by_hand = [each for each in verdict.findings if not each.rewritten]
    told = [each for each in verdict.findings if each.rewritten]
    _list("made by the former text", told)
    _list("edited by hand", by_hand)
    if by_hand and verdict.unknown:
        console.say(
            f"  note: {verdict.unknown[0]} to {verdict.unknown[-1]} were applied before their text "
            "was recorded: a change of that text would look the same"
        )


def _list(title: str, findings: list[Finding]) -> None:
    if not findings:
        return
    console.say(f"{title}: {len(findings)} difference{'s' if len(findings) > 1 else ''}")
    for finding in findings:
        console.say(f"  {finding}")
        for line in finding.diff[:LONGEST]:
            console.say(f"      {line}")
        if len(finding.diff) > LONGEST:
            console.say(f"      … {len(finding.diff) - LONGEST} lines more in --json")
