"""Burglaries of homes that are live at a moment: known by then, and no older than six weeks.

A burglary known only as from-to is taken at its midpoint, in elapsed time. It cannot have happened
after it was reported, so the range ends with the report at the latest. Where no report time is
known, or it lies before the burglary began, the householder is taken to have reported it at the
end of the range: nothing here may know of a burglary before somebody could have told.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.cocoons.burglary_definitions import (
    MOMENT_BASIS,
    PREMISES,
    REPORT_ASSUMED,
    MomentBasis,
    premises_of,
)
from hotspots.analyse.cocoons.cocoon_params import RangeMoment
from hotspots.analyse.cocoons.visit_calls import WINDOW_DAYS, aware_moment, require_days
from hotspots.crs import require_projected
from hotspots.errors import InputError
from hotspots.schema import TimePrecision

if TYPE_CHECKING:
    from datetime import datetime

    import geopandas as gpd

    from hotspots.selection import Selection

MOMENT: Final = "moment"  # when it is taken to have happened
DAYS: Final = "days"  # elapsed since the moment
STANDING: Final = "standing"  # a Standing

LIVE_BURGLARY_COLUMNS: Final = (
    schema.BURGLARY_REFERENCE,
    MOMENT,
    MOMENT_BASIS,
    schema.REPORTED_TIME,
    REPORT_ASSUMED,
    DAYS,
    schema.EXPIRES,
    PREMISES,
    schema.LOCATION,
    schema.UPRN,
    schema.DISTRICT,
    schema.GEOMETRY,
)
# What of the offences is looked at; a selection may ask for more.
NEEDED_COLUMNS: Final = (
    schema.OFFENCE_ID,
    schema.OFFENCE_CODE,
    schema.CATEGORY,
    schema.DWELLING,
    schema.FROM_TIME,
    schema.TO_TIME,
    schema.REPORTED_TIME,
    schema.TIME_PRECISION,
    schema.LOCATION,
    schema.UPRN,
    schema.DISTRICT,
    schema.GEOMETRY,
)

_HALF_A_DAY: Final = pd.Timedelta(hours=12)
_ONE_DAY: Final = pd.Timedelta(days=1)


class Standing(StrEnum):
    """What became of an offence of the selection."""

    LIVE = "live"
    NOT_A_DWELLING = "not in a dwelling, its source says"
    NO_TIME = "no usable time"
    NOT_YET_KNOWN = "not yet reported"
    OVER = "older than the window"
    REPEATED = "repeats the reference and the place of another row"


def live_burglaries(
    offences: gpd.GeoDataFrame,
    *,
    selection: Selection,
    as_of: datetime,
    window_days: float = WINDOW_DAYS,
    range_moment: RangeMoment = "midpoint",
) -> gpd.GeoDataFrame:
    """Return the burglaries of homes that are live at a moment.

    Parameters
    ----------
    offences : GeoDataFrame
        Columns of ``schema.OFFENCE_COLUMNS``, points in metres, times aware of their zone.
    selection : Selection
        The profile's ``dwelling_burglary``. Offences that their source says were not in a dwelling
        are left out whatever the selection says.
    as_of : datetime
        Aware. A burglary reported later is not known yet.
    window_days : float
        Elapsed days since the burglary's moment, the edge included.
    range_moment : {"midpoint", "earliest", "latest"}
        Which moment stands for a range. The other two show how much rests on the midpoint.

    Returns
    -------
    GeoDataFrame
        ``LIVE_BURGLARY_COLUMNS``, the latest first, the offences' system. Each
        ``burglary_reference`` stands once: the offence id; a made one, the same on every run, where
        there is none; and with a number behind it where one id stands for several places. One that
        no ledger could keep (``schema.REFERENCE_PATTERN``) is cut to its beginning, with a mark of
        its own behind it.

    Raises
    ------
    CoordinateError, MissingColumnError, ParameterError
    InputError
        When burglaries are known to the month only, as in data.police.uk, or times have no zone.
    """
    judged = judged_burglaries(offences, selection, as_of, window_days, range_moment)
    live = judged.loc[judged[STANDING] == Standing.LIVE]
    newest = live.sort_values(
        [MOMENT, schema.BURGLARY_REFERENCE], ascending=[False, True], ignore_index=True
    )
    return newest[list(LIVE_BURGLARY_COLUMNS)]


def burglary_standings(
    offences: gpd.GeoDataFrame,
    *,
    selection: Selection,
    as_of: datetime,
    window_days: float = WINDOW_DAYS,
) -> dict[Standing, int]:
    """Count what became of every offence of the selection; the counts add up to all of them."""
    judged = judged_burglaries(offences, selection, as_of, window_days, "midpoint")
    counts = judged[STANDING].value_counts()
    return {standing: int(counts.get(standing, 0)) for standing in Standing}


def burglary_moments(
    offences: pd.DataFrame, *, range_moment: RangeMoment = "midpoint"
) -> pd.DataFrame:
    """Return when each burglary is taken to have happened, and when it was reported.

    Returns
    -------
    DataFrame, on the offences' index
        ``moment`` (missing where there is no usable time), ``moment_basis`` (a ``MomentBasis``),
        ``reported_time`` (the end of the range where none is known) and ``report_assumed``.
    """
    _require_zones(offences)
    begins, precision = offences[schema.FROM_TIME], offences[schema.TIME_PRECISION]
    timeless = begins.isna() | (precision == TimePrecision.UNKNOWN)
    ends = offences[schema.TO_TIME].fillna(begins)
    ends = ends.where(ends >= begins, begins)
    by_day = precision == TimePrecision.DAY
    reported = offences[schema.REPORTED_TIME]
    # Of a day, a report at its first moment is a date without a clock.
    assumed = reported.isna() | (reported < begins) | (by_day & (reported == begins))
    reported = reported.mask(assumed, ends)
    latest = ends.where(ends <= reported, reported)
    ranged = (precision == TimePrecision.RANGE) | by_day
    basis = pd.Series(str(MomentBasis.EXACT), index=offences.index, dtype="str")
    if range_moment == "midpoint":
        noon = _noon(begins)
        moment = (begins + (latest - begins) / 2).mask(by_day, noon.where(noon <= latest, latest))
        basis = basis.mask(ranged, str(MomentBasis.MIDPOINT)).mask(by_day, str(MomentBasis.NOON))
    else:
        moment = begins if range_moment == "earliest" else latest
        basis = basis.mask(ranged, str(MomentBasis[range_moment.upper()]))
    return pd.DataFrame(
        {
            MOMENT: moment.mask(timeless),
            MOMENT_BASIS: basis,
            schema.REPORTED_TIME: reported,
            REPORT_ASSUMED: assumed,
        }
    )


def judged_burglaries(
    offences: gpd.GeoDataFrame,
    selection: Selection,
    as_of: datetime,
    window_days: float,
    range_moment: RangeMoment,
) -> gpd.GeoDataFrame:
    """Return the selection's offences with their own columns, and what became of each.

    Parameters
    ----------
    offences, selection, as_of, window_days, range_moment
        As of ``live_burglaries``.

    Returns
    -------
    GeoDataFrame
        In the order of the offences, numbered anew, with ``moment``, ``moment_basis``, ``days``,
        ``expires``, ``premises``, ``burglary_reference`` and ``standing`` (a ``Standing``).
    """
    require_days(window_days, "window_days")
    schema.require_columns(offences, NEEDED_COLUMNS, "offences")
    require_projected(offences, "offences")
    moment = aware_moment(as_of)
    burglaries = offences.loc[selection.holds(offences)].reset_index(drop=True)
    refuse_monthly(burglaries)
    moments = burglary_moments(burglaries, range_moment=range_moment)
    burglaries[list(moments.columns)] = moments
    burglaries[DAYS] = (moment - burglaries[MOMENT]) / _ONE_DAY
    burglaries[schema.EXPIRES] = burglaries[MOMENT] + pd.Timedelta(days=window_days)
    burglaries[PREMISES] = premises_of(burglaries)
    burglaries[schema.BURGLARY_REFERENCE] = _references(burglaries)
    burglaries[STANDING] = _standing(burglaries, moment, window_days)
    return burglaries


def _standing(
    burglaries: gpd.GeoDataFrame, as_of: pd.Timestamp, window_days: float
) -> pd.Series[str]:
    standing = pd.Series(str(Standing.LIVE), index=burglaries.index, dtype="str")
    standing = standing.mask(burglaries[DAYS] > window_days, str(Standing.OVER))
    not_yet = (burglaries[schema.REPORTED_TIME] > as_of) | (burglaries[DAYS] < 0)
    standing = standing.mask(not_yet, str(Standing.NOT_YET_KNOWN))
    standing = standing.mask(burglaries[MOMENT].isna(), str(Standing.NO_TIME))
    elsewhere = (burglaries[schema.DWELLING] == False).fillna(value=False)  # noqa: E712 - may be missing
    standing = standing.mask(elsewhere.astype(bool), str(Standing.NOT_A_DWELLING))
    live = burglaries.loc[standing == Standing.LIVE]
    in_order = live.sort_values(
        [schema.REPORTED_TIME, MOMENT, schema.SOURCE_FILE, schema.SOURCE_LINE], kind="stable"
    )
    repeated = in_order.index[in_order[schema.BURGLARY_REFERENCE].duplicated()]
    return standing.mask(standing.index.isin(repeated), str(Standing.REPEATED))


def _references(burglaries: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return a reference for each burglary; rows share one where id and place are the same."""
    eastings, northings = burglaries.geometry.x.round(1), burglaries.geometry.y.round(1)
    ids = burglaries[schema.OFFENCE_ID].str.strip()
    reference = ids.where(ids != "")
    nameless = reference.isna()
    facts = zip(
        burglaries.loc[nameless, schema.FROM_TIME],
        eastings[nameless],
        northings[nameless],
        burglaries.loc[nameless, schema.LOCATION].fillna(""),
        strict=True,
    )
    reference.loc[nameless] = [_made_reference(*each) for each in facts]
    places = pd.DataFrame({"reference": reference, "easting": eastings, "northing": northings})
    distinct = places.drop_duplicates().sort_values(["reference", "easting", "northing"])
    turn = distinct.groupby("reference").cumcount() + 1
    numbered = distinct["reference"] + np.where(turn > 1, " (" + turn.astype("str") + ")", "")
    keys = ["reference", "easting", "northing"]
    named = places.merge(distinct.assign(named=numbered), on=keys, how="left", validate="m:1")
    references = pd.Series(named["named"].to_numpy(), index=burglaries.index, dtype="str")
    fit = references.str.fullmatch(schema.REFERENCE_PATTERN)
    return references.where(fit, references.map(_shortened))


