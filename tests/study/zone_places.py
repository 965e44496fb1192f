"""A street of Wickshire with homes, a school and a chapel, and what was recorded there in a year.

Everything is invented, and known to the offence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import shapely

from hotspots.load.addresses import convert_addresses
from hotspots.study.inputs import Inputs
from hotspots.study.reading import area_of
from tests.study.several_years import wickshire
from tests.study.small_force import BNG, MARKET_STREET, ward_layer

EAST, NORTH = MARKET_STREET
ASSAULTS_A_MONTH, BURGLARIES_A_YEAR, ROBBERIES, RAPES = 3, 12, 2, 6
Row = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class ZonePlaces:
    """What a zone of Wickshire is made from."""

    inputs: Inputs
    addresses: Path


def door(number: int) -> tuple[float, float]:
    """Return where a house of Market Street stands: odd ones in the north, ten metres a plot."""
    return EAST - 200.0 + 10.0 * number, NORTH + (8.0 if number % 2 else -8.0)


def _row(
    name: str, code: str, day: str, place: tuple[float, float], address: str, dwelling: str
) -> Row:
    return (name, code, f"{day} 22:30", "", f"{day} 23:30", *place, address, dwelling, "")


def offences_of(year: int, *, assaults: int = ASSAULTS_A_MONTH) -> list[Row]:
    """Return a year of Market Street, and as much far off, so that no month is empty."""
    return [*_offences(year, assaults)]


def _offences(year: int, assaults: int) -> Iterator[Row]:
    for month in range(1, 13):
        for n in range(assaults):
            place = (EAST + 15.0 * n, NORTH)
            address = "Market Street, Market Wick"
            day = f"{year}-{month:02d}-{13 + n:02d}"
            yield _row(f"A/{year}/{month}/{n}", "8N", day, place, address, "N")
            elsewhere = (504_500.0, 201_500.0 + 20.0 * n)
            yield _row(f"E/{year}/{month}/{n}", "8N", day, elsewhere, "Marsh Lane, Marsh", "N")
    for n in range(1, BURGLARIES_A_YEAR + 1):
        home = f"{n} Market Street, Market Wick"
        yield _row(f"B/{year}/{n}", "28E", f"{year}-{n:02d}-20", door(n), home, "Y")
    for code, count in (("34B", ROBBERIES), ("19C", RAPES)):
        for n in range(count):
            yield _row(
                f"{code}/{year}/{n}", code, f"{year}-05-{14 + n}", (EAST, NORTH), "Quay", "N"
            )


def homes(path: Path) -> Path:
    """Write 40 homes of Market Street, and twelve flats at one door of Back Lane."""
    lines = ["uprn,flat,number,street,town,postcode,easting,northing"]
    for n in range(1, 41):
        postcode = "CM1 1AA" if n % 2 else "CM1 1AB"
        east, north = door(n)
        lines.append(f"{10_000 + n},,{n},Market Street,Market Wick,{postcode},{east},{north}")
    lines += [
        f"{20_000 + n},Flat {n},1,Back Lane,Market Wick,CM1 1AD,{EAST},{NORTH + 60.0}"
        for n in range(1, 13)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def street_layer(folder: Path) -> Path:
    """Write Market Street, Back Lane, and two Church Roads three kilometres apart."""
    along: dict[str, list[tuple[float, float]]] = {
        "Market Street": [(EAST - 250, NORTH), (EAST + 250, NORTH)],
        "Back Lane": [(EAST, NORTH), (EAST, NORTH + 100)],
        "Church Road": [(500_200, 200_200), (500_400, 200_200)],
        "church road": [(502_500, 202_800), (502_600, 202_800)],
    }
    path = folder / "roads.gpkg"
    gpd.GeoDataFrame(
        {"name": list(along), "highway": "residential"},
        geometry=[shapely.LineString(each) for each in along.values()],
        crs=BNG,
    ).to_file(path, driver="GPKG")
    return path


def school_layer(folder: Path) -> Path:
    """Write a school in the zone, and one far off."""
    path = folder / "schools.geojson"
    gpd.GeoDataFrame(
        {"name": ["Market Wick Primary School", "Marsh Academy"]},
        geometry=gpd.points_from_xy([EAST + 50, 504_500], [NORTH + 40, 201_500], crs=BNG),
    ).to_crs("EPSG:4326").to_file(path, driver="GeoJSON")
    return path


def zone_places(folder: Path) -> ZonePlaces:
    """Write everything that a zone is made from."""
    made = wickshire(folder, offences_of(2025), offences_of(2024, assaults=2))
    layers = [*made.layers, ward_layer(folder), street_layer(folder), school_layer(folder)]
    inputs = replace(made, layers=layers)
    store = folder / "addresses.parquet"
    convert_addresses(
        homes(folder / "homes.csv"), store, profile=inputs.profile, study_area=area_of(inputs)
    )
    return ZonePlaces(inputs=inputs, addresses=store)
