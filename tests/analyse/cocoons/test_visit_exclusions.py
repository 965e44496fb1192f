"""Whom the next list leaves out, brings back, and leaves in peace."""

from __future__ import annotations

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots import schema
from hotspots.analyse.cocoons.visit_exclusions import NextListAction, next_list_exclusions
from hotspots.errors import ParameterError
from hotspots.schema import VisitOutcome

LONDON = ZoneInfo("Europe/London")
HOME = "1001"
SPOKEN, NO_ANSWER = VisitOutcome.SPOKEN_TO, VisitOutcome.NO_ANSWER
REFUSED, NOT_SUITABLE = VisitOutcome.REFUSED, VisitOutcome.NOT_SUITABLE


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def calls(*rows: tuple[str, VisitOutcome], uprn: str = HOME) -> pd.DataFrame:
    return pd.DataFrame(
        {
            schema.UPRN: pd.Series([uprn] * len(rows), dtype="str"),
            schema.VISITED_AT: pd.Series(pd.to_datetime([row[0] for row in rows])).dt.tz_localize(
                LONDON
            ),
            schema.VISIT_OUTCOME: pd.Series([str(row[1]) for row in rows], dtype="str"),
        }
    )


def victim(reported: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            schema.UPRN: pd.Series([HOME], dtype="str"),
            schema.REPORTED_TIME: pd.Series(pd.to_datetime([reported])).dt.tz_localize(LONDON),
        }
    )


def verdict(
    made: pd.DataFrame, as_of: str, victims: pd.DataFrame | None = None
) -> tuple[str, str] | None:
    """The action and the reason for the one home, or None when it is treated as never visited."""
    found = next_list_exclusions(made, as_of=at(as_of), victims=victims)
    if found.empty:
        return None
    assert list(found[schema.UPRN]) == [HOME]
    return found["action"].iloc[0], found["reason"].iloc[0]


def test_a_home_that_was_spoken_to_is_left_out_for_six_weeks() -> None:
    # 42 days from 15:00 on 2 June end at 15:00 on 14 July; no change of the clocks between.
    made = calls(("2026-06-02 15:00", SPOKEN))
    assert verdict(made, "2026-07-14 14:59") == (
        NextListAction.LEAVE_OUT,
        "Spoken to on 2 June 2026: left out until 14 July 2026.",
    )
    assert verdict(made, "2026-07-14 15:00") is None


def test_nobody_at_home_comes_back_on_a_later_shift() -> None:
    made = calls(("2026-06-02 15:00", NO_ANSWER))
    same_evening = verdict(made, "2026-06-02 20:00")
    next_morning = verdict(made, "2026-06-03 08:00")
    assert same_evening is not None
    assert same_evening[0] == NextListAction.LEAVE_OUT
    assert next_morning == (
        NextListAction.BRING_BACK,
        "No answer on 2 June 2026, card left: one more call, at another time of day.",
    )


def test_nobody_at_home_twice_is_not_called_on_a_third_time() -> None:
    made = calls(("2026-06-02 15:00", NO_ANSWER), ("2026-06-20 18:00", NO_ANSWER))
    found = next_list_exclusions(made, as_of=at("2026-07-20 08:00"))
    # The first card is more than six weeks old by now; it still was the first of the two.
    assert list(found["action"]) == [NextListAction.LEAVE_OUT]
    assert list(found["until"]) == [pd.Timestamp("2026-08-01 18:00", tz=LONDON)]
    assert verdict(made, "2026-08-01 18:00") is None


def test_a_card_of_last_season_is_not_held_against_a_home() -> None:
    made = calls(("2026-01-05 15:00", NO_ANSWER), ("2026-06-20 18:00", NO_ANSWER))
    brought = verdict(made, "2026-06-22 08:00")
    assert brought is not None
    assert brought[0] == NextListAction.BRING_BACK


def test_a_word_after_the_card_settles_it() -> None:
    made = calls(("2026-06-02 15:00", NO_ANSWER), ("2026-06-03 18:00", SPOKEN))
    left = verdict(made, "2026-06-05 08:00")
    assert left == (
        NextListAction.LEAVE_OUT,
        "Spoken to on 3 June 2026: left out until 15 July 2026.",
    )


@pytest.mark.parametrize(("outcome", "word"), [(REFUSED, "Refused"), (NOT_SUITABLE, "Found not")])
def test_a_refusal_is_honoured_long_after_the_window(outcome: VisitOutcome, word: str) -> None:
    made = calls(("2026-01-05 15:00", outcome), ("2026-02-05 15:00", NO_ANSWER))
    left = verdict(made, "2026-12-05 08:00")
    assert left is not None
    assert left[0] == NextListAction.LEAVE_OUT
    assert left[1].startswith(f"{word}")
    found = next_list_exclusions(made, as_of=at("2026-12-05 08:00"))
    assert found["until"].isna().all()


