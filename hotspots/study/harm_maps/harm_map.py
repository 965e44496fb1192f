"""The main job: offences and boundaries in, harm-spot maps per policing district out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from hotspots import care, product_files, schema, words
from hotspots.analyse.harm import harm_totals
from hotspots.analyse.streets.street_words import told_by_streets
from hotspots.file_names import days_in_name
from hotspots.load.boundaries import StudyArea
from hotspots.load.offence_codes import read_offence_codes
from hotspots.render.marked_csv import write_marked_csv
from hotspots.render.run_index import DistrictSummary, write_run_index
from hotspots.render.stamp import ProductStamp
from hotspots.study import receipt as receipts
from hotspots.study.executor import Progress, call_up, doing, no_progress
from hotspots.study.harm_maps.caveats import caveats_of
from hotspots.study.harm_maps.harm_analysis import NOT_MAPPED, HarmAnalysis, analyse_harm
from hotspots.study.harm_maps.harm_products import (
    AreaProducts,
    around,
    near_to,
    neighbours_of,
    write_area,
)
from hotspots.study.harm_maps.harm_streets import (
    StreetAnalysis,
    map_streets,
    street_receipt,
    streets_of,
)
from hotspots.study.harm_maps.harm_words import figures_of, method_in_words
from hotspots.study.harm_maps.headline import headline
from hotspots.study.harm_maps.hexagons import map_hexagons
from hotspots.study.harm_maps.journeys import HARM_MAP, HarmMapParams
from hotspots.study.harm_maps.shifts_beside import (
    ShiftsAsked,
    map_shifts,
    require_hours,
    shifts_receipt,
)
from hotspots.study.harm_maps.since_last_run import since_last_run
from hotspots.study.harm_maps.spot_history import history_receipt, history_table
from hotspots.study.harm_maps.unclassed_surface import require_apart, write_unclassed_surface
from hotspots.study.inputs import Inputs
from hotspots.study.past_spots import PastSpots
from hotspots.study.reading import load, require_mappable
from hotspots.study.run import INDEX_PAGE, Run, new_run
from hotspots.study.run_folder import FORCE_FOLDER, district_folders, read_receipt
from hotspots.study.selected import chosen_indices, chosen_selection, places_of, require_shown
from hotspots.study.street_maps import landmarks_of

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.spots.spots_of_shifts import ShiftSpots
    from hotspots.harm_index import HarmIndex
    from hotspots.load.findings import LoadedOffences
    from hotspots.selection import Selection
    from hotspots.study.harm_maps.harm_streets import RunStreets
    from hotspots.study.run import RunWriter
    from hotspots.study.street_layer import StreetLayer

SPOTS_SAID = 3


def map_harm(  # noqa: PLR0913 - a journey is told all that it needs to know
    inputs: Inputs,
    *,
    maps: Path,
    made_at: datetime,
    name: str | None = None,
    past: PastSpots | None = None,
    unclassed_surface: Path | None = None,
    params: HarmMapParams | None = None,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> Run[HarmAnalysis]:
    """Do the main job: load, analyse, and write every area's products and the run's index.

    Parameters
    ----------
    inputs : Inputs
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product. The same inputs, parameters and time give the same files.
    name : str, optional
        Of the run's folder; by default made from the time.
    past : PastSpots, optional
        The harm spots in force and analysts' edits.
    unclassed_surface : Path, optional
        Takes the selection's densities as they are, for the analyst: see ``unclassed_surface.py``.
    params : HarmMapParams, optional
    executor : Executor, optional
        Takes one task an area; by default they are done here, one after another.

    Raises
    ------
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params = params or HarmMapParams()
    selection = chosen_selection(inputs.profile, params.selection)
    indices = chosen_indices(params.index)
    if unclassed_surface is not None:
        require_apart(unclassed_surface, maps=maps, selection=selection)
    with new_run(HARM_MAP, maps=maps, made_at=made_at, name=name) as run:
        call_up(executor, write_area)
        study_area, loaded = load(inputs, any_subject=True, unread=NOT_MAPPED, progress=progress)
        require_mappable(loaded, selection, indices[0])
        require_hours(loaded, params)
        require_shown(loaded.offences, selection)
        streets = streets_of(inputs, study_area)
        analysis = _analysed(
            inputs, study_area, loaded, selection, indices, past, streets, params, progress
        )
        stamp = _stamp(run, inputs, loaded, analysis)
        layer = None if streets is None else streets.layer
        areas = _areas(run.folder, inputs, study_area, analysis, stamp, layer)
        with doing(
            executor,
            [(write_area, (area,)) for area in areas],
            step="Drawing maps, tables and briefings",
            writing_in=run.folder,
            progress=progress,
        ):
            beside = _beside(run.folder, inputs, loaded, analysis, past, streets, stamp)
        run.write_receipt(
            stamp,
            inputs.profile,
            days=receipts.of_days(*loaded.period),
            params=params,
            found=_found(analysis, beside, unclassed=unclassed_surface is not None),
            inputs=receipts.of_inputs(loaded, study_area),
            set_aside=loaded.set_aside,
        )
        since = _since(maps, run.folder, analysis)
        _write_front(run.folder, areas, analysis, stamp, beside.files, since)
        if unclassed_surface is not None:
            write_unclassed_surface(unclassed_surface, analysis, stamp)
    return run.finished(analysis)


