"""A year of offences as they happened: what, where, when, and whether a planted cause made them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.demo import places
from hotspots.demo.clock import MINUTES_PER_DAY, draw_minutes, record_times
from hotspots.demo.near_repeat import BACKGROUND, Burglaries, grow_burglaries
from hotspots.demo.operations import prevent
from hotspots.demo.places import NO_SPOT, put
from hotspots.demo.scene import Scene
from hotspots.demo.seasons import SEASONS, seasons_of
from hotspots.demo.sites import shared_out
from hotspots.demo.tables import read_table, word_lists

if TYPE_CHECKING:
    from hotspots.arrays import Bools, Longs
    from hotspots.demo.operations import Treatment
    from hotspots.demo.params import DemoParams
    from hotspots.profile import ForceProfile


NO_PARENT = -1
BURGLED_HOME, HOME, SHOP, KERB, STREET = "burgled_home", "home", "shop", "kerb", "street"


@dataclass(frozen=True, kw_only=True)
class Year:
    """A year of offences that is to be made.

    Attributes
    ----------
    params : DemoParams
        Its ``year`` is this one.
    mix : DataFrame
        ``offence_mix.csv``, the number of each category as this year has it.
    count : int
        Offences, without the rows that stand twice.
    burglary, violence, rest : random generators
        For the burglaries, the planted street violence, and all else: each part can change
        without the others.
    treatment : Treatment or None
        An operation that has an effect.
    """

    params: DemoParams
    mix: pd.DataFrame
    count: int
    burglary: np.random.Generator
    violence: np.random.Generator
    rest: np.random.Generator
    treatment: Treatment | None = None


def commit_offences(scene: Scene, year: Year, profile: ForceProfile) -> pd.DataFrame:
    """Return the offences of the year, in the order in which they were reported.

    Returns
    -------
    DataFrame
        ``offence_code``, ``dwelling`` (boolean), ``easting``, ``northing``, ``street_position``,
        ``home``, ``from_min``, ``to_min``, ``reported_min`` (minutes since the year began),
        ``outcome``, ``spot`` (position or -1), ``burglary`` (position in the process or -1),
        ``parent`` (the ``burglary`` that set it off, or -1), ``from_last_year``, ``prevented``
        (the operation prevented it where it would have been: it stands elsewhere).
    """
    rng = year.rest
    offences = _what(year, rng)
    violent = _is_street_violence(offences, profile)
    offences["spot"] = _spot_of(violent, scene, year.params, year.violence)
    _locate(offences, scene, rng, year.violence)
    offences["season"] = seasons_of(offences["category"])
    moment = _moments(offences, scene, year.params, profile.timezone, rng)
    _burgle(offences, moment, scene, year.params, year.burglary)
    offences["prevented"] = False
    if year.treatment is not None:
        prevent(offences, moment, violent, scene, year.treatment)
    times = record_times(moment, offences["uncertain_hours"].to_numpy(dtype=np.float64), rng)
    offences["from_min"], offences["to_min"], offences["reported_min"] = times
    words = word_lists()
    offences["outcome"] = rng.choice(words["outcomes"], size=year.count, p=words["outcome_shares"])
    order = np.argsort(offences["reported_min"].to_numpy(), kind="stable")
    return offences.iloc[order].reset_index(drop=True)


def _what(year: Year, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row an offence: its code by the force's mix, and whether it is in a dwelling."""
    mix = year.mix
    weights = (mix["category_count"] * mix["share"]).to_numpy(dtype=np.float64)
    numbers = shared_out(weights, year.count)
    offences = mix.loc[np.repeat(np.arange(len(mix)), numbers)].reset_index(drop=True)
    dwelling = rng.random(year.count) < offences["in_dwelling"].to_numpy()
    offences["dwelling"] = dwelling
    indoors = dwelling & (offences["setting"] != BURGLED_HOME).to_numpy()
    offences["setting"] = offences["setting"].mask(indoors, HOME)
    return offences


def _is_street_violence(offences: pd.DataFrame, profile: ForceProfile) -> Bools:
    selection = profile.selections[profile.harm_spot_selection]
    coded = offences[["offence_code", "dwelling"]].assign(**{schema.CATEGORY: offences["category"]})
    return np.asarray(selection.holds(coded), dtype=np.bool_)


def _spot_of(violent: Bools, scene: Scene, params: DemoParams, rng: np.random.Generator) -> Longs:
    """Give a share of the street violence to the planted spots, each by its own share."""
    rows = np.flatnonzero(violent)
    spot = np.full(len(violent), NO_SPOT)
    planted = rng.choice(rows, size=round(params.harm_spot_share * len(rows)), replace=False)
    share = scene.spots.spots["share"].to_numpy(dtype=np.float64)
    spot[planted] = np.repeat(np.arange(len(share)), shared_out(share, len(planted)))
    return spot


