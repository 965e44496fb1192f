"""Where offences moved: two periods on one grid, and by districts and wards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from hotspots import care, schema, words
from hotspots.analyse.change_map.area_pattern import AreaPattern, area_pattern
from hotspots.analyse.change_map.surface_change import SurfaceChange
from hotspots.analyse.counted_lines import CountedLine
from hotspots.analyse.periods import Period
from hotspots.errors import NoRowsError, ParameterError
from hotspots.file_names import days_in_name
from hotspots.render.change_map.change_map_page import ChangeMapTold, write_change_map_products
from hotspots.schema import Moved
from hotspots.study import receipt as receipts
from hotspots.study.change_map.journeys import CHANGE_MAP, ChangeMapJourneyParams
from hotspots.study.change_map.side_by_side import side_by_side
from hotspots.study.executor import Progress, no_progress
from hotspots.study.run import Run, RunWriter, new_run
from hotspots.study.selected import chosen_selection, mapped_offences
from hotspots.study.years import Years, burglary_breaks, load_years

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.data_cover import DataCover
    from hotspots.arrays import Bools, Floats
    from hotspots.render.stamp import ProductStamp
    from hotspots.selection import Selection
    from hotspots.study.inputs import Inputs

# By default the last quarter is asked about: a month has too few offences in most places.
MONTHS_BY_DEFAULT: Final = 3
NOT_WHY: Final = (
    "Of ground where nothing changed chance marks about one part in twenty in pale. The dark "
    "zones, which are numbered, allow for the whole map: on up to one map in ten on which nothing "
    "moved, one is there by chance. A zone says where to look, not what happened there."
)
WHAT_IS_SHOWN: Final = (
    "A zone is shown where the period that it speaks of has five offences at three places within "
    "the bandwidth; sexual offences and domestic abuse are in none."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class ChangeMap:
    """What was found: the change on the grid, and by areas."""

    change: SurfaceChange
    zones: gpd.GeoDataFrame
    areas: pd.DataFrame
    told: ChangeMapTold


def study_change_map(
    inputs: Inputs,
    *,
    maps: Path,
    made_at: datetime,
    selection: str | None = None,
    period: Period | None = None,
    name: str | None = None,
    params: ChangeMapJourneyParams | None = None,
    progress: Progress = no_progress,
) -> Run[ChangeMap]:
    """Map where a period's offences are denser or thinner than an earlier one's, beyond chance.

    Parameters
    ----------
    inputs : Inputs
        Its ``earlier`` holds the offences of the years before. Its period is not looked at.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    selection : str, optional
        By default the one that harm spots are of.
    period : Period, optional
        By default the last three whole months of the data.
    name : str, optional
        Of the run's folder; by default made from the time.
    params : ChangeMapJourneyParams, optional

    Raises
    ------
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params = params or ChangeMapJourneyParams()
    chosen = chosen_selection(inputs.profile, selection)
    if care.is_sensitive(chosen):
        raise ParameterError(
            f"The selection {chosen.key!r} is of offences that make no zones on a map of change. "
            "`hotspots changes` counts them by district."
        )
    with new_run(CHANGE_MAP, maps=maps, made_at=made_at, name=name) as run:
        years = load_years(inputs, progress=progress)
        periods = _periods(years, period, params)
        named, offences = mapped_offences(years.loaded.offences, chosen)
        now, then = (offences[each.holds(offences[schema.FROM_TIME])] for each in periods)
        _require_some(now, then, periods, named)
        found = _found(inputs, years, now, then, periods, named, params)
        stamp = _stamp(run, inputs, years, periods, named, params)
        write_change_map_products(run.folder, found.told, stamp)
        run.write_receipt(
            stamp,
            inputs.profile,
            days={
                **receipts.of_days(periods[0].first, periods[0].last),
                "earlier": {"first_day": periods[1].first, "last_day": periods[1].last},
            },
            params=params,
            found={"change_map": _receipt(found)},
            inputs=receipts.of_inputs(years.loaded, years.study_area),
            set_aside=years.loaded.set_aside,
        )
    return run.finished(found)


def _require_covered(cover: DataCover, period: Period, params: ChangeMapJourneyParams) -> None:
    lacks = cover.lacks(period)
    if lacks is None:
        return
    other, options = (
        ("set it beside the period before", ("--against before",))
        if params.against == "year"
        else ("name another period", ("--from", "--to"))
    )
    raise NoRowsError(
        f"{period.in_words} cannot be mapped: {lacks}. Give the offences of that time, or {other}.",
        options=("--earlier", *options),
    )


