"""The command of the near-repeat test, and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from hotspots import schema, words
from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say, say_head, say_rows, say_table
from hotspots.errors import ParameterError
from hotspots.study.near_repeats.journeys import NEAR_REPEAT

if TYPE_CHECKING:
    from hotspots.study.near_repeats.near_repeat import NearRepeatFindings
    from hotspots.study.near_repeats.near_repeat_events import NearRepeatEvents
    from hotspots.study.run import Run

MOST_BANDS: Final = 5

app = typer.Typer(add_completion=False)


@app.command("near-repeat")
@answers(
    NEAR_REPEAT,
    without=("offences", "layers", "earlier", "tables", "header", "crs"),
    splits=True,
    reads_otherwise=True,
)
def near_repeat(
    asked: Asked,
    points: Annotated[
        Path | None,
        typer.Argument(
            help="Points with dates: CSV, XLSX, GeoPackage, GeoJSON, Shapefile or GeoParquet. By "
            "default the workspace's burglaries of homes.",
            show_default=False,
        ),
    ] = None,
    *,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="EASTING,NORTHING,DATE",
            help="Columns of POINTS, by name or by number from 1; of a geographic file the date "
            "alone. By default they are recognised, and without a header are the first three.",
            show_default=False,
        ),
    ] = None,
    header: Annotated[
        bool, typer.Option("--header/--no-header", help="Whether POINTS begins with column names.")
    ] = True,
    crs: Annotated[
        str | None,
        typer.Option(
            help="Coordinate system of POINTS, in metres. By default the force's; a geographic "
            "file declares its own.",
            show_default=False,
        ),
    ] = None,
    called: Annotated[
        str, typer.Option(help="What POINTS are, in the plural, for the sentence: arsons.")
    ] = "events",
) -> Run[NearRepeatFindings]:
    """Test whether burglaries, or any points with dates, cluster in space and time together.

    In a workspace it needs no argument. For a table of easting, northing and date:

    `hotspots near-repeat burglaries.csv --columns E,N,Date --distance-bands-m 0,0.1,100,200,400`
    """
    if points is None and (columns is not None or crs is not None or not header):
        raise ParameterError(
            "--columns, --crs and --no-header describe POINTS, and none is named. Name the file, "
            "or leave them out to test the workspace's burglaries."
        )
    from hotspots.study.near_repeats.near_repeat import study_near_repeat

    asked = asked.reading(offences=[points] if points else (), needs_layers=points is None)
    frame = asked.frame
    events = (
        _of_workspace(asked)
        if points is None
        else _of_file(points, asked, crs=crs, columns=columns, header=header, called=called)
    )
    return study_near_repeat(events, **frame)


def _of_workspace(asked: Asked) -> NearRepeatEvents:
    from hotspots.study.near_repeats.near_repeat_events import events_of_offences

    return events_of_offences(
        asked.job.inputs, range_moment=asked.params.range_moment, progress=asked.progress
    )


def _of_file(
    points: Path, asked: Asked, *, crs: str | None, columns: str | None, header: bool, called: str
) -> NearRepeatEvents:
    from hotspots.study.near_repeats.near_repeat_events import events_of_file

    inputs = asked.job.inputs
    return events_of_file(
        points,
        profile=inputs.profile,
        crs=crs,
        columns=None if columns is None else [each.strip() for each in columns.split(",")],
        header=header,
        date_format=inputs.date_format,
        # The workspace's own period is that of its own offences.
        period=inputs.period if asked.period_named else None,
        called=called,
    )


def say_found(receipt: Mapping[str, Any]) -> None:
    """Print a near-repeat table, what it says, and where its files are."""
    rows, found = receipt["rows"], receipt["near_repeat"]
    say_head(receipt)
    say(f"{receipt['tested']}. {found['sentence']}")
    say_table(
        "Pairs by distance and days: near repeats",
        ("distance", "days", "pairs", "expected", " ratio", "    p"),
        _band_rows(found["bands"])[:MOST_BANDS],
    )
    *linked, unlinked = found["labels"].items()
    counted = ", ".join(f"{count:,} {label}s" for label, count in linked)
    say(
        f"Of {found['events']:,}: {counted}, {unlinked[1]:,} {unlinked[0]}; "
        f"{found['strings']:,} strings of linked ones."
    )
    say_rows(rows)


def _band_rows(bands: Sequence[Mapping[str, Any]]) -> list[tuple[object, ...]]:
    """Return a row a band of near repeats; a distance is written once, above its days."""
    rows: list[tuple[object, ...]] = []
    last = None
    for band in filter(itemgetter(schema.IS_NEAR_REPEAT), bands):
        distance, ratio = band[schema.DISTANCE_BAND], band[schema.NEAR_REPEAT_RATIO]
        rows.append(
            (
                "" if distance == last else distance,
                band[schema.TIME_BAND],
                band[schema.PAIRS_OBSERVED],
                float(band[schema.PAIRS_EXPECTED]),
                f"{words.DASH:>6}" if ratio is None else f"{ratio:6.3f}",
                f"{band[schema.P_VALUE]:.3f}",
            )
        )
        last = distance
    return rows
