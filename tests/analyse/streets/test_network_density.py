"""Density along streets, held against the definition followed walk by walk."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
import shapely

from hotspots.analyse.streets.network_density import lixel_lines, network_density, on_grid
from hotspots.analyse.streets.street_network import StreetNetwork
from hotspots.analyse.streets.street_params import NetworkDensityParams
from hotspots.arrays import Floats
from hotspots.errors import InputError, ParameterError
from hotspots.surface import Grid
from tests.analyse.street_places import SOUTH_M, WEST_M, network, placed

REACH_M = 200.0
PEAK_PER_KM = 15 / 16 / REACH_M * 1000


def quartic(away_m: Floats) -> Floats:
    """Return the quartic kernel in one dimension, per metre."""
    share = np.minimum(np.abs(away_m) / REACH_M, 1.0)
    return np.asarray(15 / (16 * REACH_M) * (1 - share**2) ** 2)


def mean_over(start: float, end: float, walked: float) -> float:
    """Return the kernel's mean over a stretch that begins so far along, after so long a walk."""
    at = np.linspace(walked + start, walked + end, 2001)
    return float(np.trapezoid(quartic(at), at) / (end - start))


def walks(town: StreetNetwork, link: int, along_m: float) -> Iterator[tuple[int, float, float]]:
    """Follow every walk from an event: the way that it enters, how far it came, its factor."""
    starts, ways = town.leaving
    tails = np.column_stack([town.from_node, town.to_node]).ravel()
    waiting = [
        (2 * link, town.lengths_m[link] - along_m, 1.0),
        (2 * link + 1, along_m, 1.0),
    ]
    while waiting:
        came, walked, factor = waiting.pop()
        if walked >= REACH_M or abs(factor) < 1e-12:
            continue
        node = tails[came ^ 1]
        number = starts[node + 1] - starts[node]
        for way in ways[starts[node] : starts[node + 1]]:
            part = 2 / number - (1.0 if way == came ^ 1 else 0.0)
            yield int(way), walked, factor * part
            waiting.append((int(way), walked + town.lengths_m[way >> 1], factor * part))


def by_hand(town: StreetNetwork, link: int, along_m: float, lixel_m: float) -> Floats:
    """Return the mean density of each lixel per km, by definition."""
    pieces = np.ceil(town.lengths_m / lixel_m).astype(int)
    firsts = np.concatenate([[0], np.cumsum(pieces)])
    found = np.zeros(firsts[-1])
    each = town.lengths_m / pieces
    for piece in range(pieces[link]):
        start, end = piece * each[link], (piece + 1) * each[link]
        found[firsts[link] + piece] += mean_over(start, end, -along_m)
    for way, walked, factor in walks(town, link, along_m):
        on = way >> 1
        for piece in range(pieces[on]):
            at = piece if way % 2 == 0 else pieces[on] - 1 - piece
            start, end = piece * each[on], (piece + 1) * each[on]
            found[firsts[on] + at] += factor * mean_over(start, end, walked)
    return found * 1000


def density_of(town: StreetNetwork, link: list[int], along_m: list[float]) -> Floats:
    """Return the density per km of these offences, each of weight 1, on lixels of 10 m."""
    params = NetworkDensityParams(bandwidth_m=REACH_M, lixel_m=10.0)
    return network_density(
        placed(link, along_m), town, np.ones(len(link)), params=params, period_years=1.0, unit="u"
    ).per_km


CROOKED = network(
    (None, [(0, 0), (63, 20)]),
    (None, [(63, 20), (130, 0)]),
    (None, [(63, 20), (70, 111)]),
    (None, [(70, 111), (130, 0)]),
    (None, [(130, 0), (190, -37)]),
    (None, [(70, 111), (66, 143)]),
    (None, [(130, 0), (150, 90), (70, 111)]),
)


def test_on_one_long_street_it_is_the_kernel_on_a_line() -> None:
    line = network(("High Street", [(0, 0), (1000, 0)]))
    found = density_of(line, [0], [437.3])
    expected = [mean_over(start, start + 10, -437.3) * 1000 for start in range(0, 1000, 10)]
    assert found == pytest.approx(expected, abs=1e-6 * PEAK_PER_KM)


def test_a_street_of_many_links_is_the_same_line() -> None:
    ends = np.cumsum([0, 90, 37.3, 61.9, 118.2, 44.4, 83.1, 150, 71.6])
    links = [(None, [(a, 0), (b, 0)]) for a, b in pairwise(ends)]
    chain = network(*links)
    params = NetworkDensityParams(bandwidth_m=REACH_M, lixel_m=10.0)
    found = network_density(
        placed([4], [20.0]), chain, np.ones(1), params=params, period_years=1.0, unit="u"
    )
    start = ends[found.link] + found.from_m
    width = found.to_m - found.from_m
    expected = [
        mean_over(one, one + wide, -(ends[4] + 20.0)) * 1000
        for one, wide in zip(start, width, strict=True)
    ]
    assert found.per_km == pytest.approx(expected, abs=1e-4 * PEAK_PER_KM)


