"""Which ward each offence belongs to: by its LSOA code where it has one, by its point otherwise.

Ward outlines are often generalised, and published points are moved to the middle of a street: near
a boundary an outline puts an offence into the wrong ward, and an LSOA code does not. But a look-up
gives each LSOA whole to one ward, and an LSOA that two wards share goes to one of them. Neither
way is the truth, so both are kept, and where they disagree it is shown.

An offence's district is the one that its reader found. Its ward's district can be another; a ward
is counted where its ONS code puts it, and the reconciliation shows what that moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import care, schema

if TYPE_CHECKING:
    import geopandas as gpd

WARD_BY_CODE: Final = "ward_by_lsoa_code"  # missing where the LSOA code says nothing
WARD_BY_OUTLINE: Final = "ward_by_outline"
WARD_BASIS: Final = "ward_basis"  # a WardBasis

BY_CODE: Final = "by_lsoa_code"
BY_OUTLINE: Final = "by_outline"
CODE_HERE: Final = "lsoa_here_outline_elsewhere"
OUTLINE_HERE: Final = "outline_here_lsoa_elsewhere"
DISAGREEMENT_SHARE: Final = "disagreement_share"
DISAGREEMENT_COLUMNS: Final = (
    schema.WARD_CODE,
    schema.WARD_NAME,
    schema.DISTRICT,
    schema.OFFENCES,
    BY_CODE,
    BY_OUTLINE,
    CODE_HERE,
    OUTLINE_HERE,
    DISAGREEMENT_SHARE,
)

TO_OTHER_DISTRICTS: Final = "to_other_districts"
FROM_OTHER_DISTRICTS: Final = "from_other_districts"
IN_NO_WARD: Final = "in_no_ward"
IN_ITS_WARDS: Final = "in_its_wards"
RECONCILIATION_COLUMNS: Final = (
    schema.DISTRICT,
    schema.OFFENCES,
    TO_OTHER_DISTRICTS,
    FROM_OTHER_DISTRICTS,
    IN_NO_WARD,
    IN_ITS_WARDS,
)
# Offences that one way of placing puts on one side of an edge, and another on the other.
ALONG_AN_EDGE: Final = (
    TO_OTHER_DISTRICTS,
    FROM_OTHER_DISTRICTS,
    IN_NO_WARD,
    CODE_HERE,
    OUTLINE_HERE,
)


class WardBasis(StrEnum):
    """How an offence came to its ward."""

    LSOA = "LSOA code"
    EARLIER_LSOA = "LSOA code of 2011, whose successors lie in one ward"
    NO_CODE = "outline: the row states no LSOA"
    UNKNOWN_CODE = "outline: the look-up does not know the LSOA"
    SPLIT_CODE = "outline: the LSOA of 2011 is now in several wards"
    OTHER_WARD = "outline: the look-up's ward is not among the boundaries"
    NO_WARD = "in no ward"


@dataclass(frozen=True, kw_only=True)
class LsoaLookUp:
    """Which ward each LSOA belongs to.

    Attributes
    ----------
    ward_of_lsoa : mapping of str to str
    later_lsoas : mapping of str to tuple of str
        LSOA of 2011 → those of 2021 that it became.
    """

    ward_of_lsoa: Mapping[str, str] = field(default_factory=dict)
    later_lsoas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class OffencesInWards:
    """Offences with their ward, and what became of every one.

    Attributes
    ----------
    offences : GeoDataFrame
        As given, with ``ward_code`` and ``ward_name`` decided, and the columns
        ``ward_by_lsoa_code``, ``ward_by_outline`` and ``ward_basis``.
    disagreements : DataFrame
        ``DISAGREEMENT_COLUMNS``, one row a ward in the order of the codes.
    reconciliation : DataFrame
        ``RECONCILIATION_COLUMNS``, one row a district: ``in_its_wards`` = ``offences`` −
        ``to_other_districts`` + ``from_other_districts`` − ``in_no_ward``.
    bases : mapping of WardBasis to int
        They add up to the offences.
    """

    offences: gpd.GeoDataFrame
    disagreements: pd.DataFrame
    reconciliation: pd.DataFrame
    bases: Mapping[WardBasis, int]

    @property
    def disagreeing(self) -> int:
        """Offences of which code and outline name different wards."""
        return int(self.disagreements[CODE_HERE].sum())

    def notes(self) -> tuple[str, ...]:
        """Say how the offences came to their wards, in whole sentences."""
        total = len(self.offences)
        told = [
            f"Offences placed by {basis}: {count:,} of {total:,}."
            if basis in (WardBasis.LSOA, WardBasis.EARLIER_LSOA)
            else f"Offences placed by {basis}: {count:,}."
            for basis, count in self.bases.items()
            if count and basis is not WardBasis.NO_WARD
        ]
        if self.disagreeing:
            told.append(
                f"Of {self.disagreeing:,} offences the LSOA code names one ward and the outline "
                "another; they are counted in the code's."
            )
        if self.bases[WardBasis.NO_WARD]:
            told.append(
                f"Offences in no ward, in the districts' totals alone: "
                f"{self.bases[WardBasis.NO_WARD]:,}."
            )
        return tuple(told)


def place_offences(
    offences: gpd.GeoDataFrame, wards: gpd.GeoDataFrame, look_up: LsoaLookUp
) -> OffencesInWards:
    """Decide which ward each offence belongs to.

    Parameters
    ----------
    offences : GeoDataFrame
        ``schema.OFFENCE_COLUMNS``; ``ward_code`` is the ward by outline.
    wards : GeoDataFrame
        ``schema.WARD_COLUMNS``.
    look_up : LsoaLookUp
        May be empty: outlines decide alone then.
    """
    names = dict(zip(wards[schema.WARD_CODE], wards[schema.WARD_NAME], strict=True))
    by_outline = offences[schema.WARD_CODE].where(offences[schema.WARD_CODE].isin(list(names)))
    by_code, basis = _by_code(offences[schema.LSOA_CODE], set(names), look_up)
    chosen = by_code.fillna(by_outline)
    basis = basis.mask(chosen.isna(), str(WardBasis.NO_WARD))
    placed = offences.assign(
        **{
            schema.WARD_CODE: chosen,
            schema.WARD_NAME: chosen.map(names).astype("str"),
            WARD_BY_CODE: by_code,
            WARD_BY_OUTLINE: by_outline,
            WARD_BASIS: basis,
        }
    )
    counts = basis.value_counts()
    return OffencesInWards(
        offences=placed,
        disagreements=_disagreements(placed, wards),
        reconciliation=_reconciliation(placed, wards),
        bases={each: int(counts.get(str(each), 0)) for each in WardBasis},
    )


def _by_code(
    lsoas: pd.Series[str], known: set[str], look_up: LsoaLookUp
) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return the ward that each row's LSOA code names, and how or why not."""
    stated = lsoas.str.strip().str.upper()
    told = {code: _ward_of(code, known, look_up) for code in stated.dropna().unique()}
    by_code = stated.map({code: ward for code, (ward, _) in told.items()}).astype("str")
    basis = stated.map({code: str(why) for code, (_, why) in told.items()}).astype("str")
    return by_code, basis.fillna(str(WardBasis.NO_CODE))


