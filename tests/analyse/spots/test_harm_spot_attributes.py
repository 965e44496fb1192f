from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.spots.harm_spots import find_harm_spots

OffenceMaker = Callable[..., gpd.GeoDataFrame]
Finder = Callable[..., gpd.GeoDataFrame]

MARKET_STREET = (599_600.0, 225_200.0)
QUIET_ESTATE = (602_600.0, 223_200.0)
CLACTON_PIER = (617_600.0, 214_800.0)
CIRCLE_KM2 = np.pi * 0.025**2


@pytest.fixture
def find(
    districts: gpd.GeoDataFrame, towns: pd.DataFrame, year_2025: tuple[pd.Timestamp, pd.Timestamp]
) -> Finder:
    def _find(offences: gpd.GeoDataFrame, **changes: Any) -> gpd.GeoDataFrame:
        given: dict[str, Any] = {
            "index_key": "css",
            "districts": districts,
            "places": towns,
            "period_years": 1.0,
            "period": year_2025,
            "seed": 1,
            "params": HarmSpotParams(resamples=20),
        }
        return find_harm_spots(offences, **(given | changes))

    return _find


def test_every_column_of_the_schema_in_its_order(find: Finder, offences_at: OffenceMaker) -> None:
    offences = offences_at([MARKET_STREET] * 20, harm_cchi=2.0, harm_basis_css="offence code")
    spots = find(offences)
    said = [name for name in schema.HARM_SPOT_COLUMNS if name != schema.GEOMETRY]
    assert list(spots.columns) == [*said, "harm_cchi", "harm_css", schema.GEOMETRY]
    assert spots.harm_cchi.tolist() == [40.0]


def test_figures_worked_by_hand(find: Finder, offences_at: OffenceMaker) -> None:
    """Two years; Market Street 20 × 100 and the estate 10 × 50, in Colchester; Clacton 10 × 150."""
    points = [MARKET_STREET] * 20 + [QUIET_ESTATE] * 10 + [CLACTON_PIER] * 10
    offences = offences_at(
        points,
        harm_css=[100.0] * 20 + [50.0] * 10 + [150.0] * 10,
        district=["Colchester"] * 30 + ["Tendring"] * 10,
    )
    spots = find(offences, period_years=2.0)
    assert spots.offences.tolist() == [20, 10, 10]
    assert spots.district.tolist() == ["Colchester", "Tendring", "Colchester"]
    assert spots.district_rank.tolist() == [1, 1, 2]
    assert spots.offences_per_year.tolist() == [10.0, 5.0, 5.0]
    assert spots.harm_css.tolist() == [2000.0, 1500.0, 500.0]
    assert spots.share_of_district_harm.tolist() == [0.8, 1.0, 0.2]
    assert spots.share_of_force_harm.tolist() == [0.5, 0.375, 0.125]
    assert spots.largest_offence_share.to_numpy() == pytest.approx([0.05, 0.1, 0.1])
    assert spots.harm_per_km2_per_year[0] == pytest.approx(1000 / CIRCLE_KM2, rel=0.01)


def test_a_spot_across_a_border_goes_where_most_of_its_offences_are(
    find: Finder, offences_at: OffenceMaker
) -> None:
    """Twelve offences in Tendring, eight in Colchester: 12 of Tendring's 24 are in the spot."""
    points = [(610_010.0, 220_000.0)] * 12 + [(609_990.0, 220_000.0)] * 8
    points += [(625_000.0 + 2000 * step, 215_000.0) for step in range(12)]
    offences = offences_at(
        points, district=["Tendring"] * 12 + ["Colchester"] * 8 + ["Tendring"] * 12
    )
    spots = find(offences)
    assert spots.offences.tolist() == [20]
    assert spots.district.tolist() == ["Tendring"]
    assert spots.share_of_district_harm.tolist() == [0.5]
    assert spots.share_of_force_harm.tolist() == [20 / 32]


def test_a_spot_whose_offences_name_no_district_is_in_the_one_it_lies_in(
    find: Finder, offences_at: OffenceMaker
) -> None:
    spots = find(offences_at([CLACTON_PIER] * 20, district=None))
    assert spots.district.tolist() == ["Tendring"]


def test_friday_nights_show_in_the_hours_of_the_week(
    find: Finder, offences_at: OffenceMaker
) -> None:
    """7 March 2025 was a Friday; 15 offences at 23:00, and 5 on Monday the 10th at 09:00."""
    times = ["2025-03-07 23:00"] * 15 + ["2025-03-10 09:00"] * 5
    spots = find(offences_at([MARKET_STREET] * 20, from_time=times, to_time=times))
    profile = np.array(json.loads(spots.hour_by_weekday[0]))
    assert profile.shape == (7, 24)
    assert profile.sum() == pytest.approx(20)
    assert profile[4, 23] == pytest.approx(15)
    assert profile[0, 9] == pytest.approx(5)
    assert "Friday" in spots.busiest[0]
    assert f"busiest on {spots.busiest[0]}" in spots.why[0]