def _locate(
    offences: pd.DataFrame, scene: Scene, rng: np.random.Generator, spot_rng: np.random.Generator
) -> None:
    """Put each offence but the dwelling burglaries in its place (the table is changed)."""
    offences[["easting", "northing"]] = np.nan
    offences["street_position"] = -1
    offences["home"] = places.NO_HOME
    setting, planted = offences["setting"], offences["spot"] != NO_SPOT
    by_ward, character = scene.levels.by_ward, scene.character
    plain = np.ones(len(by_ward["asb"]))
    asb = offences["category"] == "Anti-social behaviour"
    violence = offences["category"].isin(["Violence and sexual offences", "Robbery"])
    wards_of_homes = scene.streets["ward"].to_numpy()[scene.homes["street_position"].to_numpy()]
    for chosen, aspect, level, outdoors in (
        (asb, "asb", by_ward["asb"], by_ward["asb"]),
        (violence, "violence", by_ward["violence"], scene.levels.violence_outdoors),
        (~asb & ~violence, "other", plain, plain),
    ):
        at_home = chosen & (setting == HOME)
        put(
            offences,
            at_home,
            places.at_homes(
                scene.homes, character.calls * level[wards_of_homes], int(at_home.sum()), rng
            ),
        )
        outside = chosen & (setting == STREET) & ~planted
        weights = places.street_weights(scene.streets, outdoors, character.streets[aspect])
        put(offences, outside, places.on_streets(scene.streets, weights, int(outside.sum()), rng))
    kerb = setting == KERB
    homes = scene.streets["homes"].to_numpy(dtype=np.float64)
    put(offences, kerb, places.on_streets(scene.streets, homes, int(kerb.sum()), rng))
    shop = (setting == SHOP) & ~planted
    custom = scene.shops["custom"].to_numpy()
    put(offences, shop, places.at_premises(scene.shops, custom, int(shop.sum()), rng)[0])
    _locate_planted(offences, scene, spot_rng)


def _locate_planted(offences: pd.DataFrame, scene: Scene, rng: np.random.Generator) -> None:
    spot = offences["spot"].to_numpy()
    premises = scene.spots.premises
    for number, group in premises.groupby("spot"):
        chosen = offences["spot"] == number
        count = int((spot == number).sum())
        put(offences, chosen, places.at_premises(group, group["share"].to_numpy(), count, rng)[0])


def _moments(
    offences: pd.DataFrame,
    scene: Scene,
    params: DemoParams,
    timezone: str,
    rng: np.random.Generator,
) -> Longs:
    """Draw when each offence happened; a planted spot has its own rhythm of the week."""
    rhythms = offences["rhythm"].to_numpy(dtype=object).copy()
    spot = offences["spot"].to_numpy()
    of_spots = scene.spots.spots["rhythm"].to_numpy(dtype=object)
    rhythms[spot != NO_SPOT] = of_spots[spot[spot != NO_SPOT]]
    return draw_minutes(rhythms, offences["season"].to_numpy(), params, timezone, rng)


def _burgle(
    offences: pd.DataFrame,
    moment: Longs,
    scene: Scene,
    params: DemoParams,
    rng: np.random.Generator,
) -> None:
    """Place the dwelling burglaries by the near-repeat process (table and moments are changed)."""
    offences["burglary"], offences["parent"], offences["from_last_year"] = -1, NO_PARENT, False
    rows = np.flatnonzero(offences["setting"] == BURGLED_HOME)
    wards = scene.streets["ward"].to_numpy()[scene.homes["street_position"].to_numpy()]
    risk = scene.levels.by_ward["burglary"][wards] * scene.character.burglary
    points = scene.homes[["easting", "northing"]].to_numpy()
    series = grow_burglaries(points, risk, len(rows), params, rng, SEASONS["darker nights"])
    rows = rows[
        rng.permutation(len(rows))
    ]  # which code a burglary gets does not depend on its date
    chosen = pd.Series(np.isin(np.arange(len(offences)), rows), index=offences.index)
    position = np.empty(len(offences), dtype=np.int64)
    position[rows] = np.arange(len(rows))
    order = position[chosen.to_numpy()]
    put(offences, chosen, places.at_these_homes(scene.homes, series.home[order]))
    moment[chosen.to_numpy()] = _minutes_of(series, moment[rows], order)
    offences.loc[chosen, "burglary"] = order
    offences.loc[chosen, "parent"] = series.parent[order]
    offences.loc[chosen, "from_last_year"] = series.from_last_year[order]


def _minutes_of(series: Burglaries, drawn: Longs, order: Longs) -> Longs:
    """Return each burglary's minute: its day by the process, its hour by the week's rhythm.

    The hour of an offspring is left as the process has it, so that its wait is exact.
    """
    minute = (series.day * MINUTES_PER_DAY).astype(np.int64)
    background = (series.parent == BACKGROUND) & ~series.from_last_year
    has_offspring = np.isin(np.arange(len(minute)), series.parent)
    free = background & ~has_offspring
    rhythm_hour = drawn % MINUTES_PER_DAY
    minute = np.where(free, minute // MINUTES_PER_DAY * MINUTES_PER_DAY + rhythm_hour, minute)
    return np.asarray(minute[order])


# By category, how many more each year has than the year before it; the rest stay as they are.
YEARLY_CHANGE: Final[Mapping[str, float]] = {
    "Violence and sexual offences": -0.02,
    "Anti-social behaviour": -0.08,
    "Burglary": -0.06,
    "Vehicle crime": -0.05,
    "Robbery": -0.03,
    "Shoplifting": 0.10,
}


def mix_of(years_before: int) -> pd.DataFrame:
    """Return the mix of offences so many years before the county's own year."""
    mix = read_table("offence_mix")
    change = mix["category"].map(YEARLY_CHANGE).fillna(0.0)
    mix["category_count"] /= (1.0 + change) ** years_before
    return mix


def rows_of(years_before: int, rows: int) -> int:
    """Return the rows of an earlier export, where the county's own year has ``rows``."""
    return round(rows * _offences_in(mix_of(years_before)) / _offences_in(mix_of(0)))


def _offences_in(mix: pd.DataFrame) -> float:
    return float((mix["category_count"] * mix["share"]).sum())
