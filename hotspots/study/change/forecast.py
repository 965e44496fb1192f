"""The next weeks or months by kind of offence, judged on the past before they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from hotspots import care, schema
from hotspots.analyse.change.change_params import ForecastParams
from hotspots.analyse.change.forecast import (
    SeriesForecast,
    back_test_table,
    forecast,
    forecast_table,
)
from hotspots.analyse.change.forecast_coherence import coherent
from hotspots.analyse.change.offence_series import (
    OffenceSeries,
    Step,
    known_steps,
    steps_covered,
)
from hotspots.errors import NoRowsError
from hotspots.file_names import days_in_name
from hotspots.render.change.forecast_page import (
    COUNTED_OFFENCES,
    ForecastProducts,
    write_forecast_products,
)
from hotspots.study import receipt as receipts
from hotspots.study.change import forecast_words as words
from hotspots.study.change.forecast_series import series_of
from hotspots.study.change.journeys import FORECAST, ForecastJourneyParams
from hotspots.study.counted_themes import NOT_IN_SOURCE
from hotspots.study.executor import Progress, call_up, no_progress, run_tasks
from hotspots.study.run import Run, RunWriter, new_run
from hotspots.study.years import Years, load_years
from hotspots.words import sentence

if TYPE_CHECKING:
    from hotspots.arrays import Floats
    from hotspots.render.stamp import ProductStamp
    from hotspots.study.inputs import Inputs

MOST_STEPS_AHEAD: Final = 12


def study_forecast(
    inputs: Inputs,
    *,
    maps: Path,
    made_at: datetime,
    name: str | None = None,
    params: ForecastJourneyParams | None = None,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> Run[Sequence[SeriesForecast]]:
    """Forecast the next weeks (of a source without days, months) of each kind of offence.

    Parameters
    ----------
    inputs : Inputs
        Its ``earlier`` holds the offences of the years before. Its period is not looked at.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    name : str, optional
        Of the run's folder; by default made from the time.
    params : ForecastJourneyParams, optional
    executor : Executor, optional
        Takes one task a series; the result does not depend on it.

    Raises
    ------
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params = params or ForecastJourneyParams()
    with new_run(FORECAST, maps=maps, made_at=made_at, name=name) as run:
        call_up(executor, forecast)
        years = load_years(inputs, progress=progress)
        step = Step.MONTH if years.cover.by_month else Step.WEEK
        covered = steps_covered(years.cover, step)
        known = known_steps(covered, years.delay)
        if not known:
            raise NoRowsError(
                f"The offences given run from {years.in_words} and hold no whole {step}. Give more."
            )
        left_out = len(covered) - len(known)
        asked = _asked(params.forecast, step, left_out)
        of_force = series_of(
            inputs.profile, years, known, step, groups=params.groups, districts=params.districts
        )
        alone = run_tasks(
            executor,
            [(forecast, (each, asked)) for each in of_force.series],
            step="Forecasting the past, then what comes",
            progress=progress,
        )
        force = inputs.profile.force_name
        fewest = care.fewest_of(years.loaded.offences)
        found, counted = _as_told(coherent(alone, of_force.parts), force=force, fewest=fewest)
        stamp = _stamp(run, inputs, years, asked, step, of_force.unreadable)
        products = _products(found, counted, years, step, left_out, asked)
        write_forecast_products(run.folder, products, stamp)
        run.write_receipt(
            stamp,
            inputs.profile,
            days=receipts.of_days(years.cover.first, years.cover.last),
            params=params,
            found={"forecast": {"title": products.title, **_found(found, asked)}},
            inputs=receipts.of_inputs(years.loaded, years.study_area),
            set_aside=years.loaded.set_aside,
        )
    return run.finished(found)


def _asked(params: ForecastParams, step: Step, left_out: int) -> ForecastParams:
    """Reach as far ahead from the last known step as was asked for from the last one there is."""
    horizon = min(params.horizon_of(step) + left_out, MOST_STEPS_AHEAD)
    return replace(params, horizon=horizon)


def _products(
    found: Sequence[SeriesForecast],
    counted: pd.DataFrame,
    years: Years,
    step: Step,
    left_out: int,
    params: ForecastParams,
) -> ForecastProducts:
    horizon = params.horizon_of(step)
    shown = _by_series(counted)
    return ForecastProducts(
        title=f"The next {horizon} {step}s" if horizon > 1 else f"The next {step}",
        opening=tuple(words.opening(found, years, step, left_out)),
        told=tuple(
            words.told_series(each, number, params, shown[each.series.area, each.series.label])
            for number, each in enumerate(found, start=1)
        ),
        forecast=_stacked([forecast_table(each) for each in found], schema.FORECAST_COLUMNS),
        back_test=_stacked([back_test_table(each) for each in found], schema.BACK_TEST_COLUMNS),
        counted=counted,
    )


