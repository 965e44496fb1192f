"""On which street an offence lies, how that was told, and whether it could be another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from hotspots import schema
from hotspots.analyse.density.kernel_density import positions_of
from hotspots.analyse.spots.harm_spot_words import street_of
from hotspots.analyse.streets.nearest_street import ANY, NO_LINK, NearestLinks
from hotspots.analyse.streets.street_params import StreetMatchParams
from hotspots.crs import require_projected, same_system
from hotspots.errors import CoordinateError
from hotspots.nearest import plain
from hotspots.schema import StreetTold

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.streets.nearest_street import LinkIndex
    from hotspots.analyse.streets.street_network import StreetNetwork
    from hotspots.arrays import Bools, Floats, Longs, Objects

# What is written short at the end of a street's name. "St" alone stands for "Saint" elsewhere.
_SHORT: Final = {
    "ave": "avenue", "cl": "close", "cres": "crescent", "ct": "court", "dr": "drive",
    "gdns": "gardens", "gr": "grove", "ln": "lane", "pl": "place", "rd": "road", "sq": "square",
    "st": "street", "ter": "terrace", "terr": "terrace",
}  # fmt: skip
_LAST_WORD: Final = re.compile(r"(\w+)\W*$")
_SAINT: Final = re.compile(r"\bsaint\b", re.IGNORECASE)


def put_on_streets(
    offences: gpd.GeoDataFrame, network: StreetNetwork, params: StreetMatchParams
) -> pd.DataFrame:
    """Say on which link or at which junction each offence lies.

    A row that has a street's reference (``usrn``), or names a street in ``location``, is on the
    nearest link of that street, where one is within ``named_reach_m``. Any other is at the junction
    that it is nearest to within ``junction_m``, else on the nearest link within ``reach_m``, else
    on no street.

    Parameters
    ----------
    offences : GeoDataFrame of Point
        In the network's system. ``location`` and ``usrn`` are used where the table has them.
    network : StreetNetwork
    params : StreetMatchParams

    Returns
    -------
    DataFrame
        ``schema.OFFENCE_ON_STREET_COLUMNS`` on the offences' own index. Each offence has a
        ``street_id``, or is "at a junction" (and has the nearest link's position beside it), or is
        "not on a street": the three add up to the offences.

    Raises
    ------
    CoordinateError, InputError
        When the offences are in degrees or another system, or a row has no point.

    Notes
    -----
    Points of data.police.uk are anchors, most of them the middle of a street: a link takes what
    its anchor holds, and the links beside it, on which no anchor stands, hold nothing.

    ``could_be_another`` is told by distances alone, within the links that the row could mean. Of a
    row told by its name it says that two links of one street are as near.
    """
    return at_positions(place_on_streets(offences, network, params), offences, network)


@dataclass(frozen=True, kw_only=True, eq=False)
class PlacedOffences:
    """Where on the network each offence lies, by position; see ``put_on_streets``.

    Attributes
    ----------
    near : NearestLinks
        The link that an offence is on, or is nearest to where it lies at a junction.
    junction : array of int, of shape (n,)
        Node, -1 where the offence is at none.
    told : array of StreetTold, of shape (n,)
    could_be_another : array of bool, of shape (n,)
    """

    near: NearestLinks
    junction: Longs
    told: Objects
    could_be_another: Bools

    @property
    def link(self) -> Longs:
        """The link that each offence is on; -1 at a junction and off the streets."""
        return np.where(self.junction >= 0, NO_LINK, self.near.link)


def place_on_streets(
    offences: gpd.GeoDataFrame, network: StreetNetwork, params: StreetMatchParams
) -> PlacedOffences:
    """Say where each offence lies, by positions in the network: see ``put_on_streets``."""
    _require_one_system(offences, network)
    eastings, northings = positions_of(offences)
    named = network.within(params.named_reach_m)
    told = np.full(len(offences), StreetTold.NOWHERE, dtype=object)
    found = _nothing(len(offences))
    for how, wanted, code_of_link in _what_rows_say(offences, network):
        rows = np.flatnonzero((wanted != ANY) & (found.link == NO_LINK))
        told[_fill(found, rows, named, eastings, northings, wanted, code_of_link)] = how
    rows = np.flatnonzero(found.link == NO_LINK)
    nearest = network.within(params.reach_m)
    told[_fill(found, rows, nearest, eastings, northings)] = StreetTold.NEAREST
    by_distance = np.where(told == StreetTold.NEAREST, params.junction_m, 0.0)
    junction = _junctions(network, eastings, northings, by_distance)
    told[junction >= 0] = StreetTold.JUNCTION
    close = found.next_apart_m < found.apart_m + params.noise_m
    return PlacedOffences(
        near=found,
        junction=junction,
        told=told,
        could_be_another=close & (found.link != NO_LINK) & (junction < 0),
    )


def at_positions(
    placed: PlacedOffences, offences: gpd.GeoDataFrame, network: StreetNetwork
) -> pd.DataFrame:
    """Return the table of ``put_on_streets``, of offences that are placed already."""
    ids = network.streets[schema.STREET_ID].astype("str")
    nodes = pd.Series(np.arange(len(network.node_points))).astype("str")
    apart_m = np.where(placed.near.link == NO_LINK, np.nan, placed.near.apart_m)
    columns = {
        schema.STREET_ID: _taken(ids, placed.link),
        schema.JUNCTION: _taken(nodes, placed.junction),
        schema.STREET_TOLD: pd.array([str(how) for how in placed.told], dtype="str"),
        schema.METRES_TO_STREET: apart_m,
        schema.METRES_ALONG: placed.near.along_m,
        schema.COULD_BE_ANOTHER: placed.could_be_another,
    }
    return pd.DataFrame(columns, index=offences.index)[[*schema.OFFENCE_ON_STREET_COLUMNS]]


def street_key(name: str) -> str:
    """Return a street's name as it is compared: without case, signs and what is written short.

    >>> street_key("ST. JOHN'S RD") == street_key("Saint Johns Road")
    True
    """
    last = _LAST_WORD.search(name)
    if last and last.start():
        whole = _SHORT.get(last[1].casefold(), last[1])
        name = name[: last.start()] + whole
    return plain(_SAINT.sub("st", name))


def _require_one_system(offences: gpd.GeoDataFrame, network: StreetNetwork) -> None:
    crs = require_projected(offences, "offences")
    if not same_system(crs, network.streets.crs):
        raise CoordinateError(
            f"The offences are in {crs} and the streets in {network.streets.crs.to_string()}. "
            f"Convert the streets first: hotspots.crs.project(streets, {crs!r})."
        )


def _what_rows_say(
    offences: gpd.GeoDataFrame, network: StreetNetwork
) -> list[tuple[StreetTold, Longs, Longs]]:
    """Return, for each way of telling, the code that a row asks for and the code of each link."""
    streets = network.streets
    said = []
    if schema.USRN in offences:
        usrns = offences[schema.USRN].astype("str").str.strip().str.lstrip("0")
        own = streets[schema.USRN].astype("str").str.strip().str.lstrip("0")
        said.append((StreetTold.USRN, *_codes(usrns, own)))
    if schema.LOCATION in offences:
        places, texts = pd.factorize(offences[schema.LOCATION])
        keys = [_key_of(str(text)) for text in texts]
        names = streets[schema.STREET].fillna("").astype("str")
        of_name = {name: street_key(name) for name in names.unique()}
        said.append(
            (
                StreetTold.NAME,
                *_codes(pd.Series([*keys, ""], dtype="str").take(places), names.map(of_name)),
            )
        )
    return said


def _key_of(location: str) -> str:
    return street_key(street_of(location) or "")


def _codes(asked: pd.Series[str], of_links: pd.Series[str]) -> tuple[Longs, Longs]:
    """Return one number for each text that links have; -1 for any other, and for none."""
    codes, known = pd.factorize(of_links.where(of_links != "", None))
    return pd.Index(known).get_indexer(asked).astype(np.int64), codes.astype(np.int64)


def _junctions(
    network: StreetNetwork, eastings: Floats, northings: Floats, within_m: Floats
) -> Longs:
    """Return the nearest junction to each point where it is within so far, else -1."""
    found = np.full(len(eastings), -1, dtype=np.int64)
    nodes = np.flatnonzero(network.is_junction)
    rows = np.flatnonzero(within_m > 0)
    if nodes.size and rows.size:
        points = np.column_stack([eastings, northings])[rows]
        apart_m, nearest = cKDTree(network.node_points[nodes]).query(points)
        found[rows] = np.where(apart_m <= within_m[rows], nodes[np.asarray(nearest)], -1)
    return found


def _nothing(count: int) -> NearestLinks:
    return NearestLinks(
        link=np.full(count, NO_LINK, dtype=np.int64),
        apart_m=np.full(count, np.inf),
        along_m=np.full(count, np.nan),
        next_apart_m=np.full(count, np.inf),
    )


def _fill(
    found: NearestLinks,
    rows: Longs,
    index: LinkIndex,
    eastings: Floats,
    northings: Floats,
    wanted: Longs | None = None,
    code_of_link: Longs | None = None,
) -> Longs:
    """Look for the links of some rows, enter them, and return the rows that have one."""
    near = index.nearest(
        eastings[rows],
        northings[rows],
        wanted=None if wanted is None else wanted[rows],
        code_of_link=code_of_link,
    )
    there = np.asarray(near.link != NO_LINK)
    for name in ("link", "apart_m", "along_m", "next_apart_m"):
        getattr(found, name)[rows[there]] = getattr(near, name)[there]
    entered: Longs = rows[there]
    return entered


def _taken(texts: pd.Series[str], positions: Longs) -> pd.api.extensions.ExtensionArray:
    """Return a text for each position, and none for -1."""
    return pd.Series(texts).reindex(positions).array
