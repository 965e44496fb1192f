"""When to visit the harm spots in one week: a slot card a spot, the plan by day, and a form."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hotspots import product_files, schema
from hotspots.analyse.patrols.duty_week import monday_of
from hotspots.analyse.patrols.patrol_params import PatrolPlanParams
from hotspots.analyse.patrols.patrol_slots import PatrolPlan, plan_patrols
from hotspots.analyse.patrols.patrolled_spots import described_spots, ordered_spots
from hotspots.analyse.patrols.spot_weeks import SpotWeeks, spot_weeks
from hotspots.analyse.streets.street_words import told_by_streets
from hotspots.file_names import days_in_name
from hotspots.load.offence_codes import read_offence_codes
from hotspots.render.patrols.slot_card_tables import write_plan_csv, write_plan_tables
from hotspots.render.run_index import write_run_index
from hotspots.study import receipt as receipts
from hotspots.study.executor import Progress, call_up, no_progress, run_tasks
from hotspots.study.harm_maps.harm_analysis import NOT_MAPPED, HarmAnalysis, analyse_harm
from hotspots.study.harm_maps.journeys import HarmMapParams
from hotspots.study.inputs import Inputs
from hotspots.study.parameters import as_mapping
from hotspots.study.patrols.journeys import PATROL_PLAN
from hotspots.study.patrols.patrol_plan_products import (
    DistrictPlanProducts,
    district_products,
    plan_facts,
    summary_of,
    write_district_plan,
)
from hotspots.study.patrols.patrol_plan_words import caveats_of_plan, method_of_plan, period_of_plan
from hotspots.study.reading import load
from hotspots.study.run import INDEX_PAGE, Run, new_run
from hotspots.study.run_folder import district_folders
from hotspots.study.selected import chosen_districts, chosen_indices, chosen_selection, places_of
from hotspots.study.street_layer import find_streets

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.load.boundaries import StudyArea
    from hotspots.load.findings import LoadedOffences
    from hotspots.load.street_store import Box
    from hotspots.render.stamp import ProductStamp
    from hotspots.study.past_spots import PastSpots
    from hotspots.study.street_layer import StreetLayer

STREETS_AROUND_M: Final = 1_000.0
FOUND_HERE: Final = "found in these offences"


@dataclass(frozen=True, kw_only=True)
class SpotsToPatrol:
    """Harm spots that were chosen elsewhere: a set in force, or those of a named run.

    Attributes
    ----------
    spots : GeoDataFrame
        ``spot_id`` and outlines in the force's projected system, with as many of
        ``schema.HARM_SPOT_COLUMNS`` as are known.
    called : str
        Where they are from, in a few words: "the set in force".
    """

    spots: gpd.GeoDataFrame
    called: str


@dataclass(frozen=True, kw_only=True)
class PlannedWeek:
    """The spots that are visited, what is expected in them by hour, and the plan."""

    spots: gpd.GeoDataFrame
    weeks: SpotWeeks
    plan: PatrolPlan


def plan_the_week(  # noqa: PLR0913 - a journey is told all that it needs to know
    inputs: Inputs,
    *,
    week_of: date,
    maps: Path,
    made_at: datetime,
    name: str | None = None,
    districts: Sequence[str] = (),
    chosen: SpotsToPatrol | None = None,
    past: PastSpots | None = None,
    harm: HarmMapParams | None = None,
    params: PatrolPlanParams | None = None,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> Run[PlannedWeek]:
    """Plan a week's visits to the harm spots, and write each district's cards, page and sheets.

    Parameters
    ----------
    inputs : Inputs
    week_of : date
        Any day of the week that is planned; weeks begin on Monday.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    name : str, optional
        Of the run's folder; by default made from the time.
    districts : sequence of str, optional
        Whose plan is written; by default all of the force's. A district's plan is the same
        whichever others are asked for.
    chosen : SpotsToPatrol, optional
        Spots that were chosen elsewhere. By default the spots are found as the harm map finds
        them.
    past : PastSpots, optional
        The set in force and analysts' edits, for spots that are found here.
    harm : HarmMapParams, optional
        How spots are found, and in which index harm is counted.
    params : PatrolPlanParams, optional
    executor : Executor, optional
        Takes one task a district.

    Raises
    ------
    NoRowsError
        When there is no offence, or no harm spot.
    SettingsError
        When a district is not the force's.
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params, harm = params or PatrolPlanParams(), harm or HarmMapParams()
    wanted = chosen_districts(inputs.profile, districts)
    with new_run(PATROL_PLAN, maps=maps, made_at=made_at, name=name) as run:
        call_up(executor, write_district_plan)
        study_area, loaded = load(inputs, unread=NOT_MAPPED, progress=progress)
        analysis = _analysed(inputs, study_area, loaded, past, harm, progress)
        streets = find_streets(inputs, study_area)
        spots, weeks, plan = _planned(analysis, chosen, week_of, streets, params, progress)
        called = chosen.called if chosen else FOUND_HERE
        stamp = run.stamp(
            inputs.profile,
            loaded,
            period=period_of_plan(week_of, analysis.period),
            method=method_of_plan(analysis, weeks, params, called),
            caveats=caveats_of_plan(analysis, weeks, loaded),
            when=days_in_name(monday_of(week_of)),
        )
        facts = plan_facts(stamp, params, week_of, hours_known=weeks.hours_known)
        folders = district_folders(inputs.profile.district_names)
        products = [
            district_products(
                run.folder / folders[each], each, spots, plan, facts, study_area, streets
            )
            for each in wanted
        ]
        run_tasks(
            executor,
            [(write_district_plan, (each,)) for each in products],
            step="Writing cards, pages and sheets",
            writing_in=run.folder,
            progress=progress,
        )
        _write_tables(run.folder, products, stamp)
        run.write_receipt(
            stamp,
            inputs.profile,
            days={"week_of": facts.monday, **receipts.of_days(*loaded.period)},
            params={**as_mapping(params), "harm_spots": as_mapping(harm)},
            found={"plan": _of_plan(spots, weeks, plan, wanted, called)},
            inputs=receipts.of_inputs(loaded, study_area),
            set_aside=loaded.set_aside,
        )
        _write_front(run.folder, inputs, products, stamp)
    return run.finished(PlannedWeek(spots=spots, weeks=weeks, plan=plan))


