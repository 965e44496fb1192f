"""Controls: like the treated areas, far enough from them, with the reason."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from hotspots.analyse.operations.control_areas import TWIN, UNLIKENESS, suggest_controls
from hotspots.errors import NoRowsError, ParameterError
from hotspots.schema import AREA_ID, AREA_ROLE, OFFENCE_CODE, WHY
from tests.analyse.operation_places import BEFORE, offences, places


def suggested(
    counts: list[int], *, treated: int = 1, count: int = 2, least_distance_m: float = 400.0
) -> gpd.GeoDataFrame:
    town = places(treated, len(counts) - treated)
    happened = offences(np.column_stack([counts, counts]))
    return suggest_controls(
        happened,
        town.iloc[:treated],
        town.iloc[treated:],
        period=BEFORE,
        count=count,
        least_distance_m=least_distance_m,
    )


def test_the_place_as_busy_is_chosen_before_the_quiet_one() -> None:
    """Beside 40: first 41, then 80, which is twice as many; 8 is a fifth."""
    found = suggested([40, 8, 41, 80])
    assert list(found[AREA_ID]) == ["S003", "S004"]
    assert found[UNLIKENESS].is_monotonic_increasing
    assert set(found[AREA_ROLE]) == {"control"}


def test_the_reason_is_said_with_its_figures() -> None:
    why = suggested([40, 8, 41, 160])[WHY].iloc[0]
    assert why.startswith(
        "Like Market Street 1: 41 offences in 1 January to 1 July 2025, against 40 there; "
    )
    assert "100 % of the mix of offences" in why
    assert why.endswith("1.8 km away.")  # two kilometres less two radii of 80 m


def test_no_control_is_nearer_than_asked_to_a_treated_area_or_another_control() -> None:
    """Places are 1,000 m apart, 840 m from edge to edge: the neighbours fall away."""
    found = suggested([40, 40, 30, 35, 38], count=4, least_distance_m=1_000.0)
    assert list(found[AREA_ID]) == ["S005", "S003"]


def test_treated_areas_take_turns_the_busiest_first() -> None:
    found = suggested([20, 80, 21, 79, 22, 78], treated=2, count=4)
    assert list(found[TWIN]) == ["S002", "S001", "S002", "S001"]
    assert list(found[AREA_ID]) == ["S004", "S003", "S006", "S005"]


def test_a_place_with_other_offences_is_less_alike() -> None:
    town = places(1, 2)
    shops = offences(np.array([[0, 0], [40, 0], [0, 0]]), code="46")
    happened = offences(np.array([[40, 0], [0, 0], [36, 0]]))
    both = pd.concat([happened, shops], ignore_index=True)
    found = suggest_controls(
        both, town.iloc[:1], town.iloc[1:], period=BEFORE, count=1, least_distance_m=0
    )
    assert list(found[AREA_ID]) == ["S003"]
    assert set(both[OFFENCE_CODE]) == {"8N", "46"}


def test_the_order_of_candidates_and_offences_changes_nothing() -> None:
    town, happened = places(1, 6), offences(np.tile([[30, 0]], (7, 1)))
    ways = [
        suggest_controls(
            happened.sample(frac=1, random_state=seed),
            town.iloc[:1],
            town.iloc[1:].sample(frac=1, random_state=seed),
            period=BEFORE,
            count=3,
            least_distance_m=100,
        )
        for seed in (1, 2)
    ]
    assert ways[0].equals(ways[1])


def test_quiet_places_alone_are_no_controls() -> None:
    with pytest.raises(NoRowsError, match="none of those had 5 offences"):
        suggested([40, 4, 0])


def test_no_control_asked_for_is_a_fault() -> None:
    with pytest.raises(ParameterError, match="1 or more controls, not 0"):
        suggested([40, 40], count=0)
