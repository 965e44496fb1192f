"""The commands of the ledger as a whole: is it as it was entered, and what was done with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotspots import words
from hotspots.cli.options import Full, Json
from hotspots.cli.printing import say, say_answer, say_json, say_table
from hotspots.errors import LedgerError

app = typer.Typer(
    add_completion=False, help="Whether the ledger is as it was entered, and its log."
)


@app.command()
def verify(
    *,
    noted: Annotated[
        str | None,
        typer.Option(
            metavar="HEAD",
            help="A head that an earlier `hotspots ledger verify` printed: it must be in the chain "
            "still.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Find a row of the ledger that was changed, removed or put in; the first one is named.

    Exit status 1 when there is one. Note the head that is printed where nobody who can write to the
    ledger can: it shows a chain that was cut, or written anew.
    """
    from hotspots.cli.ledger_access import opened_ledger, workspace_job

    with opened_ledger(workspace_job()) as ledger:
        found = ledger.verify(noted=noted)
    if json:
        say_json(
            {
                "holds": found.holds,
                "rows": found.links,
                "head": found.head,
                "fault": found.fault or None,
            }
        )
        if found.holds:
            return
    if not found.holds:
        before = words.plural(found.links, "row before it holds", "rows before it hold")
        raise LedgerError(
            f"The ledger is not as it was entered: {found.fault}. The {before}. Keep the file as "
            "it is, and compare it with a copy from before."
        )
    say(f"{words.plural(found.links, 'row is as it was', 'rows are as they were')} entered.")
    say(f"Head, to be noted elsewhere: {found.head}", whole=True)


@app.command()
def log(
    *,
    since: Annotated[
        str | None,
        typer.Option(metavar="'YYYY-MM-DD HH:MM'", help="From this moment on.", show_default=False),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A CSV to write and not print, in place of an earlier one.",
            show_default=False,
        ),
    ] = None,
    full: Full = False,
    json: Json = False,
) -> None:
    """Say what was done with personal data: collected, altered, looked at, handed out, erased.

    When, in which role, and by which account of this machine; lists by their id, never a home.
    """
    from hotspots.cli.ledger_access import moment_of, opened_ledger, workspace_job

    job = workspace_job()
    moment = None if since is None else moment_of(since, job)
    with opened_ledger(job) as ledger:
        if export is not None:
            count = ledger.export_log(export, since=moment)
            say(f"{words.plural(count, 'entry', 'entries')} written to {export}.")
            return
        table = ledger.log(since=moment)
    entries = table.astype("object").where(table.notna(), None).to_dict("records")
    if json:
        say_json({"log": entries})
        return
    rows = [
        (words.sortable_moment(done_at), *(words.DASH if each is None else each for each in rest))
        for done_at, *rest in (entry.values() for entry in reversed(entries))
    ]
    columns = ("when", "act", "what", "of", "rows", "role", "account")
    say_answer(lambda: say_table("Log", columns, rows), full=full)
