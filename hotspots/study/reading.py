"""What a journey reads first: boundaries, then the offences in them."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hotspots.errors import InputError, ParameterError
from hotspots.harm_index import OFFENCES, HarmIndex
from hotspots.load import collisions, street_safe
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences
from hotspots.load.offences import read_offences
from hotspots.load.prepared_areas import prepared_study_area
from hotspots.study.executor import Progress, no_progress
from hotspots.tables.memory import give_back

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from hotspots.postgresql import Source
    from hotspots.selection import Selection
    from hotspots.study.inputs import Inputs


# The selection and the index that the points of a source are mapped with, where it holds no
# offences.
MAPPED_WITH: Final = {
    collisions.SUBJECT: ("collisions", "collisions"),
    street_safe.SUBJECT: ("felt_unsafe", "count"),
}


def area_of(inputs: Inputs) -> StudyArea:
    """Return the force's boundaries, read or found in the workspace's prepared data.

    Raises
    ------
    InputError, SettingsError, CoordinateError
    """
    return prepared_study_area(
        inputs.layers, profile=inputs.profile, declared_crs=inputs.crs, store=inputs.prepared
    )


def points_of(
    inputs: Inputs,
    paths: Sequence[Source],
    study_area: StudyArea,
    *,
    period: tuple[date, date] | None = None,
    whole_rows: bool = False,
    unread: Collection[str] = (),
) -> LoadedOffences:
    """Read some of a journey's files of points as the inputs say that they are to be read.

    Parameters
    ----------
    inputs : Inputs
    paths : sequence of Path
        Of its offences, of its earlier ones, or of both.
    study_area : StudyArea
    period : (date, date), optional
        By default the months that the data cover.
    whole_rows : bool
        True adds the sources' own columns to the rows set aside.
    unread : collection of str
        As :func:`read_offences`.

    Raises
    ------
    NoRowsError, InputError, CoordinateError
    """
    elsewhere = [each for each in inputs.earlier if isinstance(each, Path) and each not in paths]
    return read_offences(
        paths,
        profile=inputs.profile,
        study_area=study_area,
        period=period,
        date_format=inputs.date_format,
        header=inputs.header,
        used_elsewhere=(*inputs.tables, *elsewhere),
        prepared=inputs.prepared,
        whole_rows=whole_rows,
        unread=unread,
    )


def load(
    inputs: Inputs,
    *,
    any_subject: bool = False,
    whole_rows: bool = False,
    unread: Collection[str] = (),
    progress: Progress = no_progress,
) -> tuple[StudyArea, LoadedOffences]:
    """Read boundaries, then offences; what is odd about either is among the offences' oddities.

    Parameters
    ----------
    inputs : Inputs
    any_subject : bool
        True for a journey that serves points of every kind, collisions as well.
    whole_rows : bool
        True adds the sources' own columns to the rows set aside.
    unread : collection of str
        Columns that the journey has no use for; they may be missing throughout.

    Raises
    ------
    InputError
        When the journey is about offences, and the source holds something else.
    """
    step = "Reading boundaries and offences"
    progress(step, 0, 2)
    study_area = area_of(inputs)
    progress(step, 1, 2)
    loaded = points_of(
        inputs,
        inputs.offences,
        study_area,
        period=inputs.period,
        whole_rows=whole_rows,
        unread=unread,
    )
    if not any_subject:
        require_offences(loaded)
    give_back()
    progress(step, 2, 2)
    return study_area, replace(loaded, of_boundaries=study_area.oddities)


def require_offences(loaded: LoadedOffences) -> LoadedOffences:
    """Return what was read when it is offences, for a journey that is about them.

    Raises
    ------
    InputError
    """
    if loaded.subject != OFFENCES:
        raise InputError(
            f"{_names(loaded)} holds {loaded.subject}, not offences. They can be mapped: "
            f"`{way_to_map(loaded)}`."
        )
    return loaded


def require_watchable(loaded: LoadedOffences, selections: Sequence[Selection]) -> None:
    """Refuse trigger plans none of which knows anything of what a source holds.

    Raises
    ------
    ParameterError
    """
    if loaded.subject == OFFENCES or any(each.holds(loaded.offences).any() for each in selections):
        return
    selection, _ = MAPPED_WITH[loaded.subject]
    raise ParameterError(
        f"{_names(loaded)} holds {loaded.subject}, and none of the plans is made for them: "
        f"`hotspots watch {_typed(loaded)} --selection {selection}`."
    )


def require_mappable(loaded: LoadedOffences, selection: Selection, index: HarmIndex) -> None:
    """Refuse a selection or an index that knows nothing of what a source holds.

    Raises
    ------
    ParameterError
    """
    if loaded.subject == OFFENCES:
        return
    known = index.default_weight is not None or index.subject == loaded.subject
    if not (known and selection.holds(loaded.offences).any()):
        raise ParameterError(
            f"{_names(loaded)} holds {loaded.subject}. The selection {selection.key!r} and the "
            f"index {index.key!r} are not made for them: `{way_to_map(loaded)}`."
        )


def way_to_map(loaded: LoadedOffences) -> str:
    """Return the command that maps what a source holds."""
    if loaded.subject not in MAPPED_WITH:
        return "hotspots run"
    selection, index = MAPPED_WITH[loaded.subject]
    return f"hotspots run {_typed(loaded)} --selection {selection} --index {index}"


def _names(loaded: LoadedOffences) -> str:
    return " ".join(source.name for source in loaded.sources)


def _typed(loaded: LoadedOffences) -> str:
    """Return the sources' names as they are typed into a command."""
    return shlex.join(source.name for source in loaded.sources)
