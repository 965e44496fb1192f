"""What the planner of a zone needs: households, leaflet rounds, a baseline, where to brief."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from hotspots import care, schema
from hotspots.analyse.cocoons.ground import AROUND_M, StraightGround, StreetGround
from hotspots.analyse.counted_lines import CountedLine
from hotspots.analyse.harm import weigh_offences
from hotspots.analyse.operations.operation_counts import days_of, within
from hotspots.analyse.periods import Period
from hotspots.analyse.zones.baseline import baseline
from hotspots.analyse.zones.briefing_places import BriefingPlaces, briefing_places
from hotspots.analyse.zones.leaflet_rounds import leaflet_rounds
from hotspots.analyse.zones.zone_homes import postcodes_of, streets_of
from hotspots.file_names import days_in_name
from hotspots.load.address_store import read_addresses, require_same_areas, store_facts
from hotspots.load.harm_weights import read_harm_index
from hotspots.render.zones.zone_products import write_zone_products
from hotspots.render.zones.zone_told import ZoneTold
from hotspots.schema import AREA_ID, SPOT_NAME, LineKind
from hotspots.study import receipt as receipts
from hotspots.study.counted_themes import ALL_OFFENCES, offence_groups, theme_lines
from hotspots.study.executor import Progress, no_progress
from hotspots.study.operations.operation_places import Known
from hotspots.study.past_spots import PastSpots
from hotspots.study.run import Run, RunWriter, new_run
from hotspots.study.run_folder import folder_name
from hotspots.study.spots_over_time.drawn_outline import OUTLINE_DECIMALS
from hotspots.study.street_layer import find_streets
from hotspots.study.street_maps import street_map
from hotspots.study.years import Years, asked_year, load_years
from hotspots.study.zones import zone_story as story
from hotspots.study.zones.journeys import ZONE, ZoneParams
from hotspots.study.zones.zone_outline import ZoneAsked, ZoneOutline, zone_outline
from hotspots.study.zones.zone_sites import sites_in
from hotspots.study.zones.zones_before import require_apart

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from hotspots.analyse.cocoons.ground import Ground
    from hotspots.harm_index import HarmIndex
    from hotspots.profile import ForceProfile
    from hotspots.render.stamp import ProductStamp
    from hotspots.study.inputs import Inputs
    from hotspots.study.street_layer import StreetLayer

# What `hotspots evaluate` and the ledger of patrols know the one area by.
ZONE_ID: Final = "ZONE"
AREA_M2: Final = "area_m2"


@dataclass(frozen=True, kw_only=True, eq=False)
class Zone:
    """A zone, and how it is told."""

    outline: ZoneOutline
    told: ZoneTold


@dataclass(frozen=True, kw_only=True, eq=False)
class _Counted:
    """What was recorded in a zone."""

    period: Period
    before: Period | None
    baseline: pd.DataFrame
    unreadable: tuple[str, ...]
    briefing: BriefingPlaces
    fewest: int


def study_zone(  # noqa: PLR0913 - one argument for each thing that a zone is made from
    inputs: Inputs,
    asked: ZoneAsked,
    *,
    maps: Path,
    made_at: datetime,
    addresses: Path | None = None,
    past: PastSpots | None = None,
    name: str | None = None,
    params: ZoneParams | None = None,
    progress: Progress = no_progress,
) -> Run[Zone]:
    """Gather what the planner of a zone, a Street Briefing or a Street Meet needs.

    Parameters
    ----------
    inputs : Inputs
        Its period is the baseline's; by default the last twelve whole months of the data. Its
        ``earlier`` holds the offences of the year before.
    asked : ZoneAsked
    maps : Path
        The folder that takes the run, and whose runs may hold the harm spots that are named.
    made_at : datetime
        Aware; on every product.
    addresses : Path, optional
        The converted addresses.
    past : PastSpots, optional
        The harm spots that the ledger knows.
    name : str, optional
        Of the run's folder; by default made from the time.
    params : ZoneParams, optional

    Raises
    ------
    ParameterError
        When the zone, or what it differs by from one of an earlier run, holds so few homes that
        its counts would tell of them.
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params = params or ZoneParams()
    index = read_harm_index(params.index)
    profile = inputs.profile
    if addresses is not None:
        require_same_areas(addresses, districts=profile.district_names)
    with new_run(ZONE, maps=maps, made_at=made_at, name=name) as run:
        years = load_years(inputs, progress=progress)
        streets = find_streets(inputs, years.study_area)
        zone = zone_outline(
            asked,
            Known(
                study_area=years.study_area,
                past=past or PastSpots(),
                maps=maps,
                crs=profile.crs,
                declared_crs=inputs.crs,
            ),
            profile,
            streets,
            addresses=addresses,
            around_m=params.around_m,
        )
        if care.fewest_of(years.loaded.offences) > 1:
            require_apart(zone, maps, lambda ground: _number_of_homes(addresses, ground))
        counted = _counted(inputs, years, zone, index)
        told = _told(inputs, zone, counted, years, streets, addresses, params, progress)
        stamp = _stamp(run, profile, years, zone, counted, _method(zone, index, params))
        write_zone_products(run.folder, told, stamp)
        run.write_receipt(
            stamp,
            profile,
            days={
                **receipts.of_days(counted.period.first, counted.period.last),
                "data": {"first_day": years.cover.first, "last_day": years.cover.last},
            },
            params=params,
            found={"zone": _found(zone, told)},
            inputs={
                **receipts.of_inputs(years.loaded, years.study_area),
                "addresses": None if addresses is None else store_facts(addresses).sha256,
            },
            set_aside=years.loaded.set_aside,
        )
    return run.finished(Zone(outline=zone, told=told))


