"""Which burglary started what: originators, near repeats, repeats, and strings of them.

Two burglaries are linked when they lie in range of each other in space and in days. The days are
counted as the Knox table counts them (the difference of the two dates, edges by the same closure),
so that a link here is a pair there. Burglaries have one order: by time, and by reference where the
times are equal; so of two on one day, one came first, and neither is left without a label. Where
that order had to be assumed, a column says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from hotspots.analyse.near_repeats import knox_kernel, near_repeat_params
from hotspots.analyse.near_repeats.near_repeat_input import coordinates, whole_days
from hotspots.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.arrays import Bools, Floats, Longs


EVENT_ID = "event_id"
DATE = "date"
LABEL = "label"
FOLLOWS_ID = "follows_id"
FOLLOWS_DISTANCE_M = "follows_distance_m"
FOLLOWS_DAYS = "follows_days"
ORDER_ASSUMED = "order_assumed"
STRING_ID = "string_id"
EVENTS = "events"
FIRST_DATE = "first_date"
LAST_DATE = "last_date"
EVENT_IDS = "event_ids"


class NearRepeatLabel(StrEnum):
    """What a burglary is to the linked ones before and after it."""

    ORIGINATOR = "originator"  # none before it, one or more after it
    REPEAT = "repeat"  # one before it at the same place
    NEAR_REPEAT = "near repeat"  # one before it near by, none at the same place
    UNLINKED = "unlinked"


@dataclass(frozen=True, kw_only=True, eq=False)
class _Links:
    """Linked burglaries by rank, 0 the first in time: ``earlier`` < ``later``, one row a link."""

    earlier: Longs
    later: Longs
    distance_m: Floats
    days: Longs
    same_place: Bools
    assumed: Bools  # at the same moment: the reference decided


def label_near_repeats(
    points: gpd.GeoDataFrame,
    dates: pd.Series,
    event_ids: pd.Series,
    *,
    params: near_repeat_params.NearRepeatLinkParams,
) -> pd.DataFrame:
    """Return what each burglary is: originator, repeat, near repeat, or unlinked.

    Parameters
    ----------
    points : GeoDataFrame
        In a system in metres.
    dates : Series
        When each happened; a time of day decides which of one day came first.
    event_ids : Series of str
        References, each once. All three stand on one index.

    Returns
    -------
    DataFrame, on the index of ``points``
        ``event_id``, ``date``, ``label``; ``follows_id``, the latest linked burglary before it at
        the same place, or else near by (of one day, the nearest), with ``follows_distance_m`` and
        ``follows_days``, all missing for an originator; ``order_assumed``, true where a linked
        burglary has the same time and the references decided which came first; ``string_id``,
        missing for an unlinked one.

    Raises
    ------
    CoordinateError, InputError
    """
    _require_references(points, event_ids)
    eastings, northings = coordinates(points)
    days = whole_days(points, dates)
    references = event_ids.to_numpy(dtype=object)
    moments = dates.dt.tz_localize(None).to_numpy().astype("datetime64[ns]")
    order = np.lexsort((references.astype(str), moments))
    links = _links(eastings[order], northings[order], days[order], moments[order], params)
    ranked = pd.DataFrame(
        {EVENT_ID: references[order], DATE: moments[order].astype("datetime64[D]")}
    ).astype({EVENT_ID: "str", DATE: "datetime64[s]"})
    ranked[LABEL] = pd.Series(_labels(links, len(ranked)), dtype="str")
    ranked = ranked.join(_followed(links, ranked[EVENT_ID]))
    ranked[ORDER_ASSUMED] = _touched(links.assumed, links, len(ranked))
    ranked[STRING_ID] = _strings(links, len(ranked))
    ranked.index = points.index[order]
    return ranked.iloc[np.argsort(order)]


def strings_of_burglaries(labelled: pd.DataFrame) -> pd.DataFrame:
    """Return one row a string: burglaries linked to one another, directly or through others.

    Parameters
    ----------
    labelled : DataFrame
        From ``label_near_repeats``.

    Returns
    -------
    DataFrame
        ``string_id`` (N0001 begins first), ``events``, ``first_date``, ``last_date`` and
        ``event_ids``, in the order that they happened, with semicolons between.
    """
    linked = labelled[labelled[STRING_ID].notna()].sort_values([DATE, EVENT_ID], kind="stable")
    strings = linked.groupby(STRING_ID, sort=True).agg(
        **{
            EVENTS: (EVENT_ID, "size"),
            FIRST_DATE: (DATE, "min"),
            LAST_DATE: (DATE, "max"),
            EVENT_IDS: (EVENT_ID, "; ".join),
        }
    )
    return strings.reset_index()


def _require_references(points: gpd.GeoDataFrame, event_ids: pd.Series) -> None:
    if not points.index.equals(event_ids.index):
        raise InputError(
            f"{len(event_ids):,} references do not stand on the index of the {len(points):,} "
            "points; take both from one table."
        )
    missing, repeated = int(event_ids.isna().sum()), int(event_ids.dropna().duplicated().sum())
    if missing or repeated:
        raise InputError(
            f"Of {len(event_ids):,} references {missing:,} are missing and {repeated:,} repeat "
            "another; each burglary needs one of its own."
        )


def _links(
    eastings: Floats,
    northings: Floats,
    days: Longs,
    moments: NDArray[np.datetime64],
    params: near_repeat_params.NearRepeatLinkParams,
) -> _Links:
    """Find the linked pairs among burglaries that stand in the order of time."""
    upper_closed = params.closure == near_repeat_params.Closure.UPPER
    nudge = near_repeat_params.HALF_MICROMETRE * upper_closed
    edges_m = np.array([0.0, params.same_place_m + nudge, params.max_distance_m + nudge])
    order = knox_kernel.spatial_order(eastings, northings, days, edges_m[-1])
    manhattan = params.metric == near_repeat_params.Metric.MANHATTAN
    first, second, starts = knox_kernel.pairs_in_range(
        eastings[order], northings[order], edges_m=edges_m, manhattan=manhattan
    )
    one, other = order[first], order[second]
    apart = np.abs(days[one] - days[other])
    soon = apart < params.max_days + upper_closed
    same_place = (np.arange(first.size) < starts[1])[soon]
    one, other, apart = one[soon], other[soon], apart[soon]
    east, north = eastings[one] - eastings[other], northings[one] - northings[other]
    return _Links(
        earlier=np.minimum(one, other),
        later=np.maximum(one, other),
        distance_m=np.abs(east) + np.abs(north) if manhattan else np.hypot(east, north),
        days=apart,
        same_place=same_place,
        assumed=moments[one] == moments[other],
    )


def _labels(links: _Links, count: int) -> list[str]:
    kinds = np.full(count, NearRepeatLabel.UNLINKED.value, dtype=object)
    kinds[links.earlier] = NearRepeatLabel.ORIGINATOR.value
    kinds[links.later] = NearRepeatLabel.NEAR_REPEAT.value
    kinds[links.later[links.same_place]] = NearRepeatLabel.REPEAT.value
    labels: list[str] = kinds.tolist()
    return labels


def _followed(links: _Links, references: pd.Series) -> pd.DataFrame:
    """Return, by the later burglary's rank, the one that it follows."""
    best_last = np.lexsort(
        (links.earlier, -links.distance_m, -links.days, links.same_place, links.later)
    )
    later = links.later[best_last]
    best = best_last[np.append(later[1:] != later[:-1], True)] if later.size else best_last
    return pd.DataFrame(
        {
            FOLLOWS_ID: references.to_numpy()[links.earlier[best]],
            FOLLOWS_DISTANCE_M: links.distance_m[best],
            FOLLOWS_DAYS: pd.array(links.days[best], dtype="Int64"),
        },
        index=links.later[best],
    ).astype({FOLLOWS_ID: "str"})


def _touched(chosen: Bools, links: _Links, count: int) -> Bools:
    touched = np.zeros(count, dtype=np.bool_)
    touched[links.earlier[chosen]] = touched[links.later[chosen]] = True
    return touched


def _strings(links: _Links, count: int) -> pd.Series:
    """Name each string by when it begins: the first linked burglary belongs to N0001."""
    graph = coo_array((np.ones(links.later.size), (links.earlier, links.later)), (count, count))
    _, component = connected_components(graph, directed=False)
    linked = _touched(np.ones(links.later.size, dtype=np.bool_), links, count)
    number = pd.Series(component).where(linked)
    # Ranks are in the order of time, so factorize meets the strings in the order that they begin.
    codes, _ = pd.factorize(number)
    names = pd.Series(codes + 1).map("N{:04d}".format).astype("str")
    return names.where(linked)
