"""What the ranking of wards may be asked to do otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hotspots.analyse.wards.ward_params import WardFlagParams, WardMeasureParams, WardRankingParams
from hotspots.load.ward_presets import WardPreset, normalised, read_ward_preset
from hotspots.schema import WardMeasure
from hotspots.study.journey import Journey

if TYPE_CHECKING:
    from hotspots.profile import ForceProfile


@dataclass(frozen=True, kw_only=True)
class WardWeights:
    """The planner's own weights, laid over those of the preset.

    A preset's weights add up to 1; all are made to add up to 1 again, so only their proportions
    count.

    Attributes
    ----------
    weight_harm : float or None
        Of harm per 1,000 residents. Each weight is the preset's by default, and 0 leaves it out.
    weight_asb : float or None
        Of anti-social behaviour per 1,000 residents.
    weight_trend : float or None
        Of the change of offences against the force's own.
    weight_neighbourhood_crime : float or None
        Of neighbourhood crime per 1,000 households.
    weight_near_repeat : float or None
        Of burglaries that follow another.
    weight_survey_deficit : float or None
        Of what residents say: a survey, or reports of feeling unsafe.
    weight_deprivation : float or None
        Of the deprivation score.
    weight_months_since : float or None
        Of the months since the last Street Week.
    """

    weight_harm: float | None = None
    weight_asb: float | None = None
    weight_trend: float | None = None
    weight_neighbourhood_crime: float | None = None
    weight_near_repeat: float | None = None
    weight_survey_deficit: float | None = None
    weight_deprivation: float | None = None
    weight_months_since: float | None = None

    def over(self, preset: WardPreset) -> Mapping[WardMeasure, float]:
        """Return the weights that are asked for, adding up to 1.

        Raises
        ------
        SettingsError
            When one is negative, or none is above 0.
        """
        own = {measure: getattr(self, f"weight_{measure}") for measure in WardMeasure}
        return normalised(
            {
                measure: preset.weights.get(measure, 0.0) if weight is None else weight
                for measure, weight in own.items()
            }
        )


@dataclass(frozen=True, kw_only=True)
class WardParams:
    """What the ranking of wards may be asked to do otherwise.

    Attributes
    ----------
    preset : str
        What wards are ranked by: harm, asb, burglary_season, vawg, nte, or the path of a planner's
        own TOML.
    index : str
        Harm index: css (ONS Crime Severity Score), cchi (Cambridge Crime Harm Index), count, or the
        path of a force's own table.
    include_police_discovered : bool
        Keep offences that police activity finds (drugs, weapons) in harm and trend. Off, because
        they say where officers looked.
    weights : WardWeights
        The planner's own.
    measures : WardMeasureParams
        How the measures are taken.
    ranking : WardRankingParams
        How firmly a rank is tested.
    flags : WardFlagParams
        When a ward is flagged.
    """

    preset: str = "harm"
    index: str = "css"
    include_police_discovered: bool = False
    weights: WardWeights = field(default_factory=WardWeights)
    measures: WardMeasureParams = field(default_factory=WardMeasureParams)
    ranking: WardRankingParams = field(default_factory=WardRankingParams)
    flags: WardFlagParams = field(default_factory=WardFlagParams)


def _check_weights(_: ForceProfile, params: WardParams) -> None:
    params.weights.over(read_ward_preset(params.preset))


WARDS: Final = Journey(
    label="wards",
    command="wards",
    table="wards",
    params=WardParams,
    check=_check_weights,
)
