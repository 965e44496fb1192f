"""Invented addresses in the layouts of Ordnance Survey, for the tests of the load room."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hotspots.load.address_layouts import PLUS_COLUMNS

CORE_COLUMNS = (
    "UPRN", "PARENT_UPRN", "UDPRN", "USRN", "TOID", "CLASSIFICATION_CODE", "EASTING", "NORTHING",
    "LATITUDE", "LONGITUDE", "RPC", "LAST_UPDATE_DATE", "SINGLE_LINE_ADDRESS", "PO_BOX",
    "ORGANISATION", "SUB_BUILDING", "BUILDING_NAME", "BUILDING_NUMBER", "STREET_NAME", "LOCALITY",
    "TOWN_NAME", "POST_TOWN", "ISLAND", "POSTCODE", "DELIVERY_POINT_SUFFIX", "GSS_CODE",
    "CHANGE_CODE",
)  # fmt: skip

MILL_LANE = {
    "USRN": "20000001",
    "CLASSIFICATION_CODE": "RD03",
    "EASTING": "575000",
    "NORTHING": "205000",
    "LAST_UPDATE_DATE": "2025-10-20",
    "STREET_NAME": "MILL LANE",
    "TOWN_NAME": "NETHER VALE",
    "POST_TOWN": "VALE",
    "POSTCODE": "CO1 1AA",
    "GSS_CODE": "E07000902",
    "CHANGE_CODE": "I",
}
MILL_LANE_PLUS = {
    "USRN": "20000001",
    "CLASS": "RD03",
    "STATE": "2",
    "X_COORDINATE": "575000.00",
    "Y_COORDINATE": "205000.00",
    "STREET_DESCRIPTION": "MILL LANE",
    "THOROUGHFARE": "MILL LANE",
    "TOWN_NAME": "NETHER VALE",
    "POST_TOWN": "VALE",
    "POSTCODE": "CO1 1AA",
    "POSTCODE_LOCATOR": "CO1 1AA",
    "CHANGE_TYPE": "I",
}

Row = dict[str, str]


def house(number: int, **changes: str) -> Row:
    """A semi-detached house in Mill Lane, four metres of frontage a number."""
    return {
        **MILL_LANE,
        "UPRN": f"10009{number:07d}",
        "BUILDING_NUMBER": str(number),
        "EASTING": str(575_000 + 4 * number),
        **changes,
    }


def plus_house(number: int, **changes: str) -> Row:
    """The same in AddressBase Plus."""
    return {
        **MILL_LANE_PLUS,
        "UPRN": f"10009{number:07d}",
        "PAO_START_NUMBER": str(number),
        "BUILDING_NUMBER": str(number),
        **changes,
    }


def core_csv(*rows: Row) -> str:
    """A file of AddressBase Core."""
    return _csv(CORE_COLUMNS, rows, header=True)


def plus_csv(*rows: Row, header: bool = False) -> str:
    """A file of AddressBase Plus, which comes without a header."""
    return _csv(PLUS_COLUMNS, rows, header=header)


def write_core(path: Path, *rows: Row) -> Path:
    """Write a file of AddressBase Core."""
    path.write_text(core_csv(*rows), encoding="utf-8", newline="")
    return path


def _csv(columns: tuple[str, ...], rows: tuple[Row, ...], *, header: bool) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
