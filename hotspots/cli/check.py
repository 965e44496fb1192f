"""The command that looks before a run, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hotspots import schema, words
from hotspots.cli.answering import Asked, takes
from hotspots.cli.options import INPUTS, Full, Json, Quiet
from hotspots.cli.printing import (
    progress_shown,
    say,
    say_answer,
    say_json,
    say_notes,
    say_oddities,
    say_rows,
    say_table,
)

if TYPE_CHECKING:
    from hotspots.load.findings import SourceFindings
    from hotspots.study.check import CheckReport

app = typer.Typer(add_completion=False)


@app.command()
@takes(reads=[name for name in INPUTS if name not in ("earlier", "tables", "out")])
def check(
    asked: Asked,
    *,
    index: Annotated[
        str, typer.Option(help="Harm index whose unknown offence codes are counted.")
    ] = "css",
    rows: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A new CSV for the whole rows that would be set aside, readable by you alone. "
            "They may name persons: delete it when the export is mended.",
            show_default=False,
        ),
    ] = None,
    full: Full = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Dry run: what was recognised, how it is read, and what would be set aside and why.

    The settings in hotspots.toml are checked too. Without --rows nothing is written. Look at the
    mapping and at the first dates as read before the first run on a new export.
    """
    from hotspots.study.check import check_inputs
    from hotspots.study.selected import require_index
    from hotspots.study.settings import check_settings

    job = asked.job
    check_settings(job)
    require_index(index)
    with progress_shown(quiet=quiet or json) as progress:
        report = check_inputs(
            job.inputs, index=index, whole_rows=rows is not None, progress=progress
        )
    if rows is not None:
        from hotspots.render.set_aside import write_whole_rows

        write_whole_rows(rows, report.loaded.set_aside, job.inputs.profile.marking)
    if json:
        say_json(report.as_mapping())
    else:
        say_check(report, full=full, quiet=quiet)
    if rows is not None and not (json or quiet):
        say(f"Whole rows, {len(report.loaded.set_aside):,}, are in {rows}. Delete it when done.")


def say_check(report: CheckReport, *, full: bool = False, quiet: bool = False) -> None:
    """Print a dry run: what it comes to, or all of it."""
    if not quiet:
        say_answer(lambda: _tell(report, full=full), full=full)


def _tell(report: CheckReport, *, full: bool) -> None:
    say_oddities([odd.said for odd in report.loaded.oddities])
    if full:
        _say_all(report)
    first, last = report.loaded.period
    say(f"Period: {first} to {last}.")
    say_rows(report.rows)
    say(f"Next: {_what_next(report)}")
    if not full:
        _say_gist(report)


def _say_gist(report: CheckReport) -> None:
    """Print in a line or two why rows are set aside, and how each source is read."""
    by_reason = report.loaded.rows_set_aside_by_reason
    if by_reason:
        said = (f"{rows:,} {reason}" for reason, rows in by_reason.items())
        say(f"Set aside: {'; '.join(said)}.")
    if len(report.unmapped):
        count = int(report.unmapped[schema.OFFENCES].sum())
        say(f"Without a weight in the {report.index_name}: {words.plural(count, 'offence')}.")
    for source in report.loaded.sources:
        say(f"{source.name}: {source.kind}, {words.plural(source.rows_in, 'row')}")
        columns = (f"{ours} from {theirs}" for ours, theirs in source.mapping.items())
        say(f"  Columns: {'; '.join(columns)}.")
        dates = (f"{found} is {read}" for found, read in source.first_dates[:1])
        say(f"  Dates, read as {source.date_format}: {', '.join(dates)}.")
        say_notes(source.notes)
    say_notes(report.loaded.notes)
    layers = (f"{layer.name} ({layer.kind})" for layer in report.study_area.sources)
    say(f"Boundaries: {', '.join(layers)}.")
    say_notes(report.study_area.notes)


def _say_all(report: CheckReport) -> None:
    """Print what was recognised and set aside, source by source."""
    for layer in report.study_area.sources:
        rows = words.plural(layer.rows, "row") if layer.rows >= 0 else ""
        say(f"{layer.name}: {', '.join(filter(None, (layer.kind, rows, layer.crs)))}")
        say_notes(layer.notes)
    say()
    for source in report.loaded.sources:
        _say_source(source)
    _say_set_aside(report)
    _say_unmapped(report)
    say_notes((*report.loaded.notes, *report.study_area.notes))


def _what_next(report: CheckReport) -> str:
    """Return what to do now: mend what most rows fall to, else run."""
    rows = report.rows
    if rows["rows_set_aside"] > rows["rows_used"]:
        reason = next(iter(report.loaded.rows_set_aside_by_reason))
        return f"more rows are set aside than used, most of them for {reason!r}; mend that first."
    return (
        f"are the columns and the dates as they should be? Then `{report.next_step}`; a column "
        "that was taken for another is named under [columns] in the profile."
    )


def _say_source(source: SourceFindings) -> None:
    details = ", ".join(
        part
        for part in (source.encoding, source.sheet, words.plural(source.rows_in, "row"))
        if part
    )
    say(f"{source.name}: {source.kind}, {details}")
    say_notes(source.notes)
    if source.exact_duplicate_rows:
        share = words.share(source.exact_duplicate_rows / source.rows_in, 1)
        say(
            f"  {source.exact_duplicate_rows:,} rows ({share}) equal an earlier one in every "
            "column; they are used."
        )
    say()
    say_table("Columns", ("we call it", "the file calls it"), list(source.mapping.items()))
    say_table(f"Dates, read as {source.date_format}", ("as found", "as read"), source.first_dates)


def _say_set_aside(report: CheckReport) -> None:
    if report.set_aside.empty:
        say("No row is set aside.")
        return
    totals = report.loaded.rows_set_aside_by_reason
    order = {reason: place for place, reason in enumerate(totals)}
    found = sorted(report.set_aside.to_dict("records"), key=lambda row: order[row[schema.REASON]])
    if len(found) > len(totals):
        by_reason = [(rows, reason) for reason, rows in totals.items()]
        say_table("Rows set aside, by reason", ("rows", "because"), by_reason)
    rows = [
        (
            row["rows"],
            row[schema.REASON],
            row[schema.SOURCE_FILE],
            _lines(row["lines"], row["rows"]),
        )
        for row in found
    ]
    heading = "Rows set aside, by file" if len(found) > len(totals) else "Rows set aside"
    say_table(heading, ("rows", "because", "file", "lines"), rows)


def _lines(lines: Sequence[int], rows: int) -> str:
    return ", ".join(map(str, lines)) + (", …" if rows > len(lines) else "")


def _say_unmapped(report: CheckReport) -> None:
    if report.unmapped.empty:
        say(f"Every offence has a weight in the {report.index_name}.")
        return
    rows = [
        (row[schema.OFFENCES], row[schema.OFFENCE_CODE], row[schema.CATEGORY])
        for row in report.unmapped.fillna(words.NOT_KNOWN).to_dict("records")
    ]
    say_table(
        f"Offences without a weight in the {report.index_name}",
        ("offences", "code", "category"),
        rows,
    )
