"""The week's watch: what broke its band, what to do first, and what is still open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from hotspots import schema, words
from hotspots.analyse.change.offence_series import Step, steps_covered
from hotspots.errors import NoRowsError, SettingsError
from hotspots.file_names import days_in_name
from hotspots.render.watch.watch_page import PlanTold, WatchTold, write_watch_products
from hotspots.study import receipt as receipts
from hotspots.study.executor import Progress, no_progress
from hotspots.study.past_spots import PastSpots
from hotspots.study.reading import require_watchable
from hotspots.study.run import Run, RunWriter, new_run
from hotspots.study.watch import watch_story as story
from hotspots.study.watch.journeys import WATCH, WatchJourneyParams
from hotspots.study.watch.watched_plan import (
    MOST_YEARS,
    Ground,
    Watched,
    WatchedCircles,
    watched_plan,
)
from hotspots.study.years import Years, load_years

if TYPE_CHECKING:
    from hotspots.analyse.periods import Period
    from hotspots.profile import ForceProfile, TriggerPlan
    from hotspots.render.stamp import ProductStamp
    from hotspots.study.inputs import Inputs

# What was closed lately is told once more.
CLOSED_LATELY: Final = timedelta(weeks=4)
# Keeps the alarms of a watch, and returns the id of each in order.
Keep = Callable[[pd.DataFrame], Sequence[str]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Watch:
    """What a watch found: each plan by each kind of area, its circles, and how it is told."""

    watched: tuple[Watched, ...]
    circles: tuple[WatchedCircles, ...]
    told: WatchTold


def study_watch(  # noqa: PLR0913 - one argument for each thing that a watch is told
    inputs: Inputs,
    *,
    maps: Path,
    made_at: datetime,
    on: date | None = None,
    plans: Sequence[TriggerPlan] | None = None,
    past: PastSpots | None = None,
    alarms: pd.DataFrame | None = None,
    keep: Keep | None = None,
    name: str | None = None,
    params: WatchJourneyParams | None = None,
    progress: Progress = no_progress,
) -> Run[Watch]:
    """Hold the newest week beside what was expected of it, by each trigger plan, and write it.

    Parameters
    ----------
    inputs : Inputs
        Its ``earlier`` holds the offences of the years before. Its period is not looked at.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    on : date, optional
        A day of the week (of a source that knows months only, the month) that is judged; by
        default the last whole one of the data.
    plans : sequence of TriggerPlan, optional
        By default the profile's.
    past : PastSpots, optional
        The harm spots in force, for plans that watch them.
    alarms : DataFrame, optional
        ``schema.ALARM_COLUMNS``: what was raised before, and who closed it.
    keep : callable, optional
        Keeps the alarms and returns their ids; without one they have none.
    name : str, optional
        Of the run's folder; by default made from the time.
    params : WatchJourneyParams, optional

    Raises
    ------
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params = params or WatchJourneyParams()
    chosen = inputs.profile.trigger_plans if plans is None else plans
    if not chosen:
        raise SettingsError(
            f"The profile {inputs.profile.key!r} has no trigger plan. Write one as "
            "[[trigger_plans]] (docs/watch.md), or name what to watch.",
            options=("--selection",),
        )
    with new_run(WATCH, maps=maps, made_at=made_at, name=name) as run:
        years = load_years(inputs, any_subject=True, progress=progress)
        require_watchable(years.loaded, [inputs.profile.selections[p.selection] for p in chosen])
        step = Step.MONTH if years.cover.by_month else Step.WEEK
        ground = Ground(
            years=years, periods=_periods(years, step, on), step=step, past=past or PastSpots()
        )
        found = [watched_plan(inputs.profile, each, ground, params) for each in chosen]
        watched = [one for each, _, _ in found for one in each]
        circles = [each for _, each, _ in found if each is not None]
        period = ground.periods[-1]
        raised = story.alarms_of(watched, circles, period)
        ids = _kept(raised, keep, alarms, step)
        told = _told(found, watched, circles, ground, alarms, ids, made_at)
        stamp = _stamp(run, inputs.profile, ground, watched, params)
        write_watch_products(run.folder, told, stamp)
        run.write_receipt(
            stamp,
            inputs.profile,
            days={
                **receipts.of_days(period.first, period.last),
                "data": {"first_day": years.cover.first, "last_day": years.cover.last},
            },
            params=params,
            found={"watch": _found(told, watched)},
            inputs=receipts.of_inputs(years.loaded, years.study_area),
            set_aside=years.loaded.set_aside,
        )
    return run.finished(Watch(watched=tuple(watched), circles=tuple(circles), told=told))


def _periods(years: Years, step: Step, on: date | None) -> tuple[Period, ...]:
    """Return the steps up to the one that is judged; the data cover that one."""
    covered = steps_covered(years.cover, step)
    if on is not None:
        covered = [each for each in covered if each.first <= on]
        if covered and covered[-1].last < on:
            covered = []
    if not covered or years.cover.lacks(covered[-1]) is not None:
        asked = "" if on is None else f" in which {words.day(on)} lies"
        raise NoRowsError(
            f"The offences given run from {years.in_words} and hold no whole {step}{asked}. Give "
            "the missing offences, or name another day.",
            options=("--on",),
        )
    return tuple(covered[-round(MOST_YEARS * step.season) :])


