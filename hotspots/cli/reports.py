"""What each command says when it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotspots import schema, words
from hotspots.cli.printing import say, say_json, say_table

if TYPE_CHECKING:
    from hotspots.load.address_findings import AddressFindings
    from hotspots.load.findings import SourceFindings
    from hotspots.study.check import CheckReport
    from hotspots.study.cocoons.visit_report import VisitReport
    from hotspots.study.doctor import Examination


def say_check(report: CheckReport, *, quiet: bool = False) -> None:
    """Print a dry run."""
    if quiet:
        return
    for layer in report.study_area.sources:
        say(f"{layer.name}: {layer.kind}, {layer.rows:,} outlines, {layer.crs}")
        _say_notes(layer.notes)
    say()
    for source in report.loaded.sources:
        _say_source(source)
    _say_set_aside(report)
    _say_unmapped(report)
    _say_notes((*report.loaded.notes, *report.study_area.notes))
    first, last = report.loaded.period
    say(f"Period: {first} to {last}.")
    _say_rows(report.loaded.rows_in, report.loaded.rows_used, len(report.loaded.set_aside))


def _say_source(source: SourceFindings) -> None:
    details = ", ".join(
        part for part in (source.encoding, source.sheet, f"{source.rows_in:,} rows") if part
    )
    say(f"{source.name}: {source.kind}, {details}")
    _say_notes(source.notes)
    share = source.exact_duplicate_rows / source.rows_in if source.rows_in else 0.0
    say(
        f"  {source.exact_duplicate_rows:,} rows ({words.share(share, 1)}) equal an earlier one in "
        "every column; they are used."
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


def _say_notes(notes: Sequence[str]) -> None:
    for note in notes:
        say(f"  Note: {note}.")


def _say_rows(rows_in: int, used: int, set_aside: int) -> None:
    say(f"{rows_in:,} rows in = {used:,} used + {set_aside:,} set aside.")


def say_harm_map(folder: Path, receipt: Mapping[str, Any], *, quiet: bool = False) -> None:
    """Print what a harm map chose, what it found, and where its maps are."""
    if quiet:
        return
    rows, found = receipt["rows"], receipt["harm_spots"]
    concentration = found["concentration"]
    say(f"{receipt['force']}, {receipt['marking']}")
    period = receipt["period"]
    say(f"{period['first_day']} to {period['last_day']}. {receipt['method']}")
    say()
    _say_rows(rows["rows_in"], rows["rows_used"], rows["rows_set_aside"])
    for reason, count in rows["set_aside_by_reason"].items():
        say(f"  {count:,} {reason}")
    say()
    for harm in receipt["harm"].values():
        say(f"{harm['index']}: {_number(harm['total'])} {harm['unit']} in all")
    say(
        f"{found['harm_spots']} harm spots of {found['selection'].lower()} hold "
        f"{words.rounded_share(concentration['share_of_harm_in_spots'])} of its harm and "
        f"{words.rounded_share(concentration['share_of_offences_in_spots'])} of its offences in "
        f"{words.rounded_share(concentration['share_of_area_in_spots'])} of the area."
    )
    say()
    for caveat in receipt["caveats"]:
        say(f"Mind: {caveat}")
    say()
    say(f"Open {folder / 'index.html'}")


def say_near_repeat(folder: Path, receipt: Mapping[str, Any], *, quiet: bool = False) -> None:
    """Print a near-repeat table, what it says, and where its files are."""
    if quiet:
        return
    rows, found = receipt["rows"], receipt["near_repeat"]
    say(f"{receipt['force']}, {receipt['marking']}")
    period = receipt["period"]
    say(f"{receipt['tested']}, {period['first_day']} to {period['last_day']}. {receipt['method']}")
    say()
    _say_rows(rows["rows_in"], rows["rows_used"], rows["rows_set_aside"])
    for reason, count in {**rows["set_aside_by_reason"], **receipt["left_out"]}.items():
        say(f"  {count:,} {reason}")
    say()
    say_table(
        "Pairs by distance and days",
        ("distance", "days", "pairs", "expected", " ratio", "    p", ""),
        _band_rows(found["bands"]),
    )
    say(found["sentence"])
    *linked, unlinked = found["labels"].items()
    counted = ", ".join(f"{count:,} {label}s" for label, count in linked)
    say(
        f"Of {found['events']:,}: {counted}, {unlinked[1]:,} {unlinked[0]}; "
        f"{found['strings']:,} strings of linked ones."
    )
    say()
    for caveat in receipt["caveats"]:
        say(f"Mind: {caveat}")
    say()
    say(f"Open {folder / 'index.html'}")


def _band_rows(bands: Sequence[Mapping[str, Any]]) -> list[tuple[object, ...]]:
    """Return a row a band; a distance is written once, above the days that belong to it."""
    rows: list[tuple[object, ...]] = []
    last = None
    for band in bands:
        distance, ratio = band[schema.DISTANCE_BAND], band[schema.NEAR_REPEAT_RATIO]
        rows.append(
            (
                "" if distance == last else distance,
                band[schema.TIME_BAND],
                band[schema.PAIRS_OBSERVED],
                float(band[schema.PAIRS_EXPECTED]),
                f"{words.DASH:>6}" if ratio is None else f"{ratio:6.3f}",
                f"{band[schema.P_VALUE]:.3f}",
                "near repeat" if band[schema.IS_NEAR_REPEAT] else "",
            )
        )
        last = distance
    return rows


def _number(value: float) -> str:
    """Return a total: a count, and whatever else is whole, without decimals."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def say_examination(found: Sequence[Examination]) -> None:
    """Print how this machine is, and what to do where it is not well."""
    rows = [("well" if each.well else "MEND", each.name, each.found) for each in found]
    say_table("This machine", ("", "part", "found"), rows)
    for each in found:
        if not each.well:
            say(f"{each.name}: {each.advice}")


