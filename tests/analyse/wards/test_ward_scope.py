from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from hotspots import care, schema
from hotspots.analyse.counted_lines import CountedLine, ThemeLines
from hotspots.analyse.wards.ward_scope import (
    FLATS,
    FORCE_SHARE,
    HOMES,
    MONTH,
    OFFENCES_YEAR_BEFORE,
    RATE,
    SHARE,
    THEME,
    TIMES_FORCE,
    TOUCHED,
    WHY_NOT,
    ToldCount,
    WardScope,
    scope_ward,
)
from hotspots.errors import ParameterError
from hotspots.schema import TimePrecision
from hotspots.selection import Selection

BRITISH = "EPSG:27700"
YEAR = date(2025, 1, 1), date(2025, 12, 31)
BURGLARY = Selection(key="burglary", label="Burglary", description="", categories=("Burglary",))
THEMES = ThemeLines(
    lines=(CountedLine(label="Burglary and robbery", selections=(BURGLARY,)),),
    unreadable={"Prevent": "recorded offences by place cannot speak to this theme"},
)

# Three wards in a row, a kilometre wide each; Far touches Castle in no point.
WARDS = gpd.GeoDataFrame(
    {
        schema.WARD_CODE: ["E05000001", "E05000002", "E05000003"],
        schema.WARD_NAME: ["Castle", "Trinity", "Far"],
        schema.DISTRICT: ["Colchester"] * 3,
        schema.RANK: [1, 2, 3],
        schema.SCORE: [90.0, 50.0, 10.0],
        schema.RESIDENTS: [1_000, 2_000, 1_000],
    },
    geometry=[shapely.box(e, 225_000, e + 1_000, 226_000) for e in (600_000, 601_000, 602_000)],
    crs=BRITISH,
)
NO_SPOTS = gpd.GeoDataFrame({schema.RANK: []}, geometry=[], crs=BRITISH)


def _offences(*groups: tuple[int, str, str, str, str]) -> gpd.GeoDataFrame:
    """Return offences: how many, ward code, category, location, month of 2025."""
    rows = [
        {
            schema.WARD_CODE: ward,
            schema.CATEGORY: category,
            schema.OFFENCE_CODE: "19C" if category == "Sexual offences" else None,
            schema.LOCATION: location,
            schema.DWELLING: pd.NA,
            schema.TIME_PRECISION: str(TimePrecision.MONTH),
            schema.FROM_TIME: pd.Timestamp(f"{month}-01", tz="Europe/London"),
            schema.TO_TIME: pd.NaT,
        }
        for count, ward, category, location, month in groups
        for _ in range(count)
    ]
    table = pd.DataFrame(rows).astype({schema.OFFENCE_CODE: "str", schema.DWELLING: "boolean"})
    table[schema.TO_TIME] = table[schema.FROM_TIME]
    # Every third offence is at another address of the same square.
    points = [shapely.Point(600_520 + 20 * (number % 3), 225_550) for number in range(len(table))]
    return gpd.GeoDataFrame(table, geometry=points, crs=BRITISH)


CASTLE, TRINITY = "E05000001", "E05000002"
OFFENCES = _offences(
    (6, CASTLE, "Burglary", "12 High Street", "2025-03"),
    (8, CASTLE, "Public order", "High Street", "2025-04"),
    (3, CASTLE, "Robbery", "Priory Walk", "2025-04"),
    (4, CASTLE, "Drugs", "Priory Walk", "2025-05"),
    (5, CASTLE, "Sexual offences", "Quiet Close", "2025-05"),
    (4, TRINITY, "Burglary", "Abbey Road", "2025-03"),
)


def _scope(**more: object) -> WardScope:
    given: dict[str, object] = {
        "wards": WARDS,
        "offences": OFFENCES,
        "earlier": None,
        "spots": NO_SPOTS,
        "homes": None,
        "period": YEAR,
        "themes": THEMES,
        **more,
    }
    return scope_ward(CASTLE, **given)  # type: ignore[arg-type]


def test_the_mix_names_no_kind_with_fewer_than_five_offences() -> None:
    mix = _scope().mix.set_index(schema.CATEGORY)
    assert mix[schema.OFFENCES].to_dict() == {
        "Public order": 8,
        "Burglary": 6,
        "Sexual offences": 5,
        "Other": 7,
    }
    # 6 of the ward's 26; 10 of the force's 30.
    assert mix.loc["Burglary", SHARE] == pytest.approx(6 / 26)
    assert mix.loc["Burglary", FORCE_SHARE] == pytest.approx(10 / 30)
    assert mix.loc["Burglary", TIMES_FORCE] == pytest.approx((6 / 26) / (10 / 30))


