"""Which homes live burglaries reach: found once for the force, whatever the districts' borders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.cocoons.burgled_homes import VICTIM_UPRN, match_victims
from hotspots.analyse.cocoons.live_burglaries import LIVE_BURGLARY_COLUMNS
from hotspots.analyse.cocoons.near_pairs import pairs_within
from hotspots.analyse.cocoons.street_sides import ReachedPairs, tiers_of_pairs
from hotspots.crs import require_projected, same_system
from hotspots.errors import CoordinateError, InputError, ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.analyse.cocoons.ground import StreetGround
    from hotspots.arrays import Longs


@dataclass(frozen=True, kw_only=True, eq=False)
class Reach:
    """The homes that live burglaries reach.

    Attributes
    ----------
    homes : GeoDataFrame
        The addresses in reach, by UPRN.
    burglaries : GeoDataFrame
        ``LIVE_BURGLARY_COLUMNS`` and the columns of ``match_victims``, by reference.
    pairs : ReachedPairs
        One for each home and burglary within the radius, by burglary and then by home.
    tier : array of shape (pairs,), int8
        Positions in ``street_sides.TIERS``.
    radius_m : float
    """

    homes: gpd.GeoDataFrame
    burglaries: gpd.GeoDataFrame
    pairs: ReachedPairs
    tier: NDArray[np.int8]
    radius_m: float

    def of_district(self, district: str) -> Reach:
        """Return what is reached in a district, by burglaries on whichever side of its border."""
        here = np.flatnonzero((self.homes[schema.DISTRICT] == district).to_numpy())
        place = np.full(len(self.homes), -1, dtype=np.int64)
        place[here] = np.arange(here.size)
        kept = place[self.pairs.home] >= 0
        return replace(
            self,
            homes=self.homes.iloc[here].reset_index(drop=True),
            pairs=ReachedPairs(
                burglary=self.pairs.burglary[kept],
                home=place[self.pairs.home[kept]],
                distance_m=self.pairs.distance_m[kept],
            ),
            tier=self.tier[kept],
        )


def reached_homes(
    addresses: gpd.GeoDataFrame,
    burglaries: gpd.GeoDataFrame,
    *,
    radius_m: float,
    lines: StreetGround | None = None,
) -> Reach:
    """Return the homes within the radius of live burglaries, with the tier of each by each.

    Parameters
    ----------
    addresses : GeoDataFrame
        ``schema.ADDRESS_COLUMNS``, one row a household, points in metres.
    burglaries : GeoDataFrame
        As ``live_burglaries`` returns them, in the same system.
    radius_m : float
        The edge included.
    lines : StreetGround, optional
        The streets, whose lines say who lives on the same side. By default house numbers say it.

    Raises
    ------
    CoordinateError, InputError, MissingColumnError, ParameterError

    Notes
    -----
    Memory grows with the pairs in range. Distances are straight lines between the two points;
    a river or a railway between them is not seen.
    """
    if not 0 < radius_m < np.inf:
        raise ParameterError(f"radius_m must be above 0 (400 is usual), not {radius_m}.")
    _require_alike(addresses, burglaries)
    by_reference = burglaries.sort_values(schema.BURGLARY_REFERENCE, ignore_index=True)
    burglary, address, distance_m = pairs_within(
        shapely.get_coordinates(addresses.geometry.to_numpy()),
        shapely.get_coordinates(by_reference.geometry.to_numpy()),
        radius_m=radius_m,
    )
    homes, home = _reached(addresses, address)
    order = np.lexsort((home, burglary))
    pairs = ReachedPairs(burglary=burglary[order], home=home[order], distance_m=distance_m[order])
    matched = by_reference.join(match_victims(by_reference, homes))
    return Reach(
        homes=homes,
        burglaries=matched,
        pairs=pairs,
        tier=tiers_of_pairs(pairs, homes, matched, lines),
        radius_m=radius_m,
    )


def victims_of(reach: Reach) -> pd.DataFrame:
    """Return the burgled homes that could be named: ``uprn`` and ``reported_time``, one a report.

    ``next_list_exclusions`` takes them, so that a new burglary brings a victim back who was spoken
    to after an earlier one.
    """
    named = reach.burglaries.loc[reach.burglaries[VICTIM_UPRN].notna()]
    return pd.DataFrame(
        {schema.UPRN: named[VICTIM_UPRN], schema.REPORTED_TIME: named[schema.REPORTED_TIME]}
    ).reset_index(drop=True)


def _reached(addresses: gpd.GeoDataFrame, address: Longs) -> tuple[gpd.GeoDataFrame, Longs]:
    """Return the addresses that are in any pair, by UPRN, and each pair's position among them."""
    used, inverse = np.unique(address, return_inverse=True)
    there = addresses[list(schema.ADDRESS_COLUMNS)].iloc[used]
    by_uprn = np.argsort(there[schema.UPRN].to_numpy(dtype=object), kind="stable")
    place = np.empty(used.size, dtype=np.int64)
    place[by_uprn] = np.arange(used.size)
    homes = schema.validate_addresses(there.iloc[by_uprn].reset_index(drop=True))
    return homes, place[inverse]


def _require_alike(addresses: gpd.GeoDataFrame, burglaries: gpd.GeoDataFrame) -> None:
    schema.require_columns(addresses, schema.ADDRESS_COLUMNS, "addresses")
    schema.require_columns(burglaries, LIVE_BURGLARY_COLUMNS, "burglaries")
    require_projected(addresses, "addresses")
    require_projected(burglaries, "burglaries")
    if not same_system(addresses.crs, burglaries.crs):
        raise CoordinateError(
            f"The burglaries are in {burglaries.crs.to_string()}, the addresses in "
            f"{addresses.crs.to_string()}. Convert one to the other's system first."
        )
    repeated = int(burglaries[schema.BURGLARY_REFERENCE].duplicated().sum())
    if repeated:
        raise InputError(
            f"{repeated:,} of {len(burglaries):,} burglaries repeat a reference; take them from "
            "live_burglaries, which gives each its own."
        )
