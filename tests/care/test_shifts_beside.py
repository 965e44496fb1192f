"""Harm spots of each shift beside one another: no two of them, less each other, tell of a few."""

from __future__ import annotations

from itertools import permutations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from hotspots import care, schema
from hotspots.analyse.spots.spots_of_shifts import Beside, ShiftSpots, spots_beside
from hotspots.study.harm_maps.shifts_beside import ShiftsAsked, sets_of_shifts
from hotspots.study.reading import load
from tests.demonstration import DemoRun

FEWEST = care.FEWEST_COUNTED
# Thirty offences in a row, ten metres apart.
ROW = np.asarray(shapely.points(np.arange(30.0) * 10, np.zeros(30)))


def ground(first: int, last: int) -> shapely.Polygon:
    """Return ground that holds the offences of the row from one to another."""
    return shapely.box(first * 10 - 1, -1, last * 10 + 1, 1)


def held(outline: BaseGeometry | None) -> int:
    assert outline is not None
    return int(shapely.contains(outline, ROW).sum())


def test_an_outline_that_differs_by_a_few_takes_the_one_that_stands() -> None:
    beside = Beside(points=ROW, fewest=FEWEST)
    beside.stand("all", [ground(0, 14)])
    assert held(beside.add("night", ground(0, 17))) == 15  # three more would be told
    assert held(beside.add("late", ground(2, 14))) == 15  # two fewer as well
    assert held(beside.add("early", ground(5, 14))) == 10  # five fewer are not a few


def test_what_two_outlines_leave_of_a_third_is_not_told_either() -> None:
    beside = Beside(points=ROW, fewest=FEWEST)
    beside.stand("all", [ground(0, 20)])
    assert held(beside.add("night", ground(0, 9))) == 10
    # Eleven are left of the whole day's. Nine of them by themselves are no few, but leave two.
    assert beside.add("night", ground(10, 18)) is None
    assert held(beside.add("night", ground(10, 20))) == 11


def test_nothing_is_given_away_where_everything_is_public() -> None:
    beside = Beside(points=ROW, fewest=1)
    beside.stand("all", [ground(0, 14)])
    assert held(beside.add("night", ground(0, 15))) == 16


@pytest.fixture(scope="module")
def asked(demo_run: DemoRun) -> ShiftsAsked:
    _, loaded = load(demo_run.job.inputs)
    return ShiftsAsked(
        analysis=demo_run.run.found, inputs=demo_run.job.inputs, loaded=loaded, streets=None
    )


@pytest.fixture(scope="module")
def found(asked: ShiftsAsked) -> ShiftSpots:
    return spots_beside(sets_of_shifts(asked), asked.analysis.spots, asked.analysis.selected)


def test_no_difference_of_two_sets_of_the_county_holds_one_to_four(
    asked: ShiftsAsked, found: ShiftSpots
) -> None:
    offences = asked.analysis.selected.geometry
    tree = shapely.STRtree(offences.to_numpy())

    def inside(outlines: gpd.GeoSeries) -> list[set[int]]:
        return [set(tree.query(each, predicate="intersects").tolist()) for each in outlines]

    sets = {"all": inside(asked.analysis.spots.geometry)}
    for shift, own in found.spots.groupby(schema.SHIFT):
        sets[str(shift)] = inside(own.geometry)
    assert len(sets) >= 4
    differences = []
    for one, other in permutations(sets, 2):
        together = set().union(*sets[other])
        for each in sets[one]:
            differences.append(len(each - together))
            differences += [len(each - its) for its in sets[other] if each & its]
    assert max(differences) >= FEWEST
    assert not [few for few in differences if 0 < few < FEWEST]


def test_counts_are_told_in_fives_and_none_under_the_floor(found: ShiftSpots) -> None:
    told = found.spots[schema.OFFENCES]
    assert (told >= FEWEST).all()
    assert (told % FEWEST == 0).all()
    assert not [name for name in found.spots.columns if name.startswith("harm_")]
