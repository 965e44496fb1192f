"""Which ward an offence belongs to, and what the two ways of telling say of it."""

from __future__ import annotations

import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.wards.ward_offences import (
    BY_CODE,
    BY_OUTLINE,
    CODE_HERE,
    DISAGREEMENT_SHARE,
    FROM_OTHER_DISTRICTS,
    IN_ITS_WARDS,
    IN_NO_WARD,
    OUTLINE_HERE,
    TO_OTHER_DISTRICTS,
    WARD_BY_OUTLINE,
    LsoaLookUp,
    OffencesInWards,
    WardBasis,
    as_shown,
    place_offences,
)
from tests.analyse.ward_places import FIELDS, HARBOUR, HILL, MARKET, offence, offences, outlines

LOOK_UP = LsoaLookUp(
    ward_of_lsoa={
        "E01000001": HARBOUR,
        "E01000002": MARKET,
        "E01000003": HILL,
        "E01000009": "E05009999",
    },
    later_lsoas={
        "E01000101": ("E01000001",),
        "E01000102": ("E01000001", "E01000002"),
        "E01000103": ("E01000001", "E01000888"),
    },
)


def row(table: pd.DataFrame, name: str, columns: list[str]) -> list[int]:
    return [int(table[column][name]) for column in columns]


@pytest.fixture
def placed() -> OffencesInWards:
    """One offence for each way that an offence can come to its ward."""
    rows = [
        offence(HARBOUR, lsoa_code="E01000001"),  # both say Harbour
        offence(HARBOUR, lsoa_code=" e01000002"),  # its code says Market
        offence(MARKET, lsoa_code="E01000003"),  # its code says Hill, in the other district
        offence(FIELDS, lsoa_code="E01000101"),  # an LSOA of 2011, now one in Harbour
        offence(FIELDS, lsoa_code="E01000102"),  # an LSOA of 2011, now in two wards
        offence(
            FIELDS, lsoa_code="E01000103"
        ),  # an LSOA of 2011, of half of which nothing is known
        offence(FIELDS, lsoa_code="E01999999"),  # an LSOA of another force
        offence(FIELDS, lsoa_code="E01000009"),  # a ward that is not among the outlines
        offence(FIELDS),  # no LSOA
        offence(None),  # neither, in the Coast district
    ]
    return place_offences(offences(rows), outlines(), LOOK_UP)


def test_a_code_decides_and_the_outline_where_there_is_none(placed: OffencesInWards) -> None:
    wards = placed.offences[schema.WARD_CODE].tolist()
    assert wards[:9] == [HARBOUR, MARKET, HILL, HARBOUR, FIELDS, FIELDS, FIELDS, FIELDS, FIELDS]
    assert pd.isna(wards[9])
    assert placed.offences[schema.WARD_NAME].tolist()[:3] == ["Harbour", "Market", "Hill"]
    assert placed.offences[WARD_BY_OUTLINE].tolist()[:3] == [HARBOUR, HARBOUR, MARKET]


def test_how_each_one_came_to_its_ward_is_counted(placed: OffencesInWards) -> None:
    assert placed.bases == {
        WardBasis.LSOA: 3,
        WardBasis.EARLIER_LSOA: 1,
        WardBasis.NO_CODE: 1,
        WardBasis.UNKNOWN_CODE: 2,
        WardBasis.SPLIT_CODE: 1,
        WardBasis.OTHER_WARD: 1,
        WardBasis.NO_WARD: 1,
    }
    assert (
        "Of 3 offences the LSOA code names one ward and the outline another; they are counted in "
        "the code's."
    ) in placed.notes()
    assert "Offences in no ward, in the districts' totals alone: 1." in placed.notes()


def test_where_the_two_ways_disagree_both_are_shown(placed: OffencesInWards) -> None:
    table = placed.disagreements.set_index(schema.WARD_CODE)
    columns = [schema.OFFENCES, BY_CODE, BY_OUTLINE, CODE_HERE, OUTLINE_HERE]
    assert row(table, HARBOUR, columns) == [2, 2, 2, 1, 1]
    assert row(table, MARKET, columns) == [1, 1, 1, 1, 1]
    assert row(table, HILL, columns) == [1, 1, 0, 1, 0]
    assert row(table, FIELDS, columns) == [5, 0, 6, 0, 1]
    # Harbour: of three that either way puts there, two are elsewhere by the other.
    assert table.loc[HARBOUR, DISAGREEMENT_SHARE] == pytest.approx(2 / 3)
    assert table.loc[FIELDS, DISAGREEMENT_SHARE] == pytest.approx(1 / 6)
    assert placed.disagreeing == 3


def test_the_wards_of_a_district_reconcile_with_its_total(placed: OffencesInWards) -> None:
    table = placed.reconciliation.set_index(schema.DISTRICT)
    columns = [schema.OFFENCES, TO_OTHER_DISTRICTS, FROM_OTHER_DISTRICTS, IN_NO_WARD, IN_ITS_WARDS]
    # One Coast offence is in Hill by its code, one Inland offence in Harbour.
    assert row(table, "Coast", columns) == [4, 1, 1, 1, 3]
    assert row(table, "Inland", columns) == [6, 1, 1, 0, 6]
    explained = (
        table[schema.OFFENCES]
        - table[TO_OTHER_DISTRICTS]
        + table[FROM_OTHER_DISTRICTS]
        - table[IN_NO_WARD]
    )
    assert (explained == table[IN_ITS_WARDS]).all()
    assert table[schema.OFFENCES].sum() == len(placed.offences)
    assert table[IN_ITS_WARDS].sum() + table[IN_NO_WARD].sum() == len(placed.offences)


def test_a_ward_s_own_small_count_is_not_told_beside_its_edges() -> None:
    """The ranking withholds it; so does the table of where LSOA and outline disagree."""
    table = pd.DataFrame(
        {
            schema.WARD_CODE: ["a", "b", "c"],
            schema.WARD_NAME: ["A", "B", "C"],
            schema.DISTRICT: "D",
            schema.OFFENCES: [2, 40, 9],
            BY_CODE: [2, 40, 9],
            BY_OUTLINE: [2, 43, 19],
            CODE_HERE: 0,
            OUTLINE_HERE: [0, 3, 10],
            DISAGREEMENT_SHARE: [0.0, 0.1, 0.5],
        }
    )
    shown = as_shown(table, fewest=5).set_index(schema.WARD_CODE)
    assert shown.loc[["a", "c"], [schema.OFFENCES, BY_CODE, BY_OUTLINE]].isna().all(axis=None)
    assert shown.loc["b", schema.OFFENCES] == 40
    assert shown[BY_OUTLINE].isna()["b"]  # 43 less 40 are the 3 along its edge
    pd.testing.assert_frame_equal(as_shown(table, fewest=1), table, check_dtype=False)


def test_without_a_look_up_outlines_decide_alone() -> None:
    rows = [offence(HARBOUR, lsoa_code="E01000002"), offence(MARKET)]
    placed = place_offences(offences(rows), outlines(), LsoaLookUp())
    assert placed.offences[schema.WARD_CODE].tolist() == [HARBOUR, MARKET]
    assert placed.disagreeing == 0
