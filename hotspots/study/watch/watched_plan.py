"""A trigger plan counted: its offences by area and week, and what of them a reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from hotspots import care, schema
from hotspots.analyse.change.reporting_delay import day_numbers
from hotspots.analyse.counted_lines import CountedLine
from hotspots.analyse.data_cover import reads_selection
from hotspots.analyse.harm import weigh_offences
from hotspots.analyse.spots.harm_spot_words import distinct_names
from hotspots.analyse.watch.expectation import expectation
from hotspots.analyse.watch.moving_circle import Circle, moving_circles
from hotspots.analyse.watch.watched_areas import WatchedAreas, watch_areas
from hotspots.analyse.watch.weighted_sums import Weights
from hotspots.load.harm_weights import read_harm_index
from hotspots.study.past_spots import PastSpots, spots_in_force_now
from hotspots.study.selected import as_counted
from hotspots.study.years import burglary_breaks

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.change.offence_series import Step
    from hotspots.analyse.periods import Period
    from hotspots.arrays import Bools, Floats, Longs
    from hotspots.harm_index import HarmIndex
    from hotspots.profile import ForceProfile, Place, TriggerPlan
    from hotspots.selection import Selection
    from hotspots.study.watch.journeys import WatchJourneyParams
    from hotspots.study.years import Years

# So many steps are drawn, and no more are asked about.
STEPS_SHOWN: Final = 26
# Longer ago the offences are of another time.
MOST_YEARS: Final = 5
CIRCLE: Final = "circle"
IN_WORDS: Final = {"district": "district", "ward": "ward", "spot": "harm spot"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Watched:
    """One plan by one kind of area.

    Attributes
    ----------
    plan : TriggerPlan
    kind : str
        ``district``, ``ward`` or ``spot``.
    label : str
        What is counted.
    params : WatchJourneyParams
        With the plan's own thresholds.
    areas : tuple of str
        The force first.
    periods : tuple of Period
        The steps; the last is judged.
    counts : float array of shape (areas, steps)
        Offences; what is withheld is told by them.
    amounts : float array of shape (areas, steps)
        What is held beside its band: the counts, or the sums of weights of a plan by harm.
    unit : str
        Of a sum of weights; empty where offences are counted.
    in_figures : bool
        Whether sums of weights are told to few figures, as not every point is public.
    hidden : bool array of shape (areas, steps shown)
        What a reader may not see of the newest steps.
    level_hidden : bool array of shape (areas,)
        Whether so little lies behind an area's expectation that it would tell a small count.
    found : WatchedAreas
    """

    plan: TriggerPlan
    kind: str
    label: str
    params: WatchJourneyParams
    areas: tuple[str, ...]
    periods: tuple[Period, ...]
    counts: Floats
    amounts: Floats
    unit: str
    in_figures: bool
    hidden: Bools
    level_hidden: Bools
    found: WatchedAreas


@dataclass(frozen=True, kw_only=True, eq=False)
class WatchedCircles:
    """One plan by a circle that moves: those that stand out and may be shown, with their names."""

    plan: TriggerPlan
    label: str
    params: WatchJourneyParams
    circles: tuple[tuple[str, str, Circle], ...]  # name, district


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What a plan is counted over.

    Attributes
    ----------
    years : Years
    periods : tuple of Period
        Adjoining steps; the last is judged.
    step : Step
    past : PastSpots
    """

    years: Years
    periods: tuple[Period, ...]
    step: Step
    past: PastSpots


def watched_plan(
    profile: ForceProfile, plan: TriggerPlan, ground: Ground, params: WatchJourneyParams
) -> tuple[list[Watched], WatchedCircles | None, list[str]]:
    """Count one plan by each kind of its areas; and say, in whole sentences, what cannot be."""
    offences = ground.years.loaded.offences
    chosen = profile.selections[plan.selection]
    if not reads_selection(offences, chosen):
        return [], None, [f"{plan.name}: this source cannot show {chosen.label.lower()}."]
    own = params.of_plan(plan)
    selection = as_counted(chosen, offences)
    held = offences[selection.holds(offences)]
    kinds, refused = _kinds(plan, selection, ground)
    index = None if plan.index is None else read_harm_index(plan.index)
    if index is not None:
        held = weigh_offences(held, [index])
        if not (held[schema.harm_column(index.key)] > 0).any():
            return (
                [],
                None,
                [f"{plan.name}: none of its offences has a weight in the index {index.key!r}."],
            )
    ground = _since_its_definition(ground, selection)
    watched, circles = [], None
    for kind in kinds:
        if kind == CIRCLE:
            circles = _circles(profile, plan, selection, held, ground, own)
        else:
            watched.append(_by_area(profile, plan, selection, held, ground, own, kind, index))
    return watched, circles, refused


