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
    """Say what in the database differs from what it was migrated and seeded to. Only reads.

    Compares all that the catalog knows of our schemas, the reference rows and the cron jobs with
    what the applied revision and the seeds make. `-`: as it should be, `+`: as it is. Exit code 1
    where something differs, 2 where something could not be compared, else 0. Revisions that are not
    migrated yet are no difference. Told apart from an edit by hand: frozen text of the project that
    changed afterwards, seed files that are not loaded.

    Example: `bp010ctl drift --json | jq .findings`
    """
    from dataclasses import asdict

    from bp010ctl import drift as drifts
    from bp010ctl.base.errors import Bp010Error
    from bp010ctl.server import scratch, target

    try:
        with console.working("drift"):
            verdict = drifts.verdict(target.url(), lambda: scratch.server_url(console.note))
    except Bp010Error as error:
        error.exit_code = 2  # 1 says that something differs
        raise
    if json:
        console.as_json(asdict(verdict) | {"clean": verdict.clean})
    else:
        _tell(verdict)
    if verdict.exit_code:
        raise typer.Exit(verdict.exit_code)


def _tell(verdict: Verdict) -> None:
    console.say(f"{verdict.database} is at {verdict.revision or 'base'} ({verdict.state})")
    for note in verdict.notes:
        console.say(f"  note: {note}")
    if verdict.pending:
        console.say(f"not migrated yet: {', '.join(verdict.pending)}")
    for gap in verdict.not_compared:
        console.say(f"not compared: {gap}")
    for rewritten in verdict.rewritten:
        console.say(f"frozen text changed after this database was migrated: {rewritten}")
    if verdict.rewritten:
        console.say("  hint: put that text back; what is new in it becomes a revision of its own")
    for cause in dict.fromkeys(finding.cause for finding in verdict.findings):
        _list(cause, [finding for finding in verdict.findings if finding.cause == cause])
    if not verdict.findings and not verdict.rewritten:
        console.say("nothing else differs" if verdict.not_compared else "no drift")


def _list(title: str, findings: list[Finding]) -> None:
    console.say(f"{title}: {len(findings)} difference{'s' if len(findings) > 1 else ''}")
    for finding in findings:
        console.say(f"  {finding}")
        for line in finding.diff[:LONGEST]:
            console.say(f"      {line}")
        if len(finding.diff) > LONGEST:
            console.say(f"      … {len(finding.diff) - LONGEST} lines more in --json")
