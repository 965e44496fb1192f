"""Recognise a table of addresses by its columns: which of them is which part of an address.

A layout says, for each part, the columns that may hold it, the best first: where one is empty the
next one speaks. So AddressBase Plus, which carries the council's address and Royal Mail's beside
it, reads as one address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hotspots import schema
from hotspots.errors import InputError, MissingColumnError
from hotspots.load.columns import ALIASES
from hotspots.nearest import plain

ADDRESSBASE_CORE: Final = "OS AddressBase Core"
ADDRESSBASE_PLUS: Final = "OS AddressBase Plus"
OPEN_UPRN: Final = "OS Open UPRN"
TABLE: Final = "table of addresses"

PARENT_UPRN: Final = "parent_uprn"
CLASSIFICATION: Final = "classification"
STATE: Final = "state"
CHANGE: Final = "change"
UPDATED: Final = "updated"
BUILDING_NAME: Final = "building_name"
LOCALITY: Final = "locality"
AREA: Final = "area"
# The council's numbers (BS 7666): secondary is the flat, primary the house; from and to, each with
# a letter.
SAO_NUMBERS: Final = ("sao_start_number", "sao_start_suffix", "sao_end_number", "sao_end_suffix")
PAO_NUMBERS: Final = ("pao_start_number", "pao_start_suffix", "pao_end_number", "pao_end_suffix")

COORDINATE_PARTS: Final = (*schema.IN_METRES, *schema.IN_DEGREES)

# fmt: off
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    schema.UPRN: ("uprn", "unique property reference number", "unique property reference"),
    PARENT_UPRN: ("parent uprn",),
    schema.USRN: ("usrn", "unique street reference number"),
    CLASSIFICATION: (
        "classification code", "class", "blpu class", "classification", "class code",
        "property class",
    ),
    STATE: ("state", "blpu state"),
    CHANGE: ("change code", "change type"),
    UPDATED: ("last update date", "last updated"),
    schema.ADDRESS: ("single line address", "address", "full address", "address text"),
    schema.FLAT: ("sao text", "sub building", "sub building name", "flat", "flat number"),
    BUILDING_NAME: ("pao text", "building name", "house name"),
    schema.NUMBER: (
        "building number", "number", "house number", "house no", "number or name",
        "house number or name",
    ),
    schema.STREET: (
        "street name", "street description", "street", "dependent thoroughfare", "thoroughfare",
        "road", "road name",
    ),
    LOCALITY: ("locality", "locality name", "dependent locality", "double dependent locality"),
    schema.TOWN: ("town name", "town", "post town", "city"),
    schema.POSTCODE: ("postcode", "postcode locator"),
    AREA: (
        "gss code", "authority code", "lad code", "local authority code", "district",
        "policing district", "local authority", "local authority name", "authority",
        "authority name",
    ),
    schema.WARD_CODE: ("ward code",),
    **{ours: (ours, *ALIASES[ours]) for ours in COORDINATE_PARTS},
    **{part: (part,) for part in (*SAO_NUMBERS, *PAO_NUMBERS)},
}
# AddressBase Plus from epoch 39 (2016) on, the product's present order of columns; its CSV comes
# without a header.
PLUS_COLUMNS: Final = (
    "UPRN", "UDPRN", "CHANGE_TYPE", "STATE", "STATE_DATE", "CLASS", "PARENT_UPRN", "X_COORDINATE",
    "Y_COORDINATE", "LATITUDE", "LONGITUDE", "RPC", "LOCAL_CUSTODIAN_CODE", "COUNTRY",
    "LA_START_DATE", "LAST_UPDATE_DATE", "ENTRY_DATE", "RM_ORGANISATION_NAME", "LA_ORGANISATION",
    "DEPARTMENT_NAME", "LEGAL_NAME", "SUB_BUILDING_NAME", "BUILDING_NAME", "BUILDING_NUMBER",
    "SAO_START_NUMBER", "SAO_START_SUFFIX", "SAO_END_NUMBER", "SAO_END_SUFFIX", "SAO_TEXT",
    "ALT_LANGUAGE_SAO_TEXT", "PAO_START_NUMBER", "PAO_START_SUFFIX", "PAO_END_NUMBER",
    "PAO_END_SUFFIX", "PAO_TEXT", "ALT_LANGUAGE_PAO_TEXT", "USRN", "USRN_MATCH_INDICATOR",
    "AREA_NAME", "LEVEL", "OFFICIAL_FLAG", "OS_ADDRESS_TOID", "OS_ADDRESS_TOID_VERSION",
    "OS_ROADLINK_TOID", "OS_ROADLINK_TOID_VERSION", "OS_TOPO_TOID", "OS_TOPO_TOID_VERSION",
    "VOA_CT_RECORD", "VOA_NDR_RECORD", "STREET_DESCRIPTION", "ALT_LANGUAGE_STREET_DESCRIPTION",
    "DEPENDENT_THOROUGHFARE", "THOROUGHFARE", "WELSH_DEPENDENT_THOROUGHFARE", "WELSH_THOROUGHFARE",
    "DOUBLE_DEPENDENT_LOCALITY", "DEPENDENT_LOCALITY", "LOCALITY", "WELSH_DEPENDENT_LOCALITY",
    "WELSH_DOUBLE_DEPENDENT_LOCALITY", "TOWN_NAME", "ADMINISTRATIVE_AREA", "POST_TOWN",
    "WELSH_POST_TOWN", "POSTCODE", "POSTCODE_LOCATOR", "POSTCODE_TYPE", "DELIVERY_POINT_SUFFIX",
    "ADDRESSBASE_POSTAL", "PO_BOX_NUMBER", "WARD_CODE", "PARISH_CODE", "RM_START_DATE",
    "MULTI_OCC_COUNT", "VOA_NDR_P_DESC_CODE", "VOA_NDR_SCAT_CODE", "ALT_LANGUAGE",
)
# fmt: on
_PLAIN: Final = {part: tuple(map(plain, names)) for part, names in _NAMES.items()}
# The Office for National Statistics writes the year into its column names.
_YEARED: Final = {AREA: re.compile(r"lad\d\dcd"), schema.WARD_CODE: re.compile(r"wd\d\dcd")}
_TEXT_PARTS: Final = (schema.ADDRESS, schema.STREET, schema.NUMBER, BUILDING_NAME, PAO_NUMBERS[0])
_CORE_SIGNS: Final = frozenset(map(plain, ("CLASSIFICATION_CODE", "SINGLE_LINE_ADDRESS", "TOID")))
_PLUS_SIGNS: Final = frozenset(map(plain, ("LA_ORGANISATION", "PAO_TEXT", "MULTI_OCC_COUNT")))
_OPEN_UPRN: Final = frozenset(
    map(plain, ("UPRN", "X_COORDINATE", "Y_COORDINATE", "LATITUDE", "LONGITUDE"))
)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What a table of addresses is, and where its parts are.

    Attributes
    ----------
    kind : str
    headers : tuple of str
        The table's columns, in its order.
    has_header : bool
        False where the first row is an address already.
    parts : mapping of str to tuple of str
        Part of an address → the columns that may hold it, the best first.
    """

    kind: str
    headers: tuple[str, ...]
    has_header: bool
    parts: Mapping[str, tuple[str, ...]]

    @property
    def points_only(self) -> bool:
        """True where no column holds any part of an address: a number and a point, no more."""
        return not any(part in self.parts for part in _TEXT_PARTS)

    @property
    def in_degrees(self) -> bool:
        """True where the table has longitudes and latitudes, and no eastings and northings."""
        return not set(schema.IN_METRES) <= self.parts.keys()

    @property
    def coordinate_columns(self) -> tuple[str, str]:
        """The table's columns of eastings and northings, else of longitudes and latitudes."""
        pair = schema.IN_DEGREES if self.in_degrees else schema.IN_METRES
        return self.parts[pair[0]][0], self.parts[pair[1]][0]

    @property
    def text_columns(self) -> tuple[str, ...]:
        """The table's columns that hold a part of an address other than its coordinates."""
        names = [self.parts[part] for part in self.parts if part not in COORDINATE_PARTS]
        return tuple(dict.fromkeys(name for each in names for name in each))