def _stamp(
    run: RunWriter,
    profile: ForceProfile,
    years: Years,
    zone: ZoneOutline,
    counted: _Counted,
    method: str,
) -> ProductStamp:
    return run.stamp(
        profile,
        years.loaded,
        period=counted.period.in_words,
        when=days_in_name(counted.period.first, counted.period.last),
        method=method,
        caveats=story.caveats(
            zone,
            fewest=counted.fewest,
            codes=has_codes(years.loaded.offences),
            before=counted.before is not None,
        ),
    )


def has_codes(offences: gpd.GeoDataFrame) -> bool:
    """Say whether any offence has a code, which tells sexual offences from violence."""
    return bool(offences[schema.OFFENCE_CODE].notna().any())


def homes_within(addresses: Path, ground: BaseGeometry) -> gpd.GeoDataFrame:
    """Return the homes on some ground, read from the converted addresses."""
    west, south, east, north = shapely.bounds(ground)
    middle = [[(west + east) / 2, (south + north) / 2]]
    near = read_addresses(addresses, near=middle, within_m=max(east - west, north - south) / 2)
    inside = shapely.intersects(ground, near.geometry.to_numpy())
    return near[inside].reset_index(drop=True)


def _number_of_homes(addresses: Path | None, ground: BaseGeometry) -> int | None:
    return None if addresses is None else len(homes_within(addresses, ground))


def _homes(
    homes: gpd.GeoDataFrame | None,
    zone: ZoneOutline,
    params: ZoneParams,
    streets: StreetLayer | None,
) -> story.ZoneHomes | None:
    if homes is None or homes.empty:
        return None
    ground: Ground = StraightGround()
    if streets is not None:
        west, south, east, north = zone.outline.bounds
        box = (west - AROUND_M, south - AROUND_M, east + AROUND_M, north + AROUND_M)
        ground = StreetGround(streets.streets(box))
    drop = leaflet_rounds(homes, params=params.rounds, ground=ground)
    return story.ZoneHomes(
        drop=drop, streets=streets_of(drop.homes), postcodes=postcodes_of(drop.homes)
    )


def _counted(inputs: Inputs, years: Years, zone: ZoneOutline, index: HarmIndex) -> _Counted:
    everything = years.loaded.offences
    shapely.prepare(zone.outline)
    inside = everything[shapely.intersects(zone.outline, everything.geometry.to_numpy())]
    inside = weigh_offences(inside, (index,))
    fewest = care.fewest_of(everything)
    named = None if inputs.period is None else Period(first=inputs.period[0], last=inputs.period[1])
    period = asked_year(years, named, None)
    year_before = period.year_before()
    is_known = years.cover.lacks(year_before) is None and not years.cover.differ_in_kind(
        period, year_before
    )
    before = year_before if is_known else None
    lines, unreadable = _lines(inputs.profile, everything)
    return _Counted(
        period=period,
        before=before,
        baseline=baseline(inside, lines, period=period, before=before, fewest=fewest),
        unreadable=unreadable,
        briefing=briefing_places(
            inside[within(days_of(inside), [period])],
            harm_column=schema.harm_column(index.key),
            fewest=fewest,
        ),
        fewest=fewest,
    )


