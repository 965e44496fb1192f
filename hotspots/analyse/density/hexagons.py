"""Offences and harm by H3 hexagon, for those who report by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import shapely

from hotspots import care, schema
from hotspots.crs import WGS84, require_projected

if TYPE_CHECKING:
    from hotspots.arrays import Longs, Objects

# A hexagon of resolution 9 is 0.1 km² large. There is this one alone: two sizes of hexagon, laid
# over each other, would tell what each of them withholds.
RESOLUTION: Final = 9
# What else is told of a hexagon's ground shall not be taken from it to the last offence: offences
# are rounded to the nearest five, and harm to two figures.
ROUNDED_TO: Final = care.FEWEST_COUNTED
FIGURES_OF_HARM: Final = 2


def harm_by_hexagon(
    offences: gpd.GeoDataFrame,
    *,
    harm: str,
    period_years: float,
    spots: gpd.GeoSeries | None = None,
) -> gpd.GeoDataFrame:
    """Count offences and add up harm in each H3 hexagon that may be shown.

    Parameters
    ----------
    offences : GeoDataFrame of Point
        With ``district`` and the columns that ``care.may_be_shown`` reads.
    harm : str
        Column of the weights; missing ones add nothing.
    period_years : float
    spots : GeoSeries, optional
        Outlines of the harm spots whose offences a reader knows, in the offences' system.

    Returns
    -------
    GeoDataFrame
        ``schema.HEXAGON_COLUMNS``, most harm first, in the offences' system. A hexagon belongs to
        the district of most of its offences. One with fewer offences than ``care.fewest_of`` says,
        or at fewer than three places that are not public, is not there; nor is one by which such a
        one could be worked out from its district's total, nor one that holds 1 to 4 offences beside
        the harm spots that lie wholly in it. Unless all offences are at public points,
        figures are rounded: see ``ROUNDED_TO``.

    Raises
    ------
    CoordinateError
        When the offences are in degrees.

    References
    ----------
    Brodsky (2018), H3: Uber's hexagonal hierarchical spatial index.
    """
    crs = require_projected(offences, "offences")
    cell, cells = pd.factorize(_cells_of(offences))
    group = cell.astype(np.int64)
    table = pd.DataFrame(
        {
            "cell": group,
            schema.DISTRICT: offences[schema.DISTRICT].to_numpy(),
            schema.HARM_PER_YEAR: np.nan_to_num(offences[harm].to_numpy(dtype=np.float64)),
        }
    )
    by_cell = table.groupby("cell")
    found = pd.DataFrame(
        {
            schema.HEXAGON: pd.array(cells, dtype="str"),
            schema.DISTRICT: _most_frequent(table["cell"], table[schema.DISTRICT]),
            schema.OFFENCES: by_cell.size(),
            schema.HARM_PER_YEAR: by_cell[schema.HARM_PER_YEAR].sum() / period_years,
        }
    )
    outlines = gpd.GeoSeries(map(_outline, found[schema.HEXAGON]), index=found.index, crs=WGS84)
    found = gpd.GeoDataFrame(found, geometry=outlines).to_crs(crs)
    shown = found[_may_be_shown(offences, group, found, spots)].copy()
    if care.fewest_of(offences) > 1:
        fives = (shown[schema.OFFENCES] / ROUNDED_TO).round().astype(int)
        shown[schema.OFFENCES] = fives * ROUNDED_TO
        shown[schema.HARM_PER_YEAR] = shown[schema.HARM_PER_YEAR].map(_two_figures)
    shown = shown.sort_values(
        [schema.HARM_PER_YEAR, schema.HEXAGON], ascending=[False, True], ignore_index=True
    )
    return shown[[*schema.HEXAGON_COLUMNS]]


def _cells_of(offences: gpd.GeoDataFrame) -> Objects:
    degrees = offences.geometry.to_crs(WGS84)
    points, number = np.unique(
        shapely.get_coordinates(degrees.to_numpy()), axis=0, return_inverse=True
    )
    cells = np.array([h3.latlng_to_cell(y, x, RESOLUTION) for x, y in points], dtype=object)
    return cells[number.reshape(-1)]


def _two_figures(harm: float) -> float:
    return float(f"{harm:.{FIGURES_OF_HARM}g}")


def _outline(cell: str) -> shapely.Polygon:
    return shapely.Polygon([(x, y) for y, x in h3.cell_to_boundary(cell)])


def _most_frequent(cell: pd.Series[int], district: pd.Series[str]) -> pd.Series[str]:
    """Return the district named most often in each cell, the first in the alphabet of several."""
    counts = pd.DataFrame({"cell": cell, schema.DISTRICT: district}).value_counts(sort=False)
    largest = (
        counts.rename("count").reset_index().sort_values("count", ascending=False, kind="stable")
    )
    return largest.drop_duplicates("cell").set_index("cell")[schema.DISTRICT]


def _may_be_shown(
    offences: gpd.GeoDataFrame,
    group: Longs,
    found: gpd.GeoDataFrame,
    spots: gpd.GeoSeries | None,
) -> pd.Series[bool]:
    """Say which may be shown: by their own offences, beside their spots and beside the district."""
    fewest = care.fewest_of(offences)
    left = found[schema.OFFENCES] - _in_whole_spots(offences, group, found, spots)
    enough = ((left == 0) | (left >= fewest)).to_numpy()
    own = care.may_be_shown(offences, group, len(found))
    shown = pd.Series(own & enough, index=found.index)
    for _, counts in found.groupby(schema.DISTRICT)[schema.OFFENCES]:
        shown[counts.index] &= ~care.withheld(counts, fewest=fewest)
    return shown


def _in_whole_spots(
    offences: gpd.GeoDataFrame,
    group: Longs,
    found: gpd.GeoDataFrame,
    spots: gpd.GeoSeries | None,
) -> Longs:
    """Return how many of each hexagon's offences are in harm spots that lie wholly in it."""
    if spots is None or spots.empty:
        return np.zeros(len(found), dtype=np.int64)
    spot, cell = found.sindex.query(spots, predicate="within")
    of_spot = dict(zip(spot.tolist(), found.index[cell].tolist(), strict=True))
    point, inside = spots.sindex.query(offences.geometry, predicate="intersects")
    whole = [of_spot.get(each) == group[row] for row, each in zip(point, inside, strict=True)]
    held: Longs = np.bincount(group[np.unique(point[whole])], minlength=len(found))
    return held