def _kept(
    raised: pd.DataFrame, keep: Keep | None, alarms: pd.DataFrame | None, step: Step
) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the id of each alarm, and since when it is open where that is longer than now."""
    if keep is None or raised.empty:
        return {}
    before: dict[str, pd.Timestamp] = (
        {}
        if alarms is None
        else dict(zip(alarms[schema.ALARM_ID], alarms[schema.STEP_FIRST], strict=True))
    )
    found = {}
    for each, alarm in zip(raised.to_dict("records"), keep(raised), strict=True):
        first = before.get(alarm)
        since = ""
        if first is not None and first < each[schema.STEP_FIRST]:
            since = f"{step} from {words.day(first)}"
        found[each[schema.PLAN], each[schema.AREA_NAME]] = (alarm, since)
    return found


def _told(
    found: Sequence[tuple[list[Watched], WatchedCircles | None, list[str]]],
    watched: Sequence[Watched],
    circles: Sequence[WatchedCircles],
    ground: Ground,
    alarms: pd.DataFrame | None,
    ids: Mapping[tuple[str, str], tuple[str, str]],
    made_at: datetime,
) -> WatchTold:
    step, period = ground.step, ground.periods[-1]
    told = tuple(
        story.plan_told(by_area, own, step, ids, number=number)
        for number, (by_area, own, _) in enumerate(found, start=1)
        if by_area or own
    )
    before = _before(alarms, period)
    is_open = before[schema.CLOSED_AT].isna()
    lately = before[schema.CLOSED_AT] >= pd.Timestamp(made_at) - CLOSED_LATELY
    return WatchTold(
        title=f"The watch: {step.in_words(period)}",
        gist=_gist(told, int(is_open.sum()), step),
        plans=told,
        still_open=before[is_open],
        closed=before[lately.fillna(value=False).astype(bool)],
        refused=tuple(each for *_, refused in found for each in refused),
        how_sure=story.how_sure(watched, circles, step),
        watched=_with_ids(
            _joined(
                [story.watch_table(each, step) for each in watched], schema.WATCH_COLUMNS
            ).drop_duplicates([schema.PLAN, schema.AREA_NAME], ignore_index=True),
            ids,
        ),
        circles=_joined([story.circle_table(each) for each in circles], schema.CIRCLE_COLUMNS),
    )


def _joined(tables: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    there = [each for each in tables if len(each)]
    return pd.concat(there, ignore_index=True) if there else pd.DataFrame(columns=list(columns))


def _before(alarms: pd.DataFrame | None, period: Period) -> pd.DataFrame:
    """Return the alarms of the steps before the one that is judged."""
    if alarms is None:
        return pd.DataFrame(columns=list(schema.ALARM_COLUMNS)).astype(
            {schema.CLOSED_AT: "datetime64[ns, UTC]"}
        )
    return alarms[alarms[schema.STEP_FIRST] < pd.Timestamp(period.first)]


def _with_ids(table: pd.DataFrame, ids: Mapping[tuple[str, str], tuple[str, str]]) -> pd.DataFrame:
    of_rows = [
        ids.get(key, (None, None))
        for key in zip(table[schema.PLAN], table[schema.AREA_NAME], strict=True)
    ]
    return table.assign(
        **{
            schema.ALARM_ID: pd.Series([alarm for alarm, _ in of_rows], dtype="object"),
            schema.OPEN_SINCE: pd.Series([since for _, since in of_rows], dtype="object"),
        }
    )


def _gist(plans: Sequence[PlanTold], still_open: int, step: Step) -> str:
    """Return what is read first, in a sentence or two."""
    alarms = [(plan, each) for plan in plans for each in plan.items]
    waiting = (
        f" {words.plural(still_open, 'alarm')} from before {'is' if still_open == 1 else 'are'} "
        "still open."
        if still_open
        else ""
    )
    if not alarms:
        return f"Nothing broke its band this {step}.{waiting}"
    areas = dict.fromkeys(each.heading.rsplit(": ", 1)[0] for _, each in alarms)
    named = words.listed(areas, most=3)
    return f"{words.plural(len(alarms), 'alarm')} this {step}: {named}.{waiting}"


def _stamp(
    run: RunWriter,
    profile: ForceProfile,
    ground: Ground,
    watched: Sequence[Watched],
    params: WatchJourneyParams,
) -> ProductStamp:
    period, step = ground.periods[-1], ground.step
    knows_season = all(each.found.past.knows_season for each in watched)
    return run.stamp(
        profile,
        ground.years.loaded,
        period=f"{step.in_words(period)}; data from {ground.years.in_words}",
        when=days_in_name(period.first, period.last),
        method=story.method_in_words(
            step, params.watch.window, by_harm=any(each.unit for each in watched)
        ),
        caveats=list(story.caveats(ground.years, period, step, knows_season=knows_season)),
    )


def _found(told: WatchTold, watched: Sequence[Watched]) -> dict[str, Any]:
    """Return what the receipt says was found."""
    verdicts = told.watched[schema.WATCH_VERDICT].value_counts()
    return {
        "title": told.title,
        "gist": told.gist,
        "alarms": [
            {
                "plan": plan.name,
                "what": each.heading,
                "why": each.sentence,
                "alarm": each.alarm_id or None,
                "open_since": each.open_since or None,
            }
            for plan in told.plans
            for each in plan.items
        ],
        "do_first": [
            {"plan": plan.name, "tell": plan.tell, "first": list(plan.first)}
            for plan in told.plans
            if plan.items
        ],
        "perhaps": [each.heading for plan in told.plans for each in plan.perhaps],
        "still_open": [
            f"{alarm} {plan}: {area}"
            for alarm, plan, area in zip(
                *(told.still_open[c] for c in (schema.ALARM_ID, schema.PLAN, schema.AREA_NAME)),
                strict=True,
            )
        ],
        "verdicts": {str(verdict): int(count) for verdict, count in verdicts.items()},
        "false_alarms_a_year": round(sum(each.found.false_alarms_a_year for each in watched), 2),
        "how_sure": told.how_sure,
        "cannot_be_watched": list(told.refused),
    }