def _lines(
    profile: ForceProfile, offences: gpd.GeoDataFrame
) -> tuple[list[tuple[LineKind, CountedLine]], tuple[str, ...]]:
    """Return what is counted in a zone, and why some themes are not."""
    groups, themes = offence_groups(), theme_lines(profile, offences)
    of_groups = {each.label for each in groups}
    secret = {each.label for each in themes.lines if any(map(care.is_sensitive, each.selections))}
    lines = [
        (LineKind.ALL, CountedLine(label=ALL_OFFENCES)),
        *((LineKind.GROUP, CountedLine(label=each.label, selections=(each,))) for each in groups),
        *((LineKind.THEME, line) for line in themes.lines if line.label not in of_groups | secret),
    ]
    unreadable = [f"{name}: {why}." for name, why in themes.unreadable.items()]
    unreadable += [f"{label}: {story.NOT_HERE}" for label in sorted(secret)]
    return lines, tuple(unreadable)


def _told(
    inputs: Inputs,
    zone: ZoneOutline,
    counted: _Counted,
    years: Years,
    streets: StreetLayer | None,
    addresses: Path | None,
    params: ZoneParams,
    progress: Progress,
) -> ZoneTold:
    step = "Gathering the zone"
    progress(step, 0, 2)
    found = None if addresses is None else homes_within(addresses, zone.outline)
    homes = _homes(found, zone, params, streets)
    progress(step, 1, 2)
    sites = sites_in(zone.outline, inputs, years.study_area, streets)
    progress(step, 2, 2)
    area = gpd.GeoDataFrame(
        {
            AREA_ID: [ZONE_ID],
            SPOT_NAME: [zone.name],
            AREA_M2: [zone.area_m2],
            schema.HOMES: pd.array([None if found is None else len(found)], dtype="Int64"),
        },
        geometry=[zone.outline],
        crs=years.study_area.districts.crs,
    )
    return ZoneTold(
        title=f"Zone: {zone.name}",
        name=zone.name,
        slug=folder_name(zone.name),
        sentences=story.sentences(
            zone,
            homes,
            sites,
            counted.baseline,
            counted.briefing,
            counted.period,
            in_fives=counted.fewest > 1,
        ),
        missing=_missing(found, sites, counted, streets, years),
        figures=story.figures(zone, homes, counted.baseline, sites),
        outline=area,
        period=counted.period.in_words,
        before="" if counted.before is None else counted.before.in_words,
        baseline=counted.baseline,
        unreadable=counted.unreadable,
        in_fives=counted.fewest > 1,
        not_counted=story.not_counted(codes=has_codes(years.loaded.offences)),
        briefing=counted.briefing.streets,
        homes=None if homes is None else homes.drop.homes,
        streets=None if homes is None else homes.streets,
        rounds=None if homes is None else homes.drop.rounds,
        postcodes=None if homes is None else homes.postcodes,
        ground_words="" if homes is None else homes.drop.ground_words,
        sites=sites,
        street_map=street_map(streets, area),
    )


def _missing(
    homes: gpd.GeoDataFrame | None,
    sites: gpd.GeoDataFrame,
    counted: _Counted,
    streets: StreetLayer | None,
    years: Years,
) -> tuple[str, ...]:
    """Return what is not told, and why."""
    before = counted.period.year_before()
    why = years.cover.lacks(before) or "they are of another kind of source"
    told = {
        story.NO_ADDRESSES: homes is None,
        story.NO_HOMES: homes is not None and homes.empty,
        story.NO_POSTCODES: (
            homes is not None and len(homes) > 0 and homes[schema.POSTCODE].isna().all()
        ),
        story.NO_STREETS: streets is None,
        story.NO_SITES: sites.empty,
        f"The same period a year before, {before.in_words}, is not told: {why}.": (
            counted.before is None
        ),
        story.NO_PLACE: counted.briefing.streets.empty,
    }
    return tuple(words for words, is_missing in told.items() if is_missing)


def _method(zone: ZoneOutline, index: HarmIndex, params: ZoneParams) -> str:
    rounds = params.rounds
    return (
        f"The zone is {zone.made_of_whose}. Offences count by the day in the middle of the time in "
        "which they may have happened, as an evaluation counts them. Leaflet rounds hold at most "
        f"{rounds.leaflets} homes and {rounds.round_km:g} km on foot, with "
        f"{rounds.door_minutes:g} minutes at a door. Streets to brief on are in the order of their "
        f"harm by {index.name}: violence, robbery, theft from the person and public order, in "
        "public."
    )


def _found(zone: ZoneOutline, told: ZoneTold) -> dict[str, Any]:
    return {
        "title": told.title,
        "made_of": zone.made_of_whose,
        "districts": list(zone.districts),
        "outline": shapely.to_wkt(zone.outline, rounding_precision=OUTLINE_DECIMALS),
        "area_m2": round(zone.area_m2),
        "sentences": list(told.sentences),
        "missing": list(told.missing),
        "baseline": {
            line: None if pd.isna(count) else int(count)
            for line, count in zip(
                told.baseline[schema.LINE], told.baseline[schema.OFFENCES], strict=True
            )
        },
    }
