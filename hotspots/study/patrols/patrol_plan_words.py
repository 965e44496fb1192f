"""A patrol plan in words: its period, its method, and what a reader must know of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from hotspots import words
from hotspots.analyse.patrols.duty_week import monday_of
from hotspots.analyse.weight_transform import WeightTransform
from hotspots.study.harm_maps.caveats import caveats_of
from hotspots.words import WEEKDAYS, days

if TYPE_CHECKING:
    from hotspots.analyse.patrols.patrol_params import PatrolPlanParams
    from hotspots.analyse.patrols.spot_weeks import SpotWeeks
    from hotspots.load.findings import LoadedOffences
    from hotspots.study.harm_maps.harm_analysis import HarmAnalysis

PAST_HOURS: Final = (
    "The expected hours are those of the offences of the period; a place whose hours have changed "
    "since is not followed until it is in the data."
)
NOT_EVIDENCE: Final = (
    "Visits of 10 to 15 minutes at irregular times follow Koper (1995). That this plan reduces "
    "harm here is not shown by planning it: record the patrols, and evaluate."
)
NO_HOURS: Final = (
    "The source gives months, without hours: the visits are spread evenly at random over the hours "
    "on duty, and no hours are shown."
)

_WEIGHED: Final = {
    WeightTransform.RAW: "the",
    WeightTransform.SQUARE_ROOT: "the square root of the",
    WeightTransform.CAPPED: "the capped",
}


def period_of_plan(week_of: date, period: tuple[date, date]) -> str:
    """Return ``week of 5 January 2026; offences of 1 January to 31 December 2025``."""
    monday = monday_of(week_of)
    week = days(monday, monday + timedelta(days=6))
    return f"week of {week}; offences of {days(*period)}"


def night_in_words(params: PatrolPlanParams) -> str:
    """Return ``Friday and Saturday 20:00–04:00``; empty without a night-time economy."""
    names = [WEEKDAYS[day] for day in params.night_days]
    if not names:
        return ""
    return f"{words.listed(names)} {params.night}"


def method_of_plan(
    analysis: HarmAnalysis, weeks: SpotWeeks, params: PatrolPlanParams, called: str
) -> str:
    """Return how the plan was made."""
    index, label = analysis.index, analysis.selection.label.lower()
    hours = (
        f"Expected hours: {label}, shared out over the hours in which each may lie (aoristic), "
        f"weighed by {_WEIGHED[analysis.params.spots.transform]} {index.name} {index.edition}, "
        "each offence speaking for hours like its own, and each spot's week drawn toward its "
        f"district's, which counts as {weeks.worth:.0f} offences (found by leaving one out)."
        if weeks.hours_known
        else "No hours are known; visits are spread evenly at random."
    )
    return (
        f"Harm spots: {called}. {hours} {params.visits_a_day} visits a day on average, "
        f"{params.minutes} minutes each, {params.duty}, {params.gap_minutes} minutes or more "
        f"between two visits to a spot, focus {params.focus:g}; each start is used in at most one "
        "week of four. "
        f"{params.pairs} pairs a district at once, on foot at "
        "4 km/h where spots are near, else by car at 30 km/h and 5 minutes more. "
        f"Seed {params.seed}."
    )


def caveats_of_plan(
    analysis: HarmAnalysis, weeks: SpotWeeks, loaded: LoadedOffences
) -> tuple[str, ...]:
    """Return what a reader must know, the plan's own first."""
    snapped = loaded.has_snapped_points
    own = (PAST_HOURS, NOT_EVIDENCE) if weeks.hours_known else (NO_HOURS, NOT_EVIDENCE)
    return (*own, *caveats_of(analysis, snapped=snapped, load_notes=loaded.notes))
