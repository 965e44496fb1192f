"""The columns of a month's demand: read a line a row, or by a program a span a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hotspots import schema
from hotspots.render.change.change_columns import ALL_FIGURES
from hotspots.render.table_columns import TableColumn, count, day, flag, number, share, text
from hotspots.schema import Span

_SAID: Final = (
    (Span.MONTH, "year", Span.YEAR_BEFORE),
    (Span.MONTH, "before", Span.MONTH_BEFORE),
    (Span.YEAR_TO_DATE, "year", Span.YEAR_TO_DATE_BEFORE),
    (Span.LAST_28_DAYS, "before", Span.DAYS_BEFORE_28),
)
AREA: Final = (
    text(schema.AREA_KIND, "Kind", "Force, district or ward.", width=9),
    text(schema.WARD_CODE, "Ward code", width=11),
    text(schema.AREA_NAME, "Area", width=24),
    text(schema.DISTRICT, "District", width=22),
)
LINE: Final = text(
    schema.LINE,
    "What",
    "All offences, an offence group, or a theme of the strategy. Groups add up; themes overlap.",
    width=28,
)
LINE_KIND: Final = text(schema.LINE_KIND, "Kind of line", width=14)


def of_span(figure: str, span: Span) -> str:
    """Return the name of a span's figure in the reading table."""
    return f"{figure}_{span.name.lower()}"


def said_of(span: Span, against: str) -> str:
    """Return the name of the words for a span's change; ``year`` or ``before``."""
    return f"{of_span(schema.IN_WORDS, span)}_{against}"


def counts_columns(spans: Mapping[Span, str]) -> list[TableColumn]:
    """Return the columns of the offences of each span, under the days' own names."""
    titles = {
        Span.YEAR_TO_DATE: f"Year to date ({spans.get(Span.YEAR_TO_DATE)})",
        Span.YEAR_TO_DATE_BEFORE: f"A year before ({spans.get(Span.YEAR_TO_DATE_BEFORE)})",
        Span.LAST_28_DAYS: "Last 28 days",
        Span.DAYS_BEFORE_28: "28 days before",
    }
    return [
        count(of_span(schema.OFFENCES, span), titles.get(span, period), f"Offences of {period}.")
        for span, period in spans.items()
    ]


def harm_columns(spans: Mapping[Span, str], unit: str) -> list[TableColumn]:
    """Return the columns of the harm of the month and of the same a year before."""
    return [
        count(of_span(schema.HARM, span), f"Harm, {spans[span]}", f"In {unit}.")
        for span in (Span.MONTH, Span.YEAR_BEFORE)
        if span in spans
    ]


def said_columns(spans: Mapping[Span, str]) -> list[TableColumn]:
    """Return the columns of words for each change that could be judged."""
    titles = {
        Span.YEAR_TO_DATE: "Year to date: change",
        Span.LAST_28_DAYS: "28 days: change",
    }
    return [
        text(
            said_of(span, against),
            f"Against {spans[past]}" if span is Span.MONTH else titles[span],
            "The change in the rate a day, between the ends of its interval; “perhaps” may be "
            "chance.",
            width=40,
        )
        for span, against, past in _SAID
        if span in spans and past in spans
    ]


TIDY: Final = (
    *AREA,
    LINE_KIND,
    LINE,
    text(schema.SPAN, "Span", width=22),
    text(schema.PERIOD_IN_WORDS, "Days", width=24),
    day(schema.FIRST_DAY, "First day"),
    day(schema.LAST_DAY, "Last day"),
    count(schema.OFFENCES, "Offences"),
    flag(schema.IN_FIVES, "To the nearest five"),
    count(schema.HARM, "Harm", "In the index's unit."),
)
JUDGED: Final = (
    *AREA,
    text(schema.SPAN, "Span", width=14),
    *(each for each in ALL_FIGURES if each.column not in (schema.AREA_NAME, schema.LOOK_AT)),
)
OUTCOMES: Final = (
    text(schema.AREA_NAME, "Area", width=24),
    text(schema.LINE, "Offence group", width=28),
    count(schema.OFFENCES, "Offences with an outcome"),
    share(
        schema.SUSPECT_SHARE,
        "Suspect found (%)",
        "Somebody was dealt with, or a suspect was found and no action taken.",
        withheld=True,
    ),
    share(
        schema.UNDETECTED_SHARE, "Undetected (%)", "Closed with no suspect found.", withheld=True
    ),
    count(schema.DEALT_WITH, "Dealt with", "Charged, cautioned, resolved, diverted."),
    count(schema.SUSPECT_NO_ACTION, "Suspect, no action"),
    count(schema.NO_SUSPECT, "No suspect"),
    count(schema.UNDER_INVESTIGATION, "Still open", "Under investigation when exported."),
    count(schema.OUTCOME_NOT_TOLD, "Not told", "Another body's matter, or a status not known."),
)
OPEN: Final = (
    text(schema.PERIOD_IN_WORDS, "Month", width=18),
    number(schema.OFFENCES, "Offences with an outcome"),
    share(schema.UNDER_INVESTIGATION, "Still under investigation (%)"),
)
DELIVERED: Final = (
    text(schema.DISTRICT, "Area", width=24),
    text(schema.PERIOD_IN_WORDS, "Month", width=16),
    number(schema.DOORS, "Cocooning visits", "Doors called at. Empty where withheld or not known."),
    number(schema.SPOKEN_TO, "Spoken to", "Visits where somebody was spoken to."),
    number(schema.PATROLS, "Patrols of harm spots", "A track's and the entered one are one."),
    number(schema.PATROL_HOURS, "Patrol hours", decimals=1),
)
RESIDENTS: Final = (
    text(schema.WARD_CODE, "Ward code", width=11),
    text(schema.AREA_NAME, "Ward", width=24),
    text(schema.DISTRICT, "District", width=22),
    number(schema.FELT_UNSAFE, "Felt unsafe", "Reports such as Street Safe's, as given."),
    number(schema.DEFICIT, "Survey deficit", "The higher, the worse.", decimals=1),
)