@pytest.mark.parametrize("streets_meeting", [3, 4, 5])
def test_at_a_node_each_other_street_takes_two_parts_of_their_number(streets_meeting: int) -> None:
    turns = np.arange(streets_meeting) * 2 * math.pi / streets_meeting
    star = network(*((None, [(0, 0), (399 * math.cos(t), 399 * math.sin(t))]) for t in turns))
    # 50 m from the crossing, a whole number of steps.
    found = density_of(star, [0], [50.0]).reshape(streets_meeting, 40)
    edges = np.linspace(0, 399, 41)
    on_a_line = np.array([mean_over(*each, 50.0) for each in pairwise(edges)]) * 1000
    for other in found[1:]:
        assert other == pytest.approx(2 / streets_meeting * on_a_line, abs=1e-6)
    own = np.array([mean_over(*each, -50.0) for each in pairwise(edges)]) * 1000
    assert found[0] == pytest.approx(own + (2 / streets_meeting - 1) * on_a_line, abs=1e-6)


def test_a_dead_end_turns_everything_back() -> None:
    found = density_of(network((None, [(0, 0), (500, 0)])), [0], [0.0])
    expected = [2 * mean_over(start, start + 10, 0.0) * 1000 for start in range(0, 500, 10)]
    assert found == pytest.approx(expected, abs=1e-6 * PEAK_PER_KM)


@pytest.mark.parametrize(
    ("link", "along_m"), [(0, 11.1), (1, 35.0), (3, 60.2), (5, 30.0), (6, 95.0)]
)
def test_on_a_crooked_network_it_is_the_definition_walk_by_walk(link: int, along_m: float) -> None:
    found = density_of(CROOKED, [link], [along_m])
    assert found == pytest.approx(by_hand(CROOKED, link, along_m, 10.0), abs=2e-4 * PEAK_PER_KM)


def test_what_goes_in_lies_on_the_streets_and_nothing_else() -> None:
    generator = np.random.default_rng(3)
    link = generator.integers(0, 7, 300)
    along_m = generator.random(300) * CROOKED.lengths_m[link]
    weights = generator.exponential(100.0, 300)
    params = NetworkDensityParams(bandwidth_m=300.0)
    found = network_density(
        placed(list(link), list(along_m)),
        CROOKED,
        weights,
        params=params,
        period_years=2.0,
        unit="u",
    )
    assert found.total_per_year == pytest.approx(weights.sum() / 2, rel=1e-9)


def test_the_order_of_offences_and_their_sharing_a_door_change_nothing() -> None:
    once = density_of(CROOKED, [1, 3, 1], [20.0, 5.0, 20.0])
    apart = 2 * density_of(CROOKED, [1], [20.0]) + density_of(CROOKED, [3], [5.0])
    assert once == pytest.approx(apart, rel=1e-9, abs=1e-9)


def test_the_discontinuous_split_gives_equal_parts_and_nothing_back() -> None:
    star = network(*((None, [(0, 0), end]) for end in [(400, 0), (0, 400), (-400, 0)]))
    params = NetworkDensityParams(bandwidth_m=REACH_M, lixel_m=10.0, continuous=False)
    found = network_density(
        placed([0], [50.0]), star, np.ones(1), params=params, period_years=1.0, unit="u"
    ).per_km.reshape(3, -1)
    on_a_line = np.array([mean_over(start, start + 10, 50.0) for start in range(0, 400, 10)]) * 1000
    assert found[1] == pytest.approx(on_a_line / 2, abs=1e-9)
    own = [mean_over(start, start + 10, -50.0) * 1000 for start in range(0, 400, 10)]
    assert found[0] == pytest.approx(own, abs=1e-6)


def test_an_offence_on_no_street_and_a_weight_that_is_missing_add_nothing() -> None:
    params = NetworkDensityParams()
    found = network_density(
        placed([0, -1, 2], [5.0, math.nan, 4.0]),
        CROOKED,
        np.array([1.0, 1.0, math.nan]),
        params=params,
        period_years=1.0,
        unit="u",
    )
    assert found.total_per_year == pytest.approx(1.0, rel=1e-9)


def test_laid_on_a_grid_it_holds_what_the_streets_hold() -> None:
    params = NetworkDensityParams()
    found = network_density(
        placed([2], [30.0]), CROOKED, np.ones(1), params=params, period_years=1.0, unit="u"
    )
    grid = Grid.covering(
        (WEST_M - 50, SOUTH_M - 100, WEST_M + 250, SOUTH_M + 200),
        cell_size_m=25.0,
        crs="EPSG:27700",
    )
    cells = on_grid(found, CROOKED, grid)
    assert cells.sum() * grid.cell_area_km2 == pytest.approx(1.0, abs=1e-5)
    lines = lixel_lines(found, CROOKED, at_least=1.0)
    assert shapely.length(lines.geometry.to_numpy()).max() <= params.lixel_m + 1e-6
    assert lines["per_km"].min() >= 1.0


def test_what_makes_no_density_is_refused() -> None:
    with pytest.raises(ParameterError, match="period_years"):
        network_density(
            placed([0], [1.0]),
            CROOKED,
            np.ones(1),
            params=NetworkDensityParams(),
            period_years=0.0,
            unit="u",
        )
    with pytest.raises(InputError, match="1 of 1 weights"):
        network_density(
            placed([0], [1.0]),
            CROOKED,
            -np.ones(1),
            params=NetworkDensityParams(),
            period_years=1.0,
            unit="u",
        )
    with pytest.raises(ParameterError, match="two lixels"):
        NetworkDensityParams(bandwidth_m=30.0)
