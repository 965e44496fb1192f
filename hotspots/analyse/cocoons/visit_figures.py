"""What cocooning delivered: burglaries cocooned in time, victims and dwellings reached.

A burglary is **cocooned in time** when the victim's home and every home of the nearest tier (four
either way, same side) that was put on a list for it had a call at the door within 48 hours of the
report. A call counts whatever came of it: a card left is delivery too. Homes left out for want of
capacity count as needed, so that a short list does not make a good figure; homes that no list named
in those 48 hours, because they were visited for another burglary, do not. **Reached** says more:
somebody was spoken to. 48 hours is elapsed time, also over a change of the clocks; it is a service
level and not a tested threshold.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema
from hotspots.analyse.cocoons.visit_calls import (
    WINDOW_DAYS,
    aware_moment,
    calls_until,
    seen_by,
)
from hotspots.errors import InputError
from hotspots.schema import Tier, VisitOutcome

if TYPE_CHECKING:
    from datetime import datetime

# The service level, in hours of elapsed time; the moment itself is still in time.
WITHIN_HOURS: Final = 48.0

WEEK: Final = "week"  # ISO week of the report on the local clock: "2026-W43"
DWELLINGS_NEEDED: Final = "dwellings_needed"
DWELLINGS_CALLED_IN_TIME: Final = "dwellings_called_in_time"
VICTIM_LISTED: Final = "victim_listed"
VICTIM_REACHED: Final = "victim_reached"
VICTIM_REACHED_IN_TIME: Final = "victim_reached_in_time"
STATUS: Final = "status"  # a CocoonStatus
TIME_IS_UP: Final = "time_is_up"
HOURS_LEFT: Final = "hours_left"  # missing unless open

COCOON_COLUMNS: Final = (
    schema.BURGLARY_REFERENCE,
    schema.DISTRICT,
    WEEK,
    schema.REPORTED_TIME,
    schema.DUE,
    DWELLINGS_NEEDED,
    DWELLINGS_CALLED_IN_TIME,
    VICTIM_LISTED,
    VICTIM_REACHED_IN_TIME,
    VICTIM_REACHED,
    STATUS,
    TIME_IS_UP,
    HOURS_LEFT,
)

_STRENGTH: Final = {str(tier): place for place, tier in enumerate(Tier)}
_NEAREST: Final = (str(Tier.VICTIM), str(Tier.NEIGHBOUR))
_STRENGTH_COLUMN: Final = "_strength"
_LISTED_IN_TIME: Final = "_listed_in_time"


class CocoonStatus(StrEnum):
    """How a burglary's cocoon stands."""

    COCOONED = "cocooned in time"
    OPEN = "open"
    MISSED = "not cocooned in time"


