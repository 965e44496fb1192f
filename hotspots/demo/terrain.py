"""The lie of the land: the county's outline, and the bends that make drawn lines look grown.

The outline is our own drawing from general knowledge of the coast and the rivers; it is good to a
kilometre or so and must never be used as a boundary. The county is the same place for every seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspots.demo.tables import read_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

TERRAIN_SEED = 1965  # the year of the county's last great redrawing; any number would do

# Wavelength and root-mean-square displacement of each family of waves, in metres. The steepness
# (2π × displacement / wavelength) stays well below 1, so that no line ever crosses itself.
OUTLINE_WAVES = ((2_600.0, 90.0), (900.0, 30.0))
WARD_WAVES = ((4_500.0, 170.0), (1_400.0, 50.0), (600.0, 16.0))
STREET_WAVES = ((1_900.0, 45.0), (700.0, 14.0))
WAVES_IN_FAMILY = 8
CLOSE_ENOUGH_M = 1e-4
MOST_TURNS = 60


@dataclass(frozen=True)
class Bend:
    """A smooth displacement of the plane: a sum of sine waves in random directions.

    The displacement depends on the place alone, so that two outlines that share an edge still
    share it after they are bent.
    """

    wave_vectors: NDArray[np.float64]  # (k, 2), radians a metre
    amplitudes_m: NDArray[np.float64]  # (k, 2)
    phases: NDArray[np.float64]  # (k,)

    @classmethod
    def drawn(cls, families: tuple[tuple[float, float], ...], part: int) -> Bend:
        """Draw the waves of some families; ``part`` keeps one bend apart from another."""
        rng = np.random.default_rng([TERRAIN_SEED, part])
        vectors, amplitudes = [], []
        for wavelength_m, displacement_m in families:
            heading = rng.uniform(0.0, 2.0 * np.pi, WAVES_IN_FAMILY)
            stretch = rng.uniform(0.8, 1.25, WAVES_IN_FAMILY) * wavelength_m
            vectors.append(
                2.0 * np.pi / stretch[:, None] * np.column_stack([np.cos(heading), np.sin(heading)])
            )
            # n sines of amplitude a in random phase have a root mean square of a·√(n/2).
            scale = displacement_m / np.sqrt(WAVES_IN_FAMILY / 2.0)
            turn = rng.uniform(0.0, 2.0 * np.pi, WAVES_IN_FAMILY)
            amplitudes.append(scale * np.column_stack([np.cos(turn), np.sin(turn)]))
        phases = rng.uniform(0.0, 2.0 * np.pi, WAVES_IN_FAMILY * len(families))
        return cls(np.vstack(vectors), np.vstack(amplitudes), phases)

    def displacement(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far each of the (n, 2) points is moved, in metres."""
        return np.sin(points @ self.wave_vectors.T + self.phases) @ self.amplitudes_m

    def __call__(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the (n, 2) points after the bend."""
        return points + self.displacement(points)

    def undo(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the points that the bend takes to these, to a tenth of a millimetre."""
        before = points.copy()
        for _ in range(MOST_TURNS):  # a contraction: each turn comes several times nearer
            last, before = before, points - self.displacement(before)
            if np.abs(before - last).max(initial=0.0) < CLOSE_ENOUGH_M:
                break
        return before

    def of(self, geometries: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return the geometries after the bend; make their lines dense enough first."""
        return np.asarray(shapely.transform(geometries, self))


def county_outline() -> shapely.MultiPolygon:
    """Return the demonstration county: the mainland and two islands, EPSG:27700."""
    table = read_table("outline")
    bend = Bend.drawn(OUTLINE_WAVES, part=1)
    parts = [
        shapely.Polygon(part[["easting", "northing"]].to_numpy(dtype=np.float64))
        for _, part in table.groupby("part", sort=False)
    ]
    bent = bend.of(shapely.segmentize(np.array(parts), 120.0))
    return shapely.MultiPolygon(list(shapely.set_precision(bent, 0.1)))
