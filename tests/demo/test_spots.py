from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from hotspots.demo.clock import TIME_FORMAT
from hotspots.demo.county import DemoCounty
from hotspots.demo.tables import read_table
from hotspots.profile import ForceProfile


def planted_rows(county: DemoCounty) -> pd.DataFrame:
    """The planted offences whose row was not broken, with their spot's rhythm."""
    whole = ~county.offences["reference"].isin(county.truth.broken["reference"])
    cause = county.truth.offences.dropna(subset="planted_id")
    spots = county.truth.spots.drop(columns=["geometry", "street", "name"])
    return county.offences[whole].merge(cause, on="reference").merge(spots, on="planted_id")


def test_sixty_seven_places_in_seven_towns_are_at_hand(essex: ForceProfile) -> None:
    table = read_table("harm_spots")
    assert len(table) == 67
    assert set(table["town"]) == {place.name for place in essex.places if place.harm_spot_town}


def test_small_county_has_two_spots_in_each_town(small_county: DemoCounty) -> None:
    assert set(small_county.truth.spots["town"].value_counts()) == {2}


def test_spots_are_distinct_walkable_places(small_county: DemoCounty) -> None:
    spots = small_county.truth.spots
    points = np.column_stack([spots.geometry.x, spots.geometry.y])
    to_nearest_m = np.asarray(cKDTree(points).query(points, k=2)[0])[:, 1]
    assert to_nearest_m.min() >= 400.0
    assert spots["radius_m"].max() <= 100.0


def test_planted_offences_lie_within_their_spot(small_county: DemoCounty) -> None:
    rows = planted_rows(small_county)
    spots = small_county.truth.spots.set_index("planted_id").geometry
    centre = spots[rows["planted_id"]]
    off_m = np.hypot(
        rows["easting"].astype(float) - centre.x.to_numpy(),
        rows["northing"].astype(float) - centre.y.to_numpy(),
    )
    assert (off_m <= rows["radius_m"].to_numpy()).all()


def test_two_fifths_of_street_violence_fall_in_a_tiny_part_of_the_county(
    small_county: DemoCounty, essex: ForceProfile
) -> None:
    street_violence = essex.selections["street_violence"]
    rows = small_county.offences.drop_duplicates("reference")
    violent = rows["offence_code"].isin(street_violence.offence_codes) & (rows["dwelling"] == "N")
    planted = small_county.truth.summary["street_violence_planted"]
    # Broken codes and ragged rows hide a few; hence the tolerance.
    assert abs(planted / violent.sum() - 0.4) < 0.02
    area_km2 = (np.pi * small_county.truth.spots["radius_m"] ** 2).sum() / 1e6
    assert area_km2 < 0.001 * small_county.wards.area.sum() / 1e6


def test_every_spot_stands_clear_of_what_is_around_it(
    small_county: DemoCounty, essex: ForceProfile
) -> None:
    street_violence = essex.selections["street_violence"]
    rows = small_county.offences
    whole = ~rows["reference"].isin(small_county.truth.broken["reference"])
    violent = rows["offence_code"].isin(street_violence.offence_codes) & (rows["dwelling"] == "N")
    points = rows.loc[whole & violent, ["easting", "northing"]].astype(float).to_numpy()
    spots = small_county.truth.spots
    centres = np.column_stack([spots.geometry.x, spots.geometry.y])
    tree = cKDTree(points)
    within = tree.query_ball_point(centres, 100.0, return_length=True)
    around = tree.query_ball_point(centres, 300.0, return_length=True) - within
    # Per area: the ring from 100 to 300 m is eight times the disc.
    assert (within > 3 * around / 8).all()
    assert (spots["planted_offences"] >= 10).all()


def test_the_towns_nights_and_schooldays_can_be_told_apart(small_county: DemoCounty) -> None:
    rows = planted_rows(small_county)
    start = pd.to_datetime(rows["from_time"], format=TIME_FORMAT)
    night = rows["rhythm"] == "night_economy"
    # The small hours belong to the night before.
    evening_before = (start - pd.Timedelta(hours=3)).dt.day_of_week.isin([4, 5])
    late = (start.dt.hour >= 21) | (start.dt.hour < 3)
    assert (evening_before & late)[night].mean() > 0.6
    school = rows["rhythm"] == "after_school"
    afternoon = (start.dt.day_of_week < 5) & start.dt.hour.between(15, 17)
    assert afternoon[school].mean() > 0.6
    assert (evening_before & late)[school].mean() < 0.2
