"""When, where, how and what, repeats and series: what a pattern says beside its counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import care, schema
from hotspots.analyse.burglary_pattern.burgled_places import burgled_streets, places_of_series
from hotspots.analyse.burglary_pattern.series import FoundSeries, find_series
from hotspots.analyse.burglary_pattern.told_kinds import are_accounts, method_numbers, told_kinds
from hotspots.analyse.cocoons.live_burglaries import MOMENT
from hotspots.analyse.near_repeats.near_repeat import near_repeat
from hotspots.analyse.near_repeats.near_repeat_evidence import evidence
from hotspots.analyse.near_repeats.near_repeat_labels import LABEL, NearRepeatLabel
from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.spots.harm_spots import find_harm_spots
from hotspots.analyse.temporal import busiest_hours, offence_hours, period_years
from hotspots.study.burglary_pattern.burglaries import INDEX
from hotspots.study.selected import moments, places_of

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.near_repeats.near_repeat_evidence import NearRepeatEvidence
    from hotspots.analyse.periods import Period
    from hotspots.profile import ForceProfile
    from hotspots.study.burglary_pattern.burglaries import Burglaries
    from hotspots.study.burglary_pattern.journeys import BurglaryPatternParams
    from hotspots.study.burglary_pattern.pattern_scope import Scope
    from hotspots.study.years import Years

FACTS: Final[Mapping[str, str]] = {
    schema.ENTRY_METHOD: "Method of entry",
    schema.PROPERTY_TAKEN: "Property taken",
    schema.PREMISES_TYPE: "Kind of premises",
}
MOST_SPOTS: Final = 10
SEED: Final = 1
# Of a source whose addresses begin with a number or a flat, an address tells which of the two.
_DOOR: Final = r"^\s*(?:flat|apartment|apt|unit|maisonette|\d)"
_FLAT: Final = r"^\s*(?:flat|apartment|apt|maisonette)\b"
LEAST_WITH_A_DOOR: Final = 0.5


class Untold(StrEnum):
    """Why a fact is not told."""

    NO_COLUMN = auto()
    TOO_FEW = auto()
    OWN_WORDS = auto()


@dataclass(frozen=True, kw_only=True, eq=False)
class PatternFindings:
    """What was found of the burglaries of one area and period.

    Attributes
    ----------
    hours : list of 7 lists of 24 numbers, or None
        As a reader may see them (``care.shown_week``).
    busiest : str
    share_timed : float
        Of the burglaries, those whose hour is known.
    labels : mapping of str to float, or None
        Burglaries by what they are to others; missing where withheld.
    near_repeat : NearRepeatEvidence or None
    found_series : FoundSeries or None
    series : DataFrame
        ``schema.SERIES_COLUMNS``.
    series_withheld : int
    streets : DataFrame
        ``schema.STREET_COUNT_COLUMNS``.
    spots : GeoDataFrame
        Harm spots of burglary alone.
    kinds : mapping of str to DataFrame
        ``schema.TOLD_KIND_COLUMNS``, by the fact.
    untold : mapping of str to Untold
        Why each of the other facts is not told.
    """

    hours: list[list[float]] | None
    busiest: str
    share_timed: float
    labels: Mapping[str, float] | None
    near_repeat: NearRepeatEvidence | None
    found_series: FoundSeries | None
    series: pd.DataFrame
    series_withheld: int
    streets: pd.DataFrame
    spots: gpd.GeoDataFrame
    kinds: Mapping[str, pd.DataFrame]
    untold: Mapping[str, Untold]


def find_pattern(
    profile: ForceProfile,
    years: Years,
    burglaries: Burglaries,
    period: Period,
    scope: Scope,
    params: BurglaryPatternParams,
) -> PatternFindings:
    """Find the pattern of an area's burglaries in a period."""
    whole = burglaries.of_homes
    own = whole[scope.holds(whole) & period.holds(whole[schema.FROM_TIME])]
    own = own[~care.sensitive(own)].reset_index(drop=True)
    weights = offence_hours(own)
    profile_of_hours = weights.profile()
    timed = len(own) - int(weights.timeless.sum())
    kinds, untold = _kinds(own, whole)
    found_series, series, hidden = _series(own, burglaries, kinds, params)
    return PatternFindings(
        hours=_shown(profile_of_hours) if timed else None,
        busiest=busiest_hours(profile_of_hours),
        share_timed=timed / max(len(own), 1),
        labels=_labels(own) if burglaries.days_known else None,
        near_repeat=_near_repeat(own) if burglaries.days_known else None,
        found_series=found_series,
        series=series,
        series_withheld=hidden,
        streets=burgled_streets(own),
        spots=_spots(profile, years, own, period, scope, burglaries.label),
        kinds=kinds,
        untold=untold,
    )


