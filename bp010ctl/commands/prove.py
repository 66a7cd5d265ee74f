"""`bp010ctl prove`: up, down and up again, held to the byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bp010ctl.commands import console

if TYPE_CHECKING:
    from bp010ctl.revisions.proof import Proof


def prove(
    revisions: Annotated[
        list[str] | None, typer.Argument(metavar="[REV]...", help="Revisions; all, unless named.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The proofs as JSON.")] = False,
) -> None:
    """Prove that revisions can be undone: up, down, up in a scratch database full of rows.

    It is on the private server, whatever BP010_DATABASE_URL says. Going down must restore the
    catalog to the byte and keep the rows of every other table, and what ran before must still run.
    Exit code 1 where one does not, 2 where something could not be checked.

    Example: `bp010ctl prove v13`
    """
    from dataclasses import asdict

    from bp010ctl.revisions import proof
    from bp010ctl.server import scratch

    listener = (lambda ignored: None) if json else _tell
    with console.working("prove"):
        proofs = proof.prove(scratch.server_url(console.note), revisions or (), listener=listener)
    broken = [walked for walked in proofs if walked.faults]
    unchecked = {text for walked in proofs for text in walked.unchecked}
    if json:
        console.as_json([asdict(walked) for walked in proofs])
    else:
        held = "work up, down and up again" if unchecked else "proven"
        console.say(f"{len(proofs) - len(broken)} of {len(proofs)} {held}")
        for text in sorted(unchecked):
            console.say(f"not proven: {text}")
    if broken or unchecked:
        raise typer.Exit(1 if broken else 2)


def _tell(proof: Proof) -> None:
    sign = "✗" if proof.faults else "?" if proof.unchecked else "✓"
    console.say(f"{sign} {proof.revision:<26} {proof.seconds:5.2f} s  {proof.rows:5d} rows")
    for fault in proof.faults:
        console.say("\n".join(f"    {line}" for line in fault.splitlines()))