def _ward_of(lsoa: str, known: set[str], look_up: LsoaLookUp) -> tuple[str | None, WardBasis]:
    ward = look_up.ward_of_lsoa.get(lsoa)
    if ward is not None:
        return (ward, WardBasis.LSOA) if ward in known else (None, WardBasis.OTHER_WARD)
    later = look_up.later_lsoas.get(lsoa, ())
    wards = {look_up.ward_of_lsoa.get(each, "") for each in later}
    if not wards or "" in wards:
        return None, WardBasis.UNKNOWN_CODE
    if len(wards) > 1:
        return None, WardBasis.SPLIT_CODE
    (only,) = wards
    return (only, WardBasis.EARLIER_LSOA) if only in known else (None, WardBasis.OTHER_WARD)


def _disagreements(placed: gpd.GeoDataFrame, wards: gpd.GeoDataFrame) -> pd.DataFrame:
    by_code, by_outline = placed[WARD_BY_CODE], placed[WARD_BY_OUTLINE]
    differ = by_code.notna() & by_outline.notna() & (by_code != by_outline)
    counted = {
        schema.OFFENCES: placed[schema.WARD_CODE],
        BY_CODE: by_code,
        BY_OUTLINE: by_outline,
        CODE_HERE: by_code[differ],
        OUTLINE_HERE: by_outline[differ],
    }
    table = pd.DataFrame(wards[[schema.WARD_CODE, schema.WARD_NAME, schema.DISTRICT]])
    table = table.sort_values(schema.WARD_CODE, ignore_index=True)
    for column, codes in counted.items():
        counts = codes.value_counts()
        table[column] = counts.reindex(table[schema.WARD_CODE], fill_value=0).to_numpy(np.int64)
    # Of all that either way puts here, what the other way puts elsewhere.
    either = table[schema.OFFENCES] + table[OUTLINE_HERE]
    astray = table[CODE_HERE] + table[OUTLINE_HERE]
    table[DISAGREEMENT_SHARE] = np.where(either > 0, astray / either.clip(lower=1), 0.0)
    return table[list(DISAGREEMENT_COLUMNS)]


