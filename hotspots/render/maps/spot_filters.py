"""What harm spots on a map may be narrowed to: hours of the week, and types of offence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hotspots import schema
from hotspots.nights import SHIFTS
from hotspots.render.maps.harm_spot_table import hours_by_weekday
from hotspots.render.plain_text import plain_text

# A spot is shown where it holds this share of its offences in the hours that are asked for.
SHARE_ASKED: Final = 1 / 3
HOURS: Final[Mapping[str, frozenset[int]]] = {
    label: frozenset(SHIFTS[shift].hours_of_week)
    for label, shift in (
        ("Early, 07:00–15:00", "early"),
        ("Late, 15:00–23:00", "late"),
        ("Night, 23:00–07:00", "night"),
        ("Friday and Saturday night, 20:00–04:00", "weekend-nights"),
    )
}
_COUNTED: Final = re.compile(r"(.+?) \d[\d,]*(?:, |$)")
_REST: Final = re.compile(r"other|and a few others|fewer than .*")


@dataclass(frozen=True, kw_only=True)
class SpotFilters:
    """The choices that a map offers, and which of them each of its spots meets.

    Attributes
    ----------
    hours, types : tuple of str
        The choices; empty where there is none to make.
    hours_of, types_of : tuple of tuple of int
        For each spot the numbers of the choices that it meets, from 0 on.
    """

    hours: tuple[str, ...]
    types: tuple[str, ...]
    hours_of: tuple[tuple[int, ...], ...]
    types_of: tuple[tuple[int, ...], ...]


def spot_filters(spots: Sequence[Mapping[str, object]]) -> SpotFilters:
    """Return what some spots may be narrowed to, by what is shown of each of them.

    Parameters
    ----------
    spots : sequence of mapping
        ``hour_by_weekday`` and ``top_offences`` of each, in the order of the map.
    """
    weeks = [hours_by_weekday(spot[schema.HOUR_BY_WEEKDAY]) for spot in spots]
    named = [types_named(plain_text(spot[schema.TOP_OFFENCES])) for spot in spots]
    types = tuple(sorted({each for names in named for each in names}))
    known = any(week is not None for week in weeks)
    return SpotFilters(
        hours=tuple(HOURS) if known else (),
        types=types if len(types) > 1 else (),
        hours_of=tuple(_hours_met(week) for week in weeks),
        types_of=tuple(tuple(types.index(name) for name in names) for names in named),
    )


def _hours_met(week: Sequence[Sequence[float]] | None) -> tuple[int, ...]:
    hours = [] if week is None else [hour for day in week for hour in day]
    whole = sum(hours)
    if not whole:
        return ()
    return tuple(
        number
        for number, asked in enumerate(HOURS.values())
        if sum(hours[at] for at in asked) >= SHARE_ASKED * whole
    )


def types_named(text: str) -> list[str]:
    """Return the types of offence that ``top_offences`` names, with their numbers or without.

    Examples
    --------
    >>> types_named("Burglary, residential 12, Robbery 5, other 9")
    ['Burglary, residential', 'Robbery']
    >>> types_named("Burglary, residential, Robbery, and a few others")
    ['Burglary, residential', 'Robbery']
    """
    names = _COUNTED.findall(text)
    if not names:
        # A part that begins in lower case belongs to the name before it.
        for part in text.split(", "):
            if names and part[:1].islower() and not _REST.fullmatch(part):
                names[-1] += f", {part}"
            elif part:
                names.append(part)
    return [name for name in names if not _REST.fullmatch(name)]