@dataclass(frozen=True, kw_only=True)
class _Beside:
    """What a run has beside its areas, and the labels and names of its files."""

    files: Mapping[str, str]
    on_streets: StreetAnalysis | None
    by_shift: ShiftSpots | None


def _beside(
    folder: Path,
    inputs: Inputs,
    loaded: LoadedOffences,
    analysis: HarmAnalysis,
    past: PastSpots | None,
    streets: RunStreets | None,
    stamp: ProductStamp,
) -> _Beside:
    """Write what is of no area: the spots' history, harm streets, day and night, hexagons."""
    layer = None if streets is None else streets.layer
    asked = ShiftsAsked(analysis=analysis, inputs=inputs, loaded=loaded, streets=layer, past=past)
    history_files = _write_history(folder, analysis, stamp)
    on_streets = map_streets(folder, streets, analysis, stamp, inputs, loaded)
    by_shift = map_shifts(folder, asked, stamp)
    has_hexagons = map_hexagons(folder, analysis, stamp)
    files = {
        **history_files,
        **(product_files.SHIFTS if by_shift else {}),
        **(product_files.HARM_STREETS if on_streets else {}),
        **(product_files.HEXAGONS if has_hexagons else {}),
    }
    return _Beside(files=files, on_streets=on_streets, by_shift=by_shift)


def _since(maps: Path, folder: Path, analysis: HarmAnalysis) -> Sequence[str]:
    """Return what changed since the last run, in sentences; nothing of sensitive offences."""
    if analysis.is_sensitive_alone:
        return ()
    return since_last_run(maps, read_receipt(folder), analysis.spots)


def _write_history(folder: Path, analysis: HarmAnalysis, stamp: ProductStamp) -> Mapping[str, str]:
    """Write what became of the spots in force, where there are any; return what was written."""
    if not analysis.history.is_there:
        return {}
    history = history_table(analysis.history)
    write_marked_csv(folder / stamp.file_name(product_files.SPOT_HISTORY), history, stamp.marking)
    return product_files.SPOTS_SINCE