def _reconciliation(placed: gpd.GeoDataFrame, wards: gpd.GeoDataFrame) -> pd.DataFrame:
    district_of = dict(zip(wards[schema.WARD_CODE], wards[schema.DISTRICT], strict=True))
    own, wards_own = placed[schema.DISTRICT], placed[schema.WARD_CODE].map(district_of)
    in_no_ward = wards_own.isna()
    moved = ~in_no_ward & (wards_own != own)
    districts = sorted({*own.dropna(), *district_of.values()})
    columns = {
        schema.OFFENCES: own,
        TO_OTHER_DISTRICTS: own[moved],
        FROM_OTHER_DISTRICTS: wards_own[moved],
        IN_NO_WARD: own[in_no_ward],
        IN_ITS_WARDS: wards_own,
    }
    table = pd.DataFrame({schema.DISTRICT: pd.array(districts, dtype="str")})
    for column, names in columns.items():
        counts = names.value_counts()
        table[column] = counts.reindex(districts, fill_value=0).to_numpy(np.int64)
    return table[list(RECONCILIATION_COLUMNS)]


def as_shown(table: pd.DataFrame, *, fewest: int) -> pd.DataFrame:
    """Return a reconciliation, or disagreements, without the counts of 1 to 4 along an edge.

    Nor are wards' own counts told that their district withholds (``care.withheld``), nor whatever
    is so near to what is counted that the difference would be one of those.

    Parameters
    ----------
    table : DataFrame
        ``RECONCILIATION_COLUMNS`` or ``DISAGREEMENT_COLUMNS``.
    fewest : int
        The least that is shown of what is not 0.
    """
    along = [column for column in ALONG_AN_EDGE if column in table]
    shown = table.assign(**{each: care.shown_counts(table[each], fewest=fewest) for each in along})
    told = shown[along].notna().all(axis=1)
    counted = table[schema.OFFENCES]
    for column in (IN_ITS_WARDS, BY_CODE, BY_OUTLINE):
        if column in table:
            apart = (table[column] - counted).abs()
            shown[column] = table[column].astype("Int64").mask(~told | apart.between(1, fewest - 1))
    if DISAGREEMENT_SHARE in table:
        for column in (schema.OFFENCES, BY_CODE, BY_OUTLINE):
            for _, own in table.groupby(schema.DISTRICT)[column]:
                hidden = own.index[care.withheld(own, fewest=fewest)]
                shown[column] = shown[column].astype("Int64")
                shown.loc[hidden, list({*along, BY_CODE, BY_OUTLINE, column})] = pd.NA
        told &= shown[schema.OFFENCES].notna()
        shown[DISAGREEMENT_SHARE] = table[DISAGREEMENT_SHARE].where(told)
    return shown
