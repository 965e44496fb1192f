"""What harm is to be expected in each hour of a spot's week, as far as its offences tell.

A spot with a dozen offences has a dozen hours in which something happened, and that is chance for
the greater part. Each offence therefore speaks for the hours that are like its own
(``smoothed_weeks``), and the spot's week is drawn toward the week of the district around it:

    expected = (own offences + k · district's week) / (own offences + k).

The district's week is worth k offences. k is not guessed: it is the number with which the spots'
offences are foretold best, each one from the other offences of its spot (leave one out). A
district's week is drawn toward the force's in the same way, and the force's toward a level week.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy.optimize import minimize_scalar

from hotspots import schema
from hotspots.analyse.temporal import HOURS_A_DAY, HOURS_A_WEEK, AoristicWeights, offence_hours
from hotspots.analyse.weight_transform import transform_weights
from hotspots.crs import require_projected

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.weight_transform import WeightTransform
    from hotspots.arrays import Floats, Longs


# In offences. Two of them never outweigh a district; a spot with 500 speaks for itself.
LEAST_WORTH: Final = 2.0
GREATEST_WORTH: Final = 500.0
IN_NO_SPOT: Final = -1


@dataclass(frozen=True, kw_only=True)
class SpotWeeks:
    """Each spot's week: what was recorded, and what is expected.

    Attributes
    ----------
    offences : int array of shape (k,)
        Inside the outline, edge included.
    timed : int array of shape (k,)
        Those of them whose hour is known, or a range of hours.
    counted : float array of shape (k, 7, 24)
        Aoristic: offences by hour of the week, Monday first, each weighing 1.
    expected : float array of shape (k, 7, 24)
        Share of the spot's harm that is expected in each hour; adds up to 1.
    own_share : float array of shape (k,)
        0 to 1: how much of ``expected`` is the spot's own, the rest being its district's.
    worth : float
        How many offences the district's week is worth.
    hours_known : bool
        False where no offence of the force has an hour: every hour is then alike.
    """

    offences: Longs
    timed: Longs
    counted: Floats
    expected: Floats
    own_share: Floats
    worth: float
    hours_known: bool


def spots_of(offences: gpd.GeoDataFrame, spots: gpd.GeoDataFrame) -> Longs:
    """Return the position of the spot in which each offence lies, -1 for none.

    An offence on an edge counts as inside. Where outlines overlap (an analyst may have drawn one),
    the first spot in the table takes it.
    """
    require_projected(offences, "offences")
    require_projected(spots, "harm spots")
    tree = shapely.STRtree(spots.geometry.to_numpy())
    at_offence, at_spot = tree.query(offences.geometry.to_numpy(), predicate="intersects")
    found = np.full(len(offences), len(spots), dtype=np.int64)
    np.minimum.at(found, at_offence, at_spot)
    found[found == len(spots)] = IN_NO_SPOT
    return found


def spot_weeks(
    offences: gpd.GeoDataFrame,
    spots: gpd.GeoDataFrame,
    *,
    harm: str,
    transform: WeightTransform,
    cap: float | None = None,
) -> SpotWeeks:
    """Return the harm that is expected in each hour of each spot's week.

    Parameters
    ----------
    offences : GeoDataFrame
        The selection that the spots are made of, all over the force, with its times and districts.
    spots : GeoDataFrame
        ``spot_id``, ``district`` and outlines, in the same projected system.
    harm : str
        Column of the weights, for example ``harm_css``; a missing weight adds nothing.
    transform : WeightTransform
        What is done to a weight first, as for the spots' rank, so that one rare and grave offence
        does not fix the hour of a year's visits.
    cap : float, optional
        For the transform ``capped``.

    Raises
    ------
    MissingColumnError, CoordinateError

    Notes
    -----
    Harm that rests on few offences counts as few: n offences of weights w speak as (Σw)² / Σw² of
    equal weight (Kish's effective number).

    The order of the rows changes nothing, not even the last digit: they are put in an order first.

    References
    ----------
    Ratcliffe & McCullagh (1998), Aoristic crime analysis. Stone (1974), Cross-validatory choice
    and assessment of statistical predictions. Kish (1965), Survey Sampling.
    """
    wanted = (harm, schema.DISTRICT, schema.FROM_TIME, schema.TO_TIME, schema.TIME_PRECISION)
    schema.require_columns(offences, wanted, "offences")
    schema.require_columns(spots, (schema.SPOT_ID, schema.DISTRICT), "harm spots")
    offences = _in_order(offences, harm)
    hours = offence_hours(offences)
    timed = ~hours.timeless
    spot = spots_of(offences, spots)
    count = len(spots)
    inside = spot != IN_NO_SPOT
    weights = np.nan_to_num(np.asarray(transform_weights(offences[harm], transform, cap)))
    weights = weights if (weights[timed] > 0).any() else np.ones(len(offences))
    evidence = _Evidence.gathered(hours, weights * timed, spot, offences, spots)
    worth = evidence.best_worth()
    return SpotWeeks(
        offences=np.bincount(spot[inside], minlength=count),
        timed=np.bincount(spot[inside & timed], minlength=count),
        counted=hours.profiles(spot, count),
        expected=evidence.expected(worth).reshape(count, 7, 24),
        own_share=evidence.effective / (evidence.effective + worth),
        worth=worth,
        hours_known=bool(timed.any()),
    )


def _in_order(offences: gpd.GeoDataFrame, harm: str) -> gpd.GeoDataFrame:
    """Return the offences in an order that does not depend on how the rows came."""
    keys = offences[
        [schema.FROM_TIME, schema.TO_TIME, schema.TIME_PRECISION, schema.DISTRICT, harm]
    ].reset_index(drop=True)
    keys = keys.assign(easting=offences.geometry.x.array, northing=offences.geometry.y.array)
    return offences.iloc[keys.sort_values(list(keys.columns), kind="stable").index]


@dataclass(frozen=True, kw_only=True)
class _Evidence:
    """Sums of weighted hours: of each spot, of what is around it in its district, of the force.

    ``effective`` and its like are effective numbers of offences. The last three are of the spots'
    own offences: their spot, their weight, and their sparse hours.
    """

    own: Floats
    effective: Floats
    around: Floats
    effective_around: Floats
    force: Floats
    effective_force: float
    spot: Longs
    weights: Floats
    hours: AoristicWeights

    @classmethod
    def gathered(
        cls,
        hours: AoristicWeights,
        weights: Floats,
        spot: Longs,
        offences: gpd.GeoDataFrame,
        spots: gpd.GeoDataFrame,
    ) -> _Evidence:
        """Add up the weighted hours of each place."""
        count = len(spots)
        own, sums, squares = _sums(hours, weights, spot, count)
        names = sorted({*offences[schema.DISTRICT].dropna(), *spots[schema.DISTRICT].dropna()})
        number = {name: at for at, name in enumerate(names)}
        district = offences[schema.DISTRICT].map(number).fillna(-1).to_numpy(dtype=np.int64)
        all_hours, all_sums, all_squares = _sums(hours, weights, district, len(names))
        home = spots[schema.DISTRICT].map(number).fillna(-1).to_numpy(dtype=np.int64)
        # A spot is compared with what is around it, not with itself.
        at_home = np.where((spot >= 0) & (district == home[spot]), spot, IN_NO_SPOT)
        mine, my_sums, my_squares = _sums(hours, weights, at_home, count)
        around = np.maximum(all_hours[home] - mine, 0.0)
        force = all_hours.sum(axis=0)
        return cls(
            own=own,
            effective=_effective(sums, squares),
            around=around,
            effective_around=_effective(
                np.maximum(all_sums[home] - my_sums, 0.0),
                np.maximum(all_squares[home] - my_squares, 0.0),
            ),
            force=force,
            effective_force=float(_effective(all_sums.sum(), all_squares.sum())),
            spot=spot,
            weights=weights,
            hours=hours,
        )

    def prior(self, worth: float) -> Floats:
        """Return the week around each spot, of shape (k, 168), adding up to 1."""
        level = np.full(HOURS_A_WEEK, 1.0 / HOURS_A_WEEK)
        force = _drawn(smoothed_weeks(self.force), self.effective_force, level, worth)
        return _drawn(smoothed_weeks(self.around), self.effective_around, force, worth)

    def expected(self, worth: float) -> Floats:
        """Return each spot's week, of shape (k, 168), adding up to 1."""
        return _drawn(smoothed_weeks(self.own), self.effective, self.prior(worth), worth)

    def best_worth(self) -> float:
        """Return the worth with which each offence is foretold best from the others of its spot."""
        told = np.flatnonzero((self.spot >= 0) & (self.weights > 0))
        if not told.size:
            return GREATEST_WORTH
        spot, weight = self.spot[told], self.weights[told]
        mine = self._hours_of(told)
        # In effective offences, as the spot's own week is counted when it is drawn.
        scale = self.effective[spot] / self.own.sum(axis=1)[spot]
        others = smoothed_weeks(self.own[spot] - weight[:, None] * mine) * scale[:, None]
        left = np.maximum(self.own.sum(axis=1)[spot] - weight, 0.0) * scale

        def fault(log_worth: float) -> float:
            worth = float(np.exp(log_worth))
            foretold = (others + worth * self.prior(worth)[spot]) / (left + worth)[:, None]
            chance = np.maximum((mine * foretold).sum(axis=1), np.finfo(np.float64).tiny)
            return -float((weight * np.log(chance)).sum())

        bounds = (float(np.log(LEAST_WORTH)), float(np.log(GREATEST_WORTH)))
        return float(np.exp(minimize_scalar(fault, bounds=bounds, method="bounded").x))

    def _hours_of(self, rows: Longs) -> Floats:
        """Return the hours of some offences, of shape (len(rows), 168)."""
        place = np.full(self.spot.size, IN_NO_SPOT)
        place[rows] = np.arange(rows.size)
        hours, _, _ = _sums(self.hours, np.ones(self.spot.size), place, rows.size)
        return hours


def _sums(
    hours: AoristicWeights, weights: Floats, place: Longs, count: int
) -> tuple[Floats, Floats, Floats]:
    """Return each place's weighted hours, of shape (count, 168), its weight, and its squares."""
    of_row = place[hours.rows]
    held = of_row >= 0
    cells = of_row[held] * HOURS_A_WEEK + hours.hours_of_week[held]
    values = hours.weights[held] * weights[hours.rows[held]]
    added = np.bincount(cells, values, minlength=count * HOURS_A_WEEK).astype(np.float64)
    placed = place >= 0
    sums = np.bincount(place[placed], weights[placed], minlength=count).astype(np.float64)
    squares = np.bincount(place[placed], weights[placed] ** 2, minlength=count)
    return added.reshape(count, HOURS_A_WEEK), sums, squares.astype(np.float64)


def _effective(sums: Floats, squares: Floats) -> Floats:
    """Return how many offences of equal weight speak as clearly; 0 of none."""
    # Differences of sums may leave a rounding error where nothing is left.
    some = squares > 1e-9  # noqa: PLR2004
    numbers: Floats = np.where(some, sums**2 / np.where(some, squares, 1.0), 0.0)
    return numbers


def _drawn(hours: Floats, effective: Floats | float, prior: Floats, worth: float) -> Floats:
    """Return the shares of hours, drawn toward a prior that is worth so many offences."""
    total = hours.sum(axis=-1, keepdims=True)
    shares = np.divide(hours, total, out=np.zeros_like(hours), where=total > 0)
    speaks = np.asarray(effective)[..., None] * (total > 0)
    drawn: Floats = (speaks * shares + worth * prior) / (speaks + worth)
    return drawn


# A day of the street ends when the last are home, and its night begins when the shops have closed.
MORNING_HOUR: Final = 5
EVENING_HOUR: Final = 18
FREE_NIGHTS: Final = (4, 5)  # Friday, Saturday
FREE_DAYS: Final = (5, 6)  # Saturday, Sunday
# Standard deviation of the kernel that spreads an offence over the hours beside its own. On the
# demonstration county at full size 0.7 foretold left-out offences better than 0, 1 or 1.5; on the
# small one as well as 1, and better than 0 or 1.5.
SPREAD_HOURS: Final = 0.7


def smoothed_weeks(hours: Floats) -> Floats:
    """Return hours of the week, each spread over the hours that are like it; sums are kept.

    Parameters
    ----------
    hours : array of shape (…, 168)
        Monday 00:00 first.
    """
    smoothed: Floats = hours @ _likeness()
    return smoothed


def kinds_of_hours() -> Longs:
    """Return what kind each hour of the week is, of shape (168,); hours of one kind are alike.

    One kind is one hour of the clock in: days of work, free days, nights before a day of work, or
    the nights of Friday and Saturday. A night goes on to 05:00 of the next day.
    """
    day, hour = np.divmod(np.arange(HOURS_A_WEEK), HOURS_A_DAY)
    began = np.where(hour < MORNING_HOUR, (day - 1) % 7, day)
    is_night = (hour < MORNING_HOUR) | (hour >= EVENING_HOUR)
    is_free = np.where(is_night, np.isin(began, FREE_NIGHTS), np.isin(began, FREE_DAYS))
    kinds: Longs = (is_night * 2 + is_free) * HOURS_A_DAY + hour
    return kinds


@cache
def _likeness() -> Floats:
    """Return the matrix that spreads each hour: over its kind, then over the hours beside."""
    kinds = kinds_of_hours()
    same = (kinds[:, None] == kinds).astype(np.float64)
    hour = np.arange(HOURS_A_WEEK)
    ahead = (hour[:, None] - hour) % HOURS_A_WEEK
    apart = np.minimum(ahead, HOURS_A_WEEK - ahead)
    beside = np.exp(-0.5 * (apart / SPREAD_HOURS) ** 2)
    over_kind, over_hours = (each / each.sum(axis=1, keepdims=True) for each in (same, beside))
    likeness: Floats = over_kind @ over_hours
    return likeness
