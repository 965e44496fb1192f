"""What is asked of a journey: on the command line, in ``hotspots.toml``, and by the profile.

It is checked before anything is read, and each fault is told where it was made: a wrong word on the
command line is a ``ParameterError``, a wrong entry of a file is a ``SettingsError`` that names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from hotspots.errors import HotspotsError, ParameterError, SettingsError
from hotspots.study.journeys import JOURNEYS
from hotspots.study.parameters import build_parameters, flat_fields
from hotspots.study.retention import TABLE, retention_of
from hotspots.workspace import SETTINGS_FILE

if TYPE_CHECKING:
    from hotspots.study.inputs import Job
    from hotspots.study.journey import Journey

Params = TypeVar("Params")


def settled(journey: Journey[Params], job: Job, typed: Mapping[str, Any] | None = None) -> Params:
    """Return a journey's parameters: what was typed, else its table of the settings, else defaults.

    Parameters
    ----------
    journey : Journey
    job : Job
    typed : mapping of str to value, optional
        What was given on the command line, by name.

    Raises
    ------
    ParameterError
        When what was typed cannot be used.
    SettingsError
        When the table of the settings, or what the profile says, cannot be used.
    """
    _require_known_tables(job)
    of_profile = journey.of_profile(job.inputs.profile)
    of_file = {**of_profile, **_of_table(journey, job)}
    try:
        return _checked(journey, job, {**of_file, **(typed or {})})
    except HotspotsError as fault:
        # What the file lacks may be typed, so the file alone is asked only now.
        if _holds(journey, job, of_file):
            raise ParameterError(str(fault)) from fault
        if _holds(journey, job, of_profile):
            raise SettingsError(f"{SETTINGS_FILE}, [{journey.table}]: {fault}") from fault
        raise


def check_settings(job: Job) -> None:
    """Refuse settings that a journey could not use, as a run would.

    Raises
    ------
    SettingsError
    """
    retention_of(job.tables)
    for journey in JOURNEYS:
        settled(journey, job)


def _checked(journey: Journey[Params], job: Job, given: Mapping[str, Any]) -> Params:
    params = build_parameters(journey.params, given)
    journey.check(job.inputs.profile, params)
    return params


def _holds(journey: Journey[Any], job: Job, given: Mapping[str, Any]) -> bool:
    try:
        _checked(journey, job, given)
    except HotspotsError:
        return False
    return True


def _of_table(journey: Journey[Any], job: Job) -> dict[str, Any]:
    """Return what a journey takes of its table; what none of those that share it knows is kept."""
    known = {field.name for field, _ in flat_fields(journey.params)}
    of_others = {
        field.name
        for other in JOURNEYS
        if other.table == journey.table
        for field, _ in flat_fields(other.params)
    }
    return {
        name: value
        for name, value in job.settings(journey.table).items()
        if name in known or name not in of_others
    }


def _require_known_tables(job: Job) -> None:
    tables = sorted({TABLE, *(journey.table for journey in JOURNEYS)})
    unknown = [name for name in job.tables if name not in tables]
    if unknown:
        raise SettingsError(
            f"{SETTINGS_FILE}: [{unknown[0]}] is no table of the settings (there are "
            f"{', '.join(tables)})."
        )
