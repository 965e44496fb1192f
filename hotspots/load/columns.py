"""Match the columns of an export to ours, by name.

Case, spaces, underscores and punctuation are ignored. A name that the force's profile gives (its
``[columns]`` table) comes first, our own name second, the names below third.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hotspots import schema
from hotspots.errors import MissingColumnError, SettingsError
from hotspots.nearest import nearest_header, plain
from hotspots.tables import columns
from hotspots.tables.columns import POINT_NAMES, header_named, only_header

# Columns of a source that are not columns of the schema: they become one.
FROM_DATE: Final = "from_date"
TO_DATE: Final = "to_date"
REPORTED_DATE: Final = "reported_date"
AUTHORITY: Final = "authority"  # its name
MONTH: Final = "month"
LSOA_NAME: Final = "lsoa_name"
# Not a column: the profile's [columns] table may state the date format under this name.
DATE_FORMAT: Final = "date_format"
# Of tables by area; see area_columns, which recognises them.
REPORTS: Final = "reports"
AREA_TABLE_COLUMNS: Final = (
    schema.WARD_CODE,
    schema.RESIDENTS,
    schema.HOUSEHOLDS,
    schema.DEPRIVATION,
    str(schema.WardMeasure.SURVEY_DEFICIT),
    REPORTS,
)

# Of layers of streets; see street_layouts, which recognises them.
LINE_COLUMNS: Final = (schema.STREET, schema.ROAD_NUMBER, schema.STREET_CLASS, schema.USRN)

# A column called "Time From" is a whole time or, beside "Date From", the clock alone: the reader
# looks at the values.
# fmt: off
ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    schema.OFFENCE_ID: (
        "Reference", "Ref", "Ref No", "Reference Number", "Crime No", "Crime Number", "Crime Ref",
        "Crime Ref No", "Crime Reference", "Crime Reference Number", "Crime ID", "CRN", "URN",
        "Unique Reference Number", "Offence Ref", "Offence Reference", "Offence Number",
        "Investigation Number", "Investigation Ref", "Occurrence Number", "Occurrence No",
        "Occurrence Ref", "OEL No", "Niche Occurrence Number", "Athena Investigation Number",
        "Incident Number", "Incident Ref",
    ),
    schema.OFFENCE_CODE: (
        "HO Code", "Home Office Code", "Home Office Offence Code", "HO Offence Code", "HOC",
        "Home Office Classification", "Home Office Class", "HO Class", "HO Classification",
        "HO Class Code", "HO Crime Code", "Crime Code", "Offence Class Code", "HOCR Code",
        "Home Office Classification Code", "Recorded Offence Code", "Classification Code",
    ),
    schema.CATEGORY: (
        "Crime Type", "Crime Category", "Offence Category", "Police UK Category",
        "data.police.uk Category",
    ),
    schema.FROM_TIME: (
        "From", "Committed From", "Committed From Date Time", "Date Time From", "DateTime From",
        "From Date Time", "Date/Time Committed From", "Committed Date Time From", "Time From",
        "Committed From Time", "Offence From", "Offence From Date Time", "Occurred From",
        "Earliest Date Time", "Committed On From", "Start Time", "Start Date Time",
        "Committed On/From", "First Committed", "Time Committed From", "Offence Start Date Time",
        "Date and Time From", "Offence Date Time", "Offence Time",
    ),
    schema.TO_TIME: (
        "To", "Committed To", "Committed To Date Time", "Date Time To", "DateTime To",
        "To Date Time", "Date/Time Committed To", "Committed Date Time To", "Time To",
        "Committed To Time", "Offence To", "Offence To Date Time", "Occurred To",
        "Latest Date Time", "Committed On To", "End Time", "End Date Time", "Last Committed",
        "Time Committed To", "Offence End Date Time", "Date and Time To",
    ),
    schema.REPORTED_TIME: (
        "Reported", "Reported Date Time", "Date Time Reported", "Date/Time Reported",
        "Time Reported", "Reported On", "Reported At", "Date and Time Reported",
    ),
    FROM_DATE: (
        "Date From", "Committed From Date", "Committed Date From", "Date Committed From",
        "Offence From Date", "Offence Date From", "Occurred From Date", "Start Date",
        "Earliest Date", "Offence Date", "Date Committed", "Committed Date", "Date Of Offence",
        "Offence Start Date",
    ),
    TO_DATE: (
        "Date To", "Committed To Date", "Committed Date To", "Date Committed To", "Offence To Date",
        "Offence Date To", "Occurred To Date", "End Date", "Latest Date", "Offence End Date",
    ),
    REPORTED_DATE: ("Date Reported", "Report Date"),
    **POINT_NAMES,
    # Of several, the first of these is taken: the fullest address before the street alone.
    schema.LOCATION: (
        "Full Address", "Location Address", "Offence Address", "Address", "Venue Address",
        "Occurrence Address", "Locus Address", "Offence Location", "Location Of Offence",
        "Locus", "Locus Of Offence", "Offence Locus", "Committed At", "Committed Location",
        "Crime Location", "Location Text", "Location Description", "Locus Description",
        "Street", "Street Name", "Location Street", "Location Street Name", "Offence Street",
        "Road", "Road Name", "Thoroughfare",
    ),
    schema.UPRN: (
        "Unique Property Reference Number", "Unique Property Ref No", "Property UPRN",
        "Location UPRN", "Address UPRN", "Offence UPRN", "UPRN Number", "UPRN No", "Locus UPRN",
    ),
    schema.DWELLING: (
        "Is Dwelling", "Dwelling Y/N", "Dwelling Flag", "Dwelling Indicator", "In Dwelling",
        "Dwelling Or Not", "Dwelling / Non Dwelling", "Residential", "Is Residential",
    ),
    schema.DOMESTIC_ABUSE: (
        "Domestic Abuse Flag", "Domestic Abuse Marker", "Domestic Abuse Indicator",
        "Domestic Abuse Related", "Domestic Abuse Y/N", "Is Domestic Abuse", "Domestic",
        "Domestic Flag", "Domestic Marker", "Domestic Indicator", "Domestic Related",
        "Domestic Violence", "Domestic Violence Flag", "Domestic Violence Marker",
        "Domestic Violence Indicator", "DA", "DA Flag", "DA Marker", "DA Indicator", "DA Related",
        "DV Flag", "DV Marker", "DV Indicator",
    ),
    **{
        marker: tuple(
            f"{word} {sign}".strip()
            for word in words
            for sign in ("Flag", "Marker", "Indicator", "Related", "Y/N", "Enabled", "Involved", "")
        )
        for marker, words in {
            schema.KNIFE: ("Knife Crime", "Knife", "Bladed Article", "Knife Or Sharp Instrument"),
            schema.ALCOHOL: ("Alcohol", "Alcohol Crime", "Drink"),
            schema.HATE: ("Hate Crime", "Hate", "Hate Incident"),
            schema.ONLINE: ("Online", "Online Crime", "Cyber", "Cyber Crime", "Internet"),
        }.items()
    },
    schema.ENTRY_METHOD: (
        "Method Of Entry", "Means Of Entry", "Mode Of Entry", "Entry Type", "MO Entry",
        "MO Entry Method", "How Entered", "Method Of Entry Description",
    ),
    schema.PROPERTY_TAKEN: (
        "Property Stolen", "Stolen Property", "Property Stolen Type", "Stolen Property Type",
        "Property Stolen Category", "Stolen Property Category", "Property Taken Type",
        "Items Stolen", "What Was Taken",
    ),
    schema.PREMISES_TYPE: (
        "Type Of Premises", "Premises", "Premises Description", "Premises Category",
        "Dwelling Type", "Type Of Dwelling", "Building Type", "Type Of Building", "House Type",
    ),
    schema.OUTCOME: (
        "Outcome Type", "Outcome Description", "Last Outcome Category", "Last Outcome",
        "Crime Outcome", "Outcome Category", "Outcome Group", "Current Outcome", "Disposal",
        "Finalisation", "Clear Up Status",
    ),
    schema.LSOA_CODE: (),
    schema.AUTHORITY_CODE: ("Local Authority Code", "LAD Code", "District Code", "LA Code"),
    AUTHORITY: (
        "Authority Name", "Local Authority", "Local Authority Name", "LAD", "LAD Name", "LA Name",
        "CSP", "CSP Name", "Borough",
    ),
    schema.DISTRICT: ("District Name", "Policing District", "Policing District Name"),
    MONTH: (),
    LSOA_NAME: (),
}
# fmt: on
# Where several headers fit one of these, the first name is taken; elsewhere two are refused.
RANKED: Final = (
    schema.LOCATION,
    schema.UPRN,
    schema.DOMESTIC_ABUSE,
    *schema.MARKERS,
    *schema.HOW_IT_WAS_DONE,
)

# The Office for National Statistics writes the year into its column names.
_YEARED: Final[Mapping[str, re.Pattern[str]]] = {
    schema.AUTHORITY_CODE: re.compile(r"lad\d\dcd"),
    AUTHORITY: re.compile(r"lad\d\dnm"),
    schema.LSOA_CODE: re.compile(r"lsoa\d\d(cd|code)"),
}


def match_columns(
    headers: Sequence[str], *, from_profile: Mapping[str, Sequence[str] | str] | None = None
) -> dict[str, str]:
    """Return our column name → the header found, for every column that is recognised.

    Parameters
    ----------
    headers : sequence of str
        As found in the file.
    from_profile : mapping, optional
        Our column name → the force's own names for it, the preferred first.

    Raises
    ------
    SettingsError
        When the profile names a column that does not exist here.
    InputError
        When two headers fit one column equally well.
    """
    preferred = from_profile or {}
    of_others = (*AREA_TABLE_COLUMNS, *LINE_COLUMNS)
    unknown = sorted(set(preferred) - set(ALIASES) - set(of_others) - {DATE_FORMAT})
    if unknown:
        raise SettingsError(
            f"The profile's [columns] names {', '.join(unknown)}; the columns are: "
            f"{', '.join((*ALIASES, *of_others))}, and {DATE_FORMAT}."
        )
    stated = {ours: _stated(preferred.get(ours, ()), headers) for ours in ALIASES}
    spoken_for = {header for header in stated.values() if header is not None}
    free = [header for header in headers if header not in spoken_for]
    chosen = {ours: stated[ours] or _known_by_name(ours, free) for ours in ALIASES}
    return {ours: header for ours, header in chosen.items() if header is not None}


def recognised(
    headers: Iterable[str], *, from_profile: Mapping[str, Sequence[str] | str] | None = None
) -> set[str]:
    """Return our columns that at least one header could be; several may be the same one."""
    found = tuple(headers)
    known = {ours for ours in ALIASES if any(_fits(ours, plain(header)) for header in found)}
    stated = {ours for ours, names in (from_profile or {}).items() if _stated(names, found)}
    return known | (stated & set(ALIASES))


def missing_columns(
    needed: Sequence[str], headers: Sequence[str], *, file: str | None = None
) -> MissingColumnError:
    """Return the error for all the columns that are needed; it has the lines for the profile."""
    known = {
        header
        for header in headers
        if any(_fits(ours, plain(header)) for ours in ALIASES if ours not in needed)
    }
    free = [header for header in headers if header not in known]
    lines = " and ".join(
        f'{ours} = ["{nearest_header((ours, *ALIASES[ours]), free) or "its name"}"]'
        for ours in needed
    )
    return columns.missing_columns(
        {ours: ALIASES[ours] for ours in needed},
        headers,
        advice=f"Name them in the force profile, [columns] {lines}; or rename them in the file. "
        "See docs/another-force.md.",
        file=file,
        spoken_for=known,
    )


def _stated(names: Sequence[str] | str, headers: Sequence[str]) -> str | None:
    """Return the header that the profile names."""
    return header_named((names,) if isinstance(names, str) else names, headers)


def _known_by_name(ours: str, headers: Iterable[str]) -> str | None:
    known = [header for header in headers if _fits(ours, plain(header))]
    if ours in RANKED:
        return header_named((ours, *ALIASES[ours]), known)
    return only_header(
        ours,
        known,
        advice=f'Say which in the profile: [columns] {ours} = ["its name"], or rename the others.',
    )


def _fits(ours: str, plain_header: str) -> bool:
    yeared = _YEARED.get(ours)
    return plain_header in _PLAIN_NAMES[ours] or bool(yeared and yeared.fullmatch(plain_header))


_PLAIN_NAMES: Final = {
    ours: frozenset(map(plain, (ours, *aliases))) for ours, aliases in ALIASES.items()
}