def _shown(hours: np.ndarray) -> list[list[float]] | None:
    """Return the week as a reader may see it; None where that is nothing, or every hour alike."""
    shown = care.shown_week(hours)
    return None if np.isnan(shown).any() or np.ptp(shown) == 0 else shown.tolist()


def _labels(own: pd.DataFrame) -> dict[str, float]:
    counts = (
        own[LABEL].value_counts().reindex([str(each) for each in NearRepeatLabel], fill_value=0)
    )
    few = care.withheld(counts, fewest=care.fewest_of(own))
    told = counts.astype("float64")
    if care.fewest_of(own) > 1:
        told = pd.Series(care.to_nearest_five(told), index=told.index)
    return {str(label): float(count) for label, count in told.mask(few).items()}


def _near_repeat(own: gpd.GeoDataFrame) -> NearRepeatEvidence:
    return evidence(near_repeat(own, own[MOMENT], params=NearRepeatParams()))


def _kinds(
    own: gpd.GeoDataFrame, whole: gpd.GeoDataFrame
) -> tuple[dict[str, pd.DataFrame], dict[str, Untold]]:
    """Return the kinds of each fact, and why the others are not told."""
    fewest = care.fewest_of(own)
    kinds: dict[str, pd.DataFrame] = {}
    untold: dict[str, Untold] = {}
    for column, fact in FACTS.items():
        texts = _texts(own, column)
        several = column == schema.PROPERTY_TAKEN
        if texts is None:
            elsewhere = column in whole and whole[column].notna().any()
            untold[fact] = Untold.TOO_FEW if elsewhere else Untold.NO_COLUMN
        elif (found := told_kinds(texts, fact, several=several, fewest=fewest)) is not None:
            kinds[fact] = found
        else:
            accounts = are_accounts(texts, several=several)
            untold[fact] = Untold.OWN_WORDS if accounts else Untold.TOO_FEW
    return kinds, untold


def _texts(own: gpd.GeoDataFrame, column: str) -> pd.Series[str] | None:
    """Return what burglaries tell of a fact; of premises, their address where no column says."""
    if column in own and own[column].notna().any():
        texts: pd.Series[str] = own[column]
        return texts
    if column != schema.PREMISES_TYPE:
        return None
    address = own[schema.LOCATION].fillna("").astype("str")
    with_door = address.str.contains(_DOOR, case=False, regex=True)
    if len(own) == 0 or with_door.mean() < LEAST_WITH_A_DOOR:
        return None
    is_flat = address.str.contains(_FLAT, case=False, regex=True)
    kinds = np.where(is_flat, "flat, by its address", "house, by its address")
    return pd.Series(kinds, index=own.index, dtype="str").mask(~with_door)


def _series(
    own: gpd.GeoDataFrame,
    burglaries: Burglaries,
    kinds: Mapping[str, pd.DataFrame],
    params: BurglaryPatternParams,
) -> tuple[FoundSeries | None, pd.DataFrame, int]:
    nothing = pd.DataFrame(columns=list(schema.SERIES_COLUMNS))
    if not burglaries.days_known or own.empty:
        return None, nothing, 0
    methods = None
    listed = kinds.get(FACTS[schema.ENTRY_METHOD])
    if listed is not None:
        methods = method_numbers(own[schema.ENTRY_METHOD], set(listed[schema.TOLD_KIND]))
    found = find_series(own, own[MOMENT], methods, params=params.series)
    told = None if methods is None else own[schema.ENTRY_METHOD]
    table, hidden = places_of_series(own, found, own[MOMENT], told)
    return found, table, hidden


def _spots(
    profile: ForceProfile,
    years: Years,
    own: gpd.GeoDataFrame,
    period: Period,
    scope: Scope,
    label: str,
) -> gpd.GeoDataFrame:
    zone = profile.timezone
    days = period.first, period.last
    found = find_harm_spots(
        own,
        index_key=INDEX,
        params=HarmSpotParams(count=MOST_SPOTS),
        districts=scope.districts(years.study_area),
        places=places_of(profile),
        period_years=period_years(*days),
        period=moments(days, zone),
        seed=SEED,
        selection_label=label.lower(),
        full_points=years.loaded.full_places,
    )
    return care.shown_spots(found, own)
