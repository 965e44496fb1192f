"""Every offence weighs what its index says, and says where that came from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from hotspots.analyse.harm import harm_totals, unmapped_offences, weigh_offences
from hotspots.analyse.weight_transform import WeightTransform, transform_weights
from hotspots.errors import InputError, MissingColumnError, ParameterError
from hotspots.harm_index import HarmIndex
from hotspots.schema import HarmBasis

if TYPE_CHECKING:
    from pathlib import Path

# ONS Crime Severity Score, 2020/21 (methods.md §1).
CSS_CODES = {"1": 7973.0, "34A": 799.6, "28E": 465.4, "46": 11.9, "8N": 189.2}
CSS_CATEGORIES = {"Robbery": 799.6, "Shoplifting": 11.9, "Anti-social behaviour": 0.0}


def index(
    by_offence_code: Mapping[str, float] | None = None,
    by_subgroup: Mapping[str, float] | None = None,
    by_category: Mapping[str, float] | None = None,
    default_weight: float | None = None,
    key: str = "css",
) -> HarmIndex:
    return HarmIndex(
        key=key,
        name="Crime Severity Score",
        edition="2020/21",
        source="ONS",
        unit="CSS points",
        by_offence_code=by_offence_code or {},
        by_subgroup=by_subgroup or {},
        by_category=by_category or {},
        default_weight=default_weight,
    )


def offences(*rows: tuple[str | None, str | None]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "offence_code": pd.Series([code for code, _ in rows], dtype="str"),
            "category": pd.Series([category for _, category in rows], dtype="str"),
        },
        geometry=gpd.points_from_xy([600_000.0] * len(rows), [225_000.0] * len(rows)),
        crs="EPSG:27700",
    )


def weighed(rows: gpd.GeoDataFrame, css: HarmIndex) -> list[tuple[float, str]]:
    table = weigh_offences(rows, [css])
    return list(zip(table["harm_css"], table["harm_basis_css"], strict=True))


def test_an_offence_code_says_what_an_offence_weighs() -> None:
    rows = offences(("1", "Violence and sexual offences"), ("34A", "Robbery"))
    assert weighed(rows, index(CSS_CODES, by_category={"Robbery": 1.0})) == [
        (7973.0, HarmBasis.OFFENCE_CODE),
        (799.6, HarmBasis.OFFENCE_CODE),
    ]


def test_a_code_without_a_weight_of_its_own_takes_its_subgroups() -> None:
    rows = offences(("8N", None), ("8P", None))
    css = index(CSS_CODES, by_subgroup={"8P": 150.0, "8N": 99.0})
    assert weighed(rows, css) == [(189.2, HarmBasis.OFFENCE_CODE), (150.0, HarmBasis.SUBGROUP)]


def test_police_uk_rows_without_codes_are_weighed_by_category() -> None:
    rows = offences((None, "Robbery"), (None, "Anti-social behaviour"))
    assert weighed(rows, index(CSS_CODES, by_category=CSS_CATEGORIES)) == [
        (799.6, HarmBasis.CATEGORY),
        (0.0, HarmBasis.CATEGORY),
    ]


def test_a_code_that_the_index_does_not_know_falls_back_to_its_category() -> None:
    rows = offences(("34Z", "Robbery"))
    assert weighed(rows, index(CSS_CODES, by_category=CSS_CATEGORIES)) == [
        (799.6, HarmBasis.CATEGORY)
    ]


def test_an_unknown_offence_is_missing_and_never_weighs_zero() -> None:
    rows = offences(("999", None), (None, "Bicycle theft"), (None, None))
    found = weighed(rows, index(CSS_CODES, by_category=CSS_CATEGORIES))
    assert all(math.isnan(weight) for weight, _ in found)
    assert {basis for _, basis in found} == {HarmBasis.UNMAPPED}


def test_codes_are_text_4_10_is_not_4_1() -> None:
    rows = offences(("4.10", None), ("4.1", None))
    found = weighed(rows, index({"4.1": 2000.0}))
    assert [basis for _, basis in found] == [HarmBasis.UNMAPPED, HarmBasis.OFFENCE_CODE]


def test_a_plain_count_weighs_every_offence_1() -> None:
    rows = offences(("1", None), (None, "Robbery"), (None, None))
    assert weighed(rows, index(default_weight=1.0)) == [(1.0, HarmBasis.ALL_ALIKE)] * 3


def test_each_index_has_its_own_columns_and_the_rows_keep_their_labels() -> None:
    rows = offences(("34A", None), ("46", None))
    rows.index = pd.Index([17, 4])
    table = weigh_offences(rows, [index(CSS_CODES), index(default_weight=1.0, key="count")])
    assert table.index.tolist() == [17, 4]
    assert table["harm_css"].tolist() == [799.6, 11.9]
    assert table["harm_count"].tolist() == [1.0, 1.0]
    assert isinstance(table, gpd.GeoDataFrame)
    assert "harm_css" not in rows.columns


def test_no_offences_weigh_nothing() -> None:
    table = weigh_offences(offences(), [index(CSS_CODES)])
    assert table["harm_css"].dtype == np.float64
    (total,) = harm_totals(table, [index(CSS_CODES)])
    assert total.total == 0.0


@pytest.mark.parametrize("weight", [-1.0, math.nan, math.inf])
def test_an_index_with_an_impossible_weight_is_refused(weight: float) -> None:
    with pytest.raises(InputError, match="34A"):
        weigh_offences(offences(("34A", None)), [index({"34A": weight})])


def test_an_impossible_default_weight_is_refused() -> None:
    with pytest.raises(InputError, match="default_weight"):
        weigh_offences(offences(), [index(default_weight=-1.0)])


def test_offences_without_a_code_column_are_refused() -> None:
    with pytest.raises(MissingColumnError, match="offence_code"):
        weigh_offences(offences().drop(columns="offence_code"), [index()])


# --- unmapped ----------------------------------------------------------------------------------


def test_unmapped_codes_are_reported_with_their_counts_most_first() -> None:
    rows = offences(
        ("999", None),
        (None, "Bicycle theft"),
        ("999", None),
        ("34A", "Robbery"),
        ("998", "Other crime"),
        (None, None),
    )
    unmapped = unmapped_offences(weigh_offences(rows, [index(CSS_CODES)]), "css")
    assert unmapped.columns.tolist() == ["offence_code", "category", "offences"]
    assert unmapped["offences"].tolist() == [2, 1, 1, 1]
    assert unmapped["offence_code"].fillna("-").tolist() == ["999", "998", "-", "-"]
    assert unmapped["category"].fillna("-").tolist() == ["-", "Other crime", "Bicycle theft", "-"]


def test_nothing_unmapped_is_an_empty_table() -> None:
    table = weigh_offences(offences(("34A", None)), [index(CSS_CODES)])
    assert unmapped_offences(table, "css").empty


# --- totals ------------------------------------------------------------------------------------


def test_totals_add_up_and_say_what_they_rest_on() -> None:
    rows = offences(("1", None), ("34Z", "Robbery"), ("999", None))
    css = index(CSS_CODES, by_category=CSS_CATEGORIES)
    (total,) = harm_totals(weigh_offences(rows, [css]), [css])
    assert total.total == pytest.approx(7973.0 + 799.6)
    assert total.offences_by_basis == {
        HarmBasis.OFFENCE_CODE: 1,
        HarmBasis.SUBGROUP: 0,
        HarmBasis.CATEGORY: 1,
        HarmBasis.ALL_ALIKE: 0,
        HarmBasis.UNMAPPED: 1,
    }


def test_the_total_is_the_same_to_the_last_digit_in_any_order() -> None:
    codes = {str(number): 0.1 * number for number in range(100)}
    rows = offences(*[(str(number % 100), None) for number in range(3000)])
    table = weigh_offences(rows, [index(codes)])
    shuffled = table.sample(frac=1.0, random_state=3)
    assert harm_totals(table, [index()])[0].total == harm_totals(shuffled, [index()])[0].total


def test_essex_2024_25_has_14_7_million_days_of_harm(shared_data: Path) -> None:
    # methods.md §1: the county's counts by category times the Cambridge index of 2026.
    # The table rounds the days of a category to two places; its products are not rounded.
    path = shared_data / "harm_weights" / "essex_category_cchi2026_and_counts_2024_25.csv"
    county = pd.read_csv(path).set_index("crime_type")
    days = county["harm_cchi_days"] / county["count_2024_25"]
    rows = offences(*[(None, str(category)) for category in county.index])
    cchi = index(by_category=dict(zip(map(str, days.index), days, strict=True)))
    table = weigh_offences(rows.loc[rows.index.repeat(county["count_2024_25"])], [cchi])
    (total,) = harm_totals(table, [cchi])
    assert total.total == pytest.approx(14_749_148.75)
    shares = table.groupby("category")["harm_css"].sum() / total.total
    assert shares["Violence and sexual offences"] == pytest.approx(0.8095, abs=5e-5)
    assert shares["Burglary"] == pytest.approx(0.0992, abs=5e-5)


# --- transforms --------------------------------------------------------------------------------


def test_one_homicide_does_not_buy_a_year_of_patrols() -> None:
    # The published remedy for frequency deserts: 5475 days count as 74.0 and 365 as 19.1.
    days = pd.Series([5475.0, 365.0, math.nan], index=[9, 8, 7])
    rooted = transform_weights(days, WeightTransform.SQUARE_ROOT)
    assert rooted.round(1).iloc[:2].tolist() == [74.0, 19.1]
    assert rooted.index.tolist() == [9, 8, 7]
    assert math.isnan(rooted.iloc[2])


def test_a_cap_holds_the_heaviest_and_leaves_the_rest() -> None:
    weights = np.array([7973.0, 465.4, 0.0])
    assert transform_weights(weights, WeightTransform.CAPPED, cap=1000.0).tolist() == [
        1000.0,
        465.4,
        0.0,
    ]
    series = transform_weights(pd.Series(weights), WeightTransform.CAPPED, cap=1000.0)
    assert series.tolist() == [1000.0, 465.4, 0.0]


def test_raw_weights_are_left_alone() -> None:
    assert transform_weights(np.array([7973.0]), WeightTransform.RAW, cap=5.0).tolist() == [7973.0]


@pytest.mark.parametrize("cap", [None, 0.0, -1.0, math.nan])
def test_a_cap_of_nothing_is_refused(cap: float | None) -> None:
    with pytest.raises(ParameterError, match="cap above 0"):
        transform_weights(np.array([1.0]), WeightTransform.CAPPED, cap=cap)


def test_negative_harm_is_refused() -> None:
    with pytest.raises(ParameterError, match="1 of 2 weights"):
        transform_weights(np.array([1.0, -1.0]), WeightTransform.SQUARE_ROOT)