def test_one_rare_kind_alone_cannot_be_worked_out_from_the_total() -> None:
    some = OFFENCES[~OFFENCES[schema.CATEGORY].isin(["Drugs"])]
    mix = _scope(offences=some).mix.set_index(schema.CATEGORY)[schema.OFFENCES].to_dict()
    # Robbery, three, would stand alone as "Other": the smallest of the others joins it.
    assert mix == {"Public order": 8, "Burglary": 6, "Other": 8}


def test_no_street_is_tied_to_a_sexual_offence_or_to_what_happened_in_a_home() -> None:
    places = _scope().repeat_places
    assert places[schema.STREET].tolist() == ["High Street", "Priory Walk"]
    assert places[schema.OFFENCES].tolist() == [14, 7]
    at_home = OFFENCES.assign(**{schema.DWELLING: pd.array([True] * len(OFFENCES), "boolean")})
    assert _scope(offences=at_home).repeat_places.empty


def test_a_street_that_rests_on_one_address_is_no_repeat_location() -> None:
    one_home = OFFENCES.set_geometry([shapely.Point(600_500, 225_500)] * len(OFFENCES), crs=BRITISH)
    assert _scope(offences=one_home).repeat_places.empty
    known_public = one_home.assign(
        **{schema.DWELLING: pd.array([False] * len(OFFENCES), "boolean")}
    )
    places = _scope(offences=known_public).repeat_places
    assert places[schema.STREET].tolist() == ["High Street", "Priory Walk"]
    assert places.geometry.iloc[0].equals(shapely.Point(600_500, 225_500))


def test_a_street_of_what_may_be_homes_is_marked_in_its_square_alone() -> None:
    places = _scope().repeat_places
    assert places.geometry.iloc[0].equals(shapely.Point(600_550, 225_550))


def test_hours_are_those_of_no_sexual_offence() -> None:
    at_night = OFFENCES.assign(
        **{
            schema.TIME_PRECISION: str(TimePrecision.EXACT),
            schema.FROM_TIME: OFFENCES[schema.FROM_TIME]
            + pd.to_timedelta(
                [22 if code == "19C" else 9 for code in OFFENCES[schema.OFFENCE_CODE]], unit="h"
            ),
        }
    )
    hours = _scope(offences=at_night.assign(**{schema.TO_TIME: at_night[schema.FROM_TIME]})).hours
    assert hours is not None
    # As many as are not sexual; where few share an hour, their neighbours have the mean.
    assert np.sum(hours) == pytest.approx(21, abs=0.1)


def test_no_hour_of_a_pack_tells_of_one_to_four_offences() -> None:
    hour_of = pd.to_timedelta(np.arange(len(OFFENCES)) % 20, unit="h")
    spread = OFFENCES.assign(
        **{
            schema.TIME_PRECISION: str(TimePrecision.EXACT),
            schema.FROM_TIME: OFFENCES[schema.FROM_TIME] + hour_of,
        }
    )
    hours = _scope(offences=spread.assign(**{schema.TO_TIME: spread[schema.FROM_TIME]})).hours
    assert hours is not None
    flat = np.ravel(hours)
    runs = np.split(flat, np.flatnonzero(np.diff(flat)) + 1)
    held = np.array([run.sum() for run in runs if run[0] > 0])
    assert held.min() > care.FEWEST_COUNTED - 0.1  # an hour is told to three decimals
    few = spread.iloc[:3]
    assert _scope(offences=few.assign(**{schema.TO_TIME: few[schema.FROM_TIME]})).hours is None


def test_the_year_before_stands_beside_each_month_that_it_knows() -> None:
    before = _offences(
        (12, CASTLE, "Burglary", "High Street", "2024-03"),
        (6, CASTLE, "Burglary", "High Street", "2024-05"),
    )
    months = _scope(earlier=before).by_month.set_index(MONTH)
    assert months[schema.OFFENCES].tolist() == [0, 0, 6, 11, 9, *([0] * 7)]
    march_on = months[OFFENCES_YEAR_BEFORE].iloc[2:5]
    assert march_on.tolist() == [12, 0, 6]
    assert months[OFFENCES_YEAR_BEFORE].isna().sum() == 9


def test_a_month_of_one_to_four_is_withheld_and_another_with_it() -> None:
    few = OFFENCES[OFFENCES[schema.CATEGORY] != "Public order"]
    months = _scope(offences=few).by_month.set_index(MONTH)[schema.OFFENCES]
    # March 6, April 3, May 9: the year's total would tell April by the others.
    assert months.isna().tolist() == [False, False, True, True, *([False] * 8)]
    assert months.iloc[4] == 9


def test_a_theme_is_withheld_that_a_kind_of_offence_or_the_total_would_tell() -> None:
    both = Selection(key="both", label="", description="", categories=("Burglary", "Robbery"))
    themes = ThemeLines(
        lines=(CountedLine(label="Burglary and robbery", selections=(both,)),), unreadable={}
    )
    told = _scope(themes=themes).themes.iloc[0]
    # Nine, of which six are burglary: robbery, three, would be told.
    assert pd.isna(told[schema.OFFENCES])
    assert np.isnan(told[RATE])
    assert np.isnan(told[TIMES_FORCE])
    public = OFFENCES.assign(**{schema.PUBLIC_POINT: True})
    assert _scope(themes=themes, offences=public).themes[schema.OFFENCES].tolist() == [9]


