"""How much harm spots foresee as hulls, and how much as stretches of street.

    python benchmarks/harm_streets_hold_out.py OFFENCES LAYERS [--profile FILE]

Chosen on the first half of the period, judged on the second: how much of the later harm and of the
later offences of the selection lies in the chosen places. Once with as many places of each kind,
once on as much ground (the outlines' area), once along as many metres of street (what of the
network lies in the outlines). Both kinds are judged alike, by what lies inside the outline.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.harm import weigh_offences
from hotspots.analyse.spots.concentration import points_in_any
from hotspots.analyse.spots.harm_spot_candidates import DrawsPlaces, crowded_places
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.spots.harm_spots import find_harm_spots
from hotspots.analyse.streets.harm_streets import AlongStreets
from hotspots.analyse.streets.street_network import StreetNetwork, street_network
from hotspots.analyse.temporal import period_years
from hotspots.profile import load_profile
from hotspots.study.inputs import Inputs
from hotspots.study.reading import load
from hotspots.study.selected import chosen_indices, chosen_selection, moments, select_offences
from hotspots.study.street_layer import find_streets

MOST = 1_000
RESAMPLES = 20  # nothing of the confidence is used


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Places of one kind, best first: how much ground, street and later harm each takes."""

    areas_m2: np.ndarray
    lengths_m: np.ndarray
    later_harm: np.ndarray
    later_offences: np.ndarray

    def captured(self, count: int) -> tuple[float, float]:
        """Return the later harm and offences of the first so many, as shares of all."""
        return float(self.later_harm[:count].sum()), float(self.later_offences[:count].sum())

    def within(self, sizes: np.ndarray, room: float) -> int:
        """Return how many of the first fit so much ground, or so much street."""
        return int(np.searchsorted(np.cumsum(sizes), room + 1e-6, side="right"))


def choose(
    earlier: gpd.GeoDataFrame,
    later: gpd.GeoDataFrame,
    network: StreetNetwork,
    districts: gpd.GeoDataFrame,
    period: tuple[pd.Timestamp, pd.Timestamp],
    draw: DrawsPlaces,
) -> Chosen:
    spots = find_harm_spots(
        earlier,
        index_key="css",
        params=HarmSpotParams(count=MOST, resamples=RESAMPLES),
        districts=districts,
        places=pd.DataFrame({"name": [], "easting": [], "northing": []}),
        period_years=0.5,
        period=period,
        seed=1,
        draw=draw,
    )
    harm = np.nan_to_num(later[schema.harm_column("css")].to_numpy(dtype=np.float64))
    points = shapely.get_coordinates(later.geometry.to_numpy())
    held = [points_in_any(np.array([o]), *points.T.copy()) for o in spots.geometry]
    near, inside = network.streets.sindex.query(spots.geometry, predicate="intersects")
    cut = shapely.intersection(
        network.streets.geometry.to_numpy()[inside], spots.geometry.to_numpy()[near]
    )
    return Chosen(
        areas_m2=spots.geometry.area.to_numpy(),
        lengths_m=np.bincount(near, shapely.length(cut), minlength=len(spots)),
        later_harm=np.array([harm[one].sum() / harm.sum() for one in held]),
        later_offences=np.array([one.mean() for one in held]),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("offences", type=Path)
    parser.add_argument("layers", type=Path)
    parser.add_argument("--profile", default="essex")
    parser.add_argument("--counts", type=int, nargs="+", default=[10, 30, 67])
    given = parser.parse_args()
    profile = load_profile(given.profile)
    inputs = Inputs(offences=[given.offences], layers=[given.layers], profile=profile)
    study_area, loaded = load(inputs, any_subject=True)
    layer = find_streets(inputs, study_area)
    if layer is None:
        raise SystemExit("There are no streets in the layers: hotspots streets convert FILE.")
    network = street_network(layer.streets())
    weighed = weigh_offences(loaded.offences, chosen_indices("css"))
    selection = chosen_selection(profile, None)
    selected = select_offences(weighed, selection, profile.police_discovered).at_places
    first, end = moments(loaded.period, str(selected[schema.FROM_TIME].dt.tz))
    middle = first + (end - first) / 2
    early = (selected[schema.FROM_TIME] < middle).to_numpy()
    print(f"{len(selected):,} offences in {period_years(*loaded.period):.2f} years")
    kinds = {
        name: choose(
            selected[early], selected[~early], network, study_area.districts, (first, middle), draw
        )
        for name, draw in (("hulls", crowded_places), ("streets", AlongStreets(network)))
    }
    hulls, streets = kinds["hulls"], kinds["streets"]
    print("| chosen | hulls | streets |\n|---|---|---|")
    for count in given.counts:
        area, length = hulls.areas_m2[:count].sum(), hulls.lengths_m[:count].sum()
        rows = {
            f"{count} of each": count,
            f"{area / 1e6:.2f} km² of ground": streets.within(streets.areas_m2, area),
            f"{length / 1000:.1f} km of street": streets.within(streets.lengths_m, length),
        }
        for words, number in rows.items():
            one, other = hulls.captured(count), streets.captured(number)
            print(
                f"| {words} | {count}: {one[0]:.1%} of harm, {one[1]:.1%} of offences "
                f"| {number}: {other[0]:.1%} of harm, {other[1]:.1%} of offences |"
            )


if __name__ == "__main__":
    main()
