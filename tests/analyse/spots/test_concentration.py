"""Concentration in a square town of 3 × 3 km, worked by hand."""

from __future__ import annotations

import dataclasses
import json
import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspots.analyse.spots.concentration import (
    LORENZ_AREA_SHARES,
    Concentration,
    concentration_of,
    lorenz_curve,
    points_in_any,
)
from hotspots.errors import CoordinateError, InputError, MissingColumnError, ParameterError

# 20 × 20 = 400 cells of 150 m, on multiples of 150 m.
TOWN = shapely.box(600_000.0, 225_000.0, 603_000.0, 228_000.0)
MARKET = shapely.box(600_000.0, 225_000.0, 600_300.0, 225_300.0)  # 4 cells: 1 % of the town
STATION = shapely.box(600_150.0, 225_000.0, 600_450.0, 225_300.0)  # shares half with the market


def offences_at(*rows: tuple[float, float, float], crs: str = "EPSG:27700") -> gpd.GeoDataFrame:
    eastings, northings, harm = zip(*rows, strict=True) if rows else ((), (), ())
    return gpd.GeoDataFrame(
        {"harm_css": np.array(harm, dtype=float)},
        geometry=gpd.points_from_xy(eastings, northings),
        crs=crs,
    )


def spots(*outlines: shapely.Polygon, crs: str = "EPSG:27700") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(outlines), crs=crs)


def concentration(offences: gpd.GeoDataFrame, where: gpd.GeoDataFrame) -> Concentration:
    return concentration_of(offences, where, TOWN, harm="harm_css")


# Three offences in one cell of the market, with 90 of 120 points; one in each of three others.
SATURDAY_NIGHT = offences_at(
    (600_010.0, 225_010.0, 50.0),
    (600_020.0, 225_020.0, 30.0),
    (600_030.0, 225_030.0, 10.0),
    (601_010.0, 226_010.0, 10.0),
    (602_010.0, 227_010.0, 10.0),
    (602_510.0, 227_510.0, 10.0),
)


def test_half_the_offences_and_three_quarters_of_the_harm_in_1_percent_of_the_town() -> None:
    found = concentration(SATURDAY_NIGHT, spots(MARKET))
    assert found.offences == 6
    assert found.harm == 120.0
    assert found.study_area_km2 == pytest.approx(9.0)
    assert found.spots_area_km2 == pytest.approx(0.09)
    assert found.share_of_area_in_spots == pytest.approx(0.01)
    assert found.share_of_offences_in_spots == pytest.approx(0.5)
    assert found.share_of_harm_in_spots == pytest.approx(0.75)
    assert found.pai_in_sample == pytest.approx(50.0)
    assert found.harm_pai_in_sample == pytest.approx(75.0)


def test_top_cells_are_taken_by_their_own_measure() -> None:
    # 1 % of 400 cells is 4: all the occupied ones, by offences and by harm.
    found = concentration(SATURDAY_NIGHT, spots())
    assert found.cells == 400
    assert found.share_of_harm_in_top_1_percent == pytest.approx(1.0)
    assert found.share_of_offences_in_top_1_percent == pytest.approx(1.0)
    # A quarter of the harm is a third of the first cell's 90; half of it two thirds.
    assert found.share_of_area_holding_25_percent == pytest.approx(1 / 3 / 400)
    assert found.share_of_area_holding_50_percent == pytest.approx(2 / 3 / 400)


def test_gini_and_lorenz_over_all_cells() -> None:
    found = concentration(SATURDAY_NIGHT, spots())
    # Largest first ¾, 10/12, 11/12, 1, then 396 at 1: trapezia over 400, twice the area less 1.
    harm = ((0 + 9) / 2 + (9 + 10) / 2 + (10 + 11) / 2 + (11 + 12) / 2) / 12 + 396
    assert found.gini_of_harm == pytest.approx(2 * harm / 400 - 1)
    assert found.lorenz_of_harm[0] == (0.0, 0.0)
    assert found.lorenz_of_harm[-1] == (1.0, 1.0)
    assert dict(found.lorenz_of_harm)[0.01] == pytest.approx(1.0)


def test_ground_and_offences_that_two_spots_share_count_once() -> None:
    shared = offences_at((600_200.0, 225_100.0, 10.0), (601_000.0, 226_000.0, 10.0))
    found = concentration(shared, spots(MARKET, STATION))
    assert found.spots_area_km2 == pytest.approx(0.135)
    assert found.share_of_offences_in_spots == pytest.approx(0.5)


