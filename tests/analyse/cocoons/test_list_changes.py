"""What is new on a list, what dropped off it, and why."""

from __future__ import annotations

import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.cocoons.cocoon_list import CocoonList
from hotspots.analyse.cocoons.cocoon_params import CocoonParams
from hotspots.analyse.cocoons.cocooning import cocoon
from hotspots.analyse.cocoons.list_changes import CAUSE, DROPPED_COLUMNS, DropCause, listing_rows
from hotspots.analyse.cocoons.round_params import RoundParams
from hotspots.analyse.cocoons.visit_exclusions import NextListAction
from hotspots.errors import MissingColumnError, ParameterError
from hotspots.schema import Tier
from tests.analyse.cocoon_places import (
    EAST,
    NORTH,
    Offence,
    addresses,
    at,
    home,
    live,
    mill_street,
    offence,
)

STREET = addresses(
    [*mill_street(6), *[home(str(k), 600 + k, 0, street="Oak Road", usrn="2") for k in (1, 3)]]
)
FIRST = offence("42/1/26", "2026-11-18 20:00", location="1 Mill Street", place=(EAST, NORTH + 12))
SECOND = offence("42/2/26", "2026-11-20 20:00", location="1 Oak Road", place=(EAST + 601, NORTH))


def shift(
    burglaries: list[Offence],
    as_of: str,
    previous: pd.DataFrame | None = None,
    exclusions: pd.DataFrame | None = None,
    capacity: int = 60,
) -> CocoonList:
    params = CocoonParams(risk="promap", rounds=RoundParams(capacity=capacity))
    return cocoon(
        STREET,
        live(burglaries, as_of),
        params=params,
        as_of=at(as_of),
        district="Colchester",
        exclusions=exclusions,
        previous=previous,
        first_list=at("2026-11-01 08:00"),
    )


def kept(found: CocoonList) -> pd.DataFrame:
    """The list as the ledger keeps it."""
    return listing_rows(found, list_id="C-1", issued_at=found.as_of)


def changes(found: CocoonList) -> dict[str, str]:
    rows = found.chosen
    names = rows[schema.NUMBER] + " " + rows[schema.STREET]
    return dict(zip(names, rows[schema.CHANGE], strict=True))


def causes(found: CocoonList) -> set[str]:
    assert tuple(found.dropped.columns) == DROPPED_COLUMNS
    return set(found.dropped[CAUSE])


def test_on_a_first_list_nothing_is_called_new() -> None:
    found = shift([FIRST], "2026-11-19 08:00")
    assert found.targets[schema.CHANGE].isna().all()
    assert found.dropped.empty


def test_a_new_burglary_brings_new_homes_and_keeps_the_others() -> None:
    before = shift([FIRST], "2026-11-19 08:00")
    found = shift([FIRST, SECOND], "2026-11-21 08:00", kept(before))
    assert changes(found)["1 Oak Road"] == "new"
    assert changes(found)["1 Mill Street"] == "kept"
    assert found.dropped.empty


def test_a_home_that_was_spoken_to_drops_off_with_the_ledgers_reason() -> None:
    before = shift([FIRST], "2026-11-19 08:00")
    spoken = pd.DataFrame(
        {
            schema.UPRN: [before.targets[schema.UPRN].iloc[0]],
            "action": [str(NextListAction.LEAVE_OUT)],
            schema.REASON: ["Spoken to on 19 November 2026."],
        },
        dtype="str",
    )
    found = shift([FIRST], "2026-11-20 08:00", kept(before), spoken)
    assert found.dropped.to_numpy().tolist() == [
        [
            spoken[schema.UPRN].iloc[0],
            "victim",
            "for what came of a visit",
            spoken["reason"].iloc[0],
        ]
    ]