def _kinds(plan: TriggerPlan, selection: Selection, ground: Ground) -> tuple[list[str], list[str]]:
    kinds, refused = [], []
    for kind in plan.areas:
        if kind != "district" and care.is_sensitive(selection):
            refused.append(
                f"{plan.name}: {selection.label.lower()} is watched by district alone, whatever "
                "smaller areas the plan names."
            )
        elif kind == CIRCLE and plan.index is not None:
            refused.append(
                f"{plan.name}: a circle is found by counts, and this plan goes by harm. Give the "
                "circle a plan of its own."
            )
        elif kind == "ward" and ground.years.study_area.wards is None:
            refused.append(f"{plan.name}: wards cannot be watched, as no layer of wards is given.")
        elif kind == "spot" and ground.past.in_force is None:
            refused.append(
                f"{plan.name}: harm spots cannot be watched, as none are in force. Adopt a run's "
                "with `hotspots spots adopt`."
            )
        else:
            kinds.append(kind)
    return kinds, list(dict.fromkeys(refused))


def _since_its_definition(ground: Ground, selection: Selection) -> Ground:
    """Return the steps since the offence was last defined anew."""
    first, last = ground.periods[0].first, ground.periods[-1].last
    days = burglary_breaks(CountedLine(label="", selections=(selection,)), first, last)
    kept = [each for each in ground.periods if not days or each.first >= max(days)]
    return Ground(years=ground.years, periods=tuple(kept), step=ground.step, past=ground.past)


def _by_area(
    profile: ForceProfile,
    plan: TriggerPlan,
    selection: Selection,
    held: gpd.GeoDataFrame,
    ground: Ground,
    params: WatchJourneyParams,
    kind: str,
    index: HarmIndex | None,
) -> Watched:
    areas, area_of, district_of = _areas(profile, held, ground, kind)
    steps = _steps_of(held, ground.periods)
    counts = _counted(steps, area_of, len(areas), ground)
    known, a_year = _shares_known(ground), ground.step.season
    amounts, weights, rests_on = counts, None, None
    if index is not None:
        harm = held[schema.harm_column(index.key)].fillna(0.0).to_numpy(dtype=np.float64)
        amounts, weights = _counted(steps, area_of, len(areas), ground, harm), Weights.of(harm)
        rests_on = expectation(counts, a_year=a_year, known=known).rests_on
    found = watch_areas(amounts, params.watch, a_year=a_year, known=known, weights=weights)
    fewest = care.fewest_of(ground.years.loaded.offences)
    districts = _counted(
        steps, _numbers(held[schema.DISTRICT], profile.district_names), len(profile.districts),
        ground,
    )  # fmt: skip
    rests_on = found.past.rests_on if rests_on is None else rests_on
    return Watched(
        plan=plan,
        kind=kind,
        label=selection.label,
        params=params,
        areas=(profile.force_name, *areas),
        periods=ground.periods,
        counts=counts,
        amounts=amounts,
        unit="" if index is None else index.unit,
        in_figures=index is not None and fewest > 1,
        hidden=care.withheld_in_districts(
            np.nan_to_num(counts[:, -STEPS_SHOWN:]),
            np.nan_to_num(districts[1:, -STEPS_SHOWN:]),
            district_of,
            fewest=fewest,
        ),
        level_hidden=(rests_on > 0) & (rests_on < fewest),
        found=found,
    )


def _areas(
    profile: ForceProfile, held: gpd.GeoDataFrame, ground: Ground, kind: str
) -> tuple[list[str], Longs, Longs]:
    """Return the areas, the number of each offence's (-1 for none), and of each area's district."""
    districts = profile.district_names
    if kind == "district":
        return list(districts), _numbers(held[schema.DISTRICT], districts), np.array([])
    if kind == "ward":
        wards = ground.years.study_area.wards
        assert wards is not None  # noqa: S101 - a plan of wards is refused without them
        names = [
            f"{ward}, {district}"
            for ward, district in zip(wards[schema.WARD_NAME], wards[schema.DISTRICT], strict=True)
        ]
        area_of = _numbers(held[schema.WARD_CODE], list(wards[schema.WARD_CODE]))
        return names, area_of, _numbers(wards[schema.DISTRICT], districts)
    spots = spots_in_force_now(
        ground.past, crs=profile.crs, districts=ground.years.study_area.districts
    )
    points, inside = spots.sindex.query(held.geometry, predicate="intersects")
    area_of = np.full(len(held), -1, dtype=np.int64)
    area_of[points] = inside
    area_of[care.sensitive(held).to_numpy()] = -1
    names = [
        f"{spot_id} {name}"
        for spot_id, name in zip(spots[schema.SPOT_ID], spots[schema.SPOT_NAME], strict=True)
    ]
    return names, area_of, _numbers(spots[schema.DISTRICT], districts)


