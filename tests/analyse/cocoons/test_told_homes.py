"""What a list tells of each home: enough for a shift, and nobody else's burglary."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.cocoons.aftercare import aftercare_visits
from hotspots.analyse.cocoons.cocoon_list import CocoonList
from hotspots.analyse.cocoons.cocoon_params import CocoonParams
from hotspots.analyse.cocoons.cocoon_reach import Reach, reached_homes
from hotspots.analyse.cocoons.cocooning import cocoon_from_reach
from hotspots.analyse.cocoons.crowds import crowds_of
from hotspots.analyse.cocoons.round_params import RoundParams
from hotspots.analyse.cocoons.told_homes import told_homes
from hotspots.schema import Nearness
from tests.analyse.cocoon_places import (
    EAST,
    NORTH,
    PLOT_M,
    Home,
    Offence,
    addresses,
    at,
    home,
    live,
    mill_street,
    offence,
)

AS_OF = "2026-11-20 08:00"


def burgled(number: int, begins: str = "2026-11-19 20:00", reference: str = "42/1/26") -> Offence:
    plot, even = divmod(number - 1, 2)
    return offence(
        reference,
        begins,
        location=f"{number} Mill Street, Colchester",
        place=(EAST + plot * PLOT_M, NORTH + (-12.0 if even else 12.0)),
    )


def listed(
    homes: list[Home], burglaries: list[Offence], capacity: int = 60
) -> tuple[CocoonList, Reach, gpd.GeoDataFrame]:
    table, known = addresses(homes), live(burglaries, AS_OF)
    reach = reached_homes(table, known, radius_m=400)
    rounds = RoundParams(capacity=capacity, shift_minutes=9_999)
    found = cocoon_from_reach(reach, params=CocoonParams(rounds=rounds), as_of=at(AS_OF))
    return found, reach, table


def told(homes: list[Home], burglaries: list[Offence], capacity: int = 60) -> gpd.GeoDataFrame:
    found, reach, table = listed(homes, burglaries, capacity)
    return told_homes(found, reach.burglaries, table, crowds_of(table))


def visits(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """The rows of the homes to visit, in an order that does not depend on the walk."""
    rows = pd.DataFrame(table[table[schema.TIER].notna()])
    return rows.sort_values(schema.UPRN).drop(columns=[schema.WALK_ORDER, schema.GEOMETRY])


def station_road(north: float) -> list[Home]:
    return mill_street(12, north=north, street="Station Road", usrn="20009")


def test_rows_of_the_burgled_street_are_all_alike_next_door_or_at_its_end() -> None:
    rows = visits(told(mill_street(12), [burgled(11)]))
    assert len(rows) == 24  # the burgled home's own among them
    alike = rows.drop(columns=[schema.UPRN, schema.ADDRESS, schema.NUMBER]).drop_duplicates()
    assert len(alike) == 1
    assert alike[schema.NEARNESS].item() == Nearness.STREET
    assert alike[schema.WITHIN_DAYS].item() == 7
    assert alike[schema.DUE].item() == pd.Timestamp("2026-11-21", tz="Europe/London")


@pytest.mark.parametrize("number", [1, 12, 24])
def test_another_home_of_the_street_burgled_makes_the_same_rows(number: int) -> None:
    homes = [*mill_street(12), *station_road(150.0)]
    one, other = (visits(told(homes, [burgled(which)], capacity=500)) for which in (11, number))
    both = one[schema.UPRN].isin(other[schema.UPRN]).to_numpy()
    again = other[schema.UPRN].isin(one[schema.UPRN]).to_numpy()
    assert both.sum() >= 40
    pd.testing.assert_frame_equal(
        one[both].reset_index(drop=True), other[again].reset_index(drop=True)
    )


def test_the_aftercare_sheet_says_what_whoever_calls_there_needs() -> None:
    burglaries = [burgled(11), burgled(13, "2026-11-10 20:00", "42/2/26")]
    rows = aftercare_visits(listed(mill_street(12), burglaries)[0])
    assert len(rows) == 2
    own, old = (rows[rows[schema.ADDRESS].str.startswith(each)].iloc[0] for each in ("11", "13"))
    assert own[schema.DAYS_AGO] == 0
    assert own[schema.DUE] == pd.Timestamp("2026-11-21 21:00", tz="Europe/London")
    assert not own[schema.OVERDUE]  # by its own report, whatever happened next door
    assert old[schema.BACKLOG]  # from before the first list: no clock runs for it
    assert pd.isna(old[schema.DUE])


def test_a_burgled_home_whose_clock_runs_and_that_no_round_holds_is_on_the_sheet() -> None:
    """Two streets 2 km apart, each burgled yesterday, and room for the five homes of one."""
    far = mill_street(12, first_east=2_000.0, street="Oak Road", usrn="20077")
    there = offence(
        "42/2/26",
        "2026-11-19 10:00",
        location="11 Oak Road, Colchester",
        place=(EAST + 2_000.0 + 5 * PLOT_M, NORTH + 12.0),
    )
    rows = aftercare_visits(listed([*mill_street(12), *far], [burgled(11), there], capacity=7)[0])
    assert rows[schema.ADDRESS].str.split(",").str[0].tolist() == ["11 Oak Road", "11 Mill Street"]
    assert rows[schema.ROUND].isna().tolist() == [False, True]
    assert rows[schema.DUE].iloc[1] == pd.Timestamp("2026-11-21 21:00", tz="Europe/London")


def test_a_list_without_burgled_homes_has_an_empty_aftercare_sheet() -> None:
    homes = [each for each in mill_street(12) if each[schema.NUMBER] != "11"]
    assert aftercare_visits(listed(homes, [burgled(11)])[0]).empty


@pytest.mark.parametrize(
    ("north", "near"), [(90.0, Nearness.WITHIN_100_M), (180.0, Nearness.WITHIN_200_M)]
)
def test_another_street_is_told_how_near_the_burgled_one_begins(
    north: float, near: Nearness
) -> None:
    rows = visits(told([*mill_street(12), *station_road(north)], [burgled(11)], capacity=500))
    # 24 m of the street lie between its even homes and Mill Street's odd ones.
    first = rows[(rows[schema.STREET] == "Station Road") & rows[schema.NUMBER].isin(["10", "12"])]
    assert set(first[schema.NEARNESS]) == {near}
    assert first[schema.DUE].isna().all()


def test_one_burglary_is_told_of_and_not_how_many_there_are() -> None:
    one = visits(told(mill_street(12), [burgled(11)]))
    two = visits(told(mill_street(12), [burgled(11), burgled(13, "2026-11-01 20:00", "42/2/26")]))
    shared = [schema.NEARNESS, schema.WITHIN_DAYS]
    assert set(map(tuple, one[shared].to_numpy())) == set(map(tuple, two[shared].to_numpy()))


def test_a_neighbour_s_rank_does_not_tell_which_side_is_nearer() -> None:
    rows = visits(told(mill_street(12), [burgled(11)], capacity=9))
    assert set(rows[schema.PRIORITY]) == {1}


def test_every_home_around_is_a_dot_without_a_word() -> None:
    homes = [*mill_street(12), home("1", 150.0, 60.0, street="Oak Close", usrn="20002")]
    rows = told(homes, [burgled(11)], capacity=3)
    around = rows[rows[schema.WALK_ORDER].isna()]
    assert len(around) > 10
    assert (
        around.drop(columns=[schema.GEOMETRY, schema.OVERDUE, schema.BACKLOG]).isna().all(axis=None)
    )


def test_a_list_without_a_burgled_home_tells_the_others_the_same() -> None:
    """It may be another district's, or not among the addresses."""
    homes = [each for each in mill_street(12) if each[schema.NUMBER] != "11"]
    rows = visits(told(homes, [burgled(11)]))
    assert len(rows) == 23
    assert set(rows[schema.NEARNESS]) == {Nearness.STREET}


def test_a_list_without_homes_tells_of_none() -> None:
    table, known = addresses(mill_street(12)), live([burgled(11)], AS_OF)
    reach = reached_homes(table, known, radius_m=400)
    found = cocoon_from_reach(reach, params=CocoonParams(), as_of=at(AS_OF), district="Tendring")
    assert told_homes(found, reach.burglaries, table, crowds_of(table)).empty
