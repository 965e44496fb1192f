"""Is near repeat there, and how strong? One table for the force, and one for each district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspots import schema
from hotspots.analyse.cocoons.cocoon_params import FittedRatios
from hotspots.analyse.cocoons.live_burglaries import MOMENT
from hotspots.analyse.near_repeats.near_repeat import NearRepeatTable, near_repeat
from hotspots.analyse.near_repeats.near_repeat_evidence import NearRepeatEvidence, evidence
from hotspots.analyse.near_repeats.near_repeat_shrinkage import shrunk_ratios

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams


@dataclass(frozen=True, kw_only=True)
class LocalRatios:
    """What one district's own burglaries say.

    Attributes
    ----------
    table : NearRepeatTable
        Observed, expected, ratio and p, of the district alone.
    evidence : NearRepeatEvidence
        Whether it supports near repeat here.
    fitted : FittedRatios
        The district's ratios, shrunk to the force's as far as its counts are small.
    """

    table: NearRepeatTable
    evidence: NearRepeatEvidence
    fitted: FittedRatios


def fit_locally(
    burglaries: gpd.GeoDataFrame, districts: Iterable[str], params: NearRepeatParams
) -> Mapping[str, LocalRatios]:
    """Fit near repeat to each district's burglaries, and to the force's to lean on.

    Parameters
    ----------
    burglaries : GeoDataFrame
        From ``live_burglaries`` over as long as is known; their ``moment`` is taken.
    districts : iterable of str
    params : NearRepeatParams
    """
    force = near_repeat(burglaries, burglaries[MOMENT], params=params)
    fitted = {}
    for district in districts:
        own = burglaries[burglaries[schema.DISTRICT] == district]
        table = near_repeat(own, own[MOMENT], params=params)
        fitted[district] = LocalRatios(
            table=table,
            evidence=evidence(table),
            fitted=FittedRatios(ratios=shrunk_ratios(table, force), bands=params),
        )
    return fitted
