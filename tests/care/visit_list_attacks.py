"""Attacks on visit lists: whose home was burgled, from the rows and an address file.

Each attack is made as strong as it can be: it is told which rows belong together, which a reader
has to guess. It says of each burgled home how many homes are left among which it must be. Homes
that stand on a list for another's burglary may be struck out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from python_calamine import CalamineWorkbook
from scipy.spatial import cKDTree

from hotspots import schema
from hotspots.analyse.cocoons.burgled_homes import VICTIM_UPRN
from hotspots.analyse.cocoons.cocoon_list import CocoonList
from hotspots.analyse.cocoons.crowds import Crowds, crowds_of
from hotspots.analyse.cocoons.live_burglaries import DAYS
from hotspots.schema import Nearness, Tier
from tests.run_files import the_file

Left = dict[str, int]  # by the burglary's reference, how many homes may be the burgled one

# What a workbook's row says of a home beside who and where it is.
SAID = ("How near", "Why", "Visit by", "Before cocooning", "Overdue", "Due", "Priority", "Tier")
NOT_FOUND = 1_000  # homes left where an attack takes another home for the burgled one

# What a row says in metres was rounded to one, and a records system's point to a tenth.
ROUNDED_M = 0.6
REACH_M = 400.0
BANDS_M = (0.0, 100.0, 200.0, 400.0)
WORDS = {
    "Same street": Nearness.STREET,
    "Within 100 m": Nearness.WITHIN_100_M,
    "Within 200 m": Nearness.WITHIN_200_M,
    "Within 400 m": Nearness.WITHIN_400_M,
}


@dataclass(frozen=True, kw_only=True)
class Town:
    """The address file, and what was in truth burgled."""

    addresses: gpd.GeoDataFrame
    places: NDArray[Any]
    tree: cKDTree
    crowds: Crowds
    crowd: NDArray[Any]  # of each address
    street: NDArray[Any]  # with its town
    number: NDArray[Any]  # of the door
    victims: Mapping[str, int]  # position of the burgled home, by the burglary's reference

    @classmethod
    def of(cls, addresses: gpd.GeoDataFrame, lists: Iterable[CocoonList]) -> Town:
        addresses = addresses.reset_index(drop=True)
        position = pd.Series(addresses.index, index=addresses[schema.UPRN])
        burglaries = pd.concat([each.burglaries for each in lists])
        burglaries = burglaries.drop_duplicates(schema.BURGLARY_REFERENCE)
        known = burglaries[burglaries[VICTIM_UPRN].notna()]
        crowds = crowds_of(addresses)
        places = shapely.get_coordinates(addresses.geometry.to_numpy())
        return cls(
            addresses=addresses,
            places=places,
            tree=cKDTree(places),
            crowds=crowds,
            crowd=addresses[schema.UPRN].map(crowds.number).to_numpy(),
            street=(addresses[schema.STREET].fillna("") + "|" + addresses[schema.TOWN].fillna(""))
            .astype(object)
            .to_numpy(),
            number=pd.to_numeric(addresses[schema.NUMBER].str.extract(r"^(\d+)")[0]).to_numpy(
                dtype=np.float64, na_value=np.nan
            ),
            victims=dict(
                zip(
                    known[schema.BURGLARY_REFERENCE],
                    position[known[VICTIM_UPRN]].tolist(),
                    strict=True,
                )
            ),
        )

    @property
    def victim_uprns(self) -> set[str]:
        return set(self.addresses[schema.UPRN].iloc[list(self.victims.values())])

    def side_of(self, home: int) -> NDArray[Any]:
        """Return the homes of a home's side of its street, door by door."""
        side = np.flatnonzero(
            (self.street == self.street[home]) & (self.number % 2 == self.number[home] % 2)
        )
        in_order: NDArray[Any] = side[np.argsort(self.number[side], kind="stable")]
        return in_order

    def position(self, uprns: Iterable[str]) -> NDArray[Any]:
        return np.flatnonzero(self.addresses[schema.UPRN].isin(list(uprns)))


# --- lists as they were: each burglary's reference and distance on every row ---------------------
def old_rows(found: CocoonList) -> pd.DataFrame:
    """What stood on other homes' rows: one row for each home and burglary, as the CSV had it."""
    return pd.DataFrame(
        [
            (home[schema.UPRN], each["reference"], round(each["distance_m"]))
            for home in found.chosen.to_dict("records")
            for each in json.loads(home[schema.REASONS])
            if each["tier"] != Tier.VICTIM
        ],
        columns=["uprn", "reference", "distance_m"],
    )


