from __future__ import annotations

import pytest

from hotspots.errors import InputError
from hotspots.load.address_layouts import PLUS_COLUMNS, layout_of
from tests.load.address_rows import CORE_COLUMNS, plus_house


def plus_row(**changes: str) -> list[str]:
    home = plus_house(1, **changes)
    return [home.get(column, "") for column in PLUS_COLUMNS]


def test_the_products_of_ordnance_survey_are_told_apart() -> None:
    assert layout_of("a", CORE_COLUMNS).kind == "OS AddressBase Core"
    assert layout_of("a", PLUS_COLUMNS).kind == "OS AddressBase Plus"
    assert layout_of("a", plus_row()).kind == "OS AddressBase Plus"
    open_uprn = ("UPRN", "X_COORDINATE", "Y_COORDINATE", "LATITUDE", "LONGITUDE")
    assert layout_of("a", open_uprn).kind == "OS Open UPRN"
    assert layout_of("a", ("uprn", "street", "X", "Y")).kind == "table of addresses"


def test_plus_has_77_columns_and_the_class_is_the_sixth() -> None:
    # The product's present order of columns: 77 since epoch 39.
    assert len(PLUS_COLUMNS) == len(set(PLUS_COLUMNS)) == 77
    assert PLUS_COLUMNS.index("CLASS") == 5
    assert not layout_of("a", plus_row()).has_header


def test_the_council_s_word_comes_before_royal_mail_s() -> None:
    parts = layout_of("a", PLUS_COLUMNS).parts
    assert parts["street"] == ("STREET_DESCRIPTION", "DEPENDENT_THOROUGHFARE", "THOROUGHFARE")
    assert parts["flat"] == ("SAO_TEXT", "SUB_BUILDING_NAME")


def test_points_without_any_text_are_known_for_what_they_are() -> None:
    assert layout_of("a", ("UPRN", "Easting", "Northing", "Postcode")).points_only
    assert not layout_of("a", ("UPRN", "Easting", "Northing", "Address")).points_only


@pytest.mark.parametrize("changes", [{"CLASS": "2"}, {"X_COORDINATE": "east"}])
def test_77_columns_of_something_else_are_not_plus(changes: dict[str, str]) -> None:
    with pytest.raises(InputError, match="columns 6, 8 and 9 hold no class and no coordinates"):
        layout_of("a", plus_row(**changes))


def test_addressbase_premium_is_refused_with_what_to_order_instead() -> None:
    premium = ["10", "NAG Hub - GeoPlace", "9999", "2025-10-20", "0", "2025-10-20", "1.0", "F"]
    with pytest.raises(InputError, match=r"Premium.*order Core or Plus"):
        layout_of("a", premium)
