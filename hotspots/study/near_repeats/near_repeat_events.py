"""What a near-repeat study tests: points with dates from a file, or the workspace's burglaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from hotspots import schema
from hotspots.analyse.cocoons.burglary_definitions import MOMENT_BASIS
from hotspots.analyse.cocoons.cocoon_params import RangeMoment
from hotspots.analyse.cocoons.live_burglaries import (
    MOMENT,
    Standing,
    burglary_standings,
    live_burglaries,
)
from hotspots.analyse.near_repeats.near_repeat_evidence import BURGLARIES
from hotspots.errors import NoRowsError
from hotspots.load.dated_points import EVENT_ID, read_dated_points
from hotspots.load.dated_sources import DATE
from hotspots.profile import ForceProfile
from hotspots.study import receipt as receipts
from hotspots.study.executor import Progress, no_progress
from hotspots.study.inputs import Inputs
from hotspots.study.reading import load
from hotspots.study.selected import counted_selection

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.load.dated_points import DatedPoints
    from hotspots.load.findings import LoadedOffences

SELECTION: Final = "dwelling_burglary"
# What "older than the window" is here, where the window is the whole period.
OUTSIDE_PERIOD: Final = "outside the months that the data cover"
_ONE_DAY: Final = pd.Timedelta(days=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class NearRepeatEvents:
    """The events of a study, and where they came from.

    Attributes
    ----------
    points : GeoDataFrame
        ``event_id``, ``date`` (on the clock, without a zone) and a point, in metres.
    profile : ForceProfile
        Whose marking the products carry.
    label : str
        What they are: ``Dwelling burglary``, or the file's name.
    called : str
        What they are in a sentence, in the plural: ``burglaries``.
    read : LoadedOffences or DatedPoints
        The files, and what became of every row.
    left_out : mapping of str to int
        Offences that were read and are no part of the test, by reason.
    inputs : mapping
        As a receipt has them.
    notes : tuple of str
        Whole sentences that a reader must know.
    """

    points: gpd.GeoDataFrame
    profile: ForceProfile
    label: str
    called: str
    read: LoadedOffences | DatedPoints
    left_out: Mapping[str, int]
    inputs: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last event's day."""
        dates = self.points[DATE]
        return dates.min().date(), dates.max().date()


def events_of_file(
    path: Path,
    *,
    profile: ForceProfile,
    crs: str | None = None,
    columns: Sequence[str] | None = None,
    header: bool = True,
    date_format: str | None = None,
    period: tuple[date, date] | None = None,
    called: str = "events",
) -> NearRepeatEvents:
    """Read any points with dates; see ``read_dated_points``.

    Parameters
    ----------
    profile : ForceProfile
        Its clock, its marking, and its coordinate system where ``crs`` is not given.
    called : str
        What the points are, in the plural: ``arsons``.
    """
    read = read_dated_points(
        path,
        crs=crs or profile.crs,
        columns=columns,
        header=header,
        timezone=profile.timezone,
        date_format=date_format,
        period=period,
    )
    source = read.source
    return NearRepeatEvents(
        points=read.points,
        profile=profile,
        label=source.name,
        called=called,
        read=read,
        left_out={},
        inputs={"points": [asdict(source)], "crs": str(read.points.crs.to_string())},
        notes=tuple(f"{note[0].upper()}{note[1:]}." for note in source.notes),
    )


def events_of_offences(
    inputs: Inputs, *, range_moment: RangeMoment = "midpoint", progress: Progress = no_progress
) -> NearRepeatEvents:
    """Read offences and take the burglaries of homes among them.

    Parameters
    ----------
    inputs : Inputs
    range_moment : {"midpoint", "earliest", "latest"}
        Which moment stands for a burglary known only as from-to.

    Raises
    ------
    InputError
        When the burglaries are known to the month only, as in data.police.uk.
    NoRowsError
        When there is none.
    """
    study_area, loaded = load(inputs, progress=progress)
    burglaries, left_out = _burglaries(loaded, inputs.profile, range_moment)
    points = burglaries.rename(columns={schema.BURGLARY_REFERENCE: EVENT_ID, MOMENT: DATE})
    points[DATE] = points[DATE].dt.tz_localize(None)
    return NearRepeatEvents(
        points=points[[EVENT_ID, DATE, schema.GEOMETRY]],
        profile=inputs.profile,
        label=counted_selection(inputs.profile, SELECTION, loaded.offences).label,
        called=BURGLARIES,
        read=loaded,
        left_out=left_out,
        inputs=receipts.of_inputs(loaded, study_area),
        notes=_notes(burglaries),
    )


def _burglaries(
    loaded: LoadedOffences, profile: ForceProfile, range_moment: RangeMoment
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Return the period's burglaries of homes, and the offences left out by reason."""
    selection = counted_selection(profile, SELECTION, loaded.offences)
    first, last = (pd.Timestamp(day, tz=profile.timezone) for day in loaded.period)
    times = loaded.offences[[schema.FROM_TIME, schema.TO_TIME, schema.REPORTED_TIME]]
    # By the last moment in the data every burglary in them is known.
    all_known = max(times.max().max(), last + _ONE_DAY)
    window_days = (all_known - first) / _ONE_DAY
    live = live_burglaries(
        loaded.offences,
        selection=selection,
        as_of=all_known,
        window_days=window_days,
        range_moment=range_moment,
    )
    standings = burglary_standings(
        loaded.offences, selection=selection, as_of=all_known, window_days=window_days
    )
    in_period = live[MOMENT] < last + _ONE_DAY
    left_out = {
        f"not {selection.label.lower()}": loaded.rows_used - sum(standings.values()),
        **{
            OUTSIDE_PERIOD if standing is Standing.OVER else str(standing): count
            for standing, count in standings.items()
            if standing is not Standing.LIVE
        },
    }
    left_out[OUTSIDE_PERIOD] += int((~in_period).sum())
    if not in_period.any():
        raise NoRowsError(
            f"There is no {selection.label.lower()} among {loaded.rows_used:,} offences. Check the "
            f"profile's selection {SELECTION!r} and the period."
        )
    return live[in_period].reset_index(drop=True), {k: n for k, n in left_out.items() if n}


def _notes(burglaries: gpd.GeoDataFrame) -> tuple[str, ...]:
    bases = burglaries[MOMENT_BASIS].value_counts()
    return tuple(
        f"Of {len(burglaries):,} burglaries {count:,} are not known to the moment, and are taken "
        f"at the {basis}."
        for basis, count in bases.sort_index().items()
        if basis != "exact"
    )
