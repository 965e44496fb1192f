"""A street or a series of burglaries is a place: never one home."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.burglary_pattern.burgled_places import burgled_streets, places_of_series
from hotspots.analyse.burglary_pattern.series import FoundSeries


def burgled(
    places: int, each: int, street: str = "Mill Lane", district: str = "Wick"
) -> gpd.GeoDataFrame:
    """Return burglaries of so many homes of a street, each burgled so often."""
    number = np.repeat(np.arange(places), each)
    return gpd.GeoDataFrame(
        {
            schema.OFFENCE_CODE: "28E",
            schema.LOCATION: [f"{n + 1} {street}, Market Wick" for n in number],
            schema.DISTRICT: district,
            schema.WARD_NAME: "Mill Ward",
            schema.DWELLING: pd.array([True] * len(number), dtype="boolean"),
        },
        geometry=gpd.points_from_xy(501_000 + 20.0 * number, [201_000.0] * len(number)),
        crs="EPSG:27700",
    )


def together(*parts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=parts[0].crs)


def test_one_home_burgled_nine_times_is_no_street() -> None:
    streets = burgled_streets(together(burgled(1, 9), burgled(7, 1, "Church Street")))
    assert streets[schema.STREET].tolist() == ["Church Street"]
    assert streets[schema.OFFENCES].tolist() == [5]  # seven, to the nearest five


def test_streets_of_one_name_in_two_districts_are_two() -> None:
    streets = burgled_streets(together(burgled(6, 2), burgled(5, 1, district="Marsh")))
    assert streets[[schema.DISTRICT, schema.OFFENCES]].to_numpy().tolist() == [
        ["Wick", 10.0],
        ["Marsh", 5.0],
    ]


def test_a_series_at_one_home_is_counted_and_not_shown() -> None:
    burglaries = together(burgled(1, 6), burgled(6, 1, "Church Street"))
    found = FoundSeries(series=np.repeat([0, 1], 6), expected=(0.8, 1.04), p_value=(0.005, 0.01))
    when = pd.Series(pd.date_range("2025-11-01", periods=12))
    table, hidden = places_of_series(burglaries, found, when, None)
    assert hidden == 1
    row = table.iloc[0]
    assert (row[schema.SERIES_ID], row[schema.SERIES_PLACE]) == ("S1", "Church Street")
    assert row[schema.OFFENCES] == 6
    assert (row[schema.SERIES_EXPECTED], row[schema.P_VALUE]) == (1.0, 0.01)
    assert row[schema.SERIES_REACH_M] == 100  # 100 m apart, in steps of a square
    assert row[schema.SERIES_LAST] == pd.Timestamp("2025-11-12")


def test_a_series_over_many_streets_is_called_by_its_ward() -> None:
    burglaries = together(
        *(burgled(1, 1, f"{name} Road") for name in ("Alder", "Birch", "Cedar", "Elm", "Fir"))
    )
    burglaries = burglaries.set_geometry(
        gpd.points_from_xy(501_000 + 30.0 * np.arange(5), [201_000.0] * 5), crs=burglaries.crs
    )
    when = pd.Series(pd.date_range("2025-11-01", periods=5))
    found = FoundSeries(series=np.zeros(5, dtype=np.int64), expected=(1.0,), p_value=(0.005,))
    table, _ = places_of_series(burglaries, found, when, None)
    assert table[schema.SERIES_PLACE].tolist() == ["Mill Ward"]
