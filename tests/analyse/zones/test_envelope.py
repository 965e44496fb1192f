"""The outline of a zone, and which of several streets of one name is meant."""

from __future__ import annotations

import math

import pytest
import shapely

from hotspots.analyse.zones.envelope import envelope, strung_together


def test_a_zone_is_the_ground_around_its_places() -> None:
    around = envelope([shapely.Point(0, 0)], 100.0)
    # Within 1 % of the disc: its edge is cut into straight lines.
    assert around.area == pytest.approx(math.pi * 100.0**2, rel=0.01)


def test_spots_apart_make_a_zone_of_parts_and_near_ones_one_part() -> None:
    spots = [shapely.Point(0, 0), shapely.Point(150, 0), shapely.Point(5_000, 0)]
    assert len(shapely.get_parts(envelope(spots, 100.0))) == 2


def test_what_was_drawn_stays_as_it_was() -> None:
    drawn = shapely.box(0, 0, 300, 200)
    assert envelope([drawn], 0.0).equals(drawn)


def test_two_villages_have_a_high_street_each() -> None:
    here = [shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(180, 0), (300, 0)])]
    there = [shapely.LineString([(9_000, 0), (9_100, 0)])]
    streets = strung_together([*there, *here])
    assert [each.length for each in streets] == pytest.approx([220.0, 100.0])
