"""Recognise a table by area: its ONS codes and its figures, whatever the file is called.

The Office for National Statistics writes the year into its names (``WD24CD``, ``LSOA21CD``);
others write ``ward24_code``. Case, spaces and punctuation are ignored. A name that is given, by the
profile or by the caller, comes first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hotspots import schema
from hotspots.load.columns import AREA_TABLE_COLUMNS, REPORTS, match_columns
from hotspots.nearest import plain
from hotspots.tables.text_table import TextTable

SURVEY_DEFICIT: Final = str(schema.WardMeasure.SURVEY_DEFICIT)
AREA_FIGURES: Final = (schema.RESIDENTS, schema.HOUSEHOLDS, schema.DEPRIVATION)
GivenColumns = Mapping[str, Sequence[str] | str]

_WARD: Final = re.compile(r"wd(\d\d)cd|ward(\d\d)?(?:cd|code)(?:20(\d\d))?")
_LSOA: Final = re.compile(r"lsoa(\d\d)?(?:cd|code)(?:20(\d\d))?")
_YEAR_BEHIND: Final = re.compile(r"(?:19|20)\d\d$")
# fmt: off
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    schema.RESIDENTS: (
        "Residents", "Usual Residents", "All Usual Residents", "Total Residents", "Population",
        "Total Population", "Resident Population", "All Persons", "Persons", "All Ages",
        "All People",
    ),
    schema.HOUSEHOLDS: (
        "Households", "All Households", "Total Households", "Number of Households",
        "Occupied Households", "Household Count",
    ),
    schema.DEPRIVATION: (
        "Deprivation", "Deprivation Score", "IMD Score", "IMD",
        "Index of Multiple Deprivation Score", "Index of Multiple Deprivation (IMD) Score",
    ),
    SURVEY_DEFICIT: (
        "Survey Deficit", "Deficit", "Confidence Deficit", "Perception Deficit", "Feel Unsafe",
        "Feel Unsafe Percent", "Percent Unsafe", "Percent Feeling Unsafe", "Share Unsafe", "Unsafe",
    ),
    REPORTS: (
        "Reports", "Street Safe", "Street Safe Reports", "Number of Reports", "Report Count",
    ),
}
# A row for each report has one of these; a look-up or a list of postcodes has none of them.
_OF_A_REPORT: Final = (
    "Report ID", "Report Ref", "Report Reference", "Report Number", "Street Safe ID",
    "Street Safe Reference", "Concern", "Concerns", "Issue", "Issue Type", "Safety Concern",
    "Concern Type", "Type of Concern", "Reason Unsafe", "Why Unsafe",
)
# fmt: on
_PLAIN_NAMES: Final = {ours: frozenset(map(plain, names)) for ours, names in _NAMES.items()}
_PLAIN_OF_A_REPORT: Final = frozenset(map(plain, _OF_A_REPORT))
WHAT_IS_READ: Final = (
    "a table with a ward code (WD24CD, ward_code) or an LSOA code (LSOA21CD) and residents, "
    "households or a deprivation score; a look-up of LSOAs to wards, or of LSOAs of 2011 to those "
    "of 2021; a survey with a ward code or a point and a column survey_deficit; or reports with a "
    "ward code or a point and a column such as 'Report ID' or 'reports'"
)


@dataclass(frozen=True, kw_only=True)
class AreaColumns:
    """The columns of a table by area, by their headers in the file.

    Attributes
    ----------
    ward, lsoa : str or None
        The code of the area that a row is of; the LSOA's of the later year, where there are two.
    earlier_lsoa : str or None
        Of a look-up from one year's LSOAs to another's.
    figures : mapping of str to str
        Residents, households, deprivation, survey deficit, reports → header.
    point : (str, str) or None
        Easting and northing, or longitude and latitude.
    in_degrees : bool
    of_a_report : bool
        A column that only a table of reports has.
    """

    ward: str | None = None
    lsoa: str | None = None
    earlier_lsoa: str | None = None
    figures: Mapping[str, str] = field(default_factory=dict)
    point: tuple[str, str] | None = None
    in_degrees: bool = False
    of_a_report: bool = False

    @property
    def has_area_figures(self) -> bool:
        """Whether it says how many live there, or how deprived the area is."""
        return any(ours in self.figures for ours in AREA_FIGURES)

    @property
    def is_of_perception(self) -> bool:
        """Whether it is a survey, or reports of where people feel unsafe."""
        said = SURVEY_DEFICIT in self.figures or REPORTS in self.figures or self.of_a_report
        return said and not self.has_area_figures and bool(self.ward or self.point)

    @property
    def is_area_table(self) -> bool:
        """Whether it is a look-up, or figures by area."""
        look_up = bool(self.lsoa and (self.ward or self.earlier_lsoa))
        return look_up or (self.has_area_figures and bool(self.ward or self.lsoa))

    @property
    def mapping(self) -> dict[str, str]:
        """Our column → the file's header, for a receipt."""
        codes = {
            schema.WARD_CODE: self.ward,
            schema.LSOA_CODE: self.lsoa,
            f"earlier {schema.LSOA_CODE}": self.earlier_lsoa,
        }
        return {**{ours: name for ours, name in codes.items() if name}, **self.figures}

    def in_words(self) -> str:
        """Return what the table is."""
        if self.is_of_perception:
            return (
                "survey by area" if SURVEY_DEFICIT in self.figures else "reports of feeling unsafe"
            )
        parts = []
        if self.lsoa and self.earlier_lsoa:
            parts.append("look-up of earlier LSOAs to later ones")
        if self.lsoa and self.ward:
            parts.append("look-up of LSOAs to wards")
        if self.has_area_figures:
            figures = ", ".join(ours for ours in AREA_FIGURES if ours in self.figures)
            parts.append(f"{figures} by {'LSOA' if self.lsoa else 'ward'}")
        return "; ".join(parts)


