"""The main job: offences and boundaries in, harm-spot maps per policing district out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from hotspots import schema
from hotspots.analyse.harm import harm_totals
from hotspots.errors import SettingsError
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences
from hotspots.load.harm_weights import read_harm_index, shipped_indices
from hotspots.load.offence_codes import read_offence_codes
from hotspots.profile import ForceProfile
from hotspots.render.maps.classes import class_breaks
from hotspots.render.marked_csv import write_marked_csv
from hotspots.render.run_index import DistrictSummary, write_receipt_page, write_run_index
from hotspots.render.set_aside import write_set_aside
from hotspots.render.stamp import ProductStamp
from hotspots.study import receipt as receipts
from hotspots.study.harm_maps.caveats import caveats_of
from hotspots.study.harm_maps.harm_analysis import HarmAnalysis, HarmMapParams, analyse_harm
from hotspots.study.harm_maps.harm_products import (
    DOWNLOADS,
    MAP_PAGE,
    PICTURE,
    AreaProducts,
    around,
    folder_name,
    write_area,
)
from hotspots.study.harm_maps.harm_words import figures_of, method_in_words, period_in_words
from hotspots.study.inputs import Inputs, load
from hotspots.study.parameters import as_mapping
from hotspots.study.run import InProcess, Progress, no_progress, run_folder, run_tasks
from hotspots.study.spots_over_time.past_spots import PastSpots
from hotspots.study.spots_over_time.spot_history import history_receipt, history_table

if TYPE_CHECKING:
    from hotspots.harm_index import HarmIndex
    from hotspots.selection import Selection

FORCE_FOLDER = "force"
HISTORY_FILE = "since_the_set_in_force.csv"
HISTORY_LABEL = "What became of the spots in force, and vetoes (CSV)"


@dataclass(frozen=True, kw_only=True)
class HarmMapRun:
    """A finished run: its folder, its receipt, and the analysis behind it."""

    folder: Path
    receipt: Mapping[str, Any]
    analysis: HarmAnalysis

    @property
    def index_page(self) -> Path:
        """The page to open first."""
        return self.folder / "index.html"


def map_harm(
    inputs: Inputs,
    *,
    maps: Path,
    made_at: datetime,
    name: str | None = None,
    past: PastSpots | None = None,
    params: HarmMapParams | None = None,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> HarmMapRun:
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
    params : HarmMapParams, optional
    executor : Executor, optional
        Takes one task an area; by default they are done here, one after another.

    Raises
    ------
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params = params or HarmMapParams()
    name = name or f"{made_at:%Y-%m-%d-%H%M%S}-harm-map"
    selection = chosen_selection(inputs.profile, params.selection)
    indices = chosen_indices(params.index)
    with run_folder(maps, name) as folder:
        study_area, loaded = load(inputs, progress=progress)
        analysis = analyse_harm(
            loaded.offences,
            study_area.districts,
            period=loaded.period,
            selection=selection,
            indices=indices,
            police_discovered=inputs.profile.police_discovered,
            places=places_of(inputs.profile),
            offence_names=read_offence_codes().offence,
            past=past,
            params=params,
            progress=progress,
        )
        stamp = _stamp(inputs, loaded, analysis, name=name, made_at=made_at)
        areas = _areas(folder, inputs, study_area, analysis, stamp)
        run_tasks(
            executor or InProcess(),
            [(write_area, (area,)) for area in areas],
            step="Drawing maps, tables and briefings",
            progress=progress,
        )
        write_set_aside(folder / "set_aside.csv", loaded.set_aside, stamp.marking)
        if analysis.history.is_there:
            history = history_table(analysis.history)
            write_marked_csv(folder / HISTORY_FILE, history, stamp.marking)
        receipt = _receipt(folder, inputs, study_area, loaded, analysis, stamp)
        _write_front(folder, areas, analysis, stamp, receipt)
    return HarmMapRun(folder=maps / name, receipt=receipt, analysis=analysis)


def chosen_selection(profile: ForceProfile, key: str | None) -> Selection:
    """Return a named selection of the profile; without a name, the one that harm spots are of.

    Raises
    ------
    SettingsError
        When the profile has none of that name.
    """
    key = key or profile.harm_spot_selection
    if key not in profile.selections:
        raise SettingsError(
            f"The profile {profile.key!r} has no selection {key!r}. "
            f"It has: {', '.join(sorted(profile.selections))}."
        )
    return profile.selections[key]


def chosen_indices(key: str) -> tuple[HarmIndex, ...]:
    """Return the index that ranks, and after it the others that ship with hotspots."""
    first = read_harm_index(key)
    shipped = map(read_harm_index, shipped_indices())
    return (first, *(index for index in shipped if index.key != first.key))


def places_of(profile: ForceProfile) -> pd.DataFrame:
    """Return the profile's places, those with harm spots first."""
    towns_first = sorted(profile.places, key=lambda place: not place.harm_spot_town)
    return pd.DataFrame(
        [(place.name, place.easting, place.northing) for place in towns_first],
        columns=["name", "easting", "northing"],
    )


