"""Where and when to brief: the street with most harm to people in public."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from hotspots import schema
from hotspots.analyse.zones.briefing_places import BriefingPlaces, briefing_places
from tests.analyse.conftest import OffenceMaker


def found(*parts: gpd.GeoDataFrame) -> BriefingPlaces:
    table = pd.concat(parts, ignore_index=True)
    return briefing_places(table, harm_column="harm_css", fewest=5)


def on(
    offences_at: OffenceMaker, street: str, count: int, *, north: float, **more: object
) -> gpd.GeoDataFrame:
    points = [(600_000.0 + 10 * n, north) for n in range(count)]
    return offences_at(points, location=f"On or near {street}", **more)


def test_harm_and_not_number_puts_a_street_first(offences_at: OffenceMaker) -> None:
    told = found(
        on(offences_at, "Market Street", 12, north=225_000.0, harm_css=10.0),
        on(offences_at, "Quay Road", 6, north=226_000.0, harm_css=100.0),
    )
    assert told.streets[schema.STREET].tolist() == ["Quay Road", "Market Street"]
    # To the nearest five, as whatever is counted in a zone.
    assert told.streets[schema.OFFENCES].tolist() == [5, 10]


def test_what_happens_in_homes_or_to_property_is_no_reason_to_brief(
    offences_at: OffenceMaker,
) -> None:
    at_home = on(offences_at, "Mill Street", 20, north=225_000.0)
    at_home[schema.DWELLING] = pd.Series([True] * 20, dtype="boolean")
    unknown = on(offences_at, "Oak Road", 20, north=226_000.0)
    unknown[schema.DWELLING] = pd.Series([None] * 20, dtype="boolean")
    cars = on(offences_at, "Elm Road", 20, north=227_000.0, category="Vehicle crime")
    rapes = on(offences_at, "Ash Road", 20, north=228_000.0, offence_code="19C")
    assert found(at_home, unknown, cars, rapes).streets.empty


def test_the_hours_are_named_where_twenty_have_one(offences_at: OffenceMaker) -> None:
    told = found(on(offences_at, "Market Street", 30, north=225_000.0))
    assert told.streets[schema.BUSIEST].tolist() == ["Friday 23:00–00:00"]
    assert told.busiest == "Friday 23:00–00:00"
    few = found(on(offences_at, "Market Street", 10, north=225_000.0))
    assert few.streets[schema.BUSIEST].tolist() == [""]


def test_four_offences_name_no_street(offences_at: OffenceMaker) -> None:
    assert found(on(offences_at, "Market Street", 4, north=225_000.0)).streets.empty