def _as_told(
    found: Sequence[SeriesForecast], *, force: str, fewest: int
) -> tuple[list[SeriesForecast], pd.DataFrame]:
    """Return forecasts and what was counted, without counts that are withheld or would tell one.

    What is said of a forecast, in a sentence or in a table, is said of what is returned here.
    """
    counted = _as_shown(
        pd.concat([_counted(each.series) for each in found], ignore_index=True),
        force=force,
        fewest=fewest,
    )
    shown = _by_series(counted)
    told = [
        replace(
            each,
            same_last_year=_years_before_as_shown(
                each.same_last_year,
                shown[each.series.area, each.series.label],
                each.series.step.a_year,
            ),
        )
        for each in found
    ]
    return told, counted


def _as_shown(counted: pd.DataFrame, *, force: str, fewest: int) -> pd.DataFrame:
    """Return what was counted without counts of 1 to 4, and without what would tell one."""
    shown = counted[COUNTED_OFFENCES].astype("float64")
    for _, one in counted.groupby([schema.SERIES, schema.STEP_BEGINS]):
        known = one[COUNTED_OFFENCES].dropna()
        parts = known[one[schema.AREA_NAME] != force]
        few = (known > 0) & (known < fewest)
        company = care.withheld(parts, fewest=fewest) if len(parts) < len(known) else few
        shown[[*few.index[few], *company.index[company]]] = np.nan
    return counted.assign(**{COUNTED_OFFENCES: shown})


def _by_series(counted: pd.DataFrame) -> dict[tuple[str, str], Floats]:
    """Return what was counted of each area and series, in the order of its steps."""
    groups = counted.groupby([schema.AREA_NAME, schema.SERIES])[COUNTED_OFFENCES]
    return {(str(area), str(label)): counts.to_numpy() for (area, label), counts in groups}


def _years_before_as_shown(before: Floats, shown: Floats, a_year: int) -> Floats:
    """Return the counts of the year before without those that are withheld, or would tell one.

    The last is of all steps together: where one step alone is withheld, that sum is too.
    """
    before = before.copy()
    at = np.arange(len(before) - 1) + len(shown) - a_year
    known = (at >= 0) & (at < len(shown))
    hidden = np.zeros(len(before), dtype=np.bool_)
    hidden[:-1][known] = np.isnan(shown[at[known]]) & ~np.isnan(before[:-1][known])
    hidden[-1:] = hidden.sum() == 1
    before[hidden] = np.nan
    return before


def _stacked(tables: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    filled = [each for each in tables if len(each)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(columns))


def _counted(series: OffenceSeries) -> pd.DataFrame:
    return pd.DataFrame(
        {
            schema.AREA_NAME: series.area,
            schema.SERIES: series.label,
            schema.STEP_BEGINS: [pd.Timestamp(each.first) for each in series.periods],
            COUNTED_OFFENCES: series.counts,
        }
    )


def _stamp(
    run: RunWriter,
    inputs: Inputs,
    years: Years,
    params: ForecastParams,
    step: Step,
    unreadable: Sequence[str],
) -> ProductStamp:
    loaded = years.loaded
    unseen = (f"Not forecast: {', '.join(unreadable)}: {NOT_IN_SOURCE}.",) if unreadable else ()
    return run.stamp(
        inputs.profile,
        loaded,
        period=f"data from {years.in_words}",
        when=days_in_name(years.cover.first, years.cover.last),
        method=words.method_in_words(params, step, params.horizon_of(step)),
        caveats=(
            words.NOT_WHY,
            words.CHOSEN_ON_THE_PAST,
            *unseen,
            *words.late_reports(years),
            *(sentence(note) for note in loaded.notes),
        ),
    )


def _found(found: Sequence[SeriesForecast], asked: ForecastParams) -> dict[str, Any]:
    """Return what the receipt says was found."""
    return {
        "steps_ahead": asked.horizon,
        "series": [
            {
                "area": each.series.area,
                "offences": each.series.label,
                "sentence": words.sentence_of(each, asked),
                "method": None if each.method is None else str(each.method),
                "widened": each.widened,
                "held": {"inside": each.held.inside, "judged": each.held.judged},
                "wide_as": each.wide_as or None,
                "methods_judged": [str(method) for method in each.tests],
            }
            for each in found
        ],
    }
