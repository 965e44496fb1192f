"""What was done in the harm spots, and beside it what was recorded there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hotspots import care, product_files, schema, words
from hotspots.analyse.patrols.patrol_figures import (
    LAST_WEEKS,
    OFFENCES_BEFORE,
    VISITS,
    WEEK,
    WHOLE_WEEK,
    PatrolFigures,
    patrol_figures,
)
from hotspots.analyse.patrols.patrol_params import PatrolFiguresParams
from hotspots.errors import NoRowsError
from hotspots.file_names import days_in_name
from hotspots.render.patrols.patrol_page import write_patrol_page, write_patrol_tables
from hotspots.study import receipt as receipts
from hotspots.study.executor import Progress, no_progress
from hotspots.study.inputs import Inputs
from hotspots.study.patrols.journeys import PATROL_FIGURES
from hotspots.study.reading import load
from hotspots.study.run import INDEX_PAGE, Run, new_run
from hotspots.study.selected import counted_selection
from hotspots.words import days

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspots.load.findings import LoadedOffences
    from hotspots.profile import ForceProfile
    from hotspots.render.stamp import ProductStamp
    from hotspots.selection import Selection

MONTHS_ALONE: Final = (
    "These offences are known to the month alone: each is counted in the period that holds the "
    "first day of its month."
)


def report_patrols(  # noqa: PLR0913 - a journey is told all that it needs to know
    inputs: Inputs,
    *,
    patrols: pd.DataFrame,
    spots: gpd.GeoDataFrame,
    period: tuple[date, date],
    maps: Path,
    made_at: datetime,
    name: str | None = None,
    params: PatrolFiguresParams | None = None,
    progress: Progress = no_progress,
) -> Run[PatrolFigures]:
    """Write what was done in the harm spots in force: by week, by spot, against what is aimed at.

    Parameters
    ----------
    inputs : Inputs
        Offences and boundaries: offences stand beside the minutes.
    patrols : DataFrame
        ``schema.PATROL_COLUMNS``, from the ledger.
    spots : GeoDataFrame
        The spots in force, an analyst's edits applied: ``spot_id``, ``name``, ``district``,
        ``rank`` and outlines.
    period : (date, date)
        First and last day.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    name : str, optional
        Of the run's folder; by default made from the time.
    params : PatrolFiguresParams, optional

    Raises
    ------
    NoRowsError
        When no spot is in force.
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    if spots.empty:
        raise NoRowsError(
            "No harm spot is in force. Adopt those of a run first: `hotspots spots adopt`."
        )
    params = params or PatrolFiguresParams()
    with new_run(PATROL_FIGURES, maps=maps, made_at=made_at, name=name) as run:
        study_area, loaded = load(inputs, progress=progress)
        selection = counted_selection(inputs.profile, None, loaded.offences)
        offences = _beside_patrols(loaded.offences, selection, inputs.profile)
        figures = patrol_figures(
            patrols,
            spots,
            period=period,
            offences=offences,
            offences_from=loaded.period[0],
            params=params,
        )
        stamp = run.stamp(
            inputs.profile,
            loaded,
            period=days(*period),
            when=days_in_name(*period),
            method=_method(params, selection.label.lower()),
            caveats=_caveats(figures, loaded),
        )
        _write(run.folder, figures, stamp)
        run.write_receipt(
            stamp,
            inputs.profile,
            days=receipts.of_days(*period),
            params=params,
            found={"patrols": _of_patrols(figures)},
            inputs=receipts.of_inputs(loaded, study_area),
            set_aside=loaded.set_aside,
        )
    return run.finished(figures)


def _beside_patrols(
    offences: gpd.GeoDataFrame, selection: Selection, profile: ForceProfile
) -> gpd.GeoDataFrame:
    discovered = profile.police_discovered.holds(offences)
    return offences[selection.holds(offences) & ~discovered & ~care.sensitive(offences)]


def _write(folder: Path, figures: PatrolFigures, stamp: ProductStamp) -> None:
    """Write the tables, and the page that links to them."""
    files = write_patrol_tables(
        folder, figures.by_week, figures.by_spot, figures.by_district, stamp
    )
    write_patrol_page(
        folder / INDEX_PAGE,
        sentences=sentences_of(figures),
        figures=figures_in_words(figures),
        by_week=figures.by_week,
        by_spot=figures.by_spot,
        by_district=figures.by_district,
        target=figures.params.weekly_interactions,
        files={**files, **product_files.EVERY_RUN},
        stamp=stamp,
    )