def _stamp(
    inputs: Inputs,
    loaded: LoadedOffences,
    analysis: HarmAnalysis,
    *,
    name: str,
    made_at: datetime,
) -> ProductStamp:
    snapped = loaded.has_snapped_points
    return ProductStamp(
        force_name=inputs.profile.force_name,
        marking=inputs.profile.marking,
        run_name=name,
        made_at=made_at,
        period=period_in_words(analysis.period),
        sources=tuple(f"{source.name} ({source.kind})" for source in loaded.sources),
        method=method_in_words(analysis),
        caveats=caveats_of(analysis, snapped=snapped, load_notes=loaded.notes),
        rows_in=loaded.rows_in,
        rows_used=loaded.rows_used,
        rows_set_aside=loaded.rows_set_aside_by_reason,
        software=receipts.software(),
        demonstration=inputs.profile.demonstration,
    )


def _areas(
    folder: Path,
    inputs: Inputs,
    study_area: StudyArea,
    analysis: HarmAnalysis,
    stamp: ProductStamp,
) -> list[AreaProducts]:
    """Return what is to be written for the force and for each district."""
    basemap = inputs.profile.basemap
    common = {
        "stamp": stamp,
        "breaks": tuple(class_breaks(surface) for surface in analysis.surfaces),
        "spots": analysis.spots,
        "districts": study_area.districts,
        "wards": study_area.wards,
        "places": places_of(inputs.profile),
        "indices": analysis.indices,
        "basemap": None if basemap is None else (basemap.tiles, basemap.attribution),
    }
    force = AreaProducts(
        folder=folder / FORCE_FOLDER,
        title=inputs.profile.force_name,
        district=None,
        surfaces=analysis.surfaces,
        figures=figures_of(analysis, None),
        **common,
    )
    districts = [
        AreaProducts(
            folder=folder / folder_name(name),
            title=name,
            district=name,
            surfaces=tuple(around(surface, outline) for surface in analysis.surfaces),
            figures=figures_of(analysis, name),
            **common,
        )
        for name, outline in zip(
            study_area.districts[schema.DISTRICT], study_area.districts.geometry, strict=True
        )
    ]
    return [force, *districts]


def _receipt(
    folder: Path,
    inputs: Inputs,
    study_area: StudyArea,
    loaded: LoadedOffences,
    analysis: HarmAnalysis,
    stamp: ProductStamp,
) -> dict[str, Any]:
    return {
        **receipts.of_run("harm map", stamp),
        "profile": inputs.profile.key,
        "period": {"first_day": loaded.period[0], "last_day": loaded.period[1]},
        "parameters": as_mapping(analysis.params),
        "rows": receipts.of_rows(loaded),
        "harm": _harm_of(analysis),
        "harm_spots": _spots_of(analysis),
        **history_receipt(analysis.history, analysis.spots),
        "inputs": receipts.of_inputs(loaded, study_area),
        "software": receipts.of_software(),
        "products": receipts.of_products(folder),
    }


def _harm_of(analysis: HarmAnalysis) -> dict[str, Any]:
    """Return the total of each index, what it rests on, and its share by district."""
    totals = harm_totals(analysis.offences, analysis.indices)
    districts = analysis.offences.groupby(schema.DISTRICT, sort=False)
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
                str(name): math.fsum(rows[schema.harm_column(index.key)].dropna())
                for name, rows in districts
            },
        }
        for index, total in zip(analysis.indices, totals, strict=True)
    }


def _spots_of(analysis: HarmAnalysis) -> dict[str, Any]:
    return {
        "selection": analysis.selection.label,
        "offences_in_selection": len(analysis.selected),
        "left_out_as_found_by_police_activity": analysis.left_out,
        "harm_spots": len(analysis.spots),
        "concentration": asdict(analysis.concentration),
        "by_district": {
            name: {
                "offences_of_the_selection": found.offences,
                "harm_of_the_selection": found.harm,
                "harm_spots": int((analysis.spots[schema.DISTRICT] == name).sum()),
                "share_of_harm_in_spots": found.share_of_harm_in_spots,
            }
            for name, found in analysis.by_district.items()
        },
    }


def _write_front(
    folder: Path,
    areas: Sequence[AreaProducts],
    analysis: HarmAnalysis,
    stamp: ProductStamp,
    receipt: Mapping[str, Any],
) -> None:
    """Write the pages that a person opens first, and the receipt that they rest on."""
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
            map_page=f"{area.folder.name}/{MAP_PAGE}",
            figures=area.figures,
            downloads={label: f"{area.folder.name}/{file}" for label, file in DOWNLOADS.items()},
        )
        for area in areas
    )
    receipts.write_receipt(folder / "receipt.json", receipt)
    write_receipt_page(folder / "receipt.html", receipts.read_receipt(folder), stamp)
    write_run_index(
        folder / "index.html",
        title=f"Harm spots, {stamp.period}",
        stamp=stamp,
        force=force,
        districts=districts,
        run_files={
            "Receipt": "receipt.html",
            "Receipt (JSON)": "receipt.json",
            "Rows set aside (CSV)": "set_aside.csv",
            **({HISTORY_LABEL: HISTORY_FILE} if analysis.history.is_there else {}),
        },
        overview_png=(areas[0].folder / PICTURE).read_bytes(),
    )
