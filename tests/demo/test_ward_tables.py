from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from hotspots import schema
from hotspots.demo.county import DemoCounty, make_county
from hotspots.demo.params import DemoParams
from hotspots.demo.tables import read_table
from hotspots.demo.ward_tables import WardTables
from hotspots.profile import ForceProfile


@pytest.fixture(scope="module")
def tables(small_county: DemoCounty) -> WardTables:
    return small_county.ward_tables


def raised(county: DemoCounty, aspect: str) -> list[str]:
    return list(county.truth.summary["raised_wards"][aspect]["ward_codes"])


def test_households_are_the_homes_that_stand_in_the_ward(
    small_county: DemoCounty, tables: WardTables
) -> None:
    homes = small_county.households[schema.WARD_CODE].value_counts()
    told = tables.population.set_index("WD25CD")["households"]
    assert told.to_dict() == homes.reindex(told.index, fill_value=0).to_dict()


def test_there_are_as_many_residents_to_a_household_as_in_the_county(tables: WardTables) -> None:
    # Census 2021, Essex with Southend and Thurrock: about 2.35 residents a household.
    residents, households = tables.population["residents"], tables.population["households"]
    assert residents.sum() / households.sum() == pytest.approx(2.35, abs=0.05)
    assert (residents / households).std() > 0.05


def test_every_ward_has_a_deprivation_score_and_nearly_every_one_a_survey(
    small_county: DemoCounty, tables: WardTables
) -> None:
    codes = set(small_county.wards[schema.WARD_CODE])
    assert set(tables.population["WD25CD"]) == set(tables.deprivation["WD25CD"]) == codes
    assert len(tables.survey) == len(codes) - round(0.05 * len(codes))
    assert set(raised(small_county, "asb")) <= set(tables.survey["WD25CD"])


def test_people_feel_less_safe_where_disorder_was_planted(
    small_county: DemoCounty, tables: WardTables
) -> None:
    worse = tables.survey["WD25CD"].isin(raised(small_county, "asb"))
    deficit = tables.survey["deficit"]
    assert deficit[worse].min() > deficit[~worse].median()
    assert deficit.between(0, 1).all()


def test_reports_of_feeling_unsafe_lie_in_the_county_and_in_the_year(
    small_county: DemoCounty, tables: WardTables
) -> None:
    reports = tables.street_safe
    assert len(reports) == 200
    assert reports["report_id"].is_unique
    assert (pd.to_datetime(reports["date"]).dt.year == 2025).all()
    west, south, east, north = small_county.authorities.to_crs("EPSG:4326").total_bounds
    assert reports["longitude"].between(west, east).all()
    assert reports["latitude"].between(south, north).all()


def test_a_street_week_is_one_week_in_a_ward_that_was_not_made_worse(
    small_county: DemoCounty, tables: WardTables
) -> None:
    weeks = tables.deployments
    first, last = pd.to_datetime(weeks["first_day"]), pd.to_datetime(weeks["last_day"])
    assert (first.dt.day_of_week == 0).all()
    assert ((last - first).dt.days == 6).all()
    assert weeks["ward_code"].is_unique
    assert first.min() == pd.Timestamp("2024-01-08")
    worse = {
        code for aspect in ("asb", "violence", "burglary") for code in raised(small_county, aspect)
    }
    assert not worse & set(weeks["ward_code"])


@pytest.mark.slow
def test_the_worse_wards_come_first_by_plain_rates_at_full_size(essex: ForceProfile) -> None:
    county = make_county(DemoParams(earlier_years=0, broken_share=0.0), essex)
    rows = county.offences
    in_ward = _wards_of(rows, county)
    population = county.ward_tables.population.set_index("WD25CD")
    burglary = essex.selections["dwelling_burglary"].offence_codes
    mix = read_table("offence_mix")
    violent = mix["category"].isin(["Violence and sexual offences", "Robbery"])
    violence = mix.loc[violent, "offence_code"]
    for aspect, chosen, of in (
        ("asb", rows["offence_code"] == "ASB", "residents"),
        ("violence", rows["offence_code"].isin(violence), "residents"),
        ("burglary", rows["offence_code"].isin(burglary), "households"),
    ):
        rate = in_ward[chosen].value_counts().div(population[of], fill_value=0)
        worse = raised(county, aspect)
        assert set(rate.nlargest(len(worse)).index) == set(worse), aspect


def _wards_of(rows: pd.DataFrame, county: DemoCounty) -> pd.Series:
    """The ward of each offence, by its point."""
    points = shapely.points(rows["easting"].astype(float), rows["northing"].astype(float))
    tree = shapely.STRtree(county.wards.geometry.to_numpy())
    offence, ward = tree.query(points, predicate="within")
    codes = np.full(len(rows), "", dtype=object)
    codes[offence] = county.wards[schema.WARD_CODE].to_numpy()[ward]
    return pd.Series(codes, index=rows.index)
