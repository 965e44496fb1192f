"""When offences happen, as a picture: 24 hours across, seven days down, Monday first."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from hotspots import words
from hotspots.errors import InputError
from hotspots.render import chart
from hotspots.render.maps.harm_spot_table import HOURS_A_DAY, hours_by_weekday
from hotspots.render.markup import markup
from hotspots.render.plain_text import plain_text
from hotspots.words import WEEKDAYS

NO_HOURS: Final = "Times of day are not in this source."
NONE_NAMED: Final = "No hours are named: the offences are too few to tell which are busiest."

# From pale to dark, lightness falling all the way, in another hue than the map's density.
HOUR_COLOURS: Final = ("#eef1f6", "#c6d3e6", "#93acd0", "#5b7fb2", "#2f5388", "#13294f")

_HOUR_PX: Final = 12
_DAY_PX: Final = 13
_GAP_PX: Final = 1
_LABELS_PX: Final = 32
_HOURS_PX: Final = 14


def week_picture(hour_by_weekday: object, busiest: object, *, key: str) -> Markup:
    """Return the hours of a harm spot as SVG with a caption, or a line that says there are none.

    Parameters
    ----------
    hour_by_weekday : str or missing
        JSON text: 7 lists (Monday first) of 24 weights, as ``schema.HOUR_BY_WEEKDAY`` holds it.
    busiest : str or missing
        The busiest hours in words.
    key : str
        What makes the picture's element ids unique in its page; letters, digits and hyphens.

    Raises
    ------
    InputError
        When the text is not 7 lists of 24 weights.
    """
    hours = _weights(hour_by_weekday)
    words = plain_text(busiest)
    return markup(
        "week.html",
        picture=None if hours is None else week_drawing(hours, words, key=key),
        busiest=words,
        no_hours=NO_HOURS,
        none_named=NONE_NAMED,
    )


def _weights(hour_by_weekday: object) -> list[list[float]] | None:
    try:
        hours = hours_by_weekday(hour_by_weekday)
    except (json.JSONDecodeError, TypeError, ValueError) as fault:
        raise _not_a_week() from fault
    if hours is None:
        return None
    whole = len(hours) == len(WEEKDAYS) and all(len(day) == HOURS_A_DAY for day in hours)
    if not whole or not all(0 <= hour < math.inf for day in hours for hour in day):
        raise _not_a_week()
    return hours if any(map(any, hours)) else None


def _not_a_week() -> InputError:
    return InputError(
        "The hours of a harm spot are not 7 lists (Monday first) of 24 weights of 0 or more; "
        "leave them missing where the times of offences are not known."
    )


def week_drawing(hours: list[list[float]], busiest: str, *, key: str, **look: object) -> Markup:
    """Return 7 lists (Monday first) of 24 weights as SVG, without a caption.

    Parameters
    ----------
    hours : list of 7 lists of 24 numbers
        Not all 0.
    busiest : str
    key : str
        As of ``week_picture``.
    **look : object
        Attributes more, as for ``chart.picture``.
    """
    width = _LABELS_PX + HOURS_A_DAY * _HOUR_PX
    height = len(WEEKDAYS) * _DAY_PX + _HOURS_PX
    days = (
        chart.element("text", day[:3], x=0, y=row * _DAY_PX + 10)
        for row, day in enumerate(WEEKDAYS)
    )
    clock = (
        chart.element("text", f"{hour:02d}:00", x=_LABELS_PX + hour * _HOUR_PX, y=height - 2)
        for hour in range(0, HOURS_A_DAY, 6)
    )
    return chart.picture(
        *_squares(hours),
        *days,
        *clock,
        title="Offences by hour and day of the week",
        words=_description(hours, busiest),
        ids=(f"week-title-{key}", f"week-description-{key}"),
        viewBox=f"0 0 {width} {height}",
        **look,
    )


def _description(hours: list[list[float]], busiest: str) -> str:
    start = f"Busiest: {busiest}. " if busiest else ""
    return f"{start}Share of offences by day: {', '.join(shares_by_day(hours))}."


def shares_by_day(hours: Sequence[Sequence[float]]) -> list[str]:
    """Return each day with its part of a week's offences: ``Monday 12 %``."""
    total = max(sum(map(sum, hours)), 1e-9)
    return [
        f"{name} {words.share(sum(day) / total)}"
        for name, day in zip(WEEKDAYS, hours, strict=False)
    ]


def _squares(hours: list[list[float]]) -> list[Markup]:
    # One path a colour, not an element a square: a hundred spots then fit in the page.
    most = max(map(max, hours))
    paths: dict[int, list[str]] = {}
    for row, day in enumerate(hours):
        for column, weight in enumerate(day):
            step = math.ceil(weight / most * (len(HOUR_COLOURS) - 1))
            paths.setdefault(step, []).append(_square(row, column))
    return [
        chart.element("path", fill=HOUR_COLOURS[step], d="".join(squares))
        for step, squares in sorted(paths.items())
    ]


def _square(row: int, column: int) -> str:
    wide, high = _HOUR_PX - _GAP_PX, _DAY_PX - _GAP_PX
    return f"M{_LABELS_PX + column * _HOUR_PX} {row * _DAY_PX}h{wide}v{high}h-{wide}z"