def _analysed(
    inputs: Inputs,
    study_area: StudyArea,
    loaded: LoadedOffences,
    past: PastSpots | None,
    harm: HarmMapParams,
    progress: Progress,
) -> HarmAnalysis:
    """Find the harm spots exactly as the harm map does."""
    return analyse_harm(
        loaded.offences,
        study_area.districts,
        period=loaded.period,
        selection=chosen_selection(inputs.profile, harm.selection),
        indices=chosen_indices(harm.index),
        police_discovered=inputs.profile.police_discovered,
        places=places_of(inputs.profile),
        offence_names=read_offence_codes().offence,
        past=past,
        full_points=loaded.full_places,
        with_surfaces=False,
        params=harm,
        progress=progress,
    )


def _planned(
    analysis: HarmAnalysis,
    chosen: SpotsToPatrol | None,
    week_of: date,
    streets: StreetLayer | None,
    params: PatrolPlanParams,
    progress: Progress,
) -> tuple[gpd.GeoDataFrame, SpotWeeks, PatrolPlan]:
    """Plan the week of every spot of the force."""
    progress("Planning the week", 0, 1)
    found = chosen.spots if chosen else analysis.spots
    ordered = ordered_spots(found, analysis.districts)
    weeks = spot_weeks(
        analysis.selected,
        ordered,
        harm=schema.harm_column(analysis.index.key),
        transform=analysis.params.spots.transform,
        cap=analysis.params.spots.cap,
    )
    zone = str(analysis.offences[schema.FROM_TIME].dt.tz)
    plan = plan_patrols(ordered, weeks, week_of=week_of, zone=zone, params=params)
    spots = described_spots(
        ordered,
        found,
        analysis.selected,
        weeks,
        offence_names=read_offence_codes().offence,
        called=analysis.selection.label.lower(),
    )
    if streets is not None:
        spots = told_by_streets(spots, streets.streets(_reach(spots)))
    progress("Planning the week", 1, 1)
    return spots, weeks, plan


def _reach(spots: gpd.GeoDataFrame) -> Box | None:
    """Return the box that holds the spots and the streets that cross there."""
    if spots.empty:
        return None
    west, south, east, north = map(float, spots.total_bounds)
    return (
        west - STREETS_AROUND_M,
        south - STREETS_AROUND_M,
        east + STREETS_AROUND_M,
        north + STREETS_AROUND_M,
    )


def _of_plan(
    spots: gpd.GeoDataFrame,
    weeks: SpotWeeks,
    plan: PatrolPlan,
    districts: Sequence[str],
    called: str,
) -> dict[str, Any]:
    """Return what the receipt says of the plan, by each district that was asked for."""
    of_spot = dict(zip(spots[schema.SPOT_ID], spots[schema.DISTRICT], strict=True))
    coverage = plan.coverage.assign(**{schema.DISTRICT: plan.coverage[schema.SPOT_ID].map(of_spot)})
    return {
        "harm_spots": called,
        "hours_known": weeks.hours_known,
        "offences_that_a_districts_week_is_worth": round(weeks.worth, 2),
        "by_district": {district: _of_district(district, coverage, plan) for district in districts},
    }


def _of_district(district: str, coverage: Any, plan: PatrolPlan) -> dict[str, Any]:  # noqa: ANN401 - a table
    own = coverage[coverage[schema.DISTRICT] == district]
    left = plan.unfitted[plan.unfitted[schema.DISTRICT] == district]
    shares = {
        name: None if own[name].isna().all() else round(float(own[name].mean()), 4)
        for name in (schema.COVERED_SHARE, schema.RANDOM_SHARE, schema.BEST_SHARE)
    }
    return {
        "harm_spots": len(own),
        "visits": int(own[schema.PLANNED_VISITS].sum()),
        "in_the_night_time_economy": int(own[schema.NIGHT_VISITS].sum()),
        "not_fitted": int(left[schema.UNFITTED_VISITS].sum()),
        **shares,
    }


def _write_tables(
    folder: Path, products: Sequence[DistrictPlanProducts], stamp: ProductStamp
) -> None:
    """Write the plan of all districts: the form to fill in, and the workbook."""
    plans = [each.plan for each in products]
    write_plan_csv(folder / stamp.file_name(product_files.PATROL_FORM), plans, stamp)
    write_plan_tables(folder, plans, stamp)


def _write_front(
    folder: Path, inputs: Inputs, products: Sequence[DistrictPlanProducts], stamp: ProductStamp
) -> None:
    """Write the page that a person opens first."""
    areas = {each.name: each.local_policing_area for each in inputs.profile.districts}
    write_run_index(
        folder / INDEX_PAGE,
        title="Patrol plan",
        stamp=stamp,
        force=None,
        districts=[summary_of(each, areas[each.plan.facts.district]) for each in products],
        run_files={
            "Plan of all districts, to fill in (CSV)": stamp.file_name(product_files.PATROL_FORM),
            **product_files.EVERY_RUN,
        },
    )
