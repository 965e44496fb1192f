"""Lines become links: cut where another line has the same vertex, joined by their ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots.arrays import Objects
from hotspots.load.street_lines import links_of, named_by_source, split_at_junctions


def lines(*coordinates: Sequence[tuple[float, float]]) -> Objects:
    return np.array([shapely.LineString(each) for each in coordinates], dtype=object)


def test_a_line_is_cut_at_a_vertex_that_another_has() -> None:
    through, side = [(0, 0), (10, 0), (20, 0)], [(10, 0), (10, 5)]
    pieces, of_line = split_at_junctions(lines(through, side))

    assert of_line.tolist() == [0, 0, 1]
    assert shapely.length(pieces).tolist() == [10, 10, 5]


def test_a_bridge_shares_no_vertex_and_is_not_cut() -> None:
    pieces, _ = split_at_junctions(lines([(0, 0), (20, 0)], [(10, -5), (10, 5)]))
    assert len(pieces) == 2


def test_a_lollipop_is_cut_where_it_meets_itself() -> None:
    loop = [(0, 0), (10, 0), (20, 10), (10, 20), (0, 10), (10, 0)]
    links = links_of(lines(loop), split=True)

    assert len(links.lines) == 2
    assert links.ends[0, 1] == links.ends[1, 0] == links.ends[1, 1] == "10.0_0.0"


def test_parts_that_follow_on_one_another_are_one_link() -> None:
    whole = shapely.MultiLineString([[(0, 0), (5, 0)], [(5, 0), (9, 0)]])
    links = links_of(np.array([whole], dtype=object), split=False)
    assert shapely.length(links.lines).tolist() == [9]


def test_ends_within_a_tenth_of_a_metre_are_one_node() -> None:
    links = links_of(lines([(0, 0), (10.02, 0)], [(9.98, 0.03), (20, 0)]), split=True)
    assert links.ends[0, 1] == links.ends[1, 0] == "10.0_0.0"


def test_a_line_in_parts_takes_a_neighbours_node_where_they_meet() -> None:
    apart = shapely.MultiLineString([[(10, 0), (20, 0)], [(30, 0), (40, 0)]])
    both = np.array([shapely.LineString([(0, 0), (10, 0)]), apart], dtype=object)
    links = links_of(both, split=False)
    starts, finishes = np.array(["N1", "N2"], dtype=object), np.array(["N2", None], dtype=object)

    ends = named_by_source(links, starts, finishes)

    assert ends.tolist() == [["N1", "N2"], ["N2", "20.0_0.0"], ["30.0_0.0", "40.0_0.0"]]


@pytest.mark.parametrize("split", [True, False])
def test_no_lines_make_no_links(split: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert len(links_of(lines(), split=split).lines) == 0


grid = st.tuples(st.integers(0, 6), st.integers(0, 6))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(grid, min_size=2, max_size=7, unique=True), min_size=1, max_size=12))
def test_cutting_loses_no_length_and_leaves_no_shared_vertex_inside(
    walks: list[list[tuple[int, int]]],
) -> None:
    whole = lines(*[[(100.0 * x, 100.0 * y) for x, y in walk] for walk in walks])
    links = links_of(whole, split=True)

    by_line = np.bincount(links.row, weights=shapely.length(links.lines), minlength=len(whole))
    assert by_line == pytest.approx(shapely.length(whole))
    vertices, line = shapely.get_coordinates(links.lines, return_index=True)
    inside = (np.diff(line, prepend=-1) == 0) & (np.diff(line, append=-1) == 0)
    met = {tuple(each) for each in vertices[inside].tolist()}
    assert len(met) == int(inside.sum())
    assert not met & {tuple(each) for each in vertices[~inside].tolist()}