def _analysed(  # noqa: PLR0913, PLR0917 - the parts of one journey
    inputs: Inputs,
    study_area: StudyArea,
    loaded: LoadedOffences,
    selection: Selection,
    indices: Sequence[HarmIndex],
    past: PastSpots | None,
    streets: RunStreets | None,
    params: HarmMapParams,
    progress: Progress,
) -> HarmAnalysis:
    """Return the analysis; where there are streets, they tell where each spot is."""
    places = places_of(inputs.profile)
    analysis = analyse_harm(
        loaded.offences.drop(columns=[*NOT_MAPPED, schema.SOURCE_LINE, schema.REPORTED_TIME]),
        study_area.districts,
        period=loaded.period,
        selection=selection,
        indices=indices,
        police_discovered=inputs.profile.police_discovered,
        places=places,
        offence_names=read_offence_codes().offence,
        past=past,
        full_points=loaded.full_places,
        network=streets.network if streets else None,
        params=params,
        progress=progress,
    )
    if streets is None:
        return analysis
    named = landmarks_of(streets.layer, places)
    told = told_by_streets(analysis.spots, streets.network.streets, named)
    return replace(analysis, spots=told)


def _stamp(
    run: RunWriter, inputs: Inputs, loaded: LoadedOffences, analysis: HarmAnalysis
) -> ProductStamp:
    return run.stamp(
        inputs.profile,
        loaded,
        period=words.days(*analysis.period),
        method=method_in_words(analysis),
        caveats=caveats_of(analysis, snapped=loaded.has_snapped_points, load_notes=loaded.notes),
        when=days_in_name(*loaded.period),
    )


def _areas(
    folder: Path,
    inputs: Inputs,
    study_area: StudyArea,
    analysis: HarmAnalysis,
    stamp: ProductStamp,
    streets: StreetLayer | None,
) -> list[AreaProducts]:
    """Return what is to be written for the force and for each district."""
    basemap = inputs.profile.basemap
    common = {
        "stamp": stamp,
        "spots": analysis.spots,
        "districts": study_area.districts,
        "places": places_of(inputs.profile),
        "indices": analysis.indices,
        "basemap": None if basemap is None else (basemap.tiles, basemap.attribution),
        "streets": streets,
        "neighbours": neighbours_of(study_area.districts, inputs.profile.district_names),
    }
    force = AreaProducts(
        folder=folder / FORCE_FOLDER,
        title=inputs.profile.force_name,
        district=None,
        surfaces=analysis.surfaces,
        wards=study_area.wards,
        figures=figures_of(analysis, None),
        **common,
    )
    folders = district_folders(inputs.profile.district_names)
    districts = [
        AreaProducts(
            folder=folder / folders[name],
            title=name,
            district=name,
            surfaces=tuple(around(surface, outline) for surface in analysis.surfaces),
            wards=None if study_area.wards is None else near_to(study_area.wards, outline),
            figures=figures_of(analysis, name),
            **common,
        )
        for name, outline in zip(
            study_area.districts[schema.DISTRICT], study_area.districts.geometry, strict=True
        )
    ]
    return [force, *districts]


def _found(analysis: HarmAnalysis, beside: _Beside, *, unclassed: bool) -> dict[str, Any]:
    """Return what the receipt says was found."""
    return {
        **care.shown_figures(
            {"harm": _harm_of(analysis), "harm_spots": _spots_of(analysis)}, analysis.offences
        ),
        "withheld": {**_withheld_of(analysis), "unclassed_surface_written": unclassed},
        **history_receipt(analysis.history, analysis.spots),
        **(
            {}
            if beside.on_streets is None
            else care.shown_figures(street_receipt(beside.on_streets), analysis.offences)
        ),
        **({} if beside.by_shift is None else shifts_receipt(beside.by_shift)),
    }


def _harm_of(analysis: HarmAnalysis) -> dict[str, Any]:
    """Return the total of each index, what it rests on, and its share by district."""
    totals = harm_totals(analysis.offences, analysis.indices)
    by_district = analysis.offences.groupby(schema.DISTRICT, sort=False)
    return {
        index.key: {
            "index": index.name,
            "edition": index.edition,
            "source": index.source,
            "unit": index.unit,
            "total": total.total,
            "offences_by_basis": {
                basis.value: count for basis, count in total.offences_by_basis.items() if count
            },
            "by_district": {
                str(name): None if name in analysis.withheld_districts else math.fsum(harm.dropna())
                for name, harm in by_district[schema.harm_column(index.key)]
            },
        }
        for index, total in zip(analysis.indices, totals, strict=True)
    }