def layout_of(name: str, first_row: Sequence[str], *, has_geometry: bool = False) -> Layout:
    """Recognise a table by its first row: a header, or an address of AddressBase Plus.

    Parameters
    ----------
    name : str
        The file, for messages.
    first_row : sequence of str
    has_geometry : bool
        The table has points of its own and needs no columns of coordinates.

    Raises
    ------
    InputError
        When the table has no header and is not AddressBase Plus.
    MissingColumnError
        When it has no UPRN or no coordinates.
    """
    if first_row and re.fullmatch(r"\s*\d+\s*", first_row[0]):
        return _headerless(name, first_row)
    found = frozenset(map(plain, first_row))
    layout = Layout(
        kind=_kind(found), headers=tuple(first_row), has_header=True, parts=_parts(first_row)
    )
    _require(name, layout, has_geometry=has_geometry)
    return layout


def _headerless(name: str, first_row: Sequence[str]) -> Layout:
    x, y, code = (PLUS_COLUMNS.index(c) for c in ("X_COORDINATE", "Y_COORDINATE", "CLASS"))
    if len(first_row) != len(PLUS_COLUMNS):
        raise InputError(
            f"{name} has no header, and {len(first_row)} columns where AddressBase Plus, which "
            f"comes without one, has {len(PLUS_COLUMNS)}. Put the product's header file in front "
            "of it; of AddressBase Premium, which has many kinds of rows, order Core or Plus."
        )
    whole = re.fullmatch(r"[A-Z]{1,2}\d{0,2}[A-Z]{0,2}", first_row[code].strip())
    if not (whole and all(_is_number(first_row[place]) for place in (x, y))):
        raise InputError(
            f"{name} has no header and {len(PLUS_COLUMNS)} columns, as AddressBase Plus has, but "
            f"columns {code + 1}, {x + 1} and {y + 1} hold no class and no coordinates. Put the "
            "product's header file in front of it."
        )
    return Layout(
        kind=ADDRESSBASE_PLUS,
        headers=PLUS_COLUMNS,
        has_header=False,
        parts=_parts(PLUS_COLUMNS),
    )


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\s*\d+(\.\d*)?\s*", text) is not None