def test_months_alone_make_no_hours(find: Finder, offences_at: OffenceMaker) -> None:
    spots = find(offences_at([MARKET_STREET] * 20, from_time="2025-03-01", time_precision="month"))
    assert spots.hour_by_weekday.isna().tolist() == [True]
    assert spots.busiest.isna().tolist() == [True]
    assert "busiest" not in spots.why[0]


def test_a_spot_that_trebled_while_the_rest_of_the_force_stood_still(
    find: Finder, offences_at: OffenceMaker
) -> None:
    """10 then 30 at Market Street, against 150 and 150 elsewhere.

    Of 340 offences 160 are early: of 40 drawn, 18.8 give or take 3.0; 10 is −2.9. The estate, 40
    and 40 beside 120 and 140, is where it was.
    """
    early, late = "2025-02-01 12:00", "2025-11-01 12:00"
    strays = [(591_000.0 + 500 * (n % 22), 211_000.0 + 500 * (n // 22)) for n in range(220)]
    points = [MARKET_STREET] * 40 + [QUIET_ESTATE] * 80 + strays
    times = [early] * 10 + [late] * 30 + [early, late] * 150
    spots = find(offences_at(points, from_time=times))
    assert spots.offences.tolist() == [80, 40]
    assert spots.trend.tolist() == ["no clear change", "rising"]
    assert spots.trend_ratio.tolist() == [1.0, 3.0]


def test_names_that_a_person_recognises(find: Finder, offences_at: OffenceMaker) -> None:
    points = [MARKET_STREET] * 20 + [CLACTON_PIER] * 15
    locations = [
        *["Flat 2, 12 Market Street"] * 4, *["9 Market Street"] * 3, *["On or near Nightclub"] * 13,
        *["On or near Parking Area"] * 15,
    ]  # fmt: skip
    spots = find(offences_at(points, location=locations))
    assert spots.name.tolist() == [
        "Market Street, Colchester", "Near the Parking Area, Clacton-on-Sea",
    ]  # fmt: skip
    assert spots.street.tolist() == ["Market Street", "Parking Area"]
    assert spots.town.tolist() == ["Colchester", "Clacton-on-Sea"]


def test_each_name_is_unique(find: Finder, offences_at: OffenceMaker) -> None:
    grid = [(598_000.0 + 400 * i, 224_000.0 + 400 * j) for i in range(5) for j in range(5)]
    spots = find(offences_at(grid * 12))
    assert len(spots) == 25
    assert spots.name.is_unique
    assert spots.name.str.startswith("Market Street, Colchester (").all()


def test_without_towns_the_street_is_the_name(
    find: Finder, offences_at: OffenceMaker, towns: pd.DataFrame
) -> None:
    spots = find(offences_at([MARKET_STREET] * 20), places=towns.iloc[:0])
    assert spots.name.tolist() == ["Market Street"]
    assert spots.town.isna().tolist() == [True]


def test_hostile_text_in_a_street_is_passed_on_as_it_came(
    find: Finder, offences_at: OffenceMaker
) -> None:
    hostile = "`${1}` <script>alert(1)</script> Street"
    spots = find(offences_at([MARKET_STREET] * 20, location=f"On or near {hostile}"))
    assert spots.street.tolist() == [hostile]
    assert spots.name.tolist() == [f"{hostile}, Colchester"]


def test_the_sentence_names_offences_by_their_code_and_holds_no_address(
    find: Finder, offences_at: OffenceMaker
) -> None:
    offences = offences_at(
        [MARKET_STREET] * 20,
        offence_code=["34B"] * 12 + ["8N"] * 8,
        location="Flat 2, 12 Market Street",
        harm_css=[799.6] * 12 + [189.2] * 8,
    )
    names = {"34B": "Robbery", "8N": "Assault with injury"}
    spots = find(offences, offence_names=names, selection_label="street violence")
    assert spots.top_offences.tolist() == ["Robbery 12, Assault with injury 8"]
    assert spots.why[0].startswith(
        "Ranked 1 of 1: 20 offences of street violence in the year (100 % of the district's "
        "harm of street violence) within 50 m, busiest on "
    )
    assert spots.why[0].endswith("; robbery and assault with injury weigh most.")
    assert "12 Market Street" not in spots.drop(columns="geometry").to_csv()
