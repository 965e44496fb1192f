"""The harm spots in force: which they are, which they were, and that the sets do not mix."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from hotspots import schema
from hotspots.errors import InputError, MissingColumnError
from tests.ledger.spots import ADOPTED_AT, YEAR, adopt, spots_of_run, square

if TYPE_CHECKING:
    from hotspots.ledger.store import Ledger

FEBRUARY = ADOPTED_AT + timedelta(days=28)


def adopt_table(ledger: Ledger, table: pd.DataFrame, spot_set: str = "January") -> None:
    ledger.adopt_spots(
        table, spot_set=spot_set, adopted_at=ADOPTED_AT, chosen_from=YEAR[0], chosen_to=YEAR[1]
    )


def test_a_set_comes_out_as_it_went_in(ledger: Ledger) -> None:
    given = spots_of_run("S002", "S001")
    given["district"], given["rank"] = pd.Series(["Wick", None]), pd.Series([2, None])
    adopt_table(ledger, given)
    there = ledger.spots_in_force()
    assert tuple(there.columns) == schema.SPOT_IN_FORCE_COLUMNS
    assert there[schema.SPOT_ID].tolist() == ["S002", "S001"]  # by rank; one without comes last
    assert there[schema.OUTLINE].tolist() == [square(0), square(1)]
    assert there[[schema.DISTRICT, schema.RANK]].isna().sum().tolist() == [1, 1]
    assert str(there[schema.RANK].dtype) == "Int64"
    assert (there[schema.ADOPTED_AT] == ADOPTED_AT).all()
    assert set(there[schema.CHOSEN_FROM]) == {pd.Timestamp("2025-01-01")}
    assert set(there[schema.CHOSEN_TO]) == {pd.Timestamp("2025-12-31")}


def test_the_set_that_was_adopted_last_is_in_force_and_the_others_are_history(
    ledger: Ledger,
) -> None:
    assert adopt(ledger, "S001", "S002").recorded
    assert adopt(ledger, "S001", "S003", spot_set="February", adopted_at=FEBRUARY).recorded
    assert ledger.spots_in_force()[schema.SPOT_ID].tolist() == ["S001", "S003"]
    before = ledger.spots_in_force(at=FEBRUARY - timedelta(seconds=1))
    assert before[schema.SPOT_ID].tolist() == ["S001", "S002"]
    assert ledger.spots_in_force(at=ADOPTED_AT - timedelta(seconds=1)).empty
    assert ledger.adopted_spots()[schema.SPOT_ID].tolist() == ["S001", "S002", "S001", "S003"]
    sets = ledger.spot_sets()
    assert sets[[schema.SPOT_SET, "spots"]].to_numpy().tolist() == [
        ["January", 2],
        ["February", 2],
    ]


def test_why_a_set_was_put_in_force_stands_beside_it_and_in_the_chain(ledger: Ledger) -> None:
    adopt(ledger, "S001")
    adopt(ledger, "S001", spot_set="February", adopted_at=FEBRUARY, reason="The market moved")
    sets = ledger.spot_sets()
    assert sets[schema.ADOPT_REASON].isna().tolist() == [True, False]
    assert sets[[schema.ADOPT_REASON, schema.ADOPTED_BY_ROLE]].iloc[1].tolist() == [
        "The market moved",
        "analyst",
    ]
    entry = ledger.log().iloc[-1]
    assert (entry["act"], entry["what"], entry["role"]) == (
        "collection",
        "harm spots adopted",
        "analyst",
    )
    assert ledger.verify().holds
    for reason in ("=HYPERLINK(1)", "Two\nlines", "a" * 301):
        with pytest.raises(InputError, match="reason must begin"):
            adopt(ledger, "S001", spot_set="March", reason=reason)


def test_who_looked_before_another_set_was_put_in_force_is_told_and_keeps_nothing(
    ledger: Ledger,
) -> None:
    adopt(ledger, "S001", instead_of="")
    adopt(ledger, "S002", spot_set="February", adopted_at=FEBRUARY, instead_of="January")
    late = FEBRUARY + timedelta(days=1)
    for seen in ("January", ""):
        with pytest.raises(InputError, match="'February' was put in force on 02/02/2026"):
            adopt(ledger, "S003", spot_set="March", adopted_at=late, instead_of=seen)
    assert ledger.spots_in_force()[schema.SPOT_ID].tolist() == ["S002"]
    assert len(ledger.spot_sets()) == 2


def test_the_same_set_twice_is_adopted_once(ledger: Ledger) -> None:
    assert adopt(ledger, "S001", "S002").recorded
    again = adopt(ledger, "S001", "S002", adopted_at=FEBRUARY)
    assert (again.spots, again.recorded) == (2, False)
    assert len(ledger.spot_sets()) == 1
    with pytest.raises(InputError, match="another set 'January'"):
        adopt(ledger, "S001", adopted_at=FEBRUARY)


def test_an_old_set_does_not_come_back_unnoticed(ledger: Ledger) -> None:
    adopt(ledger, "S001", "S002")
    adopt(ledger, "S003", spot_set="February", adopted_at=FEBRUARY)
    with pytest.raises(InputError, match="'February' after it"):
        adopt(ledger, "S001", "S002", adopted_at=FEBRUARY + timedelta(days=1))
    with pytest.raises(InputError, match="Give a later moment"):
        adopt(ledger, "S004", spot_set="backdated", adopted_at=FEBRUARY)
    later = FEBRUARY + timedelta(days=1)
    assert adopt(ledger, "S001", "S002", spot_set="January again", adopted_at=later).recorded
    assert ledger.spots_in_force()[schema.SPOT_ID].tolist() == ["S001", "S002"]


def test_every_fault_of_a_set_is_named_at_once_and_nothing_of_it_is_kept(ledger: Ledger) -> None:
    wrong = spots_of_run("S001", "S001", "s 3", "A001", "S005", "S006", "S007")
    wrong["name"] = ["", *wrong["name"][1:]]
    wrong["rank"] = [1, 1.5, 0, 4, 5, 6, 7]
    wrong["outline"] = [
        square(0),
        "POINT (500000 200000)",
        "somewhere",
        None,
        "POLYGON ((0.5 51, 0.6 51, 0.6 52, 0.5 51))",
        "POLYGON ((500000 200000, 500100 200100, 500100 200000, 500000 200100, 500000 200000))",
        "POLYGON EMPTY",
    ]
    with pytest.raises(InputError, match="cannot be adopted") as refused:
        adopt_table(ledger, wrong)
    for fault in (
        "1 spots: spot_id is not made of",
        "1 spots: spot_id stands there twice",
        "1 spots: spot_id is A with figures",
        "1 spots: name is missing",
        "2 spots: rank is not a whole number",
        "2 spots: outline is no polygon",
        "2 spots: outline is missing or no WKT",
        "1 spots: outline is in degrees, not metres",
        "1 spots: outline crosses itself",
    ):
        assert fault in str(refused.value)
    assert ledger.spot_sets().empty


def test_a_set_without_spots_or_without_outlines_is_refused(file_ledger: Ledger) -> None:
    with pytest.raises(InputError, match="holds no harm spot"):
        adopt_table(file_ledger, spots_of_run())
    with pytest.raises(MissingColumnError, match="'outline'"):
        adopt_table(file_ledger, spots_of_run("S001").drop(columns="outline"))


def test_a_set_says_when_it_was_adopted_and_what_it_was_chosen_on(file_ledger: Ledger) -> None:
    with pytest.raises(InputError, match="adopted_at"):
        adopt(file_ledger, "S001", adopted_at=datetime(2026, 1, 5))  # noqa: DTZ001 - the point
    with pytest.raises(InputError, match="the last day is before the first"):
        file_ledger.adopt_spots(
            spots_of_run("S001"),
            spot_set="January",
            adopted_at=ADOPTED_AT,
            chosen_from=date(2025, 12, 31),
            chosen_to=date(2025, 1, 1),
        )
    with pytest.raises(InputError, match="must begin with a letter"):
        adopt(file_ledger, "S001", spot_set="=January")


def test_an_empty_ledger_hands_out_empty_tables_of_the_right_kind(ledger: Ledger) -> None:
    there = ledger.spots_in_force()
    assert tuple(there.columns) == schema.SPOT_IN_FORCE_COLUMNS
    assert str(there[schema.CHOSEN_FROM].dtype) == "datetime64[us]"
    assert ledger.adopted_spots().empty
    assert ledger.spot_sets().empty
