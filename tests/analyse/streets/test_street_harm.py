"""Offences and harm by street, worked by hand."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest

from hotspots.analyse.spots.concentration import lorenz_curve
from hotspots.analyse.streets.offences_on_streets import place_on_streets
from hotspots.analyse.streets.street_harm import (
    adjusted_gini,
    harm_by_street,
    street_concentration,
    street_stability,
)
from hotspots.analyse.streets.street_network import StreetNetwork, street_network
from hotspots.analyse.streets.street_params import StreetMatchParams
from hotspots.errors import InputError, ParameterError
from tests.analyse.street_places import SOUTH_M, WEST_M, market_town

OffenceMaker = Callable[..., gpd.GeoDataFrame]


@pytest.fixture(scope="module")
def town() -> StreetNetwork:
    return street_network(market_town())


def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
    return [(WEST_M + east, SOUTH_M + north) for east, north in points]


# Four on the middle of High Street at two doors, one on Mill Lane, one at a junction, one nowhere.
PLACES = at((140, 5), (140, 5), (140, 5), (160, 5), (610, 100), (101, 1), (400, 400))


def test_what_a_street_holds_in_all_and_per_100_m(
    offences_at: OffenceMaker, town: StreetNetwork
) -> None:
    offences = offences_at(PLACES, harm_css=[10.0, 20, 30, 40, np.nan, 7, 7], location=None)
    placed = place_on_streets(offences, town, StreetMatchParams())
    found = harm_by_street(offences, placed, town, harm="harm_css", period_years=2.0)
    assert found["offences"].tolist() == [0, 4, 0, 0, 0, 0, 1]
    assert found["places"].tolist() == [0, 2, 0, 0, 0, 0, 1]
    assert found.loc[1, "harm_on_street_per_year"] == pytest.approx(50)
    assert found.loc[1, "harm_per_100_m_per_year"] == pytest.approx(50)
    assert found.loc[6, "offences_per_100_m_per_year"] == pytest.approx(0.25)
    assert found.loc[6, "harm_per_100_m_per_year"] == 0


def test_links_junctions_and_no_street_add_up_and_shares_are_of_length(
    offences_at: OffenceMaker, town: StreetNetwork
) -> None:
    offences = offences_at(PLACES, location=None)
    placed = place_on_streets(offences, town, StreetMatchParams())
    by_street = harm_by_street(offences, placed, town, harm="harm_css", period_years=1.0)
    found = street_concentration(by_street, placed)
    assert found.offences == 7
    assert (found.on_links, found.at_junctions, found.on_no_street) == (5, 1, 1)
    assert sum(found.told.values()) == 7
    assert found.links_with_offences == 2
    # 100 + 100 + 100 + 80 + 120 + 150 + 200 = 850 m; four of five on 100 m of them.
    assert found.length_km == pytest.approx(0.85)
    assert found.length_holding == pytest.approx((100 / 850 * 1.25 / 4, 100 / 850 * 2.5 / 4))
    assert found.links_holding == pytest.approx((1 / 7 * 1.25 / 4, 1 / 7 * 2.5 / 4))


def test_no_offence_at_all_has_no_concentration(
    offences_at: OffenceMaker, town: StreetNetwork
) -> None:
    nothing = offences_at([])
    placed = place_on_streets(nothing, town, StreetMatchParams())
    by_street = harm_by_street(nothing, placed, town, harm="harm_css", period_years=1.0)
    found = street_concentration(by_street, placed)
    assert found.offences == 0
    assert found.length_holding == (None, None)
    assert found.gini is None
    assert found.gini_adjusted is None


def test_a_lorenz_curve_over_unequal_lengths_takes_the_fullest_per_metre_first() -> None:
    curve = lorenz_curve([30, 30, 40], [10, 60, 30])
    assert curve.area_shares == pytest.approx([0, 0.1, 0.4, 1])
    assert curve.amount_shares == pytest.approx([0, 0.3, 0.7, 1])
    with pytest.raises(InputError, match="size that is not above 0"):
        lorenz_curve([1, 2], [1, 0])


def test_few_offences_spread_as_evenly_as_they_can_are_not_concentrated() -> None:
    once_each = np.zeros(100)
    once_each[:25] = 1
    gini = lorenz_curve(once_each).gini
    assert gini == pytest.approx(0.75)
    assert adjusted_gini(gini, 100, 25) == pytest.approx(0)
    assert adjusted_gini(0.4, 100, 500) == pytest.approx(0.4)


def test_streets_that_hold_half_are_held_against_the_next_year() -> None:
    years = [np.array([6.0, 2, 2, 0]), np.array([1.0, 8, 0, 1]), np.zeros(4)]
    found = street_stability(years, np.full(4, 100.0))
    assert found["jaccard"].tolist() == [0.0, 0.0]
    assert found["length_share"].tolist() == [0.25, 0.25]
    assert found["held_again"].iloc[0] == pytest.approx(0.1)
    assert np.isnan(found["held_again"].iloc[1])
    alike = street_stability([years[0], years[0]], np.full(4, 100.0))
    assert alike.loc[0, "jaccard"] == 1
    assert street_stability(years[:1], np.full(4, 100.0)).empty


def test_a_period_without_length_is_refused(offences_at: OffenceMaker, town: StreetNetwork) -> None:
    offences = offences_at(PLACES)
    placed = place_on_streets(offences, town, StreetMatchParams())
    with pytest.raises(ParameterError, match="period_years"):
        harm_by_street(offences, placed, town, harm="harm_css", period_years=0.0)
