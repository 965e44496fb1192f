"""The density surface, exactly, beside what others compute of it.

Weighted points of 400 towns, snapped to a 50 m lattice, over 110 × 80 km; quartic kernel of 400 m,
cells of 25, 50 and 100 m. Every surface is held against brute force over the surroundings of its
highest cell and the four corners of the grid; its error is told as a share of the highest cell.

- KDEpy: ``FFTKDE`` moves each point to the corners of its cell first.
- scipy: points are counted by cell, and counts convolved with the kernel (``oaconvolve``).
- scikit-learn has no quartic kernel: ``KernelDensity`` with Epanechnikov's, on every thousandth
  cell, held against brute force with that kernel; its time is reckoned for all cells.
- plain scatter: points sorted by cell, each added to the cells around it, as one would write it in
  numba. No library, but the mark for ours.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numba
import numpy as np

from benchmarks.peer_work import HEIGHT_M, OURS, WIDTH_M, Setting, Way, Work, county, numbers
from hotspots.analyse.density.quartic_kernel import quartic_surface
from hotspots.surface import M2_PER_KM2, Grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BANDWIDTH_M: Final = 400.0
WINDOW_CELLS: Final = 40
EVERY: Final = 1000
PEAK: Final = 3.0 / (math.pi * BANDWIDTH_M**2) * M2_PER_KM2


@dataclass(frozen=True, kw_only=True)
class Points:
    """Weighted points, and the grid; all lie within its cells' centres, as KDEpy asks."""

    at: Floats
    weights: Floats
    grid: Grid


def points_of(setting: Setting) -> Points:
    cell_size_m = float(setting.asked["cell_size_m"])
    return Points(
        at=county("snapped", setting.size),
        weights=np.random.default_rng(7).gamma(0.3, 500.0, setting.size),
        grid=Grid(
            west_m=0.0,
            south_m=0.0,
            cell_size_m=cell_size_m,
            columns=int(WIDTH_M / cell_size_m),
            rows=int(HEIGHT_M / cell_size_m),
            crs="EPSG:27700",
        ),
    )


def ours(points: Points) -> Callable[[], Floats]:
    east, north = points.at.T.copy()
    return lambda: quartic_surface(
        east, north, points.weights, grid=points.grid, bandwidth_m=BANDWIDTH_M
    )


def plain_scatter(points: Points) -> Callable[[], Floats]:
    grid, (east, north) = points.grid, points.at.T.copy()

    def scattered() -> Floats:
        columns = (east / grid.cell_size_m).astype(np.int64)
        order = np.argsort((north / grid.cell_size_m).astype(np.int64) * grid.columns + columns)
        surface = np.zeros((grid.rows, grid.columns))
        _scatter(surface, east[order], north[order], points.weights[order] * PEAK, grid.cell_size_m)
        return surface

    return scattered


@numba.njit(cache=True)
def _scatter(surface: Floats, east: Floats, north: Floats, weights: Floats, cell_m: float) -> None:
    """Add each point to the cells whose centre is nearer than the bandwidth."""
    rows, columns = surface.shape
    for k in range(east.size):
        first = max(0, int((north[k] - BANDWIDTH_M) / cell_m - 0.5))
        last = min(rows - 1, int((north[k] + BANDWIDTH_M) / cell_m))
        left = max(0, int((east[k] - BANDWIDTH_M) / cell_m - 0.5))
        right = min(columns - 1, int((east[k] + BANDWIDTH_M) / cell_m))
        for row in range(first, last + 1):
            up = (row + 0.5) * cell_m - north[k]
            for column in range(left, right + 1):
                along = (column + 0.5) * cell_m - east[k]
                inside = max(0.0, 1.0 - (up * up + along * along) / BANDWIDTH_M**2)
                surface[row, column] += weights[k] * inside * inside


def kdepy(points: Points) -> Callable[[], Floats]:
    """Return KDEpy's densities; laying out points and centres is not timed.

    Its bandwidth is a standard deviation; of a quartic of radius 1 that is 1/√7.
    """
    from KDEpy import FFTKDE  # noqa: PLC0415 - a peer

    grid = points.grid
    # Column by column, as it asks.
    both = np.meshgrid(grid.eastings, grid.northings, indexing="ij")
    centres = np.column_stack([each.ravel() for each in both])

    def evaluated() -> Floats:
        estimate = FFTKDE(kernel="biweight", bw=BANDWIDTH_M / math.sqrt(7.0), norm=2)
        density: Floats = estimate.fit(points.at, weights=points.weights).evaluate(centres)
        return density

    return evaluated