def _kind(found: frozenset[str]) -> str:
    if found >= _CORE_SIGNS:
        return ADDRESSBASE_CORE
    if found >= _PLUS_SIGNS:
        return ADDRESSBASE_PLUS
    return OPEN_UPRN if found == _OPEN_UPRN else TABLE


def _parts(headers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    by_plain: dict[str, str] = {}
    for header in headers:
        by_plain.setdefault(plain(header), header)
    found = {
        part: [by_plain[name] for name in dict.fromkeys(names) if name in by_plain]
        for part, names in _PLAIN.items()
    }
    for part, pattern in _YEARED.items():
        found[part] += [header for key, header in by_plain.items() if pattern.fullmatch(key)]
    return {part: tuple(columns_) for part, columns_ in found.items() if columns_}


def _require(name: str, layout: Layout, *, has_geometry: bool) -> None:
    listed = ", ".join(map(repr, layout.headers))
    if schema.UPRN not in layout.parts:
        raise MissingColumnError(
            f"{name} has no column UPRN, by which a home is known from one list to the next. "
            f"Columns found: {listed}. Add the UPRN, or give AddressBase Core or Plus."
        )
    pairs = (set(schema.IN_METRES), set(schema.IN_DEGREES))
    if not has_geometry and not any(pair <= layout.parts.keys() for pair in pairs):
        raise MissingColumnError(
            f"{name} has no coordinates: easting and northing, or longitude and latitude. "
            f"Columns found: {listed}. Rename the columns, or export with coordinates."
        )
