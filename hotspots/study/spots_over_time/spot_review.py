"""Keep or retire: the harm spots in force, judged on the offences that came after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import product_files, schema
from hotspots.analyse.harm import weigh_offences
from hotspots.analyse.patrols.patrol_figures import patrol_figures
from hotspots.analyse.periods import Period
from hotspots.analyse.spots.harm_spots import find_harm_spots
from hotspots.analyse.spots.standing_edits import StandingEdits
from hotspots.analyse.spots_over_time.spot_review import (
    PeriodOffences,
    ReviewTask,
    SpotReview,
    review_spots,
)
from hotspots.analyse.temporal import period_years
from hotspots.errors import SettingsError
from hotspots.file_names import days_in_name
from hotspots.load.offence_codes import read_offence_codes
from hotspots.render.spots_over_time.spot_review_page import (
    write_spot_review_page,
    write_spot_review_pdf,
)
from hotspots.render.spots_over_time.spot_review_tables import (
    write_spot_review_csv,
    write_spot_review_xlsx,
)
from hotspots.study import receipt as receipts
from hotspots.study.executor import Progress, no_progress
from hotspots.study.past_spots import PastSpots, edits_that_stand, spots_in_force_now
from hotspots.study.run import INDEX_PAGE, Run, new_run
from hotspots.study.selected import (
    chosen_indices,
    counted_selection,
    moments,
    places_of,
    select_offences,
)
from hotspots.study.spots_over_time.journeys import (
    REVIEW_TITLE,
    SPOT_REVIEW,
    SpotReviewJourneyParams,
)
from hotspots.study.spots_over_time.review_periods import ReviewPeriods, review_periods
from hotspots.study.spots_over_time.spot_review_words import (
    review_caveats,
    review_figures,
    review_in_words,
    review_method,
    review_receipt,
)
from hotspots.study.years import Years, load_years

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.harm_index import HarmIndex
    from hotspots.profile import ForceProfile
    from hotspots.render.stamp import ProductStamp
    from hotspots.selection import Selection
    from hotspots.study.inputs import Inputs

# With fewer offences than this a place says nothing, however short the period.
FEWEST_OFFENCES: Final = 3


def review_harm_spots(
    inputs: Inputs,
    *,
    past: PastSpots,
    maps: Path,
    made_at: datetime,
    name: str | None = None,
    patrols: pd.DataFrame | None = None,
    params: SpotReviewJourneyParams | None = None,
    progress: Progress = no_progress,
) -> Run[SpotReview]:
    """Say of each harm spot in force whether to keep, watch or retire it.

    Parameters
    ----------
    inputs : Inputs
        Offences of the time after the spots were chosen and, to compare, of the time before. Its
        period, if any, is what they are judged on.
    past : PastSpots
        The set in force, and the edits that stand.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    name : str, optional
    patrols : DataFrame, optional
        ``schema.PATROL_COLUMNS``: minutes of patrol are set beside the counts.
    params : SpotReviewJourneyParams, optional

    Raises
    ------
    SettingsError
        When no set is in force.
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params = params or SpotReviewJourneyParams()
    profile = inputs.profile
    if past.in_force is None or spots_in_force_now(past, crs=profile.crs).empty:
        raise SettingsError(
            "No set of harm spots is in force, so there is none to keep or retire. Adopt a run's: "
            "`hotspots spots adopt`."
        )
    with new_run(SPOT_REVIEW, maps=maps, made_at=made_at, name=name) as run:
        years = load_years(inputs, progress=progress)
        periods = review_periods(past.in_force, years.cover, inputs.period)
        edits = edits_that_stand(past)
        spots = spots_in_force_now(past, crs=profile.crs, districts=years.study_area.districts)
        task = _task(profile, spots, years, periods, edits, patrols, params, progress)
        review = _reviewed(task, params)
        progress("Judging the harm spots in force", 2, 2)
        stamp = run.stamp(
            profile,
            years.loaded,
            period=periods.now.in_words,
            when=days_in_name(periods.now.first, periods.now.last),
            method=review_method(params, periods, chosen_indices(params.index)[0]),
            caveats=review_caveats(review, periods, edits, with_patrols=patrols is not None),
        )
        label = _counted(profile, years.loaded.offences, params).label.lower()
        sentences, figures = review_in_words(review, periods, label), review_figures(review)
        _write_sheets(run.folder, review, stamp, sentences, figures)
        run.write_receipt(
            stamp,
            profile,
            days=receipts.of_days(periods.now.first, periods.now.last),
            params=params,
            found={"spot_review": review_receipt(review, periods, past)},
            inputs=receipts.of_inputs(years.loaded, years.study_area),
            set_aside=years.loaded.set_aside,
        )
        write_spot_review_page(
            run.folder / INDEX_PAGE,
            review.table,
            review.missed,
            stamp,
            title=REVIEW_TITLE,
            sentences=sentences,
            figures=figures,
            files={**stamp.file_names(product_files.SPOT_REVIEW), **product_files.EVERY_RUN},
        )
    return run.finished(review)


