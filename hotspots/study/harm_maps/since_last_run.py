"""What changed since the last harm map of the same kind in the same folder of runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hotspots import care, schema, words
from hotspots.errors import InputError
from hotspots.load.guarded_files import vector_file
from hotspots.render.maps.geopackage import HARM_SPOTS
from hotspots.study.run_folder import read_receipt, runs_in, spots_file

if TYPE_CHECKING:
    import geopandas as gpd

MOST_NAMED: Final = 3
# What must be alike in two receipts, so that their spots can be held against each other.
_ALIKE: Final = ("journey", "profile", "marking", "parameters")


def since_last_run(
    maps: Path, receipt: Mapping[str, Any], spots: gpd.GeoDataFrame
) -> tuple[str, ...]:
    """Return in one or two sentences what changed since the last run alike; empty without one.

    Parameters
    ----------
    maps : Path
        The folder that takes the run.
    receipt : mapping
        Of the new run, as it is read from its file.
    spots : GeoDataFrame
        The new run's harm spots, in a projected system.

    Notes
    -----
    A run is alike when it is an earlier harm map of one profile, by the same parameters. A spot is
    new where its outline meets none of the earlier ones. Those that are gone are counted and not
    named: an analyst may have had a reason to take one out of sight. A difference of 1 to 4
    offences is not told.
    """
    last = _last_alike(maps, receipt)
    if last is None:
        return ()
    folder, before = last
    try:
        earlier = vector_file(spots_file(folder)).read(HARM_SPOTS)
        return tuple(_told(before, receipt, earlier.to_crs(spots.crs), spots))
    except (
        InputError,
        OSError,
        KeyError,
        ValueError,
    ):  # removed, changed by hand, or of another version
        return ()


def _last_alike(maps: Path, receipt: Mapping[str, Any]) -> tuple[Path, Mapping[str, Any]] | None:
    found = []
    for folder in runs_in(maps):
        with suppress(InputError, KeyError, ValueError):
            before = read_receipt(folder)
            alike = all(before.get(name) == receipt[name] for name in _ALIKE)
            if alike and _made(before) < _made(receipt):
                found.append((folder, before))
    return max(found, key=lambda each: (_made(each[1]), each[0].name), default=None)


def _made(receipt: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(receipt["made_at"])


def _told(
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    earlier: gpd.GeoDataFrame,
    spots: gpd.GeoDataFrame,
) -> Iterator[str]:
    pairs = spots.sindex.query(earlier.geometry.to_numpy(), predicate="intersects")
    kept_before, kept_now = map(set, pairs)
    new = [
        str(name)
        for place, name in enumerate(spots[schema.SPOT_NAME])
        if place not in kept_now and not words.is_missing(name)
    ]
    count, gone = len(spots) - len(kept_now), len(earlier) - len(kept_before)
    named = f" ({words.listed(new, most=MOST_NAMED)})" if new else ""
    changed = (
        f"{words.plural(count, 'harm spot')} {_are(count)} new{named} and {gone} {_are(gone)} gone"
        if count or gone
        else "no harm spot is new or gone"
    )
    yield f"Since the run of {words.day(_made(before))}, of {_days(before)}: {changed}."
    yield from _offences(before, now)


def _offences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Tell of more or fewer offences, where the two periods are as long."""
    if _length(before) != _length(now):
        return
    then, count = (each["harm_spots"]["offences_in_selection"] for each in (before, now))
    kind = now["harm_spots"]["selection"].lower()
    difference = care.shown_count(abs(count - then))
    if not difference:
        yield f"There are about as many offences of {kind} as then."
        return
    more = "more" if count > then else "fewer"
    yield f"There are {words.number(difference)} {more} offences of {kind} than then."


def _period(receipt: Mapping[str, Any]) -> tuple[date, date]:
    period = receipt["period"]
    return date.fromisoformat(period["first_day"]), date.fromisoformat(period["last_day"])


def _length(receipt: Mapping[str, Any]) -> int:
    first, last = _period(receipt)
    return (last - first).days


def _days(receipt: Mapping[str, Any]) -> str:
    return words.days(*_period(receipt))


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
