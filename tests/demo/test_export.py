from __future__ import annotations

import pandas as pd

from hotspots.demo.clock import TIME_FORMAT
from hotspots.demo.county import DemoCounty
from hotspots.profile import ForceProfile


def whole_rows(county: DemoCounty) -> pd.DataFrame:
    return county.offences[~county.offences["reference"].isin(county.truth.broken["reference"])]


def test_rows_and_columns_are_as_asked(small_county: DemoCounty) -> None:
    assert len(small_county.offences) == small_county.params.offences
    assert list(small_county.offences.columns) == [
        "reference",
        "offence_code",
        "from_time",
        "to_time",
        "reported_time",
        "easting",
        "northing",
        "address",
        "dwelling",
        "outcome",
    ]


def test_every_whole_row_happened_in_the_year_and_was_reported_after(
    small_county: DemoCounty,
) -> None:
    rows = whole_rows(small_county)
    start = pd.to_datetime(rows["from_time"], format=TIME_FORMAT)
    end = pd.to_datetime(rows["to_time"].replace("", None), format=TIME_FORMAT)
    reported = pd.to_datetime(rows["reported_time"], format=TIME_FORMAT)
    assert (start.dt.year == small_county.params.year).all()
    assert (end.dropna() >= start[end.notna()]).all()
    assert (reported >= end.fillna(start)).all()
    assert reported.is_monotonic_increasing


def test_every_dwelling_burglary_is_at_a_household(
    small_county: DemoCounty, essex: ForceProfile
) -> None:
    rows = whole_rows(small_county)
    burglaries = rows[
        rows["offence_code"].isin(essex.selections["dwelling_burglary"].offence_codes)
    ]
    homes = small_county.households
    doors = homes["flat"].add(", ").fillna("") + homes["number"] + " " + homes["street"]
    known = set(
        zip(
            homes["easting"].map("{:.1f}".format),
            homes["northing"].map("{:.1f}".format),
            doors + ", " + homes["town"],
            strict=True,
        )
    )
    found = zip(burglaries["easting"], burglaries["northing"], burglaries["address"], strict=True)
    assert len(burglaries) > 100
    assert (burglaries["dwelling"] == "Y").all()
    assert all(place in known for place in found)


def test_a_public_place_has_a_street_and_a_town_but_no_door(small_county: DemoCounty) -> None:
    outdoors = whole_rows(small_county).query("dwelling == 'N'")
    assert outdoors["address"].str.fullmatch(r"[A-Z][^,\d]+, [A-Z][^,\d]+").all()


def test_the_mix_is_the_forces(small_county: DemoCounty) -> None:
    codes = whole_rows(small_county)["offence_code"].value_counts(normalize=True)
    # Essex 2025, data.police.uk: 14,541 of 158,217 are ASB and 14,019 shoplifting.
    assert abs(codes["ASB"] - 14_541 / 158_217) < 0.01
    assert abs(codes["46"] - 14_019 / 158_217) < 0.01


def test_more_than_half_of_violence_is_at_home(small_county: DemoCounty) -> None:
    rows = whole_rows(small_county)
    violence = rows[rows["offence_code"].isin(["8N", "105A", "8L", "8Q", "8R", "3B"])]
    assert 0.5 < (violence["dwelling"] == "Y").mean() < 0.65


def test_away_from_home_for_hours_or_days(small_county: DemoCounty) -> None:
    burglaries = whole_rows(small_county).query("offence_code == '28E'")
    start = pd.to_datetime(burglaries["from_time"], format=TIME_FORMAT)
    end = pd.to_datetime(burglaries["to_time"], format=TIME_FORMAT)
    assert pd.Timedelta(hours=4) < (end - start).median() < pd.Timedelta(hours=14)