def test_a_later_conversation_lifts_a_refusal() -> None:
    made = calls(("2026-01-05 15:00", REFUSED), ("2026-06-02 15:00", SPOKEN))
    assert verdict(made, "2026-09-01 08:00") is None


def test_a_victim_burgled_again_is_visited_again() -> None:
    made = calls(("2026-06-02 15:00", SPOKEN))
    again = verdict(made, "2026-06-10 14:00", victim("2026-06-10 09:00"))
    assert again is not None
    assert again[0] == NextListAction.BRING_BACK
    settled = calls(("2026-06-02 15:00", SPOKEN), ("2026-06-10 16:00", SPOKEN))
    left = verdict(settled, "2026-06-11 14:00", victim("2026-06-10 09:00"))
    assert left is not None
    assert left[0] == NextListAction.LEAVE_OUT


def test_a_card_after_the_second_burglary_is_a_first_card() -> None:
    made = calls(
        ("2026-06-02 15:00", NO_ANSWER),
        ("2026-06-03 15:00", SPOKEN),
        ("2026-06-10 15:00", NO_ANSWER),
    )
    brought = verdict(made, "2026-06-11 14:00", victim("2026-06-10 09:00"))
    assert brought is not None
    assert brought[0] == NextListAction.BRING_BACK


def test_a_new_burglary_does_not_override_a_refusal() -> None:
    made = calls(("2026-06-02 15:00", REFUSED))
    left = verdict(made, "2026-06-10 14:00", victim("2026-06-10 09:00"))
    assert left is not None
    assert left[0] == NextListAction.LEAVE_OUT
    assert "whoever deals with it decides" in left[1]


def test_what_came_later_than_as_of_is_not_seen() -> None:
    made = calls(("2026-06-02 15:00", SPOKEN))
    assert verdict(made, "2026-06-01 08:00") is None
    unseen = verdict(made, "2026-06-05 08:00", victim("2026-06-10 09:00"))
    assert unseen is not None
    assert unseen[0] == NextListAction.LEAVE_OUT


def test_no_reason_says_that_a_home_was_burgled() -> None:
    made = calls(("2026-06-02 15:00", SPOKEN))
    again = verdict(made, "2026-06-10 14:00", victim("2026-06-10 09:00"))
    assert again is not None
    assert "burgl" not in again[1]


@given(
    st.lists(
        st.tuples(
            st.integers(1001, 1004),
            st.integers(0, 120 * 24),
            st.sampled_from(list(VisitOutcome)),
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda call: call[:2],
    ),
    st.randoms(use_true_random=False),
)
def test_a_home_has_one_verdict_and_the_order_of_rows_changes_nothing(
    drawn: list[tuple[int, int, VisitOutcome]], chance: Random
) -> None:
    start = pd.Timestamp("2026-06-02 15:00", tz=LONDON)
    made = pd.DataFrame(
        {
            schema.UPRN: pd.Series([str(call[0]) for call in drawn], dtype="str"),
            schema.VISITED_AT: pd.Series([start + pd.Timedelta(hours=call[1]) for call in drawn]),
            schema.VISIT_OUTCOME: pd.Series([str(call[2]) for call in drawn], dtype="str"),
        }
    )
    as_of = at("2026-09-01 08:00")
    found = next_list_exclusions(made, as_of=as_of)
    assert found[schema.UPRN].is_unique
    assert set(found[schema.UPRN]) <= set(made[schema.UPRN])
    shuffled = made.sample(frac=1, random_state=chance.randrange(1000))
    pd.testing.assert_frame_equal(found, next_list_exclusions(shuffled, as_of=as_of))
    refused_last = {
        uprn
        for uprn, own in made[made[schema.VISITED_AT] <= as_of].groupby(schema.UPRN)
        if own.sort_values(schema.VISITED_AT)[schema.VISIT_OUTCOME].iloc[-1] == REFUSED
    }
    kept_out = found.loc[found["action"] == NextListAction.LEAVE_OUT, schema.UPRN]
    assert refused_last <= set(kept_out)


def test_a_window_of_no_days_is_refused() -> None:
    with pytest.raises(ParameterError, match="window_days"):
        next_list_exclusions(calls(), as_of=at("2026-06-01 08:00"), window_days=0.0)
