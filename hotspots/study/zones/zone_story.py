"""A zone, told: what its planner must know, and how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hotspots import care, schema, words
from hotspots.schema import GroundKind, LineKind

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspots.analyse.periods import Period
    from hotspots.analyse.zones.briefing_places import BriefingPlaces
    from hotspots.analyse.zones.leaflet_rounds import LeafletDrop
    from hotspots.study.zones.zone_outline import ZoneOutline

MOST_GROUPS: Final = 3
MOST_SITES: Final = 4
HECTARE_M2: Final = 10_000.0
NO_ADDRESSES: Final = (
    "Households, postcodes and leaflet rounds are not told: there are no converted addresses. "
    "“hotspots addresses convert FILE” makes them."
)
NO_POSTCODES: Final = "Postcodes are not told: the converted addresses have none."
NO_HOMES: Final = "No home of the converted addresses lies in the zone: there is no leaflet drop."
NO_STREETS: Final = (
    "There are no streets: the map has none, and walking is measured by straight lines."
)
NO_SITES: Final = "No layer names a school or a place of worship in the zone."
NO_PLACE: Final = (
    "No street of the zone has five offences against people in public that may be shown."
)
NO_HOURS: Final = "no hours are known or stand out"
IN_FIVES: Final = (
    "Counts are told to the nearest five, so that two overlapping zones, one taken from the other, "
    "do not tell of a few offences between them."
)
NOT_COUNTED: Final = "Sexual offences and domestic abuse are not counted in a zone."
NOT_HERE: Final = "sexual offences, domestic abuse and hate crime are told by district alone."
WITHOUT_CODES: Final = (
    "Without offence codes sexual offences cannot be told from violence, and count with it."
)
PUBLIC_POINTS: Final = (
    "Points of data.police.uk stand for several addresses: offences near the zone's edge may be "
    "counted on the wrong side of it, and what is published does not say which were in homes."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class ZoneHomes:
    """The homes of a zone: their leaflet drop, by street, and by postcode."""

    drop: LeafletDrop
    streets: pd.DataFrame
    postcodes: pd.DataFrame


def sentences(
    zone: ZoneOutline,
    homes: ZoneHomes | None,
    sites: gpd.GeoDataFrame,
    baseline: pd.DataFrame,
    briefing: BriefingPlaces,
    period: Period,
    *,
    in_fives: bool,
) -> tuple[str, ...]:
    """Return what a planner must know: the ground, the leaflets, the baseline, where to brief."""
    return (
        _of_ground(zone, homes),
        *_of_sites(sites),
        *_of_leaflets(homes),
        _of_baseline(baseline, period, in_fives=in_fives),
        *_of_briefing(briefing),
    )


def _of_ground(zone: ZoneOutline, homes: ZoneHomes | None) -> str:
    size = f"{zone.area_m2 / HECTARE_M2:,.1f} hectares in {words.listed(zone.districts)}"
    if homes is None:
        return f"The zone is {zone.made_of}: {size}."
    number = words.plural(len(homes.drop.homes), "household")
    where = words.plural(len(homes.streets), "street")
    if len(homes.postcodes):
        where = f"{where} and {words.plural(len(homes.postcodes), 'postcode')}"
    return f"The zone is {zone.made_of}: {size}, with {number} in {where}."


def _of_sites(sites: gpd.GeoDataFrame) -> list[str]:
    said = []
    for kind, many in (
        (GroundKind.SCHOOL, "schools"),
        (GroundKind.WORSHIP, "places of worship"),
    ):
        own = sites[sites[schema.GROUND_KIND] == str(kind)]
        if len(own):
            named = words.listed(own[schema.GROUND_NAME].tolist(), most=MOST_SITES)
            said.append(f"{words.plural(len(own), str(kind), many)} ({named})")
    return [f"In it: {words.listed(said)}."] if said else []


def _of_leaflets(homes: ZoneHomes | None) -> list[str]:
    if homes is None:
        return []
    drop = homes.drop
    minutes = float(drop.rounds[schema.MINUTES].max())
    said = (
        f"A leaflet for every home takes {words.plural(len(drop.rounds), 'round')}, "
        f"{words.number(drop.walk_m / 1000.0, 1)} km on foot in all; the longest takes "
        f"{words.number(minutes)} minutes."
    )
    return [said]


def _of_baseline(baseline: pd.DataFrame, period: Period, *, in_fives: bool) -> str:
    whole = baseline[baseline[schema.LINE_KIND] == str(LineKind.ALL)].iloc[0]
    now, then = whole[schema.OFFENCES], whole[schema.OFFENCES_YEAR_BEFORE]
    if words.is_missing(now):
        return (
            f"How many offences of {period.in_words} were recorded in the zone is withheld: too "
            "few, or at too few places."
        )
    against = "" if words.is_missing(then) else f" ({words.number(then)} a year before)"
    groups = baseline[baseline[schema.LINE_KIND] == str(LineKind.GROUP)].dropna(
        subset=[schema.OFFENCES]
    )
    first = groups.sort_values(schema.OFFENCES, ascending=False, kind="stable").head(MOST_GROUPS)
    named = [
        f"{words.in_mid_sentence(str(line))} {words.number(count)}"
        for line, count in zip(first[schema.LINE], first[schema.OFFENCES], strict=True)
        if count
    ]
    most = f"; of these {words.listed(named)}" if named else ""
    about = "About " if in_fives else ""
    return f"{about}{words.plural(int(now), 'offence')} in {period.in_words}{against}{most}."


def _of_briefing(briefing: BriefingPlaces) -> list[str]:
    if briefing.streets.empty:
        return []
    first = briefing.streets.iloc[0]
    hours = first[schema.BUSIEST] or briefing.busiest
    of_zone = "" if first[schema.BUSIEST] or not hours else " (of the whole zone)"
    when = f"busiest {hours}{of_zone}" if hours else NO_HOURS
    return [f"To brief: {first[schema.STREET]} has most harm to people in public; {when}."]


def caveats(zone: ZoneOutline, *, fewest: int, codes: bool, before: bool) -> tuple[str, ...]:
    """Return what a reader must know, the weightiest first."""
    chosen = (
        f"The zone's harm spots were chosen by the offences of {zone.chosen}: if the baseline is "
        "of the same days, a fall afterwards may be a return to normal. An evaluation compares it "
        "with places that were left as they were."
    )
    return (
        *((chosen,) if zone.chosen else ()),
        *((PUBLIC_POINTS,) if fewest == 1 else (IN_FIVES,)),
        not_counted(codes=codes),
        *(("The year before is as recorded then; definitions may differ.",) if before else ()),
    )


def not_counted(*, codes: bool) -> str:
    """Return what a zone's counts leave out; offences without codes cannot be left out."""
    return NOT_COUNTED if codes else WITHOUT_CODES


def figures(
    zone: ZoneOutline,
    homes: ZoneHomes | None,
    baseline: pd.DataFrame,
    sites: gpd.GeoDataFrame,
) -> tuple[tuple[str, str], ...]:
    """Return the figures that are read first: pairs of label and value."""
    whole = baseline[schema.OFFENCES].iloc[0]
    found = [
        ("Hectares", words.number(zone.area_m2 / HECTARE_M2, 1)),
        ("Offences in the period", words.number(whole, missing=care.WITHHELD)),
    ]
    if homes is not None:
        drop = homes.drop
        found[1:1] = [
            ("Households", words.number(len(drop.homes))),
            ("Leaflet rounds", words.number(len(drop.rounds))),
            ("Kilometres on foot", words.number(drop.walk_m / 1000.0, 1)),
        ]
    if len(sites):
        found.append(("Schools and places of worship", words.number(len(sites))))
    return tuple(found)
