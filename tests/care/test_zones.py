"""What two zones that overlap tell together: of the ground between them, and of one home."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from hotspots import care, schema
from hotspots.analyse.counted_lines import CountedLine
from hotspots.analyse.periods import Period
from hotspots.analyse.zones.baseline import baseline
from hotspots.errors import ParameterError
from hotspots.schema import LineKind
from hotspots.study.zones.zone import homes_within, study_zone
from hotspots.study.zones.zone_outline import ZoneAsked, ZoneOutline
from hotspots.study.zones.zones_before import require_apart
from tests.analyse.cocoon_places import EAST, NORTH, offence, offences
from tests.study.zone_places import door, zone_places

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MADE_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
YEAR = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))
ALL = [(LineKind.ALL, CountedLine(label="All offences"))]


def outline(ground: shapely.Polygon) -> ZoneOutline:
    return ZoneOutline(name="Quay", made_of="as drawn", outline=ground, districts=("Wick",))


def street(homes: int) -> list[shapely.Point]:
    """Return homes ten metres apart."""
    return [shapely.Point(10.0 * n, 0.0) for n in range(homes)]


def homes_in(homes: list[shapely.Point], ground: BaseGeometry) -> int:
    return sum(map(ground.intersects, homes))


@pytest.mark.parametrize(("length_m", "refused"), [(35.0, True), (75.0, False)])
def test_a_zone_of_four_homes_is_refused_and_one_of_eight_is_not(
    tmp_path: Path, length_m: float, *, refused: bool
) -> None:
    """Homes at 0, 10, 20 …: 35 m hold four of them, 75 m eight."""
    zone = outline(shapely.box(-5.0, -5.0, length_m, 5.0))
    if not refused:
        require_apart(zone, tmp_path, lambda ground: homes_in(street(20), ground))
        return
    with pytest.raises(ParameterError, match="holds fewer than 8 homes"):
        require_apart(zone, tmp_path, lambda ground: homes_in(street(20), ground))


def test_without_addresses_a_zone_is_as_large_as_a_square_of_care(tmp_path: Path) -> None:
    require_apart(outline(shapely.box(0, 0, 100, 100)), tmp_path, lambda _: None)
    with pytest.raises(ParameterError, match=r"is 8,100 m².*10,000 m² is enough"):
        require_apart(outline(shapely.box(0, 0, 90, 90)), tmp_path, lambda _: None)


def test_a_car_park_without_a_home_may_be_a_zone(tmp_path: Path) -> None:
    require_apart(outline(shapely.box(0, 0, 20, 20)), tmp_path, lambda _: 0)


def test_a_second_zone_with_one_home_more_is_refused_and_one_with_the_street_is_not(
    tmp_path: Path,
) -> None:
    """The burgled home of number 9 stands between the two: nobody gets both."""
    wick, maps = zone_places(tmp_path), tmp_path / "maps"

    def ground(last: int) -> shapely.Polygon:
        west, south = door(1)
        return shapely.box(west - 5.0, south - 30.0, door(last)[0] + 5.0, south + 70.0)

    drawn = tmp_path / "drawn.geojson"
    table = gpd.GeoDataFrame(geometry=[ground(8)], crs="EPSG:27700")
    table.to_crs("EPSG:4326").to_file(drawn, driver="GeoJSON")
    run = study_zone(
        wick.inputs,
        ZoneAsked(outline=drawn),
        maps=maps,
        made_at=MADE_AT,
        addresses=wick.addresses,
        name="first",
    )

    def homes_there(where: BaseGeometry) -> int:
        return len(homes_within(wick.addresses, where))

    with pytest.raises(ParameterError, match="the zone of the run first differ by holds fewer"):
        require_apart(outline(ground(9)), maps, homes_there)
    # The very same zone again, and one with ten homes more, may be made.
    require_apart(outline(ground(8)), maps, homes_there)
    require_apart(outline(ground(18)), maps, homes_there)
    told = [each for each in run.receipt["zone"]["baseline"].values() if each is not None]
    assert told
    assert all(each % care.FEWEST_COUNTED == 0 for each in told)


def test_the_difference_of_two_zones_tells_no_count_of_one_to_four() -> None:
    """The attack: two zones that differ by a strip of one to four offences, subtracted.

    Told exactly, every strip would be known. Told to the nearest five, the reader sees 0 or 5,
    which is never the strip's own count; a 5 tells that something is there, 1 to 9 of it.
    """
    places = [(EAST + 10.0 * n, NORTH) for n in range(64)]
    table = offences(
        [offence(str(n), "2025-03-07 20:00", place=place) for n, place in enumerate(places)]
    )
    counts = {
        number: int(
            baseline(
                table.iloc[:number], ALL, period=YEAR, before=None, fewest=care.FEWEST_COUNTED
            )[schema.OFFENCES].iloc[0]
        )
        for number in range(10, 64)
    }
    seen = {
        (inner, strip): counts[inner + strip] - counts[inner]
        for inner in range(10, 60)
        for strip in range(1, 5)
    }
    assert set(seen.values()) == {0, 5}
    # Of four strips one to four offences wide, two cross a step of five on average.
    assert sum(each == 5 for each in seen.values()) == len(seen) // 2
