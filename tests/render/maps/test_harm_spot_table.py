"""What a person sees of a harm spot."""

from __future__ import annotations

import numpy as np
import pytest

from hotspots import schema
from hotspots.errors import MissingColumnError
from hotspots.render.maps.harm_spot_table import (
    FIRST_COLUMNS,
    harm_spot_table,
    hours_by_weekday,
    layer_columns,
    layer_table,
    layer_titles,
    table_columns,
)
from tests.render.harm_spot_factory import CCHI, CSS, INDICES, friday_night, harm_spots


def test_every_fact_of_a_harm_spot_has_a_title_a_meaning_and_a_place() -> None:
    shown = {column.column for column in table_columns(harm_spots(1), INDICES)}
    hours_have_a_sheet_of_their_own = {schema.HOUR_BY_WEEKDAY, schema.GEOMETRY}
    assert set(schema.HARM_SPOT_COLUMNS) - shown == hours_have_a_sheet_of_their_own
    assert {"harm_css", "harm_cchi"} <= shown


def test_titles_are_told_apart_and_end_in_no_full_stop() -> None:
    titles = [column.title for column in table_columns(harm_spots(1), INDICES)]
    assert len(set(titles)) == len(titles)
    assert not any(title.endswith(".") for title in titles)


def test_the_reader_meets_place_offences_hours_and_the_reason_first() -> None:
    first = [column.column for column in FIRST_COLUMNS]
    assert first[0] == schema.RANK
    assert {schema.SPOT_NAME, schema.OFFENCES, schema.BUSIEST, schema.WHY} <= set(first)


def test_harm_bears_the_unit_of_its_index_and_the_ranking_index_comes_first() -> None:
    titles = [c.title for c in table_columns(harm_spots(1), (CCHI, CSS)) if "arm" in c.title]
    assert titles.index("Harm in the period (days)") < titles.index(
        "Harm in the period (CSS points)"
    )
    assert "Harm per km² a year (days)" in titles


def test_harm_under_an_index_that_is_not_described_keeps_its_key() -> None:
    titles = [column.title for column in table_columns(harm_spots(1))]
    assert "Harm in the period (css)" in titles
    assert "Harm per km² a year" in titles


def test_the_basis_of_a_weight_is_not_taken_for_harm() -> None:
    spots = harm_spots(1).assign(harm_basis_css="offence code")
    assert "harm_basis_css" not in layer_columns(spots)


def test_shares_are_read_as_percentages_and_flags_as_yes_and_no() -> None:
    table = harm_spot_table(harm_spots(7))
    first, seventh = table.iloc[0], table.iloc[6]
    assert first["Share of the district’s harm of these offences (%)"] == 12.0  # 0.12
    assert first["Share of the force’s harm of these offences (%)"] == 1.23  # 0.0123
    assert first["Rests on one offence"] == "no"
    assert seventh["Rests on one offence"] == "yes"


def test_a_missing_figure_is_empty_and_never_nought() -> None:
    spots = harm_spots(2)
    spots.loc[0, schema.TREND_RATIO] = np.nan
    spots.loc[0, schema.BUSIEST] = None
    table = harm_spot_table(spots)
    assert table["Second half ÷ first half"].tolist() == [None, 1.18]
    assert table["Busiest hours"].tolist()[0] == ""


def test_spots_come_by_rank_whatever_the_order_they_arrive_in() -> None:
    spots = harm_spots(9)
    shuffled = spots.sample(frac=1, random_state=4)
    assert harm_spot_table(shuffled).equals(harm_spot_table(spots))
    assert harm_spot_table(shuffled)["Rank in the force"].tolist() == list(range(1, 10))


def test_a_point_inside_each_spot_is_given_for_the_satnav() -> None:
    table = harm_spot_table(harm_spots(1)).iloc[0]
    # Essex: about one degree east, just under fifty-two north.
    assert 0.9 < table["Longitude (°)"] < 1.3
    assert 51.8 < table["Latitude (°)"] < 52.0
    assert harm_spots(1).geometry.iloc[0].buffer(1).bounds[0] < table["Easting (m)"]


def test_what_an_earlier_step_left_behind_does_not_leave_the_house() -> None:
    spots = harm_spots(2).assign(victim="not to be published")
    assert "victim" not in layer_table(spots).columns
    assert "not to be published" not in harm_spot_table(spots).to_string()


def test_layers_hold_raw_values_and_say_so() -> None:
    spots = harm_spots(2)
    assert layer_table(spots)[schema.SHARE_OF_DISTRICT_HARM].tolist() == [0.12, 0.06]
    titles = layer_titles(spots, INDICES)
    share = titles[schema.SHARE_OF_DISTRICT_HARM]
    assert share == "Share of the district’s harm of these offences (0 to 1)"


def test_no_spots_is_a_table_without_rows() -> None:
    table = harm_spot_table(harm_spots(0))
    assert table.empty
    assert "Harm spot" in table.columns


def test_a_table_that_lacks_a_column_is_refused() -> None:
    with pytest.raises(MissingColumnError, match="'why'"):
        harm_spot_table(harm_spots(1).drop(columns=schema.WHY))


def test_hours_that_are_not_known_are_none() -> None:
    assert hours_by_weekday(None) is None
    assert hours_by_weekday(float("nan")) is None
    week = hours_by_weekday(friday_night())
    assert week is not None
    assert len(week) == 7
    assert week[4][22] == 6.0


def test_what_became_of_a_spot_stands_beside_it_only_where_there_is_something_to_say() -> None:
    plain = {column.column for column in table_columns(harm_spots(1))}
    assert not plain & {"change", "edited"}
    spots = harm_spots(1).assign(change="merged from S003 and S010", edited="renamed by an analyst")
    told = harm_spot_table(spots)
    assert told["Since the set in force"].tolist() == ["merged from S003 and S010"]
    assert told["Edited"].tolist() == ["renamed by an analyst"]
    assert {"change", "edited"} <= set(layer_table(spots).columns)