def test_a_home_that_more_urgent_ones_push_off_is_said_to_be_beyond_the_capacity() -> None:
    before = shift([FIRST], "2026-11-19 08:00", capacity=7)
    found = shift([FIRST, SECOND], "2026-11-21 08:00", kept(before), capacity=7)
    told = changes(found)
    assert (told["1 Mill Street"], told["1 Oak Road"]) == ("kept", "new")
    assert sorted(told.values()) == ["kept"] * 5 + ["new"] * 2
    assert len(found.dropped) == 2
    assert causes(found) == {DropCause.CAPACITY}


def test_a_home_that_was_left_out_last_time_is_new_when_its_turn_comes() -> None:
    before = shift([FIRST], "2026-11-19 08:00", capacity=2)
    found = shift([FIRST], "2026-11-19 20:00", kept(before), capacity=3)
    assert sorted(changes(found).values()) == ["kept", "kept", "new"]


def test_six_weeks_on_the_cocoon_is_over() -> None:
    before = shift([FIRST], "2026-12-30 08:00")
    found = shift([FIRST], "2026-12-31 08:00", kept(before))
    assert found.targets.empty
    assert causes(found) == {DropCause.EXPIRED}
    assert set(found.dropped[schema.REASON]) == {"Every burglary near it is more than 42 days old."}
    assert len(found.dropped) == 12


def test_a_burglary_that_is_withdrawn_takes_its_homes_with_it() -> None:
    before = shift([FIRST, SECOND], "2026-11-21 08:00")
    found = shift([FIRST], "2026-11-22 08:00", kept(before))
    assert len(found.dropped) == 2
    assert causes(found) == {DropCause.WITHDRAWN}


def test_where_only_a_burglary_further_off_is_left_a_leaflet_is_enough() -> None:
    beyond = offence(
        "42/3/26", "2026-11-20 20:00", location="9 Elm Road", place=(EAST + 340, NORTH)
    )
    before = shift([SECOND], "2026-11-21 08:00")
    found = shift([beyond], "2026-11-22 08:00", kept(before))
    assert causes(found) == {DropCause.LEAFLET}


def test_a_burglary_that_was_placed_anew_leaves_homes_out_of_its_reach() -> None:
    moved = {**SECOND, "place": (EAST - 350, NORTH), schema.LOCATION: "9 Elm Road"}
    before = shift([SECOND], "2026-11-21 08:00")
    found = shift([moved], "2026-11-22 08:00", kept(before))
    assert causes(found) == {DropCause.OUT_OF_REACH}


def test_the_ledger_is_given_one_row_for_each_home_and_burglary() -> None:
    found = shift([FIRST, SECOND], "2026-11-21 08:00", capacity=3)
    rows = listing_rows(found, list_id="C-7", issued_at=at("2026-11-21 08:05"))
    assert tuple(rows.columns) == schema.LISTING_COLUMNS
    assert not rows.duplicated([schema.UPRN, schema.BURGLARY_REFERENCE]).any()
    # A place holds five homes, so that there is room for the newer burglary's alone: its two, and
    # the victim and the neighbours whom the shift cannot walk to; no one else.
    left = rows.loc[rows[schema.LEFT_OUT]]
    assert rows.loc[~rows[schema.LEFT_OUT], schema.UPRN].nunique() == 2
    assert set(left[schema.TIER]) == {Tier.VICTIM, Tier.NEIGHBOUR}
    assert left[schema.DUE].notna().all()
    assert set(rows[schema.LIST_ID]) == {"C-7"}


def test_another_districts_list_is_refused_and_half_a_list_too() -> None:
    before = kept(shift([FIRST], "2026-11-19 08:00"))
    with pytest.raises(ParameterError, match="compare lists of one district"):
        shift([FIRST], "2026-11-20 08:00", before.assign(**{schema.DISTRICT: "Tendring"}))
    with pytest.raises(MissingColumnError, match="left_out"):
        shift([FIRST], "2026-11-20 08:00", before.drop(columns=schema.LEFT_OUT))
