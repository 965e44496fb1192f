"""Whom to visit after a burglary: each district's list of homes, best first, in every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import product_files, words
from hotspots.analyse.cocoons.cocoon_list import CocoonList
from hotspots.analyse.cocoons.cocoon_reach import Reach, reached_homes, victims_of
from hotspots.analyse.cocoons.cocooning import cocoon_from_reach
from hotspots.analyse.cocoons.crowds import crowds_of
from hotspots.analyse.cocoons.ground import AROUND_M, StraightGround, StreetGround
from hotspots.analyse.cocoons.list_changes import listing_rows
from hotspots.analyse.cocoons.live_burglaries import live_burglaries
from hotspots.analyse.cocoons.told_homes import told_homes
from hotspots.analyse.cocoons.visit_exclusions import next_list_exclusions
from hotspots.errors import NoRowsError
from hotspots.file_names import days_in_name
from hotspots.load.address_store import read_addresses, require_same_areas, store_facts
from hotspots.render.run_index import write_run_index
from hotspots.render.stamp import ProductStamp
from hotspots.study import receipt as receipts
from hotspots.study.cocoons.addresses import notes_on_homes
from hotspots.study.cocoons.cocoon_products import (
    DistrictProducts,
    expiry_of,
    facts_of,
    moment_in_words,
    products_of,
    summary_of,
    write_aftercare,
    write_district,
)
from hotspots.study.cocoons.journeys import VISIT_LISTS, CocoonJourneyParams
from hotspots.study.cocoons.local_ratios import LocalRatios, fit_locally
from hotspots.study.executor import Progress, call_up, no_progress, run_tasks
from hotspots.study.inputs import Inputs
from hotspots.study.reading import load
from hotspots.study.retention import Retention
from hotspots.study.run import INDEX_PAGE, Run, RunWriter, new_run
from hotspots.study.run_folder import district_folders
from hotspots.study.selected import chosen_districts
from hotspots.study.street_layer import find_streets

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.cocoons.ground import Ground
    from hotspots.load.boundaries import StudyArea
    from hotspots.load.findings import LoadedOffences
    from hotspots.study.street_layer import StreetLayer

# What near repeat is fitted to: the last year, as far as it is known. Longer ago says less of now.
FITTED_DAYS: Final = 365.0


@dataclass(frozen=True, kw_only=True)
class Past:
    """What was done before, from the ledger: visits, last lists, and the first list's moment."""

    visits: pd.DataFrame | None = None
    lists: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    first_list: datetime | None = None


# Takes a run's name, and the rows of each district's list that a ledger keeps.
Keep = Callable[[str, Mapping[str, pd.DataFrame]], None]


@dataclass(frozen=True, kw_only=True)
class VisitLists:
    """Each district's list, and the rows of it that a ledger keeps."""

    lists: Mapping[str, CocoonList]
    listings: Mapping[str, pd.DataFrame]


