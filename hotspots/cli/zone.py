"""The command of a zone, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say
from hotspots.study.zones.journeys import ZONE

if TYPE_CHECKING:
    from hotspots.study.run import Run
    from hotspots.study.zones.zone import Zone

app = typer.Typer(add_completion=False)


Spot = Annotated[
    list[str] | None,
    typer.Option(
        help="Make the zone around this harm spot; may be given again.", show_default=False
    ),
]
SpotSet = Annotated[
    str | None,
    typer.Option(
        metavar="RUN",
        help="The run, or the adopted set, that the spots are of. By default those in force, else "
        "the newest run's.",
        show_default=False,
    ),
]
Street = Annotated[
    str | None, typer.Option(help="Make the zone along this street.", show_default=False)
]
InDistrict = Annotated[
    str | None, typer.Option(help="The district that the street is in.", show_default=False)
]
At = Annotated[
    str | None,
    typer.Option(
        metavar="EASTING,NORTHING",
        help="Where several streets have the name: a place near the one that is meant.",
        show_default=False,
    ),
]
Outline = Annotated[
    Path | None,
    typer.Option(
        help="The zone as it was drawn: GeoJSON, GeoPackage, KML, Shapefile.", show_default=False
    ),
]
Called = Annotated[
    str | None,
    typer.Option(
        help="What the zone is called. By default after what it is made of.", show_default=False
    ),
]
Addresses = Annotated[
    Path | None,
    typer.Option(
        help="The converted addresses. By default the workspace's, where there are some.",
        show_default=False,
    ),
]


@app.command()
@answers(ZONE, without=("tables",))
def zone(  # noqa: PLR0913 - an option for each thing that a zone is made of
    asked: Asked,
    *,
    spot: Spot = None,
    spot_set: SpotSet = None,
    street: Street = None,
    district: InDistrict = None,
    at: At = None,
    outline: Outline = None,
    called: Called = None,
    addresses: Addresses = None,
) -> Run[Zone]:
    """Gather what the planner of a zone or a Street Briefing needs.

    Households, postcodes, schools and places of worship; doors by street in leaflet rounds; a
    baseline by offence group for the evaluation afterwards; where and when to brief.

    `hotspots zone --street "Market Street" --district Colchester` · `hotspots zone --spot S001`
    """
    from hotspots.cli.ledger_access import converted_addresses, past_of
    from hotspots.study.spots_over_time.drawn_outline import read_centre
    from hotspots.study.zones.zone import study_zone
    from hotspots.study.zones.zone_outline import ZoneAsked

    made_of = ZoneAsked(
        spots=tuple(spot or ()),
        spot_set=spot_set,
        street=street,
        district=district,
        at=None if at is None else read_centre(at),
        outline=outline,
        called=called,
    )
    return study_zone(
        asked.job.inputs,
        made_of,
        addresses=addresses or converted_addresses(asked.job),
        past=past_of(asked.job),
        **asked.frame,
    )


def say_found(receipt: Mapping[str, Any]) -> None:
    """Say what the zone holds, and what is not told."""
    told = receipt["zone"]
    say(f"{told['title']}\n")
    for sentence in told["sentences"]:
        say(sentence)
    for words in told["missing"]:
        say(words)