def burglary_cocoons(
    visits: pd.DataFrame,
    listings: pd.DataFrame,
    *,
    as_of: datetime,
    burglaries: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Say of each burglary how far its cocoon has come.

    Parameters
    ----------
    visits : DataFrame
        ``uprn``, ``visited_at`` (aware) and ``visit_outcome``, a ``schema.VisitOutcome``.
    listings : DataFrame
        Columns of ``schema.LISTING_COLUMNS``: one row for each dwelling on a list and each burglary
        that put it there.
    as_of : datetime
        Aware. What was reported, listed or visited later is not seen.
    burglaries : DataFrame, optional
        ``burglary_reference``, ``reported_time`` and ``district`` of every dwelling burglary of the
        period. Without it only those on a list are known, and one that nobody put on a list is not
        counted as missed.

    Returns
    -------
    DataFrame
        ``COCOON_COLUMNS``, one row a burglary, by reported time and reference. ``dwellings_needed``
        is the victim and the nearest tier on the lists issued in that time. A burglary whose victim
        was on none of them cannot count as cocooned. ``hours_left`` is missing unless the cocoon is
        open.

    Raises
    ------
    MissingColumnError, InputError
    """
    moment = aware_moment(as_of)
    listed = seen_by(listings, schema.LISTING_COLUMNS, schema.ISSUED_AT, moment, "listings")
    calls = calls_until(visits, moment)
    table = _burglaries(listed, burglaries, moment)
    table[schema.DUE] = table[schema.REPORTED_TIME] + pd.Timedelta(hours=WITHIN_HOURS)
    counted = _count_calls(table, listed, calls)
    return _with_status(counted, moment)[list(COCOON_COLUMNS)]


def cocoon_figures(cocoons: pd.DataFrame) -> pd.DataFrame:
    """Sum up cocoons by district and ISO week of the report.

    Parameters
    ----------
    cocoons : DataFrame
        As ``burglary_cocoons`` returns it.

    Returns
    -------
    DataFrame
        One row for each ``district`` and ``week``, in that order. ``burglaries``; ``time_is_up``,
        those whose 48 hours have run out; of these ``cocooned_in_time``,
        ``victims_reached_in_time`` and ``victims_reached`` (by now), each with its ``share_…`` of
        them (missing where there are none); ``open`` and ``hours_left_shortest``.

    Notes
    -----
    The shares are of burglaries whose time is up. A week that is still running would otherwise
    look perfect: its quick successes are in and its failures are not yet.
    """
    schema.require_columns(cocoons, COCOON_COLUMNS, "cocoons")
    over = cocoons[TIME_IS_UP]
    facts = pd.DataFrame(
        {
            schema.DISTRICT: cocoons[schema.DISTRICT],
            WEEK: cocoons[WEEK],
            "burglaries": 1,
            TIME_IS_UP: over.astype("int64"),
            "cocooned_in_time": (over & (cocoons[STATUS] == CocoonStatus.COCOONED)).astype("int64"),
            "victims_reached_in_time": (over & cocoons[VICTIM_REACHED_IN_TIME]).astype("int64"),
            "victims_reached": (over & cocoons[VICTIM_REACHED]).astype("int64"),
            "open": (cocoons[STATUS] == CocoonStatus.OPEN).astype("int64"),
        }
    )
    keys = [schema.DISTRICT, WEEK]
    figures = facts.groupby(keys, dropna=False).sum().reset_index()
    for count in ("cocooned_in_time", "victims_reached_in_time", "victims_reached"):
        figures[f"share_{count}"] = _share(figures[count], figures[TIME_IS_UP])
    shortest = cocoons.groupby(keys, dropna=False)[HOURS_LEFT].min()
    figures["hours_left_shortest"] = shortest.to_numpy()
    return figures


def reached_by_tier(
    visits: pd.DataFrame, listings: pd.DataFrame, *, as_of: datetime
) -> pd.DataFrame:
    """Count the dwellings on the lists, those called at and those reached, by tier.

    Parameters
    ----------
    visits, listings, as_of
        As for ``burglary_cocoons``.

    Returns
    -------
    DataFrame
        One row for each ``district`` (the list's), ``week`` (of the report) and ``tier``, strongest
        first: ``dwellings``, ``called_at``, ``reached`` (somebody was spoken to), and the shares
        ``share_called_at`` and ``share_reached``. A dwelling counts once in a district and week,
        under its strongest tier there; its calls count from the first of those reports on.
    """
    moment = aware_moment(as_of)
    listed = seen_by(listings, schema.LISTING_COLUMNS, schema.ISSUED_AT, moment, "listings")
    listed = listed.loc[listed[schema.REPORTED_TIME] <= moment]
    homes = _homes_by_week(listed)
    pairs = homes.merge(calls_until(visits, moment), on=schema.UPRN)
    since = pairs[schema.VISITED_AT] - pairs[schema.REPORTED_TIME]
    pairs = pairs.loc[(since >= pd.Timedelta(0)) & (since < pd.Timedelta(days=WINDOW_DAYS))]
    spoken = pairs[schema.VISIT_OUTCOME] == VisitOutcome.SPOKEN_TO
    homes["called_at"] = homes["home"].isin(pairs["home"]).astype("int64")
    homes["reached"] = homes["home"].isin(pairs.loc[spoken, "home"]).astype("int64")
    homes["dwellings"] = 1
    keys = [schema.DISTRICT, WEEK, _STRENGTH_COLUMN, schema.TIER]
    counts = homes.groupby(keys)[["dwellings", "called_at", "reached"]].sum().reset_index()
    for count in ("called_at", "reached"):
        counts[f"share_{count}"] = _share(counts[count], counts["dwellings"])
    return counts.drop(columns=_STRENGTH_COLUMN)


def homes_once(visits: pd.DataFrame, listings: pd.DataFrame, *, as_of: datetime) -> pd.DataFrame:
    """Count the homes that stood on lists to be visited, each once, whatever the weeks.

    Parameters
    ----------
    visits, listings, as_of
        As for ``burglary_cocoons``.

    Returns
    -------
    DataFrame
        One row for each ``tier``, strongest first, a home under its strongest: ``dwellings``,
        ``called_at`` and ``reached`` (somebody was spoken to) since a list first named it.
    """
    moment = aware_moment(as_of)
    listed = seen_by(listings, schema.LISTING_COLUMNS, schema.ISSUED_AT, moment, "listings")
    listed = listed.loc[~listed[schema.LEFT_OUT].astype(bool)]
    by_home = listed.assign(strength=listed[schema.TIER].map(_STRENGTH)).groupby(schema.UPRN)
    homes = by_home.agg(strength=("strength", "min"), first=(schema.ISSUED_AT, "min"))
    calls = calls_until(visits, moment).merge(homes["first"], left_on=schema.UPRN, right_index=True)
    calls = calls.loc[calls[schema.VISITED_AT] >= calls["first"]]
    spoken = calls[schema.VISIT_OUTCOME] == VisitOutcome.SPOKEN_TO
    homes["dwellings"] = 1
    homes["called_at"] = homes.index.isin(calls[schema.UPRN]).astype("int64")
    homes["reached"] = homes.index.isin(calls.loc[spoken, schema.UPRN]).astype("int64")
    counts = homes.groupby("strength")[["dwellings", "called_at", "reached"]].sum().reset_index()
    counts.insert(0, schema.TIER, [list(_STRENGTH)[code] for code in counts.pop("strength")])
    return counts


def open_cocoons(cocoons: pd.DataFrame) -> pd.DataFrame:
    """Return the cocoons that are still open, the least time left first."""
    schema.require_columns(cocoons, COCOON_COLUMNS, "cocoons")
    still = cocoons.loc[cocoons[STATUS] == CocoonStatus.OPEN]
    return still.sort_values([HOURS_LEFT, schema.BURGLARY_REFERENCE], ignore_index=True)


# --- cocoons -------------------------------------------------------------------------------------
def _burglaries(
    listed: pd.DataFrame, burglaries: pd.DataFrame | None, as_of: pd.Timestamp
) -> pd.DataFrame:
    """Return each burglary once, with its district and the time it was reported."""
    columns = [schema.BURGLARY_REFERENCE, schema.DISTRICT, schema.REPORTED_TIME]
    if burglaries is None:
        # A burglary near a border is on two districts' lists; it belongs to the one of its victim.
        # Where lists differ on the time, the one that was issued last knew best.
        order = [schema.BURGLARY_REFERENCE, _STRENGTH_COLUMN, schema.ISSUED_AT, schema.DISTRICT]
        by_strength = listed.assign(
            **{_STRENGTH_COLUMN: listed[schema.BURGLARY_TIER].map(_STRENGTH)}
        ).sort_values(order, ascending=[True, True, False, True])
        table = by_strength.drop_duplicates(schema.BURGLARY_REFERENCE)[columns]
        table = table.loc[table[schema.REPORTED_TIME] <= as_of]
    else:
        table = seen_by(burglaries, tuple(columns), schema.REPORTED_TIME, as_of, "burglaries")
        table = table[columns]
        _refuse_repeats(table[schema.BURGLARY_REFERENCE])
    return table.sort_values([schema.REPORTED_TIME, schema.BURGLARY_REFERENCE], ignore_index=True)


def _refuse_repeats(references: pd.Series[str]) -> None:
    repeats = int(references.duplicated().sum())
    if repeats:
        raise InputError(
            f"{repeats} of {len(references)} burglaries repeat a reference. "
            "Give each burglary one row."
        )


def _count_calls(table: pd.DataFrame, listed: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    """Add to each burglary the homes that are needed, those called at, and how its victim fared."""
    homes = _nearest_homes(table, listed)
    pairs = homes.merge(calls, on=schema.UPRN)
    pairs = pairs.loc[pairs[schema.VISITED_AT] >= pairs[schema.REPORTED_TIME]]
    in_time = pairs.loc[pairs[schema.VISITED_AT] <= pairs[schema.DUE]]
    counted = table.copy()
    counted[DWELLINGS_NEEDED] = _homes_of(table, homes.loc[homes[_LISTED_IN_TIME]])
    counted[DWELLINGS_CALLED_IN_TIME] = _homes_of(table, in_time.loc[in_time[_LISTED_IN_TIME]])
    listed_victims = _victims(homes.loc[homes[_LISTED_IN_TIME]])
    counted[VICTIM_LISTED] = table[schema.BURGLARY_REFERENCE].isin(listed_victims)
    counted[VICTIM_REACHED_IN_TIME] = table[schema.BURGLARY_REFERENCE].isin(
        _victims(_spoken_to(in_time))
    )
    counted[VICTIM_REACHED] = table[schema.BURGLARY_REFERENCE].isin(_victims(_spoken_to(pairs)))
    return counted


def _nearest_homes(table: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return each burglary's victim and nearest tier once, and whether a list named it in time."""
    keys = [schema.BURGLARY_REFERENCE, schema.UPRN, schema.BURGLARY_TIER]
    nearest = listed.loc[listed[schema.BURGLARY_TIER].isin(_NEAREST)]
    first = nearest.groupby(keys)[schema.ISSUED_AT].min().reset_index()
    clock = table[[schema.BURGLARY_REFERENCE, schema.REPORTED_TIME, schema.DUE]]
    homes = first.merge(clock, on=schema.BURGLARY_REFERENCE)
    homes[_LISTED_IN_TIME] = homes[schema.ISSUED_AT] <= homes[schema.DUE]
    return homes


def _homes_of(table: pd.DataFrame, homes: pd.DataFrame) -> pd.Series[int]:
    counts = homes.groupby(schema.BURGLARY_REFERENCE)[schema.UPRN].nunique()
    return table[schema.BURGLARY_REFERENCE].map(counts).fillna(0).astype("int64")


def _victims(homes: pd.DataFrame) -> pd.Series[str]:
    return homes.loc[homes[schema.BURGLARY_TIER] == Tier.VICTIM, schema.BURGLARY_REFERENCE]


def _spoken_to(pairs: pd.DataFrame) -> pd.DataFrame:
    return pairs.loc[pairs[schema.VISIT_OUTCOME] == VisitOutcome.SPOKEN_TO]


def _with_status(counted: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    whole = counted[VICTIM_LISTED] & (
        counted[DWELLINGS_CALLED_IN_TIME] == counted[DWELLINGS_NEEDED]
    )
    over = counted[schema.DUE] < as_of
    status = pd.Series(str(CocoonStatus.OPEN), index=counted.index, dtype="str")
    status = status.mask(over, str(CocoonStatus.MISSED)).mask(whole, str(CocoonStatus.COCOONED))
    left = (counted[schema.DUE] - as_of) / pd.Timedelta(hours=1)
    judged = counted.copy()
    judged[WEEK] = _week(counted[schema.REPORTED_TIME])
    judged[STATUS] = status
    judged[TIME_IS_UP] = over
    judged[HOURS_LEFT] = left.where(status == CocoonStatus.OPEN)
    return judged


def _homes_by_week(listed: pd.DataFrame) -> pd.DataFrame:
    """Return each dwelling once for each district and week, under its strongest tier there."""
    rows = listed.assign(
        **{
            WEEK: _week(listed[schema.REPORTED_TIME]),
            schema.TIER: listed[schema.BURGLARY_TIER],
            _STRENGTH_COLUMN: listed[schema.BURGLARY_TIER].map(_STRENGTH),
        }
    )
    keys = [schema.DISTRICT, WEEK, schema.UPRN]
    first = rows.groupby(keys)[schema.REPORTED_TIME].min().reset_index()
    strongest = rows.sort_values([*keys, _STRENGTH_COLUMN]).drop_duplicates(keys)
    homes = strongest[[*keys, schema.TIER, _STRENGTH_COLUMN]].merge(first, on=keys)
    homes["home"] = range(len(homes))
    return homes


def _week(times: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    return times.dt.strftime("%G-W%V").astype("str")


def _share(part: pd.Series[int], whole: pd.Series[int]) -> pd.Series[float]:
    return part / whole.where(whole > 0)