def _shortened(reference: str) -> str:
    """Return the beginning of a reference that cannot be kept, with a mark that it alone has."""
    mark = f"-{hashlib.sha256(reference.encode()).hexdigest()[:8]}"
    plain = re.sub(r"[^a-z0-9/.-]+", "-", reference, flags=re.IGNORECASE | re.ASCII).strip("/.-")
    return f"{plain[: schema.LONGEST_REFERENCE - len(mark)] or 'reference'}{mark}"


def _made_reference(begins: pd.Timestamp, easting: float, northing: float, location: str) -> str:
    """Return a reference for a burglary without one, that a later export gives it again."""
    when = "" if pd.isna(begins) else begins.tz_convert("UTC").isoformat()
    facts = f"{when}|{easting:.1f}|{northing:.1f}|{location}"
    return f"no-reference-{hashlib.sha256(facts.encode()).hexdigest()[:8]}"


def _noon(times: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """Return noon on the clock of each day, also where the day has 23 or 25 hours."""
    days = times.dt.tz_localize(None).dt.normalize()
    noon: pd.Series[pd.Timestamp] = (days + _HALF_A_DAY).dt.tz_localize(times.dt.tz)
    return noon


def _require_zones(offences: pd.DataFrame) -> None:
    for column in (schema.FROM_TIME, schema.TO_TIME, schema.REPORTED_TIME):
        if not isinstance(offences[column].dtype, pd.DatetimeTZDtype):
            raise InputError(
                f"The offences' column {column!r} holds {offences[column].dtype}, not times with "
                "their zone. Read them with their force profile, which names it."
            )


def refuse_monthly(offences: gpd.GeoDataFrame) -> None:
    """Refuse offences of which only the month is known, as in data.police.uk.

    Raises
    ------
    InputError
    """
    schema.require_columns(offences, (schema.TIME_PRECISION,), "offences")
    monthly = int((offences[schema.TIME_PRECISION] == TimePrecision.MONTH).sum())
    if monthly:
        raise InputError(
            f"{monthly:,} of {len(offences):,} offences carry a month and no day, as "
            "data.police.uk publishes them, with the points moved to the middle of streets: near "
            "repeat needs the date and the place of each, so use an export of the crime recording "
            "system."
        )
