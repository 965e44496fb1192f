"""What analysts change in the harm spots: kept with its reason, and never lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from hotspots import schema
from hotspots.errors import InputError
from hotspots.schema import SpotEdit
from tests.ledger.spots import ADOPTED_AT, adopt, square

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotspots.ledger import EditResult
    from hotspots.ledger.store import Ledger

MARKET = {"name": "Market", "outline": square(5), "reason": "Market days begin in May"}


def editor(ledger: Ledger, now: datetime) -> Callable[..., EditResult]:
    return partial(ledger.record_edit, edited_at=now, edited_by_role="analyst")


def test_edits_come_out_as_they_went_in_oldest_first(ledger: Ledger, now: datetime) -> None:
    adopt(ledger, "S001", "S002")
    edit = editor(ledger, now)
    assert edit(SpotEdit.ADD, **MARKET).spot_id == "A001"
    edit(SpotEdit.MOVE, spot_id="S001", outline=square(6), reason="The bar moved")
    edit(SpotEdit.VETO, spot_id="S002", reason="Custody suite")
    edit(SpotEdit.RENAME, spot_id="A001", name="Covered market", reason="So it is called")
    there = ledger.edits()
    assert tuple(there.columns) == schema.SPOT_EDIT_COLUMNS
    told = there[[schema.SPOT_EDIT, schema.SPOT_ID, schema.SPOT_NAME, schema.OUTLINE]]
    assert told.astype("object").where(told.notna(), None).to_numpy().tolist() == [
        ["add", "A001", "Market", square(5)],
        ["move", "S001", None, square(6)],
        ["veto", "S002", None, None],
        ["rename", "A001", "Covered market", None],
    ]
    assert there[schema.EDIT_ID].is_monotonic_increasing
    assert there[schema.EDIT_REASON].iloc[2] == "Custody suite"
    assert (there[schema.EDITED_AT] == now).all()
    assert set(there[schema.EDITED_BY_ROLE]) == {"analyst"}


def test_an_id_that_was_given_is_never_given_again(ledger: Ledger, now: datetime) -> None:
    edit = editor(ledger, now)
    first = edit(SpotEdit.ADD, **MARKET)
    edit(SpotEdit.WITHDRAW, spot_id=first.spot_id, reason="The market closed")
    second = edit(SpotEdit.ADD, **MARKET)
    assert (first.spot_id, second.spot_id) == ("A001", "A002")
    assert len(ledger.edits()) == 3  # the withdrawn one stays visible


def test_an_added_spot_may_stand_in_the_next_set_under_its_id(
    ledger: Ledger, now: datetime
) -> None:
    adopt(ledger, "S001")
    editor(ledger, now)(SpotEdit.ADD, **MARKET)
    later = ADOPTED_AT + timedelta(days=28)
    assert adopt(ledger, "S001", "A001", spot_set="February", adopted_at=later).recorded
    with pytest.raises(InputError, match="only an added spot"):
        adopt(ledger, "A002", spot_set="March", adopted_at=later + timedelta(days=28))


def test_the_same_edit_sent_twice_is_kept_once(ledger: Ledger, now: datetime) -> None:
    adopt(ledger, "S001")
    edit = editor(ledger, now)
    for wanted in (
        partial(edit, SpotEdit.ADD, **MARKET),
        partial(edit, SpotEdit.VETO, spot_id="S001", reason="Custody suite"),
        partial(edit, SpotEdit.WITHDRAW, spot_id="S001", reason="It was the station"),
    ):
        first, again = wanted(), wanted()
        assert (first.recorded, again.recorded) == (True, False)
        assert (first.edit_id, first.spot_id) == (again.edit_id, again.spot_id)
    assert edit(SpotEdit.VETO, spot_id="S001", reason="Custody suite").recorded


def test_there_must_be_something_to_take_back(ledger: Ledger, now: datetime) -> None:
    adopt(ledger, "S001")
    edit = editor(ledger, now)
    with pytest.raises(InputError, match="no edit that could be withdrawn"):
        edit(SpotEdit.WITHDRAW, spot_id="S001", reason="Never mind")
    # A spot that was vetoed is not in the next set; its veto can still be taken back.
    edit(SpotEdit.VETO, spot_id="S001", reason="Custody suite")
    adopt(ledger, "S002", spot_set="February", adopted_at=ADOPTED_AT + timedelta(days=28))
    assert edit(SpotEdit.WITHDRAW, spot_id="S001", reason="It moved away").recorded
    with pytest.raises(InputError, match="There are: S002"):
        edit(SpotEdit.VETO, spot_id="S001", reason="Custody suite")


@pytest.mark.parametrize(
    ("kind", "given", "fault"),
    [
        (SpotEdit.ADD, {"name": "Market"}, "needs its outline"),
        (SpotEdit.ADD, {"outline": square(5)}, "needs its name"),
        (SpotEdit.ADD, {"name": "M", "outline": square(5), "spot_id": "S001"}, "takes no spot_id"),
        (SpotEdit.MOVE, {"spot_id": "S001"}, "needs its outline"),
        (SpotEdit.RENAME, {"spot_id": "S001"}, "needs its name"),
        (SpotEdit.VETO, {}, "needs its spot_id"),
        (SpotEdit.VETO, {"spot_id": "S001", "name": "Market"}, "takes no name"),
        (SpotEdit.VETO, {"spot_id": "S009"}, "There are: S001"),
        (SpotEdit.VETO, {"spot_id": "S001", "reason": ""}, "its reason must begin"),
        (SpotEdit.VETO, {"spot_id": "S001", "reason": "=1+1"}, "its reason must begin"),
        (SpotEdit.VETO, {"spot_id": "S001", "reason": "x" * 301}, "is of 301"),
        (SpotEdit.VETO, {"spot_id": "S001", "reason": "one\ntwo"}, "on one line"),
        (SpotEdit.RENAME, {"spot_id": "S001", "name": "+44"}, "its name must begin"),
        (SpotEdit.MOVE, {"spot_id": "S001", "outline": "POINT (1 1)"}, "outline is no polygon"),
        (
            SpotEdit.VETO,
            {"spot_id": "S001", "edited_by_role": "Jo Example"},
            "sergeant, commander, planner, analyst",
        ),
    ],
)
def test_an_edit_that_does_not_say_what_it_must_is_refused(
    file_ledger: Ledger, now: datetime, kind: SpotEdit, given: dict[str, Any], fault: str
) -> None:
    adopt(file_ledger, "S001")
    with pytest.raises(InputError, match=fault) as refused:
        editor(file_ledger, now)(kind, **({"reason": "Because"} | given))
    assert "Example" not in str(refused.value)
    assert file_ledger.edits().empty


def test_edits_and_sets_stay_when_visits_go(ledger: Ledger, now: datetime) -> None:
    adopt(ledger, "S001")
    editor(ledger, now)(SpotEdit.ADD, **MARKET)
    later = now + timedelta(days=999)
    ledger.forget(homes_before=later, accounts_before=later)
    assert (len(ledger.edits()), len(ledger.adopted_spots())) == (1, 1)


def test_the_database_itself_refuses_what_nobody_should_write(
    ledger: Ledger, now: datetime
) -> None:
    from django.db import IntegrityError, transaction  # noqa: PLC0415 - Django has started by now

    from hotspots.ledger.models import SpotEdit as Edit  # noqa: PLC0415
    from hotspots.ledger.models import SpotInForce, SpotSet  # noqa: PLC0415

    adopt(ledger, "S001")
    alias = ledger._alias
    spot: dict[str, Any] = {
        "of_set": SpotSet.objects.using(alias).get(),
        "spot_id": "S002",
        "name": "Market Street",
        "outline": square(1),
    }
    edit = {
        "spot_edit": "add",
        "spot_id": "A001",
        "name": "Market",
        "outline": square(5),
        "edit_reason": "Market days",
        "edited_at": now,
        "edited_by_role": "analyst",
    }
    Edit.objects.using(alias).create(**edit)
    for model, wrong in (
        (SpotInForce, spot | {"spot_id": "S001"}),
        (SpotInForce, spot | {"name": ""}),
        (SpotInForce, spot | {"outline": ""}),
        (Edit, edit),  # an id is given once
        (Edit, edit | {"spot_id": "A002", "name": ""}),
        (Edit, edit | {"spot_id": "A002", "outline": ""}),
        (Edit, edit | {"spot_id": "A002", "edit_reason": ""}),
        (Edit, edit | {"spot_id": "A002", "spot_edit": "shrink"}),
        (Edit, edit | {"spot_id": "A002", "edited_by_role": "neighbour"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(using=alias):
            model.objects.using(alias).create(**wrong)
    assert (len(ledger.adopted_spots()), len(ledger.edits())) == (1, 1)