def test_ground_beyond_the_study_area_is_not_counted() -> None:
    half_outside = shapely.box(599_850.0, 225_000.0, 600_150.0, 225_300.0)
    found = concentration(SATURDAY_NIGHT, spots(half_outside))
    assert found.spots_area_km2 == pytest.approx(0.045)


def test_an_offence_on_the_outline_is_in_the_spot() -> None:
    found = concentration(offences_at((600_300.0, 225_100.0, 1.0)), spots(MARKET))
    assert found.share_of_offences_in_spots == 1.0


def test_an_offence_on_the_shore_keeps_its_cell() -> None:
    # Just past the town's eastern edge, and well past it: each adds the cell that it stands in.
    ashore = offences_at((603_010.0, 225_010.0, 5.0), (603_900.0, 225_010.0, 5.0))
    found = concentration(ashore, spots())
    assert found.cells == 402
    assert found.share_of_harm_in_top_1_percent == pytest.approx(1.0)


def test_offences_of_unknown_harm_count_as_offences_only() -> None:
    found = concentration(offences_at((600_010.0, 225_010.0, np.nan)), spots(MARKET))
    assert found.share_of_offences_in_spots == 1.0
    assert found.harm == 0.0
    assert found.share_of_harm_in_spots is None


def test_a_district_without_offences_has_no_shares_and_no_accuracy() -> None:
    found = concentration(offences_at(), spots(MARKET))
    assert found.offences == 0
    assert found.cells == 400
    assert found.share_of_area_in_spots == pytest.approx(0.01)
    assert found.share_of_offences_in_spots is None
    assert found.pai_in_sample is None
    assert found.gini_of_harm is None
    assert found.lorenz_of_harm == ()


def test_no_harm_spots_hold_nothing() -> None:
    found = concentration(SATURDAY_NIGHT, spots())
    assert found.share_of_harm_in_spots == 0.0
    assert found.share_of_area_in_spots == 0.0
    assert found.harm_pai_in_sample is None


def test_level_harm_is_not_concentrated() -> None:
    centres = np.arange(20) * 150.0 + 75.0
    everywhere = [(600_000.0 + e, 225_000.0 + n, 1.0) for e in centres for n in centres]
    found = concentration(offences_at(*everywhere), spots(MARKET))
    assert found.gini_of_harm == pytest.approx(0.0)
    assert found.share_of_harm_in_top_5_percent == pytest.approx(0.05)
    assert found.harm_pai_in_sample == pytest.approx(1.0)


def test_row_order_changes_no_figure() -> None:
    shuffled = SATURDAY_NIGHT.sample(frac=1.0, random_state=1)
    first = dataclasses.asdict(concentration(SATURDAY_NIGHT, spots(MARKET)))
    again = dataclasses.asdict(concentration(shuffled, spots(MARKET)))
    assert first == again


def test_figures_go_into_a_receipt() -> None:
    text = json.dumps(dataclasses.asdict(concentration(SATURDAY_NIGHT, spots(MARKET))))
    assert "NaN" not in text
    assert len(LORENZ_AREA_SHARES) == len(set(LORENZ_AREA_SHARES)) == 38


def test_points_in_any_agrees_with_shapely() -> None:
    random = np.random.default_rng(4)
    points = random.uniform(0.0, 1000.0, (2000, 2))
    centres = random.uniform(0.0, 1000.0, (15, 2))
    outlines = np.array([shapely.Point(centre).buffer(120.0) for centre in centres])
    expected = shapely.intersects_xy(shapely.union_all(outlines), points[:, 0], points[:, 1])
    assert (points_in_any(outlines, points[:, 0], points[:, 1]) == expected).all()


# --- refusals ----------------------------------------------------------------------------------


def test_degrees_are_refused() -> None:
    with pytest.raises(CoordinateError, match="not in metres"):
        concentration(offences_at((0.9, 51.9, 1.0), crs="EPSG:4326"), spots(MARKET))


def test_spots_in_another_system_are_refused() -> None:
    with pytest.raises(CoordinateError, match="EPSG:32631"):
        concentration(SATURDAY_NIGHT, spots(MARKET, crs="EPSG:32631"))


def test_a_missing_weight_column_is_named() -> None:
    with pytest.raises(MissingColumnError, match="harm_cchi"):
        concentration_of(SATURDAY_NIGHT, spots(), TOWN, harm="harm_cchi")


def test_offences_without_a_point_are_refused() -> None:
    lost = SATURDAY_NIGHT.set_geometry([None] * len(SATURDAY_NIGHT), crs="EPSG:27700")
    with pytest.raises(InputError, match="6 of 6"):
        concentration(lost, spots())


