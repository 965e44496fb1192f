from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hotspots.density_classes import (
    CLASS_COLOURS,
    class_breaks,
    lightness,
    rounded,
)
from hotspots.errors import ParameterError
from hotspots.surface import Grid, Surface
from hotspots.words import rounded_share


def surface_of(
    values: NDArray[np.float64],
    inside: NDArray[np.bool_] | None = None,
    unit: str = "CSS points per km² a year",
) -> Surface:
    rows, columns = values.shape
    grid = Grid(west_m=0, south_m=0, cell_size_m=50, columns=columns, rows=rows, crs="EPSG:27700")
    return Surface(
        grid=grid, values=values, unit=unit, title="Harm", bandwidth_m=300, inside=inside
    )


def test_densest_parts_of_the_area_by_hand() -> None:
    # 200 cells of 1 … 200: the densest 0.5 % is 1 cell, then 2, 5, 10 and 20 of them.
    breaks = class_breaks(surface_of(np.arange(1.0, 201.0).reshape(10, 20)))
    assert breaks.thresholds == (180, 190, 195, 198, 199)
    assert [each.share_of_area for each in breaks.classes] == [0.1, 0.05, 0.025, 0.01, 0.005]
    # 1 + … + 200 = 20,100; the densest 2 hold 199 + 200.
    assert breaks.classes[3].share_of_volume == pytest.approx(399 / 20_100)
    assert [each.colour for each in breaks.classes] == list(CLASS_COLOURS)


def test_legend_says_share_unit_and_what_the_class_holds() -> None:
    breaks = class_breaks(surface_of(np.arange(1.0, 201.0).reshape(10, 20) * 100))
    densest = breaks.classes[-1]
    assert densest.name == "Densest 0.5 % of the area"
    assert breaks.meaning(densest) == (
        "over 19,900 CSS points per km² a year — holds 1 % of the harm"
    )


def test_a_surface_of_offences_speaks_of_offences() -> None:
    counts = surface_of(np.arange(1.0, 201.0).reshape(10, 20), unit="offences per km² a year")
    assert class_breaks(counts).meaning(class_breaks(counts).classes[0]).endswith("the offences")


def test_one_single_offence_is_one_class() -> None:
    values = np.zeros((20, 50))
    values[7, 7] = 10.6
    (only,) = class_breaks(surface_of(values)).classes
    assert only.above == 0
    assert only.share_of_area == 0.001
    assert only.share_of_volume == 1
    assert only.colour == CLASS_COLOURS[-1]


@pytest.mark.parametrize("density", [0.0, 4.2])
def test_flat_surface_has_no_class(density: float) -> None:
    assert class_breaks(surface_of(np.full((10, 10), density))).classes == ()


def test_cells_outside_the_force_do_not_count() -> None:
    values = np.arange(1.0, 201.0).reshape(10, 20)
    ringed = np.pad(values, 5, constant_values=1e6)
    inside = np.pad(np.ones_like(values, dtype=bool), 5)
    assert class_breaks(surface_of(ringed, inside)) == class_breaks(surface_of(values))


def test_bands_of_a_window_are_those_of_the_force() -> None:
    whole = surface_of(np.arange(1.0, 201.0).reshape(10, 20))
    breaks = class_breaks(whole)
    part = whole.window((500, 250, 1000, 500))
    np.testing.assert_array_equal(breaks.bands(part.values), breaks.bands(whole.values)[5:, 10:])


def test_density_at_a_threshold_is_not_over_it() -> None:
    breaks = class_breaks(surface_of(np.arange(1.0, 201.0).reshape(10, 20)))
    found = breaks.bands(np.array([0.0, 180.0, 180.1, 199.0, 200.0, np.nan]))
    assert found.tolist() == [0, 0, 1, 4, 5, 0]


def test_shares_outside_0_to_1_are_refused() -> None:
    with pytest.raises(ParameterError, match="between 0 and 1"):
        class_breaks(surface_of(np.ones((2, 2))), (0.0, 0.5))


@given(
    st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=300).map(
        lambda values: np.array([values])
    )
)
def test_denser_class_is_smaller_and_holds_less(values: NDArray[np.float64]) -> None:
    classes = class_breaks(surface_of(values)).classes
    for pale, dark in itertools.pairwise(classes):
        assert dark.above > pale.above
        assert dark.share_of_area < pale.share_of_area
        assert dark.share_of_volume <= pale.share_of_volume
    bands = class_breaks(surface_of(values)).bands(values)
    assert bands.max(initial=0) <= len(classes)


def test_lightness_of_known_greys() -> None:
    # CIE 1976: L* of sRGB black, white, and #777777 (the usual mid grey, 50.03).
    assert lightness("#000000") == pytest.approx(0, abs=1e-9)
    assert lightness("#ffffff") == pytest.approx(100, abs=1e-6)
    assert lightness("#777777") == pytest.approx(50.03, abs=0.01)


def test_colours_fall_in_lightness_by_steps_that_a_greyscale_print_shows() -> None:
    steps = [lightness(colour) for colour in ("#ffffff", *CLASS_COLOURS)]
    assert all(pale - dark > 10 for pale, dark in itertools.pairwise(steps))


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.005, "0.5 %"), (0.31, "31 %"), (1.0, "100 %"), (0.0792, "7.9 %"), (0.00012, "0.012 %"),
     (0.02, "2 %"), (0.995, "100 %"), (0.0, "0 %")],
)  # fmt: skip
def test_shares_are_read_to_two_figures(share: float, words: str) -> None:
    assert rounded_share(share) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (14_312.0, "14,300"),
        (0.5268, "0.527"),
        (999.6, "1,000"),
        (42.0, "42"),
        (42.34, "42.3"),
        (0.0, "0"),
    ],
)
def test_numbers_are_read_to_three_figures(value: float, words: str) -> None:
    assert rounded(value) == words