def recognise_area_columns(
    headers: Sequence[str], given: GivenColumns | None = None
) -> AreaColumns:
    """Say which columns of a table hold codes and figures by area.

    Parameters
    ----------
    headers : sequence of str
        As found in the file.
    given : mapping, optional
        Our column → the table's own names for it, the preferred first.

    Raises
    ------
    InputError
        When two headers fit one column equally well.
    """
    stated = given or {}
    lsoas = _codes(headers, _LSOA, stated.get(schema.LSOA_CODE, ()))
    wards = _codes(headers, _WARD, stated.get(schema.WARD_CODE, ()))
    point, in_degrees = _point(headers, stated)
    names = [_without_year(plain(header)) for header in headers]
    return AreaColumns(
        # Of two years the later is the one that boundaries and look-ups are of now.
        ward=wards[-1] if wards else None,
        lsoa=lsoas[-1] if lsoas else None,
        earlier_lsoa=lsoas[0] if len(lsoas) > 1 else None,
        figures=_figures(headers, names, stated),
        point=point,
        in_degrees=in_degrees,
        of_a_report=any(name in _PLAIN_OF_A_REPORT for name in names),
    )


def columns_of(table: TextTable, given: GivenColumns | None = None) -> AreaColumns:
    """Say which columns of a table that was read hold codes and figures by area."""
    return recognise_area_columns(table.headers, given)


def _codes(
    headers: Sequence[str], pattern: re.Pattern[str], stated: Sequence[str] | str
) -> list[str]:
    """Return the headers of one kind of code, the earliest year first."""
    named = _stated(stated, headers)
    if named is not None:
        return [named]
    found = []
    for header in headers:
        match = pattern.fullmatch(plain(header))
        if match:
            year = next((part for part in match.groups() if part), "")
            found.append((year, header))
    return [header for _, header in sorted(found, key=lambda each: each[0])]


def _figures(headers: Sequence[str], names: Sequence[str], stated: GivenColumns) -> dict[str, str]:
    figures: dict[str, str] = {}
    for ours, known in _PLAIN_NAMES.items():
        header = _stated(stated.get(ours, ()), headers) or next(
            (header for header, name in zip(headers, names, strict=True) if name in known), None
        )
        if header is not None:
            figures[ours] = header
    return figures


def _point(headers: Sequence[str], stated: GivenColumns) -> tuple[tuple[str, str] | None, bool]:
    """Return the pair of coordinates, and whether it is in degrees."""
    pairs = (schema.IN_DEGREES, schema.IN_METRES)
    own = {ours: names for ours, names in stated.items() if ours in (*pairs[0], *pairs[1])}
    matched = match_columns(
        [header for header in headers if _is_a_coordinate(header, own)], from_profile=own
    )
    for first, second in pairs:
        if first in matched and second in matched:
            return (matched[first], matched[second]), first == schema.LONGITUDE
    return None, False


def _is_a_coordinate(header: str, own: GivenColumns) -> bool:
    """Say whether a header is of a coordinate, so that no other column's doubts are raised."""
    found = match_columns([header], from_profile=own)
    return bool({*schema.IN_DEGREES, *schema.IN_METRES} & set(found))


def _stated(names: Sequence[str] | str, headers: Collection[str]) -> str | None:
    for name in (names,) if isinstance(names, str) else names:
        for header in headers:
            if plain(header) == plain(name):
                return header
    return None


def _without_year(name: str) -> str:
    return _YEAR_BEHIND.sub("", name)


def given_columns(
    from_profile: GivenColumns, from_caller: GivenColumns | None
) -> dict[str, Sequence[str] | str]:
    """Return the names that were given, the caller's before the profile's.

    Only those that a table by area can have are kept.
    """
    known = {*AREA_TABLE_COLUMNS, schema.LSOA_CODE, *schema.IN_DEGREES, *schema.IN_METRES}
    both = {**from_profile, **(from_caller or {})}
    return {ours: names for ours, names in both.items() if ours in known}
