"""What is asked of a journey: on the command line, in ``hotspots.toml``, and by the profile.

It is checked before anything is read, and each fault is laid where it was made: a wrong word on the
command line is a ``ParameterError``, a wrong entry of a file is a ``SettingsError`` that names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from hotspots.analyse.patrols.patrol_params import PatrolFiguresParams, PatrolPlanParams
from hotspots.errors import HotspotsError, ParameterError, SettingsError
from hotspots.study.change.changes import ChangesJourneyParams
from hotspots.study.change.forecast import ForecastJourneyParams
from hotspots.study.cocoons.cocoon_params import CocoonJourneyParams
from hotspots.study.harm_maps.harm_analysis import HarmMapParams
from hotspots.study.harm_maps.harm_map import chosen_indices, chosen_selection
from hotspots.study.hold_outs.accuracy_params import AccuracyParams
from hotspots.study.operations.evaluate_params import EvaluateParams
from hotspots.study.parameters import build_parameters
from hotspots.study.wards.ward_params import WardParams
from hotspots.workspace import SETTINGS_FILE

if TYPE_CHECKING:
    from hotspots.study.inputs import Job

Params = TypeVar("Params")

# The journeys whose table of the settings names their parameters and nothing else.
PARAMETERS: Final[Mapping[str, type]] = {
    "wards": WardParams,
    "patrol": PatrolPlanParams,
    "patrols": PatrolFiguresParams,
    "evaluate": EvaluateParams,
    "changes": ChangesJourneyParams,
    "forecast": ForecastJourneyParams,
    "accuracy": AccuracyParams,
}


def harm_map_params(job: Job, typed: Mapping[str, Any]) -> HarmMapParams:
    """Return the parameters of a harm map; its selection and its index are there.

    Parameters
    ----------
    job : Job
    typed : mapping of str to value
        What was given on the command line, by name.

    Raises
    ------
    ParameterError
        When what was typed cannot be used.
    SettingsError
        When ``[run]`` of the settings, or the profile's selection, cannot be used.
    """
    profile = job.inputs.profile
    of_profile = {"count": profile.harm_spot_count, "count_per": profile.harm_spot_count_per}
    params = settled(HarmMapParams, job, "run", typed, defaults=of_profile)
    try:
        chosen_selection(profile, params.selection)
        chosen_indices(params.index)
    except HotspotsError as fault:
        named = {"selection", "index"}
        raise _laid_where_made(fault, named, "run", job.settings("run"), typed) from fault
    return params


def cocoon_params(job: Job, typed: Mapping[str, Any]) -> CocoonJourneyParams:
    """Return the parameters of the visit lists.

    Raises
    ------
    ParameterError
        When what was typed cannot be used.
    SettingsError
        When ``[cocoon]`` of the settings cannot be used.
    """
    return settled(CocoonJourneyParams, job, "cocoon", typed)


def check_settings(job: Job) -> None:
    """Refuse settings that a journey could not use, as a run would.

    Raises
    ------
    SettingsError
    """
    harm_map_params(job, {})
    cocoon_params(job, {})
    for journey, params_class in PARAMETERS.items():
        settled(params_class, job, journey, {})


def require_index(name: str) -> None:
    """Refuse a harm index that is not there.

    Raises
    ------
    ParameterError
    """
    try:
        chosen_indices(name)
    except HotspotsError as fault:
        raise ParameterError(str(fault)) from fault


def settled(
    params_class: type[Params],
    job: Job,
    journey: str,
    typed: Mapping[str, Any],
    *,
    defaults: Mapping[str, Any] | None = None,
) -> Params:
    """Return a journey's parameters: what was typed, else its table of the settings, else defaults.

    Parameters
    ----------
    params_class : type
        A frozen dataclass that checks itself.
    job : Job
    journey : str
        The name of its table, ``run`` for example.
    typed : mapping of str to value
        What was given on the command line, by name.
    defaults : mapping of str to value, optional
        What stands in place of the dataclass's own defaults.

    Raises
    ------
    ParameterError
        When what was typed cannot be used.
    SettingsError
        When the table of the settings cannot be used.
    """
    of_file = {**(defaults or {}), **job.settings(journey)}
    try:
        return build_parameters(params_class, {**of_file, **typed})
    except ParameterError:
        # The file alone is asked only now: what it lacks may be typed.
        try:
            build_parameters(params_class, of_file)
        except ParameterError as fault:
            raise SettingsError(f"{SETTINGS_FILE}, [{journey}]: {fault}") from fault
        raise


def _laid_where_made(
    fault: HotspotsError,
    names: set[str],
    table: str,
    settings: Mapping[str, Any],
    typed: Mapping[str, Any],
) -> HotspotsError:
    if names & set(typed):
        return ParameterError(str(fault))
    if names & set(settings):
        return SettingsError(f"{SETTINGS_FILE}, [{table}]: {fault}")
    return fault
