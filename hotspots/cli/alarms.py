"""The commands of the watch's alarms, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from hotspots import schema, words
from hotspots.cli.options import Full, Json, Role
from hotspots.cli.printing import say, say_answer, say_json, say_table
from hotspots.schema import EntryRole

app = typer.Typer(
    add_completion=False,
    help="Alarms of the watch, kept: what is open, who closed what, and why.",
)


@app.command()
def close(
    alarm: Annotated[str, typer.Argument(metavar="ALARM", help="Its number, such as W0007.")],
    *,
    reason: Annotated[
        str,
        typer.Option(
            help="Why it is closed, in a sentence; no names of people. It is kept for good."
        ),
    ],
    role: Role = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Close an alarm, and say why.

    `hotspots alarms close W0007 --reason "Two arrests on 12 January; no robbery since"`
    """
    from hotspots.cli.ledger_access import entered_now, opened_ledger, workspace_job

    with opened_ledger(workspace_job()) as ledger:
        ledger.close_alarm(alarm, reason=reason, closed_at=entered_now(), closed_by_role=str(role))
    if json:
        say_json({"alarm": alarm, "closed": True})
        return
    say(f"Alarm {alarm} is closed.")


@app.command("list")
def list_alarms(
    *,
    every: Annotated[bool, typer.Option("--all", help="The closed ones too.")] = False,
    full: Full = False,
    json: Json = False,
) -> None:
    """List the alarms that are open; with --all the closed ones too: who closed them, and why."""
    from hotspots.cli.ledger_access import opened_ledger, workspace_job

    with opened_ledger(workspace_job()) as ledger:
        table = ledger.alarms(open_only=not every)
    entries = table.astype("object").where(table.notna(), None).to_dict("records")
    if json:
        say_json({"alarms": entries})
        return
    if not entries:
        say("No alarm is open." if not every else "No alarm was ever raised.")
        return
    rows = [
        (
            each[schema.ALARM_ID],
            each[schema.PLAN],
            each[schema.AREA_NAME],
            words.day(each[schema.STEP_FIRST]),
            each[schema.SIGN],
            _closing(each),
        )
        for each in reversed(entries)
    ]
    heads = ("alarm", "plan", "area", "from", "sign", "closed")
    say_answer(lambda: say_table("Alarms", heads, rows), full=full)


def _closing(entry: Mapping[Any, Any]) -> str:
    if entry[schema.CLOSED_AT] is None:
        return "open"
    role, reason = entry[schema.CLOSED_BY_ROLE], entry[schema.CLOSE_REASON]
    return f"{entry[schema.CLOSED_AT]:%d/%m/%Y} {role}: {reason}"