def _periods(
    years: Years, asked: Period | None, params: ChangeMapJourneyParams
) -> tuple[Period, Period]:
    """Return the period and the one that it is set beside; the data cover both."""
    cover = years.cover
    last = cover.last_whole_month()
    if asked is None and last is None:
        raise NoRowsError(
            f"The offences given run from {years.in_words}: no whole month. Give more."
        )
    if asked is None and last is not None:
        first = last
        for _ in range(MONTHS_BY_DEFAULT - 1):
            first = first.before()
        asked = Period(first=first.first, last=last.last)
    assert asked is not None  # noqa: S101 - one of the two
    _require_covered(cover, asked, params)
    then = asked.year_before() if params.against == "year" else asked.before()
    _require_covered(cover, then, params)
    if cover.by_month and not asked.is_whole_months:
        raise ParameterError(
            f"{asked.in_words} is not made of whole months, and some of the offences are known to "
            "the month only. Name whole months.",
            options=("--from", "--to"),
        )
    if cover.differ_in_kind(asked, then):
        raise ParameterError(
            f"{asked.in_words} and {then.in_words} do not compare: the offences of one have codes, "
            "those of the other categories only."
        )
    return asked, then


def _require_some(
    now: gpd.GeoDataFrame, then: gpd.GeoDataFrame, periods: Sequence[Period], named: Selection
) -> None:
    for each, period in zip((now, then), periods, strict=True):
        if len(each) < care.FEWEST_COUNTED:
            raise NoRowsError(
                f"{period.in_words} holds {care.count_in_words(len(each))} of "
                f"{words.in_mid_sentence(named.label)}: too few to map. Name a longer "
                "period, or other offences.",
                options=("--from", "--to", "--selection"),
            )


def _found(
    inputs: Inputs,
    years: Years,
    now: gpd.GeoDataFrame,
    then: gpd.GeoDataFrame,
    periods: tuple[Period, Period],
    named: Selection,
    params: ChangeMapJourneyParams,
) -> ChangeMap:
    districts = years.study_area.districts
    asked = params.change_map
    fewest = care.fewest_of(years.loaded.offences)
    pair = side_by_side(
        now, then, periods, districts, inputs.profile.places,
        label=named.label, fewest=fewest, params=asked,
    )  # fmt: skip
    change, zones, surfaces = pair.change, pair.zones, pair.surfaces
    tables = [_by_area(years, now, then, asked.level, fewest, kind) for kind in _kinds(years)]
    areas = pd.concat([table for table, _ in tables], ignore_index=True)
    told = ChangeMapTold(
        title=f"Where {words.in_mid_sentence(named.label)} moved: {periods[0].in_words}",
        gist=_gist(zones, periods),
        by_area=tuple(
            _alike(kind, found) for kind, (_, found) in zip(_kinds(years), tables, strict=True)
        ),
        now=periods[0].in_words,
        then=periods[1].in_words,
        surfaces=surfaces,
        grid=change.grid,
        bands=change.bands,
        zones=zones,
        areas=areas,
        districts=districts,
        caveat=NOT_WHY,
    )
    return ChangeMap(change=change, zones=zones, areas=areas, told=told)


def _kinds(years: Years) -> list[str]:
    return ["district"] if years.study_area.wards is None else ["district", "ward"]


def _by_area(
    years: Years,
    now: gpd.GeoDataFrame,
    then: gpd.GeoDataFrame,
    level: float,
    fewest: int,
    kind: str,
) -> tuple[pd.DataFrame, AreaPattern]:
    """Return each area's counts and shares as a reader may see them, and whether they changed."""
    districts = years.study_area.districts
    names, district_of = list(districts[schema.DISTRICT]), np.empty(0, dtype=np.int64)
    of_districts = _counted(now, then, schema.DISTRICT, names)
    counts = of_districts
    if kind == "ward":
        wards = years.study_area.wards
        assert wards is not None  # noqa: S101 - the kind is there where they are
        at = {name: number for number, name in enumerate(names)}
        district_of = np.asarray(wards[schema.DISTRICT].map(at).fillna(-1), dtype=np.int64)
        counts = _counted(now, then, schema.WARD_CODE, list(wards[schema.WARD_CODE]))
        pairs = zip(wards[schema.WARD_NAME], wards[schema.DISTRICT], strict=True)
        names = [f"{ward}, {district}" for ward, district in pairs]
    wholes = float(len(now)), float(len(then))
    found = area_pattern(counts, wholes, level=level)
    beside = np.vstack([wholes, counts])
    hidden = care.withheld_in_districts(beside, of_districts, district_of, fewest=fewest)[1:]
    return _area_table(kind, names, counts, wholes, hidden, found, level), found