def attack_distances(rows: pd.DataFrame, town: Town) -> Left:
    """Circles around the rows that share a reference: the homes on all of them."""
    return _laid_over(rows, town, lambda d, told: np.abs(d - told) <= ROUNDED_M)


def attack_shared_bands(rows: pd.DataFrame, town: Town) -> Left:
    """The same with rings in place of circles: bands around each row, and a shared reference."""

    def ring(away_m: NDArray[Any], distance_m: int) -> NDArray[Any]:
        outer = next(band for band in BANDS_M if distance_m <= band)
        inner = max((band for band in BANDS_M if band < outer), default=-1.0)
        within: NDArray[Any] = (away_m <= outer) & (away_m > inner)
        return within

    return _laid_over(rows, town, ring)


def _laid_over(
    rows: pd.DataFrame,
    town: Town,
    told: Callable[[NDArray[Any], int], NDArray[Any]],
) -> Left:
    struck_out = set(town.position(rows["uprn"]).tolist())
    place = dict(zip(town.addresses[schema.UPRN], town.places, strict=True))
    left = {}
    for reference, victim in town.victims.items():
        of_one = rows[rows["reference"] == reference]
        if of_one.empty:
            continue
        first = place[of_one["uprn"].iloc[0]]
        near = np.array(town.tree.query_ball_point(first, REACH_M + 1))
        near = near[~np.isin(near, list(struck_out - {victim}))]
        for uprn, distance_m in zip(of_one["uprn"], of_one["distance_m"], strict=True):
            away_m = np.hypot(*(town.places[near] - place[uprn]).T)
            near = near[told(away_m, distance_m)]
        if victim in near:
            left[reference] = len(near)
    return left


# --- lists as they are ---------------------------------------------------------------------------
def _workbook_rows(path: Path) -> list[dict[str, str]]:
    cells = CalamineWorkbook.from_path(path).get_sheet_by_name("All homes").to_python()
    top = next(at for at, row in enumerate(cells) if "UPRN" in row)
    return [dict(zip(map(str, cells[top]), map(str, row), strict=True)) for row in cells[top + 1 :]]


def rows_of_lists(folders: Iterable[Path]) -> pd.DataFrame:
    """All rows of the lists' workbooks, which have every column, with their list."""
    rows = [
        row | {"list": str(folder)}
        for folder in folders
        for row in _workbook_rows(the_file(folder, "visit-list.xlsx"))
    ]
    return pd.DataFrame([row for row in rows if row.get("UPRN")])


def product_rows(folders: Iterable[Path]) -> pd.DataFrame:
    """The same, each home once: of two days the first."""
    return rows_of_lists(folders).drop_duplicates("UPRN").reset_index(drop=True)


def others(rows: pd.DataFrame, town: Town) -> pd.DataFrame:
    """Return the rows of all homes but the burgled ones, by the truth: no reader can tell them."""
    return rows[~rows["UPRN"].isin(town.victim_uprns)].reset_index(drop=True)


def with_the_mark(rows: pd.DataFrame, town: Town) -> pd.DataFrame:
    """Return the rows as they were: a burgled home's own with a tier and a moment of its own."""
    own = rows["UPRN"].isin(town.victim_uprns)
    return rows.assign(Tier=rows["Tier"].mask(own, str(Tier.VICTIM)))


def attack_marks(rows: pd.DataFrame, town: Town) -> Left:
    """What a burgled home's row says, and how many rows of its list and crowd say the same."""
    crowd = rows["UPRN"].map(town.crowds.number)
    said = rows[list(SAID)].astype(str).agg("|".join, axis=1)
    alike = said.groupby([rows["list"], crowd, said]).transform("size")
    left = alike.groupby(rows["UPRN"]).min().to_dict()
    uprns = town.addresses[schema.UPRN]
    return {
        reference: left[uprns[victim]]
        for reference, victim in town.victims.items()
        if uprns[victim] in left
    }


def attack_first(rows: pd.DataFrame, town: Town) -> Left:
    """The home at which a place of a round begins."""
    of_place = rows.assign(number=rows["No."].astype(float)).sort_values("number")
    first = set(of_place.groupby(["list", "Round", "Place"])["UPRN"].first())
    uprns, listed = town.addresses[schema.UPRN], set(rows["UPRN"])
    return {
        reference: 1 if uprns[victim] in first else NOT_FOUND
        for reference, victim in town.victims.items()
        if uprns[victim] in listed
    }