def make_visit_lists(  # noqa: PLR0913 - a journey is told all that it needs to know
    inputs: Inputs,
    *,
    addresses: Path,
    as_of: datetime,
    maps: Path,
    made_at: datetime,
    issued_at: datetime | None = None,
    name: str | None = None,
    districts: Sequence[str] = (),
    past: Past | None = None,
    keep: Keep | None = None,
    params: CocoonJourneyParams | None = None,
    retention: Retention | None = None,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> Run[VisitLists]:
    """Make each district's list of homes to visit, as of a moment.

    Parameters
    ----------
    inputs : Inputs
        Offences with days and times, and boundaries.
    addresses : Path
        The converted addresses.
    as_of : datetime
        Aware. Nothing that was reported later is used.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    issued_at : datetime, optional
        When the lists were handed out, for the ledger; by default when they were made.
    name : str, optional
        Of the run's folder.
    districts : sequence of str, optional
        By default all of the force's.
    past : Past, optional
        From the ledger: whom to leave out, whom to bring back, what is new.
    keep : callable, optional
        Records the lists in a ledger. It is called when all is written and nothing can be seen yet:
        what was handed out is known to the next list, and what cannot be kept is not handed out.
    params : CocoonJourneyParams, optional
    retention : Retention, optional
        Says when the lists expire.
    executor : Executor, optional
        Takes one task a district.

    Raises
    ------
    InputError
        When the offences are known to the month alone, as in data.police.uk.
    NoRowsError
        When there is no live burglary as of then; the message says which moment has some.
    HotspotsError
        Whatever else keeps the lists from being made; nothing is left in ``maps``.
    """
    params = params or CocoonJourneyParams()
    past = past or Past()
    kept_for = (retention or Retention()).lists
    chosen = chosen_districts(inputs.profile, districts)
    gaps = require_same_areas(addresses, districts=inputs.profile.district_names)
    with new_run(VISIT_LISTS, maps=maps, made_at=made_at, name=name) as run:
        call_up(executor, _list_of)
        study_area, loaded = load(inputs, progress=progress)
        reached = _reached(inputs, loaded, study_area, addresses, chosen, as_of, params, progress)
        lists = _lists(reached, as_of, past, params, executor, progress)
        notes = (*map(words.sentence, gaps), *notes_on_homes(reached.homes, study_area))
        stamp = _stamp(run, inputs, loaded, params, as_of, notes)
        products = _products(run.folder, inputs, reached, lists, stamp, study_area, past, kept_for)
        run_tasks(
            executor,
            [(write_district, (each,)) for each in products],
            step="Writing lists, maps and letters",
            writing_in=run.folder,
            progress=progress,
        )
        run.write_receipt(
            stamp,
            inputs.profile,
            days={"as_of": as_of, "expires": expiry_of(as_of, made_at, kept_for)},
            params=params,
            found={
                "addresses": asdict(store_facts(addresses)),
                "lists": {
                    each: facts_of(told, lists[each], reached.ratios[each])
                    for each, told in zip(chosen, products, strict=True)
                },
            },
            inputs=receipts.of_inputs(loaded, study_area),
            set_aside=loaded.set_aside,
        )
        for each in products:
            write_aftercare(each)
        _write_front(run.folder, inputs, products, stamp)
        listings = _listings(lists, run.final.name, issued_at or made_at)
        if keep is not None:
            keep(run.final.name, listings)
    return run.finished(VisitLists(lists=lists, listings=listings))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Reached:
    """The homes around live burglaries, near repeat in each chosen district, and the streets."""

    homes: gpd.GeoDataFrame
    reach: Reach
    ratios: Mapping[str, LocalRatios]
    streets: StreetLayer | None


def _reached(
    inputs: Inputs,
    loaded: LoadedOffences,
    study_area: StudyArea,
    addresses: Path,
    districts: Sequence[str],
    as_of: datetime,
    params: CocoonJourneyParams,
    progress: Progress,
) -> _Reached:
    live = _burglaries(inputs, loaded, as_of, params.cocoon.window_days)
    _require_live(live, loaded, as_of)
    step = "Finding homes in reach"
    progress(step, 0, 2)
    known = _burglaries(inputs, loaded, as_of, FITTED_DAYS)
    ratios = fit_locally(known, districts, params.near_repeat)
    # Twice the radius: the streets of burgled homes must be there as a whole.
    homes = read_addresses(addresses, near=live, within_m=2 * params.cocoon.radius_m)
    progress(step, 1, 2)
    streets = find_streets(inputs, study_area)
    reach = reached_homes(
        homes,
        live,
        radius_m=params.cocoon.radius_m,
        lines=None if streets is None else StreetGround(streets.streets()),
    )
    progress(step, 2, 2)
    return _Reached(homes=homes, reach=reach, ratios=ratios, streets=streets)


def _lists(
    reached: _Reached,
    as_of: datetime,
    past: Past,
    params: CocoonJourneyParams,
    executor: Executor | None,
    progress: Progress,
) -> Mapping[str, CocoonList]:
    """Return each district's list, in the order in which they were chosen."""
    exclusions = _exclusions(past, victims_of(reached.reach), as_of, params)
    tasks = [
        _ListTask(
            district=district,
            reach=reached.reach.of_district(district),
            ratios=ratios,
            as_of=as_of,
            exclusions=exclusions,
            previous=past.lists.get(district),
            first_list=past.first_list,
            params=params,
            streets=reached.streets,
        )
        for district, ratios in reached.ratios.items()
    ]
    found = run_tasks(
        executor,
        [(_list_of, (each,)) for each in tasks],
        step="Finding whom to visit",
        progress=progress,
    )
    return dict(zip(reached.ratios, found, strict=True))


@dataclass(frozen=True, kw_only=True, eq=False)
class _ListTask:
    """What one district's list is made of; it travels to whichever process makes it."""

    district: str
    reach: Reach
    ratios: LocalRatios
    as_of: datetime
    exclusions: pd.DataFrame | None
    previous: pd.DataFrame | None
    first_list: datetime | None
    params: CocoonJourneyParams
    streets: StreetLayer | None


def _list_of(task: _ListTask) -> CocoonList:
    return cocoon_from_reach(
        task.reach,
        params=task.params.cocoon,
        as_of=task.as_of,
        fitted=task.ratios.fitted,
        district=task.district,
        exclusions=task.exclusions,
        previous=task.previous,
        first_list=task.first_list,
        ground=_ground(task.reach.homes, task.streets),
    )


def _products(
    folder: Path,
    inputs: Inputs,
    reached: _Reached,
    lists: Mapping[str, CocoonList],
    stamp: ProductStamp,
    study_area: StudyArea,
    past: Past,
    kept_for: timedelta,
) -> list[DistrictProducts]:
    """Gather what each district's folder is written from."""
    folders = district_folders(inputs.profile.district_names)
    crowds = crowds_of(reached.homes)
    products = [
        products_of(
            folder / folders[district],
            each,
            told_homes(each, reached.reach.burglaries, reached.homes, crowds),
            reached.ratios[district],
            stamp,
            study_area,
            past.lists.get(district),
            kept_for,
        )
        for district, each in lists.items()
    ]
    return [replace(each, streets=reached.streets) for each in products]


def _ground(homes: gpd.GeoDataFrame, streets: StreetLayer | None) -> Ground:
    """Return the streets around homes to walk along; straight lines where there are none."""
    if streets is None or homes.empty:
        return StraightGround()
    west, south, east, north = homes.total_bounds
    box = (west - AROUND_M, south - AROUND_M, east + AROUND_M, north + AROUND_M)
    return StreetGround(streets.streets(box))


def _listings(
    lists: Mapping[str, CocoonList], run_name: str, issued_at: datetime
) -> dict[str, pd.DataFrame]:
    return {
        district: listing_rows(each, list_id=f"{run_name}/{district}", issued_at=issued_at)
        for district, each in lists.items()
    }


def _burglaries(
    inputs: Inputs, loaded: LoadedOffences, as_of: datetime, window_days: float
) -> gpd.GeoDataFrame:
    selection = inputs.profile.selections[inputs.profile.burglary_selection]
    return live_burglaries(
        loaded.offences, selection=selection, as_of=as_of, window_days=window_days
    )


def _require_live(live: gpd.GeoDataFrame, loaded: LoadedOffences, as_of: datetime) -> None:
    if live.empty:
        last = loaded.period[1]
        raise NoRowsError(
            f"No burglary of a home is live as of {words.sortable_moment(as_of)}: the offences "
            f"run to {last}. Give newer offences, or ask for a list as of then.",
            options=(f"--as-of '{last} 08:00'",),
        )


def _exclusions(
    past: Past, victims: pd.DataFrame, as_of: datetime, params: CocoonJourneyParams
) -> pd.DataFrame | None:
    if past.visits is None or past.visits.empty:
        return None
    return next_list_exclusions(
        past.visits, as_of=as_of, window_days=params.cocoon.window_days, victims=victims
    )


def _stamp(
    run: RunWriter,
    inputs: Inputs,
    loaded: LoadedOffences,
    params: CocoonJourneyParams,
    as_of: datetime,
    notes: Sequence[str],
) -> ProductStamp:
    cocoon = params.cocoon
    risks = {
        "fitted": "the near-repeat ratios of the district's own burglaries",
        "promap": "ProMap's published weights",
        "flat": "the number of live burglaries in reach",
    }
    return run.stamp(
        inputs.profile,
        loaded,
        period=f"burglaries of the {cocoon.window_days:g} days to {moment_in_words(as_of)}",
        method=(
            f"Homes within {cocoon.radius_m:g} m of a live burglary, ranked by "
            f"{risks[cocoon.risk]}; in rounds of at most {cocoon.rounds.capacity} homes, "
            f"{cocoon.rounds.walk_km:g} km on foot and {cocoon.rounds.shift_minutes:g} minutes, "
            "victims and their next neighbours chosen first; the numbers are the way to walk. "
            f"Due {cocoon.service_level_hours:g} hours after the report."
        ),
        caveats=(
            *notes,
            "Risk compares homes; it is no probability of a burglary.",
            f"{cocoon.service_level_hours:g} hours is a service level, not a tested threshold.",
        ),
        when=days_in_name(as_of.date()),
    )


def _write_front(
    folder: Path, inputs: Inputs, products: Sequence[DistrictProducts], stamp: ProductStamp
) -> None:
    """Write the page that a person opens first."""
    areas = {each.name: each.local_policing_area for each in inputs.profile.districts}
    write_run_index(
        folder / INDEX_PAGE,
        title="Homes to visit",
        stamp=stamp,
        force=None,
        districts=[summary_of(each, areas[each.facts.district]) for each in products],
        run_files=product_files.EVERY_RUN,
    )
