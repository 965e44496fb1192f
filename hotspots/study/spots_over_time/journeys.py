"""What may be asked of a review of the harm spots in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.spots_over_time.spot_review_params import SpotIdentityParams, SpotReviewParams
from hotspots.study.harm_maps.journeys import check_selection_and_index, spots_of_profile
from hotspots.study.journey import Journey


@dataclass(frozen=True, kw_only=True)
class SpotReviewJourneyParams:
    """What a review may be asked to do otherwise.

    Attributes
    ----------
    index : str
        Harm index: css (ONS Crime Severity Score), cchi (Cambridge Crime Harm Index), count, or the
        path of a force's own table.
    selection : str or None
        Named selection in the force profile that harm spots are made of; by default the one that
        it names for them.
    include_police_discovered : bool
        Keep offences that police activity finds (drugs, weapons). Off, because they say where
        officers looked.
    spots : HarmSpotParams
        How the places are found that the data would choose today.
    identity : SpotIdentityParams
        When one of them is a spot in force.
    review : SpotReviewParams
        When a spot is kept, watched or retired.
    seed : int
        Seed of the redrawings.
    """

    index: str = "css"
    selection: str | None = None
    include_police_discovered: bool = False
    spots: HarmSpotParams = field(default_factory=HarmSpotParams)
    identity: SpotIdentityParams = field(default_factory=SpotIdentityParams)
    review: SpotReviewParams = field(default_factory=SpotReviewParams)
    seed: int = 2025


REVIEW_TITLE: Final = "Harm spots in force: keep or retire"
# A review looks for spots as the harm map does, so it takes the harm map's own settings.
SPOT_REVIEW: Final = Journey(
    label="spot review",
    command="spots review",
    table="run",
    params=SpotReviewJourneyParams,
    of_profile=spots_of_profile,
    check=check_selection_and_index,
)