def say_addresses(found: AddressFindings, store: Path, *, json: bool, quiet: bool) -> None:
    """Print what became of an address file."""
    if json:
        say_json(
            {
                "store": str(store),
                "source": found.name,
                "kind": found.kind,
                "rows_in": found.rows_in,
                "rows_used": found.rows_used,
                "set_aside": dict(found.set_aside),
            }
        )
    if json or quiet:
        return
    say(f"{found.name}: {found.kind}")
    _say_notes(found.notes)
    _say_rows(found.rows_in, found.rows_used, found.rows_in - found.rows_used)
    for reason, count in found.set_aside.items():
        say(f"  {count:,} {reason}")
    say(f"Written to {store}. Next: `hotspots cocoon`.")


def say_visit_lists(folder: Path, receipt: Mapping[str, Any], *, quiet: bool = False) -> None:
    """Print whom each district is to visit, and where the lists are."""
    if quiet:
        return
    say(f"{receipt['force']}, {receipt['marking']}")
    say(f"As of {receipt['as_of']}. {receipt['method']}")
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
    for district, found in receipt["lists"].items():
        if found["near_repeat"] != "supported":
            say(f"Mind, {district}: {found['evidence']}")
    say(f"Open {folder / 'index.html'}")


def say_visit_figures(report: VisitReport) -> None:
    """Print the figures that a sergeant is asked for."""
    if report.by_week.empty:
        say("No list has been kept yet: make one with `hotspots cocoon`.")
        return
    for heading, table in (
        ("Burglaries by district and week of the report", report.by_week),
        ("Homes on the lists, by tier", report.by_tier),
        (f"Still open as of {words.sortable_moment(report.as_of)}", report.still_open),
    ):
        names = tuple(str(name).replace("_", " ") for name in table.columns)
        say_table(heading, names, table.astype("object").to_numpy().tolist())
