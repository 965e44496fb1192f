"""Numbers on a map on paper: a disc with the number in it, and a line to what it is of."""

from __future__ import annotations

import re

import pytest

from hotspots.render.maps.label_placing import NUMBER_RADIUS_MM, LabelPlacer
from hotspots.render.maps.paper import POINTS_PER_MM, UNITS_PER_PT, Paper

UNITS_PER_MM = POINTS_PER_MM * UNITS_PER_PT


def drawn(*numbers: tuple[str, float, float]) -> str:
    """Return numbers on paper on which a metre is a millimetre."""
    paper = Paper((0.0, 0.0, 90.0, 90.0), 90.0)
    placer = LabelPlacer(paper)
    for each in numbers:
        placer.add_number(*each)
    return paper.svg()


def test_a_number_stands_in_the_middle_of_its_disc_at_the_end_of_its_line() -> None:
    svg = drawn(("7", 40.0, 60.0))
    disc = re.search(r'<circle cx="(\d+)" cy="(\d+)" r="(\d+)"', svg)
    line = re.search(r'<path d="m(\d+) (\d+)l(\d+)(-\d+)"', svg)
    text = re.search(r'<text x="(\d+)" y="(\d+)" font-size="650"[^>]*text-anchor="middle"', svg)
    assert disc is not None
    assert line is not None
    assert text is not None
    across, down, radius = map(int, disc.groups())
    assert radius == round(NUMBER_RADIUS_MM * UNITS_PER_MM)
    begins_right, begins_down, right, up = map(int, line.groups())
    assert (begins_right, begins_down) == pytest.approx(
        (40 * UNITS_PER_MM, 30 * UNITS_PER_MM), abs=1
    )
    assert (begins_right + right, begins_down + up) == (across, down)
    # Figures are 0.73 of the type size high, and stand on their line.
    assert int(text[1]) == across
    assert int(text[2]) - down == pytest.approx(650 * 0.73 / 2, abs=15)


def test_three_figures_are_smaller_so_that_the_disc_holds_them() -> None:
    svg = drawn(("99", 40.0, 60.0), ("117", 20.0, 20.0), ("26+", 60.0, 20.0))
    assert re.findall(r'font-size="(\d+)"[^>]*>([^<]+)</text>', svg) == [
        ("650", "99"),
        ("500", "117"),
        ("500", "26+"),
    ]


def test_lines_lie_under_every_disc() -> None:
    svg = drawn(("1", 40.0, 60.0), ("2", 41.0, 60.0))
    assert svg.rindex("<path") < svg.index("<circle")