def attack_middle(rows: pd.DataFrame, town: Town) -> Left:
    """The middle of the doors that are called at one beside the other: four either way are.

    It is told on which side of which street the burgled home stands, and takes the longest row of
    doors there; a row of an even number has two in its middle.
    """
    listed = set(town.position(rows["UPRN"]).tolist())
    left = {}
    for reference, victim in town.victims.items():
        if victim not in listed:
            continue
        side = town.side_of(victim)
        on = np.array([home in listed for home in side])
        row = max(np.split(side, np.flatnonzero(np.diff(on)) + 1), key=_listed_in(listed))
        best = {row[(len(row) - 1) // 2], row[len(row) // 2]}
        left[reference] = len(best) if victim in best else NOT_FOUND
    return left


def _listed_in(listed: set[int]) -> Callable[[NDArray[Any]], int]:
    return lambda row: len(row) if row[0] in listed else 0


def attack_words(
    rows: pd.DataFrame, town: Town, burglaries: pd.DataFrame, *, strike_out: bool
) -> Left:
    """Lay what the rows say over each other: the streets that they mean, as far as ages agree."""
    struck_out = set(town.position(rows["UPRN"]).tolist()) if strike_out else set()
    age = burglaries.set_index(schema.BURGLARY_REFERENCE)[DAYS]
    means = [_crowds_meant(row, town) for row in rows.to_dict("records")]
    days = rows["Why"].map(_youngest_and_oldest)
    left = {}
    for reference, victim in town.victims.items():
        crowd = int(town.crowd[victim])
        told = [
            meant
            for meant, (youngest, oldest) in zip(means, days, strict=True)
            if crowd in meant and youngest <= age[reference] < oldest
        ]
        if not told:
            continue
        crowds = set.intersection(*told)
        homes = np.flatnonzero(np.isin(town.crowd, list(crowds)))
        left[reference] = len(set(homes.tolist()) - (struck_out - {victim}))
    return left


def _youngest_and_oldest(why: str) -> tuple[int, float]:
    for words, ages in (
        ("last week", (0, 7)), ("two weeks", (7, 14)), ("four weeks", (14, 28)),
    ):  # fmt: skip
        if words in why:
            return ages
    return 28, 43


def _crowds_meant(row: Mapping[Any, Any], town: Town) -> set[int]:
    """Return the crowds that a row may mean: those in its band, and in none that is nearer."""
    nearness = WORDS[row["How near"]]
    own = int(town.crowds.number[row["UPRN"]])
    if nearness is Nearness.STREET:
        return {own}
    place = np.array([float(row["Easting (m)"]), float(row["Northing (m)"])])
    near = np.array(town.tree.query_ball_point(place, REACH_M))
    away_m = np.hypot(*(town.places[near] - place).T)
    least_m = pd.Series(away_m).groupby(town.crowd[near]).min()
    outer = {"within 100 m": 100, "within 200 m": 200, "within 400 m": 400}[nearness]
    inner = {100: -1, 200: 100, 400: 200}[outer]
    meant = set(least_m.index[(least_m <= outer) & (least_m > inner)])
    return meant - ({own} if town.crowds.one_street[own] else set())


def attack_gaps(rows: pd.DataFrame, town: Town) -> Left:
    """The home that is missing among its neighbours: four doors either way, and one between.

    It uses no word of the list, only which homes are on it, and the rule by which they are chosen.
    """
    listed = set(town.position(rows["UPRN"]).tolist())
    left = {}
    for reference, victim in town.victims.items():
        side = town.side_of(victim)
        on = np.array([home in listed for home in side])
        if not on.any():
            continue
        fits = [
            int(on[max(0, at - 4) : at + 5].sum()) if not on[at] else -1 for at in range(len(side))
        ]
        best = [home for home, fit in zip(side, fits, strict=True) if fit == max(fits)]
        left[reference] = len(best) if victim in best else len(side)
    return left


def summed_up(left: Left, listed: Sequence[str]) -> dict[str, Any]:
    """How many were named, of those told of, of those on a list and of those on none."""
    named = {reference for reference, homes in left.items() if homes == 1}
    return {
        "told of": len(left),
        "named": len(named),
        "named, on a list": len(named & set(listed)),
        "named, on none": len(named - set(listed)),
        "under 8 homes left": sum(homes < 8 for homes in left.values()),
        "wrongly taken": sum(homes == NOT_FOUND for homes in left.values()),
        "fewest left": min(left.values(), default=0),
        "median left": int(np.median(list(left.values()))) if left else 0,
    }