def convolved(points: Points) -> Callable[[], Floats]:
    from scipy.signal import oaconvolve  # noqa: PLC0415 - a peer

    grid = points.grid
    reach = np.arange(-(BANDWIDTH_M // grid.cell_size_m), BANDWIDTH_M // grid.cell_size_m + 1)
    apart_2 = (reach**2 + reach[:, None] ** 2) * grid.cell_size_m**2
    kernel = PEAK * np.maximum(1.0 - apart_2 / BANDWIDTH_M**2, 0.0) ** 2
    north, east = points.at[:, 1], points.at[:, 0]
    bounds = ((0, HEIGHT_M), (0, WIDTH_M))

    def both() -> Floats:
        shape = (grid.rows, grid.columns)
        counts, *_ = np.histogram2d(north, east, shape, range=bounds, weights=points.weights)
        surface: Floats = oaconvolve(counts, kernel, mode="same")
        return surface

    return both


def scikit_learn(points: Points) -> Callable[[], Floats]:
    from sklearn.neighbors import KernelDensity  # noqa: PLC0415 - a peer

    centres = _every(points.grid)

    def evaluated() -> Floats:
        fitted = KernelDensity(kernel="epanechnikov", bandwidth=BANDWIDTH_M, rtol=0, atol=0).fit(
            points.at, sample_weight=np.maximum(points.weights, 1e-300)
        )
        density: Floats = np.exp(fitted.score_samples(centres)) * points.weights.sum()
        return density * M2_PER_KM2

    return evaluated


def _every(grid: Grid) -> Floats:
    cells = np.arange(EVERY // 2, grid.rows * grid.columns, EVERY)
    rows, columns = np.divmod(cells, grid.columns)
    return np.column_stack([grid.eastings[columns], grid.northings[rows]])


def brute_force(points: Points, rows: slice, columns: slice) -> Floats:
    """Every point against every cell of a window."""
    east, north = points.grid.eastings[columns], points.grid.northings[rows]
    reach = WINDOW_CELLS * points.grid.cell_size_m + BANDWIDTH_M
    near = np.all(np.abs(points.at - (east.mean(), north.mean())) < reach, axis=1)
    density = np.zeros((north.size, east.size))
    for (easting, northing), weight in zip(points.at[near], points.weights[near], strict=True):
        distance_squared = (east - easting) ** 2 + (north[:, None] - northing) ** 2
        density += weight * PEAK * np.maximum(1.0 - distance_squared / BANDWIDTH_M**2, 0.0) ** 2
    return density


def windows(surface: Floats) -> list[tuple[slice, slice]]:
    """Return the surroundings of the highest cell, and the four corners of the grid."""
    last_row, last_column = (each - WINDOW_CELLS for each in surface.shape)
    highest = np.unravel_index(int(surface.argmax()), surface.shape)
    row, column = (int(each) - WINDOW_CELLS // 2 for each in highest)
    peak = (min(max(row, 0), last_row), min(max(column, 0), last_column))
    corners = [(0, 0), (0, last_column), (last_row, 0), (last_row, last_column)]
    return [
        (slice(row, row + WINDOW_CELLS), slice(column, column + WINDOW_CELLS))
        for row, column in (peak, *corners)
    ]


def error_of(points: Points, surface: Floats) -> tuple[str, float]:
    """Return the largest error over the windows, as a share of the highest cell."""
    exact = [(at, brute_force(points, *at)) for at in windows(surface)]
    highest = max(float(each.max()) for _, each in exact)
    return "", max(float(np.abs(surface[at] - each).max()) for at, each in exact) / highest


def error_of_kdepy(points: Points, density: Floats) -> tuple[str, float]:
    surface = density.reshape(points.grid.columns, points.grid.rows).T
    return error_of(points, surface * (float(points.weights.sum()) * M2_PER_KM2))


def error_of_scikit_learn(points: Points, density: Floats) -> tuple[str, float]:
    peak = 2.0 / (math.pi * BANDWIDTH_M**2) * M2_PER_KM2
    highest = np.argsort(density)[-20:]
    exact = [
        float(np.maximum(1 - np.sum((points.at - at) ** 2, axis=1) / BANDWIDTH_M**2, 0.0)
              @ points.weights) * peak
        for at in _every(points.grid)[highest]
    ]  # fmt: skip
    return "", float(np.abs(density[highest] - exact).max()) / max(exact)


def _setting(size: int, cell_size_m: int) -> Setting:
    label = f"{numbers(size)} points, cells of {cell_size_m} m"
    return Setting(size=size, label=label, asked={"cell_size_m": cell_size_m})


MILLION: Final = 1_000_000
WORK: Final = Work(
    title="Quartic surface",
    data=points_of,
    ways={
        OURS: Way(start=ours, told=error_of),
        "plain scatter": Way(start=plain_scatter, told=error_of, packages=("numba",)),
        "KDEpy FFT": Way(start=kdepy, told=error_of_kdepy, packages=("KDEpy",), most=MILLION),
        "scipy convolution": Way(start=convolved, told=error_of, packages=("scipy",)),
        "scikit-learn": Way(
            start=scikit_learn,
            told=error_of_scikit_learn,
            packages=("scikit-learn",),
            most=165_000,
            part=1 / EVERY,
            note="Epanechnikov's kernel",
        ),
    },
    settings=(
        *(_setting(165_000, cell) for cell in (25, 50, 100)),
        _setting(MILLION, 50),
        _setting(6 * MILLION, 50),
    ),
    quick=_setting(2_000, 200),
    worst=0.01,
)
