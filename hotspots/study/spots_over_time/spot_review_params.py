"""What a review of the harm spots in force may be asked, and where its answers come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.spots_over_time.spot_review_params import SpotIdentityParams, SpotReviewParams
from hotspots.study.parameters import build_parameters, flat_fields
from hotspots.study.settings import harm_map_params

if TYPE_CHECKING:
    from hotspots.study.inputs import Job


@dataclass(frozen=True, kw_only=True)
class SpotReviewJourneyParams:
    """What a review may be asked to do otherwise.

    Attributes
    ----------
    index : str
        Harm index: css (ONS Crime Severity Score), cchi (Cambridge Crime Harm Index), count, or the
        path of a force's own table.
    selection : str or None
        Named selection in the force profile that harm spots are made of. None takes the profile's.
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


def spot_review_params(job: Job, typed: Mapping[str, Any]) -> SpotReviewJourneyParams:
    """Return a review's parameters: what was typed, else what ``[run]`` of the settings says.

    A review looks for spots as the harm map does, so it takes the harm map's own settings.

    Raises
    ------
    ParameterError
        When what was typed cannot be used.
    SettingsError
        When ``[run]`` of the settings cannot be used.
    """
    profile = job.inputs.profile
    harm_map_params(job, {})  # a fault of the settings is told as one of theirs
    known = {each.name for each, _ in flat_fields(SpotReviewJourneyParams)}
    of_file = {name: value for name, value in job.settings("run").items() if name in known}
    of_profile = {"count": profile.harm_spot_count, "count_per": profile.harm_spot_count_per}
    return build_parameters(SpotReviewJourneyParams, {**of_profile, **of_file, **typed})
