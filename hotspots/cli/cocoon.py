"""The command of the visit lists, and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots import schema, words
from hotspots.cli.answering import Asked, answers
from hotspots.cli.options import AsOf, District
from hotspots.cli.printing import say, say_settled, say_table
from hotspots.errors import SettingsError
from hotspots.study.cocoons.journeys import VISIT_LISTS

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.ledger.store import Ledger
    from hotspots.study.cocoons.cocoon import Keep, Past, VisitLists
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

    Homes within 400 m and six weeks of a burglary, in rounds that one pair can walk in a shift:
    to print, for a phone, for Excel and QGIS, with a letter to leave.

    `hotspots cocoon --teams 2 --walk-km 3 --district Colchester`
    """
    from hotspots.cli.expiry import log_acts
    from hotspots.cli.ledger_access import (
        address_store,
        has_ledger,
        moment_of,
        opened_ledger,
        require_workspace,
    )
    from hotspots.schema import LogAct
    from hotspots.study.cocoons.cocoon import make_visit_lists
    from hotspots.study.retention import retention_of
    from hotspots.study.tidying import settle_lists

    job, frame = asked.job, asked.frame
    if keep:
        require_workspace(job, or_else=", or have lists that no ledger keeps: --no-keep")
    moment = moment_of(as_of, job)
    # The demonstration's year is over: its lists are handed out in it. A real list that is made for
    # a moment in the past was not there in time, and the figures must not say that it was.
    issued_at = moment if job.inputs.profile.demonstration else frame["made_at"]
    with opened_ledger(job) if keep or has_ledger(job) else nullcontext() as ledger:
        if ledger is not None:
            say_settled(settle_lists(job.maps, is_kept=ledger.has_run, now=frame["made_at"]))
        kept_in = ledger if keep else None
        if kept_in is not None:
            _require_room(kept_in, frame["name"])
        run = make_visit_lists(
            job.inputs,
            addresses=addresses or address_store(job),
            as_of=moment,
            issued_at=issued_at,
            districts=district or (),
            past=_past(ledger, district or job.inputs.profile.district_names),
            retention=retention_of(job.tables),
            keep=_keep(kept_in, moment, issued_at) if kept_in is not None else None,
            **frame,
        )
    if not keep:
        log_acts(LogAct.COMBINATION, "visit list made, and not kept", [run.folder.name])
    return run


def _past(ledger: Ledger | None, districts: Sequence[str]) -> Past:
    from hotspots.study.cocoons.cocoon import Past

    if ledger is None:
        return Past()
    lists = {each: ledger.latest_list(each) for each in districts}
    issued = ledger.lists()
    return Past(
        visits=ledger.visits(),
        lists={each: rows for each, rows in lists.items() if len(rows)},
        first_list=None if issued.empty else issued[schema.AS_OF].min().to_pydatetime(),
    )


def _require_room(ledger: Ledger, run_name: str | None) -> None:
    """Refuse, before any work, a ledger that takes no lists, or none of this name."""
    with ledger.together():
        taken = run_name is not None and ledger.has_run(run_name)
    if taken:
        raise SettingsError(
            f"The ledger keeps lists of a run {run_name!r} already. Give this one another --name."
        )


def _keep(ledger: Ledger, as_of: datetime, issued_at: datetime) -> Keep:
    def keep(run_name: str, listings: Mapping[str, pd.DataFrame]) -> None:
        with ledger.together():
            for district, rows in listings.items():
                ledger.record_list(
                    rows,
                    list_id=f"{run_name}/{district}",
                    district=district,
                    issued_at=issued_at,
                    as_of=as_of,
                )

    return keep


def say_found(receipt: Mapping[str, Any]) -> None:
    """Print whom each district is to visit, and where the lists are."""
    as_of = words.sortable_moment(datetime.fromisoformat(str(receipt["as_of"])))
    say(f"{receipt['force']}, {receipt['marking']}, as of {as_of}")
    burgled = sum(found["aftercare_in_no_round"] for found in receipt["lists"].values())
    if burgled:
        homes = words.plural(burgled, "burgled home")
        say(f"{homes} whose 48 hours run, in no round: see the aftercare sheets.")
    rows = [
        (
            district,
            found["homes_to_visit"],
            len(found["rounds"]),
            f"{sum(each['walk_m'] for each in found['rounds']) / 1000:.1f} km",
            found["overdue"],
            found["no_set_time"],
            words.share(found["share_of_risk"]) if found["rounds"] else words.DASH,
        )
        for district, found in receipt["lists"].items()
    ]
    columns = ("district", "homes", "rounds", "on foot", "overdue", "no set time", "risk")
    say_table("Homes to visit", columns, rows)
    unsupported = [
        district
        for district, found in receipt["lists"].items()
        if found["near_repeat"] != "supported"
    ]
    if unsupported:
        here = words.listed(unsupported, most=3)
        where = here if len(unsupported) < len(receipt["lists"]) else "any district"
        say(f"Near repeat is not shown in {where}: each list says what that means for it.")