def test_hours_that_nobody_knows_are_not_shown_as_zeros() -> None:
    assert _scope().hours is None


def test_neighbours_share_an_edge_and_not_a_corner() -> None:
    assert _scope().neighbours[schema.WARD_NAME].tolist() == ["Trinity"]


def test_themes_are_held_against_the_force_and_those_without_a_selection_say_so() -> None:
    themes = _scope().themes.set_index(THEME)
    burglary = themes.loc["Burglary and robbery"]
    # 6 for 1,000 residents; 10 for the force's 4,000.
    assert (burglary[RATE], burglary[TIMES_FORCE]) == (6.0, pytest.approx(2.4))
    # Six or more where 2.5 are usual come by chance in 4 of 100 such wards: not raised for sure.
    assert not burglary[TOUCHED]
    assert themes.loc["Prevent", WHY_NOT] == THEMES.unreadable["Prevent"]
    assert themes[schema.OFFENCES].isna().tolist() == [False, True]


def test_a_theme_is_touched_where_chance_alone_would_hardly_give_as_many() -> None:
    more = _offences((6, CASTLE, "Burglary", "High Street", "2025-06"))
    offences = pd.concat([OFFENCES, more], ignore_index=True)
    themes = _scope(offences=gpd.GeoDataFrame(offences, crs=BRITISH)).themes.set_index(THEME)
    # Twelve or more where four are usual: 1 in 1,000.
    assert themes.loc["Burglary and robbery", TOUCHED]


def _homes(*streets: tuple[str | None, int, int]) -> gpd.GeoDataFrame:
    """Return homes in Castle: street, how many, how many of them flats."""
    rows = [
        {
            schema.STREET: street,
            schema.FLAT: f"Flat {n}" if n < flats else None,
            schema.WARD_CODE: CASTLE,
        }
        for street, count, flats in streets
        for n in range(count)
    ]
    table = pd.DataFrame(rows).astype("str")
    return gpd.GeoDataFrame(
        table, geometry=[shapely.Point(600_500, 225_500)] * len(rows), crs=BRITISH
    )


def test_homes_are_counted_by_street_and_short_streets_stand_together() -> None:
    homes = _homes(("High Street", 20, 12), ("Long Lane", 9, 0), ("Mews", 3, 0), ("Nook", 2, 0))
    streets = _scope(homes=homes).streets
    assert streets is not None
    # Mews and Nook have five homes between them, which is still too few: Long Lane joins them.
    assert streets[[schema.STREET, HOMES, FLATS]].to_numpy().tolist() == [
        ["High Street", 20, 12],
        ["3 short streets together", 14, 0],
    ]
    assert streets[HOMES].sum() == len(homes)


def test_harm_spots_that_reach_into_the_ward_are_its_business_too() -> None:
    spots = gpd.GeoDataFrame(
        {schema.RANK: [7, 2, 1]},
        geometry=[shapely.Point(e, 225_500).buffer(100) for e in (600_500, 601_050, 602_500)],
        crs=BRITISH,
    )
    assert _scope(spots=spots).spots[schema.RANK].tolist() == [2, 7]


def test_the_order_of_the_offences_changes_nothing() -> None:
    shuffled = OFFENCES.iloc[np.random.default_rng(1).permutation(len(OFFENCES))]
    one, other = _scope(), _scope(offences=shuffled)
    pd.testing.assert_frame_equal(one.mix, other.mix)
    pd.testing.assert_frame_equal(one.by_month, other.by_month)
    pd.testing.assert_frame_equal(
        pd.DataFrame(one.repeat_places), pd.DataFrame(other.repeat_places)
    )


def test_a_code_that_no_ward_has_is_refused() -> None:
    with pytest.raises(ParameterError, match="E05999999"):
        scope_ward(
            "E05999999",
            wards=WARDS,
            offences=OFFENCES,
            earlier=None,
            spots=NO_SPOTS,
            homes=None,
            period=YEAR,
            themes=ThemeLines(lines=(), unreadable={}),
        )


def test_a_kind_is_not_named_beside_a_count_of_some_of_it() -> None:
    """A rate of near repeats tells how many burglaries followed another: 5 of these 6 is 1 not."""
    held = (OFFENCES[schema.CATEGORY] == "Burglary").to_numpy(bool)
    mixes = [
        set(_scope(told=[ToldCount(held=held, number=number)]).mix[schema.CATEGORY])
        for number in (6, 5)
    ]
    assert ["Burglary" in mix for mix in mixes] == [True, False]