def _reviewed(task: ReviewTask, params: SpotReviewJourneyParams) -> SpotReview:
    return review_spots(
        task,
        spot_params=params.spots,
        params=params.review,
        identity=params.identity,
        seed=params.seed,
    )


def _write_sheets(
    folder: Path,
    review: SpotReview,
    stamp: ProductStamp,
    sentences: Sequence[str],
    figures: Sequence[tuple[str, str]],
) -> None:
    table, missed = review.table, review.missed
    write_spot_review_csv(folder / stamp.file_name(product_files.SPOT_REVIEW["CSV"]), table, stamp)
    write_spot_review_xlsx(
        folder / stamp.file_name(product_files.SPOT_REVIEW["Excel"]),
        table,
        missed,
        stamp,
        title=REVIEW_TITLE,
    )
    write_spot_review_pdf(
        folder / stamp.file_name(product_files.SPOT_REVIEW["To print (PDF)"]),
        table,
        missed,
        stamp,
        title=REVIEW_TITLE,
        sentences=sentences,
        figures=figures,
    )


def _task(
    profile: ForceProfile,
    spots: gpd.GeoDataFrame,
    years: Years,
    periods: ReviewPeriods,
    edits: StandingEdits | None,
    patrols: pd.DataFrame | None,
    params: SpotReviewJourneyParams,
    progress: Progress,
) -> ReviewTask:
    """Weigh and select the offences of both periods, and find what the later would choose."""
    step = "Judging the harm spots in force"
    progress(step, 0, 2)
    indices = chosen_indices(params.index)
    selected = _selected(years, profile, indices, params)
    districts = years.study_area.districts
    now = _within(selected, periods.now)
    known = periods.is_later and not periods.then_is_lacking
    then = _within(selected, periods.then) if known else None
    vetoed = StandingEdits(barred=edits.vetoed) if edits else None
    today = _chosen_today(now, periods, len(spots), years, profile, indices, params, vetoed)
    progress(step, 1, 2)
    return ReviewTask(
        spots=spots,
        now=now,
        then=then,
        is_later=periods.is_later,
        today=today,
        study_area_m2=float(districts.union_all().area),
        index_key=indices[0].key,
        per_district=params.spots.count_per == "district",
        patrol_minutes=None if patrols is None else _minutes(patrols, spots, periods.now),
    )


def _counted(
    profile: ForceProfile, offences: gpd.GeoDataFrame, params: SpotReviewJourneyParams
) -> Selection:
    return counted_selection(
        profile,
        params.selection,
        offences,
        include_police_discovered=params.include_police_discovered,
    )


def _selected(
    years: Years,
    profile: ForceProfile,
    indices: tuple[HarmIndex, ...],
    params: SpotReviewJourneyParams,
) -> gpd.GeoDataFrame:
    weighed = weigh_offences(years.loaded.offences, indices)
    selection = _counted(profile, weighed, params)
    discovered = None if params.include_police_discovered else profile.police_discovered
    return select_offences(weighed, selection, discovered).at_places


def _within(selected: gpd.GeoDataFrame, period: Period) -> PeriodOffences:
    inside = period.holds(selected[schema.FROM_TIME])
    return PeriodOffences(offences=selected[inside], years=period_years(period.first, period.last))


def _chosen_today(
    now: PeriodOffences,
    periods: ReviewPeriods,
    count: int,
    years: Years,
    profile: ForceProfile,
    indices: tuple[HarmIndex, ...],
    params: SpotReviewJourneyParams,
    vetoed: StandingEdits | None,
) -> gpd.GeoDataFrame:
    """Return as many places as are in force, as the later offences would have them chosen.

    None of them lies on vetoed ground. Fewer offences make a spot where the period is shorter than
    the one that the spots in force were chosen on.
    """
    pace = now.years / period_years(periods.then.first, periods.then.last)
    fewest = max(FEWEST_OFFENCES, round(params.spots.min_offences * pace))
    wanted = params.spots
    if wanted.count_per == "force":
        wanted = replace(wanted, count=count, share_of_area=None)
    return find_harm_spots(
        now.offences,
        index_key=indices[0].key,
        params=replace(wanted, min_offences=fewest),
        districts=years.study_area.districts,
        places=places_of(profile),
        period_years=now.years,
        period=moments(
            (periods.now.first, periods.now.last), str(now.offences[schema.FROM_TIME].dt.tz)
        ),
        seed=params.seed,
        offence_names=read_offence_codes().offence,
        selection_label=_counted(profile, now.offences, params).label.lower(),
        edits=vetoed,
        mostly_inside=params.identity.mostly_inside,
        full_points=years.loaded.full_places,
    )


def _minutes(patrols: pd.DataFrame, spots: gpd.GeoDataFrame, period: Period) -> dict[str, float]:
    figures = patrol_figures(patrols, spots, period=(period.first, period.last)).by_spot
    return dict(zip(figures[schema.SPOT_ID], figures[schema.MINUTES], strict=True))