def _counted(
    now: gpd.GeoDataFrame, then: gpd.GeoDataFrame, column: str, keys: Sequence[str]
) -> Floats:
    counts = [each[column].value_counts().reindex(keys, fill_value=0) for each in (now, then)]
    return np.column_stack(counts).astype(np.float64)


def _area_table(
    kind: str,
    names: Sequence[str],
    counts: Floats,
    wholes: tuple[float, float],
    hidden: Bools,
    found: AreaPattern,
    level: float,
) -> pd.DataFrame:
    shown = np.where(hidden, np.nan, counts)
    shares = shown / np.array(wholes)
    either = hidden.any(axis=1)
    rises = counts[:, 0] / wholes[0] > counts[:, 1] / wholes[1]
    changed = found.p_all < level
    moved = np.where(
        changed,
        np.where(rises, Moved.MORE, Moved.FEWER),
        np.where(counts.sum(axis=1) < 2 * care.FEWEST_COUNTED, Moved.TOO_FEW, Moved.ALIKE),
    )
    return pd.DataFrame(
        {
            schema.AREA_KIND: kind,
            schema.AREA_NAME: list(names),
            schema.COUNT_NOW: shown[:, 0],
            schema.COUNT_EARLIER: shown[:, 1],
            schema.SHARE_NOW: shares[:, 0],
            schema.SHARE_EARLIER: shares[:, 1],
            schema.P_VALUE: np.where(either, np.nan, found.p),
            schema.P_ALL_AREAS: np.where(either, np.nan, found.p_all),
            schema.MOVED: [str(each) for each in moved],
        }
    )


def _alike(kind: str, found: AreaPattern) -> str:
    return (
        f"By {kind}: {words.share(found.alike)} of those with an offence hold the same share of "
        "the whole as before, as far as chance lets one tell."
    )


def _gist(zones: pd.DataFrame, periods: Sequence[Period]) -> str:
    more = zones.loc[zones[schema.MOVED] == str(Moved.MORE), schema.ZONE_NAME]
    fewer = zones.loc[zones[schema.MOVED] == str(Moved.FEWER), schema.ZONE_NAME]
    if not len(zones):
        return f"No place stands out against {periods[1].in_words}."
    told = [
        f"{what} {words.listed([str(each) for each in places], most=3)}"
        for what, places in (("more around", more), ("fewer around", fewer))
        if len(places)
    ]
    return f"Against {periods[1].in_words}: {'; '.join(told)}."


def _stamp(
    run: RunWriter,
    inputs: Inputs,
    years: Years,
    periods: Sequence[Period],
    named: Selection,
    params: ChangeMapJourneyParams,
) -> ProductStamp:
    asked = params.change_map
    line = CountedLine(label="", selections=(named,))
    redefined = burglary_breaks(line, periods[1].first, periods[0].last)
    return run.stamp(
        inputs.profile,
        years.loaded,
        period=f"{periods[0].in_words} against {periods[1].in_words}",
        when=days_in_name(periods[0].first, periods[0].last),
        method=(
            f"{named.description}. Quartic kernel of {asked.bandwidth_m:g} m in cells of "
            f"{asked.cell_size_m:g} m; tolerance of the difference and the log ratio by "
            f"{asked.relabellings} random relabellings (Hazelton and Davies 2009): pale where 5 % "
            "of them are as far in that cell, dark where 5 % are anywhere on the map. By area, the "
            "spatial point pattern test: chi-squared with Yates's correction, Benjamini and "
            "Yekutieli over the areas."
        ),
        caveats=[
            *(f"Burglary was redefined on {words.day(day)}, between the two." for day in redefined),
            NOT_WHY,
            WHAT_IS_SHOWN,
            *(words.sentence(note) for note in years.loaded.notes),
        ],
    )


def _receipt(found: ChangeMap) -> dict[str, Any]:
    told = found.told
    columns = [schema.ZONE, schema.ZONE_NAME, schema.DISTRICT, schema.MOVED]
    return {
        "title": told.title,
        "gist": told.gist,
        "by_area": list(told.by_area),
        "zones": found.zones[columns].to_dict("records"),
        "changed_areas": [
            f"{name}: {moved}"
            for name, moved in zip(
                found.areas[schema.AREA_NAME], found.areas[schema.MOVED], strict=True
            )
            if moved in (Moved.MORE, Moved.FEWER)
        ],
    }
