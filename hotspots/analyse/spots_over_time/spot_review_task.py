"""What harm spots in force are judged by, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.spots_over_time.spot_capture import Capture


@dataclass(frozen=True, kw_only=True)
class PeriodOffences:
    """The selection's offences of a period, with their harm, and its length in years."""

    offences: gpd.GeoDataFrame
    years: float


@dataclass(frozen=True, kw_only=True)
class ReviewTask:
    """What harm spots are judged by.

    Attributes
    ----------
    spots : GeoDataFrame
        The spots that are patrolled now: ``spot_id``, ``name``, ``district``, ``rank``, ``edited``
        and outlines that do not overlap.
    now : PeriodOffences
        What came after they were chosen; or, where nothing did, what they were chosen on.
    then : PeriodOffences or None
        What they were chosen on; None where it is not all there.
    is_later : bool
        Whether ``now`` came after they were chosen.
    today : GeoDataFrame
        What the data of ``now`` would choose, as many: ``schema.HARM_SPOT_COLUMNS``.
    study_area_m2 : float
    index_key : str
    per_district : bool
        Whether spots are chosen, and so ranked, by policing district.
    patrol_minutes : mapping of str to float or None
        Spot to the minutes of patrol in ``now``; None where no patrols were handed in.
    """

    spots: gpd.GeoDataFrame
    now: PeriodOffences
    then: PeriodOffences | None
    is_later: bool
    today: gpd.GeoDataFrame
    study_area_m2: float
    index_key: str
    per_district: bool = False
    patrol_minutes: Mapping[str, float] | None = None


@dataclass(frozen=True, kw_only=True)
class SpotReview:
    """What is to be said of the harm spots in force.

    Attributes
    ----------
    table : GeoDataFrame
        ``schema.SPOT_REVIEW_COLUMNS``, one row a spot: those to keep first, then by rank now.
    missed : GeoDataFrame
        The rows of what the data would choose today that no spot in force is or is part of.
    now, then : Capture
        What the set as a whole holds; ``then`` is None where it is not known.
    rri : float
        The set's PAI now over its PAI then; NaN where that is not known.
    rri_range : (float, float)
    jaccard : float
        Ground that the set shares with what the data would choose today, over the ground of both.
    found_again : int
        Spots in force that are, or are part of, a place chosen today.
    offences_now, offences_then : int
        Of the selection, in the whole force.
    is_later : bool
    """

    table: gpd.GeoDataFrame
    missed: gpd.GeoDataFrame
    now: Capture
    then: Capture | None
    rri: float
    rri_range: tuple[float, float]
    jaccard: float
    found_again: int
    offences_now: int
    offences_then: int
    is_later: bool
