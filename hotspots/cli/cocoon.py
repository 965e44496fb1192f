"""The command of the visit lists, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots import words
from hotspots.cli.answering import Asked, answers
from hotspots.cli.options import AsOf, District
from hotspots.cli.printing import say, say_table
from hotspots.study.cocoons.journeys import VISIT_LISTS

if TYPE_CHECKING:
    from datetime import datetime

    from hotspots.ledger.store import Ledger
    from hotspots.study.cocoons.cocoon import VisitLists
    from hotspots.study.run import Run

app = typer.Typer(add_completion=False)


@app.command()
@answers(VISIT_LISTS, without=("earlier", "tables"), splits=True)
def cocoon(
    asked: Asked,
    *,
    addresses: Annotated[
        Path | None,
        typer.Option(
            help="The converted addresses. By default the workspace's.", show_default=False
        ),
    ] = None,
    as_of: AsOf = None,
    district: District = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep/--no-keep",
            help="Keep the lists in the ledger, so that the next ones know what is new.",
        ),
    ] = True,
) -> Run[VisitLists]:
    """List whom to visit after a burglary, best first, for each policing district.

    Homes within 400 m and six weeks of a burglary, no more than the shift can walk to, in the
    order of walking: to print, for a phone, for Excel and QGIS, with a letter to leave.

    `hotspots cocoon --capacity 60 --district Colchester`
    """
    from hotspots.cli.ledger_access import address_store, moment_of, opened_ledger
    from hotspots.study.cocoons.cocoon import Past, make_visit_lists

    job, frame = asked.job, asked.frame
    moment = moment_of(as_of, job)
    # The demonstration's year is over: its lists are handed out in it. A real list that is made for
    # a moment in the past was not there in time, and the figures must not say that it was.
    issued_at = moment if job.inputs.profile.demonstration else frame["made_at"]
    with opened_ledger(job) as ledger:
        lists = {
            each: ledger.latest_list(each) for each in district or job.inputs.profile.district_names
        }
        run = make_visit_lists(
            job.inputs,
            addresses=addresses or address_store(job),
            as_of=moment,
            issued_at=issued_at,
            districts=district or (),
            past=Past(
                visits=ledger.visits(),
                lists={each: rows for each, rows in lists.items() if len(rows)},
            ),
            **frame,
        )
        if keep:
            _keep(ledger, run, moment, issued_at)
    return run


def _keep(ledger: Ledger, run: Run[VisitLists], as_of: datetime, issued_at: datetime) -> None:
    for district, rows in run.found.listings.items():
        ledger.record_list(
            rows,
            list_id=f"{run.folder.name}/{district}",
            district=district,
            issued_at=issued_at,
            as_of=as_of,
        )


def say_found(receipt: Mapping[str, Any]) -> None:
    """Print whom each district is to visit, and where the lists are."""
    say(f"{receipt['force']}, {receipt['marking']}")
    say(f"As of {receipt['as_of']}.")
    say()
    rows = [
        (
            district,
            found["live_burglaries"],
            found["homes_to_visit"],
            found["overdue"],
            found["left_out_beyond_the_capacity"],
            found["near_repeat"],
        )
        for district, found in receipt["lists"].items()
    ]
    columns = ("district", "burglaries", "to visit", "overdue", "left out", "near repeat here")
    say_table("Homes to visit", columns, rows)
    unsupported = [
        district
        for district, found in receipt["lists"].items()
        if found["near_repeat"] != "supported"
    ]
    if unsupported:
        say(
            f"Near repeat is not shown in {words.listed(unsupported, most=3)}: each list says what "
            "that means for it."
        )
    say(receipt["method"])
