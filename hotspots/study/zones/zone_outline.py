"""The outline of a zone: around harm spots, along a street, or as somebody drew it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from hotspots import schema, words
from hotspots.analyse.zones.envelope import envelope, strung_together
from hotspots.errors import InputError, ParameterError, SettingsError
from hotspots.load.address_store import read_addresses
from hotspots.nearest import instead_of
from hotspots.schema import AREA_ID, SPOT_NAME
from hotspots.study.harm_maps.journeys import HARM_MAP
from hotspots.study.operations.operation_places import (
    Known,
    areas_of_file,
    districts_of,
    picked,
    spot_set_of,
)
from hotspots.study.run_folder import latest_run
from hotspots.study.selected import chosen_districts
from hotspots.study.spots_over_time.drawn_outline import OUTLINE_DECIMALS, require_in_force

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from hotspots.arrays import Objects
    from hotspots.profile import ForceProfile
    from hotspots.study.street_layer import StreetLayer

MOST_NAMED: Final = 3
HOW: Final = (
    "Say what the zone is, in one way: --spot HS-ID (may be given again), --street 'Market Street' "
    "--district NAME, or --outline FILE for an area that was drawn."
)


@dataclass(frozen=True, kw_only=True)
class ZoneAsked:
    """What a zone is to be made of; one of spots, street and outline.

    Attributes
    ----------
    spots : tuple of str
        Ids of harm spots.
    spot_set : str or None
        The run, or the adopted set, that they are of. None takes those in force, else the newest
        run's.
    street, district : str or None
        A street's name, and the district that it is in.
    at : (float, float) or None
        Easting and northing near the street that is meant, where several have its name.
    outline : Path or None
        A file of areas, which together are the zone.
    called : str or None
        What the zone is called; by default after what it is made of.
    """

    spots: tuple[str, ...] = ()
    spot_set: str | None = None
    street: str | None = None
    district: str | None = None
    at: tuple[float, float] | None = None
    outline: Path | None = None
    called: str | None = None

    def __post_init__(self) -> None:
        if sum(map(bool, (self.spots, self.street, self.outline))) != 1:
            raise ParameterError(HOW)
        if self.spot_set and not self.spots:
            raise ParameterError("--spot-set is for harm spots, and none is named with --spot.")
        if (self.district or self.at) and not self.street:
            raise ParameterError("--district and --at are for a street, and none is named.")


@dataclass(frozen=True, kw_only=True, eq=False)
class ZoneOutline:
    """A zone in the force's system.

    Attributes
    ----------
    name : str
    made_of : str
        What it was made of, as a sentence has it.
    outline : Polygon or MultiPolygon
        Metres.
    districts : tuple of str
        Those that it lies in, the one with most of it first.
    chosen : str
        The days of the offences by which its spots were chosen; empty for another zone.
    spot_set : str
        Which set its spots are of; empty for another zone.
    """

    name: str
    made_of: str
    outline: BaseGeometry
    districts: tuple[str, ...]
    chosen: str = ""
    spot_set: str = ""

    @property
    def made_of_whose(self) -> str:
        """What it was made of, with the set of its spots."""
        return f"{self.made_of}, of {self.spot_set}" if self.spot_set else self.made_of

    @property
    def area_m2(self) -> float:
        """Its area."""
        return float(self.outline.area)


def zone_outline(
    asked: ZoneAsked,
    known: Known,
    profile: ForceProfile,
    streets: StreetLayer | None,
    *,
    addresses: Path | None,
    around_m: float,
) -> ZoneOutline:
    """Return the zone that was asked for, its corners to the centimetre.

    Parameters
    ----------
    asked : ZoneAsked
    known : Known
    profile : ForceProfile
    streets : StreetLayer or None
        In which a street is looked up; without it, the homes that bear its name say where it is.
    addresses : Path or None
        The converted addresses.
    around_m : float
        How far the zone reaches round spots or a street.

    Raises
    ------
    HotspotsError
        When a spot, a district, a street or a file is not there, several streets are meant, or the
        zone lies outside the force.
    """
    chosen = spot_set = ""
    if asked.spots:
        name, made_of, places, chosen, spot_set = _of_spots(asked, known)
    elif asked.street:
        ground = _ground_of(asked, known, profile)
        named = _named_street(asked.street, ground, streets, addresses)
        name, made_of, places = _of_street(named, asked, profile)
    else:
        assert asked.outline is not None  # noqa: S101 - one of the three is there
        areas = areas_of_file(asked.outline, known)
        name = str(areas[SPOT_NAME].iloc[0]) if len(areas) == 1 else asked.outline.stem
        name = asked.outline.stem if name.startswith("Area ") else name
        made_of, places, around_m = f"as drawn in {asked.outline.name}", _shapes(areas), 0.0
    rounded = shapely.to_wkt(envelope(list(places), around_m), rounding_precision=OUTLINE_DECIMALS)
    outline = shapely.from_wkt(rounded)
    require_in_force(outline, known.study_area, given=name)
    if around_m:
        made_of = f"the ground within {around_m:g} m of {made_of}"
    return ZoneOutline(
        name=asked.called or name,
        made_of=made_of,
        outline=outline,
        districts=districts_of(outline, known.study_area),
        chosen=chosen,
        spot_set=spot_set,
    )


def _shapes(areas: gpd.GeoDataFrame) -> Objects:
    shapes: Objects = areas.geometry.to_numpy()
    return shapes


def _of_spots(asked: ZoneAsked, known: Known) -> tuple[str, str, Objects, str, str]:
    in_force = known.past.in_force is not None or known.past.edits is not None
    named = asked.spot_set
    if named is None and not in_force:
        named = latest_run(known.maps, journey=HARM_MAP.label).name
    found = spot_set_of(named, known)
    spots = picked(found.spots, asked.spots, f"harm spots of {found.called}")
    said = [f"{name} ({each})" for each, name in zip(spots[AREA_ID], spots[SPOT_NAME], strict=True)]
    name = words.listed(spots[SPOT_NAME].tolist(), most=MOST_NAMED)
    noun = "the harm spot" if len(said) == 1 else "the harm spots"
    chosen = "" if found.chosen is None else found.chosen.in_words
    of = found.called if named is None else f"the run {named}"
    return name, f"{noun} {words.listed(said)}", _shapes(spots), chosen, of


def _ground_of(asked: ZoneAsked, known: Known, profile: ForceProfile) -> gpd.GeoDataFrame:
    """Return the districts in which a street is looked up."""
    districts = known.study_area.districts
    if asked.district is None:
        return districts
    return districts[districts[schema.DISTRICT].isin(chosen_districts(profile, [asked.district]))]


def _named_street(
    street: str, ground: gpd.GeoDataFrame, layer: StreetLayer | None, addresses: Path | None
) -> gpd.GeoDataFrame:
    """Return what bears a street's name: its links, or its homes where no streets are known."""
    west, south, east, north = map(float, ground.total_bounds)
    if layer is not None:
        there: gpd.GeoDataFrame = layer.streets((west, south, east, north))
    elif addresses is not None:
        there = read_addresses(addresses)
    else:
        raise InputError(
            f"{street} cannot be found: there are neither streets among the layers nor converted "
            "addresses. `hotspots streets convert FILE` makes streets; or draw the zone.",
            options=("--outline",),
        )
    area = shapely.union_all(ground.geometry.to_numpy())
    shapely.prepare(area)
    is_named = there[schema.STREET].str.casefold() == street.strip().casefold()
    named = there[is_named.fillna(value=False)]
    named = named[shapely.intersects(area, named.geometry.to_numpy())]
    if named.empty:
        near = there[shapely.intersects(area, there.geometry.to_numpy())]
        known = sorted(near[schema.STREET].dropna().unique())
        where = words.listed(ground[schema.DISTRICT].tolist(), most=MOST_NAMED)
        raise SettingsError(
            f"No street of {where} is called {street!r}. {instead_of(street, known)}"
        )
    return named


def _of_street(
    named: gpd.GeoDataFrame, asked: ZoneAsked, profile: ForceProfile
) -> tuple[str, str, Objects]:
    called, where = str(named[schema.STREET].iloc[0]), asked.district or profile.force_name
    meant = _meant(called, strung_together(list(named.geometry)), asked.at, where)
    return called, f"{called}, {where}", np.array([meant], dtype=object)


def _meant(
    called: str, streets: list[BaseGeometry], at: tuple[float, float] | None, where: str
) -> BaseGeometry:
    """Return the street that is meant: the only one of its name, or the one nearest to a point."""
    if at is not None:
        return min(streets, key=lambda each: shapely.distance(each, shapely.Point(at)))
    if len(streets) > 1:
        middles = [shapely.get_coordinates(each.centroid)[0] for each in streets]
        listed = "; ".join(f"{east:.0f},{north:.0f}" for east, north in middles)
        raise SettingsError(
            f"{len(streets)} streets of {where} are called {called}. Name its district, "
            "or a place near it; where there is no such choice, draw the zone. Their middles, the "
            f"longest first: {listed}.",
            options=("--district", "--at", "--outline"),
        )
    return streets[0]
