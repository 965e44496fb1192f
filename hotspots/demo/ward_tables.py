"""Tables by ward: who lives there, what they say, and where a Street Week has been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import crs, schema
from hotspots.demo.places import on_streets, street_weights
from hotspots.demo.tables import word_lists

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Floats, Longs
    from hotspots.demo.params import DemoParams
    from hotspots.demo.scene import Scene

RESIDENTS_PER_HOUSEHOLD: Final = 2.35  # Census 2021: 1,832,800 residents in 771,200 households
HOUSEHOLDS_PER_REPORT: Final = 650
FEWEST_REPORTS: Final = 200
UNSURVEYED_SHARE: Final = 0.05
STREET_WEEK: Final = "Street Week"
STREET_WEEK_MONTHS: Final = (1, 2, 3, 4, 5, 6, 7, 9, 10, 11)  # none in the holidays
YEARS_OF_STREET_WEEKS: Final = 2


@dataclass(frozen=True)
class WardTables:
    """What a planner of Street Weeks has beside the offences, as files would hold it.

    Attributes
    ----------
    population : DataFrame
        ``WD…CD``, ``WD…NM``, ``LAD…CD``, ``residents``, ``households``.
    deprivation : DataFrame
        ``WD…CD``, ``WD…NM``, ``deprivation_score``: higher is more deprived.
    survey : DataFrame
        ``WD…CD``, ``WD…NM``, ``respondents``, ``deficit`` (share who feel unsafe, 0 to 1); a few
        wards were not surveyed and are not in it.
    street_safe : DataFrame
        ``report_id``, ``date``, ``concern``, ``longitude``, ``latitude``: one row a report.
    deployments : DataFrame
        ``operation``, ``ward_code``, ``first_day``, ``last_day``: past Street Weeks.
    """

    population: pd.DataFrame
    deprivation: pd.DataFrame
    survey: pd.DataFrame
    street_safe: pd.DataFrame
    deployments: pd.DataFrame


def draw_ward_tables(
    wards: gpd.GeoDataFrame, scene: Scene, params: DemoParams, rng: np.random.Generator
) -> WardTables:
    """Draw the tables; wards that were made worse are more deprived and less content."""
    households = np.bincount(
        scene.streets["ward"], weights=scene.streets["homes"], minlength=len(wards)
    ).astype(np.int64)
    short_year = params.year % 100
    names = pd.DataFrame(
        {
            f"WD{short_year}CD": wards[schema.WARD_CODE].array,
            f"WD{short_year}NM": wards[schema.WARD_NAME].array,
        }
    )
    crowding = RESIDENTS_PER_HOUSEHOLD * np.exp(rng.normal(0.0, 0.06, len(wards)))
    population = names.assign(
        **{f"LAD{short_year}CD": wards[schema.AREA_CODE].array},
        residents=np.rint(households * crowding).astype(np.int64),
        households=households,
    )
    level = {aspect: np.log(values) for aspect, values in scene.levels.by_ward.items()}
    hardship = np.mean(list(level.values()), axis=0) + rng.normal(0.0, 0.4, len(wards))
    score = np.clip(20.0 * np.exp(hardship), 2.0, 80.0)
    return WardTables(
        population,
        names.assign(deprivation_score=np.round(score, 1)),
        _survey(names, level["asb"], scene.levels.raised["asb"], rng),
        _street_safe(scene, wards.crs.to_string(), params, rng),
        _street_weeks(wards, scene, params, rng),
    )


def _survey(
    names: pd.DataFrame,
    disorder: Floats,
    raised: Longs,
    rng: np.random.Generator,
) -> pd.DataFrame:
    deficit = 0.18 + 0.10 * disorder + rng.normal(0.0, 0.03, len(names))
    survey = names.assign(
        respondents=rng.integers(60, 140, len(names)),
        deficit=np.round(np.clip(deficit, 0.02, 0.8), 3),
    )
    # A worse ward is surveyed: without an answer from it, nothing could be found there.
    skippable = np.setdiff1d(np.arange(len(names)), raised)
    skipped = rng.choice(skippable, size=round(UNSURVEYED_SHARE * len(names)), replace=False)
    surveyed: pd.DataFrame = survey[~survey.index.isin(skipped)].reset_index(drop=True)
    return surveyed


def _street_safe(
    scene: Scene, system: str, params: DemoParams, rng: np.random.Generator
) -> pd.DataFrame:
    count = max(FEWEST_REPORTS, params.households // HOUSEHOLDS_PER_REPORT)
    level = np.sqrt(scene.levels.by_ward["asb"] * scene.levels.by_ward["violence"])
    weights = street_weights(scene.streets, level, scene.character.streets["asb"])
    points = on_streets(scene.streets, weights, count, rng).points
    longitude, latitude = crs.project_points(points[:, 0], points[:, 1], system, crs.WGS84)
    day = np.sort(rng.integers(params.hours // 24, size=count))
    words = word_lists()
    concern = rng.choice(words["street_safe_concerns"], size=count, p=words["street_safe_shares"])
    dates = pd.Timestamp(params.first_day) + pd.to_timedelta(day, unit="D")
    return pd.DataFrame(
        {
            "report_id": [
                f"SS{params.year % 100:02d}/{number:05d}" for number in range(1, count + 1)
            ],
            "date": dates.strftime("%Y-%m-%d"),
            "concern": pd.array(concern, dtype="str"),
            "longitude": np.round(longitude, 6),
            "latitude": np.round(latitude, 6),
        }
    )


def _street_weeks(
    wards: gpd.GeoDataFrame, scene: Scene, params: DemoParams, rng: np.random.Generator
) -> pd.DataFrame:
    """Return one Street Week a month of this year and the last, each in a ward of its own.

    None was in a ward that was made worse, so that the months since the last one, which are a
    measure, do not speak against it.
    """
    years = range(params.year - YEARS_OF_STREET_WEEKS + 1, params.year + 1)
    months = [pd.Timestamp(year, month, 8) for year in years for month in STREET_WEEK_MONTHS]
    mondays = [day + pd.Timedelta(days=-day.day_of_week % 7) for day in months]
    raised = np.concatenate(list(scene.levels.raised.values()))
    chosen = rng.choice(
        np.setdiff1d(np.arange(len(wards)), raised), size=len(mondays), replace=False
    )
    return pd.DataFrame(
        {
            schema.OPERATION: STREET_WEEK,
            schema.WARD_CODE: wards[schema.WARD_CODE].array[chosen],
            schema.FIRST_DAY: [f"{monday:%Y-%m-%d}" for monday in mondays],
            schema.LAST_DAY: [f"{monday + pd.Timedelta(days=6):%Y-%m-%d}" for monday in mondays],
        }
    )
