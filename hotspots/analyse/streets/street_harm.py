"""Offences and harm by street segment, and how far they concentrate in few of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.spots.concentration import LorenzCurve, lorenz_curve
from hotspots.analyse.streets.nearest_street import NO_LINK
from hotspots.errors import ParameterError
from hotspots.schema import StreetTold

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.streets.offences_on_streets import PlacedOffences
    from hotspots.analyse.streets.street_network import StreetNetwork
    from hotspots.arrays import Bools, Floats

PER_100_M: Final = 100.0
# Weisburd's law is told of these.
SHARES_HELD: Final = (0.25, 0.50)


def harm_by_street(
    offences: gpd.GeoDataFrame,
    placed: PlacedOffences,
    network: StreetNetwork,
    *,
    harm: str,
    period_years: float,
) -> gpd.GeoDataFrame:
    """Return what each link holds, in all and per 100 m.

    Parameters
    ----------
    offences : GeoDataFrame
    placed : PlacedOffences
        Where they lie, row for row.
    network : StreetNetwork
    harm : str
        Column of the offences' weights; missing ones add nothing.
    period_years : float

    Returns
    -------
    GeoDataFrame
        One row a link, those without an offence too, in the network's order, with
        ``schema.STREET_HARM_COLUMNS`` and the link's line. Offences at junctions are on no link.
    """
    _require_length(period_years)
    on = np.flatnonzero(placed.link != NO_LINK)
    link, count = placed.link[on], len(network.lengths_m)
    weights = offences[harm].to_numpy(dtype=np.float64, na_value=np.nan)[on]
    number = np.bincount(link, minlength=count)
    held = np.bincount(link, weights=np.nan_to_num(weights), minlength=count) / period_years
    points = shapely.get_coordinates(offences.geometry.to_numpy()[on])
    distinct = pd.DataFrame({"link": link, "east": points[:, 0], "north": points[:, 1]})
    places = np.bincount(distinct.drop_duplicates()["link"], minlength=count)
    lengths = network.lengths_m / PER_100_M
    kept = [schema.STREET_ID, schema.STREET, schema.ROAD_NUMBER, schema.STREET_CLASS]
    return network.streets[[*kept, schema.GEOMETRY]].assign(
        **{
            schema.LENGTH_M: network.lengths_m,
            schema.OFFENCES: number,
            schema.PLACES: places,
            schema.OFFENCES_PER_YEAR: number / period_years,
            schema.OFFENCES_PER_100_M_PER_YEAR: number / period_years / lengths,
            schema.HARM_PER_YEAR_ON_STREET: held,
            schema.HARM_PER_100_M_PER_YEAR: held / lengths,
        }
    )[[*schema.STREET_HARM_COLUMNS, schema.GEOMETRY]]


@dataclass(frozen=True, kw_only=True)
class StreetConcentration:
    """How far offences and harm concentrate in few streets. All shares are 0 to 1.

    Attributes
    ----------
    offences : int
        All of them: those on links, at junctions and on no street.
    on_links, at_junctions, on_no_street : int
        They add up to the offences.
    told : mapping of str to int
        How it was told of how many (``StreetTold``).
    could_be_another : int
        Offences on links, of which another link is as near within the noise.
    links, links_with_offences : int
    length_km : float
    length_holding, harm_length_holding : tuple of float or None
        Smallest share of the street length that holds 25 and 50 % of the offences on links, and of
        their harm. The last link counts in proportion.
    links_holding, harm_links_holding : tuple of float or None
        The same by the number of links, as the law of crime concentration is told (Weisburd 2015:
        50 % of crime on 2.1 to 6 % of a city's street segments).
    gini, gini_of_harm : float or None
        Over street length, quiet streets too.
    gini_adjusted : float or None
        Of offences over links, against the evenest spread that so few offences allow (Bernasco &
        Steenbeek 2017): 0 where no link has more than it must.
    """

    offences: int
    on_links: int
    at_junctions: int
    on_no_street: int
    told: Mapping[str, int]
    could_be_another: int
    links: int
    links_with_offences: int
    length_km: float
    length_holding: tuple[float | None, ...]
    harm_length_holding: tuple[float | None, ...]
    links_holding: tuple[float | None, ...]
    harm_links_holding: tuple[float | None, ...]
    gini: float | None
    gini_of_harm: float | None
    gini_adjusted: float | None


def street_concentration(by_street: pd.DataFrame, placed: PlacedOffences) -> StreetConcentration:
    """Return how far offences and harm concentrate in few streets.

    Parameters
    ----------
    by_street : DataFrame
        From ``harm_by_street``, of all links of the study area.
    placed : PlacedOffences
        The same offences.

    Notes
    -----
    Points of data.police.uk are anchors, a few to a hundred links: offences from the links around
    an anchor count on its own, and the concentration is that of the anchors. It is higher than that
    of the offences, and compares with other years of the same publication alone.

    References
    ----------
    Weisburd (2015) The law of crime concentration and the criminology of place. Criminology 53,
    133–157.
    Bernasco & Steenbeek (2017) More places than crimes: implications for evaluating the law of
    crime concentration at place. Journal of Quantitative Criminology 33, 451–467.
    """
    number = by_street[schema.OFFENCES].to_numpy(dtype=np.float64)
    held = by_street[schema.HARM_PER_YEAR_ON_STREET].to_numpy(dtype=np.float64)
    lengths_m = by_street[schema.LENGTH_M].to_numpy(dtype=np.float64)
    by_length, harm_by_length = lorenz_curve(number, lengths_m), lorenz_curve(held, lengths_m)
    by_link, harm_by_link = lorenz_curve(number), lorenz_curve(held)
    told = pd.Series([str(how) for how in placed.told], dtype="str").value_counts()
    on_links = int(number.sum())
    return StreetConcentration(
        offences=len(placed.told),
        on_links=on_links,
        at_junctions=int((placed.junction >= 0).sum()),
        on_no_street=int(told.get(str(StreetTold.NOWHERE), 0)),
        told={str(how): int(told.get(str(how), 0)) for how in StreetTold},
        could_be_another=int(placed.could_be_another.sum()),
        links=len(number),
        links_with_offences=int((number > 0).sum()),
        length_km=float(lengths_m.sum() / 1000),
        length_holding=_holding(by_length),
        harm_length_holding=_holding(harm_by_length),
        links_holding=_holding(by_link),
        harm_links_holding=_holding(harm_by_link),
        gini=_known(by_length.gini),
        gini_of_harm=_known(harm_by_length.gini),
        gini_adjusted=_known(adjusted_gini(by_link.gini, len(number), on_links)),
    )


def adjusted_gini(gini: float, places: int, offences: int) -> float:
    """Return the Gini coefficient against the evenest spread that so few offences allow.

    With fewer offences than places, most places are empty however level the risk.

    >>> adjusted_gini(0.75, places=100, offences=25)
    0.0
    """
    if not offences or math.isnan(gini):
        return math.nan
    ratio = max(1.0, places / offences)
    return ratio * (gini - 1.0) + 1.0


def street_stability(
    numbers: Sequence[Floats], lengths_m: Floats, *, share: float = 0.50
) -> pd.DataFrame:
    """Return how far the streets that held most in one period hold it again in the next.

    Parameters
    ----------
    numbers : sequence of array of shape (k,)
        Offences (or harm) of each link in each period, the earliest first.
    lengths_m : array of shape (k,)
    share : float
        Streets are compared that together hold this share, fullest per metre first.

    Returns
    -------
    DataFrame
        One row a pair of periods that follow: ``jaccard`` of the two sets of links, by length;
        ``length_share`` of the earlier set; and ``held_again``, the share of the later period's
        offences on the earlier period's set. Where nothing is known it is missing.
    """
    sets = [_fullest(number, lengths_m, share) for number in numbers]
    rows = []
    for at, (one, other) in enumerate(pairwise(sets)):
        later = numbers[at + 1]
        both, either = lengths_m[one & other].sum(), lengths_m[one | other].sum()
        rows.append(
            {
                "jaccard": both / either if either > 0 else math.nan,
                "length_share": lengths_m[one].sum() / lengths_m.sum(),
                "held_again": later[one].sum() / later.sum() if later.sum() > 0 else math.nan,
            }
        )
    return pd.DataFrame(rows, columns=["jaccard", "length_share", "held_again"], dtype="float64")


def _fullest(number: Floats, lengths_m: Floats, share: float) -> Bools:
    """Return the links that together hold a share, fullest per metre first, the last one whole."""
    order = np.argsort(-number / lengths_m, kind="stable")
    so_far = np.cumsum(number[order])
    chosen = np.zeros(len(number), dtype=np.bool_)
    if so_far.size and so_far[-1] > 0:
        chosen[order[: int(np.searchsorted(so_far, share * so_far[-1])) + 1]] = True
    return chosen


def _holding(curve: LorenzCurve) -> tuple[float | None, ...]:
    return tuple(_known(curve.share_of_area_holding(share)) for share in SHARES_HELD)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _require_length(period_years: float) -> None:
    if not (math.isfinite(period_years) and period_years > 0):
        raise ParameterError(f"period_years must be a number above 0, not {period_years}.")
