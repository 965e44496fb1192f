from __future__ import annotations

from typing import Any

import pytest

from hotspots import schema
from hotspots.render.maps.spot_card import (
    ONE_OFFENCE,
    ONE_POINT,
    confidence_in_words,
    harm_titles,
    short_hours,
    spot_card,
    spot_facts,
    spot_name,
)

County = Any


@pytest.fixture
def high_street(county: County) -> dict[Any, Any]:
    spots = county.spots.drop(columns="geometry").to_dict("records")
    first: dict[Any, Any] = spots[0]
    return first


def test_figures_carry_their_units(county: County, high_street: dict[Any, Any]) -> None:
    facts = dict(spot_facts(high_street, harm_titles(county.spots, county.indices)))
    assert facts["Offences"] == "246 in the year"
    assert facts["Harm in the period (CSS points)"] == "48,200"
    assert facts["Harm in the period (days)"] == "20,100"
    assert facts["Share of the district’s harm of these offences"] == "8.1 %"
    assert facts["Largest single offence"] == "6 % of its harm"
    assert facts["Trend"] == "no clear change (second half 1.02 times the first)"
    assert facts["Confidence"] == "high that it is a harm spot; rank 1 to 4 in the force"


def test_what_is_not_known_is_left_out(high_street: dict[Any, Any]) -> None:
    unknown = {
        **high_street,
        schema.TREND: None,
        schema.TREND_RATIO: float("nan"),
        schema.CONFIDENCE: None,
        schema.RANK_LOW: float("nan"),
        schema.TOP_OFFENCES: float("nan"),
        schema.SHARE_OF_FORCE_HARM: float("nan"),
    }
    labels = {label for label, _ in spot_facts(unknown, {})}
    assert not labels & {
        "Trend",
        "Confidence",
        "Most frequent",
        "Share of the force’s harm of these offences",
    }


def test_steady_rank_is_one_number(high_street: dict[Any, Any]) -> None:
    steady = {**high_street, schema.RANK_LOW: 1, schema.RANK_HIGH: 1}
    assert confidence_in_words(steady) == "high that it is a harm spot; rank 1 in the force"


def test_plain_counts_are_not_called_harm(county: County) -> None:
    county.spots[schema.harm_column("count")] = 1.0
    assert schema.harm_column("count") not in harm_titles(county.spots, county.indices)


def test_one_homicide_is_named_as_the_reason(high_street: dict[Any, Any]) -> None:
    assert ONE_OFFENCE not in spot_card(high_street, {}, number=1, focus=None)
    flagged = {**high_street, schema.RESTS_ON_ONE_OFFENCE: True}
    card = spot_card(flagged, {}, number=1, focus=None)
    assert ONE_OFFENCE in card
    assert 'class="badge in-doubt"' in card


def test_one_point_is_named_as_the_reason(high_street: dict[Any, Any]) -> None:
    assert ONE_POINT not in spot_card(high_street, {}, number=1, focus=None)
    flagged = {**high_street, schema.RESTS_ON_ONE_POINT: True}
    card = spot_card(flagged, {}, number=1, focus=None)
    assert ONE_POINT in card
    assert 'class="badge in-doubt"' in card


def test_force_map_says_the_force_rank_first(high_street: dict[Any, Any]) -> None:
    high_street[schema.RANK] = 5
    assert "Rank 5 in the force, 1 in Market Wick" in spot_card(
        high_street, {}, number=5, focus=None
    )


def test_spot_without_a_name_goes_by_its_identifier(high_street: dict[Any, Any]) -> None:
    assert spot_name({**high_street, schema.SPOT_NAME: None}) == "S001"


def test_two_years_are_counted_by_the_year_too(high_street: dict[Any, Any]) -> None:
    two_years = {**high_street, schema.OFFENCES: 246, schema.OFFENCES_PER_YEAR: 123.0}
    assert dict(spot_facts(two_years, {}))["Offences"] == "246 (123 a year)"
    unknown = {**high_street, schema.OFFENCES_PER_YEAR: float("nan")}
    assert dict(spot_facts(unknown, {}))["Offences"] == "246"


def test_card_says_where_the_spot_is_on_the_ground(high_street: dict[Any, Any]) -> None:
    where = [("Ward", "St Anne’s <Hill>"), ("Grid reference", "TL 998 253")]
    card = spot_card(high_street, {}, number=1, focus=None, where=where)
    assert "<dt>Ward</dt><dd>St Anne’s &lt;Hill&gt;</dd>" in card
    assert "<dt>Grid reference</dt><dd>TL 998 253</dd>" in card


@pytest.mark.parametrize(
    ("words", "short"),
    [
        ("Friday and Saturday 21:00–03:00", "Fri & Sat 21:00–03:00"),
        ("Wednesday to Saturday 10:00–17:00", "Wed–Sat 10:00–17:00"),
        ("Tuesday 18:00–22:00", "Tue 18:00–22:00"),
        ("Every day 17:00–21:00", "Every day 17:00–21:00"),
        ("spread over the week", "spread over the week"),
        (None, ""),
    ],
)
def test_busiest_hours_fit_a_row(words: str | None, short: str) -> None:
    assert short_hours(words) == short


def test_the_card_says_what_became_of_the_spot(high_street: dict[Any, Any]) -> None:
    edited = {**high_street, "spot_id": "S003", "change": "moved", "edited": "moved by <b>x</b>"}
    card = spot_card(edited, {}, number=1, focus=None)
    assert "S003, since the set in force: moved." in card
    assert "S003 moved by &lt;b&gt;x&lt;/b&gt;." in card
    assert "since the set in force" not in spot_card(high_street, {}, number=1, focus=None)
