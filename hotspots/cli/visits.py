"""The commands of visits, and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hotspots import schema, words
from hotspots.cli.expiry import delete_expired, log_acts
from hotspots.cli.options import AsOf, At, Full, Json, Role, SetAside
from hotspots.cli.printing import say, say_answer, say_json, say_table
from hotspots.schema import EntryRole, LogAct

if TYPE_CHECKING:
    from hotspots.study.cocoons.visit_report import VisitReport

WEEK, TIME_IS_UP = "week", "time_is_up"

app = typer.Typer(
    add_completion=False, help="What was done, kept: visits in, visits out, and their figures."
)


@app.command("import")
def import_visits(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV or workbook with uprn, visited_at, role and visit_outcome; a row for each "
            "visit."
        ),
    ],
    *,
    role: Role = EntryRole.ANALYST,
    set_aside: SetAside = None,
    json: Json = False,
) -> None:
    """Record visits from a CSV. The same file twice is recorded once, and says so."""
    from hotspots.cli.ledger_access import entered_now, opened_ledger
    from hotspots.cli.ledger_words import require_other_file, say_import
    from hotspots.study.inputs import find_job

    delete_expired()
    require_other_file(set_aside, file)
    with opened_ledger(find_job(Path.cwd())) as ledger:
        result = ledger.import_visits(file, entered_at=entered_now(), entered_by_role=str(role))
    say_import(result, set_aside, json=json)


@app.command("export")
def export_visits(
    file: Annotated[Path, typer.Argument(help="The CSV to write, in place of an earlier export.")],
) -> None:
    """Write every visit to a CSV that can be imported again."""
    from hotspots.cli.ledger_access import opened_ledger
    from hotspots.study.inputs import find_job

    with opened_ledger(find_job(Path.cwd())) as ledger:
        count = ledger.export_visits(file)
    say(f"{words.plural(count, 'visit')} written to {file}.")


@app.command("remove")
def remove_visit(
    *,
    uprn: Annotated[str, typer.Option(help="The dwelling's reference.", show_default=False)],
    at: At,
    role: Role = EntryRole.ANALYST,
) -> None:
    """Withdraw one visit that was recorded wrongly; nothing is done unless exactly one fits.

    It counts no more, and may be entered anew. What was entered stays in the ledger, as withdrawn.
    """
    from hotspots.cli.ledger_access import moment_of, opened_ledger
    from hotspots.study.inputs import find_job

    job = find_job(Path.cwd())
    with opened_ledger(job) as ledger:
        ledger.withdraw_visit(
            uprn=uprn.strip(), visited_at=moment_of(at, job), withdrawn_by_role=str(role)
        )
    say("1 visit withdrawn.")


@app.command("figures")
def visit_figures(*, as_of: AsOf = None, full: Full = False, json: Json = False) -> None:
    """Say what came of it: burglaries cocooned within 48 hours, victims and homes reached.

    A visit that was entered wrongly is withdrawn with `hotspots visits remove` and entered anew.
    """
    from hotspots.cli.ledger_access import moment_of, opened_ledger
    from hotspots.study.cocoons.visit_report import visit_report
    from hotspots.study.inputs import find_job

    delete_expired()
    job = find_job(Path.cwd())
    with opened_ledger(job) as ledger:
        visits, listings = ledger.visits(), ledger.listings()
    log_acts(LogAct.CONSULTATION, "figures of visits made", ["visits"])
    report = visit_report(job.inputs, visits=visits, listings=listings, as_of=moment_of(as_of, job))
    if json:
        say_json(report.as_mapping())
    else:
        say_answer(lambda: say_visit_figures(report), full=full)


def say_visit_figures(report: VisitReport) -> None:
    """Print the figures that a sergeant is asked for."""
    if report.by_week.empty and report.by_tier.empty:
        as_of = words.sortable_moment(report.as_of)
        say(f"No list had been kept by {as_of}: make one with `hotspots cocoon`.")
        return
    say(_summary(report))
    say()
    say_table(
        "Homes to visit on the lists, each once",
        ("how near", "homes", "called at", "spoken to"),
        report.homes.astype("object").to_numpy().tolist(),
    )
    weeks = [
        (
            row[schema.DISTRICT],
            row[WEEK],
            int(row["burglaries"]),
            _of(row["cocooned_in_time"], row[TIME_IS_UP]),
            _of(row["victims_reached"], row[TIME_IS_UP]),
            int(row["open"]),
        )
        for row in report.by_week.iloc[::-1].to_dict("records")
    ]
    if weeks:
        columns = ("district", "week", "burglaries", "in 48 h", "victims reached", "open")
        say_table("By district and week of the report", columns, weeks)


def _summary(report: VisitReport) -> str:
    """Return the figures in a line."""
    totals = report.by_week[["burglaries", "cocooned_in_time", TIME_IS_UP, "open"]].sum()
    called, homes = (int(report.homes[name].sum()) for name in ("called_at", "dwellings"))
    visited = f"{called:,} of {homes:,} homes called at."
    as_of = f"As of {words.sortable_moment(report.as_of)}"
    if report.by_week.empty:
        return f"{as_of}: no burglary of the lists has 48 hours to be held to; {visited}"
    return (
        f"{as_of}: of "
        f"{words.plural(int(totals['burglaries']), 'burglary', 'burglaries')}, "
        f"{_of(totals['cocooned_in_time'], totals[TIME_IS_UP])} cocooned in 48 hours and "
        f"{int(totals['open']):,} still open; {visited}"
    )


def _of(part: float, whole: float) -> str:
    return f"{int(part):,} of {int(whole):,}"