@pytest.mark.parametrize("cell_size_m", [0.0, -5.0])
def test_cells_of_no_size_are_refused(cell_size_m: float) -> None:
    with pytest.raises(ParameterError, match="and cells"):
        concentration_of(SATURDAY_NIGHT, spots(), TOWN, harm="harm_css", cell_size_m=cell_size_m)


def test_an_empty_study_area_is_refused() -> None:
    with pytest.raises(ParameterError, match="study area"):
        concentration_of(SATURDAY_NIGHT, spots(), shapely.Polygon(), harm="harm_css")


def test_the_fullest_of_four_places_holds_four_tenths() -> None:
    # methods.md §5: 10, 20, 30, 40, largest first.
    curve = lorenz_curve([10, 20, 30, 40])
    assert curve.amount_shares == pytest.approx([0.0, 0.4, 0.7, 0.9, 1.0])
    assert curve.area_shares == pytest.approx([0.0, 0.25, 0.5, 0.75, 1.0])


def test_gini_of_four_places() -> None:
    # Σ(2i − n − 1)xᵢ / (nΣx) = (−3·10 − 20 + 30 + 3·40) / 400.
    assert lorenz_curve([10, 20, 30, 40]).gini == pytest.approx(0.25)


def test_gini_is_zero_when_level_and_near_1_when_one_place_holds_all() -> None:
    assert lorenz_curve([5.0] * 8).gini == pytest.approx(0.0)
    assert lorenz_curve([0.0] * 99 + [7.0]).gini == pytest.approx(0.99)  # (n − 1) / n


def test_empty_places_count() -> None:
    assert lorenz_curve([1.0, 1.0, 0.0, 0.0]).gini == pytest.approx(0.5)


def test_top_of_the_area_takes_part_of_the_place_at_the_limit() -> None:
    curve = lorenz_curve([10, 20, 30, 40])
    assert curve.share_in_top_area(0.25) == pytest.approx(0.4)
    assert curve.share_in_top_area(0.30) == pytest.approx(0.4 + 0.2 * 0.3)
    assert curve.share_in_top_area(0.0) == 0.0
    assert curve.share_in_top_area(1.0) == 1.0


def test_area_that_holds_a_quarter_a_half_and_all_of_the_harm() -> None:
    curve = lorenz_curve([40, 30, 20, 10, 0, 0, 0, 0])
    assert curve.share_of_area_holding(0.25) == pytest.approx(0.125 * 0.25 / 0.4)
    assert curve.share_of_area_holding(0.50) == pytest.approx(0.125 * (1 + 1 / 3))
    assert curve.share_of_area_holding(1.0) == pytest.approx(0.5)  # not the empty half
    assert curve.share_of_area_holding(0.0) == 0.0


@given(amounts=st.lists(st.integers(0, 5), min_size=1, max_size=30), seed=st.integers(0, 1000))
def test_ties_and_order_change_no_figure(amounts: list[int], seed: int) -> None:
    shuffled = np.random.default_rng(seed).permutation(amounts)
    first, again = lorenz_curve(amounts), lorenz_curve(shuffled)
    assert first.gini == pytest.approx(again.gini, nan_ok=True)
    for share in (0.01, 0.05, 0.4):
        one, other = first.share_in_top_area(share), again.share_in_top_area(share)
        assert one == pytest.approx(other, nan_ok=True)
    if sum(amounts):
        assert first.share_in_top_area(0.3) >= 0.3 - 1e-12
        assert 0.0 <= first.gini + 1e-12 <= 1.0


@pytest.mark.parametrize("amounts", [[], [0.0, 0.0]])
def test_nothing_to_share_has_no_concentration(amounts: list[float]) -> None:
    curve = lorenz_curve(amounts)
    assert math.isnan(curve.gini)
    assert math.isnan(curve.share_in_top_area(0.01))
    assert math.isnan(curve.share_of_area_holding(0.5))


@pytest.mark.parametrize("amount", [-1.0, math.nan])
def test_impossible_places_are_refused(amount: float) -> None:
    with pytest.raises(InputError, match="1 of 1 places"):
        lorenz_curve([amount])


def test_a_percentage_in_place_of_a_share_is_refused() -> None:
    curve = lorenz_curve([1.0, 2.0])
    with pytest.raises(ParameterError, match=r"0\.05 is 5 %"):
        curve.share_in_top_area(5)
    with pytest.raises(ParameterError, match="share_of_harm"):
        curve.share_of_area_holding(25)