def _numbers(column: pd.Series[str], names: Sequence[str]) -> Longs:
    at = {name: number for number, name in enumerate(names)}
    return np.asarray(column.map(at).fillna(-1), dtype=np.int64)


def _steps_of(held: gpd.GeoDataFrame, periods: Sequence[Period]) -> Longs:
    """Return the step of each offence, -1 outside all of them."""
    starts = np.array([each.first.toordinal() for each in periods])
    days = day_numbers(held[schema.FROM_TIME].dt.tz_localize(None).to_numpy())
    at = np.searchsorted(starts, days, side="right") - 1
    steps: Longs = np.where(days <= periods[-1].last.toordinal(), at, -1).astype(np.int64)
    return steps


def _counted(
    steps: Longs, area_of: Longs, areas: int, ground: Ground, weights: Floats | None = None
) -> Floats:
    """Return counts, or sums of weights, the whole's first: those of no area are in it too."""
    weighs = np.ones(len(steps)) if weights is None else weights
    number = len(ground.periods)
    used = steps >= 0
    counts = np.zeros((areas + 1, number))
    counts[0] = np.bincount(steps[used], weights=weighs[used], minlength=number)
    placed = used & (area_of >= 0)
    np.add.at(counts, (area_of[placed] + 1, steps[placed]), weighs[placed])
    lacking = [ground.years.cover.lacks(each) is not None for each in ground.periods]
    counts[:, lacking] = np.nan
    return counts


def _shares_known(ground: Ground) -> Floats:
    delay = ground.years.delay
    return np.array(
        [1.0 if delay is None else max(delay.share_known(p), 0.01) for p in ground.periods]
    )


def _circles(
    profile: ForceProfile,
    plan: TriggerPlan,
    selection: Selection,
    held: gpd.GeoDataFrame,
    ground: Ground,
    params: WatchJourneyParams,
) -> WatchedCircles:
    """Look for circles over the last year; those that may not be shown as a place are left out."""
    shown = held[~care.sensitive(held)]
    steps = _steps_of(shown, ground.periods)
    first = len(ground.periods) - 1 - round(ground.step.season)
    used = steps >= max(first, 0)
    recent, step = shown[used], steps[used]
    if not len(recent):
        return WatchedCircles(plan=plan, label=selection.label, params=params, circles=())
    east, north = recent.geometry.x.to_numpy(), recent.geometry.y.to_numpy()
    if not care.public_points(recent).all():
        east, north = care.middles_of_squares(east, north)
    last = len(ground.periods) - 1
    seen = moving_circles(
        east, north, last - step, window=params.watch.window, params=params.circle
    )
    found = [each for each in seen if _may_be_shown(recent.iloc[each.held])]
    names = distinct_names(
        [f"Circle near {_nearest(profile.places, each) or profile.force_name}" for each in found],
        np.array([each.easting for each in found]),
        np.array([each.northing for each in found]),
    )
    districts = [str(recent[schema.DISTRICT].iloc[each.held].mode().iloc[0]) for each in found]
    return WatchedCircles(
        plan=plan,
        label=selection.label,
        params=params,
        circles=tuple(zip(names, districts, found, strict=True)),
    )


def _may_be_shown(offences: gpd.GeoDataFrame) -> bool:
    one_group = np.zeros(len(offences), dtype=np.int64)
    enough = len(offences) >= care.fewest_of(offences)
    return bool(enough and care.may_be_shown(offences, one_group, 1)[0])


def _nearest(places: Sequence[Place], circle: Circle) -> str | None:
    centre = shapely.Point(circle.easting, circle.northing)
    near = min(
        places,
        key=lambda each: centre.distance(shapely.Point(each.easting, each.northing)),
        default=None,
    )
    return None if near is None else near.name
