"""What is new in a demonstration county: planted on request, so that a test can ask what finds it.

A robbery series in the last three whole weeks, a place of night-time violence that moved in
December, a ward in which most of the year's street violence is gone, and a place where violence
happens between one and three at night alone. They are laid over a finished county with random
numbers of their own: the county without them stays the same to the byte.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.demo.clock import clock_text
from hotspots.demo.export import EXPORT_COLUMNS
from hotspots.selection import Selection

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from hotspots.arrays import Bools, Floats, Longs
    from hotspots.demo.county import DemoCounty
    from hotspots.demo.params import DemoParams
    from hotspots.profile import ForceProfile

NEWS_FILE: Final = "truth_news.json"
SEED_OF_NEWS: Final = 15  # beside the county's own
ROBBERY, ASSAULT = "34B", "8N"
SERIES_SIZE: Final = 9
SERIES_DAYS: Final = 21
A_MONTH: Final = 15  # assaults at the place that moves
MOVED_IN: Final = 12
AT_NIGHT: Final = 40  # assaults a year at the place of one shift
LOST_SHARE: Final = 0.75
# From the planted harm spots, and from one another: a square of `lasting` is hot by those around.
APART_M: Final = 2_000.0
SPREAD_M: Final = 45.0
SERIES_SPREAD_M: Final = 90.0
DAY_MIN: Final = 24 * 60
FEWEST_HOMES: Final = 10


@dataclass(frozen=True, kw_only=True)
class PlantedPlace:
    """A place at which something was planted."""

    easting: float
    northing: float
    street: str
    town: str
    district: str


@dataclass(frozen=True, kw_only=True)
class PlantedNews:
    """What was planted.

    Attributes
    ----------
    series : PlantedPlace
        ``SERIES_SIZE`` robberies from ``series_first`` to ``series_last``.
    moved_from, moved_to : PlantedPlace
        ``A_MONTH`` assaults a month on Friday and Saturday nights: at the one until November, the
        year before too, at the other in December.
    fell : str
        Code of the ward that lost ``LOST_SHARE`` of its street violence of the year.
    at_night : PlantedPlace
        ``AT_NIGHT`` assaults, all between one and three at night.
    """

    series: PlantedPlace
    series_first: date
    series_last: date
    moved_from: PlantedPlace
    moved_to: PlantedPlace
    fell: str
    at_night: PlantedPlace


def plant_news(county: DemoCounty, profile: ForceProfile) -> tuple[DemoCounty, PlantedNews]:
    """Return a county with the news planted in it, and what they are.

    Parameters
    ----------
    county : DemoCounty
        With a year before its own.
    profile : ForceProfile
        Whose harm spots' selection the ward's loss is of.
    """
    params = county.params
    rng = np.random.default_rng([params.seed, SEED_OF_NEWS])
    fell = _ward_that_falls(county, profile)
    series, moved_from, moved_to, at_night = _places(county, fell, rng)
    last = _last_whole_week(params.year)
    news = PlantedNews(
        series=series,
        series_first=last - timedelta(days=SERIES_DAYS - 1),
        series_last=last,
        moved_from=moved_from,
        moved_to=moved_to,
        fell=fell,
        at_night=at_night,
    )
    zone = profile.timezone
    before = params.year - 1
    kept = county.offences[~_lost(county, fell, profile, rng)]
    own = pd.concat(
        [
            _rows(series, ROBBERY, _in_the_series(news, rng), SERIES_SPREAD_M, params, zone, rng),
            _rows(moved_from, ASSAULT, _weekend_nights(params.year, 1, MOVED_IN - 1, rng),
                  SPREAD_M, params, zone, rng),
            _rows(moved_to, ASSAULT, _weekend_nights(params.year, MOVED_IN, MOVED_IN, rng),
                  SPREAD_M, params, zone, rng),
            _rows(at_night, ASSAULT, _small_hours(rng), SPREAD_M, params, zone, rng),
        ]
    )  # fmt: skip
    then = _rows(
        moved_from, ASSAULT, _weekend_nights(before, 1, 12, rng), SPREAD_M,
        replace(params, year=before, earlier_years=0), zone, rng,
    )  # fmt: skip
    return (
        replace(
            county,
            offences=_with(kept, own, params.year),
            earlier={
                **county.earlier,
                before: _with(county.earlier[before], then, before),
            },
        ),
        news,
    )


def write_news(news: PlantedNews, folder: Path) -> Path:
    """Write what was planted into a county's folder of data."""
    path = folder / NEWS_FILE
    told: dict[str, Any] = {"note": "Demonstration: all of it is invented.", **asdict(news)}
    text = json.dumps(told, indent=1, default=str, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return path


def _last_whole_week(year: int) -> date:
    """Return the last Sunday of a year."""
    end = date(year, 12, 31)
    return end - timedelta(days=(end.weekday() + 1) % 7)


def _points(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return where rows lie, as far as they say it in metres."""
    east, north = (
        pd.to_numeric(rows[name], errors="coerce").to_numpy(dtype=np.float64)
        for name in ("easting", "northing")
    )
    return east, north


def _of_selection(rows: pd.DataFrame, profile: ForceProfile) -> Bools:
    selection: Selection = profile.selections[profile.harm_spot_selection]
    coded = pd.DataFrame(
        {
            schema.OFFENCE_CODE: rows["offence_code"],
            schema.CATEGORY: pd.Series(pd.NA, index=rows.index, dtype="str"),
            schema.DWELLING: rows["dwelling"].map({"Y": True, "N": False}).astype("boolean"),
        }
    )
    return np.asarray(selection.holds(coded), dtype=np.bool_)


def _ward_that_falls(county: DemoCounty, profile: ForceProfile) -> str:
    """Return the ward that had most street violence the year before."""
    rows = county.earlier[county.params.year - 1]
    rows = rows[_of_selection(rows, profile)]
    wards = county.wards
    _, ward = wards.sindex.query(shapely.points(*_points(rows)), predicate="intersects")
    most = np.bincount(ward, minlength=len(wards)).argmax()
    return str(wards[schema.WARD_CODE].iloc[int(most)])


def _lost(
    county: DemoCounty, ward_code: str, profile: ForceProfile, rng: np.random.Generator
) -> Bools:
    """Say which of the year's rows the ward lost."""
    rows = county.offences
    ward = county.wards[county.wards[schema.WARD_CODE] == ward_code].geometry.iloc[0]
    inside = shapely.contains_xy(ward, *_points(rows)) & _of_selection(rows, profile)
    return np.asarray(inside & (rng.random(len(rows)) < LOST_SHARE), dtype=np.bool_)


def _places(
    county: DemoCounty, fell: str, rng: np.random.Generator
) -> tuple[PlantedPlace, PlantedPlace, PlantedPlace, PlantedPlace]:
    """Choose four streets of homes, far from the harm spots, the ward and one another."""
    streets = county.streets[county.streets["homes"] >= FEWEST_HOMES]
    middles = streets.geometry.interpolate(0.5, normalized=True)
    taken = [county.truth.spots.geometry.union_all()]
    taken.append(county.wards[county.wards[schema.WARD_CODE] == fell].geometry.iloc[0])
    chosen = []
    for at in rng.permutation(len(streets)):
        if min(middles.iloc[at].distance(each) for each in taken) >= APART_M:
            taken.append(middles.iloc[at])
            chosen.append(_place(streets.iloc[at], middles.iloc[at], county.wards))
        if len(chosen) == 4:  # noqa: PLR2004 - as many as are asked for
            break
    series, moved_from, moved_to, at_night = chosen
    return series, moved_from, moved_to, at_night


def _place(street: pd.Series, middle: shapely.Point, wards: gpd.GeoDataFrame) -> PlantedPlace:
    return PlantedPlace(
        easting=round(middle.x, 1),
        northing=round(middle.y, 1),
        street=str(street["street"]),
        town=str(street["town"]),
        district=str(wards[schema.DISTRICT].iloc[int(street["ward"])]),
    )


def _in_the_series(news: PlantedNews, rng: np.random.Generator) -> Longs:
    first = (news.series_first - date(news.series_first.year, 1, 1)).days
    days = np.concatenate([[0], rng.integers(0, SERIES_DAYS, SERIES_SIZE - 1)])
    return (first + days) * DAY_MIN + rng.integers(17 * 60, 23 * 60, SERIES_SIZE)


def _weekend_nights(
    year: int, first_month: int, last_month: int, rng: np.random.Generator
) -> Longs:
    """Return minutes of the year on Friday and Saturday nights, as many in each month."""
    days = pd.date_range(date(year, first_month, 1), date(year, last_month, 28))
    nights = days[days.day_of_week.isin([4, 5]) & (days.day <= 28)]  # noqa: PLR2004 - whole weeks
    drawn = [
        rng.choice((nights[nights.month == month].day_of_year - 1).to_numpy(), A_MONTH)
        for month in range(first_month, last_month + 1)
    ]
    number = A_MONTH * (last_month - first_month + 1)
    return np.concatenate(drawn) * DAY_MIN + rng.integers(21 * 60, 24 * 60, number)


def _small_hours(rng: np.random.Generator) -> Longs:
    """Return minutes of the year between one and three at night, on any night."""
    return rng.integers(1, 360, AT_NIGHT) * DAY_MIN + rng.integers(60, 180, AT_NIGHT)


def _rows(
    place: PlantedPlace,
    code: str,
    minutes: Longs,
    spread_m: float,
    params: DemoParams,
    timezone: str,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return export rows at a place, each known to the minute."""
    count = len(minutes)
    angle, far = rng.uniform(0, 2 * np.pi, count), spread_m * np.sqrt(rng.uniform(0, 1, count))
    moments = clock_text(minutes, params, timezone)
    return pd.DataFrame(
        {
            "reference": "",
            "offence_code": code,
            "from_time": moments,
            "to_time": moments,
            "reported_time": clock_text(minutes + 10, params, timezone),
            "easting": [f"{each:.0f}" for each in place.easting + far * np.cos(angle)],
            "northing": [f"{each:.0f}" for each in place.northing + far * np.sin(angle)],
            "address": f"{place.street}, {place.town}",
            "dwelling": "N",
            "outcome": "Enquiries complete, nobody identified",
        },
        dtype="str",
    )


def _with(rows: pd.DataFrame, planted: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the rows of a year with the planted ones behind them."""
    references = [f"D{year % 100:02d}/N{number:04d}" for number in range(1, len(planted) + 1)]
    named = planted.assign(reference=references)[list(EXPORT_COLUMNS)]
    return pd.concat([rows, named], ignore_index=True)