def _spots_of(analysis: HarmAnalysis) -> dict[str, Any]:
    counts = pd.Series({name: found.offences for name, found in analysis.by_district.items()})
    hidden = care.withheld(counts, fewest=care.fewest_of(analysis.selected))
    return {
        "selection": analysis.selection.label,
        "sensitive_alone": analysis.is_sensitive_alone,
        "sensitive_in_none": analysis.sensitive_left_out > 0,
        "offences_in_selection": len(analysis.selected),
        "left_out_as_found_by_police_activity": analysis.left_out,
        "harm_spots": len(analysis.spots),
        "first": _first_of(analysis.spots),
        "resting_on_one_point": int(analysis.spots[schema.RESTS_ON_ONE_POINT].sum()),
        "concentration": asdict(analysis.concentration),
        "by_district": {
            name: {
                "offences_of_the_selection": None if hidden[name] else found.offences,
                "harm_of_the_selection": None if hidden[name] else found.harm,
                "harm_spots": int((analysis.spots[schema.DISTRICT] == name).sum()),
                "share_of_harm_in_spots": found.share_of_harm_in_spots,
            }
            for name, found in analysis.by_district.items()
        },
    }


def _withheld_of(analysis: HarmAnalysis) -> dict[str, Any]:
    """Return what no product shows, and how much of it there is."""
    counts = analysis.sensitive_by_district
    hidden = care.withheld(counts)
    return {
        "places_with_too_few_addresses": analysis.spots_withheld,
        "sensitive_offences_in_no_spot": care.shown_count(analysis.sensitive_left_out),
        "sensitive_offences_by_district": {
            str(name): None if is_hidden else int(count)
            for (name, count), is_hidden in zip(counts.items(), hidden, strict=True)
        },
        "surfaces": {
            surface.title: {
                "share_of_volume": surface.share_withheld,
                "share_of_area": surface.share_of_area_withheld,
            }
            for surface in analysis.surfaces
        },
    }


def _first_of(spots: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return what is said of the first spots where one line tells all."""
    return [
        {
            "name": spot[schema.SPOT_NAME],
            "district": spot[schema.DISTRICT],
            "offences": int(spot[schema.OFFENCES]),
            "busiest": None if words.is_missing(spot[schema.BUSIEST]) else spot[schema.BUSIEST],
        }
        for spot in spots.head(SPOTS_SAID).to_dict("records")
    ]


def _write_front(
    folder: Path,
    areas: Sequence[AreaProducts],
    analysis: HarmAnalysis,
    stamp: ProductStamp,
    more_files: Mapping[str, str],
    since: Sequence[str],
) -> None:
    """Write the page that a person opens first."""
    areas_of_police = dict(
        zip(
            analysis.districts[schema.DISTRICT],
            analysis.districts[schema.LOCAL_POLICING_AREA],
            strict=True,
        )
    )
    force, *districts = (
        DistrictSummary(
            name=area.title,
            local_policing_area=str(areas_of_police.get(area.title, "")),
            map_page=f"{area.folder.name}/{area.named(product_files.HARM_MAP_PAGE)}",
            figures=area.figures,
            downloads={
                label: f"{area.folder.name}/{file}" for label, file in area.downloads.items()
            },
        )
        for area in areas
    )
    write_run_index(
        folder / INDEX_PAGE,
        title=f"Harm spots, {stamp.period}",
        stamp=stamp,
        found=tuple(headline(_spots_of(analysis))),
        since=since,
        force=force,
        districts=districts,
        run_files={**product_files.EVERY_RUN, **stamp.file_names(more_files)},
        overview_png=areas[0].path(product_files.HARM_MAP_PICTURE).read_bytes(),
    )