def sentences_of(figures: PatrolFigures) -> list[str]:
    """Return what a commander should know first."""
    target = figures.params.weekly_interactions
    whole = figures.by_week[figures.by_week[WHOLE_WEEK]]
    said = list(_recently(figures))
    if len(whole) > LAST_WEEKS:
        reached = int((whole[schema.INTERACTIONS] >= target).sum())
        mean = whole[schema.INTERACTIONS].mean()
        said.append(
            f"All {len(whole)} whole weeks: {mean:,.0f} interactions a week on average; {reached} "
            f"of them reached {target:,}."
        )
    spots = len(figures.by_spot)
    said.append(
        f"{spots - figures.never_visited} of {spots} harm spots in force had a visit"
        + (f"; {figures.never_visited} had none." if figures.never_visited else ".")
    )
    unknown = int(figures.by_week["visits_without_interactions"].sum())
    if unknown:
        said.append(
            f"{unknown:,} of {figures.visits:,} visits do not say how many people were spoken to, "
            "so the true number of interactions may be higher."
        )
    return said


def _recently(figures: PatrolFigures) -> Iterator[str]:
    """Give the last whole week, and the last four where there is more than one."""
    target, weeks = figures.params.weekly_interactions, figures.last_weeks
    if weeks.empty:
        return
    last = weeks.iloc[-1]
    monday = last[WEEK].date()
    yield (
        f"Last week ({days(monday, monday + timedelta(days=6))}): "
        f"{words.plural(int(last[schema.INTERACTIONS]), 'interaction')} against {target:,} aimed "
        f"at, in {words.plural(int(last[VISITS]), 'visit')}."
    )
    if len(weeks) > 1:
        reached = int((weeks[schema.INTERACTIONS] >= target).sum())
        yield (
            f"Last {len(weeks)} weeks: {weeks[schema.INTERACTIONS].mean():,.0f} interactions a "
            f"week on average; {reached} of them reached {target:,}."
        )


def figures_in_words(figures: PatrolFigures) -> list[tuple[str, str]]:
    """Return the headline figures as label and value."""
    share = figures.share_in_range
    low, high = figures.params.shortest_minutes, figures.params.longest_minutes
    return [
        *_recent_figures(figures),
        ("Visits in the period", f"{figures.visits:,}"),
        ("Hours in harm spots", f"{figures.minutes / 60:,.0f}"),
        (
            f"Visits of {low:g} to {high:g} minutes",
            "no visit" if math.isnan(share) else words.share(share),
        ),
        ("Spots never visited", f"{figures.never_visited:,}"),
    ]


def _recent_figures(figures: PatrolFigures) -> list[tuple[str, str]]:
    weeks = figures.last_weeks
    if weeks.empty:
        return [("Interactions", f"{figures.interactions:,}")]
    last = weeks.iloc[-1]
    return [
        ("Interactions last week", f"{last[schema.INTERACTIONS]:,}"),
        (
            f"Interactions a week, last {len(weeks)} weeks",
            words.number(float(weeks[schema.INTERACTIONS].mean())),
        ),
        ("Visits last week", f"{last[VISITS]:,}"),
    ]


def _method(params: PatrolFiguresParams, selection: str) -> str:
    return (
        "Visits to harm spots as entered, imported or read from GPS tracks; a track's visit counts "
        "where nobody entered one of the same spot within 30 minutes of it. A visit should last "
        f"{params.shortest_minutes:g} to {params.longest_minutes:g} minutes. Offences: {selection}."
    )


def _caveats(figures: PatrolFigures, loaded: LoadedOffences) -> list[str]:
    caveats = [
        "Offences beside minutes show no effect: officers are sent to where offences are many.",
    ]
    if figures.elsewhere:
        caveats.append(
            f"{figures.elsewhere:,} visits were to spots that are no longer in force: they count "
            "by week and not by spot."
        )
    first, last = loaded.period
    if first > figures.period[0] or last < figures.period[1]:
        caveats.append(
            f"Offences are known for {days(*loaded.period)} only: those of the other "
            "days are not counted."
        )
    if figures.by_spot[OFFENCES_BEFORE].isna().all():
        caveats.append(
            "Offences just before the period are not shown: the offences given do not reach as far "
            "back as the period is long."
        )
    if (loaded.offences[schema.TIME_PRECISION] == schema.TimePrecision.MONTH).any():
        caveats.append(MONTHS_ALONE)
    return caveats


def _of_patrols(figures: PatrolFigures) -> dict[str, Any]:
    return {
        "visits": figures.visits,
        "interactions": figures.interactions,
        "minutes": figures.minutes,
        "counted_twice_and_left_out": figures.counted_twice,
        "to_spots_no_longer_in_force": figures.elsewhere,
        "spots_in_force": len(figures.by_spot),
        "spots_never_visited": figures.never_visited,
        "sentences": sentences_of(figures),
    }
